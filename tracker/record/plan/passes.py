"""The two passes through a plan, on numbers: days as ordinals, working days by their place in a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from tracker.errors import InvalidInputError
from tracker.record.plan.axis import Axis
from tracker.record.plan.calendars import WorkingCalendar
from tracker.record.plan.network import Dependency, Item, Plan, sorted_keys

DriverKind = Literal[
    "dependency", "actual", "started", "not_before", "forecast", "baseline", "today", "programme_start"
]


class Driver(NamedTuple):
    """
    What holds an item at its day: without it, the item would come earlier.

    Parameters
    ----------
    kind : str
        ``dependency``; or what the item itself says: ``actual``, ``started``, ``not_before``,
        ``forecast``, ``baseline``; or that it cannot lie before ``today`` or the ``programme_start``.
    dependency : Dependency or None
        Which one, for the first kind.
    """

    kind: DriverKind
    dependency: Dependency | None = None


class Link(NamedTuple):
    """
    A dependency between items by their number, with what is asked of it thousands of times.

    Parameters
    ----------
    predecessor, successor : int
        Numbers of the items.
    step : int
        Working days to go from the predecessor's day in the successor's calendar.
    holds_the_start, waits_for_the_start : bool
        As `Dependency` has them.
    driver : Driver
        What to name when it holds the successor.
    """

    predecessor: int
    successor: int
    step: int
    holds_the_start: bool
    waits_for_the_start: bool
    driver: Driver


@dataclass(slots=True)
class Passes:
    """
    A plan as numbers, filled by the passes.

    Parameters
    ----------
    items : tuple of Item
        As in the plan; all lists below have one entry an item.
    axes : list of Axis
        Its calendar.
    lengths : list of int
        Working days by which its last day comes after its first one.
    begun : list of bool
        Whether it is open and has begun: it no longer waits to begin.
    order : list of int
        Numbers of the items, each after all it waits for.
    incoming, outgoing : list of list of Link
        What it waits for, and what waits for it.
    starts, finishes : list of int
        First and last day, as ordinals; of a waived item the day on which the order passes it.
    places : list of int
        Place of the last day in its calendar; of no meaning for what is done.
    drivers : list of tuple of Driver
        What holds it there, dependencies first.
    latest : list of int or None
        Place of the latest last day; None where nothing limits it, and for what is done.
    free_days : list of int or None
        Free float; None where nobody waits for it.
    """

    items: tuple[Item, ...]
    axes: list[Axis]
    lengths: list[int]
    begun: list[bool]
    order: list[int]
    incoming: list[list[Link]]
    outgoing: list[list[Link]]
    starts: list[int]
    finishes: list[int]
    places: list[int]
    drivers: list[tuple[Driver, ...]]
    latest: list[int | None]
    free_days: list[int | None]


def numbered(plan: Plan, calendars: Mapping[str, WorkingCalendar]) -> Passes:
    """
    Turn a sound plan into numbers.

    Parameters
    ----------
    plan : Plan
        A plan without faults.
    calendars : Mapping of str to WorkingCalendar
        Those that the items name.

    Returns
    -------
    Passes
        The plan's numbers, with nothing worked out yet.
    """
    axes = {
        key: Axis(key, calendar.first.toordinal(), calendar.before.tolist(), calendar.working.tolist())
        for key, calendar in calendars.items()
    }
    number = {item.key: place for place, item in enumerate(plan.items)}
    count = len(plan.items)
    passes = Passes(
        items=plan.items,
        axes=[axes[item.calendar] for item in plan.items],
        lengths=[item.length_days for item in plan.items],
        begun=[item.state == "open" and item.started_date is not None for item in plan.items],
        order=[number[key] for key in sorted_keys(number, plan.dependencies)],
        incoming=[[] for _ in range(count)],
        outgoing=[[] for _ in range(count)],
        starts=[0] * count,
        finishes=[0] * count,
        places=[0] * count,
        drivers=[()] * count,
        latest=[None] * count,
        free_days=[None] * count,
    )
    for dependency in plan.dependencies:
        successor = number[dependency.successor]
        # Work begins on the day after what it waits for; a milestone marks the day on which it ends.
        next_day = dependency.kind == "finish_start" and not plan.items[successor].is_milestone
        step = dependency.lag_days + (1 if next_day else 0)
        link = Link(
            predecessor=number[dependency.predecessor],
            successor=successor,
            step=step,
            holds_the_start=dependency.holds_the_start,
            waits_for_the_start=dependency.waits_for_the_start,
            driver=Driver("dependency", dependency),
        )
        passes.incoming[successor].append(link)
        passes.outgoing[link.predecessor].append(link)
    return passes


def go_forward(passes: Passes, *, starts_on: date, today: date, baseline_holds: bool) -> None:
    """
    Fill starts, finishes, places and drivers.

    Parameters
    ----------
    passes : Passes
        The plan's numbers; these four are written.
    starts_on : date
        The day on which the programme began.
    today : date
        The day the question is asked.
    baseline_holds : bool
        Whether an item of which nobody stated a forecast waits for its baseline.

    Raises
    ------
    InvalidInputError
        An item leads out of its calendar.
    """
    for number in passes.order:
        item, axis = passes.items[number], passes.axes[number]
        if item.state == "done":
            _place_done(passes, number)
            continue
        bounds = _bounds_of_dependencies(passes, number)
        if item.state == "open":
            bounds += _own_bounds(item, axis, today=today, baseline_holds=baseline_holds)
        if item.started_date is None or item.state == "waived":
            floor = axis.earliest(starts_on.toordinal(), 0) + item.length_days
            bounds.append((floor, Driver("programme_start")))
        place = max(bound for bound, _ in bounds)
        if place >= len(axis.working):
            raise _beyond(passes, number, "finish after the last day of")
        passes.places[number] = place
        passes.finishes[number] = axis.working[place]
        passes.starts[number] = (
            item.started_date.toordinal()
            if item.started_date is not None and item.state == "open"
            else axis.working[place - item.length_days]
        )
        passes.drivers[number] = tuple(driver for bound, driver in bounds if bound == place)


def go_back(passes: Passes, *, end: int) -> None:
    """
    Fill latest places and free float.

    Parameters
    ----------
    passes : Passes
        The plan's numbers after the forward pass; these two are written.
    end : int
        Ordinal of the day by which everything has to be finished.

    Raises
    ------
    InvalidInputError
        An item would have to begin before its calendar does.
    """
    for number in reversed(passes.order):
        item, axis = passes.items[number], passes.axes[number]
        if item.state == "done":
            continue
        limits: list[int] = []
        if item.state == "open":  # what is waived need not be finished by any day
            limits.append(axis.on_or_before(end))
            if item.deadline_date is not None:
                limits.append(axis.on_or_before(item.deadline_date.toordinal()))
        free: list[int] = []
        for link in passes.outgoing[number]:
            waiting = passes.latest[link.successor]
            if waiting is not None and _binds(passes, link):
                limits.append(_latest_for(passes, link, waiting))
                now = _latest_for(passes, link, passes.places[link.successor])
                free.append(now - passes.places[number])
        if limits:
            passes.latest[number] = min(limits)
            if min(limits) < (0 if passes.begun[number] else passes.lengths[number]):
                raise _beyond(passes, number, "have to begin before the first day of")
        if free:
            passes.free_days[number] = min(free)


def _place_done(passes: Passes, number: int) -> None:
    item, axis = passes.items[number], passes.axes[number]
    assert item.actual_date is not None
    finish = item.actual_date.toordinal()
    if item.started_date is not None:
        start = item.started_date.toordinal()
    elif item.is_milestone:
        start = finish
    else:
        place = max(axis.on_or_before(finish) - item.length_days, 0)
        start = min(axis.working[place], finish)
    passes.starts[number], passes.finishes[number] = start, finish
    passes.drivers[number] = (Driver("actual"),)


def _bounds_of_dependencies(passes: Passes, number: int) -> list[tuple[int, Driver]]:
    """List the places before which an item cannot finish because of others."""
    axis, length, has_begun = passes.axes[number], passes.lengths[number], passes.begun[number]
    bounds: list[tuple[int, Driver]] = []
    for link in passes.incoming[number]:
        if link.holds_the_start and has_begun:
            continue
        days = passes.starts if link.waits_for_the_start else passes.finishes
        place = axis.earliest(days[link.predecessor], link.step)
        bounds.append((place + length if link.holds_the_start else place, link.driver))
    return bounds


def _own_bounds(item: Item, axis: Axis, *, today: date, baseline_holds: bool) -> list[tuple[int, Driver]]:
    """List the places before which an open item cannot finish because of what it says itself."""
    begins: list[tuple[date, DriverKind]] = []
    ends: list[tuple[date, DriverKind]] = []
    if item.started_date is not None:
        begins.append((item.started_date, "started"))
        ends.append((today, "today"))
    else:
        if item.not_before_date is not None:
            begins.append((item.not_before_date, "not_before"))
        begins.append((today, "today"))
    if item.forecast_date is not None:
        ends.append((item.forecast_date, "forecast"))
    elif item.baseline_date is not None and baseline_holds:
        ends.append((item.baseline_date, "baseline"))
    return [
        *((axis.earliest(day.toordinal(), 0) + item.length_days, Driver(kind)) for day, kind in begins),
        *((axis.earliest(day.toordinal(), 0), Driver(kind)) for day, kind in ends),
    ]


def _binds(passes: Passes, link: Link) -> bool:
    """Whether the successor would move with the predecessor: what has begun no longer waits to begin."""
    if link.holds_the_start and passes.begun[link.successor]:
        return False
    return not (link.waits_for_the_start and passes.begun[link.predecessor])


def _latest_for(passes: Passes, link: Link, place: int) -> int:
    """Give the place by which a predecessor must finish so that the successor can finish at a place."""
    if link.holds_the_start:
        place -= passes.lengths[link.successor]
    day = passes.axes[link.successor].latest_day(place, link.step)
    limit = passes.axes[link.predecessor].on_or_before(day)
    return limit + passes.lengths[link.predecessor] if link.waits_for_the_start else limit


def _beyond(passes: Passes, number: int, what: str) -> InvalidInputError:
    item, axis = passes.items[number], passes.axes[number]
    first = date.fromordinal(axis.first).isoformat()
    last = date.fromordinal(axis.first + len(axis.before) - 2).isoformat()
    message = (
        f"'{item.key}' would {what} calendar '{axis.calendar}', which covers {first} to {last}; "
        "look for a duration, lag or date that is wrong, or prepare the calendars for more years."
    )
    return InvalidInputError("The plan leads out of its calendars.", [(f"/items/{number}", message)])
