"""The k nearest places: worked towns walked at 1 m/s, so that every time is a number of metres."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gis.errors import AttributeInputError
from gis.network.profiles import Profile
from gis.network.snap import Joiner
from gis.travel.k_nearest import NearestPlaces, k_nearest

WALK = Profile("walk", speed_mps=1.0)
CHAIR = Profile("chair", speed_mps=1.0, max_kerb_m=0.03, steps="block", uses_wheels=True)

At = tuple[float, float]


def find(town: Any, origins: list[At], places: list[At], k: int, **more: Any) -> NearestPlaces:  # noqa: ANN401 - Town comes from a module loaded by path
    """Search for one profile, the walking one unless said otherwise."""
    joiner = Joiner(town.network)
    homes, clinics = (joiner.candidates(town.places(*at)) for at in (origins, places))
    profile = more.pop("profile", WALK)
    return k_nearest(town.network, homes, clinics, [profile], k=k, **more)


def low(found: NearestPlaces) -> tuple[list[list[float]], list[list[int]]]:
    """Give times and places of the low reading."""
    return found.time_s[0, 0].tolist(), found.place[0, 0].tolist()


def test_places_come_in_the_order_of_their_times(towns: ModuleType) -> None:
    # Line Town, nodes at 0, 100 ... 400. From 0: 30 m to place 2, 100 m to place 1, 400 m to place 0.
    # From 380: 20 m to place 0, 280 m to place 1, 350 m to place 2.
    found = find(towns.line_town(), [(0, 0), (380, 0)], [(400, 0), (100, 0), (30, 0)], 3)
    assert low(found) == ([[30.0, 100.0, 400.0], [20.0, 280.0, 350.0]], [[2, 1, 0], [0, 1, 2]])


def test_only_as_many_as_asked_for_are_kept(towns: ModuleType) -> None:
    found = find(towns.line_town(), [(0, 0)], [(400, 0), (100, 0), (30, 0)], 2)
    assert low(found) == ([[30.0, 100.0]], [[2, 1]])


def test_where_fewer_places_are_reached_the_rest_is_infinite_and_no_place(towns: ModuleType) -> None:
    found = find(towns.line_town(), [(0, 0)], [(100, 0)], 3)
    assert low(found) == ([[100.0, np.inf, np.inf]], [[0, -1, -1]])


def test_of_places_equally_far_the_first_in_the_input_comes_first(towns: ModuleType) -> None:
    town = towns.line_town()
    assert low(find(town, [(200, 0)], [(300, 0), (100, 0), (0, 0)], 2)) == ([[100.0, 100.0]], [[0, 1]])
    assert low(find(town, [(200, 0)], [(100, 0), (300, 0), (400, 0)], 1)) == ([[100.0]], [[0]])


def test_a_place_at_a_junction_joins_four_streets_and_is_counted_once(towns: ModuleType) -> None:
    # Squared paper of 5 x 5, 100 m apart: from a corner to its middle 400 m, to the next corner 400 m.
    found = find(towns.grid_town(), [(0, 0)], [(200, 200), (400, 0)], 3)
    assert low(found) == ([[400.0, 400.0, np.inf]], [[0, 1, -1]])


def test_the_ways_off_the_street_are_paid_at_both_ends(towns: ModuleType) -> None:
    # 30 m beside the street at 140, to a place 20 m beside it at 310: 30 + 170 + 20.
    found = find(towns.line_town(), [(140, 30)], [(310, -20)], 1)
    assert low(found) == ([[220.0]], [[0]])


def test_on_a_one_way_street_a_place_behind_is_not_reached(towns: ModuleType) -> None:
    found = find(towns.line_town(backward=False), [(150, 0)], [(120, 0), (180, 0)], 2)
    assert low(found) == ([[30.0, np.inf]], [[1, -1]])


def test_the_readings_differ_by_what_lies_behind_an_unrecorded_kerb(towns: ModuleType) -> None:
    # Island Town: 200 m of street, a crossing of 20 m whose kerb nobody recorded, 100 m of isle.
    found = find(towns.island_town(), [(0, 0)], [(320, 0), (200, 0), (720, 0)], 3, profile=CHAIR)
    assert found.time_s[0].tolist() == [[[200.0, np.inf, np.inf]], [[200.0, 320.0, np.inf]]]
    assert found.place[0].tolist() == [[[1, -1, -1]], [[1, 0, -1]]]


def test_a_place_exactly_at_the_cutoff_counts(towns: ModuleType) -> None:
    town, origin, places = towns.line_town(), [(0.0, 0.0)], [(100.0, 0.0), (30.0, 0.0)]
    assert low(find(town, origin, places, 2, cutoff_s=100.0))[1] == [[1, 0]]
    assert low(find(town, origin, places, 2, cutoff_s=99.9))[1] == [[1, -1]]
    assert low(find(town, [(30.0, 0.0)], places, 2, cutoff_s=0.0))[1] == [[1, -1]]


def test_no_origins_and_no_places_give_empty_answers(towns: ModuleType) -> None:
    town = towns.line_town()
    assert find(town, [], [(0, 0)], 2).time_s.shape == (1, 2, 0, 2)
    assert low(find(town, [(0, 0)], [], 2)) == ([[np.inf, np.inf]], [[-1, -1]])


def test_faults_are_told_together(towns: ModuleType) -> None:
    with pytest.raises(
        AttributeInputError, match=r"k must be one or more, not 0; cutoff_s must be zero or a"
    ):
        find(towns.line_town(), [(0, 0)], [(0, 0)], 0, cutoff_s=np.nan)
