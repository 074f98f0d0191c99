"""Single trips in worked towns walked at 1 m/s: the way, what stands in it, the nearest, the chain."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gis.errors import EmptyInputError, FaultyInputsError, ReferenceSystemError
from gis.model import Passability, Places
from gis.network.profiles import Profile
from gis.trips import (
    Streets,
    find_trips,
    follow_chain,
    nearest_places,
    obstacle_steps,
    one_point,
    ready_streets,
    step_lengths_m,
)

WALK = Profile("walk", speed_mps=1.0)
CHAIR = Profile("chair", speed_mps=1.0, max_up_share=0.08, max_kerb_m=0.03, steps="block", uses_wheels=True)


def at(town: Any, east_m: float, north_m: float, source: str = "from") -> Places:  # noqa: ANN401 - Town comes from a module loaded by path
    places = town.places((east_m, north_m))
    return one_point(float(places.lon_deg[0]), float(places.lat_deg[0]), source=source)


@pytest.fixture
def island(towns: ModuleType) -> tuple[Any, Streets]:
    town = towns.island_town()
    return town, ready_streets(town.network)


def test_an_unrecorded_kerb_stands_in_the_way_of_the_low_reading_only(island: tuple[Any, Streets]) -> None:
    # 100 + 100 to the crossing, 20 over it, 100 beyond; the chair needs to know the kerb
    town, streets = island
    walk, chair = find_trips(streets, at(town, 0, 0), at(town, 320, 0, "to"), [WALK, CHAIR])
    assert walk.low is not None
    assert walk.high is not None
    assert (walk.low.total_s, walk.high.total_s, walk.barriers) == (320.0, 320.0, None)
    assert chair.low is None
    assert chair.high is not None
    assert chair.high.total_s == 320.0
    assert step_lengths_m(town.network, chair.high) == pytest.approx([100, 100, 20, 100], abs=1e-6)
    assert chair.barriers is not None
    (step,) = obstacle_steps(chair.barriers)
    (reason,) = chair.barriers.direct.reasons[step]
    assert (town.network.link_ids[chair.barriers.direct.link[step]], reason.rule, reason.state) == (
        "street/2",
        "kerb",
        "unknown",
    )
    assert chair.barriers.direct.arrival_s[step] - chair.barriers.direct.time_s[step] == 200.0


def test_the_nearest_obstacle_comes_first(towns: ModuleType) -> None:
    # a steep street, a level one, then a kerb nobody recorded: both block the low reading, in this order
    town = towns.build(
        [(0, 0), (100, 0), (200, 0), (300, 0)],
        [
            towns.Street(2, 3, kerb_m=None, kind=towns.LinkKind.CROSSING),
            towns.Street(1, 2),
            towns.Street(0, 1, incline_share=0.2),
        ],
    )
    (trip,) = find_trips(ready_streets(town.network), at(town, 0, 0), at(town, 300, 0, "to"), [CHAIR])
    assert (trip.low, trip.high) == (None, None)
    assert trip.barriers is not None
    direct = trip.barriers.direct
    steps = obstacle_steps(trip.barriers)
    assert [town.network.link_ids[direct.link[step]] for step in steps] == ["street/2", "street/0"]
    assert direct.state[steps].tolist() == [Passability.BLOCKS, Passability.UNKNOWN]


def test_where_the_streets_do_not_connect_nothing_stands_in_the_way_and_there_is_no_way(
    island: tuple[Any, Streets],
) -> None:
    town, streets = island
    (trip,) = find_trips(streets, at(town, 0, 0), at(town, 720, 0, "to"), [WALK])
    assert (trip.low, trip.high, trip.barriers) == (None, None, None)


def test_the_nearest_places_are_those_of_the_reading(island: tuple[Any, Streets]) -> None:
    # from 200: the place at 230 is 30 m off, beyond the kerb; that at 100 is 100 m off
    town, streets = island
    found = nearest_places(streets, at(town, 200, 0), town.places((230, 0), (100, 0)), [CHAIR], k=2)
    assert found.place[0, :, 0].tolist() == [[1, -1], [0, 1]]
    assert found.time_s[0, :, 0].tolist() == [[100.0, np.inf], [30.0, 100.0]]


def test_the_chain_is_followed_to_a_farther_door_without_steps(island: tuple[Any, Streets]) -> None:
    # from 0: the place at 50 has steps at its door, that at 150 none, and nobody recorded its toilet
    town, streets = island
    places = town.places((50, 0), (150, 0))
    entrance, toilet = np.array([-1, 1], dtype=np.int8), np.array([1, 0], dtype=np.int8)
    (chain,) = follow_chain(
        streets, at(town, 0, 0), places, entrance, {"toilet": toilet}, [CHAIR], cutoff_s=600
    )
    assert chain.links == ("route", "entrance", "toilet")
    assert chain.broken[:, 0].tolist() == [2, 3]  # low: at the toilet; high: whole
    assert chain.place[:, 0].tolist() == [1, 1]
    assert chain.whole_s[:, 0].tolist() == [np.inf, 150.0]


def test_points_far_from_every_street_are_told_together_each_under_its_name(
    island: tuple[Any, Streets],
) -> None:
    town, streets = island
    with pytest.raises(FaultyInputsError) as caught:
        find_trips(streets, at(town, 0, 5000), at(town, 0, -3000, "to"), [WALK])
    assert [(error.source, error.faults[0][:18]) for error in caught.value.errors] == [
        ("from", "lies 5,000 m from "),
        ("to", "lies 3,000 m from "),
    ]


def test_a_layer_of_places_elsewhere_says_how_far_the_nearest_is(island: tuple[Any, Streets]) -> None:
    town, streets = island
    with pytest.raises(EmptyInputError, match=r"none of 2 places lies within 500 m .* is 4,000 m away"):
        nearest_places(streets, at(town, 0, 0), town.places((0, 4000), (0, 9000)), [WALK], k=1)


def test_exchanged_longitude_and_latitude_are_recognised(towns: ModuleType) -> None:
    town = towns.build([(0, 0), (3000, 3000)], [towns.Street(0, 1)])
    right = at(town, 1500, 1500)
    swapped = one_point(float(right.lat_deg[0]), float(right.lon_deg[0]), source="from")
    with pytest.raises(ReferenceSystemError, match="latitude and longitude look swapped"):
        find_trips(ready_streets(town.network), swapped, right, [WALK])


def test_a_network_without_links_is_refused(towns: ModuleType) -> None:
    with pytest.raises(EmptyInputError, match="no link that people can walk"):
        ready_streets(towns.build([(0, 0)], []).network)
