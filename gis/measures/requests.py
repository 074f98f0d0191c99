"""What may be asked for: kinds of measures with their parameters, and what is wrong with a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from gis.decay.contract import Decay
from gis.errors import AttributeInputError

MeasureKind = Literal[
    "cumulative",
    "cumulative_interval",
    "gravity",
    "dual",
    "two_step",
    "enhanced_two_step",
    "balanced",
    "spatial_availability",
    "penalty",
]
KINDS: Final[tuple[MeasureKind, ...]] = get_args(MeasureKind)

# What a request of each kind must say, besides its service; anything more would be ignored, so it is refused.
PARAMETERS: Final[Mapping[MeasureKind, frozenset[str]]] = {
    "cumulative": frozenset({"cutoff_s"}),
    "cumulative_interval": frozenset({"from_s", "cutoff_s"}),
    "gravity": frozenset({"decay"}),
    "dual": frozenset({"wanted_count", "cutoff_s"}),
    "two_step": frozenset({"cutoff_s"}),
    "enhanced_two_step": frozenset({"decay"}),
    "balanced": frozenset({"decay"}),
    "spatial_availability": frozenset({"decay"}),
    "penalty": frozenset({"cutoff_s"}),
}

GIVEN: Final = frozenset({"cutoff_s", "from_s", "wanted_count", "decay"})
WALK: Final = "walk"


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One measure that is asked for; ``PARAMETERS`` says which parameters each kind needs.

    Parameters
    ----------
    key : str
        Identifier, unlike any other.
    kind : MeasureKind
        Which measure.
    service : str
        Key of the class of services it is about.
    cutoff_s : float, optional
        Longest time that counts [s]; for ``dual`` the longest that is looked at.
    from_s : float, optional
        Shortest cutoff of an interval [s].
    wanted_count : float, optional
        Opportunities to be reached [count].
    decay : Decay, optional
        Weight by time, of finite reach.
    """

    key: str
    kind: MeasureKind
    service: str
    cutoff_s: float | None = None
    from_s: float | None = None
    wanted_count: float | None = None
    decay: Decay | None = None

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
        fields = {name: getattr(self, name) for name in ("key", "kind", "service", *sorted(GIVEN))}
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
    isochrones : bool
        Whether to draw, for every cutoff, from where a destination is reached.
    """

    measures: tuple[Measure, ...] = ()
    supply_column: str | None = None
    isochrones: bool = False


NOTHING_FURTHER = Further()


def check_measures(measures: Sequence[Measure], service_keys: Sequence[str], profiles: Sequence[str]) -> None:
    """
    Refuse requests that cannot be met; all faults are told at once.

    Parameters
    ----------
    measures : sequence of Measure
        What is asked for.
    service_keys, profiles : sequence of str
        Classes of services and profiles that are known.

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
        faults += [f"{measure.key}: {fault}" for fault in _request_faults(measure, service_keys, profiles)]
    if faults:
        raise AttributeInputError("measures", faults)


def _request_faults(measure: Measure, service_keys: Sequence[str], profiles: Sequence[str]) -> list[str]:
    """Say what keeps one request from being met."""
    faults = []
    if measure.service not in service_keys:
        faults.append(f"there is no service {measure.service!r} (known: {', '.join(service_keys)})")
    given = {name for name in GIVEN if getattr(measure, name) is not None}
    needed = PARAMETERS[measure.kind]
    faults += [f"{measure.kind} needs {name}" for name in sorted(needed - given)]
    faults += [f"{name} has no meaning for {measure.kind}" for name in sorted(given - needed)]
    for name in ("cutoff_s", "from_s", "wanted_count"):
        value = getattr(measure, name)
        least = 0.0 if name == "from_s" else np.finfo(float).tiny
        if value is not None and not (np.isfinite(value) and value >= least):
            faults.append(f"{name} must be a positive number, not {value}")
    if measure.decay is not None and not np.isfinite(measure.decay.reach_s):
        faults.append("its decay must end somewhere: give it a finite reach_s")
    if measure.from_s is not None and measure.cutoff_s is not None and measure.from_s >= measure.cutoff_s:
        faults.append(f"from_s must be below cutoff_s, not {measure.from_s} and {measure.cutoff_s}")
    if measure.kind == "penalty" and WALK not in profiles:
        faults.append(f"a penalty compares with the profile {WALK!r}, which is not among those that travel")
    return faults
