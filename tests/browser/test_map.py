"""The map in its frame: names shared with the table, and the whole city in view after every choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

CITY = "coverage?study=sao_paulo_asnm"
LEAST_PX = 150


def test_the_hexagons_of_the_table_and_of_the_map_have_names(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("partner.saopaulo@demo.example")
    visitor.open(f"{CITY}&kind=hexagon&order=name")
    first = visitor.page.locator("table", has_text="At best").last.locator("tbody th").first.inner_text()
    assert first.endswith("hexagon 1")
    assert f'"lines":["{first}:' in visitor.map_frame().locator("html").inner_html()


def test_an_area_is_marked_by_keyboard_and_the_city_still_fills_the_map(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("partner.saopaulo@demo.example")
    visitor.open(f"{CITY}&kind=district")
    visitor.map_frame()
    page = visitor.page
    page.get_by_role("combobox", name="Mark an area").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    visitor.settle()
    page.get_by_text("Marked").wait_for()
    assert "area=" in page.url
    assert not page.url.endswith("area=")
    # Also when the frame grows after its page was drawn.
    page.set_viewport_size({"width": 1000, "height": 700})
    page.set_viewport_size({"width": 1280, "height": 900})
    shapes = visitor.map_frame().locator("path.leaflet-interactive:not(.place)")
    boxes = [box for shape in shapes.all() if (box := shape.bounding_box()) is not None]
    across = max(b["x"] + b["width"] for b in boxes) - min(b["x"] for b in boxes)
    down = max(b["y"] + b["height"] for b in boxes) - min(b["y"] for b in boxes)
    assert max(across, down) > LEAST_PX
