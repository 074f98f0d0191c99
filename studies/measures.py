"""What an analysis may ask for beyond coverage: measures and decays, each kind with its parameters."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from studies.values import Key, Number, Part, Text

Minutes = Annotated[Number, Field(gt=0, le=240)]
MinutesFromZero = Annotated[Number, Field(ge=0, le=240)]
Weight = Annotated[Number, Field(ge=0, le=1)]


class BandsDecay(Part):
    """
    One weight for each band of time, nothing beyond the last.

    Parameters
    ----------
    limits_min : list of float
        Longest time of each band, rising [min]; a time of exactly a limit belongs to the band it ends.
    weights : list of float
        Weight of each band, not rising.
    """

    kind: Literal["bands"]
    limits_min: Annotated[list[Minutes], Field(min_length=1)]
    weights: Annotated[list[Weight], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        faults = []
        if len(self.limits_min) != len(self.weights):
            faults.append(f"{len(self.limits_min)} limits_min need as many weights, not {len(self.weights)}")
        if any(later <= earlier for earlier, later in pairwise(self.limits_min)):
            faults.append("limits_min must rise")
        if any(later > earlier for earlier, later in pairwise(self.weights)):
            faults.append("weights must not rise")
        if faults:
            raise ValueError("; ".join(faults))
        return self


class LinearDecay(Part):
    """Whole up to a time [min], nothing from another, a straight line between."""

    kind: Literal["linear"]
    full_until_min: MinutesFromZero
    reach_min: Minutes

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.full_until_min >= self.reach_min:
            raise ValueError("full_until_min must be below reach_min")
        return self


class ExponentialDecay(Part):
    """Halves with every half life [min]; nothing counts beyond the reach [min]."""

    kind: Literal["exponential"]
    half_life_min: Minutes
    reach_min: Minutes


class GaussianDecay(Part):
    """Falls fastest at one standard deviation [min]; nothing counts beyond the reach [min]."""

    kind: Literal["gaussian"]
    sd_min: Minutes
    reach_min: Minutes


class LogisticDecay(Part):
    """A soft cutoff: mean and standard deviation of the longest time people accept [min]."""

    kind: Literal["logistic"]
    mean_min: Minutes
    sd_min: Minutes
    reach_min: Minutes


class PowerDecay(Part):
    """Whole up to a scale [min], then its multiple to the power of the negative exponent."""

    kind: Literal["power"]
    scale_min: Minutes
    exponent: Annotated[Number, Field(gt=0, le=10)]
    reach_min: Minutes


Decay = Annotated[
    BandsDecay | LinearDecay | ExponentialDecay | GaussianDecay | LogisticDecay | PowerDecay,
    Field(discriminator="kind"),
]


class Equity(Part):
    """
    How a measure's equity is judged beside the indices that need nothing more.

    Parameters
    ----------
    minimum : float
        What is enough, in the measure's unit (places, places for each person, share): who has less is
        counted as poor in access.
    """

    minimum: Annotated[Number, Field(gt=0)]


class AskedMeasure(Part):
    """
    Base of every measure.

    Parameters
    ----------
    key : str
        Identifier, unlike any other of the analysis.
    service : str
        Key of a service of the analysis.
    equity : Equity or None
        For measures of which people have more or less, and more is better.
    """

    key: Key
    title: Text
    service: Key
    equity: Equity | None = None


class CutoffMeasure(AskedMeasure):
    """
    Counted within a cutoff [min]: people, opportunities, what is lost against walking, or supply shared.

    ``coverage`` is the share of people whose nearest place is within the cutoff. ``penalty`` and ``gaps``
    compare each profile with ``walk``, which must travel too: the part of opportunities lost, and the
    people who would be in time if they walked. ``two_step`` is 2SFCA.
    """

    kind: Literal["coverage", "gaps", "cumulative", "penalty", "two_step"]
    cutoff_min: Minutes


class GroupMeasure(AskedMeasure):
    """The share of a group of people, from the zones' ``group_table``, within a cutoff [min]."""

    kind: Literal["group_coverage"]
    group: Key
    cutoff_min: Minutes


class IntervalMeasure(AskedMeasure):
    """Opportunities within reach, averaged over all cutoffs of an interval [min]."""

    kind: Literal["cumulative_interval"]
    from_min: MinutesFromZero
    cutoff_min: Minutes

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.from_min >= self.cutoff_min:
            raise ValueError("from_min must be below cutoff_min")
        return self


class DecayMeasure(AskedMeasure):
    """Weighted by a decay: gravity, E2SFCA, 3SFCA, balanced floating catchment or spatial availability."""

    kind: Literal["gravity", "enhanced_two_step", "three_step", "balanced", "spatial_availability"]
    decay: Decay


class ConstrainedMeasure(AskedMeasure):
    """
    Opportunities that fall to each place people live at, when a known total is shared out.

    ``total`` shares all opportunities out together, ``singly`` those of each place among the people who
    reach it.
    """

    kind: Literal["constrained"]
    constraint: Literal["total", "singly"]
    decay: Decay


class CostMeasure(AskedMeasure):
    """Cost of travel and crowding together, once nobody gains by a change (RAAM); looks up to the cutoff."""

    kind: Literal["raam"]
    tau_min: Minutes
    cutoff_min: Minutes


class DualMeasure(AskedMeasure):
    """Time until a number of opportunities is reached; beyond the cutoff [min] nothing is looked for."""

    kind: Literal["dual"]
    wanted_count: Annotated[Number, Field(gt=0)]
    cutoff_min: Minutes


Measure = Annotated[
    CutoffMeasure
    | GroupMeasure
    | IntervalMeasure
    | DecayMeasure
    | ConstrainedMeasure
    | CostMeasure
    | DualMeasure,
    Field(discriminator="kind"),
]
