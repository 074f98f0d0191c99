"""The rules of a milestone: status, slip and what a change must bring along."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.milestone import Milestone, State, change_faults, slip_days, status

TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        (Milestone(TODAY + 31 * DAY), "planned"),
        (Milestone(TODAY + 30 * DAY), "due"),
        (Milestone(TODAY), "due"),
        (Milestone(TODAY - DAY), "late"),
        (Milestone(TODAY + 90 * DAY, forecast_date=TODAY + 91 * DAY), "late"),
        (Milestone(TODAY + 90 * DAY, forecast_date=TODAY + 10 * DAY), "due"),
        (Milestone(TODAY + 90 * DAY, forecast_date=TODAY + 60 * DAY), "planned"),
        (Milestone(TODAY - 9 * DAY, state="achieved", actual_date=TODAY), "achieved"),
        (Milestone(TODAY - 9 * DAY, state="missed"), "missed"),
        (Milestone(TODAY - 9 * DAY, state="waived"), "waived"),
    ],
)
def test_the_status_follows_from_dates_and_declared_state(milestone: Milestone, expected: str) -> None:
    assert status(milestone, today=TODAY) == expected


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        (Milestone(TODAY + 9 * DAY), 0),
        (Milestone(TODAY - 4 * DAY), 4),
        (Milestone(TODAY + 9 * DAY, forecast_date=TODAY + 12 * DAY), 3),
        (Milestone(TODAY + 9 * DAY, forecast_date=TODAY + 7 * DAY), -2),
        (Milestone(TODAY - 9 * DAY, forecast_date=TODAY - 2 * DAY), 9),  # the forecast has passed too
        (Milestone(TODAY - 9 * DAY, state="achieved", actual_date=TODAY - 11 * DAY), -2),
        (Milestone(TODAY - 9 * DAY, state="missed"), 0),
    ],
)
def test_the_slip_counts_days_behind_the_baseline(milestone: Milestone, expected: int) -> None:
    assert slip_days(milestone, today=TODAY) == expected


def pointers(milestone: Milestone) -> list[str]:
    return [pointer for pointer, _ in change_faults(milestone, today=TODAY)]


def test_a_plain_plan_may_be_saved() -> None:
    assert pointers(Milestone(TODAY)) == []


def test_achieving_without_anything_names_both_gaps_at_once() -> None:
    assert pointers(Milestone(TODAY, state="achieved")) == ["/actual_date", "/evidence"]


def test_achieving_late_needs_the_reason_as_well() -> None:
    late = Milestone(TODAY - 3 * DAY, state="achieved", actual_date=TODAY, evidence="minutes")
    assert pointers(late) == ["/slip_reason"]


def test_an_actual_date_belongs_to_the_achieved_only() -> None:
    assert pointers(Milestone(TODAY, actual_date=TODAY)) == ["/actual_date"]


def test_nothing_is_achieved_tomorrow() -> None:
    early = Milestone(TODAY + 5 * DAY, state="achieved", actual_date=TODAY + DAY, evidence="minutes")
    assert pointers(early) == ["/actual_date"]


dates = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(baseline=dates, forecast=st.none() | dates, today=dates)
def test_a_planned_milestone_is_late_exactly_when_it_has_slipped(
    baseline: date, forecast: date | None, today: date
) -> None:
    milestone = Milestone(baseline, forecast_date=forecast)
    assert (status(milestone, today=today) == "late") == (slip_days(milestone, today=today) > 0)


@given(baseline=dates, forecast=st.none() | dates, today=dates)
def test_the_slip_never_shrinks_while_nobody_changes_the_plan(
    baseline: date, forecast: date | None, today: date
) -> None:
    milestone = Milestone(baseline, forecast_date=forecast)
    assert slip_days(milestone, today=today + DAY) >= slip_days(milestone, today=today)


@given(state=st.sampled_from(["planned", "achieved", "missed", "waived"]), baseline=dates, actual=dates)
def test_with_everything_filled_in_only_the_state_and_the_calendar_can_object(
    state: State, baseline: date, actual: date
) -> None:
    full = Milestone(baseline, None, actual, state, slip_reason="flood", evidence="minutes")
    objections = change_faults(full, today=TODAY)
    assert bool(objections) == (state != "achieved" or actual > TODAY)
