"""What must hold for every town: readings in order, cutoffs monotone, order irrelevant, inputs kept."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.access.coverage import coverage, coverage_by_area, population_by_area
from gis.assess import ServiceClass, assess_access
from gis.model import FloatArray, Places
from gis.network.graph import LINK_ARRAYS, LinkKind, StreetNetwork
from gis.network.profiles import Profile

CHAIR = Profile(
    "chair",
    speed_mps=0.8,
    slope_speed="wheels",
    max_up_share=0.08,
    max_down_share=0.10,
    max_kerb_m=0.03,
    min_width_m=0.9,
    steps="block",
    crossing_delay_s=30.0,
    uses_wheels=True,
)
LOOSER = replace(CHAIR, name="looser chair", max_kerb_m=0.15, min_width_m=0.5)
WALK = Profile("walk", speed_mps=1.2, slope_speed="tobler", step_delay_s=0.5)
SIZE = 4

Spots = list[tuple[float, float]]

STREETS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([LinkKind.FOOTWAY, LinkKind.CROSSING, LinkKind.STEPS]),
        "incline_share": st.sampled_from([None, -0.15, -0.09, 0.0, 0.03, 0.09]),
        "kerb_m": st.sampled_from([None, 0.0, 0.1]),
        "width_m": st.sampled_from([None, 0.6, 2.0]),
        "backward": st.sampled_from([True, True, False]),
    }
)
SPOTS = st.tuples(st.floats(-40, 340, width=32), st.floats(-40, 340, width=32))
PEOPLE = st.sampled_from([0.0, 1.0, 2.0, 4.0, 8.0])
N_STREETS = 2 * SIZE * (SIZE - 1)
ATTRIBUTES = st.lists(STREETS, min_size=N_STREETS, max_size=N_STREETS)
ORIGINS = st.lists(SPOTS, min_size=1, max_size=6)
PLACES = st.lists(SPOTS, min_size=1, max_size=3)


def grid(towns: ModuleType, attributes: list[dict[str, Any]], *more: object) -> Any:  # noqa: ANN401 - Town comes from a module loaded by path
    """Build squared paper whose streets have the attributes drawn."""
    plain = towns.grid_town(SIZE)
    ends = zip(plain.network.link_from.tolist(), plain.network.link_to.tolist(), strict=True)
    streets = [towns.Street(a, b, **drawn) for (a, b), drawn in zip(ends, attributes, strict=True)]
    nodes = [(100.0 * column, 100.0 * row) for row in range(SIZE) for column in range(SIZE)]
    return towns.build(nodes, [*streets, *more])


def times(network: StreetNetwork, origins: Places, places: Places, *profiles: Profile) -> FloatArray:
    """Give times (n_profiles, 2, n_origins) of one class of service."""
    result = assess_access(
        network, origins, np.ones(len(origins)), [ServiceClass("clinic", places)], profiles
    )
    return np.asarray(result.time_s[0])


@given(attributes=ATTRIBUTES, origins=ORIGINS, places=PLACES)
def test_the_high_reading_is_never_slower_than_the_low_one(
    towns: ModuleType, attributes: list[dict[str, Any]], origins: Spots, places: Spots
) -> None:
    town = grid(towns, attributes)
    found = times(town.network, town.places(*origins), town.places(*places), CHAIR, WALK)
    assert (found[:, 1] <= found[:, 0]).all()
    assert (found >= 0).all()


@given(attributes=ATTRIBUTES, origins=ORIGINS, places=PLACES, order=st.randoms(use_true_random=False))
def test_permuting_origins_and_places_permutes_results_and_changes_nothing_else(
    towns: ModuleType, attributes: list[dict[str, Any]], origins: Spots, places: Spots, order: Random
) -> None:
    town = grid(towns, attributes)
    shuffled = list(range(len(origins)))
    order.shuffle(shuffled)
    there = town.places(*places)
    before = times(town.network, town.places(*origins), there, CHAIR)
    after = times(
        town.network, town.places(*[origins[i] for i in shuffled]), town.places(*places[::-1]), CHAIR
    )
    assert np.array_equal(after, before[..., shuffled])


@given(attributes=ATTRIBUTES, origins=ORIGINS, places=PLACES)
def test_inputs_are_not_changed_and_two_runs_agree_bit_for_bit(
    towns: ModuleType, attributes: list[dict[str, Any]], origins: Spots, places: Spots
) -> None:
    town = grid(towns, attributes)
    people, there = town.places(*origins), town.places(*places)
    kept = {name: np.array(getattr(town.network, name), copy=True) for name in LINK_ARRAYS}
    kept_lon = people.lon_deg.copy()
    first, second = (times(town.network, people, there, CHAIR, WALK) for _ in range(2))
    assert first.tobytes() == second.tobytes()
    assert np.array_equal(people.lon_deg, kept_lon)
    for name, values in kept.items():
        assert (np.array(getattr(town.network, name)) == values)[~_missing(values)].all(), name


def _missing(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Say where numbers are unknown."""
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)


@given(attributes=ATTRIBUTES, origins=ORIGINS, places=PLACES)
def test_a_service_more_never_makes_anybody_slower(
    towns: ModuleType, attributes: list[dict[str, Any]], origins: Spots, places: Spots
) -> None:
    town = grid(towns, attributes)
    people = town.places(*origins)
    all_open = times(town.network, people, town.places(*places), WALK)
    fewer = times(town.network, people, town.places(*places[:1]), WALK)
    assert (all_open <= fewer).all()


def held(attributes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the first two streets open: joining elsewhere may be worse, joining there is the same for all."""
    fixed: dict[str, Any] = {"kind": LinkKind.FOOTWAY, "incline_share": 0.0, "kerb_m": 0.0, "width_m": 2.0}
    return [fixed if i < 2 else drawn for i, drawn in enumerate(attributes)]


@given(attributes=ATTRIBUTES, at_m=st.tuples(st.floats(101, 199), st.floats(1, 99)))
def test_a_looser_limit_never_makes_anybody_slower(
    towns: ModuleType, attributes: list[dict[str, Any]], at_m: tuple[float, float]
) -> None:
    town = grid(towns, held(attributes))
    people, there = town.places((at_m[0], 0.0)), town.places((at_m[1], 0.0))
    strict, loose = times(town.network, people, there, CHAIR, LOOSER)
    assert (loose <= strict).all()


@given(attributes=ATTRIBUTES, islands=st.lists(SPOTS, max_size=4), origins=ORIGINS, places=PLACES)
def test_whoever_has_no_limits_gets_wherever_anybody_gets_even_beside_islands_of_the_data(
    towns: ModuleType, attributes: list[dict[str, Any]], islands: Spots, origins: Spots, places: Spots
) -> None:
    plain = towns.grid_town(SIZE).network
    ends = list(zip(plain.link_from.tolist(), plain.link_to.tolist(), strict=True))
    ends += [(SIZE**2 + 2 * i, SIZE**2 + 2 * i + 1) for i in range(len(islands))]
    spots = [(100.0 * column, 100.0 * row) for row in range(SIZE) for column in range(SIZE)]
    for x, y in islands:
        spots += [(x, y), (x + 7.0, y + 11.0)]
    drawn = [*attributes, *attributes[: len(islands)]]
    streets = [towns.Street(a, b, **{**of, "backward": True}) for (a, b), of in zip(ends, drawn, strict=True)]
    town = towns.build(spots, streets)
    chair, walk = times(town.network, town.places(*origins), town.places(*places), CHAIR, WALK)
    assert (np.isfinite(walk) >= np.isfinite(chair)).all()


@given(
    attributes=ATTRIBUTES,
    at_m=st.tuples(st.floats(101, 199), st.floats(1, 99)),
    ends=st.tuples(st.integers(4, 9), st.integers(10, 15)),
)
def test_a_street_more_never_makes_anybody_slower(
    towns: ModuleType, attributes: list[dict[str, Any]], at_m: tuple[float, float], ends: tuple[int, int]
) -> None:
    before = grid(towns, held(attributes))
    after = grid(towns, held(attributes), towns.Street(*ends, length_m=1.0))
    people, there = before.places((at_m[0], 0.0)), before.places((at_m[1], 0.0))
    assert (times(after.network, people, there, CHAIR) <= times(before.network, people, there, CHAIR)).all()


@given(
    time_s=st.lists(st.one_of(st.floats(0, 5000), st.just(float("inf"))), min_size=1, max_size=20),
    data=st.data(),
)
def test_coverage_never_falls_as_the_cutoff_grows_and_areas_add_up(
    time_s: list[float], data: st.DataObject
) -> None:
    times_s = np.array(time_s)
    people = np.array(data.draw(st.lists(PEOPLE, min_size=len(time_s), max_size=len(time_s))))
    short, long = sorted(data.draw(st.tuples(st.floats(0, 5000), st.floats(0, 5000))))
    assert 0.0 <= coverage(times_s, people, cutoff_s=short) <= coverage(times_s, people, cutoff_s=long)
    assert coverage(times_s, people, cutoff_s=long) <= people.sum()
    area = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(time_s), max_size=len(time_s))))
    by_area = coverage_by_area(times_s, people, area, 4, long)
    assert by_area.sum() == pytest.approx(coverage(times_s, people, cutoff_s=long))
    assert (by_area <= population_by_area(people, area, 4)).all()
