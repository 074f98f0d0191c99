"""Decays at times whose weight is known, and the parameters they refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis.decay.bands import LUO_QI, WAN_ZOU_STERNBERG, Bands
from gis.decay.contract import Decay
from gis.decay.exponential import Exponential
from gis.decay.gaussian import Gaussian
from gis.decay.linear import Linear
from gis.decay.logistic import Logistic
from gis.decay.power import Power
from gis.decay.step import Step
from gis.errors import AttributeInputError

JUST_OVER = math.nextafter(600.0, math.inf)


@pytest.mark.parametrize(
    ("decay", "time_s", "weight"),
    [
        (Step(600.0), [0.0, 600.0, JUST_OVER], [1.0, 1.0, 0.0]),
        (Step(0.0), [0.0, 0.1], [1.0, 0.0]),
        (Linear(300.0, 600.0), [0.0, 300.0, 375.0, 600.0, 601.0], [1.0, 1.0, 0.75, 0.0, 0.0]),
        (Exponential(0.001, reach_s=600.0), [0.0, 600.0, JUST_OVER], [1.0, math.exp(-0.6), 0.0]),
        (Power(60.0, 2.0, reach_s=600.0), [0.0, 59.0, 120.0, 600.0, JUST_OVER], [1.0, 1.0, 0.25, 0.01, 0.0]),
        (Gaussian(300.0, reach_s=600.0), [0.0, 300.0, JUST_OVER], [1.0, math.exp(-0.5), 0.0]),
        (Bands((600.0, 900.0), (0.9, 0.5)), [0.0, 600.0, JUST_OVER, 900.0, 901.0], [0.9, 0.9, 0.5, 0.5, 0.0]),
        (LUO_QI, [600.0, 1200.0, 1800.0, 1800.1], [1.0, 0.68, 0.22, 0.0]),
        (WAN_ZOU_STERNBERG, [600.0, 1200.0, 1800.0, 3600.0, 3600.1], [0.962, 0.704, 0.377, 0.042, 0.0]),
    ],
)
def test_the_weight_at_and_beside_each_limit_is_the_known_one(
    decay: Decay, time_s: list[float], weight: list[float]
) -> None:
    assert decay(np.array(time_s)).tolist() == pytest.approx(weight, rel=1e-12)


def test_logistic_at_its_mean_is_half_of_one_and_what_it_was_scaled_by() -> None:
    k = 1800.0 * math.pi / (600.0 * math.sqrt(3.0))
    found = Logistic(1800.0, 600.0)(np.array([1800.0]))
    assert found[0] == pytest.approx((1 + math.exp(-k)) / 2, rel=1e-12)


def test_logistic_of_a_narrow_spread_and_a_long_time_does_not_overflow() -> None:
    assert Logistic(1800.0, 0.001)(np.array([0.0, 1799.0, 1801.0, 1e6])).tolist() == [1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Step(-1.0), r"cutoff_s must be zero or a positive number, not -1\.0"),
        (lambda: Step(math.nan), "not nan"),
        (lambda: Linear(600.0, 600.0), "full_until_s < reach_s"),
        (lambda: Linear(0.0, math.inf), "finite"),
        (lambda: Linear.around(300.0, width_s=900.0), "0 <= full_until_s"),
        (lambda: Exponential(0.0, reach_s=-1.0), "rate_per_s must be .*; reach_s must be"),
        (lambda: Exponential.half_life(0.0), "half_life_s must be a positive number"),
        (lambda: Power(0.0, math.inf), "scale_s must be .*; exponent must be a positive number, not inf"),
        (lambda: Logistic(0.0, 0.0), "mean_s must be .*; sd_s must be"),
        (lambda: Gaussian(math.nan), "sd_s must be a positive number, not nan"),
        (lambda: Bands((), ()), "no band is given"),
        (lambda: Bands((600.0, 600.0), (1.0,)), "2 limits for 1 weights; limits_s must be .* that rise"),
        (lambda: Bands((math.nan,), (1.0,)), "limits_s must be finite times"),
        (lambda: Bands((1.0, 2.0), (0.5, 0.6)), "weights must not rise"),
        (lambda: Bands((1.0,), (1.5,)), "weights must lie between 0 and 1"),
    ],
)
def test_parameters_that_make_no_decay_are_refused(make: object, told: str) -> None:
    assert callable(make)
    with pytest.raises(AttributeInputError, match=told):
        make()
