"""A study's run that asks for groups, gaps, costs and equity: its definition, its figures, its notes."""

from __future__ import annotations

import dataclasses
import json
import math
from types import ModuleType

import geopandas
import numpy as np
import pytest
import shapely

from studies.schema import Analysis
from tracker.services import engine
from tracker.services.engine import AnalysisFigures, AnalysisInputs
from tracker.store.measures import MeasureFigures

# Mainland 0, 100, 200 m; isle 220, 320 m behind a crossing with a kerb nobody recorded; rock 620, 720 m.
PEOPLE = {0.0: 1, 100.0: 2, 200.0: 4, 220.0: 8, 320.0: 16, 620.0: 32, 720.0: 64}
# In the west half of the people are of the group, in the east a quarter; of the rock nobody knows.
GROUPS = [{"elders_share": 0.5}, {"elders_share": 0.25}, {}]
MEASURES: list[dict[str, object]] = [
    {"key": "elders", "kind": "group_coverage", "group": "elders", "cutoff_min": 60},
    {"key": "all", "kind": "coverage", "cutoff_min": 60},
    {"key": "gaps", "kind": "gaps", "cutoff_min": 60},
    {"key": "beds", "kind": "cumulative", "cutoff_min": 60, "equity": {"minimum": 124}},
    {"key": "cost", "kind": "raam", "tau_min": 10, "cutoff_min": 60},
    {
        "key": "of_all",
        "kind": "constrained",
        "constraint": "total",
        "decay": {"kind": "bands", "limits_min": [60], "weights": [1]},
    },
    {"key": "choosing", "kind": "three_step", "decay": {"kind": "gaussian", "sd_min": 20, "reach_min": 60}},
]


def frame(shapes: list[shapely.Geometry], **columns: object) -> geopandas.GeoDataFrame:
    codes = [f"place {number}" for number in range(len(shapes))]
    return geopandas.GeoDataFrame(
        {"code": codes, "name": [""] * len(codes)} | columns, geometry=shapes, crs="EPSG:4326"
    )


def question(towns: ModuleType) -> tuple[Analysis, AnalysisInputs]:
    town = towns.island_town()

    def points(*east_m: float) -> list[shapely.Geometry]:
        lon, lat = towns.to_degrees(np.array([(x, 0.0) for x in east_m]), town.centre_deg)
        return list(shapely.points(lon, lat))

    def box(west_m: float, east_m: float) -> shapely.Geometry:
        corners = np.array([(west_m, -90.0), (east_m, -90.0), (east_m, 90.0), (west_m, 90.0)])
        return shapely.Polygon(np.column_stack(towns.to_degrees(corners, town.centre_deg)))

    analysis = Analysis.model_validate(
        {
            "key": "coverage",
            "title": {"en": "Coverage"},
            "question": {"en": "Who reaches the clinic?"},
            "network": "streets",
            "origins": "people",
            "zones": "districts",
            "services": {"clinic": {"title": {"en": "Clinic"}, "layers": ["clinics"]}},
            "hexagon_resolution": 11,
            "profiles": ["walk", "manual_wheelchair"],
            "cutoffs_min": [60],
            "measures": [{"title": {"en": "One"}, "service": "clinic"} | one for one in MEASURES],
        }
    )
    inputs = AnalysisInputs(
        network=town.network,
        origins=frame(
            points(*PEOPLE),
            population=np.array(list(PEOPLE.values()), dtype=float),
            rank=np.array([1.0, 1.0, 1.0, 2.0, 2.0, np.nan, np.nan]),
        ),
        services={"clinic": frame(points(0.0), supply=np.array([62.0]))},
        zones=frame(
            [box(-50, 210), box(210, 600), box(600, 1000)],
            code=["W", "E", "R"],
            properties=[json.dumps(one) for one in GROUPS],
        ),
        extent=None,
    )
    return analysis, inputs


@pytest.fixture(scope="module")
def figures(towns: ModuleType) -> AnalysisFigures:
    return engine.run_analysis(*question(towns))


@pytest.fixture(scope="module")
def found(figures: AnalysisFigures) -> dict[str, MeasureFigures]:
    return {measure.key: measure for measure in figures.measures}


def test_a_group_is_covered_by_its_share_of_each_district(found: dict[str, MeasureFigures]) -> None:
    # Half of the west's 7 people and a quarter of the east's 24 are elders: 3.5 + 6.
    elders = found["elders"]
    assert elders.people == 9.5
    walk, chair = elders.profiles
    assert walk.whole == pytest.approx((1.0, 1.0))
    # The chair's isle hangs on the kerb of the crossing.
    assert chair.whole == pytest.approx((3.5 / 9.5, 1.0))
    assert elders.parameters == {"group": "elders", "cutoff_min": 60.0}


def test_people_whose_share_of_the_group_is_not_known_are_told(figures: AnalysisFigures) -> None:
    told = [note for note in figures.diagnostics["notes"] if note.startswith("Group elders")]
    assert told == [
        "Group elders: 96 people live where its share is not known; they take no part in its figures."
    ]


def test_coverage_as_a_measure_is_coverage(
    found: dict[str, MeasureFigures], figures: AnalysisFigures
) -> None:
    for row, profile in zip(figures.coverage, found["all"].profiles, strict=True):
        assert profile.whole == (row.covered_low / row.population, row.covered_high / row.population)


def test_gaps_are_people_and_districts_add_up_to_the_whole(
    found: dict[str, MeasureFigures], figures: AnalysisFigures
) -> None:
    walk, chair = found["gaps"].profiles
    assert walk.whole == (0.0, 0.0)
    assert chair.whole == (0.0, 24.0)
    codes = [area.code for area in figures.areas]
    assert [chair.areas[codes.index(code)] for code in "WER"] == [(0, 0), (0, 24), (0, 0)]
    hexagons = [i for i, area in enumerate(figures.areas) if area.kind == "hexagon"]
    assert sum(chair.areas[i][1] or 0.0 for i in hexagons) == 24.0
    assert chair.equity == {}


def test_equity_has_zones_a_minimum_and_a_rank(found: dict[str, MeasureFigures]) -> None:
    walk, chair = found["beds"].profiles
    assert set(walk.equity) == {
        *("gini", "theil", "theil_between", "theil_within", "fgt_0", "fgt_1", "fgt_2"),
        *("palma", "concentration", "erreygers"),
    }
    # On foot 31 of 127 people reach 62 beds; who does lives in the west and the east, where all do.
    assert walk.equity["theil_between"] == pytest.approx((math.log(127 / 31),) * 2)
    assert walk.equity["theil_within"] == pytest.approx((0.0, 0.0), abs=1e-12)
    assert walk.equity["theil"] == pytest.approx((math.log(127 / 31),) * 2)
    # 124 beds would be enough: 31 people have half of it, 96 nothing.
    assert walk.equity["fgt_1"] == pytest.approx(((31 / 2 + 96) / 127,) * 2)
    # Of 31 people of known rank the poorer 7 have their beds for sure in a chair, the better-off 24 perhaps.
    assert chair.equity["palma"] == pytest.approx((0.0, 1.0))
    low, high = chair.equity["concentration"]
    # The mean is 14: CI = 2 (7/31) (3.5/31 - 1/2) (62 - 14) / 14 + 2 (24/31) (19/31 - 1/2) (0 - 14) / 14.
    assert low == pytest.approx(2 * 7 / 31 * (3.5 / 31 - 0.5) * 48 / 14 - 2 * 24 / 31 * (19 / 31 - 0.5))
    assert high == pytest.approx(0.0, abs=1e-12)
    assert found["beds"].parameters == {"cutoff_min": 60.0, "equity": {"minimum": 124.0}}


def test_without_a_rank_what_compares_rich_and_poor_is_not_worked_out(towns: ModuleType) -> None:
    analysis, inputs = question(towns)
    origins = inputs.origins.drop(columns="rank")
    figures = engine.run_analysis(analysis, dataclasses.replace(inputs, origins=origins))
    beds = next(measure for measure in figures.measures if measure.key == "beds")
    assert set(beds.profiles[0].equity) & {"palma", "concentration", "erreygers"} == set()


def test_costs_are_medians_and_totals_sums(found: dict[str, MeasureFigures]) -> None:
    # 96 of 127 people reach no bed at all, so there is no median cost; in the whole all 62 beds are shared.
    assert [profile.whole for profile in found["cost"].profiles] == [(None, None)] * 2
    for profile in found["of_all"].profiles:
        assert profile.whole == pytest.approx((62.0, 62.0))
    assert (found["cost"].unit, found["of_all"].unit, found["choosing"].unit) == (
        "cost",
        "places",
        "count/person",
    )


def test_ranks_of_many_points_are_averaged_over_the_people_whose_rank_is_known() -> None:
    from studies.schema import Layer

    layer = Layer.model_validate(
        {"key": "people", "kind": "origins", "dataset": "grid", "title": {"en": "People"}}
    )
    rows = frame(
        list(shapely.points([-46.6300, -46.6301, -46.6302, -46.5000], [-23.55] * 4)),
        population=np.array([1.0, 3.0, 5.0, 2.0]),
        rank=np.array([10.0, 30.0, np.nan, np.nan]),
    )
    cells = engine.aggregate_to_cells(layer, rows, 7)
    by_people = dict(zip(cells["population"], cells["rank"], strict=True))
    assert by_people[9.0] == pytest.approx((1 * 10 + 3 * 30) / 4)
    assert math.isnan(by_people[2.0])
