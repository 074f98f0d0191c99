"""The values of measures: one travel matrix for each class, profile and reading serves them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gis.access.competition.balanced import balanced
from gis.access.competition.constrained import singly_constrained, total_constrained
from gis.access.competition.raam import raam
from gis.access.competition.spatial_availability import spatial_availability
from gis.access.competition.three_step import three_step
from gis.access.competition.two_step import two_step
from gis.access.cumulative import cumulative
from gis.access.cumulative_interval import cumulative_interval
from gis.access.dual import time_to_reach
from gis.access.gaps import gap_cells
from gis.access.gravity import gravity
from gis.access.penalty import penalty_interval
from gis.assess import Prepared
from gis.checks import check_population
from gis.decay.contract import Decay
from gis.decay.step import Step
from gis.errors import ShapeMismatchError
from gis.measures.kinds import FACTS, Kind
from gis.measures.requests import WALK, Measure, check_groups, check_measures
from gis.model import READINGS, BoolArray, FloatArray
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.routing.ticks import longest_ticks
from gis.travel.matrices import travel_matrices
from gis.travel.matrix import TravelMatrix


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
        opportunities are reached. For ``gaps`` the people of each origin who
        have one.
    people : numpy.ndarray of float, shape (n_origins,)
        People it is about at each origin: everybody, or those of a group [count].
    note : str
        What the reader must know of the two values.
    """

    measure: Measure
    values: FloatArray
    people: FloatArray
    note: str

    @property
    def facts(self) -> Kind:
        """What holds for every measure of its kind."""
        return FACTS[self.measure.kind]


@dataclass(slots=True)
class _Found:
    """The values of one measure while they come in, and how far its search is from rest at worst."""

    values: FloatArray
    gap_share: float = field(default=0.0)


def assess_measures(
    network: StreetNetwork,
    prepared: Prepared,
    population: FloatArray,
    service_keys: Sequence[str],
    profiles: Sequence[Profile],
    measures: Sequence[Measure],
    *,
    nearest_s: FloatArray | None = None,
    supply: Mapping[str, FloatArray] | None = None,
    groups: Mapping[str, FloatArray] | None = None,
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
        Who travels; ``walk`` among them if a penalty or gaps are asked for.
    measures : sequence of Measure
        What is asked for.
    nearest_s : numpy.ndarray of float, shape (n_services, n_profiles, 2, n_origins), optional
        Time to the nearest place, as ``assess_access`` gives it; coverage and gaps need it [s].
    supply : mapping of str to numpy.ndarray of float, shape (n_places,), optional
        Supply or opportunities at the places of a class [count]; 1 each
        where the class is absent.
    groups : mapping of str to numpy.ndarray of float, shape (n_origins,), optional
        People of each group at each origin [count].
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
    n_origins = len(prepared.origins.nearest_m)
    check_measures(measures, service_keys, [profile.name for profile in profiles], groups=list(groups or {}))
    check_population(population, source="population", n_places=n_origins)
    check_groups(groups or {}, population)
    shape = (len(profiles), len(READINGS), n_origins)
    found = {measure.key: _Found(np.empty(shape)) for measure in measures}
    by_time = [measure for measure in measures if FACTS[measure.kind].from_nearest]
    if by_time and (nearest_s is None or nearest_s.shape != (len(service_keys), *shape)):
        raise ShapeMismatchError("nearest_s", [f"{by_time[0].kind} needs the times of all classes"])
    for measure in by_time:
        assert nearest_s is not None, "checked above"
        time_s = nearest_s[list(service_keys).index(measure.service)]
        found[measure.key].values = _from_nearest(measure, time_s, population, profiles)
    tell = progress or _tell_nobody
    by_matrix = [measure for measure in measures if not FACTS[measure.kind].from_nearest]
    wanted = [key for key in service_keys if any(measure.service == key for measure in by_matrix)]
    for done, key in enumerate(wanted):
        of_class = [measure for measure in by_matrix if measure.service == key]
        places = prepared.services[list(service_keys).index(key)]
        amounts = (supply or {}).get(key)
        amounts = np.ones(len(places.nearest_m)) if amounts is None else amounts
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
                row, gap_share = _values(measure, one.matrix, amounts, population)
                into = found[measure.key]
                into.values[one.profile, READINGS.index(one.reading)] = row
                into.gap_share = max(into.gap_share, gap_share)
    too_far = prepared.origins.too_far
    return tuple(
        _finished(measure, found[measure.key], _people_of(measure, population, groups), profiles, too_far)
        for measure in measures
    )


def _tell_nobody(_share: float, _at_work: str) -> None:
    """Take the place of a progress bar."""


def _people_of(
    measure: Measure, population: FloatArray, groups: Mapping[str, FloatArray] | None
) -> FloatArray:
    """Give the people a measure is about: everybody, or those of its group."""
    return population if measure.group is None else (groups or {})[measure.group]


def _from_nearest(
    measure: Measure, time_s: FloatArray, population: FloatArray, profiles: Sequence[Profile]
) -> FloatArray:
    """Work out a measure that needs no more than the times to the nearest place, for every profile."""
    within: BoolArray = time_s <= (measure.cutoff_s or 0.0)
    if measure.kind != "gaps":
        return within.astype(np.float64)
    names = [profile.name for profile in profiles]
    values = np.zeros(within.shape)
    for p, name in enumerate(names):
        if name == WALK:
            continue  # whatever walking is, it has no gap against itself
        gaps = gap_cells(within[names.index(WALK)], within[p], population)
        values[p, 0, gaps.cell[gaps.sure]] = gaps.population[gaps.sure]
        values[p, 1, gaps.cell] = gaps.population
    return values


def _values(
    measure: Measure, matrix: TravelMatrix, amounts: FloatArray, people: FloatArray
) -> tuple[FloatArray, float]:
    """Work one measure out for one profile in one reading; and what people could still gain, if any."""
    cutoff_s, gap_share = measure.cutoff_s or 0.0, 0.0
    match measure.kind:
        case "cumulative" | "penalty":
            found = cumulative(matrix, amounts, cutoffs_s=np.array([cutoff_s]))[:, 0]
        case "cumulative_interval":
            found = cumulative_interval(matrix, amounts, from_s=measure.from_s or 0.0, to_s=cutoff_s)
        case "gravity":
            found = gravity(matrix, amounts, decay=_decay(measure))
        case "dual":
            time_s = time_to_reach(matrix, amounts, wanted=np.array([measure.wanted_count or 0.0]))[:, 0]
            # The matrix may reach further than this measure looks, for the sake of another.
            found = np.where(time_s <= cutoff_s, time_s, np.inf)
        case "raam":
            rest = raam(_up_to(matrix, cutoff_s), amounts, people, tau_s=measure.tau_s or 0.0)
            found, gap_share = rest.cost, 0.0 if rest.converged else rest.gap_share
        case _:
            found = _shared_out(measure, matrix, amounts, people)
    return np.asarray(found, dtype=np.float64), gap_share


def _shared_out(
    measure: Measure, matrix: TravelMatrix, amounts: FloatArray, people: FloatArray
) -> FloatArray:
    """Work out a measure that shares the supply of each place, or of all, out among the origins."""
    decay = _decay(measure)
    match measure.kind:
        case "two_step" | "enhanced_two_step":
            return two_step(matrix, amounts, people, decay=decay)
        case "three_step":
            return three_step(matrix, amounts, people, decay=decay)
        case "balanced":
            return balanced(matrix, amounts, people, decay=decay)
        case "constrained" if measure.constraint == "total":
            return total_constrained(matrix, amounts, decay=decay)
        case "constrained":
            return singly_constrained(matrix, amounts, people, decay=decay)
        case "spatial_availability":
            there = spatial_availability(matrix, amounts, people, decay=decay)
            per_head: FloatArray = np.full(len(people), np.nan)
            return np.divide(there, people, out=per_head, where=people > 0)
        case _:
            raise AssertionError(f"{measure.kind} shares nothing out")


def _decay(measure: Measure) -> Decay:
    """Give the weight by time: the one asked for, or all within the cutoff alike."""
    return measure.decay or Step(measure.cutoff_s or 0.0)


def _up_to(matrix: TravelMatrix, cutoff_s: float) -> TravelMatrix:
    """Leave out the pairs beyond a cutoff, which are there for the sake of other measures."""
    if cutoff_s >= matrix.cutoff_s:
        return matrix
    kept = matrix.time_ticks <= longest_ticks(cutoff_s)
    start = np.concatenate([[0], np.cumsum(kept)])[matrix.start]
    return TravelMatrix(matrix.n_origins, start, matrix.origin[kept], matrix.time_ticks[kept], cutoff_s)


def _finished(
    measure: Measure, found: _Found, people: FloatArray, profiles: Sequence[Profile], too_far: BoolArray
) -> MeasureValues:
    """Compare with walking where asked, leave out who is on no street, and say how to read the result."""
    facts, values, note = FACTS[measure.kind], found.values, FACTS[measure.kind].note
    if measure.kind == "penalty":
        values = _penalties(values, profiles)
    if found.gap_share > 0:
        note += f" The search stopped before rest: people could still gain {found.gap_share:.2%} of the cost."
    if not facts.from_nearest:
        # In coverage they are people who reach nothing, as in every other count of it.
        values[..., too_far] = np.nan
    return MeasureValues(measure, values, people, note)


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
