"""The search itself: arcs side by side, arcs that cost nothing, loops, and trips within one link."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from gis.model import FloatArray, Reading
from gis.network.evaluation import LinkCosts
from gis.network.graph import StreetNetwork
from gis.network.snap import Joins
from gis.routing.customisation import customise
from gis.routing.prepared import street_hierarchy
from gis.routing.ticks import to_seconds, to_ticks
from gis.travel.nearest import Lane, nearest_of_class


def joins(*at: tuple[int, float]) -> Joins:
    """Put one place on each (link, share), no way off the link."""
    link, share = zip(*at, strict=True)
    return Joins(
        np.arange(len(at)), np.array(link, dtype=np.int64), np.array(share, dtype=float), np.zeros(len(at))
    )


def search(
    network: StreetNetwork, cost_s: FloatArray, origins: Joins, *services: Joins, leg_s_per_m: float = 1.0
) -> FloatArray:
    """Search on one network."""
    state = np.where(np.isfinite(cost_s), 1, -1).astype(np.int8)
    lane = Lane(0, Reading.LOW, LinkCosts(cost_s, state), to_ticks(cost_s), 1.0 / leg_s_per_m)
    customised = customise(street_hierarchy(network), lane.link_ticks.reshape(1, -1))
    n_origins = int(origins.place.max()) + 1
    found = [
        nearest_of_class(network, customised, [lane], [origins], [service], n_origins)[0]
        for service in services
    ]
    return to_seconds(np.stack(found))


def both_ways(*cost_s: float) -> FloatArray:
    """Cost the same in both directions."""
    return np.array([cost_s, cost_s], dtype=float)


def test_of_links_side_by_side_the_cheapest_counts_and_they_are_not_added_up(towns: ModuleType) -> None:
    street = towns.Street
    town = towns.build([(0, 0), (50, 0), (100, 0)], [street(0, 1), street(1, 0), street(0, 1), street(1, 2)])
    time_s = search(town.network, both_ways(7.0, 3.0, 5.0, 1.0), joins((0, 0.0)), joins((3, 1.0)))
    assert time_s.tolist() == [[4.0]]


def test_a_link_that_costs_nothing_is_a_way_and_not_a_gap(towns: ModuleType) -> None:
    town = towns.line_town()
    time_s = search(town.network, both_ways(1.0, 0.0, 0.0, 2.0), joins((0, 0.0)), joins((3, 1.0)))
    assert time_s.tolist() == [[3.0]]


def test_a_place_at_a_node_starts_the_search_at_cost_nothing(towns: ModuleType) -> None:
    town = towns.line_town()
    time_s = search(town.network, both_ways(1, 1, 1, 1), joins((0, 0.0), (1, 1.0)), joins((2, 0.0)))
    assert time_s.tolist() == [[2.0, 0.0]]


def test_a_closed_link_takes_nobody_even_when_the_place_stands_at_its_end(towns: ModuleType) -> None:
    town = towns.line_town()
    time_s = search(town.network, both_ways(np.inf, 1, 1, 1), joins((0, 1.0)), joins((1, 0.0)))
    assert time_s.tolist() == [[np.inf]]


def test_on_a_loop_that_goes_one_way_a_place_behind_is_reached_by_going_round(towns: ModuleType) -> None:
    loop = towns.Street(0, 0, via_m=((50, 0), (50, 50)), backward=False)
    town = towns.build([(0, 0)], [loop])
    cost_s = np.array([[10.0], [np.inf]])
    time_s = search(town.network, cost_s, joins((0, 0.75), (0, 0.25)), joins((0, 0.5)))
    assert time_s.tolist() == [[7.5, 2.5]]


def test_along_one_link_the_cheapest_place_ahead_counts_not_the_first(towns: ModuleType) -> None:
    town = towns.build([(0, 0), (100, 0)], [towns.Street(0, 1)])
    services = Joins(
        np.arange(3), np.zeros(3, dtype=np.int64), np.array([0.5, 0.6, 0.1]), np.array([40.0, 1.0, 0.0])
    )
    cost_s = np.array([[100.0], [np.inf]])  # forward only: the place behind, at 0.1, is out of reach
    time_s = search(town.network, cost_s, joins((0, 0.4), (0, 0.55), (0, 0.7)), services)
    assert time_s[0] == pytest.approx([21.0, 6.0, np.inf])


def test_each_class_of_service_has_its_own_search(towns: ModuleType) -> None:
    town = towns.line_town()
    time_s = search(town.network, both_ways(1, 2, 4, 8), joins((0, 0.0)), joins((0, 1.0)), joins((3, 1.0)))
    assert time_s.tolist() == [[1.0], [15.0]]


def test_where_no_place_can_be_joined_every_time_is_infinite(towns: ModuleType) -> None:
    town = towns.line_town()
    nobody = joins((0, 0.0)).only(np.array([False]))
    time_s = search(town.network, both_ways(1, 1, 1, 1), joins((0, 0.0)), nobody, joins((0, 1.0)))
    assert time_s.tolist() == [[np.inf], [1.0]]
