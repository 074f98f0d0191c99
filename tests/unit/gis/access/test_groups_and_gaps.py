"""Coverage of groups and cells with a gap: what is sure, what is possible, and how many people that is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis.access.gaps import gap_cells
from gis.access.group_coverage import group_coverage
from gis.errors import AttributeInputError, FaultyInputsError, ShapeMismatchError

NEVER = math.inf
TIME_S = np.array([[0.0, 600.0, NEVER, NEVER], [0.0, 300.0, 600.0, NEVER]])


def test_each_group_is_covered_by_its_own_people_in_both_readings() -> None:
    groups = np.array([[1.0, 2.0, 4.0, 8.0], [8.0, 4.0, 2.0, 1.0], [0.0, 0.0, 0.0, 0.0]])
    found = group_coverage(TIME_S, groups, cutoff_s=600.0)
    assert found.population.tolist() == [15.0, 15.0, 0.0]
    assert found.covered.tolist() == [[1 + 2, 8 + 4, 0], [1 + 2 + 4, 8 + 4 + 2, 0]]
    assert found.share[:, :2].tolist() == [[3 / 15, 12 / 15], [7 / 15, 14 / 15]]
    assert found.unknown_share[:2] == pytest.approx([4 / 15, 2 / 15])
    # Of a group of nobody no part is covered.
    assert np.isnan(found.share[:, 2]).all()
    assert np.isnan(found.unknown_share[2])


def test_wrong_groups_and_readings_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(AttributeInputError, match=r"the high reading is slower .* in rows 2, 3"):
        group_coverage(TIME_S[::-1], np.ones((1, 4)), cutoff_s=600.0)
    with pytest.raises(ShapeMismatchError, match=r"two readings of 3 places"):
        group_coverage(TIME_S, np.ones((1, 3)), cutoff_s=600.0)
    with pytest.raises(ShapeMismatchError, match=r"must be \(n_groups, n_origins\)"):
        group_coverage(TIME_S, np.ones(4), cutoff_s=600.0)
    faulty = np.array([[1.0, -2.0, 4.0, 8.0], [1.0, np.nan, 4.0, 8.0]])
    with pytest.raises(
        FaultyInputsError, match=r"group 1: not a number in row 2; .*group 0: negative in row 2"
    ):
        group_coverage(TIME_S, faulty, cutoff_s=600.0)


def test_a_gap_is_sure_when_walking_surely_meets_the_standard_and_the_profile_surely_does_not() -> None:
    # Cells: sure gap; profile unknown; walking unknown; both meet it; nobody meets it; sure but empty.
    walk = np.array([[1, 1, 0, 1, 0, 1], [1, 1, 1, 1, 0, 1]], dtype=bool)
    chair = np.array([[0, 0, 0, 1, 0, 0], [0, 1, 0, 1, 0, 0]], dtype=bool)
    people = np.array([4.0, 8.0, 8.0, 16.0, 32.0, 0.0])
    found = gap_cells(walk, chair, people)
    assert found.cell.tolist() == [1, 2, 0]  # by people, equal ones in the order of the input
    assert found.sure.tolist() == [False, False, True]
    assert found.population.tolist() == [8.0, 8.0, 4.0]


def test_of_gaps_with_as_many_people_the_sure_one_comes_first() -> None:
    walk = np.ones((2, 2), dtype=bool)
    chair = np.array([[0, 0], [1, 0]], dtype=bool)
    found = gap_cells(walk, chair, np.array([8.0, 8.0]))
    assert found.cell.tolist() == [1, 0]


def test_a_standard_met_only_in_the_low_reading_is_refused() -> None:
    walk = np.array([[True], [False]])
    with pytest.raises(FaultyInputsError, match=r"walk_meets: met in the low .* row 1; profile_meets: met"):
        gap_cells(walk, walk, np.ones(1))
    with pytest.raises(ShapeMismatchError, match="walk_meets"):
        gap_cells(walk[:1], np.ones((2, 1), dtype=bool), np.ones(1))
