"""What must hold of both readings, street by street and trip by trip: the truth lies between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.assess import ServiceClass, assess_access
from gis.model import FloatArray, Passability, Reading
from gis.network.evaluation import LinkCosts, evaluate
from gis.network.graph import LinkKind
from gis.network.profiles import Profile

CHAIR = Profile(
    "chair",
    speed_mps=0.8,
    slope_speed="wheels",
    max_up_share=0.08,
    max_down_share=0.10,
    max_cross_slope_share=0.04,
    max_kerb_m=0.03,
    min_width_m=0.9,
    blocked_surfaces=frozenset({"sand"}),
    worst_smoothness="bad",
    steps="block",
    uses_wheels=True,
    comfort_grade_share=0.03,
    steep_factor_per_share=20.0,
    surface_factors=(("dirt", 1.1), ("sett", 1.5), ("sand", 3.0)),
    smoothness_factors=(("bad", 1.3), ("horrible", 4.0)),
    comfort_width_m=1.2,
    narrow_factor=1.2,
    comfort_kerb_m=0.01,
    kerb_delay_s=4.0,
)
CANE = Profile(
    "cane",
    speed_mps=0.9,
    slope_speed="tobler",
    step_delay_s=1.0,
    hidden_kerb_m=0.0,
    no_tactile_factor=1.1,
    comfort_kerb_m=0.05,
    kerb_delay_s=2.0,
    comfort_grade_share=0.01,
    steep_factor_per_share=30.0,
)
WALK = Profile(
    "walk",
    speed_mps=1.2,
    slope_speed="tobler",
    surface_factors=(("dirt", 1.1), ("sand", 2.1)),
    step_delay_s=0.5,
)
SLOWED = replace(CHAIR, name="slowed", slope_speed="tobler", uses_wheels=False, hidden_kerb_m=0.0)
MOTOR = replace(CHAIR, name="motor", slope_speed="constant", max_up_share=0.12, max_down_share=0.12)
PROFILES = st.sampled_from([CHAIR, CANE, WALK, SLOWED, MOTOR])

UNKNOWN: dict[str, Any] = {
    "surface": None,
    "smoothness": None,
    "width_m": None,
    "incline_share": None,
    "cross_slope_share": None,
    "kerb_m": None,
    "step_count": None,
    "wheelchair": Passability.UNKNOWN,
    "tactile_paving": Passability.UNKNOWN,
}
LENGTH_M = 50.0
MOST_STEPS = 179.0  # one for each 0.28 m begun of 50 m


@dataclass(frozen=True)
class Story:
    """A street as it is, and the order in which its facts become known."""

    truth: dict[str, Any]
    known_first: frozenset[str]
    learned: tuple[str, ...]

    def told(self, count: int) -> dict[str, Any]:
        """Give the street as recorded after so many facts have been learned."""
        known = self.known_first | set(self.learned[:count])
        return self.truth | {name: value for name, value in UNKNOWN.items() if name not in known}


@st.composite
def stories(draw: st.DrawFn, kinds: st.SearchStrategy[LinkKind]) -> Story:
    """Draw a street; what it is agrees with the bound of its grade, which is known from the first."""
    kind = draw(kinds)
    bound = draw(st.sampled_from([None, 0.02, 0.09, 0.3]))
    grades = [-0.12, -0.09, -0.05, -0.02, 0.0, 0.01, 0.07, 0.09, 0.12]
    counts = [1.0, 4.0, MOST_STEPS] if kind is LinkKind.STEPS else [0.0, 0.0, 3.0]
    truth = {
        "kind": kind,
        "forward": draw(st.sampled_from([True, True, False])),
        "backward": draw(st.sampled_from([True, True, False])),
        "incline_bound_share": bound,
        "surface": draw(st.sampled_from(["asphalt", "dirt", "sett", "sand"])),
        "smoothness": draw(st.sampled_from(["good", "bad", "horrible"])),
        "width_m": draw(st.sampled_from([0.6, 1.0, 2.0])),
        "incline_share": draw(st.sampled_from([g for g in grades if bound is None or abs(g) <= bound])),
        "cross_slope_share": draw(st.sampled_from([0.01, 0.08])),
        "kerb_m": draw(st.sampled_from([0.0, 0.02, 0.1])),
        "step_count": draw(st.sampled_from(counts)),
        "wheelchair": draw(st.sampled_from(list(Passability))),
        "tactile_paving": draw(st.sampled_from([Passability.PASSES, Passability.BLOCKS])),
    }
    order = draw(st.permutations(sorted(UNKNOWN)))
    known = draw(st.integers(0, len(order)))
    return Story(truth, frozenset(order[:known]), tuple(order[known:]))


def honest(towns: ModuleType, story: Story, profile: Profile) -> Story:
    """Let nobody say of a street that it passes, or that it does not, against what the street is."""
    said = story.truth["wheelchair"]
    if said is Passability.UNKNOWN:
        return story
    alone = story.truth | {"wheelchair": Passability.UNKNOWN, "forward": True, "backward": True}
    if (judged(towns, [alone], profile).state == said).all():
        return story
    return replace(story, truth=story.truth | {"wheelchair": Passability.UNKNOWN})


def judged(towns: ModuleType, streets: list[dict[str, Any]], profile: Profile) -> LinkCosts:
    """Evaluate streets of 50 m, laid in a row."""
    nodes = [(LENGTH_M * i, 0.0) for i in range(len(streets) + 1)]
    drawn = [towns.Street(i, i + 1, length_m=LENGTH_M, **street) for i, street in enumerate(streets)]
    return evaluate(towns.build(nodes, drawn).network, profile)


def walked_s(costs: LinkCosts) -> FloatArray:
    """Give the seconds of each reading, infinite where the reading does not walk; low first."""
    opened = np.stack([costs.state == Passability.PASSES, costs.state != Passability.BLOCKS])
    return np.where(opened, np.stack([costs.in_reading(reading) for reading in Reading]), np.inf)


@given(drawn=st.lists(stories(st.sampled_from(LinkKind)), min_size=1, max_size=6), profile=PROFILES)
def test_each_fact_that_is_learned_of_a_street_leaves_its_bounds_or_narrows_them(
    towns: ModuleType, drawn: list[Story], profile: Profile
) -> None:
    streets = [honest(towns, story, profile) for story in drawn]
    before = walked_s(judged(towns, [street.told(0) for street in streets], profile))
    assert (before[0] >= before[1]).all()
    for count in range(len(UNKNOWN) + 1):
        costs = judged(towns, [street.told(count) for street in streets], profile)
        after = walked_s(costs)
        assert (after[0] <= before[0] * (1 + 1e-12)).all()
        assert (after[1] >= before[1] * (1 - 1e-12)).all()
        assert (after[0] >= after[1]).all()
        before = after
    # At last all is known; whether a chair passes may not be, but the other facts say that already.
    assert (costs.state != Passability.UNKNOWN).all()
    assert np.array_equal(after[0], after[1])


@settings(max_examples=25)  # each is up to ten assessments
@given(
    drawn=st.lists(stories(st.just(LinkKind.FOOTWAY)), min_size=4, max_size=4),
    lengths_m=st.lists(st.floats(60.0, 300.0), min_size=4, max_size=4),
    profile=PROFILES,
)
def test_each_fact_that_is_learned_leaves_the_bounds_of_every_trip_or_narrows_them(
    towns: ModuleType, drawn: list[Story], lengths_m: list[float], profile: Profile
) -> None:
    streets = [honest(towns, story, profile) for story in drawn]

    def trip_s(count: int) -> FloatArray:
        """Time the trips around a square; each place has a street of its own, of which all is known."""
        corners = [(0.0, 0.0), (60.0, 0.0), (60.0, 60.0), (0.0, 60.0)]
        doors = [(-25.0, -25.0), (85.0, -25.0), (85.0, 85.0), (-25.0, 85.0)]
        sides = [
            towns.Street(i, (i + 1) % 4, length_m=length_m, **street.told(count))
            for i, (street, length_m) in enumerate(zip(streets, lengths_m, strict=True))
        ]
        known: dict[str, Any] = {"tactile_paving": Passability.PASSES, "cross_slope_share": 0.0}
        own = [towns.Street(4 + i, i, length_m=35.0, **known) for i in range(4)]
        town = towns.build([*corners, *doors], [*sides, *own])
        services = [ServiceClass(f"door {i}", town.places(door)) for i, door in enumerate(doors)]
        found = assess_access(town.network, town.places(*doors), np.ones(4), services, [profile])
        return np.moveaxis(found.time_s[:, 0], 1, 0)  # reading, service, origin

    before = trip_s(0)
    for count in range(1, max(len(street.learned) for street in streets) + 1):
        after = trip_s(count)
        assert (after[0] <= before[0]).all()
        assert (after[1] >= before[1]).all()
        assert (after[0] >= after[1]).all()
        before = after
    assert np.array_equal(before[0], before[1])


def test_an_unmeasured_street_steeper_than_is_reckoned_with_is_outside_the_bounds(towns: ModuleType) -> None:
    # This is the one assumption in the bounds of who has no limit of grade: 20 % is more than 12.
    unknown = judged(towns, [{"incline_share": None}], WALK).in_reading(Reading.LOW)
    truth = judged(towns, [{"incline_share": 0.2}], WALK).in_reading(Reading.LOW)
    assert truth[0, 0] > unknown[0, 0]
