"""What every decay promises: weights in 0 to 1, largest at the start, never rising, ending at the reach."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.decay.bands import Bands
from gis.decay.contract import Decay
from gis.decay.exponential import Exponential
from gis.decay.gaussian import Gaussian
from gis.decay.linear import Linear
from gis.decay.logistic import Logistic
from gis.decay.power import Power
from gis.decay.step import Step

SECONDS = st.floats(1.0, 7200.0)
REACH_S = st.one_of(SECONDS, st.just(math.inf))


@st.composite
def bands(draw: st.DrawFn) -> Bands:
    """Draw stepped decays."""
    limits_s = sorted(draw(st.sets(SECONDS, min_size=1, max_size=5)))
    weight = st.floats(0.0, 1.0)
    weights = draw(st.lists(weight, min_size=len(limits_s), max_size=len(limits_s)))
    return Bands(tuple(limits_s), tuple(sorted(weights, reverse=True)))


DECAYS: st.SearchStrategy[Decay] = st.one_of(
    st.builds(Step, REACH_S),
    st.builds(lambda full_s, fall_s: Linear(full_s, full_s + fall_s), st.floats(0.0, 7200.0), SECONDS),
    st.builds(Exponential, st.floats(1e-5, 1.0), REACH_S),
    st.builds(Power, SECONDS, st.floats(0.01, 5.0), REACH_S),
    st.builds(Logistic, SECONDS, SECONDS, REACH_S),
    st.builds(Gaussian, SECONDS, REACH_S),
    bands(),
)
TIMES_S = st.lists(st.one_of(st.floats(0.0, 20_000.0), st.just(math.inf)), max_size=30)


@given(decay=DECAYS, times_s=TIMES_S)
def test_every_decay_lies_in_0_to_1_starts_at_its_maximum_never_rises_and_is_zero_beyond_its_reach(
    decay: Decay, times_s: list[float]
) -> None:
    edges = [0.0, decay.reach_s, np.nextafter(decay.reach_s, np.inf)]
    times = np.sort(np.array([*times_s, *edges]))
    weights = decay(times)
    assert weights.shape == times.shape
    assert weights.dtype == np.float64
    assert ((weights >= 0.0) & (weights <= 1.0)).all()
    assert weights[0] == weights.max()
    assert (np.diff(weights) <= 0.0).all()
    assert (weights[times > decay.reach_s] == 0.0).all()
    assert (weights[np.isinf(times)] == 0.0).all()


@given(decay=DECAYS, times_s=TIMES_S)
def test_a_decay_weighs_each_time_alone_and_changes_nothing(decay: Decay, times_s: list[float]) -> None:
    times = np.array(times_s)
    kept = times.copy()
    together = decay(times)
    alone = [float(decay(np.array([time]))[0]) for time in times_s]
    # Vectors of several lengths go through different machine instructions, so the last digit may differ.
    assert np.allclose(together, alone, rtol=1e-13, atol=0.0)
    assert np.array_equal(times, kept)
