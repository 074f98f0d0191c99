"""A plan's items and what must wait for what: plain values, and the order in which they can be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Final, Literal, get_args

ItemState = Literal["open", "done", "waived"]
ITEM_STATES: Final[tuple[ItemState, ...]] = get_args(ItemState)

DependencyKind = Literal["finish_start", "start_start", "finish_finish", "start_finish"]
DEPENDENCY_KINDS: Final[tuple[DependencyKind, ...]] = get_args(DependencyKind)


@dataclass(frozen=True, slots=True)
class Item:
    """
    A piece of work or, with no duration, a milestone.

    Parameters
    ----------
    key : str
        Its name within the plan.
    calendar : str
        Key of the calendar in which its days are counted.
    duration_days : int
        Working days of its calendar from its first to its last day, both included; 0 for a milestone,
        which happens on one day.
    baseline_date : date or None
        The day on which it was first agreed to be finished.
    forecast_date : date or None
        The day on which people now say it will be finished.
    not_before_date : date or None
        The day before which it cannot begin.
    deadline_date : date or None
        The day by which it has to be finished, if it has one of its own.
    started_date : date or None
        The day on which work began; None while it has not.
    actual_date : date or None
        The day on which it was finished; for what is done, and only for that.
    state : {"open", "done", "waived"}
        Whether it is still to be finished, finished, or no longer wanted.
    party : str or None
        Whose work it is; None when nobody was named.
    """

    key: str
    calendar: str
    duration_days: int = 0
    baseline_date: date | None = None
    forecast_date: date | None = None
    not_before_date: date | None = None
    deadline_date: date | None = None
    started_date: date | None = None
    actual_date: date | None = None
    state: ItemState = "open"
    party: str | None = None

    @property
    def length_days(self) -> int:
        """Working days by which its last day comes after its first one [d]."""
        return 0 if self.state == "waived" else max(self.duration_days - 1, 0)

    @property
    def is_milestone(self) -> bool:
        """Whether it takes no working day of its own: a milestone, or a piece of work that is waived."""
        return self.duration_days == 0 or self.state == "waived"


@dataclass(frozen=True, slots=True)
class Dependency:
    """
    One item waits for another.

    Parameters
    ----------
    predecessor, successor : str
        Keys of the items.
    kind : {"finish_start", "start_start", "finish_finish", "start_finish"}
        Which end of the predecessor holds which end of the successor.
    lag_days : int
        Working days to wait besides, in the successor's calendar; negative to begin before.
    """

    predecessor: str
    successor: str
    kind: DependencyKind = "finish_start"
    lag_days: int = 0

    @property
    def holds_the_start(self) -> bool:
        """Whether it holds the successor's first day, not its last one."""
        return self.kind in {"finish_start", "start_start"}

    @property
    def waits_for_the_start(self) -> bool:
        """Whether it looks at the predecessor's first day, not at its last one."""
        return self.kind in {"start_start", "start_finish"}


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Items and dependencies of one study or programme.

    Parameters
    ----------
    starts_on : date
        The day on which the programme began; nothing in the plan comes before it.
    items : tuple of Item
        In any order; answers come in this order.
    dependencies : tuple of Dependency
        In any order.
    ends_on : date or None
        The day by which everything has to be finished; None when no such day was agreed.
    """

    starts_on: date
    items: tuple[Item, ...]
    dependencies: tuple[Dependency, ...] = ()
    ends_on: date | None = None


def sorted_keys(keys: Iterable[str], dependencies: Iterable[Dependency]) -> list[str]:
    """
    Put items in an order in which each comes after everything it waits for.

    Parameters
    ----------
    keys : iterable of str
        All items.
    dependencies : iterable of Dependency
        Between these items.

    Returns
    -------
    list of str
        Every key once.

    Raises
    ------
    graphlib.CycleError
        Items wait for each other in a circle.
    """
    return list(_sorter(keys, dependencies).static_order())


def list_cycles(
    keys: Sequence[str], dependencies: Sequence[Dependency], *, at_most: int = 20
) -> list[list[str]]:
    """
    Find items that wait for each other in a circle.

    Parameters
    ----------
    keys : sequence of str
        All items.
    dependencies : sequence of Dependency
        Between these items.
    at_most : int
        Where to stop.

    Returns
    -------
    list of list of str
        Each circle in order of the waiting: every item holds up the next one, the last one the first.
        A circle begins at its item that comes first among the keys. Circles are searched one after
        another, leaving out the last dependency of those found, so that no circle stays hidden behind
        another that shares no dependency with it.
    """
    rank = {key: number for number, key in enumerate(keys)}
    left = list(dependencies)
    found: list[list[str]] = []
    while len(found) < at_most:
        try:
            _sorter(keys, left).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1][:-1]
            begin = min(range(len(circle)), key=lambda place: rank[circle[place]])
            circle = circle[begin:] + circle[:begin]
            found.append(circle)
            left = [
                dependency
                for dependency in left
                if (dependency.predecessor, dependency.successor) != (circle[-1], circle[0])
            ]
        else:
            break
    return found


def _sorter(keys: Iterable[str], dependencies: Iterable[Dependency]) -> TopologicalSorter[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for key in keys:
        sorter.add(key)
    for dependency in dependencies:
        sorter.add(dependency.successor, dependency.predecessor)
    return sorter
