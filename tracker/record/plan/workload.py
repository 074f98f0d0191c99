"""Whose desk is full when: open items of each party by month or week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from tracker.record.plan.calendars import WorkingCalendar
from tracker.record.plan.network import Plan
from tracker.record.plan.schedule import Schedule

Period = Literal["month", "week"]


class Load(NamedTuple):
    """
    What one party has to do in one month or week.

    Parameters
    ----------
    party : str or None
        Whose work; None for what nobody was named for.
    period : str
        ``2026-03`` or, by ISO 8601, ``2026-W09``.
    first_date : date
        The period's first day.
    open_count : int
        Open items that have a day of theirs in the period.
    due_count : int
        Those of them that are forecast to be finished in it.
    working_days_count : int
        Working days of all of them in the period, each in its own calendar; a milestone has none [d].
    """

    party: str | None
    period: str
    first_date: date
    open_count: int
    due_count: int
    working_days_count: int


def workload(
    plan: Plan, schedule: Schedule, *, calendars: Mapping[str, WorkingCalendar], by: Period = "month"
) -> list[Load]:
    """
    Count what each party has to do.

    Parameters
    ----------
    plan : Plan
        The plan.
    schedule : Schedule
        The same plan worked out.
    calendars : Mapping of str to WorkingCalendar
        Those that the items name.
    by : {"month", "week"}
        Length of the periods.

    Returns
    -------
    list of Load
        By party (those without a name last), then by time, without gaps from the first to the last period in
        which any party has open items. An item counts from its first day, also where that has passed.
    """
    period_of = _BEGINNINGS[by]
    open_counts: Counter[tuple[str | None, date]] = Counter()
    due_counts: Counter[tuple[str | None, date]] = Counter()
    days_counts: Counter[tuple[str | None, date]] = Counter()
    for item, row in zip(plan.items, schedule.rows, strict=True):
        if row.start_date is None or row.forecast_date is None:
            continue
        calendar = calendars[item.calendar]
        begin = period_of(row.start_date)
        while begin <= row.forecast_date:
            following = period_of(begin + timedelta(days=31 if by == "month" else 7))
            open_counts[item.party, begin] += 1
            if not item.is_milestone:
                start = max(begin, row.start_date)
                # the day of the forecast is a working day: it is counted apart, for the range may end with it
                ends_here = row.forecast_date < following
                days = (
                    calendar.count(start, row.forecast_date) + 1
                    if ends_here
                    else calendar.count(start, following)
                )
                days_counts[item.party, begin] += days
            begin = following
        due_counts[item.party, period_of(row.forecast_date)] += 1
    parties = sorted({party for party, _ in open_counts}, key=lambda party: (party is None, party or ""))
    periods = _run([begin for _, begin in open_counts], by)
    return [
        Load(
            party=party,
            period=_name(begin, by),
            first_date=begin,
            open_count=open_counts[party, begin],
            due_count=due_counts[party, begin],
            working_days_count=days_counts[party, begin],
        )
        for party in parties
        for begin in periods
    ]


def _month(day: date) -> date:
    return day.replace(day=1)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


_BEGINNINGS: Final[Mapping[Period, Callable[[date], date]]] = {"month": _month, "week": _week}


def _run(begins: list[date], by: Period) -> list[date]:
    if not begins:
        return []
    run = [min(begins)]
    while run[-1] < max(begins):
        run.append(_BEGINNINGS[by](run[-1] + timedelta(days=31 if by == "month" else 7)))
    return run


def _name(begin: date, by: Period) -> str:
    if by == "month":
        return f"{begin.year:04}-{begin.month:02}"
    year, week, _ = begin.isocalendar()
    return f"{year:04}-W{week:02}"
