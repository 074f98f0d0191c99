"""Whose desk is full when."""

from __future__ import annotations

from datetime import date

from tracker.record.plan.calendars import working_calendar
from tracker.record.plan.network import Dependency, Item, Plan
from tracker.record.plan.schedule import work_out
from tracker.record.plan.workload import Load, workload

CALENDARS = {"plain": working_calendar("plain", first=date(2026, 1, 1), last=date(2026, 12, 31))}
MONDAY = date(2026, 3, 2)


def load_of(*items: Item, by: str = "month", dependencies: tuple[Dependency, ...] = ()) -> list[Load]:
    plan = Plan(MONDAY, items, dependencies)
    schedule = work_out(plan, calendars=CALENDARS, today=MONDAY)
    return workload(plan, schedule, calendars=CALENDARS, by=by)  # type: ignore[arg-type]


def test_an_item_counts_in_every_month_it_touches_and_is_due_in_one() -> None:
    # 25 working days from Mon 2 March: 22 in March (2 to 31), three in April (Wed 1 to Fri 3).
    assert load_of(Item("a", "plain", 25, party="firm")) == [
        Load("firm", "2026-03", date(2026, 3, 1), 1, 0, 22),
        Load("firm", "2026-04", date(2026, 4, 1), 1, 1, 3),
    ]


def test_weeks_are_those_of_iso_8601() -> None:
    # Seven working days: Mon 2 to Fri 6 in week 10, Mon 9 and Tue 10 in week 11.
    assert load_of(Item("a", "plain", 7, party="firm"), by="week") == [
        Load("firm", "2026-W10", date(2026, 3, 2), 1, 0, 5),
        Load("firm", "2026-W11", date(2026, 3, 9), 1, 1, 2),
    ]


def test_months_without_work_are_zero_and_not_missing() -> None:
    loads = load_of(
        Item("a", "plain", 2, party="firm"),
        Item("m", "plain", 0, forecast_date=date(2026, 5, 29), party="city"),
    )
    assert [(load.party, load.period, load.open_count, load.working_days_count) for load in loads] == [
        ("city", "2026-03", 0, 0),
        ("city", "2026-04", 0, 0),
        ("city", "2026-05", 1, 0),
        ("firm", "2026-03", 1, 2),
        ("firm", "2026-04", 0, 0),
        ("firm", "2026-05", 0, 0),
    ]


def test_what_nobody_was_named_for_comes_last_and_what_is_over_is_left_out() -> None:
    loads = load_of(
        Item("unnamed", "plain", 1),
        Item("named", "plain", 1, party="zeta"),
        Item("done", "plain", 1, state="done", actual_date=MONDAY, party="alpha"),
        Item("waived", "plain", 1, state="waived", party="alpha"),
    )
    assert [load.party for load in loads] == ["zeta", None]


def test_work_to_the_last_day_of_the_calendars_is_counted() -> None:
    # Thu 31 December is the last day of the calendars; Wed 30 and Thu 31 are worked.
    item = Item("a", "plain", 2, not_before_date=date(2026, 12, 30), party="firm")
    loads = load_of(item)
    assert [(load.period, load.working_days_count) for load in loads] == [("2026-12", 2)]


def test_a_plan_without_open_items_has_no_load() -> None:
    assert load_of(Item("done", "plain", state="done", actual_date=MONDAY, party="a")) == []
