"""The public finder without a browser: what it asks of the API, what it shows and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboards.client import ApiClient
from dashboards.i18n import LANGUAGES, Translator
from dashboards.register.api import Search
from dashboards.register.drawing import drawing_json
from dashboards.register.models import PlaceFound
from dashboards.register.words import FACT_KINDS
from dashboards.web.finder import address_of_search, finder_routes, safe_website, search_of
from dashboards.web.shell import SecurityHeaders, SessionGuard
from dashboards.web.signin import SignInPages, message_page

API = "/api/v1/finder/city"
PLACES, CHOICES, SUGGEST = f"GET {API}/places", f"GET {API}/choices", f"POST {API}/suggestions"
GROUND = f"GET {API}/ground"
DISTRICT = {"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]}
ONE = f"GET {API}/places/k7"
PlaceMaker = Callable[..., dict[str, Any]]


class Wire(Protocol):
    """The stand-in for the network that the conftest gives."""

    asked: list[httpx.Request]

    def answer(self, route: str, *responses: httpx.Response) -> None: ...


class Tags(HTMLParser):
    """Collects the elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def choices(total: int = 1) -> httpx.Response:
    fact = {"current_yes": 1, "yes": 1, "no": 0, "unknown": 0, "review_months": 12}
    body = {
        "study": "city",
        "title": {"en": "Map <of> the city", "ko": "지도"},
        "languages": ["en"],
        "total": total,
        "kinds": [{"key": "health", "count": total}],
        "districts": [{"key": "BELA VISTA", "count": total}],
        "facts": [{"kind": kind, **fact} for kind in FACT_KINDS],
        "newest_observation_on": None,
    }
    return httpx.Response(200, json=body)


def found(*places: dict[str, Any], total: int | None = None, cursor: str | None = None) -> httpx.Response:
    body = {"items": places, "total": len(places) if total is None else total, "next_cursor": cursor}
    return httpx.Response(200, json=body)


@pytest.fixture
def window(connect: Callable[..., ApiClient], wire: Wire) -> TestClient:
    """Give the window's public pages behind the same guards as the real one."""

    def check(_token: str) -> None:
        raise AssertionError("the finder asks for no session")

    app = Starlette(
        routes=[
            *SignInPages(connect, secure=False).routes(),
            *finder_routes(connect, studies=("city", "elsewhere")),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(SessionGuard, check=check, unreachable=message_page),
        ],
    )
    wire.answer(CHOICES, choices())
    district = {"type": "Feature", "id": "1", "geometry": DISTRICT, "properties": {"name": "Lapa"}}
    ground = {"type": "FeatureCollection", "features": [district]}
    wire.answer(GROUND, httpx.Response(200, json=ground))
    return TestClient(app, follow_redirects=False)


def test_the_finder_needs_no_account_and_sends_no_token(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(PLACES, found(place()))
    window.cookies.set("dashboard_session", "token")
    assert window.get("/find/city").status_code == 200
    assert {asked.headers.get("authorization") for asked in wire.asked} == {None}


def test_the_map_stands_on_the_outlines_of_the_districts(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(PLACES, found(place()))
    wire.answer(ONE, httpx.Response(200, json=place()))
    for address in ("/find/city", "/find/city/places/k7"):
        assert '"coordinates":[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]' in window.get(address).text


def test_a_city_without_a_register_is_not_offered(window: TestClient) -> None:
    page = window.get("/find").text
    assert 'href="/find/city"' in page
    assert "/find/elsewhere" not in page
    assert "Map &lt;of&gt; the city" in page


def test_no_city_at_all_is_said(window: TestClient, wire: Wire) -> None:
    wire.answer(CHOICES, httpx.Response(404, json={}))
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


def test_a_place_shows_yes_no_and_not_known_in_words(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    known = place()["facts"][0]
    facts = [
        known,
        {**known, "kind": "seal", "stale": True},
        {**known, "kind": "audio", "answer": "no"},
        {**known, "kind": "braille", "answer": "unknown", "observed_on": None},
    ]
    wire.answer(PLACES, found(place(facts=facts)))
    page = " ".join(window.get("/find/city").text.split())
    assert 'Lift: <strong>yes</strong> <span class="age">(seen 4 Mar 2026)' in page
    assert (
        'Accessibility seal: <strong>yes</strong> <span class="age">(seen 4 Mar 2026, to be checked)' in page
    )
    assert "Audio information: <strong>no</strong>" in page
    assert "1 more thing is not known." in page


def test_nothing_of_a_place_can_become_markup_or_a_script(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    evil = place(name="</script><script>alert(1)</script>", address="<img src=x>", district="<b>")
    wire.answer(PLACES, found(evil))
    wire.answer(ONE, httpx.Response(200, json=evil))
    for address in ("/find/city?q=%3Cscript%3E&district=%22%3E", "/find/city/places/k7"):
        tags = Tags(window.get(address).text)
        assert [tag.get("src") or tag.get("type") for tag in tags.of("script")] == [
            "/assets/leaflet/leaflet.js",
            "/assets/shell/finder.js",
            "application/json",
        ]
        assert tags.of("img") == []


def test_a_website_is_a_link_only_when_it_leads_to_the_web() -> None:
    assert safe_website("javascript:alert(1)") == ""
    assert safe_website("data:text/html,x") == ""
    assert safe_website(" HTTPS://x.example ") == "HTTPS://x.example"
    assert safe_website("www.x.example") == "https://www.x.example"
    assert safe_website("ask at the door") == ""


def test_a_search_without_result_names_what_would_help(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    # in turn: the search itself; unknown allowed: none; any district: 3
    wire.answer(PLACES, found(), found(), found(place(), total=3))
    page = window.get("/find/city?need=lift&district=BELA+VISTA").text
    assert "No place fits all of this. What would help:" in page
    assert '<a href="/find/city?need=lift">3 places in all districts</a>' in page
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
    assert "/find/city?cursor=c+2&need=lift" in links
    assert "/find/city?need=lift" in links


@pytest.mark.parametrize(("status", "said"), [(404, "This place is not here"), (503, "cannot be reached")])
def test_what_goes_wrong_is_said_in_words(window: TestClient, wire: Wire, status: int, said: str) -> None:
    wire.answer(CHOICES, httpx.Response(status, json={}))
    answer = window.get("/find/city")
    assert answer.status_code == status
    assert said in answer.text
    assert 'href="/find"' in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_language_a_heading_and_a_label_for_every_field(
    window: TestClient, wire: Wire, place: PlaceMaker, language: str
) -> None:
    wire.answer(PLACES, found(place()))
    wire.answer(ONE, httpx.Response(200, json=place()))
    window.cookies.set("dashboard_language", language)
    for address in ("/find", "/find/city", "/find/city/places/k7"):
        tags = Tags(window.get(address).text)
        assert tags.of("html")[0]["lang"] == language
        assert len(tags.of("h1")) == len(tags.of("main")) == 1
        labelled = {tag.get("for") for tag in tags.of("label")}
        fields = [tag for name in ("input", "select", "textarea") for tag in tags.of(name)]
        assert [field for field in fields if field.get("id") not in labelled] == []


def test_the_language_can_be_changed_on_the_page_one_reads(window: TestClient) -> None:
    back = window.get("/language/es", headers={"referer": "http://testserver/find/city?need=lift"})
    assert back.headers["location"] == "/find/city?need=lift"
    assert "dashboard_language=es" in back.headers["set-cookie"]


def test_a_suggestion_is_sent_with_the_senders_address_and_thanked_for(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(ONE, httpx.Response(200, json=place(key="k7")))
    wire.answer(SUGGEST, httpx.Response(202, json={}))
    visitor = TestClient(window.app, client=("203.0.113.9", 50_000), follow_redirects=False)
    form = {"kind": "lift", "answer": "no", "text": " out of order "}
    answer = visitor.post("/find/city/places/k7", data=form)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/find/city/places/k7?sent=1#tell"
    assert json.loads(wire.asked[-1].content) == {
        "place_key": "k7", "kind": "lift", "answer": "no", "text": "out of order", "language": "en",
    }  # fmt: skip
    assert wire.asked[-1].headers["x-forwarded-for"] == "203.0.113.9"
    assert "Thank you." in visitor.get("/find/city/places/k7?sent=1").text


@pytest.mark.parametrize(
    "form", [{"kind": "lift", "answer": ""}, {"kind": "", "answer": "no"}, {"kind": "odd", "answer": "no"}]
)
def test_half_a_statement_is_sent_as_words_only(
    window: TestClient, wire: Wire, place: PlaceMaker, form: dict[str, str]
) -> None:
    wire.answer(ONE, httpx.Response(200, json=place(key="k7")))
    wire.answer(SUGGEST, httpx.Response(202, json={}))
    window.post("/find/city/places/k7", data={**form, "text": "closed"})
    assert json.loads(wire.asked[-1].content) == {"place_key": "k7", "text": "closed", "language": "en"}


@pytest.mark.parametrize(
    ("text", "api", "status", "said"),
    [
        ("  ", 202, 422, "Write what is wrong"),
        ("x" * 2001, 202, 422, "Write at most 2,000 characters."),
        ("<b>ramp</b>", 429, 429, "There were many messages from here."),
        ("<b>ramp</b>", 503, 503, "It could not be sent."),
    ],
)
def test_a_suggestion_that_was_not_taken_keeps_what_was_typed(
    window: TestClient, wire: Wire, place: PlaceMaker, text: str, api: int, status: int, said: str
) -> None:
    wire.answer(ONE, httpx.Response(200, json=place(key="k7")))
    wire.answer(SUGGEST, httpx.Response(api, json={}))
    answer = window.post("/find/city/places/k7", data={"kind": "lift", "answer": "no", "text": text})
    assert answer.status_code == status
    assert said in answer.text
    assert 'role="alert"' in answer.text
    typed = text.strip().replace("<", "&lt;").replace(">", "&gt;")
    assert f">{typed}</textarea>" in answer.text
    assert '<option value="lift" selected>' in answer.text


def test_a_suggestion_from_another_site_is_refused(window: TestClient, wire: Wire, place: PlaceMaker) -> None:
    wire.answer(ONE, httpx.Response(200, json=place(key="k7")))
    origin = {"origin": "https://evil.example"}
    answer = window.post("/find/city/places/k7", data={"text": "closed"}, headers=origin)
    assert answer.status_code == 403
    assert all(asked.method == "GET" for asked in wire.asked)


def test_the_map_shows_circles_for_uncertain_places_and_leaves_out_the_unknown(place: PlaceMaker) -> None:
    position = place()["position"]
    places = [
        PlaceFound(**place(position=body))
        for body in (position, None, {**position, "precision": "street", "radius_m": 400.0})
    ]
    points = json.loads(drawing_json(Translator("en"), places, near=None, within_m=None))["points"]
    assert [(point["number"], point["radius_m"]) for point in points] == [(1, 0), (3, 400)]
    assert points[1]["label"] == "3. UBS <Um>: somewhere within 400 m"


def test_a_download_is_handed_on_under_a_plain_name(window: TestClient, wire: Wire) -> None:
    wire.answer(f"GET {API}/export", httpx.Response(200, content=b"{}", headers={"content-type": "x/y"}))
    answer = window.get("/find/city/export?format=a11yjson")
    assert answer.content == b"{}"
    assert answer.headers["content-disposition"] == 'attachment; filename="city.json"'
    assert window.get("/find/city/export?format=../odd").status_code == 200
    assert wire.asked[-1].url.params["format"] == "csv"
