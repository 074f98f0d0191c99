"""What must hold for every access chain: readings in order, repairs never hurt, people add up."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.model import READINGS, ByteArray, FloatArray, Passability, Reading
from gis.travel.chain import AccessChain, access_chain, chain_shares
from gis.travel.matrix import TravelMatrix

TIMES = st.sampled_from([0.0, 60.0, 60.0, 300.0, np.inf])
STATES = st.sampled_from([-1, 0, 1])
PEOPLE = st.sampled_from([0.0, 1.0, 2.0, 4.0])


@dataclass(frozen=True)
class Case:
    """Times of both readings, states by link and place, people."""

    low_s: FloatArray
    high_s: FloatArray
    states: ByteArray
    people: FloatArray

    def chain(self, states: ByteArray | None = None) -> AccessChain:
        entrance, *features = self.states if states is None else states
        named = {f"feature {i}": state for i, state in enumerate(features)}
        low, high = TravelMatrix.from_dense(self.low_s), TravelMatrix.from_dense(self.high_s)
        return access_chain(low, high, entrance, named)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n_origins, n_places, n_links = (draw(st.integers(1, size)) for size in (5, 4, 3))

    def table(values: st.SearchStrategy[float], rows: int, columns: int) -> FloatArray:
        drawn = draw(st.lists(values, min_size=rows * columns, max_size=rows * columns))
        return np.array(drawn, dtype=float).reshape(rows, columns)

    high_s = table(TIMES, n_origins, n_places)
    slower_s = table(TIMES, n_origins, n_places)
    states = table(STATES, n_links, n_places).astype(np.int8)
    return Case(np.maximum(high_s, slower_s), high_s, states, table(PEOPLE, 1, n_origins)[0])


def slow_way(case: Case, reading: Reading, origin: int) -> tuple[int, int, float]:
    """Follow the chain place by place, as the definition says it."""
    times = (case.low_s if reading is Reading.LOW else case.high_s)[origin].tolist()
    least = 1 if reading is Reading.LOW else 0
    best = (0, np.inf, -1)
    for place, time_s in enumerate(times):
        if np.isinf(time_s):
            continue
        held = 1
        for state in case.states[:, place].tolist():
            if state < least:
                break
            held += 1
        if held > best[0] or (held == best[0] and time_s < best[1]):
            best = (held, time_s, place)
    return best[0], best[2], best[1]


@given(case=cases())
def test_the_chain_is_what_following_it_place_by_place_gives(case: Case) -> None:
    chain = case.chain()
    for (r, reading), origin in product(enumerate(READINGS), range(len(case.people))):
        found = (chain.broken[r, origin], chain.place[r, origin], chain.time_s[r, origin])
        assert found == slow_way(case, reading, origin)


@given(case=cases())
def test_what_is_whole_in_the_low_reading_is_whole_and_no_slower_in_the_high_one(case: Case) -> None:
    chain = case.chain()
    assert (chain.broken[0] <= chain.broken[1]).all()
    assert (chain.whole_s[1] <= chain.whole_s[0]).all()


@given(case=cases(), data=st.data())
def test_repairing_a_link_never_breaks_a_chain_nor_makes_it_longer(case: Case, data: st.DataObject) -> None:
    before = case.chain()
    link = data.draw(st.integers(0, case.states.shape[0] - 1))
    place = data.draw(st.integers(0, case.states.shape[1] - 1))
    repaired = case.states.copy()
    repaired[link, place] = Passability.PASSES
    after = case.chain(repaired)
    assert (after.broken >= before.broken).all()
    assert (after.whole_s <= before.whole_s).all()


@given(case=cases())
def test_shares_sum_to_one_and_the_unsure_ones_are_the_width_of_the_interval(case: Case) -> None:
    shares = chain_shares(case.chain(), case.people)
    if case.people.sum() == 0:
        assert np.isnan(shares.whole_share).all()
        return
    np.testing.assert_allclose(shares.broken_share.sum(axis=1) + shares.whole_share, 1.0, rtol=1e-12)
    in_three = shares.whole_share[0] + shares.surely_broken_share.sum() + shares.unknown_share.sum()
    np.testing.assert_allclose(in_three, 1.0, rtol=1e-12)
    width = shares.whole_share[1] - shares.whole_share[0]
    np.testing.assert_allclose(shares.unknown_share.sum(), width, atol=1e-12)


@given(case=cases())
def test_the_states_and_times_given_stay_as_they_are(case: Case) -> None:
    states = case.states.copy()
    case.chain()
    assert np.array_equal(states, case.states)


@given(case=cases())
def test_the_order_of_the_places_matters_only_between_equals(case: Case) -> None:
    turned = Case(case.low_s[:, ::-1], case.high_s[:, ::-1], case.states[:, ::-1], case.people)
    one, other = case.chain(), turned.chain()
    assert np.array_equal(one.broken, other.broken)
    assert np.array_equal(one.time_s, other.time_s)
