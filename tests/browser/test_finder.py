"""The public finder in a browser: without account, by keyboard, on a phone, in print, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "pt-BR", "es", "ko")
FINDER = "/find/sao_paulo_asnm"
# Three places that can be published: one with a sign-language service, one without, one of which nobody said.
PLACES = """Nome;Endereço;Libras;Latitude;Longitude
Posto da Prova;Rua da Prova, 10;Sim;-23.5480;-46.6340
Biblioteca da Prova;Rua da Prova, 20;Não;-23.5490;-46.6350
Escola da Prova;Rua da Prova, 30;;-23.5300;-46.6300
"""


@pytest.fixture(scope="module")
def published(product: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Bring a file, take it and publish it, as a person does it in the window; give the window's address."""
    file = tmp_path_factory.mktemp("finder") / "prova.csv"
    file.write_text(PLACES, encoding="utf-8")
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 1200})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{product}/sign-in")
    page.locator("#email").fill("manager@demo.example")
    page.locator("#password").fill("demo")
    page.locator("button[type=submit]").click()
    page.locator("h1").first.wait_for()
    page.goto(f"{product}/language/en")
    page.goto(f"{product}/app/import?study=sao_paulo_asnm")
    bring_file(page, file, mapping="finder_prova")
    page.get_by_role("button", name="Take it into the register").click()
    page.get_by_text("Publish its places").click()
    page.get_by_label("Reason, for the history").fill("Seen on the spot")
    page.get_by_role("button", name="Publish in the public finder").click()
    expect(page.get_by_text("3 published; 0 left")).to_be_visible()
    context.close()
    return product


def bring_file(page: Page, file: Path, *, mapping: str) -> None:
    """Send a file that no saved mapping fits, save the one that is proposed, and wait for the preview."""
    page.locator("input[type=file]").set_input_files(file)
    look = page.get_by_role("button", name="Look at what would happen")
    look.click()
    page.get_by_label("Name of this way of reading").fill(mapping)
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("It is saved.")).to_be_visible()
    look.click()
    expect(page.get_by_text("Nothing has entered the register yet.")).to_be_visible()


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


def test_a_need_is_found_by_keyboard_alone(published: str, visit: Callable[..., Any]) -> None:
    page = visit().page
    page.goto(f"{published}{FINDER}")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id") == "need-sign_language":
            break
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"need=sign_language"))
    # a "yes" without a date is too old to rely on: only the wider reading shows it, and the page says so
    expect(page.get_by_role("heading", name="0 places")).to_be_visible()
    page.get_by_role("link", name=re.compile("may be not known or old")).press("Enter")
    names = page.locator("ol.places h3 a")
    expect(names.filter(has_text="Posto da Prova")).to_have_count(1)
    expect(names.filter(has_text="Escola da Prova")).to_have_count(1)


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
    for hidden in ("form.search", "#finder-map", "nav", "#take"):
        expect(page.locator(hidden).first).to_be_hidden()


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
