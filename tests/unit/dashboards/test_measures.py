"""A measure of a run: in words, in classes of the map, in tables; isochrones as lines on it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dashboards.i18n import DASH, Translator
from dashboards.maps import MapText, coverage_map
from dashboards.measures.figures import (
    MeasurePicture,
    has_isochrones,
    interval_with_unit,
    measure_key,
    measure_sentence,
    reading_note,
)
from dashboards.measures.rows import AreaMeasureRow, MeasureRow
from dashboards.measures.tables import (
    measure_areas_table,
    measure_csv,
    measure_profiles_table,
    worst_first,
)
from dashboards.models import AreaCoverageRow, AssessmentRead, Feature, FeatureCollection

EN = Translator("en")
TEXT = MapText("Coverage map: health", None, "Computed today.", ())


def measured(**changes: object) -> MeasureRow:
    fields: dict[str, object] = {
        "key": "beds",
        "service": "health",
        "title": {"en": "Beds for each person"},
        "parameters": {"cutoff_min": 15.0},
        "people_count": 127.0,
        "unit": "count/person",
        "guaranteed": False,
        "larger_is_better": True,
        "profile": "manual_wheelchair",
        "value_low": 0.00012,
        "value_high": 0.0004,
        "equity": {"gini": {"low": 0.25, "high": 0.5}},
    }
    return MeasureRow.model_validate(fields | changes)


def area(number: int, low: float | None, high: float | None, people: float = 10.0) -> AreaMeasureRow:
    return AreaMeasureRow(area_id=f"a{number}", population=people, value_low=low, value_high=high)


@pytest.fixture
def named(answers: dict[str, Any]) -> dict[str, AreaCoverageRow]:
    """Give the areas a0 to a5 as the map has them."""
    return {
        f"a{n}": AreaCoverageRow.model_validate(
            {**answers["area"], "area_id": f"a{n}", "area_name": f"Area {n}", "area_code": f"c{n}"}
        )
        for n in range(6)
    }


def test_a_figure_a_head_is_told_for_ten_thousand_people() -> None:
    said = measure_sentence(EN, measured())
    assert said.startswith("Beds for each person, ")
    assert said.endswith(": 1.2\u20134.0 for every 10,000 people.")


@pytest.mark.parametrize(
    ("low", "high", "unit", "told"),
    [
        (0.4, 0.6, "share", "40\u201360\u00a0%"),
        (None, 0.6, "share", "at most 60 %"),
        (600.0, 600.0, "s", "10 minutes"),
        (3.0, 12.0, "count", "3.0\u201312 places, mean over people"),
        (None, None, "count", "does not apply"),
        (7.0, 7.0, "bananas", "7.0 bananas"),
        (0.0, 1250.0, "people", "0\u20131,250 people"),
        (2.5, 2.5, "places", "2.5 places"),
        (0.5, None, "cost", "at least 0.50 cost; 1 is a usual trip or crowd"),
    ],
)
def test_both_values_are_told_with_their_unit(
    low: float | None, high: float | None, unit: str, told: str
) -> None:
    assert interval_with_unit(EN, low, high, unit) == told


def test_a_measure_without_values_says_so() -> None:
    said = measure_sentence(EN, measured(value_low=None, value_high=None))
    assert said == "Beds for each person: no value can be given."


def test_coverage_says_of_how_many_people_and_a_penalty_does_not() -> None:
    said = measure_sentence(EN, measured(unit="share", value_low=0.25, value_high=0.5))
    assert said.endswith(": 25\u201350\u00a0% of 127 people.")
    lost = measured(unit="share", value_low=0.25, value_high=0.5, larger_is_better=False)
    assert measure_sentence(EN, lost).endswith(": 25\u201350\u00a0%.")


def test_only_a_guaranteed_interval_is_called_one() -> None:
    assert "not bounds" in reading_note(EN, measured(guaranteed=False))
    assert "truth lies between" in reading_note(EN, measured(guaranteed=True))


def test_colour_is_the_value_that_promises_least_and_hatching_the_width(
    named: dict[str, AreaCoverageRow],
) -> None:
    rows = [
        area(0, 0.1, 0.9),
        area(1, 0.85, 0.85),
        area(2, None, None),
        area(3, None, 0.3),
        area(4, None, None, people=0.0),
    ]
    better = MeasurePicture(EN, measured(unit="share"), rows)
    # Classes of a share end at 0.2, 0.4, 0.6 and 0.8; widths at 0.05, 0.25 and 0.5.
    assert [better.fill(named[f"a{n}"]) for n in range(5)] == [
        "url(#fill-0-3)",
        "url(#fill-4-0)",
        "url(#fill-u-0)",  # it has no meaning for those who live here
        "url(#fill-u-0)",  # nothing is promised, yet something may be
        "none",  # nobody lives here
    ]
    worse = MeasurePicture(EN, measured(unit="share", larger_is_better=False), rows)
    assert [worse.fill(named[f"a{n}"]) for n in (0, 1, 3)] == [
        "url(#fill-4-3)",
        "url(#fill-4-0)",
        "url(#fill-1-3)",
    ]


def test_classes_of_other_units_are_round_steps_with_their_counts(
    named: dict[str, AreaCoverageRow],
) -> None:
    # The largest but few of the values is 10: five classes of 2.
    rows = [area(n, value, value) for n, value in enumerate((0.0, 1.9, 2.0, 8.0, 10.0, 10.0))]
    picture = MeasurePicture(EN, measured(unit="count"), rows)
    legend = picture.legend_html(extra="")
    counts = re.findall(r"<span>([^<]*)</span><span class=\"count\">(\d+)</span>", legend)
    assert counts[:5] == [
        ("0\u20132", "2"),
        ("2\u20134", "1"),
        ("4\u20136", "0"),
        ("6\u20138", "0"),
        ("8 and more", "3"),
    ]
    assert picture.fill(named["a2"]) == "url(#fill-1-0)"
    assert picture.line(named["a3"]) == "Area 3: 8.0 places, mean over people."


def test_areas_that_have_nothing_still_make_a_legend(named: dict[str, AreaCoverageRow]) -> None:
    picture = MeasurePicture(
        EN, measured(unit="s", larger_is_better=False), [area(0, 600.0, None), area(1, None, None)]
    )
    legend = picture.legend_html(extra="")
    assert ("no value can be given", "2") in re.findall(
        r"<span>([^<]*)</span><span class=\"count\">(\d+)</span>", legend
    )
    assert picture.line(named["a0"]) == "Area 0: at least 10 minutes."
    assert picture.line(named["a1"]) == "Area 1: no value can be given here."


def test_a_title_cannot_become_markup() -> None:
    picture = MeasurePicture(EN, measured(title={"en": "<img src=x>"}), [area(0, 1.0, 1.0)])
    assert "<img" not in picture.legend_html(extra="")


def test_the_worst_areas_come_first_and_those_without_values_last() -> None:
    rows = [area(0, None, None), area(1, 0.2, 0.9), area(2, 0.1, 1.0, people=5.0), area(3, 0.1, 0.1)]
    assert [row.area_id for row in worst_first(measured(), rows)] == ["a3", "a2", "a1", "a0"]
    penalties = measured(unit="share", larger_is_better=False)
    assert [row.area_id for row in worst_first(penalties, rows)] == ["a2", "a1", "a3", "a0"]
    endless = [area(4, 60.0, 90.0), area(5, 60.0, None)]
    assert [row.area_id for row in worst_first(measured(unit="s", larger_is_better=False), endless)] == [
        "a5",
        "a4",
    ]


def test_tables_hold_both_values_and_the_gini_index(named: dict[str, AreaCoverageRow]) -> None:
    profiles = measure_profiles_table(EN, [measured(), measured(profile="walk", equity={})], "Beds")
    assert [[cell.text for cell in row[1:]] for row in profiles.rows] == [
        ["1.2", "4.0", "0.25\u20130.50"],
        ["1.2", "4.0", "does not apply"],
    ]
    table = measure_areas_table(EN, measured(), [area(1, 0.0, 0.0004), area(2, None, None)], named, "Beds")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Area 1", "10", "0", "4.0"],
        ["Area 2", "10", DASH, DASH],
    ]


def test_the_csv_of_a_measure_has_plain_numbers_and_names_its_unit(
    named: dict[str, AreaCoverageRow],
) -> None:
    lines = measure_csv([area(1, 0.5, None)], "count/person", named).splitlines()
    assert lines == [
        "area_code,area_name,population,unit,value_low,value_high",
        "c1,Area 1,10.0,count/person,0.5,",
    ]


def test_what_a_map_shows_names_a_measure_by_its_prefix() -> None:
    assert measure_key("measure-beds") == "beds"
    assert measure_key("low") is None


def test_a_run_says_itself_whether_it_drew_isochrones(answers: dict[str, Any]) -> None:
    run = answers["assessment"]
    assert not has_isochrones(AssessmentRead.model_validate(run))
    parameters = run["provenance"]["parameters"] | {"isochrones": True}
    drawn = run | {"provenance": run["provenance"] | {"parameters": parameters}}
    assert has_isochrones(AssessmentRead.model_validate(drawn))


def outline(reading: str, geometry: dict[str, Any] | None) -> Feature:
    return Feature(id=reading, geometry=geometry, properties={"reading": reading})


def test_isochrones_are_lines_the_certain_one_whole_and_on_top(answers: dict[str, Any]) -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]]}
    areas = FeatureCollection(features=[Feature(id="a", geometry=square, properties=answers["area"])])
    lines = FeatureCollection(
        features=[outline("low", square), outline("high", square), outline("low", None)]
    )
    page = coverage_map(EN, areas, show="isochrones", text=TEXT, isochrones=lines)
    found = re.search(r"var draw = (\{.*\});", page)
    assert found
    drawn = json.loads(found[1])["isochrones"]["features"]
    assert [shape["properties"]["dashes"] for shape in drawn] == ["7 6", None]
    legend = page[page.index('class="legend"') :]
    assert "reached for certain" in legend
    assert "stroke-dasharray" in legend
    assert "Share of people" not in legend


def test_holes_too_small_for_the_map_are_left_out_and_islands_are_not(answers: dict[str, Any]) -> None:
    def ring(west: float, size: float) -> list[list[float]]:
        return [[west, 0.3], [west + size, 0.3], [west + size, 0.3 + size], [west, 0.3 + size], [west, 0.3]]

    outer = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
    areas = FeatureCollection(
        features=[
            Feature(id="a", geometry={"type": "Polygon", "coordinates": [outer]}, properties=answers["area"])
        ]
    )
    # On a map one degree wide a hole of a fiftieth of it is too small, one of a fifth is not.
    shape = {
        "type": "MultiPolygon",
        "coordinates": [[outer, ring(0.1, 0.02), ring(0.4, 0.2)], [ring(1.1, 0.001)]],
    }
    lines = FeatureCollection(features=[outline("low", shape)])
    page = coverage_map(EN, areas, show="isochrones", text=TEXT, isochrones=lines)
    found = re.search(r"var draw = (\{.*\});", page)
    assert found
    (drawn,) = json.loads(found[1])["isochrones"]["features"]
    assert [len(part) for part in drawn["geometry"]["coordinates"]] == [2, 1]


def test_a_measure_takes_the_place_of_coverage_on_the_map(answers: dict[str, Any]) -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]]}
    properties = {**answers["area"], "area_id": "a0"}
    areas = FeatureCollection(features=[Feature(id="a", geometry=square, properties=properties)])
    picture = MeasurePicture(EN, measured(unit="share"), [area(0, 0.7, 0.7)])
    page = coverage_map(EN, areas, show="measure-beds", text=TEXT, measure=picture)
    found = re.search(r"var draw = (\{.*\});", page)
    assert found
    (shape,) = json.loads(found[1])["areas"]["features"]
    assert shape["properties"]["fill"] == "url(#fill-3-0)"
    assert shape["properties"]["lines"] == ["Moema: 70\u00a0%."]
    wanted = set(re.findall(r"url\(#(fill-[\w-]+)\)", page))
    assert wanted <= set(re.findall(r'<pattern id="(fill-[\w-]+)"', page))
