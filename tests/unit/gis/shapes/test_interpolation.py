"""Counts and shares carried between layers of rectangles whose pieces are counted on fingers."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from gis.errors import (
    AttributeInputError,
    EmptyInputError,
    FaultyInputsError,
    GeometryError,
    ReferenceSystemError,
    ShapeMismatchError,
    UnreadableFileError,
)
from gis.shapes.interpolation import carry_counts, carry_shares, find_overlaps
from gis.shapes.raster_counts import carry_raster_counts

UTM = "EPSG:31983"  # metres around São Paulo; its scale differs from place to place by parts in 10,000


def layer(*boxes: tuple[float, float, float, float], crs: str | None = UTM) -> geopandas.GeoSeries:
    """Lay boxes out in kilometres from a corner in São Paulo."""
    corner = np.array([330_000.0, 7_390_000.0, 330_000.0, 7_390_000.0])
    return geopandas.GeoSeries([shapely.box(*(corner + 1000 * np.array(box))) for box in boxes], crs=crs)


TRACTS = layer((0, 0, 2, 1), (2, 0, 4, 1))
DISTRICTS = layer((0, 0, 1, 1), (1, 0, 3, 1))  # the eastern half of the second tract lies in neither


def test_counts_go_where_the_land_is_and_the_rest_is_told() -> None:
    carried = carry_counts(find_overlaps(TRACTS, DISTRICTS), np.array([8.0, 4.0]))
    # 8 halved; the other 4 and half of the second tract's 4 in district two; 2 outside
    assert carried.count == pytest.approx([4.0, 6.0], rel=1e-4)
    assert carried.outside_count == pytest.approx([0.0, 2.0], rel=1e-4, abs=1e-9)
    assert carried.count.sum() + carried.outside_count.sum() == pytest.approx(12.0, rel=1e-12)


def test_targets_in_which_nothing_lies_hold_nobody_and_no_share() -> None:
    overlaps = find_overlaps(TRACTS, layer((0, 0, 4, 1), (10, 10, 11, 11)))
    assert carry_counts(overlaps, np.array([8.0, 4.0])).count == pytest.approx([12.0, 0.0])
    carried = carry_shares(overlaps, np.array([0.5, 0.1]))
    assert carried.share[0] == pytest.approx(0.3, rel=1e-4)
    assert np.isnan(carried.share[1])
    assert carried.known_area_share == pytest.approx([1.0, 0.0])


def test_shares_are_means_by_area_or_by_the_people_they_are_shares_of() -> None:
    overlaps = find_overlaps(TRACTS, DISTRICTS)
    share = np.array([0.2, 0.8])
    assert carry_shares(overlaps, share).share == pytest.approx([0.2, 0.5], rel=1e-4)
    # district two holds 4 people of tract one and 2 of tract two: (4 * 0.2 + 2 * 0.8) / 6
    by_people = carry_shares(overlaps, share, of_count=np.array([8.0, 4.0]))
    assert by_people.share == pytest.approx([0.2, 0.4], rel=1e-4)


def test_a_share_nobody_knows_is_left_out_and_the_gap_is_told() -> None:
    carried = carry_shares(find_overlaps(TRACTS, DISTRICTS), np.array([np.nan, 0.8]))
    assert np.isnan(carried.share[0])
    assert carried.share[1] == pytest.approx(0.8)
    assert carried.known_area_share == pytest.approx([0.0, 0.5], rel=1e-4)


def test_slivers_of_borders_drawn_twice_neither_count_twice_nor_are_refused() -> None:
    # Districts overlap by 5 m of 1,000: half a per cent.
    districts = layer((0, 0, 1.0025, 1), (0.9975, 0, 2, 1))
    carried = carry_counts(find_overlaps(TRACTS.iloc[:1], districts), np.array([8.0]))
    assert carried.count.sum() + carried.outside_count.sum() == pytest.approx(8.0, rel=1e-12)
    assert carried.count == pytest.approx([4.0, 4.0], rel=1e-3)


def test_areas_are_true_ones_in_degrees_too() -> None:
    # Between 60 and 61 degrees north a degree is narrower than between 59 and 60. Of the land between two
    # parallels on a sphere the share is that of the sines of latitude; the ellipsoid differs by 0.1 %.
    tall = geopandas.GeoSeries([shapely.segmentize(shapely.box(10, 59, 11, 61), 0.1)], crs="EPSG:4326")
    south = geopandas.GeoSeries([shapely.segmentize(shapely.box(10, 59, 11, 60), 0.1)], crs="EPSG:4326")
    sines = np.sin(np.radians([59.0, 60.0, 61.0]))
    carried = carry_counts(find_overlaps(tall, south), np.array([1000.0]))
    assert carried.count[0] == pytest.approx(1000 * (sines[1] - sines[0]) / (sines[2] - sines[0]), rel=1e-3)
    assert carried.count[0] > 505  # plain degrees would say 500


def test_faulty_layers_are_refused_with_every_fault() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    faulty = geopandas.GeoSeries([None, bow_tie, shapely.Point(0, 0)], crs=UTM)
    with pytest.raises(GeometryError, match=r"no geometry in row 1; no polygon in row 3; not valid in row 2"):
        find_overlaps(faulty, DISTRICTS)
    with pytest.raises(EmptyInputError, match="targets: holds no polygons"):
        find_overlaps(TRACTS, DISTRICTS.iloc[:0])
    with pytest.raises(FaultyInputsError, match=r"sources: no geometry.*targets: has no reference system"):
        find_overlaps(faulty, layer((0, 0, 1, 1), crs=None))


def test_layers_in_two_reference_systems_are_not_compared() -> None:
    with pytest.raises(ReferenceSystemError, match="targets: is in EPSG:4326, but sources in EPSG:31983"):
        find_overlaps(TRACTS, DISTRICTS.to_crs("EPSG:4326"))


def test_polygons_that_overlap_are_refused_in_either_layer() -> None:
    twice = layer((0, 0, 2, 1), (1, 0, 3, 1), (5, 0, 6, 1))
    with pytest.raises(GeometryError, match=r"sources: polygons overlap: rows 1 and 2$"):
        find_overlaps(twice, DISTRICTS)
    with pytest.raises(GeometryError, match=r"targets: polygons overlap: rows 1 and 2$"):
        find_overlaps(TRACTS, twice)


def test_values_that_are_none_are_refused() -> None:
    overlaps = find_overlaps(TRACTS, DISTRICTS)
    with pytest.raises(AttributeInputError, match="missing or not a number in row 2"):
        carry_counts(overlaps, np.array([1.0, np.nan]))
    with pytest.raises(ShapeMismatchError, match="3 populations for 2 places"):
        carry_counts(overlaps, np.ones(3))
    with pytest.raises(AttributeInputError, match="infinite in row 1"):
        carry_shares(overlaps, np.array([np.inf, 0.0]))
    with pytest.raises(ShapeMismatchError, match="1 shares for 2 sources"):
        carry_shares(overlaps, np.array([0.5]))


@pytest.fixture
def raster(tmp_path: Path) -> Path:
    """Four by four pixels of one degree with 0, 1, 2, ... 15 people, the first without data; two bands."""
    pixels = np.arange(16, dtype="float32").reshape(4, 4)
    pixels[0, 0] = -1
    path = tmp_path / "people.tif"
    shape = {"width": 4, "height": 4, "count": 2, "dtype": "float32", "nodata": -1}
    with rasterio.open(
        path, "w", "GTiff", crs="EPSG:4326", transform=Affine(1, 0, 0, 0, -1, 4), **shape
    ) as file:
        file.write(pixels, 1)
        file.write(np.where(pixels > 0, 10 * pixels, pixels), 2)
    return path


def test_pixels_cut_by_a_border_are_shared(raster: Path) -> None:
    # Column 0 and half of 1: (4 + 8 + 12) + (1 + 5 + 9 + 13) / 2 = 38 of 120; the rest lies outside.
    polygons = geopandas.GeoSeries([shapely.box(0, 0, 1.5, 4), shapely.box(10, 10, 11, 11)], crs="EPSG:4326")
    carried = carry_raster_counts(raster, polygons)
    assert carried.count.tolist() == [38.0, 0.0]
    assert (carried.total_count, carried.outside_count) == (120.0, 82.0)
    assert carry_raster_counts(raster, polygons, band=2).count.tolist() == [380.0, 0.0]


def test_polygons_of_another_system_are_brought_to_the_raster(raster: Path) -> None:
    # 1.5 degrees of longitude and 4 of latitude from the origin, in metres of the web's projection.
    degrees = geopandas.GeoSeries([shapely.box(0, 0, 1.5, 4)], crs="EPSG:4326")
    carried = carry_raster_counts(raster, degrees.to_crs("EPSG:3857"))
    assert carried.count[0] == pytest.approx(38.0, rel=1e-6)


def test_rasters_that_cannot_be_counts_at_known_places_are_refused(raster: Path, tmp_path: Path) -> None:
    polygons = geopandas.GeoSeries([shapely.box(0, 0, 1, 1)], crs="EPSG:4326")
    with pytest.raises(UnreadableFileError, match=r"absent.tif: is missing"):
        carry_raster_counts(tmp_path / "absent.tif", polygons)
    with pytest.raises(UnreadableFileError, match="no band 3; it has 2"):
        carry_raster_counts(raster, polygons, band=3)
    with rasterio.open(raster, "r+") as file:
        file.nodata = None
    with pytest.raises(AttributeInputError, match="negative pixels, the least is -1"):
        carry_raster_counts(raster, polygons)
    nowhere = tmp_path / "nowhere.tif"
    shape = {"width": 1, "height": 1, "count": 1, "dtype": "float32"}
    with rasterio.open(nowhere, "w", "GTiff", transform=Affine(1, 0, 0, 0, -1, 4), **shape) as file:
        file.write(np.ones((1, 1), dtype="float32"), 1)
    with pytest.raises(ReferenceSystemError, match="no reference system"):
        carry_raster_counts(nowhere, polygons)
