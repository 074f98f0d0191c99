"""One study, two people: a milestone moves, a map is read, a report is decided on and answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

STUDY = "study=sao_paulo_asnm"


def test_a_manager_and_a_reviewer_take_a_study_from_a_late_milestone_to_an_answered_decision(
    visit: Callable[..., Any],
) -> None:
    manager = visit()
    manager.sign_in("manager@demo.example")
    page = manager.page

    # The manager changes a milestone, and the history shows who did.
    manager.open(f"plan?{STUDY}")
    page.get_by_label("Why it moved").fill("The survey teams were late")
    page.get_by_role("button", name="Save the milestone").click()
    page.get_by_text("was saved").wait_for()
    manager.settle()
    page.get_by_text("History of this milestone").click()
    page.get_by_role("cell", name="The survey teams were late").first.wait_for()

    # The map's shapes are drawn, with hatching defined, and its table holds the same areas.
    manager.open(f"coverage?{STUDY}&kind=district")
    frame = manager.map_frame()
    shapes = frame.locator("path.leaflet-interactive:not(.place)")
    assert shapes.count() > 0
    box = shapes.first.bounding_box()
    assert box is not None
    assert box["width"] > 2
    assert box["height"] > 2
    assert frame.locator("pattern").count() > 0
    drawn = int(frame.locator(".folium-map").get_attribute("data-drawn"))
    listed = page.locator("table", has_text="At best").last.locator("tbody tr").count()
    assert drawn == listed
    assert "reach" in page.locator(".answer .first").inner_text()

    # The reviewer reads it, comments, and decides.
    reviewer = visit()
    reviewer.sign_in("reviewer.susa@demo.example")
    reviewer.open(f"report?{STUDY}")
    desk = reviewer.page
    desk.locator("article.report h2").first.wait_for()
    desk.get_by_label("Comment", exact=True).fill("Name the survey year.")
    desk.get_by_role("button", name="Send the comment").click()
    desk.get_by_text("Your comment is in the list above").wait_for()
    reviewer.settle()
    desk.get_by_text("Accept with conditions", exact=True).click()
    desk.get_by_label("Reasons").fill("Sound, with one gap.")
    desk.get_by_label("Conditions (only when").fill("Name the survey year.")
    desk.get_by_role("button", name="Record the decision").click()
    desk.get_by_role("heading", name="SUSA: Accept with conditions").wait_for()

    # The manager sees the decision and answers it.
    manager.open(f"report?{STUDY}&part=read")
    page.get_by_role("heading", name="SUSA: Accept with conditions").wait_for()
    page.get_by_text("Name the survey year.").first.wait_for()
    page.get_by_label("Answer to the decision").fill("It is 2024; added.")
    page.locator("form, [data-testid=stForm]").filter(has_text="Answer to the decision").get_by_role(
        "button", name="Send the answer"
    ).click()
    page.get_by_text("It is 2024; added.").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    # Only now may the manager submit the next version.
    manager.open(f"report?{STUDY}&part=write")
    page.get_by_role("button", name="Submit this draft as a new version").click()
    page.get_by_text("Version 2 was submitted").wait_for()


def test_whoever_saves_second_sees_theirs_beside_his_own_and_loses_nothing(visit: Callable[..., Any]) -> None:
    first, second = visit(), visit()
    for visitor in (first, second):
        visitor.sign_in("manager@demo.example")
        visitor.open("plan?study=lima_smart_tourism")
    for visitor, words in ((first, "Street works"), (second, "Rain")):
        visitor.page.get_by_label("Why it moved").fill(words)
        visitor.page.get_by_role("button", name="Save the milestone").click()
        if visitor is first:
            visitor.page.get_by_text("was saved").wait_for()
    page = second.page
    page.get_by_text("somebody else saved first").wait_for()
    conflict = page.locator("table", has_text="When you opened it")
    assert "Street works" in conflict.inner_text()
    assert "Rain" in conflict.inner_text()
    page.get_by_role("button", name="Save my changes over theirs").click()
    page.get_by_text("was saved").wait_for()
    second.settle()
    assert page.get_by_label("Why it moved").input_value() == "Rain"


def test_a_manager_asks_for_a_new_run_and_watches_it_finish(visit: Callable[..., Any]) -> None:
    manager = visit()
    manager.sign_in("manager@demo.example")
    manager.open("coverage?study=lima_smart_tourism&kind=district")
    known = manager.page.locator(".known").first
    before = known.inner_text()
    manager.page.get_by_role("button", name="Request a new assessment").click()
    manager.page.get_by_text("A new assessment is under way").wait_for()
    expect(known).not_to_have_text(before, timeout=60_000)
    manager.map_frame()


def test_nobody_gets_past_the_sign_in_page_without_a_session(visit: Callable[..., Any]) -> None:
    visitor = visit()
    for path in ("/app/", "/app/plan?study=sao_paulo_asnm", "/maps/coverage", "/reports/versions/x.pdf"):
        visitor.page.goto(visitor.address + path)
        assert "/sign-in" in visitor.page.url
    visitor.page.locator("#email").fill("manager@demo.example")
    visitor.page.locator("#password").fill("wrong")
    visitor.page.locator("button[type=submit]").click()
    visitor.page.get_by_role("alert").wait_for()
    assert "/sign-in" in visitor.page.url
