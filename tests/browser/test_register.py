"""The register's pages in a browser: a file in, looked at, taken, decided on by keyboard, undone or not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rules import WIDE, sideways, violations

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "pt-BR", "es", "ko")
STUDY = "study=sao_paulo_asnm"
# Reading a file and finding its places takes seconds on a busy machine.
WAIT_MS = 30_000
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
    source = page.get_by_label("Whose data it is")
    seen = page.get_by_text("Nothing has entered the register yet.")
    expect(source.or_(seen)).to_be_visible(timeout=WAIT_MS)
    if source.is_visible():
        source.fill("Prefeitura do Ensaio")
        page.get_by_role("button", name="Keep this and look at what would happen").click()
    expect(seen).to_be_visible(timeout=WAIT_MS)
    visitor.settle()
    return visitor


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
    page.get_by_text("State what you saw or read").click()
    page.get_by_role("radio", name="yes", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save the statement").click()
    expect(page.get_by_text("Your statement counts from now on.")).to_be_visible()

    page.goto(import_address)
    preview.settle()
    page.get_by_role("button", name="Undo the whole import").click()
    # somebody said something of one of its places since: it is refused, with the place's name
    expect(page.get_by_text("Not done.")).to_be_visible()


def waiting(page: Page) -> int:
    """Read how many facts of notes wait."""
    said = page.locator(".answer").inner_text()
    found = re.search(r"Facts read in notes: (\d+)", said)
    assert found, said
    return int(found[1])


def decide_by_keyboard(visitor: Any) -> None:  # noqa: ANN401 - as above
    """Confirm one proposal and reject the next without a mouse; the focus stays on the buttons."""
    visitor.open(f"queue?{STUDY}&part=proposals")
    page = visitor.page
    expect(page.locator("blockquote mark")).to_have_count(1)
    before = waiting(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent").startswith("Yes, they say so"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Confirmed; here is the next one.")).to_be_visible()
    visitor.settle()
    assert waiting(page) == before - 1
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
        page.set_viewport_size(WIDE)
        visitor.open(f"{name}?{STUDY}")
        faults[name] = violations(page)
        if language != "en":
            heard = page.locator("[data-testid=stMain]").aria_snapshot()
            faults[name] += [word for word in ENGLISH if word in heard]
        faults[name] += sideways(page)
    assert {name: found for name, found in faults.items() if found} == {}
