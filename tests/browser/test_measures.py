"""Measures and isochrones behind the control that chooses what the map shows; the table says the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

CITY = "coverage?study=sao_paulo_asnm&service=health&profile=manual_wheelchair&cutoff_s=900.0&kind=hexagon"


def test_a_measure_is_chosen_and_shown_in_words_on_the_map_and_as_a_table(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("partner.saopaulo@demo.example")
    visitor.open(CITY)
    visitor.choose("Shown on the map", "Health units lost against walking")
    page = visitor.page
    page.wait_for_url("**show=measure-health_penalty**")
    legend = visitor.map_frame().locator(".legend")
    legend.get_by_text("Health units lost against walking").wait_for()
    legend.get_by_text("The truth lies between the two values").wait_for()
    row = page.locator("table", has_text="Gini index").locator("tbody tr", has_text="Manual wheelchair")
    smaller, larger = (int(text) for text in row.locator("td").all_inner_texts()[:2])
    assert smaller < larger
    # the same figure in words as in the table
    page.get_by_text(
        f"Health units lost against walking, by manual wheelchair: {smaller}\u2013{larger}"
    ).wait_for()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download the measure").click()
    lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "area_code,area_name,population,unit,value_low,value_high"
    assert len(lines) > 10


def test_how_a_measure_is_shared_out_stands_under_it_and_fits_the_page(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("partner.saopaulo@demo.example")
    visitor.open(CITY.replace("service=health", "service=station") + "&show=measure-stations_within")
    page = visitor.page
    shared = page.locator("table", has_text="How it is shared out: Stations within 15 minutes")
    shared.wait_for()
    indices = shared.locator("tbody th").all_inner_texts()
    assert indices[:4] == [
        "Theil index (0 equal)",
        "Theil index, between districts",
        "Theil index, within districts",
        "People below 1 places (%)",
    ]
    box, around = shared.bounding_box(), page.locator("h1").first.bounding_box()
    assert box is not None
    assert around is not None
    assert box["width"] <= around["width"] + 1
    page.get_by_text("the truth need not lie between them").wait_for()


def test_isochrones_are_drawn_whole_and_dashed_over_the_city(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("partner.saopaulo@demo.example")
    visitor.open(f"{CITY}&show=isochrones")
    frame = visitor.map_frame()
    lines = frame.locator("path.isochrone")
    # casing and line, of the shape at best and of the certain one
    assert lines.count() == 4
    dashes = [line.get_attribute("stroke-dasharray") for line in lines.all()]
    assert [dash is None for dash in dashes] == [True, False, True, True]
    box = lines.nth(1).bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) > 50
    frame.locator(".legend").get_by_text("reached for certain").wait_for()


def test_a_map_of_a_measure_that_the_run_has_not_says_so(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("partner.saopaulo@demo.example")
    visitor.open(CITY)
    source = visitor.page.locator("iframe").first.get_attribute("src")
    assert source is not None
    answer = visitor.page.request.get(visitor.address + source.replace("show=low", "show=measure-joy"))
    assert answer.status == 400
