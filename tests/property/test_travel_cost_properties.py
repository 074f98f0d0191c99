"""What must hold for costs between places of a town: the triangle inequality, and symmetry both ways."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.access.gravity import gravity
from gis.assess import ServiceClass, assess_access
from gis.decay.exponential import Exponential
from gis.model import FloatArray
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.travel.matrix import TravelMatrix

SIZE = 3
N_STREETS = 2 * SIZE * (SIZE - 1)
WALK = Profile("walk", speed_mps=1.0)
LENGTHS_M = st.lists(st.floats(100.0, 400.0), min_size=N_STREETS, max_size=N_STREETS)
OPEN_WAYS = st.lists(st.booleans(), min_size=N_STREETS, max_size=N_STREETS)
NODES_M = [(100.0 * column, 100.0 * row) for row in range(SIZE) for column in range(SIZE)]
# The engine counts whole tenths of a second a link, and a place lies within a hair of its node.
ROUNDING_S = 0.1 * N_STREETS


def town_of(towns: ModuleType, lengths_m: list[float], backward: list[bool]) -> Any:  # noqa: ANN401 - Town comes from a module loaded by path
    """Build squared paper with streets of the lengths and directions drawn."""
    plain = towns.grid_town(SIZE).network
    ends = zip(plain.link_from.tolist(), plain.link_to.tolist(), strict=True)
    drawn = zip(ends, lengths_m, backward, strict=True)
    return towns.build(NODES_M, [towns.Street(a, b, length_m=m, backward=back) for (a, b), m, back in drawn])


def times_between_nodes(network: StreetNetwork, town: Any) -> FloatArray:  # noqa: ANN401 - as above
    """Give the time from every node to every node, shape (n_nodes, n_nodes)."""
    origins = town.places(*NODES_M)
    services = [ServiceClass(f"node {i}", town.places(node)) for i, node in enumerate(NODES_M)]
    result = assess_access(network, origins, np.ones(len(origins)), services, [WALK])
    return np.asarray(result.time_s[:, 0, 0].T)


@given(lengths_m=LENGTHS_M, backward=OPEN_WAYS)
def test_costs_between_nodes_obey_the_triangle_inequality(
    towns: ModuleType, lengths_m: list[float], backward: list[bool]
) -> None:
    town = town_of(towns, lengths_m, backward)
    time_s = times_between_nodes(town.network, town)
    by_way_of = (time_s[:, :, None] + time_s[None, :, :]).min(axis=1)
    assert (time_s <= by_way_of + ROUNDING_S).all()


@given(lengths_m=LENGTHS_M)
def test_costs_are_the_same_there_and_back_where_no_street_has_a_direction(
    towns: ModuleType, lengths_m: list[float]
) -> None:
    town = town_of(towns, lengths_m, [True] * N_STREETS)
    time_s = times_between_nodes(town.network, town)
    assert np.abs(time_s - time_s.T).max() <= ROUNDING_S


@given(lengths_m=LENGTHS_M, barred=st.integers(0, N_STREETS - 1))
def test_a_barred_street_helps_nobody_to_anything(
    towns: ModuleType, lengths_m: list[float], barred: int
) -> None:
    town = town_of(towns, lengths_m, [True] * N_STREETS)
    # Barred for walking along in either direction; its ends keep other streets, so every node still joins.
    open_ways = np.arange(N_STREETS) != barred
    network = towns.replaced(town.network, forward=open_ways, backward=open_ways)
    before, after = times_between_nodes(town.network, town), times_between_nodes(network, town)
    assert (after >= before - ROUNDING_S).all()
    decay = Exponential.half_life(300.0)
    one_each = np.ones(len(NODES_M))
    open_all, open_less = (
        gravity(TravelMatrix.from_dense(time_s), one_each, decay=decay) for time_s in (before, after)
    )
    assert (open_less <= open_all * np.exp(decay.rate_per_s * ROUNDING_S)).all()
