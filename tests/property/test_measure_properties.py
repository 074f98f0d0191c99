"""What must hold for access on any table of times: monotone, linear, blind to order, keeping totals."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gis.access.competition.balanced import balanced
from gis.access.competition.constrained import market_potential, singly_constrained, total_constrained
from gis.access.competition.raam import raam
from gis.access.competition.three_step import three_step
from gis.access.competition.two_step import two_step
from gis.access.cumulative import cumulative
from gis.access.cumulative_interval import cumulative_interval
from gis.access.dual import kth_nearest, time_to_reach
from gis.access.gravity import gravity
from gis.decay.contract import Decay
from gis.decay.exponential import Exponential
from gis.decay.linear import Linear
from gis.decay.step import Step
from gis.model import FloatArray
from gis.travel.matrix import TravelMatrix

TENTHS_S = st.integers(0, 36_000).map(lambda tenths: tenths / 10.0)
TIME_S = st.one_of(TENTHS_S, TENTHS_S, st.just(math.inf))
# Whole numbers, so that sums are exact in any order.
AMOUNT = st.sampled_from([0.0, 1.0, 2.0, 4.0, 8.0, 16.0])
CUTOFF_S = st.one_of(TENTHS_S, st.just(math.inf))
DECAY: st.SearchStrategy[Decay] = st.one_of(
    st.builds(Step, CUTOFF_S),
    st.builds(Linear, st.just(600.0), st.floats(700.0, 3600.0)),
    st.builds(Exponential, st.floats(1e-4, 1e-2)),
)
Competing = Callable[..., FloatArray]
CATCHMENTS: list[Competing] = [two_step, three_step, singly_constrained, balanced]


class Drawn:
    """A table of times with opportunities and people."""

    def __init__(self, time_s: FloatArray, supply: FloatArray, people: FloatArray) -> None:
        self.time_s, self.supply, self.people = time_s, supply, people
        self.matrix = TravelMatrix.from_dense(time_s)

    def __repr__(self) -> str:
        """Show what a failing example holds."""
        return f"Drawn({self.time_s.tolist()}, {self.supply.tolist()}, {self.people.tolist()})"


@st.composite
def tables(draw: st.DrawFn) -> Drawn:
    """Draw tables of up to six origins and five destinations."""
    n_origins, n_places = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    row = st.lists(TIME_S, min_size=n_places, max_size=n_places)
    time_s = np.array(draw(st.lists(row, min_size=n_origins, max_size=n_origins)), dtype=float)
    supply = np.array(draw(st.lists(AMOUNT, min_size=n_places, max_size=n_places)))
    people = np.array(draw(st.lists(AMOUNT, min_size=n_origins, max_size=n_origins)))
    return Drawn(time_s, supply, people)


@given(table=tables(), cutoffs_s=st.tuples(CUTOFF_S, CUTOFF_S))
def test_cumulative_access_never_falls_as_the_cutoff_grows_and_never_exceeds_all_opportunities(
    table: Drawn, cutoffs_s: tuple[float, float]
) -> None:
    found = cumulative(table.matrix, table.supply, cutoffs_s=np.array(sorted(cutoffs_s)))
    assert (found[:, 0] <= found[:, 1]).all()
    assert (found >= 0).all()
    assert (found <= table.supply.sum()).all()


@given(table=tables(), decay=DECAY, more=AMOUNT, place=st.integers(0, 4))
def test_gravity_never_falls_when_opportunities_grow(
    table: Drawn, decay: Decay, more: float, place: int
) -> None:
    grown = table.supply.copy()
    grown[place % len(grown)] += more
    before, after = (gravity(table.matrix, amounts, decay=decay) for amounts in (table.supply, grown))
    assert (before <= after).all()


@given(table=tables(), decay=DECAY, faster=st.data())
def test_gravity_and_dual_access_never_get_worse_when_trips_get_shorter_or_ways_appear(
    table: Drawn, decay: Decay, faster: st.DataObject
) -> None:
    other = np.array(faster.draw(st.lists(TIME_S, min_size=table.time_s.size, max_size=table.time_s.size)))
    shorter = TravelMatrix.from_dense(np.minimum(table.time_s, other.reshape(table.time_s.shape)))
    before, after = (gravity(matrix, table.supply, decay=decay) for matrix in (table.matrix, shorter))
    # Sums of the same weights in another order may differ in the last digit.
    assert (before <= after * (1 + 1e-12)).all()
    wanted = np.array([1.0, 5.0])
    slow, fast = (time_to_reach(matrix, table.supply, wanted=wanted) for matrix in (table.matrix, shorter))
    assert (fast <= slow).all()


@given(table=tables(), order=st.randoms(use_true_random=False), decay=DECAY)
def test_permuting_places_permutes_every_measure_and_changes_nothing_else(
    table: Drawn, order: object, decay: Decay
) -> None:
    rows, columns = list(range(len(table.people))), list(range(len(table.supply)))
    order.shuffle(rows)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    order.shuffle(columns)  # type: ignore[attr-defined]
    matrix = TravelMatrix.from_dense(table.time_s[rows][:, columns])
    supply, people = table.supply[columns], table.people[rows]
    assert gravity(matrix, supply, decay=decay) == pytest.approx(
        gravity(table.matrix, table.supply, decay=decay)[rows], rel=1e-12
    )
    assert np.array_equal(kth_nearest(matrix, k=2), kth_nearest(table.matrix, k=2)[rows])
    for measure in CATCHMENTS:
        before = measure(table.matrix, table.supply, table.people, decay=decay)[rows]
        assert measure(matrix, supply, people, decay=decay) == pytest.approx(before, rel=1e-12)


@given(table=tables(), decay=DECAY, place=st.integers(0, 4), part=st.sampled_from([0.0, 0.25, 0.5]))
def test_dividing_a_place_between_two_at_the_same_point_changes_no_gravity_score_and_no_two_step(
    table: Drawn, decay: Decay, place: int, part: float
) -> None:
    at = place % len(table.supply)
    divided = TravelMatrix.from_dense(np.concatenate([table.time_s, table.time_s[:, at : at + 1]], axis=1))
    supply = np.append(table.supply, part * table.supply[at])
    supply[at] *= 1.0 - part
    for measure in (gravity, total_constrained):
        before = measure(table.matrix, table.supply, decay=decay)
        assert measure(divided, supply, decay=decay) == pytest.approx(before, rel=1e-12)
    ratio = two_step(table.matrix, table.supply, table.people, decay=decay)
    assert two_step(divided, supply, table.people, decay=decay) == pytest.approx(ratio, rel=1e-12)


@given(table=tables(), decay=DECAY, other=st.data(), times=st.sampled_from([0.0, 0.5, 3.0]))
def test_access_is_linear_in_opportunities(
    table: Drawn, decay: Decay, other: st.DataObject, times: float
) -> None:
    more = np.array(other.draw(st.lists(AMOUNT, min_size=len(table.supply), max_size=len(table.supply))))
    one, other_one, sum_of_both = (
        np.stack(
            [
                gravity(table.matrix, amounts, decay=decay),
                two_step(table.matrix, amounts, table.people, decay=decay),
                balanced(table.matrix, amounts, table.people, decay=decay),
            ]
        )
        for amounts in (table.supply, more, table.supply + times * more)
    )
    assert sum_of_both == pytest.approx(one + times * other_one, rel=1e-12)


@given(table=tables(), cutoff_s=CUTOFF_S)
def test_step_decay_is_the_cumulative_measure(table: Drawn, cutoff_s: float) -> None:
    counted = cumulative(table.matrix, table.supply, cutoffs_s=np.array([cutoff_s]))[:, 0]
    assert np.array_equal(gravity(table.matrix, table.supply, decay=Step(cutoff_s)), counted)


@given(table=tables(), wanted=st.sampled_from([1.0, 3.0, 10.0]))
def test_dual_access_is_the_inverse_of_the_cumulative_measure(table: Drawn, wanted: float) -> None:
    time_s = time_to_reach(table.matrix, table.supply, wanted=np.array([wanted]))[:, 0]
    for origin, found in enumerate(time_s.tolist()):
        cutoffs_s = np.array([found, max(0.0, found - 0.1)]) if found < math.inf else np.array([math.inf] * 2)
        within, before = cumulative(table.matrix, table.supply, cutoffs_s=cutoffs_s)[origin]
        assert bool(within >= wanted) is (found < math.inf)
        assert before < wanted or found == 0.0


@given(table=tables(), ends=st.tuples(st.integers(0, 30), st.integers(31, 60)))
def test_the_interval_lies_between_its_shortest_and_its_longest_cutoff(
    table: Drawn, ends: tuple[int, int]
) -> None:
    from_s, to_s = 60.0 * ends[0], 60.0 * ends[1]
    mean = cumulative_interval(table.matrix, table.supply, from_s=from_s, to_s=to_s)
    shortest, longest = cumulative(table.matrix, table.supply, cutoffs_s=np.array([from_s, to_s])).T
    assert (shortest <= mean + 1e-9).all()
    assert (mean <= longest + 1e-9).all()


@given(table=tables(), decay=DECAY)
def test_catchments_give_back_the_supply_that_somebody_reaches(table: Drawn, decay: Decay) -> None:
    weights = table.matrix.sparse(table.matrix.weigh(decay))
    # A weight may be so small that its product with people is no longer a number above zero.
    reached = float(table.supply[weights @ table.people > 1e-200].sum())
    for measure in (two_step, three_step):
        ratio = measure(table.matrix, table.supply, table.people, decay=decay)
        assert table.people @ ratio == pytest.approx(reached, rel=1e-9)
    available = singly_constrained(table.matrix, table.supply, table.people, decay=decay)
    assert available.sum() == pytest.approx(reached, rel=1e-9)


@given(table=tables(), decay=DECAY)
def test_balanced_demand_and_market_potential_lose_nobody_who_reaches_anything(
    table: Drawn, decay: Decay
) -> None:
    weights = table.matrix.sparse(table.matrix.weigh(decay))
    going = market_potential(table.matrix, table.supply, table.people, decay=decay)
    reaching = (weights.T @ table.supply) > 0
    assert going.sum() == pytest.approx(float(table.people[reaching].sum()), rel=1e-9)
    # In BFCA the sum of the levels of service is that of the ratios, which one service alone shows whole.
    one = TravelMatrix.from_dense(table.time_s[:, :1])
    level = balanced(one, table.supply[:1], table.people, decay=decay)
    demand = float(table.people[(one.sparse(one.weigh(decay)).sum(axis=0)) > 0].sum())
    assume(demand > 0)
    assert level.sum() == pytest.approx(table.supply[0] / demand, rel=1e-9)


@given(table=tables())
def test_raam_sends_everybody_who_can_to_some_supply_and_leaves_nobody_with_a_gain(table: Drawn) -> None:
    found = raam(table.matrix, table.supply, table.people, tau_s=600.0)
    assert found.converged
    can = np.isfinite(table.time_s[:, table.supply > 0]).any(axis=1)
    assert found.demand_there.sum() == pytest.approx(table.people[can].sum())
    assert (found.demand_there[table.supply == 0] == 0).all()
    assert np.array_equal(np.isfinite(found.cost), can)


@given(table=tables(), decay=DECAY)
def test_inputs_are_not_changed_and_two_runs_agree_bit_for_bit(table: Drawn, decay: Decay) -> None:
    supply, people = table.supply.copy(), table.people.copy()
    ticks = table.matrix.time_ticks.copy()

    def run() -> list[bytes]:
        competing = [m(table.matrix, table.supply, table.people, decay=decay) for m in CATCHMENTS]
        settled = raam(table.matrix, table.supply, table.people, tau_s=600.0)
        plain = gravity(table.matrix, table.supply, decay=decay)
        dual = time_to_reach(table.matrix, table.supply, wanted=np.array([3.0]))
        return [array.tobytes() for array in (*competing, settled.cost, settled.demand_there, plain, dual)]

    assert run() == run()
    assert np.array_equal(table.supply, supply)
    assert np.array_equal(table.people, people)
    assert np.array_equal(table.matrix.time_ticks, ticks)
