"""Rational agent access (RAAM): what a trip and the crowd at its end cost once nobody gains by a change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.access.inputs import check_measure, raise_found
from gis.compiled import compiled
from gis.errors import AttributeInputError
from gis.model import FloatArray, IntArray
from gis.travel.matrix import TravelMatrix


@dataclass(frozen=True, slots=True)
class RationalAccess:
    """
    Cost of access once demand has settled, and how settled it is.

    Parameters
    ----------
    cost : numpy.ndarray of float, shape (n_origins,)
        Mean cost of the people of each origin, in units of `tau_s` of travel;
        infinite where no supply is reached. Lower is better. Where nobody
        lives, what a newcomer would pay.
    demand_there : numpy.ndarray of float, shape (n_destinations,)
        People who go to each destination [count].
    gap_share : float
        What all people together could still gain by going elsewhere, as a part
        of what they pay.
    sweep_count : int
        How often every origin chose anew.
    converged : bool
        Whether the gap is within the tolerance.
    """

    cost: FloatArray
    demand_there: FloatArray
    gap_share: float
    sweep_count: int
    converged: bool


@dataclass(frozen=True, slots=True)
class _Market:
    """Pairs with supply, grouped by origin, in the units of the cost."""

    first: IntArray
    origin: IntArray
    destination: IntArray
    travel: FloatArray
    demand: FloatArray
    crowding: FloatArray  # cost that one person more adds at each destination


def raam(
    matrix: TravelMatrix,
    supply: FloatArray,
    demand: FloatArray,
    *,
    tau_s: float,
    rho: float | None = None,
    tolerance_share: float = 1e-6,
    max_sweeps: int = 1000,
) -> RationalAccess:
    """
    Find the cost of access when people weigh travel against crowding and nobody gains by a change.

    Parameters
    ----------
    matrix : TravelMatrix
        Times from origins to destinations, in the direction people travel.
    supply : numpy.ndarray of float, shape (n_destinations,)
        Supply at each destination [count].
    demand : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    tau_s : float
        Travel time that weighs as much as a service at the usual crowding [s].
    rho : float, optional
        Usual crowding, people for each unit of supply; all demand over all
        supply unless given [count/count].
    tolerance_share : float
        Gap at which the search stops.
    max_sweeps : int
        Number of sweeps after which it stops anyhow, with ``converged`` False.

    Returns
    -------
    RationalAccess
        Cost by origin, demand by destination, and the gap that is left.

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each place.
    AttributeInputError
        If an amount is negative or not a number, or a parameter not above zero.
    FaultyInputsError
        If several inputs are at fault.

    Notes
    -----
    ``cost_ij = t_ij / tau + (D_j / S_j) / rho``. At rest every person of an origin
    pays its lowest cost. As crowding is linear in demand this is the minimum of
    the convex sum ``sum of x_ij t_ij / tau + sum of D_j^2 / (2 S_j rho)``, so the
    costs at rest are unique. In each sweep every origin in turn spreads its
    people in the best way, the others held; the sum falls with each step. Where
    it falls slowly the last change is repeated, twice as far each time, as long
    as that lowers the sum still more. It stops when ``sum of x_ij (cost_ij -
    lowest_i) <= tolerance * sum of x_ij cost_ij``.

    PySAL access 1.1 moves whole people by damped steps for a fixed number of
    cycles and tells no gap. It cannot divide one person, so its test of one
    person among 25 equal services gives 25, the cost of that person alone in one
    service of the usual crowding 1/25; people who may divide pay 1 and a bit.

    References
    ----------
    .. [1] Saxon, J., Snow, D. (2020). A rational agent model for the spatial
       accessibility of primary health care. Annals of the American Association
       of Geographers 110(1), 205-222.

    Examples
    --------
    >>> matrix = TravelMatrix.from_dense(np.array([[0.0, 600.0]]))
    >>> found = raam(matrix, np.array([1.0, 1.0]), np.array([2.0]), tau_s=600.0)
    >>> found.cost, found.demand_there
    (array([1.5]), array([1.5, 0.5]))
    """
    check_measure(matrix, at_destinations={"supply": supply}, at_origins={"demand": demand})
    if rho is None:
        rho = float(demand.sum() / supply.sum()) if supply.any() and demand.any() else 1.0
    _check_parameters(tau_s=tau_s, rho=rho, tolerance_share=tolerance_share, max_sweeps=max_sweeps)
    market = _market(matrix, supply, demand, tau_s=tau_s, rho=rho)
    flow: FloatArray = np.zeros(len(market.travel))
    stride, gap_share, sweeps = 1.0, np.inf, 0
    while gap_share > tolerance_share and sweeps < max_sweeps:
        before = flow
        flow = _sweep(market, before)
        sweeps += 1
        if sweeps > 1:
            flow, stride = _leap(market, before, flow, stride)
        cost, gap_share = _cost_and_gap(market, flow)
    return RationalAccess(cost, _load(market, flow), gap_share, sweeps, gap_share <= tolerance_share)


def _check_parameters(**parameters: float) -> None:
    """Refuse parameters that are not above zero and finite."""
    faults = [
        AttributeInputError(name, [f"must be a positive number, not {value}"])
        for name, value in parameters.items()
        if not 0 < value < np.inf
    ]
    raise_found([*faults])


def _market(
    matrix: TravelMatrix, supply: FloatArray, demand: FloatArray, *, tau_s: float, rho: float
) -> _Market:
    """Group the pairs that end at some supply by origin."""
    destination = matrix.destination
    served = np.flatnonzero(supply[destination] > 0)
    order = served[np.argsort(matrix.origin[served], kind="stable")]
    first = np.searchsorted(matrix.origin[order], np.arange(matrix.n_origins + 1))
    crowding = np.divide(1.0, supply * rho, out=np.zeros(len(supply)), where=supply > 0)
    return _Market(
        first.astype(np.int64),
        matrix.origin[order].astype(np.int64),
        destination[order].astype(np.int64),
        matrix.time_s[order] / tau_s,
        np.asarray(demand, dtype=np.float64),
        crowding,
    )


def _sweep(market: _Market, flow: FloatArray) -> FloatArray:
    """Let every origin choose anew, in turn."""
    chosen = flow.copy()
    _choose_anew(
        market.first,
        market.destination,
        market.travel,
        market.demand,
        market.crowding,
        chosen,
        _load(market, flow),
    )
    return chosen


def _leap(market: _Market, before: FloatArray, flow: FloatArray, stride: float) -> tuple[FloatArray, float]:
    """
    Repeat the last change, `stride` times as far, if that is better still; give the next stride too.

    Two origins that make room for each other in many small steps would take
    thousands of sweeps where the difference of travel is small.
    """
    farther = np.maximum(flow + stride * (flow - before), 0.0)
    people = _summed(farther, market.origin, len(market.demand))
    scale = np.divide(market.demand, people, out=np.zeros(len(people)), where=people > 0)
    farther *= scale[market.origin]
    if _sum_to_lower(market, farther) < _sum_to_lower(market, flow):
        return farther, 2.0 * stride
    return flow, 1.0


def _sum_to_lower(market: _Market, flow: FloatArray) -> float:
    """Give the convex sum that is smallest at rest."""
    load = _load(market, flow)
    return float(flow @ market.travel + 0.5 * (market.crowding @ np.square(load)))


def _load(market: _Market, flow: FloatArray) -> FloatArray:
    """Give the people at each destination."""
    return _summed(flow, market.destination, len(market.crowding))


def _cost_and_gap(market: _Market, flow: FloatArray) -> tuple[FloatArray, float]:
    """Give what each origin pays, and the part of it all that people could still gain."""
    counts = np.diff(market.first)
    origin, load = market.origin, _load(market, flow)
    cost = market.travel + market.crowding[market.destination] * load[market.destination]
    lowest = np.full(len(counts), np.inf)
    if len(cost):
        lowest[counts > 0] = np.minimum.reduceat(cost, market.first[:-1][counts > 0])
    paid = _summed(flow * cost, origin, len(counts))
    people = _summed(flow, origin, len(counts))
    mean = np.divide(paid, people, out=lowest.copy(), where=people > 0)
    gained = float((flow * (cost - lowest[origin])).sum())
    return mean, gained / float(paid.sum()) if paid.any() else 0.0


def _summed(values: FloatArray, place: IntArray, n_places: int) -> FloatArray:
    """Sum values by place."""
    return np.bincount(place, weights=values, minlength=n_places).astype(np.float64)


@compiled
def _choose_anew(
    first: IntArray,
    destination: IntArray,
    travel: FloatArray,
    demand: FloatArray,
    crowding: FloatArray,
    flow: FloatArray,
    load: FloatArray,
) -> None:
    """
    Let each origin in turn spread its people so that none of them gains by a change; alters flow and load.

    The people of an origin fill its destinations like water a basin: all
    that are used end at the same level of cost, and those above it stay dry.
    """
    for i in range(len(first) - 1):
        begin, end = first[i], first[i + 1]
        if demand[i] <= 0.0 or begin == end:
            continue
        there = destination[begin:end]
        for p in range(end - begin):
            load[there[p]] = max(0.0, load[there[p]] - flow[begin + p])
        dry = travel[begin:end] + crowding[there] * load[there]
        width_sum, cost_sum, level = 0.0, 0.0, np.inf
        for p in np.argsort(dry):
            if dry[p] >= level:
                break
            width_sum += 1.0 / crowding[there[p]]
            cost_sum += dry[p] / crowding[there[p]]
            level = (demand[i] + cost_sum) / width_sum
        for p in range(end - begin):
            flow[begin + p] = max(0.0, level - dry[p]) / crowding[there[p]]
            load[there[p]] += flow[begin + p]
