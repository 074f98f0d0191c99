"""The public finder in a browser: without account, by keyboard, on a phone, in print, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tracker.clock import today

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "pt-BR", "es", "ko")
FINDER = "/find/sao_paulo_asnm"
API = "/api/v1/studies/sao_paulo_asnm/register"
# Three places that can be published: one with sign language and a lift, one without, one of which nobody
# said. Only the sign language has a day, so only it is known today.
PLACES = """Nome;Tipo;Endereço;Distrito;Libras;Visto em;Elevador;Latitude;Longitude
Posto da Prova;Saúde;Rua da Prova, 10;Lapa;Sim;{day:%d/%m/%Y};Sim;-23.5480;-46.6340
Biblioteca da Prova;Cultura;Rua da Prova, 20;Lapa;Não;;Não;-23.5490;-46.6350
Escola da Prova;Escola;Rua da Prova, 30;Perus;;;;-23.5300;-46.6300
"""
MAPPING = {
    "name": "finder_prova",
    "title": "Places of the test",
    "source": "finder_prova",
    "country": "BR",
    "language": "pt-BR",
    "tables": [
        {
            "kind": "other",
            "kinds": [
                {"column": "tipo", "kinds": {"saude": "health", "cultura": "library", "escola": "education"}}
            ],
            "attributes": {"name": "nome", "address": "endereco", "district": "distrito"},
            "answers": [
                {"fact": "sign_language", "column": "libras"},
                {"fact": "lift", "column": "elevador"},
            ],
            "dates": [{"column": "visto em", "facts": ["sign_language"], "order": "day_first"}],
            "coordinates": {"lon": "longitude", "lat": "latitude"},
        }
    ],
}


@pytest.fixture(scope="module")
def published(product: str, api_port: int) -> str:
    """Bring a file, take it and publish its places; give the window's address."""
    with httpx.Client(base_url=f"http://127.0.0.1:{api_port}", timeout=30.0) as api:

        def done(answer: httpx.Response) -> dict[str, Any]:
            assert answer.is_success, answer.text
            body: dict[str, Any] = answer.json()
            return body

        who = {"email": "manager@demo.example", "password": "demo"}
        token = done(api.post("/api/v1/sessions", json=who))["token"]
        api.headers["authorization"] = f"Bearer {token}"
        new = {"If-None-Match": "*"}
        done(api.put(f"{API}/mappings/finder_prova", json={"body": MAPPING}, headers=new))
        content = PLACES.format(day=today() - timedelta(days=30)).encode()
        files = {"file": ("prova.csv", content)}
        preview = done(api.post(f"{API}/imports", files=files, data={"mapping": "finder_prova"}))
        version = {"If-Match": f'"{preview["version"]}"'}
        done(api.post(f"/api/v1/register/imports/{preview['id']}/commit", headers=version))
        wanted = {"import_id": preview["id"], "reason": "Seen on the spot"}
        assert done(api.post(f"{API}/publications", json=wanted))["published"] == 3
    return product


def violations(page: Page) -> list[str]:
    """Run axe; give everything it finds, minor things too."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]


def address_of_the_first_place(page: Page, address: str) -> str:
    page.goto(f"{address}{FINDER}?q=posto")
    link = page.locator("ol.places h3 a").first.get_attribute("href")
    assert link is not None
    return address + link


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_of_the_finder_breaks_a_rule_or_scrolls_sideways(
    published: str, visit: Callable[..., Any], language: str, width: int
) -> None:
    page = visit(width=width).page
    page.goto(f"{published}/find")
    page.locator(f"nav a[hreflang='{language}']").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    nothing = f"{published}{FINDER}?need=sign_language&q=escola"
    addresses = [
        f"{published}/find",
        f"{published}{FINDER}",
        nothing,
        address_of_the_first_place(page, published),
    ]
    faults = {}
    for address in addresses:
        page.goto(address)
        wide, shown = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
        faults[address] = [*violations(page), *([f"{wide} px in {shown}"] if wide > shown else [])]
    assert {address: found for address, found in faults.items() if found} == {}


@pytest.mark.parametrize("width", [640, 320])
def test_text_of_twice_the_size_needs_no_scrolling_sideways(
    published: str, visit: Callable[..., Any], width: int
) -> None:
    page = visit(width=width).page
    address = address_of_the_first_place(page, published)
    for shown in (f"{published}/find", f"{published}{FINDER}?need=lift&reading=maybe", address):
        page.goto(shown)
        before = page.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        page.add_style_tag(content="html { font-size: 200% }")
        after, text = page.locator("h1").evaluate(
            "e => [parseFloat(getComputedStyle(e).fontSize), "
            "parseFloat(getComputedStyle(document.querySelector('footer p')).fontSize)]"
        )
        assert (after, text) == (2 * before, 32)
        wide, window_px = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide <= window_px, shown


def press_until(page: Page, there: str, *, key: str = "Tab", most: int = 60) -> None:
    """Press a key until the focus is where an expression of the focused element `e` holds, and is seen."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate(f"() => {{ const e = document.activeElement; return {there}; }}"):
            outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
    pytest.fail(f"The keyboard does not reach {there}.")


def test_a_need_is_found_by_keyboard_alone(published: str, visit: Callable[..., Any]) -> None:
    page = visit().page
    page.goto(f"{published}{FINDER}")
    press_until(page, "e.id === 'q'")
    page.keyboard.type("prova")
    press_until(page, "e.id === 'need-lift'")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"need=lift"))
    # a "yes" without a date is too old to rely on: only the wider reading shows it, and the page says so
    expect(page.get_by_role("heading", name="0 places")).to_be_visible()
    page.get_by_role("link", name=re.compile("may be not known or old")).press("Enter")
    names = page.locator("ol.places h3 a")
    expect(names.filter(has_text="Posto da Prova")).to_have_count(1)
    expect(names.filter(has_text="Escola da Prova")).to_have_count(1)


def test_after_a_search_the_focus_stands_before_the_results_and_the_title_says_how_many(
    published: str, visit: Callable[..., Any]
) -> None:
    page = visit(width=320, height=600).page
    page.goto(f"{published}{FINDER}")
    page.get_by_label("Name, street or words").fill("prova")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="3 places")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    assert page.title().startswith("3 places · “prova” · ")


def _tell_by_keyboard(page: Page, text: str) -> None:
    """Fill in the form of a place's page and send it: there is a step at the entrance."""
    press_until(page, "e.id === 'tell-kind'")
    page.keyboard.type("Entrada sem degrau")
    press_until(page, "e.name === 'answer'")
    page.keyboard.press("ArrowUp")
    press_until(page, "e.id === 'tell-text'")
    page.keyboard.type(text)
    press_until(page, "e.type === 'submit'")
    page.keyboard.press("Enter")


def test_somebody_in_sao_paulo_finds_a_health_unit_with_libras_by_keyboard_and_tells_of_a_new_step(
    published: str, browser: Browser
) -> None:
    # an address of their own: a message of others does not count against theirs
    context = browser.new_context(locale="pt-BR", extra_http_headers={"x-forwarded-for": "203.0.113.7"})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{published}/find")
    press_until(page, "e.getAttribute('href') === '/find/sao_paulo_asnm'")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(FINDER))
    press_until(page, "e.id === 'q'")
    page.keyboard.type("rua da prova")
    press_until(page, "e.id === 'kind'")
    page.keyboard.type("Sa")  # Saúde
    press_until(page, "e.id === 'district'")
    page.keyboard.type("Lapa")
    press_until(page, "e.id === 'need-sign_language'")
    page.keyboard.press("Space")
    press_until(page, "e.type === 'submit'")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"kind=health&district=Lapa&need=sign_language"))
    expect(page.get_by_role("heading", name="1 local", exact=True)).to_be_focused()
    press_until(page, "e.closest('h3')")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Posto da Prova")
    expect(page.get_by_role("row", name=re.compile("Atendimento em Libras.*sim"))).to_be_visible()
    _tell_by_keyboard(page, "Fizeram um degrau novo na porta.")
    expect(page.get_by_role("status")).to_contain_text("Obrigado.")
    expect(page.get_by_text(re.compile("degrau novo"))).to_have_count(0)
    for _ in range(4):  # with the first, as many an hour as the settings allow
        sent = page.request.post(page.url, form={"text": "Fizeram um degrau novo na porta."}, max_redirects=0)
        assert sent.status == 303
    _tell_by_keyboard(page, "O degrau novo continua ali.")
    # politely: what to do, and nothing typed is lost
    expect(page.get_by_role("alert")).to_contain_text("Tente de novo em uma hora")
    expect(page.get_by_label("Com suas palavras")).to_have_value("O degrau novo continua ali.")
    # nothing of it is shown or counts: nobody of the city has read it
    page.goto(f"{published}{FINDER}?q=prova")
    expect(page.get_by_text(re.compile("degrau novo"))).to_have_count(0)
    expect(page.get_by_text(re.compile("Entrada sem degrau: "))).to_have_count(0)
    context.close()


def test_the_way_past_the_header_leads_into_the_page(published: str, visit: Callable[..., Any]) -> None:
    page = visit().page
    page.goto(f"{published}{FINDER}")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_without_scripts_one_searches_reads_and_tells(published: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{published}{FINDER}")
    page.get_by_label("Name, street or words").fill("biblioteca prova")
    page.get_by_role("button", name="Find places", exact=True).click()
    expect(page.locator("ol.places > li")).to_have_count(1)
    expect(page.get_by_text("The map needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("button", name="Find places near me")).to_be_hidden()
    page.get_by_role("link", name="Biblioteca da Prova").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Biblioteca da Prova")
    expect(page.get_by_role("row", name=re.compile("Sign language.*no.*to be checked"))).to_be_visible()
    page.get_by_label("In your words").fill("The ramp is blocked.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you.")
    context.close()


def test_the_position_is_asked_for_only_when_somebody_wants_it(published: str, browser: Browser) -> None:
    context = browser.new_context(
        locale="en-GB",
        geolocation={"latitude": -23.548049, "longitude": -46.634049},
        permissions=["geolocation"],
    )
    page = context.new_page()
    page.goto(f"{published}{FINDER}")
    assert "near" not in page.url
    page.get_by_role("button", name="Find places near me").click()
    # rounded to about a hundred metres before it enters the address
    page.wait_for_url(re.compile(r"near=-46\.634(%2C|,)-23\.548&"))
    expect(page.locator("ol.places > li").first).to_contain_text("away in a straight line")
    expect(page.locator("ol.places h3 a").first).to_have_text("Posto da Prova")
    context.close()


def test_the_map_has_a_mark_for_every_place_of_the_list(published: str, visit: Callable[..., Any]) -> None:
    page = visit().page
    page.goto(f"{published}{FINDER}?q=prova")
    expect(page.locator("#finder-map")).to_have_attribute("data-drawn", "3")
    expect(page.locator(".leaflet-marker-icon.pin")).to_have_text(["1", "2", "3"])


def test_printed_the_page_is_the_list_alone(published: str, visit: Callable[..., Any]) -> None:
    page = visit().page
    page.goto(f"{published}{FINDER}?q=prova")
    page.emulate_media(media="print")
    expect(page.locator("ol.places > li").first).to_be_visible()
    for hidden in ("form.search", "#finder-map", "nav", "#take", "button", ".skip"):
        expect(page.locator(hidden).first).to_be_hidden()
    foot = page.locator("footer .paper")
    expect(foot).to_be_visible()
    expect(foot).to_contain_text(f"{published}{FINDER}?q=prova")
    expect(foot).to_contain_text(str(today().year))


def test_a_search_is_taken_along_as_a_file_with_its_places_alone(
    published: str, visit: Callable[..., Any]
) -> None:
    page = visit().page
    page.goto(f"{published}{FINDER}?q=prova&district=Lapa")
    with page.expect_download() as download:
        page.get_by_role("link", name="Table (CSV)").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert [name for name in ("Posto", "Biblioteca", "Escola") if f"{name} da Prova" in text] == [
        "Posto",
        "Biblioteca",
    ]
    assert download.value.suggested_filename == "sao_paulo_asnm-selection.csv"


@pytest.mark.usefixtures("published")
def test_the_register_shows_its_places_on_a_map_whose_marks_lead_where_the_table_does(
    visit: Callable[..., Any],
) -> None:
    visitor = visit(height=2000)
    visitor.sign_in("manager@demo.example")
    visitor.open("register?study=sao_paulo_asnm&q=prova")
    page = visitor.page
    marks = page.frame_locator("iframe").first.locator(".leaflet-marker-icon.pin")
    expect(marks).to_have_count(3)
    expect(page.get_by_text("3 of 3 places of this page have a position.")).to_be_visible()
    assert violations(page) == []
    marks.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Biblioteca da Prova")  # the first by name


def test_a_place_that_is_withdrawn_cannot_be_found_or_read(published: str, visit: Callable[..., Any]) -> None:
    visitor = visit()
    page = visitor.page
    page.goto(f"{published}{FINDER}?q=escola")
    link = page.locator("ol.places h3 a").first.get_attribute("href")
    visitor.sign_in("manager@demo.example")
    visitor.open("register?study=sao_paulo_asnm&q=escola")
    page.get_by_role("link", name="Escola da Prova").click()
    page.get_by_text("Withdraw from the public finder").first.click()
    page.get_by_label("Reason, for the history").first.fill("Closed")
    page.get_by_role("button", name="Withdraw from the public finder").click()
    expect(page.get_by_text("It is no longer in the public finder.")).to_be_visible()
    page.goto(f"{published}{link}")
    expect(page.get_by_role("heading", level=1)).to_have_text("This place is not here")
    page.goto(f"{published}{FINDER}?q=escola")
    expect(page.get_by_role("heading", name="0 places")).to_be_visible()
