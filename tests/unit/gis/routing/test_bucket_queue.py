"""The plain search: what it refuses, and what it does at the edges of its range."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gis.errors import AttributeInputError, ShapeMismatchError
from gis.routing.bucket_queue import LONGEST, PlainSearch
from gis.routing.ticks import FORBIDDEN


def ints(*values: int) -> Any:  # noqa: ANN401 - an array of whole numbers
    return np.array(values, dtype=np.int64)


def line(*weights: int) -> PlainSearch:
    """Nodes in a row, each with one arc to the next."""
    n = len(weights)
    return PlainSearch(np.minimum(np.arange(n + 2), n), np.arange(1, n + 1), np.array(weights))


def test_the_longest_time_is_a_way_and_one_tick_more_is_none() -> None:
    assert line(LONGEST - 1, 1, 1).nearest(ints(0), ints(0)).tolist() == [0, LONGEST - 1, LONGEST, FORBIDDEN]


def test_a_weight_beyond_32_bits_is_no_way() -> None:
    assert line(2**40).nearest(ints(0), ints(0)).tolist() == [0, FORBIDDEN]


def test_a_network_without_arcs_reaches_its_seeds_only() -> None:
    search = PlainSearch(ints(0, 0, 0), ints(), ints())
    assert search.nearest(ints(1), ints(4)).tolist() == [FORBIDDEN, 4]


def test_a_network_without_nodes_has_no_times() -> None:
    assert PlainSearch(ints(0), ints(), ints()).nearest(ints(), ints()).tolist() == []


def test_a_negative_limit_reaches_nothing() -> None:
    assert line(1).nearest(ints(0), ints(0), limit_ticks=-1).tolist() == [FORBIDDEN, FORBIDDEN]


def test_the_arrays_given_stay_as_they_are() -> None:
    first, head, weight = ints(0, 1, 1), ints(1), ints(5)
    seed_node, seed_ticks = ints(0), ints(2)
    PlainSearch(first, head, weight).within(seed_node, seed_ticks, limit_ticks=10)
    assert [array.tolist() for array in (first, head, weight)] == [[0, 1, 1], [1], [5]]
    assert (seed_node.tolist(), seed_ticks.tolist()) == ([0], [2])


@pytest.mark.parametrize(
    ("arcs", "message"),
    [
        ((ints(1, 1), ints(), ints()), "first must begin with 0"),
        ((ints(0, 2), ints(0), ints(1)), "first must rise to the number of arcs"),
        ((ints(0, 1, 1), ints(2), ints(1)), "head must lie between 0 and 1"),
        ((ints(0, 2, 1, 1), ints(9), ints(1, 1)), "first must rise.*; head has 1 entries, weight 2"),
    ],
)
def test_arrays_that_are_no_arcs_are_refused(arcs: tuple[Any, Any, Any], message: str) -> None:
    with pytest.raises(ShapeMismatchError, match=message):
        PlainSearch(*arcs)


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(AttributeInputError, match="weight is negative"):
        line(3, -1)


def test_seeds_that_are_no_nodes_or_begin_before_time_are_refused_together() -> None:
    with pytest.raises(AttributeInputError, match="seed_node must lie between 0 and 1; seed_ticks is neg"):
        line(1).nearest(ints(2), ints(-1))
    with pytest.raises(ShapeMismatchError, match="2 nodes with 1 times"):
        line(1).nearest(ints(0, 1), ints(0))


def test_several_nearest_refuses_what_it_cannot_count() -> None:
    with pytest.raises(AttributeInputError, match="k must be one or more, not 0; seed_place is negative"):
        line(1).several_nearest(ints(0), ints(0), ints(-3), k=0)
    with pytest.raises(ShapeMismatchError, match="1 nodes with 2 places"):
        line(1).several_nearest(ints(0), ints(0), ints(0, 1), k=1)
