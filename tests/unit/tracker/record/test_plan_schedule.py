"""When things will happen, worked by hand: forecast, latest days, float, slip and the longest chains."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest

from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import every_day_calendar, region_calendar, working_calendar
from tracker.record.plan.network import Dependency, DependencyKind, Item, Plan
from tracker.record.plan.schedule import Row, Schedule, critical_paths, work_out

FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
CALENDARS = {
    "plain": working_calendar("plain", first=FIRST, last=LAST),
    "every_day": every_day_calendar(first=FIRST, last=LAST),
    **{key: region_calendar(key, first_year=2025, last_year=2027) for key in ("KR", "BR-SP-SAO", "PE")},
}
MONDAY = date(2026, 3, 2)


def march(day: int) -> date:
    return date(2026, 3, day)


def schedule_of(
    *items: Item,
    dependencies: tuple[Dependency, ...] = (),
    today: date = MONDAY,
    starts_on: date = MONDAY,
    ends_on: date | None = None,
    baseline_holds: bool = True,
) -> Schedule:
    plan = Plan(starts_on, items, dependencies, ends_on)
    return work_out(plan, calendars=CALENDARS, today=today, baseline_holds=baseline_holds)


def days(row: Row) -> tuple[date | None, date | None]:
    return row.start_date, row.finish_date


def told_by(row: Row) -> list[str]:
    return [driver.kind for driver in row.drivers]


# A five days, then B of three days and D of one day beside each other, then milestone C.
DIAMOND = (Item("A", "plain", 5), Item("B", "plain", 3), Item("D", "plain", 1), Item("C", "plain"))
DIAMOND_TIES = (
    Dependency("A", "B"),
    Dependency("A", "D"),
    Dependency("B", "C"),
    Dependency("D", "C"),
)


def test_a_diamond_is_worked_out_as_by_hand() -> None:
    # A Mon 2 to Fri 6; B Mon 9 to Wed 11; D Mon 9; C on Wed 11, when B ends. D may wait till Wed 11.
    schedule = schedule_of(*DIAMOND, dependencies=DIAMOND_TIES)
    rows = schedule.by_key
    assert days(rows["A"]) == (march(2), march(6))
    assert days(rows["B"]) == (march(9), march(11))
    assert days(rows["D"]) == (march(9), march(9))
    assert days(rows["C"]) == (march(11), march(11))
    assert [row.total_float_days for row in schedule.rows] == [0, 0, 2, 0]
    assert [row.free_float_days for row in schedule.rows] == [0, 0, 2, 0]
    assert rows["D"].latest_finish_date == march(11)
    assert (rows["B"].latest_start_date, rows["B"].latest_finish_date) == (march(9), march(11))
    assert schedule.finishes_on == schedule.ends_on == march(11)
    assert critical_paths(schedule) == ([["A", "B", "C"]], 1)
    assert told_by(rows["A"]) == ["today", "programme_start"]
    assert rows["C"].drivers[0].dependency == Dependency("B", "C")


def test_float_that_is_shared_is_total_and_not_free() -> None:
    # D (one day) before E (one day) beside B (three days): D may finish a day later only if E moves too.
    items = (*DIAMOND, Item("E", "plain", 1))
    ties = (*DIAMOND_TIES[:3], Dependency("D", "E"), Dependency("E", "C"))
    rows = schedule_of(*items, dependencies=ties).by_key
    assert (rows["D"].total_float_days, rows["D"].free_float_days) == (1, 0)
    assert (rows["E"].total_float_days, rows["E"].free_float_days) == (1, 1)


def test_an_end_that_was_agreed_gives_float_or_shows_how_much_is_lacking() -> None:
    later = schedule_of(*DIAMOND, dependencies=DIAMOND_TIES, ends_on=march(13))
    sooner = schedule_of(*DIAMOND, dependencies=DIAMOND_TIES, ends_on=march(10))
    assert [row.total_float_days for row in later.rows] == [2, 2, 4, 2]
    assert [row.total_float_days for row in sooner.rows] == [-1, -1, 1, -1]
    assert (later.is_feasible, sooner.is_feasible) == (True, False)
    assert [row.is_critical for row in later.rows] == [False] * 4
    assert [row.is_critical for row in sooner.rows] == [True, True, False, True]


def test_a_deadline_of_one_item_reaches_all_it_waits_for() -> None:
    # B must end on Tue 10 but ends on Wed 11: B and A lack a day, C and D do not.
    items = tuple(replace(item, deadline_date=march(10)) if item.key == "B" else item for item in DIAMOND)
    rows = schedule_of(*items, dependencies=DIAMOND_TIES).by_key
    assert {key: row.total_float_days for key, row in rows.items()} == {"A": -1, "B": -1, "D": 2, "C": 0}


# P works Mon 2 to Thu 5. S has three days.
@pytest.mark.parametrize(
    ("kind", "lag_days", "expected"),
    [
        ("finish_start", 0, (march(6), march(10))),  # Friday, Monday, Tuesday
        ("finish_start", 2, (march(10), march(12))),
        ("finish_start", -1, (march(5), march(9))),
        ("start_start", 0, (march(2), march(4))),
        ("start_start", 5, (march(9), march(11))),
        ("finish_finish", 0, (march(3), march(5))),
        ("finish_finish", 2, (march(5), march(9))),
        ("start_finish", 0, (march(2), march(4))),  # it cannot begin before today
        ("start_finish", 4, (march(4), march(6))),  # its last day is four working days after Monday
    ],
)
def test_each_kind_of_dependency_holds_its_own_ends(
    kind: DependencyKind, lag_days: int, expected: tuple[date, date]
) -> None:
    items = (Item("P", "plain", 4), Item("S", "plain", 3))
    rows = schedule_of(*items, dependencies=(Dependency("P", "S", kind, lag_days),)).by_key
    assert days(rows["S"]) == expected


def test_the_table_of_kinds_is_complete() -> None:
    assert set(get_args(DependencyKind)) == {"finish_start", "start_start", "finish_finish", "start_finish"}


def test_work_begins_on_the_day_after_a_milestone_and_milestones_share_a_day() -> None:
    items = (Item("kick-off", "plain"), Item("minutes", "plain"), Item("work", "plain", 1))
    ties = (Dependency("kick-off", "minutes"), Dependency("kick-off", "work"))
    rows = schedule_of(*items, dependencies=ties).by_key
    assert [rows[key].finish_date for key in ("kick-off", "minutes", "work")] == [
        march(2),
        march(2),
        march(3),
    ]


def test_a_lag_is_waited_for_in_the_days_of_whoever_waits() -> None:
    # From Thu 2 October 2025 three working days: in Lima Fri 3, Mon 6, Tue 7; in Seoul 10, 13, 14 October.
    began = date(2025, 10, 2)
    items = (Item("sent", "every_day"), Item("lima", "PE"), Item("seoul", "KR"))
    ties = (Dependency("sent", "lima", lag_days=3), Dependency("sent", "seoul", lag_days=3))
    rows = schedule_of(*items, dependencies=ties, today=began, starts_on=began).by_key
    assert rows["lima"].finish_date == date(2025, 10, 7)
    assert rows["seoul"].finish_date == date(2025, 10, 14)


def test_a_study_across_chuseok_gives_sao_paulo_float_that_seoul_has_not() -> None:
    # Seoul drafts five days, Fri 26 September to Thu 2 October 2025; São Paulo reviews three days, Fri 3 to
    # Tue 7; Seoul edits two days, Fri 10 and Mon 13, for Chuseok and Hangul Day lie before. São Paulo could
    # finish on Thu 9: two days of its own. The draft could not be a day later: Seoul's next day is the 10th.
    began = date(2025, 9, 26)
    items = (Item("draft", "KR", 5), Item("review", "BR-SP-SAO", 3), Item("edit", "KR", 2))
    ties = (Dependency("draft", "review"), Dependency("review", "edit"))
    schedule = schedule_of(*items, dependencies=ties, today=began, starts_on=began)
    rows = schedule.by_key
    assert days(rows["draft"]) == (began, date(2025, 10, 2))
    assert days(rows["review"]) == (date(2025, 10, 3), date(2025, 10, 7))
    assert days(rows["edit"]) == (date(2025, 10, 10), date(2025, 10, 13))
    assert [row.total_float_days for row in schedule.rows] == [0, 2, 0]
    assert rows["review"].latest_finish_date == date(2025, 10, 9)
    assert critical_paths(schedule) == ([["draft", "review", "edit"]], 1)


def test_what_has_happened_moves_what_waits_for_it() -> None:
    # A was finished on Tue 10, two working days late: B ends on Fri 13, two working days after its baseline.
    items = (
        Item("A", "plain", 5, march(6), state="done", actual_date=march(10)),
        Item("B", "plain", 3, march(11)),
    )
    rows = schedule_of(*items, dependencies=(Dependency("A", "B"),), today=march(10)).by_key
    assert (rows["A"].slip_days, rows["A"].slip_working_days) == (4, 2)
    assert days(rows["B"]) == (march(11), march(13))
    assert (rows["B"].slip_days, rows["B"].slip_working_days) == (2, 2)
    assert (rows["A"].forecast_date, rows["A"].total_float_days, rows["A"].latest_finish_date) == (
        None,
        None,
        None,
    )
    assert told_by(rows["A"]) == ["actual"]
    assert days(rows["A"]) == (march(4), march(10))  # five working days back from Tuesday


def test_what_happened_on_a_weekend_stays_there() -> None:
    done = Item("ceremony", "plain", state="done", actual_date=march(7))
    rows = schedule_of(done, today=march(9)).by_key
    assert days(rows["ceremony"]) == (march(7), march(7))


def test_work_not_begun_cannot_begin_before_today() -> None:
    rows = schedule_of(Item("A", "plain", 5, march(6)), today=march(10)).by_key
    assert days(rows["A"]) == (march(10), march(16))
    assert told_by(rows["A"]) == ["today"]
    assert rows["A"].slip_working_days == 6


def test_work_that_has_begun_keeps_its_first_day_and_no_longer_waits_to_begin() -> None:
    # Begun on Mon 2 although the order was to wait for P; five days make Fri 6; today is Wed 4.
    begun = Item("A", "plain", 5, started_date=march(2))
    ties = (Dependency("P", "A"),)
    rows = schedule_of(Item("P", "plain", 9), begun, dependencies=ties, today=march(4)).by_key
    assert days(rows["A"]) == (march(2), march(6))
    assert told_by(rows["A"]) == ["started"]
    assert rows["A"].latest_start_date is None
    # P holds the end of the plan, nine days from Wed 4 to Mon 16; A could finish then: six working days later
    assert rows["A"].total_float_days == 6
    assert rows["P"].total_float_days == 0


def test_what_only_waited_for_the_beginning_of_work_does_not_limit_its_end() -> None:
    # P began on Mon 2; S, nine days, may begin with it, on Wed 4 (today) at the earliest, and ends on Mon 16.
    # P ends on Fri 6 and could end on the last day as well, six working days later.
    items = (Item("P", "plain", 5, started_date=march(2)), Item("S", "plain", 9))
    rows = schedule_of(*items, dependencies=(Dependency("P", "S", "start_start"),), today=march(4)).by_key
    assert rows["S"].finish_date == march(16)
    assert (rows["P"].total_float_days, rows["P"].free_float_days) == (6, 6)


def test_work_that_is_overdue_is_expected_today_and_a_day_later_each_day() -> None:
    begun = Item("A", "plain", 5, started_date=march(2))
    for today, expected in ((march(10), march(10)), (march(11), march(11)), (march(14), march(16))):
        rows = schedule_of(begun, today=today).by_key
        assert rows["A"].finish_date == expected
        assert told_by(rows["A"]) == ["today"]


def test_a_stated_forecast_is_a_floor_that_a_dependency_can_pass() -> None:
    ties = (Dependency("P", "M"),)
    for stated, expected, kind in ((march(20), march(20), "forecast"), (march(4), march(6), "dependency")):
        items = (Item("P", "plain", 5), Item("M", "plain", 0, march(6), forecast_date=stated))
        row = schedule_of(*items, dependencies=ties).by_key["M"]
        assert (row.finish_date, row.stated_date, row.drivers[0].kind) == (expected, stated, kind)


def test_without_a_stated_forecast_the_baseline_stands_unless_asked_otherwise() -> None:
    items = (Item("P", "plain", 5), Item("M", "plain", 0, march(20)))
    ties = (Dependency("P", "M"),)
    held = schedule_of(*items, dependencies=ties).by_key["M"]
    free = schedule_of(*items, dependencies=ties, baseline_holds=False).by_key["M"]
    assert (held.finish_date, held.slip_days, told_by(held)) == (march(20), 0, ["baseline"])
    assert (free.finish_date, free.slip_days, told_by(free)) == (march(6), -14, ["dependency"])


def test_a_stated_forecast_may_lie_before_the_baseline() -> None:
    row = schedule_of(Item("M", "plain", 0, march(20), forecast_date=march(18))).by_key["M"]
    assert (row.finish_date, row.slip_days, row.slip_working_days) == (march(18), -2, -2)


def test_not_before_holds_the_first_day() -> None:
    row = schedule_of(Item("A", "plain", 3, not_before_date=march(7))).by_key["A"]  # a Saturday
    assert days(row) == (march(9), march(11))
    assert told_by(row) == ["not_before"]


def test_all_that_hold_an_item_are_told_dependencies_first() -> None:
    items = (Item("P", "plain", 5), Item("Q", "plain", 5), Item("M", "plain", 0, forecast_date=march(6)))
    rows = schedule_of(*items, dependencies=(Dependency("P", "M"), Dependency("Q", "M"))).by_key
    assert told_by(rows["M"]) == ["dependency", "dependency", "forecast"]


def test_order_is_kept_across_what_is_waived() -> None:
    # The review was to end on the 25th; it is waived, and the edit follows the draft.
    review = Item("review", "plain", 5, march(20), forecast_date=march(25), state="waived")
    items = (Item("draft", "plain", 3), review, Item("edit", "plain", 2))
    ties = (Dependency("draft", "review"), Dependency("review", "edit"))
    rows = schedule_of(*items, dependencies=ties).by_key
    assert days(rows["draft"]) == (march(2), march(4))
    assert days(rows["edit"]) == (march(5), march(6))
    waived = rows["review"]
    assert (waived.start_date, waived.finish_date, waived.slip_days, waived.total_float_days) == (None,) * 4
    assert waived.free_float_days is None
    assert (waived.baseline_date, waived.is_critical) == (march(20), False)
    assert critical_paths(schedule_of(*items, dependencies=ties)) == ([["draft", "review", "edit"]], 1)


def test_what_is_waived_at_the_end_holds_nobody() -> None:
    items = (Item("draft", "plain", 3), Item("gala", "plain", state="waived"))
    schedule = schedule_of(*items, dependencies=(Dependency("draft", "gala", lag_days=30),))
    assert schedule.finishes_on == march(4)
    assert schedule.by_key["draft"].total_float_days == 0
    assert schedule.is_feasible


def test_chains_are_counted_and_as_many_listed_as_asked_for() -> None:
    # Four layers of two, each waiting for both before it: 2 ** 4 chains.
    keys = [[f"{layer}{side}" for side in "ab"] for layer in range(4)]
    items = tuple(Item(key, "plain", 1) for layer in keys for key in layer)
    ties = tuple(
        Dependency(before, after) for first, second in pairwise(keys) for before in first for after in second
    )
    chains, count = critical_paths(schedule_of(*items, dependencies=ties), at_most=3)
    assert (count, len(chains)) == (16, 3)
    assert chains[0] == ["0a", "1a", "2a", "3a"]
    assert len({tuple(chain) for chain in chains}) == 3


def test_an_empty_plan_has_an_empty_schedule() -> None:
    schedule = schedule_of()
    assert (schedule.rows, schedule.finishes_on, schedule.ends_on) == ((), None, None)
    assert schedule.is_feasible
    assert critical_paths(schedule) == ([], 0)


def test_a_plan_that_runs_out_of_its_calendars_names_the_item() -> None:
    with pytest.raises(InvalidInputError) as caught:
        schedule_of(Item("A", "plain", 10), Item("Z", "plain", 600))
    assert caught.value.faults[0][0] == "/items/1"
    assert "'Z' would finish after the last day of calendar 'plain'" in caught.value.faults[0][1]


def test_a_deadline_that_asks_for_work_before_the_calendars_names_the_item() -> None:
    began = date(2025, 1, 2)
    with pytest.raises(InvalidInputError) as caught:
        schedule_of(Item("A", "plain", 50), today=began, starts_on=began, ends_on=date(2025, 1, 20))
    assert "'A' would have to begin before the first day of" in caught.value.faults[0][1]


def test_a_plan_with_faults_is_not_worked_out() -> None:
    with pytest.raises(InvalidInputError, match="cannot be worked out") as caught:
        schedule_of(Item("A", "plain", -1), Item("B", "mars"))
    assert [pointer for pointer, _ in caught.value.faults] == ["/items/0/duration_days", "/items/1/calendar"]


def test_two_thousand_items_are_worked_out_in_a_fifth_of_a_second_of_processor_time() -> None:
    regions = ("KR", "BR-SP-SAO", "PE")
    items = tuple(
        Item(f"{number}", regions[number % 3], number % 4, MONDAY + timedelta(days=number % 200))
        for number in range(2000)
    )
    ties = tuple(
        Dependency(f"{number - gap}", f"{number}", lag_days=number % 3 - 1)
        for number in range(2000)
        for gap in (11, 37)
        if number >= gap
    )
    ties += tuple(Dependency(f"{n}", f"{n + 1}", "start_start") for n in range(0, 2 * (4000 - len(ties)), 2))
    assert len(ties) == 4000
    plan = Plan(MONDAY, items, ties)
    taken_s = []
    for _ in range(5):
        begin_s = time.process_time()
        schedule = work_out(plan, calendars=CALENDARS, today=MONDAY)
        taken_s.append(time.process_time() - begin_s)
    assert len(schedule.rows) == 2000
    assert min(taken_s) < 0.2
