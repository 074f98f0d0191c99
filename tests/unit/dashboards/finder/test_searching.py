"""The public finder without a browser: cities, what is asked of the API, results and their files."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from dashboards.client import ApiClient
from dashboards.register.api import Search
from dashboards.web.finder import address_of_search, search_of
from tests.unit.dashboards.finder.made_pages import (
    API,
    CHOICES,
    FINDERS,
    PLACES,
    PlaceMaker,
    Tags,
    Wire,
    choices,
    cities_of,
    finders,
    found,
    open_window,
)


def test_the_finder_needs_no_account_and_sends_no_token(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(PLACES, found(place()))
    window.cookies.set("dashboard_session", "token")
    assert window.get("/find/city").status_code == 200
    assert {asked.headers.get("authorization") for asked in wire.asked} == {None}


def test_the_cities_are_those_that_published_places_with_how_many_and_how_new(window: TestClient) -> None:
    page = window.get("/find").text
    assert cities_of(page) == ["/find/other", "/find/city"]
    assert "Cidade &lt;X&gt;, Brazil" in page
    assert "Map &lt;of&gt; the city" in page
    assert "2 places · newest word on what is accessible: 4 Mar 2026" in " ".join(page.split())


def test_a_window_that_is_to_show_some_studies_shows_no_other(
    window: TestClient, connect: Callable[..., ApiClient], wire: Wire, place: PlaceMaker
) -> None:
    restricted = open_window(connect, ("city", "nothing published"))
    wire.answer(PLACES, found(place()))
    assert cities_of(restricted.get("/find").text) == ["/find/city"]
    assert restricted.get("/find/city").status_code == 200
    asked = len(wire.asked)
    for address in ("/find/other", "/find/other/export", "/find/other/places/k7"):
        assert restricted.get(address).status_code == 404
    assert restricted.post("/find/other/places/k7", data={"text": "x"}).status_code == 404
    assert len(wire.asked) == asked
    assert window.get("/find/city").status_code == 200


def test_no_city_at_all_is_said(window: TestClient, wire: Wire) -> None:
    wire.answer(FINDERS, finders())
    assert "No city has published its places yet" in window.get("/find").text


def test_a_search_is_asked_as_it_was_typed(window: TestClient, wire: Wire, place: PlaceMaker) -> None:
    wire.answer(PLACES, found(place()))
    window.get(
        "/find/city?q=+ubs+&kind=health&need=seal&need=lift&need=odd&district=BELA+VISTA"
        "&near=-46.633,-23.551&within=1000"
    )
    asked = parse_qs(wire.asked[-1].url.query.decode())
    assert asked == {
        "q": ["ubs"],
        "kind": ["health"],
        "need": ["lift", "seal"],
        "strict": ["true"],
        "district": ["BELA VISTA"],
        "near": ["-46.63300,-23.55100"],
        "within_m": ["1000.0"],
        "limit": ["20"],
    }


@pytest.mark.parametrize("near", ["", "here", "1", "1,2,3", "181,0", "0,91", "nan,0", "inf,0"])
def test_a_position_that_is_none_is_not_asked_for(near: str) -> None:
    search = search_of(QueryParams({"near": near, "within": "500"}))
    assert search.near is None
    assert search.params()["within_m"] is None


def test_the_address_of_a_search_shows_the_same_search() -> None:
    search = Search(
        q="ubs á&=", kind="health", needs=("lift", "seal"), strict=False, district="SÉ",
        near=(-46.633, -23.551), within_m=500.0, cursor="a/b",
    )  # fmt: skip
    address = urlsplit(address_of_search("city", search))
    assert search_of(QueryParams(address.query)) == search
    assert address_of_search("city", Search()) == "/find/city"


def test_a_search_without_result_names_what_would_help(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    # in turn: the search itself; unknown allowed: none; any district: 3
    wire.answer(PLACES, found(), found(), found(place(), total=3))
    page = window.get("/find/city?need=lift&district=BELA+VISTA").text
    assert "No place fits all of this. What would help:" in page
    assert '<a href="/find/city?need=lift#results">3 places in all districts</a>' in page
    assert "may be not known" not in page


def test_a_city_that_published_nothing_says_so(window: TestClient, wire: Wire) -> None:
    wire.answer(CHOICES, choices(0))
    wire.answer(PLACES, found())
    assert "This city has not published any place yet." in window.get("/find/city").text


def test_a_page_that_is_no_longer_there_starts_again_and_says_so(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(PLACES, httpx.Response(422, json={"title": "No"}), found(place()))
    page = window.get("/find/city?cursor=odd&need=lift").text
    assert "starts again from its first page" in page
    assert "cursor" not in str(wire.asked[-1].url)


def test_more_places_are_a_link_away_and_so_is_the_way_back(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(PLACES, found(place(), total=21, cursor="c 2"))
    links = [tag.get("href") for tag in Tags(window.get("/find/city?need=lift&cursor=c1").text).of("a")]
    assert "/find/city?cursor=c+2&need=lift#results" in links
    assert "/find/city?need=lift#results" in links


def test_a_download_is_handed_on_under_a_plain_name(window: TestClient, wire: Wire) -> None:
    wire.answer(f"GET {API}/export", httpx.Response(200, content=b"{}", headers={"content-type": "x/y"}))
    answer = window.get("/find/city/export?format=a11yjson")
    assert answer.content == b"{}"
    assert answer.headers["content-disposition"] == 'attachment; filename="city.json"'
    assert window.get("/find/city/export?format=../odd").status_code == 200
    assert wire.asked[-1].url.params["format"] == "csv"


def test_the_files_of_a_search_hold_what_the_search_finds_and_not_its_page_alone(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(PLACES, found(place(), total=21, cursor="c2"))
    wire.answer(f"GET {API}/export", httpx.Response(200, content=b"a"))
    page = window.get(
        "/find/city?q=ubs&need=lift&reading=maybe&near=-46.633,-23.551&within=500&cursor=c1"
    ).text
    assert "download all places of this search" in page
    files = [str(tag["href"]) for tag in Tags(page).of("a") if "download" in tag]
    assert [parse_qs(urlsplit(file).query)["format"] for file in files] == [
        ["csv"], ["xlsx"], ["geojson"], ["gpkg"], ["a11yjson"],
    ]  # fmt: skip
    answer = window.get(files[0])
    assert answer.headers["content-disposition"] == 'attachment; filename="city-selection.csv"'
    assert parse_qs(wire.asked[-1].url.query.decode()) == {
        "format": ["csv"], "q": ["ubs"], "need": ["lift"], "strict": ["false"],
        "near": ["-46.63300,-23.55100"], "within_m": ["500.0"],
    }  # fmt: skip


def test_a_search_that_finds_nothing_offers_no_empty_file(window: TestClient, wire: Wire) -> None:
    wire.answer(PLACES, found())
    assert [tag for tag in Tags(window.get("/find/city?q=odd").text).of("a") if "download" in tag] == []


def test_a_file_of_a_search_that_makes_no_sense_leads_back_to_the_page_that_says_so(
    window: TestClient, wire: Wire
) -> None:
    wire.answer(f"GET {API}/export", httpx.Response(422, json={"title": "No"}))
    answer = window.get("/find/city/export?format=csv&kind=castle")
    assert (answer.status_code, answer.headers["location"]) == (303, "/find/city?kind=castle")


def test_the_title_of_a_list_says_first_how_many_there_are(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(PLACES, found(place(), total=21))
    assert "<title>21 places · Lift · Map &lt;of&gt; the city" in window.get("/find/city?need=lift").text
