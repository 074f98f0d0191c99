"""Street polygons over streets: whose width and slope is taken over, how much of it, and by which links."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from gis.errors import AttributeInputError, EmptyInputError, GeometryError, UnstatedReferenceSystemError
from gis.model import Passability
from gis.network.conflation import conflate_polygons
from gis.network.evaluation import evaluate
from gis.network.graph import AttributeSource, LinkKind, StreetNetwork
from gis.network.profiles import Profile

PLAN = "+proj=aeqd +lon_0=-46.63 +lat_0=-23.55 +datum=WGS84 +units=m +type=crs"
ROW: dict[str, Any] = {
    "largura_media": 7.5,
    "largura_contagem_amostras": 4,
    "cota_minima": 700.0,
    "cota_maxima": 704.0,
    "cota_contagem_amostras": 20,
}
BLANK: dict[str, Any] = {"kind": LinkKind.ROAD, "width_m": None, "incline_share": None}


def polygons(*rows: tuple[float, float, dict[str, Any]]) -> geopandas.GeoDataFrame:
    """Draw carriageways 8 m wide along the x axis, each from one place to another."""
    shapes = [shapely.box(west, -4.0, east, 4.0) for west, east, _ in rows]
    return geopandas.GeoDataFrame([{**ROW, **values} for *_, values in rows], geometry=shapes, crs=PLAN)


def street(towns: ModuleType, length_m: float = 100.0, **attributes: object) -> StreetNetwork:
    """Draw one street from the origin eastwards."""
    nodes = [(0.0, 0.0), (length_m, 0.0)]
    network: StreetNetwork = towns.build(nodes, [towns.Street(0, 1, **{**BLANK, **attributes})]).network
    return network


def test_a_street_inside_a_polygon_takes_its_width_and_a_bound_of_its_slope(towns: ModuleType) -> None:
    network = street(towns)
    conflated, quality = conflate_polygons(network, polygons((-5.0, 105.0, {})))
    assert conflated.width_m.tolist() == [7.5]
    assert conflated.width_source.tolist() == [AttributeSource.POLYGON]
    # 4 m between the lowest and the highest ground, over 100 m of street
    assert conflated.incline_bound_share == pytest.approx([0.04], rel=1e-3)
    assert conflated.incline_source.tolist() == [AttributeSource.POLYGON]
    assert np.isnan(conflated.incline_share).all()
    assert quality.inside_share == pytest.approx([1.0])
    assert quality.distance_m.tolist() == [0.0]
    assert (quality.polygon_count[0], quality.width_count[0], quality.height_count[0]) == (1, 4, 20)
    assert np.isnan(network.width_m).all()  # the network given is not altered


def test_what_was_known_before_stays(towns: ModuleType) -> None:
    conflated, _ = conflate_polygons(
        street(towns, width_m=3.0, incline_share=0.02), polygons((-5.0, 105.0, {}))
    )
    assert conflated.width_m.tolist() == [3.0]
    assert conflated.incline_share.tolist() == [0.02]
    assert conflated.width_source.tolist() == [AttributeSource.TAG]
    assert conflated.incline_source.tolist() == [AttributeSource.TAG]
    assert np.isnan(conflated.incline_bound_share).all()


@pytest.mark.parametrize("kind", [LinkKind.SIDEWALK, LinkKind.CROSSING, LinkKind.FOOTWAY, LinkKind.PATH])
def test_the_width_of_a_carriageway_is_no_clear_width_of_anything_else(
    towns: ModuleType, kind: LinkKind
) -> None:
    conflated, _ = conflate_polygons(street(towns, kind=kind), polygons((-5.0, 105.0, {})))
    assert np.isnan(conflated.width_m).all()
    assert conflated.incline_bound_share == pytest.approx([0.04], rel=1e-3)


@pytest.mark.parametrize("kind", [LinkKind.STEPS, LinkKind.LIFT])
def test_stairs_and_lifts_do_not_follow_the_ground(towns: ModuleType, kind: LinkKind) -> None:
    conflated, _ = conflate_polygons(street(towns, kind=kind), polygons((-5.0, 105.0, {})))
    assert np.isnan(conflated.incline_bound_share).all()


def test_a_bridge_over_the_street_takes_nothing_from_it(towns: ModuleType) -> None:
    bridge = towns.replaced(street(towns), off_ground=np.ones(1, dtype=bool))
    conflated, _ = conflate_polygons(bridge, polygons((-5.0, 105.0, {})))
    assert np.isnan(conflated.incline_bound_share).all()
    assert np.isnan(conflated.width_m).all()


def test_widths_are_averaged_by_length_and_the_steepest_stretch_counts(towns: ModuleType) -> None:
    narrow = {"largura_media": 6.0, "cota_maxima": 703.0}
    wide = {"largura_media": 10.0, "cota_maxima": 701.0}
    conflated, quality = conflate_polygons(street(towns), polygons((-5.0, 30.0, narrow), (30.0, 105.0, wide)))
    # (30 m of 6 and 70 m of 10) / 100 m; 3 m of rise over 30 m, 1 m over 70 m
    assert conflated.width_m == pytest.approx([8.8], rel=1e-4)
    assert conflated.incline_bound_share == pytest.approx([0.1], rel=1e-3)
    assert quality.polygon_count.tolist() == [2]


def test_a_street_through_a_part_of_a_polygon_may_climb_all_of_its_range_there(towns: ModuleType) -> None:
    # ground that climbs evenly by 4 % from -50 to 150 m: 8 m in all; the street of 100 m climbs 4 %
    conflated, _ = conflate_polygons(street(towns), polygons((-50.0, 150.0, {"cota_maxima": 708.0})))
    assert conflated.incline_bound_share == pytest.approx([0.08], rel=1e-3)
    assert conflated.incline_bound_share[0] >= 0.04


def test_over_less_than_ten_metres_heights_are_noise(towns: ModuleType) -> None:
    conflated, _ = conflate_polygons(street(towns, length_m=4.0), polygons((-5.0, 105.0, {})))
    assert conflated.incline_bound_share == pytest.approx([0.4])  # 4 m over 10, not over 4


def test_the_last_metres_in_the_next_polygon_do_not_decide(towns: ModuleType) -> None:
    conflated, _ = conflate_polygons(
        street(towns), polygons((-5.0, 97.0, {}), (97.0, 120.0, {"cota_maxima": 720.0}))
    )
    assert conflated.incline_bound_share == pytest.approx([4.0 / 97.0], rel=1e-3)


def test_a_street_half_outside_takes_nothing_over(towns: ModuleType) -> None:
    conflated, quality = conflate_polygons(street(towns), polygons((-5.0, 50.0, {})))
    assert quality.inside_share == pytest.approx([0.5], rel=1e-4)
    assert not quality.matched.any()
    assert np.isnan(conflated.width_m).all()
    assert np.isnan(conflated.incline_bound_share).all()
    easier, _ = conflate_polygons(street(towns), polygons((-5.0, 50.0, {})), least_inside_share=0.4)
    assert easier.width_m.tolist() == [7.5]
    assert np.isnan(easier.incline_bound_share).all()


def test_a_bound_must_hold_of_the_whole_street(towns: ModuleType) -> None:
    conflated, quality = conflate_polygons(street(towns), polygons((-5.0, 90.0, {})))
    assert quality.matched.tolist() == [True]
    assert conflated.width_m.tolist() == [7.5]
    assert np.isnan(conflated.incline_bound_share).all()  # ten metres may be of any slope


def test_where_polygons_overlap_the_street_counts_once(towns: ModuleType) -> None:
    _, quality = conflate_polygons(street(towns), polygons((-5.0, 50.0, {}), (-5.0, 50.0, {})))
    assert quality.inside_share == pytest.approx([0.5], rel=1e-4)


def test_each_street_has_its_own_share_inside(towns: ModuleType) -> None:
    nodes = [(-40.0, 0.0), (0.0, 0.0), (20.0, 0.0), (60.0, 0.0), (60.0, 30.0), (20.0, 30.0)]
    ends = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]
    network = towns.build(nodes, [towns.Street(*pair, **BLANK) for pair in ends]).network
    # from -10 to 30 m: the last 10 of 40 m, all of 20, the first 10 of 40, and nothing of the rest
    _, quality = conflate_polygons(network, polygons((-10.0, 30.0, {})))
    assert quality.inside_share == pytest.approx([0.25, 1.0, 0.25, 0.0, 0.0], rel=1e-3)
    assert quality.matched.tolist() == [False, True, False, False, False]
    assert quality.polygon_count.tolist() == [1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    "values",
    [
        {"largura_contagem_amostras": 0},
        {"largura_media": None},
        {"largura_media": 0.0},
        {"largura_media": 441.0},
    ],
)
def test_a_width_nobody_measured_or_that_no_street_has_is_unknown(
    towns: ModuleType, values: dict[str, Any]
) -> None:
    conflated, _ = conflate_polygons(street(towns), polygons((-5.0, 105.0, values)))
    assert np.isnan(conflated.width_m).all()
    assert conflated.width_source.tolist() == [AttributeSource.NONE]


@pytest.mark.parametrize(
    "values", [{"cota_contagem_amostras": 1}, {"cota_minima": None}, {"cota_minima": 710.0}]
)
def test_a_stretch_of_unknown_heights_leaves_the_slope_open(
    towns: ModuleType, values: dict[str, Any]
) -> None:
    conflated, _ = conflate_polygons(street(towns), polygons((-5.0, 50.0, {}), (50.0, 105.0, values)))
    assert np.isnan(conflated.incline_bound_share).all()
    assert conflated.incline_source.tolist() == [AttributeSource.NONE]


def test_a_street_beside_polygons_says_how_far_they_are(towns: ModuleType) -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0), (0.0, 24.0), (100.0, 24.0), (0.0, 90.0), (100.0, 90.0)]
    ends = [(0, 1), (2, 3), (4, 5)]
    network = towns.build(nodes, [towns.Street(*pair, **BLANK) for pair in ends]).network
    _, quality = conflate_polygons(network, polygons((-5.0, 105.0, {})))
    # the polygon's edge is 4 m off the axis
    assert quality.distance_m[:2] == pytest.approx([0.0, 20.0], abs=0.01)
    assert np.isinf(quality.distance_m[2])


def test_a_bound_lets_pass_in_both_directions_and_never_blocks(towns: ModuleType) -> None:
    gentle = Profile("gentle", speed_mps=1.0, max_up_share=0.05, max_down_share=0.05)
    strict = Profile("strict", speed_mps=1.0, max_up_share=0.03, max_down_share=0.05)
    conflated, _ = conflate_polygons(street(towns), polygons((-5.0, 105.0, {})))
    assert (evaluate(conflated, gentle).state == Passability.PASSES).all()
    # uphill the bound of 4 % is above the limit of 3 %: the street may still be level
    assert (evaluate(conflated, strict).state[0] == Passability.UNKNOWN).all()


def test_polygons_that_cannot_be_used_are_refused_with_all_their_faults(towns: ModuleType) -> None:
    network, good = street(towns), polygons((-5.0, 105.0, {}))
    with pytest.raises(AttributeInputError) as caught:
        conflate_polygons(
            network, good.drop(columns=["largura_media", "cota_minima"]), least_inside_share=2.0
        )
    assert len(caught.value.faults) == 3
    assert "no column 'largura_media'" in str(caught.value)
    with pytest.raises(UnstatedReferenceSystemError):
        conflate_polygons(network, good.set_crs(None, allow_override=True))
    broken = polygons((-5.0, 105.0, {}), (0.0, 1.0, {}))
    broken.loc[1, "geometry"] = shapely.Point(0.0, 0.0)
    with pytest.raises(GeometryError, match="row 2: not a polygon"):
        conflate_polygons(network, broken)
    with pytest.raises(EmptyInputError, match="none of them holds"):
        conflate_polygons(network, polygons((5000.0, 5100.0, {})))
