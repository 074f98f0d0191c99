"""The access chain: a town of three clinics and three doors, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from gis.errors import AttributeInputError, ShapeMismatchError
from gis.model import ByteArray, FloatArray
from gis.travel.chain import AccessChain, access_chain, chain_shares
from gis.travel.matrix import TravelMatrix

NO, MAYBE, YES = -1, 0, 1
NEVER = np.inf


def states(*codes: int) -> ByteArray:
    return np.array(codes, dtype=np.int8)


def matrix(*rows: Sequence[float], cutoff_s: float = np.inf) -> TravelMatrix:
    return TravelMatrix.from_dense(np.array(rows, dtype=float), cutoff_s=cutoff_s)


# Seconds from five homes to clinics A, B and C. Home 3 gets to A only if an unrecorded kerb passes; home 4
# to nothing. A: steps at the door. B: level, toilet too narrow. C: level, toilet fits, nobody knows of sign
# language. So home 0 has all three (C whole if unknown passes), home 1 A and B, home 2 A alone.
LOW_S = ([60, 120, 300], [60, 120, NEVER], [60, NEVER, NEVER], [NEVER] * 3, [NEVER] * 3)
HIGH_S = ([60, 120, 300], [60, 120, NEVER], [60, NEVER, NEVER], [90, NEVER, NEVER], [NEVER] * 3)
ENTRANCE = states(NO, YES, YES)
FEATURES = {"toilet": states(YES, NO, YES), "sign language": states(YES, YES, MAYBE)}
ROUTE_AT, ENTRANCE_AT, TOILET_AT, SIGNS_AT, WHOLE = range(5)


def town() -> AccessChain:
    return access_chain(matrix(*LOW_S), matrix(*HIGH_S), ENTRANCE, FEATURES)


def test_each_home_is_told_of_the_clinic_where_its_chain_holds_longest() -> None:
    chain = town()
    assert chain.links == ("route", "entrance", "toilet", "sign language")
    assert chain.broken.tolist() == [
        [SIGNS_AT, TOILET_AT, ENTRANCE_AT, ROUTE_AT, ROUTE_AT],
        [WHOLE, TOILET_AT, ENTRANCE_AT, ENTRANCE_AT, ROUTE_AT],
    ]
    assert chain.place.tolist() == [[2, 1, 0, -1, -1], [2, 1, 0, 0, -1]]
    assert chain.time_s.tolist() == [[300, 120, 60, NEVER, NEVER], [300, 120, 60, 90, NEVER]]


def test_only_a_whole_chain_is_a_time_to_the_service() -> None:
    assert town().whole_s.tolist() == [[NEVER] * 5, [300, NEVER, NEVER, NEVER, NEVER]]


def test_the_link_on_which_the_answer_hangs_is_named() -> None:
    assert town().unknown_at.tolist() == [SIGNS_AT, -1, -1, -1, -1]


def test_shares_are_those_of_the_people_and_add_up() -> None:
    # 1, 2, 4, 8 and 1 people, 16 in all. Low: route 8 + 1, entrance 4, toilet 2, signs 1, whole 0.
    # High: route 1, entrance 4 + 8, toilet 2, signs 0, whole 1. The one person who is whole only
    # in the high reading hangs on sign language.
    shares = chain_shares(town(), np.array([1.0, 2.0, 4.0, 8.0, 1.0]))
    assert (shares.broken_share * 16).tolist() == [[9, 4, 2, 1], [1, 12, 2, 0]]
    assert (shares.whole_share * 16).tolist() == [0, 1]
    assert (shares.surely_broken_share * 16).tolist() == [1, 12, 2, 0]
    assert (shares.unknown_share * 16).tolist() == [0, 0, 0, 1]


def test_where_nobody_lives_there_are_no_shares() -> None:
    shares = chain_shares(town(), np.zeros(5))
    assert np.isnan(shares.broken_share).all()
    assert np.isnan(shares.unknown_share).all()


def test_steps_at_the_near_door_send_people_to_a_farther_one() -> None:
    times = matrix([60, 300])
    chain = access_chain(times, times, states(NO, YES), {})
    assert chain.whole_s.tolist() == [[300], [300]]


def test_a_clinic_beyond_the_cutoff_is_no_help_and_one_exactly_at_it_is() -> None:
    for cutoff_s, broken in ((300.0, 2), (299.9, 1)):
        times = matrix([60, 300], cutoff_s=cutoff_s)
        assert access_chain(times, times, states(NO, YES), {}).broken.tolist() == [[broken], [broken]]


def test_of_places_that_get_equally_far_the_nearest_is_told_then_the_first() -> None:
    times = matrix([300, 60, 60])
    chain = access_chain(times, times, states(YES, YES, YES), {})
    assert chain.place.tolist() == [[1], [1]]


def test_a_feature_behind_a_closed_door_does_not_count_as_progress() -> None:
    # The near place has steps and a fine toilet, the far one a level door and none: that gets farther.
    times = matrix([60, 300])
    chain = access_chain(times, times, states(NO, YES), {"toilet": states(YES, NO)})
    assert (chain.broken[0, 0], chain.place[0, 0]) == (2, 1)


def test_without_places_or_origins_the_chain_breaks_at_the_route_or_nowhere() -> None:
    nowhere = matrix(*[[] for _ in range(2)])
    assert access_chain(nowhere, nowhere, states(), {}).broken.tolist() == [[0, 0], [0, 0]]
    nobody = TravelMatrix.from_dense(np.zeros((0, 1)))
    assert access_chain(nobody, nobody, states(YES), {}).broken.shape == (2, 0)


def test_arrays_that_do_not_belong_together_are_told_together() -> None:
    message = r"the high one 1 and 1; entrance has 1 states for 2 destinations; toilet has 3 states"
    with pytest.raises(ShapeMismatchError, match=message):
        access_chain(matrix([1, 2]), matrix([1]), states(YES), {"toilet": states(YES, YES, YES)})


def test_states_and_names_that_mean_nothing_are_told_together() -> None:
    times = matrix([1, 2])
    message = r"entrance is neither -1, 0 nor 1 in row 2; a feature may not be called 'route'"
    with pytest.raises(AttributeInputError, match=message):
        access_chain(times, times, states(YES, 7), {"route": states(YES, YES)})


def test_readings_given_in_the_wrong_order_are_refused() -> None:
    low, high = matrix([NEVER]), matrix([60])
    with pytest.raises(AttributeInputError, match="the low reading gets farther than the high one in row 1"):
        access_chain(high, low, states(YES), {})


@pytest.mark.parametrize("people", [np.array([1.0]), np.full(5, -1.0), np.full(5, np.nan)])
def test_people_must_be_a_number_for_each_origin(people: FloatArray) -> None:
    with pytest.raises((ShapeMismatchError, AttributeInputError)):
        chain_shares(town(), people)
