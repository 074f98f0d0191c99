"""When things will happen: forecast, latest days, float and slip of every item, and the longest chains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from tracker.record.plan.calendars import WorkingCalendar
from tracker.record.plan.faults import check_plan
from tracker.record.plan.network import ItemState, Plan
from tracker.record.plan.passes import Driver, Passes, go_back, go_forward, numbered


class Row(NamedTuple):
    """
    What is known of one item: baseline, forecast and actual beside each other.

    Days that do not apply are None: a done item has no forecast, latest day or float, a waived one has
    no day but its baseline.

    Parameters
    ----------
    key : str
        The item.
    party : str or None
        Whose work it is.
    state : {"open", "done", "waived"}
        As declared.
    baseline_date : date or None
        As first agreed.
    stated_date : date or None
        The forecast that people stated.
    forecast_date : date or None
        The day on which it will be finished as far as the plan tells; never before today.
    actual_date : date or None
        The day on which it was finished.
    start_date : date or None
        Its first day, to come or past.
    latest_start_date, latest_finish_date : date or None
        The last days that still keep the plan's end and every deadline.
    total_float_days : int or None
        Working days of its own calendar by which it may finish later than forecast without breaking
        the plan's end or a deadline; negative when one is broken already [d].
    free_float_days : int or None
        The same without moving anybody else either; never negative [d].
    slip_days : int or None
        Calendar days from the baseline to the day it was or will be finished; negative: early [d].
    slip_working_days : int or None
        The same in working days of its own calendar [d].
    drivers : tuple of Driver
        All that hold it at its day, dependencies first; empty only for a plan without such.
    """

    key: str
    party: str | None
    state: ItemState
    baseline_date: date | None
    stated_date: date | None
    forecast_date: date | None
    actual_date: date | None
    start_date: date | None
    latest_start_date: date | None
    latest_finish_date: date | None
    total_float_days: int | None
    free_float_days: int | None
    slip_days: int | None
    slip_working_days: int | None
    drivers: tuple[Driver, ...]

    @property
    def finish_date(self) -> date | None:
        """The day it was or will be finished."""
        return self.actual_date or self.forecast_date

    @property
    def is_critical(self) -> bool:
        """Whether one working day more would break the plan's end or a deadline, or one is broken already."""
        return self.total_float_days is not None and self.total_float_days <= 0


@dataclass(frozen=True)
class Schedule:
    """
    A plan worked out on one day.

    Parameters
    ----------
    today : date
        The day the question was asked.
    rows : tuple of Row
        One an item, in the plan's order.
    finishes_on : date or None
        The last day of all that is not waived; None for a plan without such.
    ends_on : date or None
        The day by which everything had to be finished: the plan's end, else ``finishes_on``.
    """

    today: date
    rows: tuple[Row, ...]
    finishes_on: date | None
    ends_on: date | None

    @cached_property
    def by_key(self) -> Mapping[str, Row]:
        """The rows by the key of their item."""
        return {row.key: row for row in self.rows}

    @property
    def is_feasible(self) -> bool:
        """Whether the plan's end and every deadline can still be kept."""
        return all(row.total_float_days is None or row.total_float_days >= 0 for row in self.rows)


def work_out(
    plan: Plan, *, calendars: Mapping[str, WorkingCalendar], today: date, baseline_holds: bool = True
) -> Schedule:
    """
    Work out when everything will happen.

    An item has a first and a last day; both are working days of its calendar, unless they have
    happened already. One of n working days that begins on a working day has its last day n - 1 working
    days later; a milestone happens on one day. With s working days in the *successor's* calendar
    (`WorkingCalendar.shift`, so that 0 is the same day or the next working one) the dependencies say:

    - finish_start: first day of the successor >= last day of the predecessor + 1 + lag; of a milestone
      >= last day + lag, for it marks the day on which work ends;
    - start_start: first day >= first day + lag;
    - finish_finish: last day >= last day + lag;
    - start_finish: last day >= first day + lag.

    An open item that has not begun cannot begin before today, its not-before day or the programme's
    start; one that has begun keeps its first day and cannot finish before today. It cannot finish
    before the forecast that people stated, nor, when nobody stated any, before its baseline. A done
    item stays where it happened. A waived one takes no time and waits for no day of its own, but what
    came after it still comes after what came before it. Each item comes as early as all this allows.

    Parameters
    ----------
    plan : Plan
        The plan; it is checked first.
    calendars : Mapping of str to WorkingCalendar
        Those that the items name, all prepared for the same range.
    today : date
        The day the question is asked.
    baseline_holds : bool
        False: an item of which nobody stated a forecast may come before its baseline, as early as
        the dependencies let it (the textbook's critical path).

    Returns
    -------
    Schedule
        With a row for each item.

    Raises
    ------
    InvalidInputError
        Faults of the plan, all at once; or the first item that leads out of its calendar.

    Notes
    -----
    The two passes are those of the critical path method (Kelley and Walker, 1959) with generalised
    dependencies. Float is measured at the last day, so that it also fits work that has begun.
    """
    check_plan(plan, calendars=calendars, today=today)
    passes = numbered(plan, calendars)
    go_forward(passes, starts_on=plan.starts_on, today=today, baseline_holds=baseline_holds)
    live = [
        finish for item, finish in zip(plan.items, passes.finishes, strict=True) if item.state != "waived"
    ]
    finishes_on = date.fromordinal(max(live)) if live else None
    ends_on = plan.ends_on or finishes_on
    if ends_on is not None:
        go_back(passes, end=ends_on.toordinal())
    rows = tuple(_row(passes, number) for number in range(len(plan.items)))
    return Schedule(today=today, rows=rows, finishes_on=finishes_on, ends_on=ends_on)


def critical_paths(schedule: Schedule, *, at_most: int = 10) -> tuple[list[list[str]], int]:
    """
    Follow what holds the end of the plan back to where it begins.

    Parameters
    ----------
    schedule : Schedule
        A plan worked out.
    at_most : int
        How many chains to list; there can be more of them than items.

    Returns
    -------
    list of list of str
        Chains of keys, first to last, along dependencies that hold their successor at its day; each
        ends with an open item on the plan's last day that holds no other such item, and begins with an
        item that no other holds.
    int
        How many such chains there are.
    """
    at_end = [row for row in schedule.rows if row.forecast_date and row.forecast_date == schedule.finishes_on]
    holding = {key for row in at_end for key in holders(row)}
    last = [row for row in at_end if row.key not in holding]
    counts: dict[str, int] = {}
    for row in _holders_first(schedule, last):
        counts[row.key] = sum(counts[key] for key in holders(row)) or 1
    found: list[list[str]] = []
    stack = [[row.key] for row in reversed(last)]
    while stack and len(found) < at_most:
        chain = stack.pop()
        before = holders(schedule.by_key[chain[-1]])
        if not before:
            found.append(chain[::-1])
        stack += [[*chain, key] for key in reversed(before)]
    return found, sum(counts[row.key] for row in last)


def holders(row: Row) -> list[str]:
    """
    List the items that hold another at its day.

    Parameters
    ----------
    row : Row
        The item held.

    Returns
    -------
    list of str
        Keys, each once.
    """
    keys = [driver.dependency.predecessor for driver in row.drivers if driver.dependency is not None]
    return list(dict.fromkeys(keys))


def _holders_first(schedule: Schedule, last: list[Row]) -> list[Row]:
    """List the rows that hold some, and these themselves, each after all that hold it."""
    done: dict[str, Row] = {}
    stack = list(last)
    while stack:
        row = stack[-1]
        missing = [key for key in holders(row) if key not in done]
        if missing:
            stack += [schedule.by_key[key] for key in missing]
        else:
            done[stack.pop().key] = row
    return list(done.values())


def _row(passes: Passes, number: int) -> Row:
    item, axis = passes.items[number], passes.axes[number]
    is_open, is_waived = item.state == "open", item.state == "waived"
    finish = passes.finishes[number]
    latest = passes.latest[number] if is_open else None
    total = None if latest is None else latest - passes.places[number]
    free = passes.free_days[number]
    if total is not None:
        # What waits may leave room beyond the plan's end or the item's own deadline.
        free = max(0, total if free is None else min(free, total))
    slip = slip_working = None
    if item.baseline_date is not None and not is_waived:
        baseline = item.baseline_date.toordinal()
        slip = finish - baseline
        slip_working = axis.before[finish - axis.first] - axis.before[baseline - axis.first]
    latest_start = None
    if latest is not None and item.started_date is None:
        latest_start = date.fromordinal(axis.working[latest - item.length_days])
    return Row(
        key=item.key,
        party=item.party,
        state=item.state,
        baseline_date=item.baseline_date,
        stated_date=item.forecast_date,
        forecast_date=date.fromordinal(finish) if is_open else None,
        actual_date=item.actual_date,
        start_date=None if is_waived else date.fromordinal(passes.starts[number]),
        latest_start_date=latest_start,
        latest_finish_date=None if latest is None else date.fromordinal(axis.working[latest]),
        total_float_days=total,
        free_float_days=free if is_open else None,
        slip_days=slip,
        slip_working_days=slip_working,
        drivers=passes.drivers[number],
    )
