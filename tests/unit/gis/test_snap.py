"""Joining places to links: distances anywhere on Earth, ties, limits, and who may join what."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from gis.network.snap import Joiner, nearest_joins


@pytest.mark.parametrize(
    "centre_deg",
    [(-46.63, -23.55), (-77.04, -12.05), (179.9995, -17.8), (-180.0, 65.0), (25.0, 89.0), (0.0, 0.0)],
)
def test_distances_are_metres_wherever_the_town_lies(
    towns: ModuleType, centre_deg: tuple[float, float]
) -> None:
    town = towns.build([(-300, 0), (300, 0)], [towns.Street(0, 1)], centre_deg=centre_deg)
    found = Joiner(town.network).candidates(town.places((-200, 40), (0, -80), (100, 0)))
    assert found.joins.leg_m == pytest.approx([40.0, 80.0, 0.0], abs=0.02)
    assert found.joins.along_share == pytest.approx([1 / 6, 1 / 2, 2 / 3], abs=1e-4)


def test_a_place_at_a_junction_joins_every_street_that_ends_there(towns: ModuleType) -> None:
    town = towns.grid_town(3)
    found = Joiner(town.network).candidates(town.places((100.0, 100.0)))
    chosen = nearest_joins(found, np.ones(town.network.n_links, dtype=bool))
    at_centre = (town.network.link_from == 4) | (town.network.link_to == 4)
    assert sorted(found.joins.only(chosen).link) == np.flatnonzero(at_centre).tolist()


def test_a_place_passes_over_a_closed_street_only_within_the_slack(towns: ModuleType) -> None:
    # Two streets, 10 m and 35 m or 45 m away; the near one is closed; 10 + 30 is the farthest allowed.
    open_far = np.array([False, True])
    for away_m, joined in ((35.0, 1), (45.0, 0)):
        town = towns.build(
            [(0, 10), (100, 10), (0, -away_m), (100, -away_m)], [towns.Street(0, 1), towns.Street(2, 3)]
        )
        found = Joiner(town.network).candidates(town.places((50, 0)))
        assert nearest_joins(found, open_far).sum() == joined


def test_the_farthest_join_allowed_is_joined_and_a_step_further_is_not(towns: ModuleType) -> None:
    town = towns.line_town()
    places = town.places((50, 499.99), (50, 500.01))
    found = Joiner(town.network).candidates(places)
    assert found.too_far.tolist() == [False, True]
    assert found.nearest_m == pytest.approx([499.99, 500.01], abs=1e-3)
    assert set(found.joins.place) == {0}


def test_a_nearer_street_wins_over_a_farther_one(towns: ModuleType) -> None:
    nodes = [(0, 5), (100, 5), (0, -6), (100, -6)]
    town = towns.build(nodes, [towns.Street(0, 1), towns.Street(2, 3), towns.Street(0, 2)])
    found = Joiner(town.network).candidates(town.places((50, 0)))
    chosen = nearest_joins(found, np.array([True, True, True]))
    assert found.joins.only(chosen).link.tolist() == [0]


def test_beside_a_street_that_nothing_connects_a_place_joins_the_mainland_too(towns: ModuleType) -> None:
    # A dead footway 5 m away; the street beyond it 30 m farther, or a step more than that.
    for away_m, joined in ((34.99, [0, 1]), (35.01, [0])):
        nodes = [(40, 5), (60, 5), (0, -away_m), (100, -away_m), (200, -away_m)]
        town = towns.build(nodes, [towns.Street(0, 1), towns.Street(2, 3), towns.Street(3, 4)])
        found = Joiner(town.network).candidates(town.places((50, 0)))
        chosen = nearest_joins(found, np.ones(3, dtype=bool))
        assert found.joins.only(chosen).link.tolist() == joined
        assert found.joins.leg_m[chosen].tolist() == pytest.approx([5.0, away_m][: len(joined)], abs=0.01)
