"""The record's pages, a journey a role: a partner answers, an approver decides, a manager tries a date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LIMA = "engagement=lima_smart_tourism"
PAGES = (
    "turns?whose=all",
    f"engagement?{LIMA}",
    f"lineage?{LIMA}",
    f"recommendations?{LIMA}",
    f"gates?{LIMA}",
)


def type_a_day(page: Page, label: str, digits: str) -> None:
    """Type year, month and day one after another, as somebody without a mouse does."""
    page.get_by_role("spinbutton", name=f"year, {label}").click()
    page.keyboard.type(digits)


def test_a_partner_is_led_to_the_recommendation_that_waits_and_answers_it(visit: Callable[..., Any]) -> None:
    partner = visit()
    partner.sign_in("partner.lima@demo.example")
    page = partner.page
    assert "/app/turns" in page.url
    page.get_by_role("link", name="Answer the recommendation: Bring in companies").click()
    page.get_by_role("heading", name="Recommendations", exact=True).wait_for()
    partner.settle()

    # Sent with nothing in it, every field that lacks something says so beside itself.
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_text("Choose one.").wait_for()
    page.get_by_text("Say why, or what you will do.").wait_for()

    page.get_by_text("Accept in part", exact=True).click()
    page.get_by_label("What your organisation answers").fill("Only products that work without an account")
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_text("Your answer stands in the record: accepted in part").wait_for()
    partner.settle()
    page.get_by_text("Only products that work without an account").first.wait_for()
    expect(page.get_by_role("button", name="Send the answer")).to_have_count(0)

    # The answer is on the line that everybody reads.
    manager = visit()
    manager.sign_in("manager@demo.example")
    manager.open(f"lineage?{LIMA}")
    expect(manager.page.locator(".answer .first")).to_contain_text("0 have no answer yet")
    assert manager.page.locator("img.line-picture").evaluate("e => e.naturalWidth") > 0


def test_an_approver_passes_a_gate_with_a_condition_and_whoever_comes_second_is_told(
    visit: Callable[..., Any],
) -> None:
    approver, second = visit(), visit()
    for visitor in (approver, second):
        visitor.sign_in("approver.nia@demo.example")
        visitor.open(f"gates?{LIMA}&gate=pilot_survey")
    page = approver.page

    # Without a condition, a conditional pass is not offered and the page says why.
    page.get_by_text("“Pass with conditions” is not possible yet.").wait_for()
    page.get_by_text("Set a condition").click()
    # Once its last button stands still the part is open: a list closes when the page moves under it.
    page.get_by_role("button", name="Set the condition").scroll_into_view_if_needed()
    page.get_by_label("What is to be met").fill("The raw photographs are handed over")
    owner = page.get_by_role("combobox", name="Owner")
    for _ in range(3):  # a list that closed while the page was redrawn is opened again, as a person would
        owner.fill("")
        owner.press_sequentially("Lima")
        owner.press("ArrowDown")
        owner.press("Enter")
        approver.settle()
        if owner.input_value() == "Lima":
            break
    expect(owner).to_have_value("Lima")
    type_a_day(page, "Due", "20270331")
    page.get_by_role("button", name="Set the condition").click()
    page.get_by_text("The condition is set.").wait_for()
    approver.settle()
    page.get_by_role("rowheader", name="The raw photographs are handed over").wait_for()

    page.get_by_text("Pass with conditions", exact=True).click()
    page.get_by_role("button", name="Record it").first.click()
    approver.settle()
    expect(page.get_by_role("row", name="Survey data accepted")).to_contain_text("passed with conditions")

    # The second window still shows the open gate: nothing is overwritten, and the words stay.
    late = second.page
    late.get_by_text("Send back for rework", exact=True).click()
    late.get_by_label("Reasons").first.fill("Two routes lack widths")
    late.get_by_role("button", name="Record it").first.click()
    late.get_by_text("somebody else saved first").wait_for()
    second.settle()
    conflict = late.locator("table", has_text="When you opened it")
    expect(conflict).to_contain_text("passed with conditions")
    assert late.get_by_label("Reasons").first.input_value() == "Two routes lack widths"


def test_a_manager_sees_what_a_date_would_move_before_anything_is_saved(visit: Callable[..., Any]) -> None:
    manager = visit()
    manager.sign_in("manager@demo.example")
    manager.open("plan?study=lima_smart_tourism")
    page = manager.page
    plan = page.locator("table", has_text="Dates worked out from what waits for what")
    before = plan.inner_text()
    type_a_day(page, "To this day", "20270630")
    page.get_by_role("button", name="Show what moves").click()
    page.get_by_text("Nothing is saved yet").wait_for()
    manager.settle()
    moves = page.locator("table", has_text="What would move")
    expect(moves).to_contain_text("Pilot opens to visitors")
    expect(moves).to_contain_text("30 Jun 2027")
    manager.open("plan?study=lima_smart_tourism")
    assert plan.inner_text() == before


@pytest.mark.parametrize("language", ["en", "pt-BR", "es", "ko"])
def test_no_page_of_the_record_breaks_an_accessibility_rule(visit: Callable[..., Any], language: str) -> None:
    visitor = visit()
    visitor.sign_in("manager@demo.example", language=language)
    faults = {}
    for name in PAGES:
        visitor.open(name)
        found = Axe().run(visitor.page).response["violations"]
        faults[name] = [rule["id"] for rule in found if rule["impact"] != "minor"]
    assert {name: rules for name, rules in faults.items() if rules} == {}


def test_no_page_of_the_record_scrolls_sideways_on_a_narrow_screen(visit: Callable[..., Any]) -> None:
    visitor = visit(width=320, height=640)
    visitor.sign_in("approver.nia@demo.example")
    for name in PAGES:
        visitor.open(name)
        for box in ("html", "[data-testid=stMain]"):
            wide, shown = visitor.page.locator(box).evaluate("e => [e.scrollWidth, e.clientWidth]")
            assert wide <= shown, f"{name}: {box} is {wide} px wide in {shown} px"
