"""The clock of a turn: days begin where the party lives, and only its own working days count."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import region_calendar
from tracker.record.plan.turns import Turn, read_clock, waited_by_party

CALENDARS = {key: region_calendar(key, first_year=2025, last_year=2026) for key in ("KR", "BR-SP-SAO", "PE")}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_one_instant_is_another_day_in_seoul_than_in_sao_paulo_and_lima() -> None:
    # 20:00 UTC on Friday 14 March 2025: Saturday 05:00 in Seoul, Friday 17:00 in São Paulo, 15:00 in Lima.
    since, now = at("2025-03-14T20:00:00+00:00"), at("2025-03-18T02:00:00+00:00")
    seen = {key: read_clock(Turn("x", key, since), calendars=CALENDARS, now=now) for key in CALENDARS}
    assert seen["KR"].since_date == date(2025, 3, 15)
    assert seen["BR-SP-SAO"].since_date == seen["PE"].since_date == date(2025, 3, 14)
    # Tuesday 11:00 in Seoul: Monday and Tuesday; still Monday evening in the Americas: Monday.
    assert [seen[key].waited_days for key in ("KR", "BR-SP-SAO", "PE")] == [2, 1, 1]


def test_the_day_it_came_is_not_counted_and_today_is() -> None:
    turn = Turn("SUSA", "KR", at("2025-03-10T00:30:00+09:00"))
    for now, waited in (("2025-03-10T23:59:00+09:00", 0), ("2025-03-11T00:00:00+09:00", 1)):
        assert read_clock(turn, calendars=CALENDARS, now=at(now)).waited_days == waited


def test_chuseok_does_not_count_against_seoul() -> None:
    # Came on Thu 2 October 2025; five working days: Fri 10, Mon 13, Tue 14, Wed 15, Thu 16.
    turn = Turn("SUSA", "KR", at("2025-10-02T09:00:00+09:00"), allowance_days=5)
    clock = read_clock(turn, calendars=CALENDARS, now=at("2025-10-14T18:00:00+09:00"))
    assert (clock.waited_days, clock.due_date, clock.left_days) == (3, date(2025, 10, 16), 2)
    assert (clock.overdue_days, clock.is_overdue) == (0, False)


def test_the_last_day_in_time_is_not_late_and_the_next_one_is() -> None:
    turn = Turn("SUSA", "KR", at("2025-10-02T09:00:00+09:00"), allowance_days=5)
    on_it = read_clock(turn, calendars=CALENDARS, now=at("2025-10-16T23:59:59+09:00"))
    after = read_clock(turn, calendars=CALENDARS, now=at("2025-10-17T00:00:00+09:00"))
    assert (on_it.is_overdue, on_it.overdue_days, on_it.left_days) == (False, 0, 0)
    assert (after.is_overdue, after.overdue_days, after.left_days) == (True, 1, 0)


def test_a_turn_due_on_friday_is_overdue_on_saturday_by_no_working_day() -> None:
    # Lima: came Thu 3 July 2025, one working day: Friday 4.
    turn = Turn("MML", "PE", at("2025-07-03T10:00:00-05:00"), allowance_days=1)
    clock = read_clock(turn, calendars=CALENDARS, now=at("2025-07-05T12:00:00-05:00"))
    assert (clock.due_date, clock.is_overdue, clock.overdue_days) == (date(2025, 7, 4), True, 0)


def test_a_turn_that_came_on_a_holiday_starts_with_the_next_working_day() -> None:
    # Carnival Monday, 3 March 2025: Tuesday is off too, Ash Wednesday is the first day that counts.
    turn = Turn("SMPED", "BR-SP-SAO", at("2025-03-03T11:00:00-03:00"))
    days = [
        read_clock(turn, calendars=CALENDARS, now=at(f"2025-03-0{day}T11:00:00-03:00")).waited_days
        for day in (3, 4, 5, 6)
    ]
    assert days == [0, 0, 1, 2]


def test_a_turn_that_was_passed_on_stops_its_clock() -> None:
    turn = Turn("SUSA", "KR", at("2025-03-10T09:00:00+09:00"), until=at("2025-03-12T09:00:00+09:00"))
    clock = read_clock(turn, calendars=CALENDARS, now=at("2026-03-12T09:00:00+09:00"))
    assert (clock.seen_date, clock.waited_days, clock.due_date) == (date(2025, 3, 12), 2, None)
    assert (clock.left_days, clock.overdue_days, clock.is_overdue) == (None, None, False)


def test_waiting_adds_up_by_party() -> None:
    turns = [
        Turn("SUSA", "KR", at("2025-03-10T09:00:00+09:00"), at("2025-03-12T09:00:00+09:00")),  # Tue, Wed
        Turn("MML", "PE", at("2025-07-22T09:00:00-05:00"), at("2025-07-30T09:00:00-05:00")),  # 24, 25, 30
        Turn("SUSA", "KR", at("2025-10-02T09:00:00+09:00")),  # 10 and 13 October
    ]
    now = at("2025-10-13T09:00:00+09:00")
    assert waited_by_party(turns, calendars=CALENDARS, now=now) == {"MML": 3, "SUSA": 4}


def test_everything_wrong_with_a_turn_is_said_at_once() -> None:
    now = datetime(2025, 3, 10, tzinfo=UTC)
    turn = Turn("x", "FR", at("2025-03-11T00:00:00+00:00"), at("2025-03-10T12:00:00+00:00"), -1)
    with pytest.raises(InvalidInputError) as caught:
        read_clock(turn, calendars=CALENDARS, now=now)
    assert [pointer for pointer, _ in caught.value.faults] == [
        "/allowance_days",
        "/since",
        "/until",
        "/until",
        "/calendar",
    ]


def test_instants_without_a_zone_are_refused() -> None:
    turn = Turn("x", "KR", at("2025-03-11T00:00:00"))
    with pytest.raises(InvalidInputError) as caught:
        read_clock(turn, calendars=CALENDARS, now=at("2025-03-12T00:00:00"))
    assert [pointer for pointer, _ in caught.value.faults] == ["/since", "/now"]
