"""A calendar as plain numbers, for passes that look at it thousands of times."""

from __future__ import annotations

from typing import NamedTuple


class Axis(NamedTuple):
    """
    A calendar as lists, which plain Python reads faster than arrays.

    Parameters
    ----------
    calendar : str
        Its key.
    first : int
        Ordinal of its first day.
    before : list of int
        How many working days lie before each day; one entry more than days.
    working : list of int
        Ordinals of the working days; the *place* of a working day is its number in this list.
    """

    calendar: str
    first: int
    before: list[int]
    working: list[int]

    def earliest(self, day: int, step: int) -> int:
        """
        Find the working day that is a number of working days from a day.

        Parameters
        ----------
        day : int
            Ordinal of a day.
        step : int
            How many working days, as `WorkingCalendar.shift` counts them.

        Returns
        -------
        int
            Its place; below zero or beyond the last one outside the calendar.
        """
        place = day - self.first
        return self.before[place + 1] + step - 1 if step > 0 else self.before[place] + step

    def latest_day(self, place: int, step: int) -> int:
        """
        Find the last day from which a number of working days do not lead beyond a place.

        Parameters
        ----------
        place : int
            Place of a working day.
        step : int
            How many working days.

        Returns
        -------
        int
            Ordinal of the last day whose ``earliest`` is not after the place; the day before the calendar
            when there is none.
        """
        place = place - step + 1 if step > 0 else place - step
        if place < 0:
            return self.first - 1
        if place >= len(self.working):
            return self.first + len(self.before) - 2
        return self.working[place] - (1 if step > 0 else 0)

    def on_or_before(self, day: int) -> int:
        """
        Find the last working day that is not after a day.

        Parameters
        ----------
        day : int
            Ordinal of a day of the calendar, or of the day before it.

        Returns
        -------
        int
            Its place; -1 when there is none.
        """
        return self.before[day - self.first + 1] - 1
