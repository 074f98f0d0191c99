"""The search refuses what it cannot search, and answers what is empty."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from gis.errors import AttributeInputError, ShapeMismatchError
from gis.routing.bounded_sweep import Ends, no_pairs, times_within
from gis.routing.compile_ahead import compile_search
from gis.routing.customisation import MOST_WEIGHTINGS, customise
from gis.routing.hierarchy import Hierarchy, build_hierarchy
from gis.routing.nearest_sweep import nearest_of_classes, nearest_of_weightings
from gis.routing.restriction import restrict
from gis.routing.ticks import FORBIDDEN, longest_ticks, to_seconds, to_ticks


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
        pairs = times_within(
            customise(hierarchy, np.ones((1, 4), dtype=np.int32)),
            0,
            restrict(hierarchy, ints(2)),
            origins=origins,
            destinations=destinations,
            direct=no_pairs(destinations.n_places),
            cutoff_ticks=cutoff_ticks,
        )
        assert len(pairs.origin) == 0
        assert pairs.first.tolist() == [0] * (destinations.n_places + 1)


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
