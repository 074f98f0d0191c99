"""The register's pages in a browser: a file in, looked at, taken, decided on by keyboard, undone or not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "pt-BR", "es", "ko")
STUDY = "study=sao_paulo_asnm"
# One good row, the same again, and one that nobody could call by a name.
FILE = """Nome;Endereço;Distrito;Rampa;Observações;Latitude;Longitude
Centro do Ensaio;Rua do Ensaio, 1;Centro;Sim;Rampa de acesso e vaga reservada na entrada.;-23.5480;-46.6340
Centro do Ensaio;Rua do Ensaio, 1;Centro;Sim;Rampa de acesso e vaga reservada na entrada.;-23.5480;-46.6340
;Rua do Ensaio, 3;Centro;;;;
"""
# Streamlit's own words of the file chooser, which nobody may hear in another language.
ENGLISH = ("Upload", "file upload", "Add files", "MB per file", "Browse files", "Drag and drop")


@pytest.fixture
def preview(visit: Callable[..., Any], tmp_path: Path) -> Any:  # noqa: ANN401 - conftest's Visitor
    """Look at a file that no saved mapping fits the first time."""
    file = tmp_path / "ensaio.csv"
    file.write_text(FILE, encoding="utf-8")
    visitor = visit(height=1600)
    visitor.sign_in("manager@demo.example")
    visitor.open(f"import?{STUDY}")
    page = visitor.page
    page.locator("input[type=file]").set_input_files(file)
    look = page.get_by_role("button", name="Look at what would happen")
    look.click()
    name = page.get_by_label("Name of this way of reading")
    seen = page.get_by_text("Nothing has entered the register yet.")
    expect(name.or_(seen)).to_be_visible()
    if name.is_visible():
        name.fill("ensaio")
        page.get_by_role("button", name="Save it").click()
        expect(page.get_by_text("It is saved.")).to_be_visible()
        look.click()
    expect(seen).to_be_visible()
    visitor.settle()
    return visitor


def violations(page: Page) -> list[str]:
    """Run axe; give what is worse than minor."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:200]}"
        for rule in found
        if rule["impact"] != "minor"
    ]


def test_a_file_is_looked_at_taken_and_decided_on_and_then_not_undone_unseen(preview: Any) -> None:  # noqa: ANN401 - as above
    page = preview.page
    sentence = page.locator(".answer .first")
    expect(sentence).to_contain_text("“ensaio.csv”: 3 rows = ")
    parts = [int(part) for part in re.findall(r"(\d+) [a-z]", sentence.inner_text().split("=")[1])]
    assert sum(parts) == 3
    expect(page.get_by_text(re.compile("Centro do Ensaio"))).to_have_count(0)

    page.get_by_role("button", name="Take it into the register").click()
    expect(page.get_by_text("The file is in the register.")).to_be_visible()
    preview.settle()
    with page.expect_download() as report:
        page.get_by_role("link", name="Download the report").click()
    content = Path(report.value.path()).read_bytes()
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    import_address = page.url

    decide_by_keyboard(preview)

    preview.open(f"register?{STUDY}&q=ensaio")
    page.get_by_role("link", name="Centro do Ensaio").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Centro do Ensaio")
    expect(page.frame_locator("iframe").locator(".pin")).to_be_visible()
    expect(page.get_by_text("not published yet").first).to_be_visible()

    page.goto(import_address)
    preview.settle()
    page.get_by_role("button", name="Undo the whole import").click()
    # somebody decided on one of its places since: it is refused, with the place's name
    expect(page.get_by_text("Not done.")).to_be_visible()


def decide_by_keyboard(visitor: Any) -> None:  # noqa: ANN401 - as above
    """Confirm one proposal and reject the next without a mouse; the focus stays on the buttons."""
    visitor.open(f"queue?{STUDY}&part=proposals")
    page = visitor.page
    expect(page.locator("blockquote mark")).to_have_count(1)
    before = page.locator(".answer .first").inner_text()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent").startswith("Yes, they say so"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Confirmed; here is the next one.")).to_be_visible()
    visitor.settle()
    assert page.locator(".answer .first").inner_text() != before
    assert page.evaluate("() => document.activeElement.textContent").startswith("Yes, they say so")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rejected; here is the next one.")).to_be_visible()


def test_a_preview_can_be_put_aside(preview: Any) -> None:  # noqa: ANN401 - as above
    preview.page.get_by_role("button", name="Discard it").click()
    expect(preview.page.get_by_text("Discarded; nothing entered the register.")).to_be_visible()


def test_a_reviewer_reads_the_register_and_is_offered_no_change(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("reviewer.susa@demo.example", language="en")
    visitor.open(f"register?{STUDY}")
    links = visitor.page.locator("[data-testid=stSidebarNavLink]")
    expect(links.filter(has_text="Register")).to_have_count(1)
    expect(links.filter(has_text="Import")).to_have_count(0)
    expect(links.filter(has_text="To decide")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_register_breaks_a_rule_or_scrolls_sideways(
    visit: Callable[..., Any], language: str
) -> None:
    visitor = visit()
    page = visitor.page
    visitor.sign_in("manager@demo.example", language=language)
    faults = {}
    for name in ("register", "import", "queue"):
        page.set_viewport_size({"width": 1280, "height": 900})
        visitor.open(f"{name}?{STUDY}")
        faults[name] = violations(page)
        if language != "en":
            heard = page.locator("[data-testid=stMain]").aria_snapshot()
            faults[name] += [word for word in ENGLISH if word in heard]
        page.set_viewport_size({"width": 320, "height": 900})
        for box in ("html", "[data-testid=stMain]"):
            wide, shown = page.locator(box).evaluate("e => [e.scrollWidth, e.clientWidth]")
            faults[name] += [f"{box}: {wide} px in {shown}"] if wide > shown else []
    assert {name: found for name, found in faults.items() if found} == {}
