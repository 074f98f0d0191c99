"""Working days: a calendar prepared once for a range of years, in which adding and counting are look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.errors import InvalidInputError
from tracker.record.plan.regions import public_days_off, region_of

SATURDAY_SUNDAY: Final[tuple[int, ...]] = (5, 6)


@dataclass(frozen=True, slots=True, eq=False)
class WorkingCalendar:
    """
    The working days of somebody from one day to another.

    Parameters
    ----------
    key : str
        Its name in a plan.
    zone : str
        IANA time zone in which its days begin and end.
    first, last : date
        The days it covers, both included.
    before : ndarray of int32, shape (n_days + 1,)
        How many working days lie before each day; the last entry counts them all. Read-only.
    working : ndarray of int32, shape (n_working_days,)
        The working days in order, as proleptic ordinals (``date.toordinal``). Read-only.
    days_off : Mapping of date to str
        The days off that are no weekend by themselves, with their names.
    """

    key: str
    zone: str
    first: date
    last: date
    before: NDArray[np.int32]
    working: NDArray[np.int32]
    days_off: Mapping[date, str]

    def covers(self, day: date) -> bool:
        """
        Tell whether a day lies in the range.

        Parameters
        ----------
        day : date
            Any day.

        Returns
        -------
        bool
            True from the first to the last day, both included.
        """
        return self.first <= day <= self.last

    def is_working(self, day: date) -> bool:
        """
        Tell whether people work on a day.

        Parameters
        ----------
        day : date
            A day of the range.

        Returns
        -------
        bool
            False on weekends and days off.

        Raises
        ------
        InvalidInputError
            The day lies outside the range.
        """
        place = self._place(day)
        return bool(self.before[place + 1] > self.before[place])

    def shift(self, day: date, days_count: int) -> date:
        """
        Go forward or back by working days.

        Parameters
        ----------
        day : date
            Where to start; need not be a working day.
        days_count : int
            Above zero: the n-th working day after the day; below zero: the n-th before it; zero: the day
            itself, or the next working day when it is none. As WORKDAY does in spreadsheets, save for 0.

        Returns
        -------
        date
            A working day.

        Raises
        ------
        InvalidInputError
            The day, or the answer, lies outside the range.
        """
        place = self._place(day)
        number = (
            int(self.before[place + 1]) + days_count - 1
            if days_count > 0
            else int(self.before[place]) + days_count
        )
        if not 0 <= number < len(self.working):
            raise self._outside(f"{days_count} working days from {day.isoformat()} lead outside it")
        return date.fromordinal(int(self.working[number]))

    def count(self, start: date, end: date) -> int:
        """
        Count the working days from one day to another.

        Parameters
        ----------
        start, end : date
            Days of the range.

        Returns
        -------
        int
            Working days on or after ``start`` and before ``end``; negative when ``end`` comes first, so
            that ``count(day, shift(day, n))`` is n for every working day.

        Raises
        ------
        InvalidInputError
            A day lies outside the range.
        """
        return int(self.before[self._place(end)]) - int(self.before[self._place(start)])

    def _place(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise self._outside(f"{day.isoformat()} is outside it")
        return day.toordinal() - self.first.toordinal()

    def _outside(self, what: str) -> InvalidInputError:
        message = f"Calendar '{self.key}' covers {self.first.isoformat()} to {self.last.isoformat()}; {what}."
        return InvalidInputError("A day lies outside the calendar.", [("/calendar", message)])


def working_calendar(
    key: str,
    *,
    first: date,
    last: date,
    zone: str = "UTC",
    weekend: Iterable[int] = SATURDAY_SUNDAY,
    days_off: Mapping[date, str] = MappingProxyType({}),
    openings: Iterable[date] = (),
) -> WorkingCalendar:
    """
    Prepare a calendar from given days off.

    Parameters
    ----------
    key : str
        Its name in a plan.
    first, last : date
        The days it covers, both included.
    zone : str
        IANA time zone of its days.
    weekend : iterable of int
        Days of the week without work, Monday being 0. Empty: people work every day.
    days_off : Mapping of date to str
        Further days off and their names; those outside the range are left out.
    openings : iterable of date
        Days on which people work although they are weekend or off.

    Returns
    -------
    WorkingCalendar
        The calendar.

    Raises
    ------
    InvalidInputError
        The range is empty, or it holds no working day.
    """
    if first > last:
        message = f"A calendar cannot end on {last.isoformat()} when it begins on {first.isoformat()}."
        raise InvalidInputError("The calendar's range is empty.", [("/last", message)])
    ordinals = np.arange(first.toordinal(), last.toordinal() + 1, dtype=np.int32)
    works = ~np.isin((ordinals - 1) % 7, list(weekend))  # ordinal 1 was a Monday
    opened = set(openings)
    kept = {day: name for day, name in sorted(days_off.items()) if first <= day <= last and day not in opened}
    works[[day.toordinal() - first.toordinal() for day in kept]] = False
    works[[day.toordinal() - first.toordinal() for day in opened if first <= day <= last]] = True
    if not works.any():
        message = f"Calendar '{key}' has no working day."
        raise InvalidInputError("The calendar has no working day.", [("/days_off", message)])
    before = np.zeros(len(ordinals) + 1, dtype=np.int32)
    np.cumsum(works, out=before[1:])
    working = ordinals[works]
    before.flags.writeable = False
    working.flags.writeable = False
    return WorkingCalendar(key, zone, first, last, before, working, MappingProxyType(kept))


def every_day_calendar(*, first: date, last: date, zone: str = "UTC") -> WorkingCalendar:
    """
    Prepare the calendar ``every_day``, for what may fall on a Saturday: ceremonies, flights.

    Parameters
    ----------
    first, last : date
        The days it covers, both included.
    zone : str
        IANA time zone of its days.

    Returns
    -------
    WorkingCalendar
        A calendar without days off.
    """
    return working_calendar("every_day", first=first, last=last, zone=zone, weekend=())


def region_calendar(
    region: str,
    *,
    first_year: int,
    last_year: int,
    key: str | None = None,
    closures: Mapping[date, str] = MappingProxyType({}),
    openings: Iterable[date] = (),
) -> WorkingCalendar:
    """
    Prepare the calendar of a region, with what one study knows better.

    Parameters
    ----------
    region : str
        One of the keys of `tracker.record.plan.regions.REGIONS`.
    first_year, last_year : int
        Both included, within the years that the rules cover.
    key : str or None
        Its name in a plan; None for the region's.
    closures : Mapping of date to str
        Days on which the office is closed besides: decreed for one year, a move, a company holiday.
    openings : iterable of date
        Days on which it works although the rules say otherwise.

    Returns
    -------
    WorkingCalendar
        From 1 January of the first year to 31 December of the last.

    Raises
    ------
    InvalidInputError
        Unknown region, years not covered, or days that are both closed and opened: all of those at once.
    """
    opened = set(openings)
    both = sorted(set(closures) & opened)
    if both:
        raise InvalidInputError(
            "A day cannot be both closed and opened.",
            [
                (f"/closures/{day.isoformat()}", f"{day.isoformat()} is both a closure and an opening.")
                for day in both
            ],
        )
    return working_calendar(
        key or region,
        first=date(first_year, 1, 1),
        last=date(last_year, 12, 31),
        zone=region_of(region).zone,
        days_off={**public_days_off(region, first_year, last_year), **closures},
        openings=opened,
    )
