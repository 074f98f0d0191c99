"""A map is one safe SVG whose unknown is hatching, whose legend counts, and whose words say the same."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from tracker.domain.figure import MapFigure, class_counts, share_class
from tracker.services.rendering.choropleth import COLOURS, WIDTH_PX, draw_map, wrap
from tracker.services.rendering.figure_text import map_words

SVG = "{http://www.w3.org/2000/svg}"


def paths(root: ET.Element) -> dict[str, str]:
    return {path.get("fill", ""): path.get("d", "") for path in root.iter(f"{SVG}path") if path.get("d")}


def texts(root: ET.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(("share", "position"), [(0.0, 0), (0.19, 0), (0.2, 1), (0.6, 3), (0.8, 4), (1.0, 4)])
def test_a_share_on_a_bound_belongs_to_the_upper_class(share: float, position: int) -> None:
    assert share_class(share) == position


def test_the_legend_counts_every_area_once(chart: MapFigure) -> None:
    counts, nobody_count = class_counts(chart)
    assert (counts, nobody_count) == ((2, 1, 1, 1, 2), 1)
    words = " ".join(texts(ET.fromstring(draw_map(chart, "en"))))
    assert "80\u2013100\u00a0%: 2 areas" in words
    assert "20\u201340\u00a0%: 1 area" in words
    assert "Nobody counted: 1 area" in words


def test_each_class_has_its_colour_and_nobody_has_hatching_instead(chart: MapFigure) -> None:
    drawn = paths(ET.fromstring(draw_map(chart, "en")))
    assert set(COLOURS) <= drawn.keys()
    assert drawn["url(#figure-2-nobody)"].count("M") == 1
    assert [drawn[colour].count("M") for colour in COLOURS] == [2, 1, 1, 1, 2]


def test_a_wide_interval_is_hatched_over_its_colour(chart: MapFigure) -> None:
    drawn = paths(ET.fromstring(draw_map(chart, "en")))
    # 30 points wide: the five areas under 75 %; of them 0, 10, 20 and 50 % are dark, 70 % is light.
    assert {"url(#figure-2-wide-dark)", "url(#figure-2-wide-light)"} <= drawn.keys()
    hatched = re.findall(r'd="([^"]*)" fill="url\(#figure-2-wide-(dark|light)\)"', draw_map(chart, "en"))
    assert sum(path.count("M") for path, _ in hatched) == 5


def test_the_unknown_is_never_a_colour(chart: MapFigure) -> None:
    svg = draw_map(chart.model_copy(update={"show": "unknown"}), "en")
    assert not any(colour in svg for colour in COLOURS)
    assert "url(#figure-2-unknown-1)" in svg


def test_a_map_has_a_title_a_description_a_scale_and_north(chart: MapFigure) -> None:
    root = ET.fromstring(draw_map(chart, "en"))
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == 'Where & "who"'
    assert description.text == map_words(chart, "en")
    assert "N" in texts(root)
    assert "2 km" in texts(root)


def test_the_scale_bar_is_as_long_as_it_says(chart: MapFigure) -> None:
    svg = draw_map(chart, "en")
    bar = re.search(r'd="M([\d.]+) [\d.]+v6H([\d.]+)v-6"', svg)
    area = re.search(r'd="M([\d.]+) [\d.]+l([\d.]+) 0', svg)
    assert bar is not None
    assert area is not None
    # A hundredth of a degree at the equator is 1,113.2 m on the sphere of the map.
    px_per_m = float(area[2]) / 1113.2
    assert (float(bar[2]) - float(bar[1])) / px_per_m == pytest.approx(2000, rel=0.01)


def test_the_words_name_the_lowest_and_highest_districts(chart: MapFigure) -> None:
    words = map_words(chart, "en")
    assert "Lowest: District 0 (0\u00a0%), District 1 (10\u00a0%), District 2 (20\u00a0%)." in words
    assert "Highest: District 6 (100\u00a0%)" in words


def test_a_map_without_areas_is_drawn_and_says_so(chart: MapFigure) -> None:
    empty = chart.model_copy(update={"areas": ()})
    assert ET.fromstring(draw_map(empty, "en")).get("role") == "img"
    assert "Map of 0 areas" in map_words(empty, "en")


def test_everything_lies_inside_the_picture(chart: MapFigure) -> None:
    root = ET.fromstring(draw_map(chart, "ko"))
    height_px = float(root.get("height", "0"))
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "-1")) <= WIDTH_PX
        assert 0 <= float(text.get("y", "-1")) <= height_px


def test_long_words_are_broken_between_words_only() -> None:
    assert wrap("a bb ccc", 36) == ["a bb", "ccc"]
    assert wrap("unbreakable", 10) == ["unbreakable"]
