"""The kinds of measures: what each needs to be told, and how its values are to be read and summed up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

MeasureKind = Literal[
    "coverage",
    "group_coverage",
    "gaps",
    "cumulative",
    "cumulative_interval",
    "gravity",
    "dual",
    "two_step",
    "enhanced_two_step",
    "three_step",
    "balanced",
    "raam",
    "constrained",
    "spatial_availability",
    "penalty",
]
KINDS: Final[tuple[MeasureKind, ...]] = get_args(MeasureKind)

Constraint = Literal["total", "singly"]
CONSTRAINTS: Final[tuple[Constraint, ...]] = get_args(Constraint)

BOUND_NOTE: Final = "The true value lies between low and high, if what is recorded is right."
SPAN_NOTE: Final = (
    "Low and high are the smaller and the larger of the two readings, not bounds: people compete for the "
    "same supply, so a street that turns out passable helps some and costs others."
)
SHARED_OUT_NOTE: Final = (
    "Low and high are the smaller and the larger of the two readings, not bounds: a known total is shared "
    "out, so what one place gains another loses."
)
RAAM_NOTE: Final = (
    f"{SPAN_NOTE} A cost of 1 is a trip of the time that was given, or a service at the usual crowding; "
    "lower is better. An empty cost means that too few people reach any supply."
)
PENALTY_NOTE: Final = (
    "Low and high bound the penalty safely but widely: the two ends do not occur together. An empty low "
    "means that there is no lower bound."
)
DUAL_NOTE: Final = (
    "The true time lies between low and high, if what is recorded is right. An empty time means that too "
    "few are reached within the time that is looked at."
)
GROUP_NOTE: Final = (
    "The true share lies between low and high, if what is recorded is right and the group lives spread over "
    "its zone as everybody does."
)
GAPS_NOTE: Final = (
    "Low counts the people of sure gaps: walking is in time, and the profile is not even if all that is "
    "unknown passes. High counts possible gaps too: survey these before building."
)


@dataclass(frozen=True, slots=True)
class Kind:
    """
    What holds for every measure of one kind.

    Parameters
    ----------
    parameters : frozenset of str
        What a request must say besides its service; anything more would be ignored, so it is refused.
    unit : str
        Unit of the values.
    note : str
        What the reader must know of the two values.
    guaranteed : bool
        Whether the truth must lie between the two.
    larger_is_better : bool
        Whether a larger value is better for people.
    summed : bool
        Whether an area has the sum over its origins; if not, the mean over its people.
    from_nearest : bool
        Whether the time to the nearest service is all it needs.
    """

    parameters: frozenset[str]
    unit: str
    note: str = BOUND_NOTE
    guaranteed: bool = True
    larger_is_better: bool = True
    summed: bool = False
    from_nearest: bool = False

    @property
    def has_equity(self) -> bool:
        """Whether it says how much each person has, of something that is better when it is more."""
        return self.larger_is_better and not self.summed


def _competing(*parameters: str) -> Kind:
    """Describe a measure in which everybody shares the same supply."""
    return Kind(frozenset(parameters), "count/person", SPAN_NOTE, guaranteed=False)


FACTS: Final[Mapping[MeasureKind, Kind]] = {
    "coverage": Kind(frozenset({"cutoff_s"}), "share", from_nearest=True),
    "group_coverage": Kind(frozenset({"group", "cutoff_s"}), "share", GROUP_NOTE, from_nearest=True),
    "gaps": Kind(
        frozenset({"cutoff_s"}),
        "people",
        GAPS_NOTE,
        larger_is_better=False,
        summed=True,
        from_nearest=True,
    ),
    "cumulative": Kind(frozenset({"cutoff_s"}), "count"),
    "cumulative_interval": Kind(frozenset({"from_s", "cutoff_s"}), "count"),
    "gravity": Kind(frozenset({"decay"}), "count"),
    "dual": Kind(frozenset({"wanted_count", "cutoff_s"}), "s", DUAL_NOTE, larger_is_better=False),
    "two_step": _competing("cutoff_s"),
    "enhanced_two_step": _competing("decay"),
    "three_step": _competing("decay"),
    "balanced": _competing("decay"),
    "raam": Kind(
        frozenset({"tau_s", "cutoff_s"}), "cost", RAAM_NOTE, guaranteed=False, larger_is_better=False
    ),
    "constrained": Kind(
        frozenset({"constraint", "decay"}), "places", SHARED_OUT_NOTE, guaranteed=False, summed=True
    ),
    "spatial_availability": _competing("decay"),
    "penalty": Kind(frozenset({"cutoff_s"}), "share", PENALTY_NOTE, larger_is_better=False),
}
# Of these a person may have none at all, however long the search.
MAY_BE_INFINITE: Final = frozenset({"s", "cost"})
