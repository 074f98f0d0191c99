"""The table of all milestones: changed by keyboard, each row saved by itself, told in words, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

pytestmark = pytest.mark.browser

PLAN = "plan?study=lima_smart_tourism"
REASON_COLUMN = 5
STATE_COLUMN = 4
ATTEMPTS = 3
ATTEMPT_MS = 10_000


def grid_of(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame").first


def go_to(page: Page, row: int, column: int) -> None:
    """Reach a cell of the table with the keyboard alone; rows and columns count from 0."""
    if page.locator("[role=gridcell]:focus").count() == 0:
        # Not a click: after one the grid waits for another click to select its first cell.
        page.get_by_role("button", name="Show data").first.focus()
        canvas = grid_of(page).locator("canvas").first
        for _ in range(20):
            page.keyboard.press("Tab")
            if canvas.evaluate("canvas => canvas.contains(document.activeElement)"):
                break
        else:
            pytest.fail("the table cannot be reached with Tab")
        # The focus follows each key in its own time; a key pressed before is lost.
        page.locator("[role=gridcell]:focus").wait_for(state="attached")
    page.keyboard.press("Control+Home")
    at_cell(page, 0, 0)
    for number in range(row):
        page.keyboard.press("ArrowDown")
        at_cell(page, number + 1, 0)
    for number in range(column):
        page.keyboard.press("ArrowRight")
        at_cell(page, row, number + 1)


def at_cell(page: Page, row: int, column: int) -> None:
    page.locator(f"[data-testid=glide-cell-{column}-{row}]:focus").wait_for(state="attached")


def type_in(visitor: Any, row: int, words: str) -> None:  # noqa: ANN401 - the window the fixture gives
    """Type into the reason of a row; typed again, as a person would, when the grid was just redrawn."""
    page = visitor.page
    told = page.get_by_text("not saved yet:")
    for _ in range(ATTEMPTS):
        go_to(page, row, REASON_COLUMN)
        page.keyboard.press("Enter")
        editor = page.locator("#portal textarea, #portal input").first
        editor.wait_for()
        editor.fill(words)
        editor.press("Enter")
        try:
            told.wait_for(timeout=ATTEMPT_MS)
        except PlaywrightTimeoutError:
            page.keyboard.press("Escape")
        else:
            break
    told.wait_for()
    visitor.settle()


def test_a_row_changed_by_keyboard_is_saved_and_the_others_are_not_sent(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("manager@demo.example")
    visitor.open(PLAN)
    page = visitor.page
    expect(page.get_by_role("button", name="Save the changed rows")).to_be_disabled()
    type_in(visitor, 1, "Agreed late by both sides")
    page.get_by_text("1 row is not saved yet:").wait_for()
    # Leaving the page loses nothing.
    page.get_by_role("link", name="Portfolio").click()
    visitor.settle()
    page.get_by_role("link", name="Plan").first.click()
    visitor.settle()
    page.get_by_text("1 row is not saved yet:").wait_for()
    page.get_by_role("button", name="Save the changed rows").click()
    page.get_by_text("No row is changed.").wait_for()
    visitor.settle()
    expect(page.locator(".note-good")).to_contain_text("Saved.")
    # What the API has now stands in the table of the page, opened anew.
    visitor.open(PLAN)
    rows = page.locator("table.twin", has_text="Against the baseline").last.locator("tbody tr")
    expect(rows.nth(1)).to_contain_text("Agreed late by both sides")
    expect(rows.filter(has_text="Agreed late by both sides")).to_have_count(1)


def test_a_rule_and_a_conflict_are_told_and_what_was_typed_is_kept(visit: Callable[..., Any]) -> None:
    # The product is shared by all journeys: words another one has saved would be no change here.
    theirs, mine = "Flood on the avenue", "The surveyor fell ill"
    first, second = visit(), visit()
    for visitor in (first, second):
        visitor.sign_in("manager@demo.example")
        visitor.open(PLAN)
    type_in(first, 0, theirs)
    first.page.get_by_role("button", name="Save the changed rows").click()
    first.page.get_by_text("No row is changed.").wait_for()
    type_in(second, 0, mine)
    page = second.page
    # A planned milestone, said to be achieved without a date or evidence.
    last = page.locator("table.twin", has_text="Against the baseline").last.locator("tbody tr").count() - 1
    go_to(page, last, STATE_COLUMN)
    page.keyboard.press("Enter")
    page.get_by_role("option", name="achieved", exact=True).click()
    page.get_by_text("2 rows are not saved yet:").wait_for()
    second.settle()
    page.get_by_role("button", name="Save the changed rows").click()
    page.get_by_text("somebody else saved first").wait_for()
    second.settle()
    expect(page.get_by_text("An achieved milestone needs evidence")).to_be_visible()
    conflict = page.locator("table", has_text="When you opened it")
    expect(conflict).to_contain_text(theirs)
    expect(conflict).to_contain_text(mine)
    page.get_by_role("button", name="Save my changes over theirs").click()
    page.get_by_text("1 row is not saved yet:").wait_for()
    second.settle()
    rows = page.locator("table.twin", has_text="Against the baseline").last.locator("tbody tr")
    expect(rows.first).to_contain_text(mine)
    page.get_by_role("button", name="Put the saved values back").click()
    page.get_by_text("No row is changed.").wait_for()


def test_only_managers_are_offered_the_table(visit: Callable[..., Any]) -> None:
    visitor = visit()
    visitor.sign_in("partner.lima@demo.example")
    visitor.open(PLAN)
    expect(visitor.page.get_by_role("heading", name="One milestone", exact=True)).to_be_visible()
    expect(visitor.page.get_by_test_id("stDataFrame")).to_have_count(0)
