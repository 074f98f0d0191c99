"""What must hold of places that may not be what is looked for, or not where: the truth lies between."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.assess import AccessResult, ServiceClass, assess_access
from gis.measures.requests import Measure
from gis.measures.values import assess_measures
from gis.model import FloatArray, Places
from gis.network.profiles import Profile
from gis.travel.k_nearest import k_nearest
from gis.travel.matrices import travel_matrices

WALK = Profile("walk", speed_mps=1.0)
SIZE, SPACING_M = 4, 90.0
FAR_S = 3600.0
SIDES = st.floats(-40, (SIZE - 1) * SPACING_M + 40)
POINTS = st.tuples(SIDES, SIDES)
RADII = st.sampled_from([0.0, 10.0, 60.0, 100.0, 130.0, 400.0])


@dataclass(frozen=True)
class Known:
    """What is known of places: where they are drawn, to within what, and whether they are any."""

    at_m: tuple[tuple[float, float], ...]
    radius_m: tuple[float, ...]
    certain: tuple[bool, ...]


@st.composite
def known_places(draw: st.DrawFn) -> Known:
    count = draw(st.integers(1, 4))
    return Known(
        tuple(draw(st.lists(POINTS, min_size=count, max_size=count))),
        tuple(draw(st.lists(RADII, min_size=count, max_size=count))),
        tuple(draw(st.lists(st.booleans(), min_size=count, max_size=count))),
    )


HOMES = st.lists(POINTS, min_size=1, max_size=5)


def asked(towns: ModuleType, homes: list[tuple[float, float]], known: Known) -> tuple[Any, AccessResult]:
    town = towns.grid_town(SIZE, SPACING_M)
    drawn = town.places(*known.at_m)
    places = Places(
        drawn.ids,
        drawn.lon_deg,
        drawn.lat_deg,
        certain=np.array(known.certain),
        radius_m=np.array(known.radius_m),
    )
    origins = town.places(*homes)
    return town, assess_access(
        town.network, origins, np.ones(len(homes)), [ServiceClass("s", places)], [WALK]
    )


def times(towns: ModuleType, homes: list[tuple[float, float]], known: Known) -> FloatArray:
    """Give the times to the nearest place, low and high."""
    found: FloatArray = asked(towns, homes, known)[1].time_s[0, 0]
    return found


@given(homes=HOMES, known=known_places())
def test_the_high_reading_is_never_later_than_the_low(
    towns: ModuleType, homes: list[tuple[float, float]], known: Known
) -> None:
    low, high = times(towns, homes, known)
    assert (high <= low).all()


@given(homes=HOMES, known=known_places(), data=st.data())
def test_learning_a_fact_never_widens_the_interval(
    towns: ModuleType, homes: list[tuple[float, float]], known: Known, data: st.DataObject
) -> None:
    one = data.draw(st.integers(0, len(known.certain) - 1))
    unsure = Known(known.at_m, known.radius_m, (*known.certain[:one], False, *known.certain[one + 1 :]))
    sure = Known(known.at_m, known.radius_m, (*known.certain[:one], True, *known.certain[one + 1 :]))
    (low_before, high_before), (low_after, high_after) = (times(towns, homes, one) for one in (unsure, sure))
    assert (low_after <= low_before).all()
    assert (high_after == high_before).all()


@given(homes=HOMES, known=known_places(), data=st.data())
def test_a_place_found_to_be_none_never_shortens_a_time(
    towns: ModuleType, homes: list[tuple[float, float]], known: Known, data: st.DataObject
) -> None:
    # a place that stays, so that the layer is not empty without the other
    stays = Known((*known.at_m, (0.0, 0.0)), (*known.radius_m, 0.0), (*known.certain, True))
    one = data.draw(st.integers(0, len(known.certain) - 1))
    unsure = Known(stays.at_m, stays.radius_m, (*stays.certain[:one], False, *stays.certain[one + 1 :]))
    without = Known(*(tuple(v for i, v in enumerate(values) if i != one) for values in vars_of(unsure)))
    (low_before, high_before), (low_after, high_after) = (
        times(towns, homes, one) for one in (unsure, without)
    )
    assert (low_after == low_before).all()
    assert (high_after >= high_before).all()


def vars_of(known: Known) -> tuple[tuple[Any, ...], ...]:
    return known.at_m, known.radius_m, known.certain


@given(homes=HOMES, known=known_places(), data=st.data())
def test_narrowing_a_radius_never_widens_the_interval(
    towns: ModuleType, homes: list[tuple[float, float]], known: Known, data: st.DataObject
) -> None:
    one = data.draw(st.integers(0, len(known.radius_m) - 1))
    smaller = data.draw(st.floats(0, known.radius_m[one]))
    narrowed = Known(known.at_m, (*known.radius_m[:one], smaller, *known.radius_m[one + 1 :]), known.certain)
    (low_before, high_before), (low_after, high_after) = (
        times(towns, homes, one) for one in (known, narrowed)
    )
    assert (low_after <= low_before).all()
    assert (high_after >= high_before).all()


@given(
    homes=HOMES,
    radius_m=st.sampled_from([60.0, 130.0, 250.0]),
    centre=POINTS,
    street=st.integers(0, SIZE - 1),
    along=st.floats(0, (SIZE - 1) * SPACING_M),
    across=st.booleans(),
)
def test_wherever_on_a_street_within_the_radius_the_place_is_found_the_high_reading_was_no_later(
    towns: ModuleType,
    homes: list[tuple[float, float]],
    radius_m: float,
    centre: tuple[float, float],
    street: int,
    along: float,
    across: bool,
) -> None:
    truth = (along, street * SPACING_M) if across else (street * SPACING_M, along)
    if np.hypot(truth[0] - centre[0], truth[1] - centre[1]) > radius_m - 0.1:
        return  # elsewhere
    (_, high) = times(towns, homes, Known((centre,), (radius_m,), (True,)))
    exact = times(towns, homes, Known((truth,), (0.0,), (True,)))
    assert (high <= exact + 0.11).all(), "but for the rounding of each part to a tenth"


@given(homes=HOMES, known=known_places())
@settings(max_examples=50)
def test_matrices_and_the_k_nearest_agree_with_the_nearest(
    towns: ModuleType, homes: list[tuple[float, float]], known: Known
) -> None:
    town, found = asked(towns, homes, known)
    prepared = found.prepared
    several = k_nearest(
        town.network, prepared.origins, prepared.services[0], [WALK], k=len(known.at_m), cutoff_s=FAR_S
    )
    for r, one in enumerate(
        travel_matrices(town.network, prepared.origins, prepared.services[0], [WALK], cutoff_s=FAR_S)
    ):
        full = np.full((len(homes), len(known.at_m)), np.inf)
        pairs = list(zip(one.matrix.origin.tolist(), one.matrix.destination.tolist(), strict=True))
        assert len(pairs) == len(set(pairs)), "a place of many joins counts once"
        full[one.matrix.origin, one.matrix.destination] = one.matrix.time_s
        assert (full.min(axis=1) == found.time_s[0, 0, r]).all()
        assert (np.sort(full, axis=1) == several.time_s[0, r]).all()


@given(homes=HOMES, known=known_places(), cutoff_s=st.sampled_from([60.0, 150.0, 300.0]))
@settings(max_examples=50)
def test_what_is_reached_counts_each_place_once_and_high_is_no_less(
    towns: ModuleType, homes: list[tuple[float, float]], known: Known, cutoff_s: float
) -> None:
    town, found = asked(towns, homes, known)
    (values,) = assess_measures(
        town.network,
        found.prepared,
        np.ones(len(homes)),
        ["s"],
        [WALK],
        [Measure(key="within", kind="cumulative", service="s", cutoff_s=cutoff_s)],
        nearest_s=found.time_s,
    )
    low, high = values.values[0]
    assert (low <= high).all()
    assert (high <= len(known.at_m)).all()
    assert ((high >= 1) == (found.time_s[0, 0, 1] <= cutoff_s)).all()
