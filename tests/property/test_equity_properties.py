"""What must hold for measures of equity: scale and order do not matter, equal shares are no inequality."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.equity.concentration import concentration
from gis.equity.erreygers import erreygers
from gis.equity.fgt import fgt
from gis.equity.gini import gini
from gis.equity.palma import palma
from gis.equity.theil import theil, theil_by_group
from gis.model import FloatArray, IntArray


class Zones:
    """Zones with access, people, income and a group."""

    def __init__(self, rows: list[tuple[float, float, float, int]]) -> None:
        columns = list(zip(*rows, strict=True))
        self.access: FloatArray = np.array(columns[0])
        self.people: FloatArray = np.array(columns[1])
        self.income: FloatArray = np.array(columns[2])
        self.group: IntArray = np.array(columns[3], dtype=np.int64)

    def __repr__(self) -> str:
        """Show what a failing example holds."""
        return f"Zones({list(zip(self.access, self.people, self.income, self.group, strict=True))})"

    def measures(self, access: FloatArray | None = None) -> list[float]:
        """Give every measure that ignores scale."""
        values = self.access if access is None else access
        parts = theil_by_group(values, self.people, self.group, n_groups=3)
        return [
            gini(values, self.people),
            palma(values, self.people, self.income),
            concentration(values, self.people, self.income),
            erreygers(values, self.people, self.income),
            theil(values, self.people),
            parts.between,
            parts.within,
        ]


ROW = st.tuples(
    st.integers(0, 1000).map(float),
    st.integers(0, 500).map(float),
    st.integers(1, 5).map(float),  # few incomes, so that zones share them
    st.integers(0, 2),
)
ZONES = st.lists(ROW, min_size=1, max_size=12).map(Zones)


def same(found: list[float], expected: list[float]) -> bool:
    """Compare to rounding; undefined must stay undefined."""
    return bool(np.allclose(found, expected, rtol=1e-9, atol=1e-12, equal_nan=True))


@given(zones=ZONES, scale=st.sampled_from([0.001, 3.0, 1e6]))
def test_no_measure_of_inequality_sees_the_scale_of_access(zones: Zones, scale: float) -> None:
    assert same(zones.measures(zones.access * scale), zones.measures())


@given(zones=ZONES, order=st.randoms(use_true_random=False))
def test_the_order_of_zones_changes_nothing(zones: Zones, order: object) -> None:
    before = zones.measures()
    shuffled = list(range(len(zones.access)))
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    for name in ("access", "people", "income", "group"):
        setattr(zones, name, getattr(zones, name)[shuffled])
    assert same(zones.measures(), before)


@given(zones=ZONES)
def test_dividing_a_zone_in_two_changes_nothing(zones: Zones) -> None:
    before = [*zones.measures(), fgt(zones.access, zones.people, line=300.0, power=2)]
    for name in ("access", "income", "group"):
        setattr(zones, name, np.append(getattr(zones, name), getattr(zones, name)[0]))
    quarter = zones.people[0] / 4
    zones.people = np.append(zones.people, quarter)
    zones.people[0] -= quarter
    assert same([*zones.measures(), fgt(zones.access, zones.people, line=300.0, power=2)], before)


@given(zones=ZONES, access=st.integers(1, 1000))
def test_equal_access_is_no_inequality(zones: Zones, access: int) -> None:
    equal = np.full(len(zones.access), float(access))
    if zones.people.any():
        assert gini(equal, zones.people) == pytest.approx(0.0, abs=1e-12)
        assert palma(equal, zones.people, zones.income) == pytest.approx(1.0)
        assert concentration(equal, zones.people, zones.income) == pytest.approx(0.0, abs=1e-12)
        assert theil(equal, zones.people) == pytest.approx(0.0, abs=1e-12)


@given(zones=ZONES)
def test_measures_stay_within_their_bounds_and_the_parts_of_theil_add_up(zones: Zones) -> None:
    share = gini(zones.access, zones.people)
    if np.isnan(share):
        return
    assert -1e-12 <= share < 1.0
    assert abs(concentration(zones.access, zones.people, zones.income)) <= share + 1e-12
    parts = theil_by_group(zones.access, zones.people, zones.group, n_groups=3)
    assert parts.between + parts.within == pytest.approx(parts.total, abs=1e-12)
    assert parts.between >= -1e-12
    assert parts.within >= -1e-12
    assert parts.total <= np.log(zones.people.sum()) + 1e-12
    for index, values in ((parts.between, parts.between_by_group), (parts.within, parts.within_by_group)):
        assert np.nansum(values) == pytest.approx(index, abs=1e-12)


@given(
    zones=ZONES, line=st.integers(1, 1000), more=st.integers(0, 300), power=st.sampled_from([0.0, 1.0, 2.0])
)
def test_poverty_never_grows_with_access_nor_with_the_power_and_never_falls_with_the_line(
    zones: Zones, line: int, more: int, power: float
) -> None:
    if not zones.people.any():
        return
    now = fgt(zones.access, zones.people, line=line, power=power)
    assert 0.0 <= now <= 1.0
    assert fgt(zones.access + more, zones.people, line=line, power=power) <= now + 1e-12
    assert fgt(zones.access, zones.people, line=line, power=power + 1.0) <= now + 1e-12
    assert fgt(zones.access, zones.people, line=line + more, power=power) >= now - 1e-12


@given(zones=ZONES)
def test_inputs_are_not_changed(zones: Zones) -> None:
    kept = [zones.access.copy(), zones.people.copy(), zones.income.copy(), zones.group.copy()]
    zones.measures()
    fgt(zones.access, zones.people, line=300.0, power=1)
    for before, after in zip(kept, [zones.access, zones.people, zones.income, zones.group], strict=True):
        assert np.array_equal(before, after)
