"""What is wrong with a plan is said at once, each fault with its place."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import working_calendar
from tracker.record.plan.faults import check_plan, plan_faults
from tracker.record.plan.network import Dependency, Item, Plan, list_cycles

TODAY = date(2026, 3, 16)
BEGAN = date(2026, 3, 2)
CALENDARS = {"plain": working_calendar("plain", first=date(2026, 1, 1), last=date(2027, 12, 31))}


def faults_of(
    *items: Item, dependencies: tuple[Dependency, ...] = (), ends_on: date | None = None
) -> list[tuple[str, str]]:
    return plan_faults(Plan(BEGAN, items, dependencies, ends_on), calendars=CALENDARS, today=TODAY)


def test_a_sound_plan_has_no_faults() -> None:
    items = (
        Item("a", "plain", 5, baseline_date=date(2026, 3, 6), state="done", actual_date=TODAY),
        Item("b", "plain", 0, started_date=TODAY, deadline_date=date(2026, 6, 1), party="SMPED"),
    )
    both_ways = (Dependency("a", "b", "start_start"), Dependency("a", "b", "finish_finish", -2))
    assert faults_of(*items, dependencies=both_ways, ends_on=date(2027, 1, 1)) == []


def test_a_circle_is_named_whole_and_in_order() -> None:
    items = [Item(key, "plain") for key in ("before", "draft", "review", "final", "after")]
    found = faults_of(
        *items,
        dependencies=(
            Dependency("before", "draft"),
            Dependency("draft", "review"),
            Dependency("review", "final", "start_start"),
            Dependency("final", "draft", "finish_finish"),
            Dependency("final", "after"),
        ),
    )
    assert found == [
        (
            "/dependencies/3",
            "These items wait for each other in a circle: 'draft' → 'review' → 'final' → 'draft'.",
        )
    ]


def test_two_circles_are_both_named() -> None:
    keys = ["a", "b", "c", "d"]
    pairs = [("a", "b"), ("b", "a"), ("b", "c"), ("c", "d"), ("d", "c")]
    assert sorted(list_cycles(keys, [Dependency(*pair) for pair in pairs])) == [["a", "b"], ["c", "d"]]


def test_a_plan_full_of_faults_names_each_with_its_place() -> None:
    items = (
        Item("a", "moon", -1),
        Item("a", "plain", 3000, baseline_date=date(2026, 2, 27)),
        Item("", "plain", state="lost"),  # type: ignore[arg-type]
        Item("d", "plain", state="done"),
        Item("e", "plain", actual_date=date(2026, 3, 17)),
        Item("f", "plain", started_date=date(2026, 3, 13), state="done", actual_date=date(2026, 3, 12)),
        Item("g", "plain", forecast_date=date(2028, 1, 1)),
    )
    dependencies = (
        Dependency("d", "nobody"),
        Dependency("e", "e"),
        Dependency("d", "e", lag_days=-2601),
        Dependency("e", "f"),
        Dependency("e", "f", lag_days=3),
        Dependency("f", "g", "sometime"),  # type: ignore[arg-type]
    )
    found = dict(faults_of(*items, dependencies=dependencies, ends_on=date(2026, 3, 1)))
    assert sorted(found) == sorted(
        [
            "/ends_on",
            "/items/0/calendar",
            "/items/0/duration_days",
            "/items/1/key",
            "/items/1/duration_days",
            "/items/1/baseline_date",
            "/items/2/key",
            "/items/2/state",
            "/items/3/actual_date",
            "/items/4/actual_date",
            "/items/5/started_date",
            "/items/6/forecast_date",
            "/dependencies/0/successor",
            "/dependencies/1/successor",
            "/dependencies/2/lag_days",
            "/dependencies/4",
            "/dependencies/5/kind",
        ]
    )
    assert found["/items/1/baseline_date"] == (
        "'a': the baseline, 2026-02-27, comes before the programme began, 2026-03-02."
    )
    assert found["/items/6/forecast_date"] == (
        "'g': the forecast, 2028-01-01, lies outside the calendars, which cover 2026-01-01 to 2027-12-31."
    )
    assert found["/dependencies/4"] == ("'f' already waits for 'e' in this way (finish_start, dependency 3).")


def test_an_item_finished_tomorrow_that_is_not_done_has_two_faults() -> None:
    found = faults_of(Item("e", "plain", actual_date=date(2026, 3, 17)))
    assert found == [
        (
            "/items/0/actual_date",
            "'e': only what is done has a day on which it was finished; this is open.",
        ),
        ("/items/0/actual_date", "'e': 2026-03-17 lies in the future; today is 2026-03-16."),
    ]


def test_calendars_of_different_ranges_cannot_be_mixed() -> None:
    other = working_calendar("other", first=date(2026, 1, 1), last=date(2026, 12, 31))
    plan = Plan(BEGAN, (Item("a", "plain"), Item("b", "other")))
    with pytest.raises(InvalidInputError) as caught:
        check_plan(plan, calendars={**CALENDARS, "other": other}, today=TODAY)
    assert [pointer for pointer, _ in caught.value.faults] == ["/calendars"]


def test_a_plan_asked_about_outside_its_calendars_is_refused() -> None:
    found = plan_faults(Plan(BEGAN, ()), calendars=CALENDARS, today=date(2028, 1, 3))
    assert [pointer for pointer, _ in found] == ["/today"]
