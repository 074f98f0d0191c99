"""Whose turn it is, since when, and how many working days of theirs that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Turn:
    """
    A time in which others waited for one party.

    Parameters
    ----------
    party : str
        For whom they waited.
    calendar : str
        Key of that party's calendar, whose time zone says when a day begins.
    since : datetime
        The instant at which it became their turn; with a zone.
    until : datetime or None
        The instant at which they passed it on; None while it is their turn still.
    allowance_days : int or None
        Working days they have; None when none were agreed.
    """

    party: str
    calendar: str
    since: datetime
    until: datetime | None = None
    allowance_days: int | None = None


class Clock(NamedTuple):
    """
    What the clock of a turn shows.

    Parameters
    ----------
    party : str
        Whose turn.
    since_date : date
        The day in their time zone on which it came to them; not counted.
    seen_date : date
        The day in their time zone on which the clock was read, or the turn passed on; counted.
    waited_days : int
        Working days of theirs since then [d].
    due_date : date or None
        Their last day in time; None without an allowance.
    left_days : int or None
        Working days still to come until the end of that day; 0 on it and after it [d].
    overdue_days : int or None
        Working days since that day [d].
    is_overdue : bool
        Whether the day is past; true on a weekend after it as well, when no working day is overdue yet.
    """

    party: str
    since_date: date
    seen_date: date
    waited_days: int
    due_date: date | None
    left_days: int | None
    overdue_days: int | None
    is_overdue: bool


def read_clock(turn: Turn, *, calendars: Mapping[str, WorkingCalendar], now: datetime) -> Clock:
    """
    Tell how long a turn has lasted in the working days of whose turn it is.

    The day on which it came is not counted and the last one is, as the law of all three countries
    reckons a term: Korea's Civil Act, art. 157; Brazil's Lei 9.784/1999, art. 66; Peru's Ley 27444,
    arts. 144 and 145 of its TUO, which leaves out days that are not worked.

    Parameters
    ----------
    turn : Turn
        The turn.
    calendars : Mapping of str to WorkingCalendar
        Among them the party's.
    now : datetime
        The instant at which the question is asked; with a zone.

    Returns
    -------
    Clock
        What the clock shows at that instant, or when the turn ended.

    Raises
    ------
    InvalidInputError
        Instants without a zone, in the wrong order or outside the calendar, an unknown calendar, an
        allowance below zero: all of those at once.
    """
    faults = _faults(turn, calendars, now)
    if faults:
        raise InvalidInputError("The turn cannot be timed.", faults)
    calendar = calendars[turn.calendar]
    zone = ZoneInfo(calendar.zone)
    since = turn.since.astimezone(zone).date()
    seen = (turn.until or now).astimezone(zone).date()
    waited = _days_after(calendar, since, seen)
    if turn.allowance_days is None:
        return Clock(turn.party, since, seen, waited, None, None, None, is_overdue=False)
    due = calendar.shift(since, turn.allowance_days)
    return Clock(
        party=turn.party,
        since_date=since,
        seen_date=seen,
        waited_days=waited,
        due_date=due,
        left_days=max(_days_after(calendar, seen, due), 0),
        overdue_days=max(_days_after(calendar, due, seen), 0),
        is_overdue=seen > due,
    )


def waited_by_party(
    turns: Iterable[Turn], *, calendars: Mapping[str, WorkingCalendar], now: datetime
) -> dict[str, int]:
    """
    Add up how long others waited for each party.

    Parameters
    ----------
    turns : iterable of Turn
        Ended and running ones.
    calendars : Mapping of str to WorkingCalendar
        Those of the parties.
    now : datetime
        The instant at which the question is asked; with a zone.

    Returns
    -------
    dict of str to int
        Working days of its own for each party, by name [d].

    Raises
    ------
    InvalidInputError
        As `read_clock`, for the first turn that cannot be timed.
    """
    total: dict[str, int] = {}
    for turn in turns:
        clock = read_clock(turn, calendars=calendars, now=now)
        total[turn.party] = total.get(turn.party, 0) + clock.waited_days
    return dict(sorted(total.items()))


def _days_after(calendar: WorkingCalendar, start: date, end: date) -> int:
    """Count the working days after one day up to another, that one included."""
    return calendar.count(start, end) - calendar.is_working(start) + calendar.is_working(end)


def _faults(turn: Turn, calendars: Mapping[str, WorkingCalendar], now: datetime) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    instants = [("/since", turn.since), ("/until", turn.until), ("/now", now)]
    naive = [pointer for pointer, instant in instants if instant is not None and instant.utcoffset() is None]
    faults += [(pointer, "An instant needs its time zone.") for pointer in naive]
    if turn.allowance_days is not None and turn.allowance_days < 0:
        faults.append(
            ("/allowance_days", f"An allowance of {turn.allowance_days} working days is below zero.")
        )
    if not naive:
        if turn.since > now:
            faults.append(("/since", "The turn would begin in the future."))
        if turn.until is not None and turn.until < turn.since:
            faults.append(("/until", "The turn would end before it began."))
        if turn.until is not None and turn.until > now:
            faults.append(("/until", "The turn would have ended in the future."))
    if turn.calendar not in calendars:
        faults.append(("/calendar", f"There is no calendar '{turn.calendar}'."))
    return faults
