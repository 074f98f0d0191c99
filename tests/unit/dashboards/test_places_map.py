"""The map of the register's list without a browser: what it asks for, what it draws, and where marks lead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Protocol

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from dashboards.client import ApiClient
from dashboards.register.api import Search
from dashboards.register.listing import listed, map_address, place_link
from dashboards.web.documents import document_routes

PLACES, LAYERS = "GET /api/v1/studies/city/register/places", "GET /api/v1/studies/city/layers"


class Wire(Protocol):
    """The stand-in for the network that the conftest gives."""

    asked: list[httpx.Request]

    def answer(self, route: str, *responses: httpx.Response) -> None: ...


@pytest.mark.parametrize(
    ("search", "state"),
    [
        (Search(), None),
        (Search(q="ubs á&=", kind="health", needs=("lift",), cursor="a/b"), "draft"),
    ],
)
def test_the_address_of_a_map_names_the_page_of_the_list_beside_it(search: Search, state: str | None) -> None:
    address = map_address("city", search, state)
    assert listed(QueryParams(address.partition("?")[2])) == ("city", search, state)


def test_every_place_of_known_position_has_a_mark_a_circle_if_uncertain_and_the_link_of_the_list(
    connect: Callable[..., ApiClient], wire: Wire, record: Callable[..., dict[str, Any]]
) -> None:
    sharp = record()["position"]
    wire.answer(LAYERS, httpx.Response(200, json={"items": [], "total": 0}))
    places = [
        record(id="p1", position=sharp),
        record(id="p2", position=None),
        record(id="p3", position={**sharp, "precision": "district", "radius_m": 3000.0}),
    ]
    body = {"items": places, "total": 3, "next_cursor": None}
    wire.answer(PLACES, httpx.Response(200, json=body))
    window = TestClient(Starlette(routes=document_routes(connect)))
    page = window.get(map_address("city", Search(kind="health", needs=("lift",)), "draft")).text
    asked = wire.asked[0].url.params
    assert (asked["kind"], asked["need"], asked["state"], asked["limit"]) == ("health", "lift", "draft", "50")
    drawing = re.search(r'id="drawing">(.*?)</script>', page, re.DOTALL)
    assert drawing is not None
    points = json.loads(drawing[1])["points"]
    assert [(point["link"], point["radius_m"], point["number"]) for point in points] == [
        (place_link("city", "p1"), 0, ""),
        (place_link("city", "p3"), 3000, ""),
    ]
    assert points[1]["label"] == "UBS <Um>: somewhere within 3 km"


def test_a_map_that_names_no_study_says_so(connect: Callable[..., ApiClient]) -> None:
    answer = TestClient(Starlette(routes=document_routes(connect))).get("/maps/register")
    assert answer.status_code == 400
    assert "does not name a map" in answer.text
