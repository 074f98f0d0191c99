"""The profile others are compared with: one time, whatever nobody recorded."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from gis.model import FloatArray, Reading
from gis.network.evaluation import evaluate
from gis.network.graph import LinkKind
from gis.network.profiles import Profile

# 100 m at 1.25 m/s are 80 s.
YARDSTICK = Profile(
    "walk",
    speed_mps=1.25,
    slope_speed="tobler",
    surface_factors=(("sand", 2.0),),
    step_delay_s=1.0,
    yardstick=True,
)


def one_time_s(towns: ModuleType, **street: object) -> FloatArray:
    """Give the seconds of a street of 100 m, forward and backward, which both readings agree on."""
    network = towns.build([(0, 0), (100, 0)], [towns.Street(0, 1, **street)]).network
    found = evaluate(network, YARDSTICK)
    low, high = found.in_reading(Reading.LOW)[:, 0], found.in_reading(Reading.HIGH)[:, 0]
    assert np.array_equal(low, high)
    return high


def test_what_nobody_recorded_is_level_and_firm(towns: ModuleType) -> None:
    assert one_time_s(towns, incline_share=None, surface=None) == pytest.approx([80.0, 80.0])


def test_what_is_recorded_counts_as_for_anybody(towns: ModuleType) -> None:
    assert one_time_s(towns, incline_share=None, surface="sand") == pytest.approx([160.0, 160.0])
    # Tobler uphill: exp(3.5 x 0.1)
    assert one_time_s(towns, incline_share=0.1)[0] == pytest.approx(80.0 * np.exp(0.35))


def test_a_bound_of_the_grade_is_no_measurement(towns: ModuleType) -> None:
    assert one_time_s(towns, incline_share=None, incline_bound_share=0.1) == pytest.approx([80.0, 80.0])


def test_stairs_nobody_counted_have_the_most_steps_there_can_be(towns: ModuleType) -> None:
    # 100 m / 0.28 m = 357.1, so 358 steps of a second each
    stairs = one_time_s(towns, kind=LinkKind.STEPS, step_count=None, incline_share=None)
    assert stairs == pytest.approx([438.0, 438.0])
