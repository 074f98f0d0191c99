"""The values of measures: one travel matrix for each class, profile and reading serves them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gis.access.competition.balanced import balanced
from gis.access.competition.spatial_availability import spatial_availability
from gis.access.competition.two_step import two_step
from gis.access.cumulative import cumulative
from gis.access.cumulative_interval import cumulative_interval
from gis.access.dual import time_to_reach
from gis.access.gravity import gravity
from gis.access.penalty import penalty_interval
from gis.assess import Prepared
from gis.checks import check_population
from gis.decay.step import Step
from gis.measures.requests import WALK, Measure, MeasureKind, check_measures
from gis.model import READINGS, BoolArray, FloatArray
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.travel.matrices import travel_matrices
from gis.travel.matrix import TravelMatrix

# Everybody shares the same supply in these: what one person may reach, another may lose.
COMPETING: Final[frozenset[MeasureKind]] = frozenset(
    {"two_step", "enhanced_two_step", "balanced", "spatial_availability"}
)
WORSE_WHEN_LARGER: Final[frozenset[MeasureKind]] = frozenset({"dual", "penalty"})
UNITS: Final[Mapping[MeasureKind, str]] = {
    "cumulative": "count",
    "cumulative_interval": "count",
    "gravity": "count",
    "dual": "s",
    "two_step": "count/person",
    "enhanced_two_step": "count/person",
    "balanced": "count/person",
    "spatial_availability": "count/person",
    "penalty": "share",
}
BOUND_NOTE: Final = "The true value lies between low and high, if what is recorded is right."
SPAN_NOTE: Final = (
    "Low and high are the smaller and the larger of the two readings, not bounds: people compete for the "
    "same supply, so a street that turns out passable helps some and costs others."
)
PENALTY_NOTE: Final = (
    "Low and high bound the penalty safely but widely: the two ends do not occur together. An empty low "
    "means that there is no lower bound."
)
DUAL_NOTE: Final = (
    "The true time lies between low and high, if what is recorded is right. An empty time means that too "
    "few are reached within the time that is looked at."
)


@dataclass(frozen=True, slots=True)
class MeasureValues:
    """
    What came out of one measure.

    Parameters
    ----------
    measure : Measure
        The request.
    values : numpy.ndarray of float, shape (n_profiles, 2, n_origins)
        Axis 1 is ``READINGS``, but for ``penalty`` its smallest and largest
        value. NaN for origins too far from every street, and where a penalty
        or a figure per head has no meaning; infinite where too few
        opportunities are reached.
    unit : str
        Unit of the values.
    guaranteed : bool
        Whether the truth must lie between the two.
    larger_is_better : bool
        Whether a larger value is better for people.
    note : str
        What the reader must know of the two values.
    """

    measure: Measure
    values: FloatArray
    unit: str
    guaranteed: bool
    larger_is_better: bool
    note: str


def assess_measures(
    network: StreetNetwork,
    prepared: Prepared,
    population: FloatArray,
    service_keys: Sequence[str],
    profiles: Sequence[Profile],
    measures: Sequence[Measure],
    *,
    supply: Mapping[str, FloatArray] | None = None,
    n_threads: int = 1,
    progress: Callable[[float, str], None] | None = None,
) -> tuple[MeasureValues, ...]:
    """
    Work out measures for every profile, in both readings.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    prepared : Prepared
        From ``assess_access`` of the same network, origins and services.
    population : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    service_keys : sequence of str
        Keys of the classes, in the order of ``prepared.services``.
    profiles : sequence of Profile
        Who travels; ``walk`` among them if a penalty is asked for.
    measures : sequence of Measure
        What is asked for.
    supply : mapping of str to numpy.ndarray of float, shape (n_places,), optional
        Supply or opportunities at the places of a class [count]; 1 each
        where the class is absent.
    n_threads : int
        Threads that share a search.
    progress : callable, optional
        Told the share done (0 to 1) and what is at work.

    Returns
    -------
    tuple of MeasureValues
        One for each measure, in the order asked for.

    Raises
    ------
    AttributeInputError
        Naming every request that cannot be met, or an amount that is none.
    ShapeMismatchError
        If there is not one amount for each place.

    Notes
    -----
    The demand of measures in which people compete is everybody: each profile
    is asked what it would have if all travelled as it does.
    """
    check_measures(measures, service_keys, [profile.name for profile in profiles])
    check_population(population, source="population", n_places=len(prepared.origins.nearest_m))
    tell = progress or _tell_nobody
    found: dict[str, FloatArray] = {}
    wanted = [key for key in service_keys if any(measure.service == key for measure in measures)]
    for done, key in enumerate(wanted):
        of_class = [measure for measure in measures if measure.service == key]
        places = prepared.services[list(service_keys).index(key)]
        amounts = (supply or {}).get(key)
        amounts = np.ones(len(places.nearest_m)) if amounts is None else amounts
        for measure in of_class:
            found[measure.key] = np.empty((len(profiles), len(READINGS), len(population)))
        for one in travel_matrices(
            network,
            prepared.origins,
            places,
            profiles,
            cutoff_s=max(measure.reach_s for measure in of_class),
            hierarchy=prepared.hierarchy,
            n_threads=n_threads,
            progress=lambda share, name, done=done: tell((done + share) / len(wanted), name),  # type: ignore[misc] # the default binds the value of this round
        ):
            for measure in of_class:
                row = _values(measure, one.matrix, amounts, population)
                found[measure.key][one.profile, READINGS.index(one.reading)] = row
    too_far = prepared.origins.too_far
    return tuple(_finished(measure, found[measure.key], profiles, too_far) for measure in measures)


def _tell_nobody(_share: float, _at_work: str) -> None:
    """Take the place of a progress bar."""


def _values(measure: Measure, matrix: TravelMatrix, amounts: FloatArray, people: FloatArray) -> FloatArray:
    """Work one measure out for one profile in one reading."""
    cutoff_s, decay = measure.cutoff_s or 0.0, measure.decay or Step(measure.cutoff_s or 0.0)
    match measure.kind:
        case "cumulative" | "penalty":
            found = cumulative(matrix, amounts, cutoffs_s=np.array([cutoff_s]))[:, 0]
        case "cumulative_interval":
            found = cumulative_interval(matrix, amounts, from_s=measure.from_s or 0.0, to_s=cutoff_s)
        case "gravity":
            found = gravity(matrix, amounts, decay=decay)
        case "dual":
            time_s = time_to_reach(matrix, amounts, wanted=np.array([measure.wanted_count or 0.0]))[:, 0]
            # The matrix may reach further than this measure looks, for the sake of another.
            found = np.where(time_s <= cutoff_s, time_s, np.inf)
        case "two_step" | "enhanced_two_step":
            found = two_step(matrix, amounts, people, decay=decay)
        case "balanced":
            found = balanced(matrix, amounts, people, decay=decay)
        case "spatial_availability":
            there = spatial_availability(matrix, amounts, people, decay=decay)
            found = np.divide(there, people, out=np.full(len(people), np.nan), where=people > 0)
    return np.asarray(found, dtype=np.float64)


def _finished(
    measure: Measure, values: FloatArray, profiles: Sequence[Profile], too_far: BoolArray
) -> MeasureValues:
    """Compare with walking where asked, leave out who is on no street, and say how to read the result."""
    note = SPAN_NOTE if measure.kind in COMPETING else DUAL_NOTE if measure.kind == "dual" else BOUND_NOTE
    if measure.kind == "penalty":
        values, note = _penalties(values, profiles), PENALTY_NOTE
    values[..., too_far] = np.nan
    return MeasureValues(
        measure=measure,
        values=values,
        unit=UNITS[measure.kind],
        guaranteed=measure.kind not in COMPETING,
        larger_is_better=measure.kind not in WORSE_WHEN_LARGER,
        note=note,
    )


def _penalties(access: FloatArray, profiles: Sequence[Profile]) -> FloatArray:
    """Turn the access of every profile into its penalty against walking, smallest and largest."""
    names = [profile.name for profile in profiles]
    walk = names.index(WALK)
    found = np.empty_like(access)
    for p, profile in enumerate(profiles):
        if p == walk:
            # Whatever walking is, it loses nothing against itself; bounds of its own would not know that.
            found[p] = np.where(access[walk] > 0, 0.0, np.nan)
            continue
        no_faster = profile.speed_mps <= profiles[walk].speed_mps
        at_most_walking = no_faster and bool((access[p] <= access[walk]).all())
        found[p] = penalty_interval(access[p], access[walk], at_most_walking=at_most_walking)
    return found
