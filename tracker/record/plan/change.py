"""What if: the items that some changes would move, by how much and why, with nothing saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import WorkingCalendar
from tracker.record.plan.network import Dependency, DependencyKind, Plan
from tracker.record.plan.schedule import Row, Schedule, work_out

Value = date | int | str | None


@dataclass(frozen=True, slots=True)
class ItemChange:
    """
    One field of one item gets another value.

    Parameters
    ----------
    key : str
        The item.
    field : str
        Any field of `Item` but its key.
    value : date, int, str or None
        The new value.
    """

    key: str
    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class DependencyAdded:
    """
    An item is to wait for another.

    Parameters
    ----------
    dependency : Dependency
        The new one.
    """

    dependency: Dependency


@dataclass(frozen=True, slots=True)
class DependencyRemoved:
    """
    An item no longer waits for another; to change a lag, remove the dependency and add it anew.

    Parameters
    ----------
    predecessor, successor : str
        Keys of the items.
    kind : {"finish_start", "start_start", "finish_finish", "start_finish"}
        Which one of those between the two.
    """

    predecessor: str
    successor: str
    kind: DependencyKind = "finish_start"


Change = ItemChange | DependencyAdded | DependencyRemoved


class Move(NamedTuple):
    """
    One item that the changes would move.

    Parameters
    ----------
    key : str
        The item.
    party : str or None
        Whose work it is.
    start_before, start_after, finish_before, finish_after : date or None
        Its first and last day; None where it is waived.
    finish_days : int or None
        Calendar days by which its last day moves, later ones positive; None when it is waived [d].
    finish_working_days : int or None
        The same in working days of its calendar [d].
    chain : tuple of str
        Keys from where the move begins to this item, each holding the next; this item alone when it
        was itself changed. A chain that begins with a dependency begins with that one's predecessor.
    changes : tuple of int
        Which of the changes stand at the beginning of the chain.
    is_critical : bool
        Whether it would be critical afterwards.
    """

    key: str
    party: str | None
    start_before: date | None
    start_after: date | None
    finish_before: date | None
    finish_after: date | None
    finish_days: int | None
    finish_working_days: int | None
    chain: tuple[str, ...]
    changes: tuple[int, ...]
    is_critical: bool


class WhatIf(NamedTuple):
    """
    What some changes would do.

    Parameters
    ----------
    plan : Plan
        The plan as it would be.
    before, after : Schedule
        The plan worked out as it is and as it would be, both for today.
    moves : tuple of Move
        Items whose first or last day would be another, in the plan's order.
    became_critical, no_longer_critical : tuple of str
        Keys of items whose criticality would change, in the plan's order.
    """

    plan: Plan
    before: Schedule
    after: Schedule
    moves: tuple[Move, ...]
    became_critical: tuple[str, ...]
    no_longer_critical: tuple[str, ...]


_DAY: Final[tuple[type, ...]] = (date, type(None))
_FIELDS: Final[Mapping[str, tuple[type, ...]]] = {
    "calendar": (str,),
    "duration_days": (int,),
    "baseline_date": _DAY,
    "forecast_date": _DAY,
    "not_before_date": _DAY,
    "deadline_date": _DAY,
    "started_date": _DAY,
    "actual_date": _DAY,
    "state": (str,),
    "party": (str, type(None)),
}
# Whether one of these holds the item can be read off its drivers.
_FLOORS: Final = frozenset({"baseline_date", "forecast_date", "not_before_date"})
_FLOOR_DRIVERS: Final = frozenset({"baseline", "forecast", "not_before"})
_MOVES_NOTHING: Final = frozenset({"deadline_date", "party"})


def changed_plan(plan: Plan, changes: Sequence[Change]) -> Plan:
    """
    Apply changes to a plan, in their order; the plan given stays as it is.

    Parameters
    ----------
    plan : Plan
        The plan.
    changes : sequence of ItemChange, DependencyAdded or DependencyRemoved
        What is to be different.

    Returns
    -------
    Plan
        The plan as it would be, not yet checked as a plan.

    Raises
    ------
    InvalidInputError
        Changes to what is not there, or to values that the field cannot have: all of those at once.
    """
    items = {item.key: item for item in plan.items}
    dependencies = list(plan.dependencies)
    faults: list[tuple[str, str]] = []
    for number, change in enumerate(changes):
        place = f"/changes/{number}"
        if isinstance(change, DependencyAdded):
            dependencies.append(change.dependency)
        elif isinstance(change, DependencyRemoved):
            kept = [dependency for dependency in dependencies if not _is_meant(dependency, change)]
            if len(kept) == len(dependencies):
                pair = f"'{change.successor}' does not wait for '{change.predecessor}'"
                faults.append((place, f"{pair} in this way ({change.kind})."))
            dependencies = kept
        elif change.key not in items:
            faults.append((f"{place}/key", f"There is no item '{change.key}'."))
        elif change.field not in _FIELDS:
            known = ", ".join(_FIELDS)
            faults.append(
                (f"{place}/field", f"There is no field '{change.field}' to change; there are {known}.")
            )
        elif type(change.value) not in _FIELDS[change.field]:
            text = f"{change.value!r} is no value for {change.field} of '{change.key}'."
            faults.append((f"{place}/value", text))
        else:
            # mypy cannot see which field it is; the type was looked at just above.
            items[change.key] = replace(items[change.key], **{change.field: change.value})  # type: ignore[arg-type]
    if faults:
        raise InvalidInputError("The changes cannot be applied.", faults)
    return replace(
        plan, items=tuple(items[item.key] for item in plan.items), dependencies=tuple(dependencies)
    )


def what_if(
    plan: Plan,
    changes: Sequence[Change],
    *,
    calendars: Mapping[str, WorkingCalendar],
    today: date,
    baseline_holds: bool = True,
) -> WhatIf:
    """
    Show what some changes would move; nothing is saved.

    Parameters
    ----------
    plan : Plan
        The plan as it is.
    changes : sequence of ItemChange, DependencyAdded or DependencyRemoved
        What would be different.
    calendars : Mapping of str to WorkingCalendar
        As for `tracker.record.plan.schedule.work_out`.
    today : date
        The day the question is asked.
    baseline_holds : bool
        As for ``work_out``.

    Returns
    -------
    WhatIf
        Items that move, with the chain that moves each, and changes of criticality.

    Raises
    ------
    InvalidInputError
        Changes that cannot be applied, or a plan that cannot be worked out before or after them.

    Notes
    -----
    What moves an item that nobody changed is a dependency that holds it: afterwards if it moves later,
    beforehand if it moves earlier. That dependency was itself changed, or its predecessor moves the
    same way; so the walk back always ends at a change. The same goes for an item of which only a day
    was changed that does not hold it. Of several dependencies that hold an item the chain shows one.
    """
    after_plan = changed_plan(plan, changes)
    before = work_out(plan, calendars=calendars, today=today, baseline_holds=baseline_holds)
    after = work_out(after_plan, calendars=calendars, today=today, baseline_holds=baseline_holds)
    calendar_of = {item.key: calendars[item.calendar] for item in after_plan.items}
    moves = tuple(
        _move(old, new, before, after, changes, calendar_of[old.key])
        for old, new in zip(before.rows, after.rows, strict=True)
        if (old.start_date, old.finish_date) != (new.start_date, new.finish_date)
    )
    pairs = list(zip(before.rows, after.rows, strict=True))
    return WhatIf(
        plan=after_plan,
        before=before,
        after=after,
        moves=moves,
        became_critical=tuple(new.key for old, new in pairs if new.is_critical and not old.is_critical),
        no_longer_critical=tuple(new.key for old, new in pairs if old.is_critical and not new.is_critical),
    )


def _move(
    old: Row,
    new: Row,
    before: Schedule,
    after: Schedule,
    changes: Sequence[Change],
    calendar: WorkingCalendar,
) -> Move:
    days = working_days = None
    is_later = True
    if old.finish_date is not None and new.finish_date is not None:
        days = (new.finish_date - old.finish_date).days
        working_days = calendar.count(old.finish_date, new.finish_date)
        is_later = days > 0
    chain, causes = _chain(new.key, after if is_later else before, changes)
    return Move(
        key=new.key,
        party=new.party,
        start_before=old.start_date,
        start_after=new.start_date,
        finish_before=old.finish_date,
        finish_after=new.finish_date,
        finish_days=days,
        finish_working_days=working_days,
        chain=chain,
        changes=causes,
        is_critical=new.is_critical,
    )


def _chain(
    key: str, schedule: Schedule, changes: Sequence[Change]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Walk back from a moved item to the change that moves it, in the schedule in which it is held."""
    chain = [key]
    while True:
        row = schedule.by_key[chain[-1]]
        causes = _own_causes(row, changes)
        if causes:
            return tuple(reversed(chain)), causes
        holding = [driver.dependency for driver in row.drivers if driver.dependency is not None]
        for dependency in holding:
            causes = tuple(number for number, change in enumerate(changes) if _is_about(change, dependency))
            if causes:
                return (dependency.predecessor, *reversed(chain)), causes
        chain.append(holding[0].predecessor)


def _own_causes(row: Row, changes: Sequence[Change]) -> tuple[int, ...]:
    """List the changes of an item itself that move it, given the schedule in which it is held."""
    own = {
        number: change.field
        for number, change in enumerate(changes)
        if isinstance(change, ItemChange) and change.key == row.key and change.field not in _MOVES_NOTHING
    }
    floors_only = _FLOORS.issuperset(own.values())
    if floors_only and not any(driver.kind in _FLOOR_DRIVERS for driver in row.drivers):
        return ()
    return tuple(own)


def _is_meant(dependency: Dependency, change: DependencyRemoved) -> bool:
    return (dependency.predecessor, dependency.successor, dependency.kind) == (
        change.predecessor,
        change.successor,
        change.kind,
    )


def _is_about(change: Change, dependency: Dependency) -> bool:
    if isinstance(change, DependencyRemoved):
        return _is_meant(dependency, change)
    return isinstance(change, DependencyAdded) and change.dependency == dependency
