"""The search refuses what it cannot search, and answers what is empty."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from gis.errors import AttributeInputError, ShapeMismatchError
from gis.routing.bounded_sweep import sums_within, times_within
from gis.routing.compile_ahead import compile_search
from gis.routing.customisation import MOST_WEIGHTINGS, customise
from gis.routing.hierarchy import Hierarchy, build_hierarchy
from gis.routing.nearest_sweep import nearest_of_classes, nearest_of_weightings
from gis.routing.restriction import restrict
from gis.routing.ticks import FORBIDDEN, longest_ticks, to_seconds, to_ticks
from gis.routing.trip_ends import Ends, Trips


def ints(*values: int) -> NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


def street() -> Hierarchy:
    """Make 0 - 1 - 2, each edge both ways."""
    return build_hierarchy(3, ints(0, 1, 1, 2), ints(1, 0, 2, 1))


def test_all_edges_between_nodes_that_do_not_exist_are_named() -> None:
    with pytest.raises(
        ShapeMismatchError, match=r"tail of edge 1 is node -1 of 2; head of edge 0 is node 2 of 2"
    ):
        build_hierarchy(2, ints(0, -1), ints(2, 1))


def test_ends_of_different_number_are_refused() -> None:
    with pytest.raises(ShapeMismatchError, match=r"tail has shape \(1,\), head \(2,\)"):
        build_hierarchy(2, ints(0), ints(1, 0))


def test_a_negative_weight_is_named() -> None:
    weights = np.array([[1, 1, 1, 1], [1, 1, -5, 1]], dtype=np.int32)
    with pytest.raises(AttributeInputError, match="edge 2 has a negative weight in weighting 1"):
        customise(street(), weights)


@pytest.mark.parametrize("n_weightings", [0, MOST_WEIGHTINGS + 1])
def test_as_many_weightings_as_a_row_has_lanes_and_no_more(n_weightings: int) -> None:
    with pytest.raises(ShapeMismatchError, match="1 to 16 weightings of 4 edges"):
        customise(street(), np.zeros((n_weightings, 4), dtype=np.int32))


def test_more_classes_than_a_row_has_lanes_are_refused() -> None:
    customised = customise(street(), np.ones((1, 4), dtype=np.int32))
    with pytest.raises(ShapeMismatchError, match="17 classes"):
        nearest_of_classes(customised, 0, ints(0), ints(0), ints(0), 17)


def test_nobody_reaches_anything_where_there_is_nothing() -> None:
    empty = build_hierarchy(0, ints(), ints())
    customised = customise(empty, np.zeros((1, 0), dtype=np.int32))
    assert nearest_of_weightings(customised, ints(), ints(), ints()).shape == (0, 1)


def test_without_a_seed_every_node_is_unreached() -> None:
    customised = customise(street(), np.ones((2, 4), dtype=np.int32))
    assert (nearest_of_weightings(customised, ints(), ints(), ints()) == FORBIDDEN).all()


@pytest.mark.parametrize("cutoff_ticks", [0, 65_535])
def test_without_origins_or_destinations_there_are_no_pairs(cutoff_ticks: int) -> None:
    hierarchy = street()
    nobody = Ends.of_places(ints(), ints(), ints(), 0)
    somebody = Ends.of_places(ints(0), ints(2), ints(0), 1)
    for origins, destinations in ((nobody, somebody), (somebody, nobody), (nobody, nobody)):
        trips = Trips.between(restrict(hierarchy, ints(2)), origins, destinations)
        customised = customise(hierarchy, np.ones((1, 4), dtype=np.int32))
        pairs = times_within(customised, 0, trips, cutoff_ticks=cutoff_ticks)
        assert len(pairs.origin) == 0
        assert pairs.first.tolist() == [0] * (destinations.n_places + 1)


@pytest.mark.parametrize("order", [[0], [0, 0], [0, 2]])
def test_an_order_that_does_not_name_each_destination_once_is_refused(order: list[int]) -> None:
    two = Ends.of_places(ints(0, 1), ints(0, 2), ints(0, 0), 2)
    with pytest.raises(ShapeMismatchError, match="each of the 2 destinations once"):
        Trips.between(restrict(street(), ints(0, 2)), two, two, order=np.array(order))


def test_amounts_for_other_origins_are_refused() -> None:
    hierarchy = street()
    one = Ends.of_places(ints(0), ints(0), ints(0), 1)
    trips = Trips.between(restrict(hierarchy, ints(0)), one, one)
    customised = customise(hierarchy, np.ones((1, 4), dtype=np.int32))
    with pytest.raises(ShapeMismatchError, match=r"shape \(2,\) for 1 origins"):
        sums_within(customised, 0, trips, np.ones(2), limits_ticks=np.array([10]))


def test_people_are_added_up_within_each_limit_where_pairs_are_within_it() -> None:
    # nodes 0 - 1 - 2 are 10 ticks apart, with 1, 2 and 4 people; the place is at node 0
    hierarchy = street()
    people = Ends.of_places(ints(0, 1, 2), ints(0, 1, 2), ints(0, 0, 0), 3)
    place = Ends.of_places(ints(0), ints(0), ints(0), 1)
    trips = Trips.between(restrict(hierarchy, ints(0, 1, 2)), people, place)
    customised = customise(hierarchy, np.full((1, 4), 10, dtype=np.int32))
    sums = sums_within(
        customised, 0, trips, np.array([1.0, 2.0, 4.0]), limits_ticks=np.array([19, 0, 20, 10])
    )
    assert sums.tolist() == [[3.0, 1.0, 7.0, 3.0]]


def test_what_is_left_of_a_hierarchy_keeps_the_numbers_of_its_arcs() -> None:
    hierarchy = street()
    for node in range(3):
        rank = int(hierarchy.rank[node])
        kept = [rank]
        while hierarchy.parent[kept[-1]] >= 0:
            kept.append(int(hierarchy.parent[kept[-1]]))
        part = restrict(hierarchy, ints(node))
        assert part.places_of(ints(node)).tolist() == [0]
        assert np.flatnonzero(part.place >= 0).tolist() == kept
        assert part.begin.tolist() == hierarchy.first[kept].tolist()
        assert part.end.tolist() == hierarchy.first[np.array(kept) + 1].tolist()
        for place, whole in enumerate(kept):
            arcs = slice(hierarchy.first[whole], hierarchy.first[whole + 1])
            assert [kept[head] for head in part.head[arcs]] == hierarchy.head[arcs].tolist()
            assert part.parent[place] == (place + 1 if place + 1 < len(kept) else -1)


def test_times_are_rounded_to_tenths_and_what_is_no_time_may_not_be_used() -> None:
    time_s = np.array([0.0, 0.04, 0.06, 83.333, np.inf, np.nan, 1e9])
    assert to_ticks(time_s).tolist() == [0, 0, 1, 833, FORBIDDEN, FORBIDDEN, FORBIDDEN]
    assert to_seconds(ints(833, FORBIDDEN)).tolist() == [83.3, np.inf]


@pytest.mark.parametrize(
    ("cutoff_s", "ticks"), [(0.0, 0), (0.3, 3), (600.0, 6000), (599.99, 5999), (np.inf, FORBIDDEN - 1)]
)
def test_a_trip_of_exactly_the_cutoff_counts(cutoff_s: float, ticks: int) -> None:
    assert longest_ticks(cutoff_s) == ticks


def test_everything_can_be_compiled_ahead_and_tells_how_far_it_is() -> None:
    told: list[float] = []
    compile_search(lambda share, _what: told.append(share))
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert told == sorted(told)
