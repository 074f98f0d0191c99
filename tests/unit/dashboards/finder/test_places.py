"""A place of the public finder without a browser: what is shown, what is refused, and suggestions."""

from __future__ import annotations

import json

import httpx
import pytest
from starlette.testclient import TestClient

from dashboards.i18n import LANGUAGES, Translator
from dashboards.register.drawing import drawing_json
from dashboards.register.models import PlaceFound
from dashboards.state import today
from dashboards.web.finder import safe_website
from tests.unit.dashboards.finder.made_pages import (
    API,
    CHOICES,
    ONE,
    PLACES,
    SUGGEST,
    PlaceMaker,
    Tags,
    Wire,
    found,
)


def test_the_map_stands_on_the_outlines_of_the_districts(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(PLACES, found(place()))
    wire.answer(ONE, httpx.Response(200, json=place()))
    for address in ("/find/city", "/find/city/places/k7"):
        assert '"coordinates":[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]' in window.get(address).text


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


@pytest.mark.parametrize("key", ["file/7", "100%", "a?b", "a#b", "é 1", "a//b", "a;b,c"])
def test_the_page_of_a_place_is_reached_by_its_link_whatever_letters_its_key_has(
    window: TestClient, wire: Wire, place: PlaceMaker, key: str
) -> None:
    wire.answer(PLACES, found(place(key=key)))
    wire.answer(f"GET {API}/places/{key}", httpx.Response(200, json=place(key=key)))
    wire.answer(SUGGEST, httpx.Response(202, json={}))
    tags = Tags(window.get("/find/city").text)
    (link,) = [str(tag["href"]) for tag in tags.of("a") if tag.get("id") == "name-1"]
    assert window.get(link).status_code == 200
    assert window.post(link, data={"text": "closed"}).headers["location"] == f"{link}?sent=1#tell"


def test_a_printed_page_says_where_it_comes_from_and_of_which_day(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    wire.answer(PLACES, found(place()))
    wire.answer(ONE, httpx.Response(200, json=place()))
    day = Translator("en").day(today())
    shown = {
        "/find/city?need=lift&odd=1": "/find/city?need=lift",
        "/find/city/places/k7?sent=1": "/find/city/places/file%2F7",  # the key that the API gave
    }
    for address, printed in shown.items():
        line = f'<p class="paper">As it stood on {day}: http://testserver{printed}</p>'
        assert line in window.get(address).text


def test_a_place_leads_to_what_lies_around_it_unless_nobody_knows_where_it_is(
    window: TestClient, wire: Wire, place: PlaceMaker
) -> None:
    sharp = place()["position"]
    around = "/find/city?near=-46.600%2C-23.500&within=1000#results"
    vague = {**sharp, "precision": "district", "radius_m": 3000.0}
    for position, offered in ((sharp, True), (vague, False), (None, False)):
        wire.answer(ONE, httpx.Response(200, json=place(position=position)))
        links = [tag.get("href") for tag in Tags(window.get("/find/city/places/k7").text).of("a")]
        assert (around in links) is offered
    wire.answer(PLACES, found(place(distance_m=400.0)))
    page = window.get(around).text
    assert "within 1 km of the chosen point" in page
    assert "400 m away in a straight line" in page
