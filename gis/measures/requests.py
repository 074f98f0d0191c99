"""What may be asked for: kinds of measures with their parameters, and what is wrong with a request."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gis.crs import rows_named
from gis.decay.contract import Decay
from gis.errors import AttributeInputError
from gis.measures.kinds import CONSTRAINTS, FACTS, Constraint, MeasureKind
from gis.model import FloatArray

GIVEN: Final = frozenset({"cutoff_s", "from_s", "wanted_count", "decay", "tau_s", "constraint", "group"})
WALK: Final = "walk"
COMPARED: Final = {"penalty": "a penalty compares", "gaps": "gaps compare"}


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One measure that is asked for; ``FACTS`` says which parameters each kind needs.

    Parameters
    ----------
    key : str
        Identifier, unlike any other.
    kind : MeasureKind
        Which measure.
    service : str
        Key of the class of services it is about.
    cutoff_s : float, optional
        Longest time that counts [s]; for ``dual`` and ``raam`` the longest that is looked at.
    from_s : float, optional
        Shortest cutoff of an interval [s].
    wanted_count : float, optional
        Opportunities to be reached [count].
    decay : Decay, optional
        Weight by time, of finite reach.
    tau_s : float, optional
        Travel time that weighs as much as a service at the usual crowding [s].
    constraint : {"total", "singly"}, optional
        Whether all opportunities are shared out together or those of each place by themselves.
    group : str, optional
        Key of the group of people it is about.
    minimum : float, optional
        What is enough, in the unit of the measure: who has less is poor in access.
    """

    key: str
    kind: MeasureKind
    service: str
    cutoff_s: float | None = None
    from_s: float | None = None
    wanted_count: float | None = None
    decay: Decay | None = None
    tau_s: float | None = None
    constraint: Constraint | None = None
    group: str | None = None
    minimum: float | None = None

    @property
    def reach_s(self) -> float:
        """Longest time that may count [s]."""
        if self.decay is not None:
            return self.decay.reach_s
        return 0.0 if self.cutoff_s is None else self.cutoff_s

    def described(self) -> dict[str, object]:
        """
        Write the request out for provenance.

        Returns
        -------
        dict
            The parameters that were given; a decay as the words that make it again.
        """
        fields = {name: getattr(self, name) for name in ("key", "kind", "service", *sorted(GIVEN), "minimum")}
        return {
            name: repr(value) if name == "decay" else value
            for name, value in fields.items()
            if value is not None
        }


@dataclass(frozen=True, slots=True)
class Further:
    """
    What a run works out besides the time to the nearest destination.

    Parameters
    ----------
    measures : tuple of Measure
        Measures of the service ``destinations``.
    supply_column : str, optional
        Column of the destinations that says what each offers [count]; 1 each without it.
    rank_column : str, optional
        Column of the origins that ranks their people, better off when higher; what compares rich and
        poor is worked out only with it.
    isochrones : bool
        Whether to draw, for every cutoff, from where a destination is reached.
    """

    measures: tuple[Measure, ...] = ()
    supply_column: str | None = None
    rank_column: str | None = None
    isochrones: bool = False

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of people that the measures are about, each once: columns of the origins."""
        return tuple(dict.fromkeys(one.group for one in self.measures if one.group is not None))


NOTHING_FURTHER = Further()


def check_measures(
    measures: Sequence[Measure],
    service_keys: Sequence[str],
    profiles: Sequence[str],
    *,
    groups: Collection[str] = (),
) -> None:
    """
    Refuse requests that cannot be met; all faults are told at once.

    Parameters
    ----------
    measures : sequence of Measure
        What is asked for.
    service_keys, profiles : sequence of str
        Classes of services and profiles that are known.
    groups : collection of str
        Groups of people that are known.

    Raises
    ------
    AttributeInputError
        Naming every measure at fault.
    """
    faults = []
    keys = [measure.key for measure in measures]
    faults += [
        f"measure {key!r} is asked for twice" for key in sorted({k for k in keys if keys.count(k) > 1})
    ]
    for measure in measures:
        told = _request_faults(measure, service_keys, profiles)
        if measure.group is not None and measure.group not in groups:
            told.append(f"there is no group {measure.group!r} (known: {', '.join(groups) or 'none'})")
        faults += [f"{measure.key}: {fault}" for fault in told]
    if faults:
        raise AttributeInputError("measures", faults)


def check_groups(groups: Mapping[str, FloatArray], population: FloatArray) -> None:
    """
    Refuse groups that are no part of the people; the faults of all groups are told at once.

    Parameters
    ----------
    groups : mapping of str to numpy.ndarray of float, shape (n_origins,)
        People of each group at each origin [count].
    population : numpy.ndarray of float, shape (n_origins,)
        All people at each origin [count].

    Raises
    ------
    AttributeInputError
        Naming every group at fault, and its rows.
    """
    faults = []
    for name, people in groups.items():
        if people.shape != population.shape:
            faults.append(f"group {name!r} has {people.size} counts for {population.size} origins")
            continue
        # Counts that were made of shares may exceed the whole by the rounding of these.
        more = people > population * (1.0 + 1e-9)
        for wrong, what in (
            (~np.isfinite(people), "is no number"),
            (people < 0, "is negative"),
            (more, "is more than all people"),
        ):
            if wrong.any():
                faults.append(f"group {name!r} {what} in {rows_named(np.flatnonzero(wrong))}")
    if faults:
        raise AttributeInputError("groups", faults)


def _request_faults(measure: Measure, service_keys: Sequence[str], profiles: Sequence[str]) -> list[str]:
    """Say what keeps one request from being met."""
    faults = []
    if measure.service not in service_keys:
        faults.append(f"there is no service {measure.service!r} (known: {', '.join(service_keys)})")
    given = {name for name in GIVEN if getattr(measure, name) is not None}
    facts = FACTS[measure.kind]
    needed = facts.parameters
    faults += [f"{measure.kind} needs {name}" for name in sorted(needed - given)]
    faults += [f"{name} has no meaning for {measure.kind}" for name in sorted(given - needed)]
    for name in ("cutoff_s", "from_s", "wanted_count", "tau_s", "minimum"):
        value = getattr(measure, name)
        least = 0.0 if name == "from_s" else np.finfo(float).tiny
        if value is not None and not (np.isfinite(value) and value >= least):
            faults.append(f"{name} must be a positive number, not {value}")
    if measure.decay is not None and not np.isfinite(measure.decay.reach_s):
        faults.append("its decay must end somewhere: give it a finite reach_s")
    if measure.from_s is not None and measure.cutoff_s is not None and measure.from_s >= measure.cutoff_s:
        faults.append(f"from_s must be below cutoff_s, not {measure.from_s} and {measure.cutoff_s}")
    if measure.constraint is not None and measure.constraint not in CONSTRAINTS:
        faults.append(f"constraint must be one of {', '.join(CONSTRAINTS)}, not {measure.constraint!r}")
    if measure.minimum is not None and not facts.has_equity:
        faults.append(f"a minimum has no meaning for {measure.kind}: it is no amount that people have")
    if measure.kind in COMPARED and WALK not in profiles:
        what = COMPARED[measure.kind]
        faults.append(f"{what} with the profile {WALK!r}, which is not among those that travel")
    return faults
