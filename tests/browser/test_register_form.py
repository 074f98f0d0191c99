"""A city's own file in a browser: its columns given a meaning, its system chosen, doubts settled."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import httpx
import pytest
import shapely
from playwright.sync_api import expect

from tests.browser.rules import faults_at_both_widths

pytestmark = pytest.mark.browser

STUDY = "study=sao_paulo_asnm"
# Reading a file and finding its places takes seconds on a busy machine.
WAIT_MS = 30_000
REGISTER = "/api/v1/studies/sao_paulo_asnm/register"
# Blanks around a column and a name, decimal commas, (0, 0), a row twice, one without a name, and a column
# of persons; what "Categoria" means nobody can guess.
FILE = """Local ;Logradouro;Rampa;Vistoria;Longitude;Latitude;Categoria;Responsável
Posto da Forma;Rua da Forma, 1;Sim;25/04/2026;-46,6340;-23,5480;P;Ana
Posto da Forma;Rua da Forma, 1;Sim;25/04/2026;-46,6340;-23,5480;P;Ana
 Sala da Forma ;Rua da Forma, 2;Não;26/04/2026;0;0;S;Bia
;Rua da Forma, 3;;;;;P;
"""
NOTED = """Nome;Endereço;Rampa;Observações;Latitude;Longitude
Casa do Desacordo;Rua do Desacordo, 1;Não;Rampa de acesso na entrada.;-23.5480;-46.6340
"""
MAPPING = {
    "name": "desacordo",
    "title": "Places of the test of doubts",
    "source": "desacordo",
    "country": "BR",
    "language": "pt-BR",
    "tables": [
        {
            "kind": "health",
            "attributes": {"name": "nome", "address": "endereco", "notes": "observacoes"},
            "answers": [{"fact": "step_free_entrance", "column": "rampa"}],
            "prose": ["observacoes"],
            "coordinates": {"lon": "longitude", "lat": "latitude"},
        }
    ],
}


def pick(visitor: Any, label: str, option: str) -> None:  # noqa: ANN401 - conftest's Visitor
    """Choose in a select box with the keyboard alone: by the first letters of the option."""
    visitor.page.get_by_role("combobox", name=label, exact=False).first.focus()
    visitor.page.keyboard.type(option)
    visitor.page.keyboard.press("Enter")
    visitor.settle()


def press(visitor: Any, name: str) -> None:  # noqa: ANN401 - as above
    """Press a button with the keyboard."""
    button = visitor.page.get_by_role("button", name=name)
    expect(button).to_be_enabled()
    button.focus()
    visitor.page.keyboard.press("Enter")


def bring(visitor: Any, file: Path) -> None:  # noqa: ANN401 - as above
    visitor.open(f"import?{STUDY}")
    visitor.page.locator("input[type=file]").set_input_files(file)
    press(visitor, "Look at what would happen")


def test_columns_get_their_meaning_by_keyboard_and_the_import_is_taken_and_undone(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "forma.csv"
    file.write_text(FILE, encoding="utf-8")
    visitor = visit()
    page = visitor.page
    visitor.sign_in("manager@demo.example")
    bring(visitor, file)
    expect(page.get_by_role("heading", name="2. Say what its columns become")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("4 of 4 rows: “P” · “S”")).to_be_visible()

    # a name is the one thing that a place must have, and whose data it is nobody can guess
    pick(visitor, "“Local” becomes", "not taken")
    pick(visitor, "“Categoria” becomes", "Tells the kind of place")
    press(visitor, "Keep this and look at what would happen")
    expect(page.get_by_text("3 things to put right:")).to_be_visible()
    expect(page.get_by_text("Choose a kind of place for at least one value.")).to_have_count(2)
    visitor.settle()
    assert faults_at_both_widths(page) == []

    pick(visitor, "“Local” becomes", "Name")
    pick(visitor, "“P” means", "Health")
    pick(visitor, "“S” means", "Culture")
    pick(visitor, "“Vistoria” becomes", "Date on which")
    page.get_by_label("Whose data it is").fill("Prefeitura da Forma")
    press(visitor, "Keep this and look at what would happen")
    sentence = page.locator(".answer .first")
    expect(sentence).to_contain_text("“forma.csv”: 4 rows = ", timeout=WAIT_MS)
    visitor.settle()
    parts = [int(part) for part in re.findall(r"(\d+) [a-z]", sentence.inner_text().split("=")[1])]
    assert sum(parts) == 4
    read_as = page.locator("table").first
    expect(read_as).to_contain_text("date of: Step-free entrance")
    expect(read_as).to_contain_text("not taken: it may name persons")
    assert faults_at_both_widths(page) == []

    press(visitor, "Take it into the register")
    expect(page.get_by_text("The file is in the register.")).to_be_visible(timeout=WAIT_MS)
    visitor.settle()
    press(visitor, "Undo the whole import")
    expect(page.get_by_text("The register is as it was before this file.")).to_be_visible(timeout=WAIT_MS)
    # the next file of this source needs no question: its columns are known
    bring(visitor, file)
    expect(page.get_by_text("Nothing has entered the register yet.")).to_be_visible(timeout=WAIT_MS)


def test_a_shapefile_without_prj_asks_for_its_system_and_says_where_it_would_lie(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    points = [shapely.Point(333_000, 7_394_000), shapely.Point(334_000, 7_395_000)]
    frame = gpd.GeoDataFrame({"nome": ["Ponto Um", "Ponto Dois"]}, geometry=points, crs="EPSG:31983")
    frame.to_file(tmp_path / "pontos.shp", engine="pyogrio")
    packed = tmp_path / "pontos.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("pontos.*"):
            if part.suffix in {".shp", ".shx", ".dbf", ".cpg"}:
                archive.write(part, part.name)
    visitor = visit()
    page = visitor.page
    visitor.sign_in("manager@demo.example")
    bring(visitor, packed)
    expect(page.get_by_text("“Ponto Um” lies, if the coordinates are in …")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("from São Paulo: hardly right").first).to_be_visible()
    visitor.settle()
    press(visitor, "Look at what would happen")
    expect(page.get_by_text("Choose the reference system first")).to_be_visible()
    visitor.settle()
    assert faults_at_both_widths(page) == []
    page.get_by_role("radio", name="SIRGAS 2000 / UTM zone 23S").focus()
    page.keyboard.press("Space")
    visitor.settle()
    press(visitor, "Look at what would happen")
    page.get_by_label("Whose data it is").fill("Prefeitura dos Pontos")
    press(visitor, "Keep this and look at what would happen")
    sentence = page.locator(".answer .first")
    expect(sentence).to_contain_text("“pontos.zip”: 2 rows = ", timeout=WAIT_MS)
    expect(page.get_by_text("SIRGAS 2000 / UTM zone 23S was named and taken")).to_be_visible()


@pytest.fixture(scope="module")
def api(product: str, api_port: int) -> Iterator[httpx.Client]:
    """Give the API as the project manager has it."""
    assert product, "the API is served with the window"
    with httpx.Client(base_url=f"http://127.0.0.1:{api_port}", timeout=30.0, trust_env=False) as client:
        who = {"email": "manager@demo.example", "password": "demo"}
        token = client.post("/api/v1/sessions", json=who).json()["token"]
        client.cookies.clear()
        client.headers["authorization"] = f"Bearer {token}"
        yield client


@pytest.fixture(scope="module")
def doubtful(api: httpx.Client) -> dict[str, Any]:
    """Publish a place whose note says against its column, confirm the note, and send a suggestion."""
    new = {"If-None-Match": "*"}
    assert api.put(f"{REGISTER}/mappings/desacordo", json={"body": MAPPING}, headers=new).is_success
    files = {"file": ("desacordo.csv", NOTED.encode())}
    preview = api.post(f"{REGISTER}/imports", files=files, data={"mapping": "desacordo"}).json()
    version = {"If-Match": f'"{preview["version"]}"'}
    assert api.post(f"/api/v1/register/imports/{preview['id']}/commit", headers=version).is_success
    wanted = {"import_id": preview["id"], "reason": "Seen on the spot"}
    assert api.post(f"{REGISTER}/publications", json=wanted).json()["published"] == 1
    found = api.get(f"{REGISTER}/places", params={"q": "desacordo"}).json()["items"][0]
    place: dict[str, Any] = api.get(f"/api/v1/register/places/{found['id']}").json()
    note = next(each for each in place["proposals"] if each["kind"] == "step_free_entrance")
    said = {"confirm": True, "observed_on": None}
    assert api.post(f"/api/v1/register/proposals/{note['id']}/decision", json=said).is_success
    suggestion = {
        "place_key": place["key"],
        "kind": "lift",
        "answer": "no",
        "text": "O elevador não funciona.",
        "language": "pt-BR",
    }
    sender = {"x-forwarded-for": "192.0.2.77"}
    sent = httpx.post(
        f"{api.base_url}/api/v1/finder/sao_paulo_asnm/suggestions",
        json=suggestion,
        headers=sender,
        trust_env=False,
    )
    assert sent.status_code == 202, sent.text
    return place


def to_decide(visitor: Any, part: str, name: str) -> None:  # noqa: ANN401 - as above
    """Go to a part of what waits, and put off what comes before the place."""
    visitor.open(f"queue?{STUDY}&part={part}")
    heading = visitor.page.locator(".st-key-queue_item h2")
    for _ in range(10):
        if heading.inner_text() == name:
            return
        press(visitor, "Later")
        visitor.settle()
    pytest.fail(f"{name} is not among what waits first in {part}")


def test_a_disagreement_is_settled_where_it_waits(
    visit: Callable[..., Any], doubtful: dict[str, Any], api: httpx.Client
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.sign_in("manager@demo.example")
    to_decide(visitor, "disputes", "Casa do Desacordo")
    sides = page.locator(".st-key-queue_item .items li")
    expect(sides).to_have_count(2)
    assert faults_at_both_widths(page) == []
    press(visitor, "Settle it")
    expect(page.get_by_text("Choose an answer and say how you know.")).to_be_visible()
    page.get_by_role("radio", name="no", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("How do you know?").fill("I was there")
    press(visitor, "Settle it")
    expect(page.get_by_text("The dispute is settled")).to_be_visible(timeout=WAIT_MS)
    facts = api.get(f"/api/v1/register/places/{doubtful['id']}").json()["facts"]
    entrance = next(fact for fact in facts if fact["kind"] == "step_free_entrance")
    assert (entrance["answer"], entrance["disputed"]) == ("no", False)


def test_a_suggestion_says_what_follows_and_is_accepted_with_a_reason(
    visit: Callable[..., Any], doubtful: dict[str, Any], api: httpx.Client
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.sign_in("manager@demo.example")
    to_decide(visitor, "suggestions", "Casa do Desacordo")
    expect(page.get_by_text("“Lift: no” counts as seen by the public.")).to_be_visible()
    assert faults_at_both_widths(page) == []
    press(visitor, "Accept it")
    expect(page.get_by_text("Give a reason in a few words.")).to_be_visible()
    page.get_by_label("Reason, for the history").fill("Asked by telephone")
    page.keyboard.press("Tab")
    visitor.settle()
    press(visitor, "Accept it")
    expect(page.get_by_text("Accepted; here is the next one.")).to_be_visible(timeout=WAIT_MS)
    place = api.get(f"/api/v1/register/places/{doubtful['id']}").json()
    assert next(fact["answer"] for fact in place["facts"] if fact["kind"] == "lift") == "no"
