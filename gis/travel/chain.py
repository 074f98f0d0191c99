"""The access chain from door to service: reached only if route, entrance and every feature needed pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gis.checks import check_population
from gis.crs import rows_named
from gis.errors import AttributeInputError, ShapeMismatchError
from gis.model import READINGS, ByteArray, FloatArray, IntArray, Passability, Reading
from gis.routing.ticks import TICKS_PER_S
from gis.travel.matrix import TravelMatrix

ROUTE, ENTRANCE = "route", "entrance"
NO_PLACE = -1

TICKS_RANGE = 1 << 31  # more than any time of a matrix


@dataclass(frozen=True, slots=True)
class AccessChain:
    """
    For each origin how far along the chain it gets, at the place where it gets farthest.

    Parameters
    ----------
    links : tuple of str
        The chain in order: route, entrance, then the features.
    broken : numpy.ndarray of int, shape (2, n_origins)
        Position in ``links`` of the first broken link; ``len(links)`` where the
        chain is whole. Axis 0 is ``READINGS``.
    place : numpy.ndarray of int, shape (2, n_origins)
        The place this is told of; -1 where no place is within the cutoff.
    time_s : numpy.ndarray of float, shape (2, n_origins)
        Time to that place [s]; infinite where there is none.
    """

    links: tuple[str, ...]
    broken: IntArray
    place: IntArray
    time_s: FloatArray

    @property
    def whole_s(self) -> FloatArray:
        """Time to the nearest place whose chain is whole, shape (2, n_origins) [s]; infinite without one."""
        return np.where(self.broken == len(self.links), self.time_s, np.inf)

    @property
    def unknown_at(self) -> IntArray:
        """Link on which the answer hangs: broken if unknown blocks, whole if unknown passes; else -1."""
        low, high = self.broken
        hangs = (low < len(self.links)) & (high == len(self.links))
        return np.where(hangs, low, -1)


@dataclass(frozen=True, slots=True)
class ChainShares:
    """
    Shares of a population by the first broken link; NaN where nobody lives.

    Parameters
    ----------
    links : tuple of str
        The chain in order.
    broken_share : numpy.ndarray of float, shape (2, n_links)
        People whose chain breaks first at each link, in the low and the high reading.
    whole_share : numpy.ndarray of float, shape (2,)
        People whose chain is whole; with ``broken_share`` it sums to 1 in each reading.
    surely_broken_share : numpy.ndarray of float, shape (n_links,)
        People whose chain is broken even if unknown passes, by the link where it then breaks.
    unknown_share : numpy.ndarray of float, shape (n_links,)
        People whose chain is whole if unknown passes and broken if it blocks, by
        the link where it then breaks. With the sure ones and ``whole_share[0]`` it sums to 1.
    """

    links: tuple[str, ...]
    broken_share: FloatArray
    whole_share: FloatArray
    surely_broken_share: FloatArray
    unknown_share: FloatArray


def access_chain(
    low: TravelMatrix, high: TravelMatrix, entrance: ByteArray, features: Mapping[str, ByteArray]
) -> AccessChain:
    """
    Follow the chain from every origin to every place within the cutoff.

    Parameters
    ----------
    low, high : TravelMatrix
        Times in the two readings.
    entrance : numpy.ndarray of int8, shape (n_destinations,)
        ``Passability`` of each place's entrance for the person.
    features : mapping of str to numpy.ndarray of int8, shape (n_destinations,)
        What the person needs inside, in order (toilet, lift, sign language):
        ``Passability`` of each at each place. It may be empty.

    Returns
    -------
    AccessChain
        First broken link, place and time, in both readings.

    Raises
    ------
    ShapeMismatchError
        If matrices and places do not belong together.
    AttributeInputError
        If a state is no ``Passability``, a feature bears the name of another
        link, or an origin gets farther in the low reading than in the high one.

    Notes
    -----
    A place whose entrance is closed is not reached, however good the street:
    the origin may use a farther place whose chain is whole. So each origin is
    told of the place where the chain holds longest; of several such places the
    nearest, and of places equally near the first in the input. In the low
    reading unknown blocks on every link, in the high one it passes.

    Examples
    --------
    Two clinics: the near one has steps at the door, the farther one none.

    >>> import numpy as np
    >>> matrix = TravelMatrix.from_dense(np.array([[60.0, 300.0]]))
    >>> chain = access_chain(matrix, matrix, np.array([-1, 1], dtype=np.int8), {})
    >>> chain.broken.tolist(), chain.place.tolist(), chain.whole_s.tolist()
    ([[2], [2]], [[1], [1]], [[300.0], [300.0]])
    """
    links = (ROUTE, ENTRANCE, *features)
    _check(low, high, links, [entrance, *features.values()])
    states = np.stack([entrance, *features.values()])
    shape = (len(READINGS), low.n_origins)
    broken = np.zeros(shape, dtype=np.int64)
    place = np.full(shape, NO_PLACE, dtype=np.int64)
    time_s = np.full(shape, np.inf)
    for r, (reading, matrix) in enumerate(zip(READINGS, (low, high), strict=True)):
        least = Passability.PASSES if reading is Reading.LOW else Passability.UNKNOWN
        holds = np.cumprod(states >= least, axis=0)
        reached, at, ticks, links_held = _farthest(matrix, holds.sum(axis=0), len(links))
        broken[r, reached] = 1 + links_held
        place[r, reached] = at
        time_s[r, reached] = ticks / float(TICKS_PER_S)
    farther = np.flatnonzero(broken[0] > broken[1])
    if farther.size:
        fault = f"the low reading gets farther than the high one in {rows_named(farther)}"
        raise AttributeInputError("access chain", [fault])
    return AccessChain(links, broken, place, time_s)


def _farthest(
    matrix: TravelMatrix, held: IntArray, n_links: int
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """
    Choose for each origin the place that gets farthest, then the nearest, then the first.

    The three are packed into one number whose minimum decides: links missing, ticks, place.
    """
    missing = (n_links - held)[matrix.destination]
    key = (missing * TICKS_RANGE + matrix.time_ticks) * matrix.n_destinations + matrix.destination
    none = np.iinfo(np.int64).max
    least = np.full(matrix.n_origins, none)
    np.minimum.at(least, matrix.origin, key)
    reached = np.flatnonzero(least < none)
    rest, place = np.divmod(least[reached], max(matrix.n_destinations, 1))
    missing, ticks = np.divmod(rest, TICKS_RANGE)
    return reached, place, ticks, n_links - missing


def chain_shares(chain: AccessChain, population: FloatArray) -> ChainShares:
    """
    Say for which shares of a population the chain breaks first at each link.

    Parameters
    ----------
    chain : AccessChain
        From ``access_chain``.
    population : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].

    Returns
    -------
    ChainShares
        Shares, low and high, and what is sure and what is not.

    Raises
    ------
    ShapeMismatchError
        If populations and origins differ in number.
    AttributeInputError
        If a population is negative or not a number.
    """
    check_population(population, source="population", n_places=chain.broken.shape[1])
    n_links = len(chain.links)
    total = float(population.sum())

    def shares(link: IntArray, among: IntArray) -> FloatArray:
        people = np.bincount(link[among], weights=population[among], minlength=n_links + 1)
        return people / total if total > 0 else np.full(n_links + 1, np.nan)

    everybody = np.arange(len(population))
    by_reading = np.stack([shares(link, everybody) for link in chain.broken])
    unknown = chain.unknown_at
    return ChainShares(
        links=chain.links,
        broken_share=by_reading[:, :n_links],
        whole_share=by_reading[:, n_links],
        surely_broken_share=by_reading[1, :n_links],
        unknown_share=shares(unknown, np.flatnonzero(unknown >= 0))[:n_links],
    )


def _check(low: TravelMatrix, high: TravelMatrix, links: tuple[str, ...], states: list[ByteArray]) -> None:
    """Refuse matrices, states and names that do not belong together."""
    shapes = []
    if low.n_origins != high.n_origins or low.n_destinations != high.n_destinations:
        shapes.append(
            f"the low reading has {low.n_origins} origins and {low.n_destinations} destinations, "
            f"the high one {high.n_origins} and {high.n_destinations}"
        )
    shapes += [
        f"{name} has {state.size} states for {low.n_destinations} destinations"
        for name, state in zip(links[1:], states, strict=True)
        if state.shape != (low.n_destinations,)
    ]
    if shapes:
        raise ShapeMismatchError("access chain", shapes)
    faults = [
        f"{name} is neither -1, 0 nor 1 in {rows_named(odd)}"
        for name, state in zip(links[1:], states, strict=True)
        if (odd := np.flatnonzero(~np.isin(state, list(Passability)))).size
    ]
    faults += [f"a feature may not be called {name!r}" for name in links[2:] if name in links[:2]]
    if faults:
        raise AttributeInputError("access chain", faults)
