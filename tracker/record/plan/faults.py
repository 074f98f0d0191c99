"""What is wrong with a plan: every fault at once, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import WorkingCalendar
from tracker.record.plan.network import (
    DEPENDENCY_KINDS,
    ITEM_STATES,
    Dependency,
    Item,
    Plan,
    list_cycles,
)

Fault = tuple[str, str]

# Ten years of working days: more is a slip of the keyboard.
MOST_DAYS: Final = 2600

_DATES: Final[tuple[tuple[str, str, Callable[[Item], date | None]], ...]] = (
    ("baseline_date", "the baseline", lambda item: item.baseline_date),
    ("forecast_date", "the forecast", lambda item: item.forecast_date),
    ("not_before_date", "the day before which it cannot begin", lambda item: item.not_before_date),
    ("deadline_date", "the deadline", lambda item: item.deadline_date),
    ("started_date", "the day it began", lambda item: item.started_date),
    ("actual_date", "the day it was finished", lambda item: item.actual_date),
)


def check_plan(plan: Plan, *, calendars: Mapping[str, WorkingCalendar], today: date) -> None:
    """
    Refuse a plan that cannot be worked out.

    Parameters
    ----------
    plan : Plan
        The plan.
    calendars : Mapping of str to WorkingCalendar
        Those that the items name, all prepared for the same range.
    today : date
        The day the question is asked.

    Raises
    ------
    InvalidInputError
        With all faults.
    """
    faults = plan_faults(plan, calendars=calendars, today=today)
    if faults:
        raise InvalidInputError("The plan cannot be worked out.", faults)


def plan_faults(plan: Plan, *, calendars: Mapping[str, WorkingCalendar], today: date) -> list[Fault]:
    """
    List everything that is wrong with a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    calendars : Mapping of str to WorkingCalendar
        Those that the items name.
    today : date
        The day the question is asked.

    Returns
    -------
    list of (str, str)
        JSON pointer into the plan (``/items/3/actual_date``) and what is wrong; empty when the plan
        can be worked out. Circles are looked for among the dependencies that are sound by themselves.
    """
    faults = list(_frame_faults(plan, calendars, today))
    seen: set[str] = set()
    for row, item in enumerate(plan.items):
        place = f"/items/{row}"
        if not item.key:
            faults.append((f"{place}/key", "An item needs a key."))
        elif item.key in seen:
            faults.append((f"{place}/key", f"There is another item '{item.key}' before this one."))
        seen.add(item.key)
        faults.extend((place + pointer, f"'{item.key}': {text}") for pointer, text in _own(item, calendars))
        faults.extend(
            (place + pointer, f"'{item.key}': {text}") for pointer, text in _days(item, plan, today)
        )
    keys = {item.key for item in plan.items}
    sound: dict[tuple[str, str, str], int] = {}
    for row, dependency in enumerate(plan.dependencies):
        wrong = list(_dependency_faults(dependency, keys, sound))
        faults.extend((f"/dependencies/{row}{pointer}", text) for pointer, text in wrong)
        if not wrong:
            sound[dependency.predecessor, dependency.successor, dependency.kind] = row
    faults.extend(_cycle_faults(plan, sorted(sound.values())))
    return faults


def _frame_faults(plan: Plan, calendars: Mapping[str, WorkingCalendar], today: date) -> Iterator[Fault]:
    if plan.ends_on is not None and plan.ends_on < plan.starts_on:
        first, last = plan.starts_on.isoformat(), plan.ends_on.isoformat()
        yield "/ends_on", f"The plan cannot end on {last} when it begins on {first}."
    ranges = {(calendar.first, calendar.last) for calendar in calendars.values()}
    if len(ranges) > 1:
        yield "/calendars", "The calendars are prepared for different ranges of days; they need the same one."
    if len(ranges) != 1:
        return
    ((begin, end),) = ranges
    covered = f"lies outside the calendars, which cover {begin.isoformat()} to {end.isoformat()}."
    named = [("/starts_on", "The plan's first day", plan.starts_on), ("/today", "Today", today)]
    named += [("/ends_on", "The plan's last day", plan.ends_on)] if plan.ends_on else []
    named += [
        (f"/items/{row}/{field}", f"'{item.key}': {words}", day)
        for row, item in enumerate(plan.items)
        for field, words, read in _DATES
        if (day := read(item)) is not None
    ]
    for pointer, words, day in named:
        if not begin <= day <= end:
            yield pointer, f"{words}, {day.isoformat()}, {covered}"


def _own(item: Item, calendars: Mapping[str, WorkingCalendar]) -> Iterator[Fault]:
    if item.calendar not in calendars:
        yield "/calendar", f"there is no calendar '{item.calendar}'."
    if item.state not in ITEM_STATES:
        yield "/state", f"the state is '{item.state}'; it must be one of {', '.join(ITEM_STATES)}."
    if item.duration_days < 0:
        yield "/duration_days", f"a duration of {item.duration_days} working days is below zero."
    elif item.duration_days > MOST_DAYS:
        yield (
            "/duration_days",
            f"a duration of {item.duration_days} working days is more than ten years ({MOST_DAYS}).",
        )
    if item.state == "done" and item.actual_date is None:
        yield "/actual_date", "what is done needs the day on which it was finished."
    if item.state != "done" and item.actual_date is not None:
        yield "/actual_date", f"only what is done has a day on which it was finished; this is {item.state}."


def _days(item: Item, plan: Plan, today: date) -> Iterator[Fault]:
    began = f"comes before the programme began, {plan.starts_on.isoformat()}."
    for field, words, read in _DATES:
        day = read(item)
        if day is not None and day < plan.starts_on:
            yield f"/{field}", f"{words}, {day.isoformat()}, {began}"
    for field, day in (("started_date", item.started_date), ("actual_date", item.actual_date)):
        if day is not None and day > today:
            yield f"/{field}", f"{day.isoformat()} lies in the future; today is {today.isoformat()}."
    if item.started_date and item.actual_date and item.started_date > item.actual_date:
        start, finish = item.started_date.isoformat(), item.actual_date.isoformat()
        yield "/started_date", f"it cannot begin on {start} when it was finished on {finish}."


def _dependency_faults(
    dependency: Dependency, keys: set[str], sound: Mapping[tuple[str, str, str], int]
) -> Iterator[Fault]:
    for field, key in (("predecessor", dependency.predecessor), ("successor", dependency.successor)):
        if key not in keys:
            yield f"/{field}", f"There is no item '{key}'."
    if dependency.predecessor == dependency.successor:
        yield "/successor", f"'{dependency.successor}' cannot wait for itself."
    if dependency.kind not in DEPENDENCY_KINDS:
        kinds = ", ".join(DEPENDENCY_KINDS)
        yield "/kind", f"The kind is '{dependency.kind}'; it must be one of {kinds}."
    if abs(dependency.lag_days) > MOST_DAYS:
        yield (
            "/lag_days",
            f"A lag of {dependency.lag_days} working days is more than ten years ({MOST_DAYS}).",
        )
    before = sound.get((dependency.predecessor, dependency.successor, dependency.kind))
    if before is not None:
        pair = f"'{dependency.successor}' already waits for '{dependency.predecessor}'"
        yield "", f"{pair} in this way ({dependency.kind}, dependency {before})."


def _cycle_faults(plan: Plan, sound: list[int]) -> Iterator[Fault]:
    keys = list(dict.fromkeys(item.key for item in plan.items))
    dependencies = [plan.dependencies[row] for row in sound]
    for circle in list_cycles(keys, dependencies):
        row = next(
            row
            for row in sound
            if (plan.dependencies[row].predecessor, plan.dependencies[row].successor)
            == (circle[-1], circle[0])
        )
        way = " → ".join(f"'{key}'" for key in [*circle, circle[0]])
        yield f"/dependencies/{row}", f"These items wait for each other in a circle: {way}."
