"""Layers of a study on their way to the engine: read, bounded, summed up, its errors naming the layer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas
import numpy as np
import shapely
from pyproj.enums import TransformDirection

from gis.access.coverage import population_by_area
from gis.crs import local_projection
from gis.errors import InputError
from gis.model import FloatArray, Places
from gis.network.graph import StreetNetwork
from gis.network.reading import read_network
from gis.shapes.h3_cells import hexagons
from studies.schema import Layer
from tracker.errors import AnalysisError
from tracker.services.engine.people import mean_ranks, ranks_of


@contextmanager
def in_words_of(layer: Layer) -> Iterator[None]:
    """Turn what the engine refuses into an error that names the layer."""
    try:
        yield
    except InputError as error:
        faults = "; ".join(error.faults)
        raise AnalysisError(f"Layer {layer.key} ({layer.dataset}), {error.source}: {faults}.") from error


def read_network_layer(layer: Layer, path: Path) -> StreetNetwork:
    """Read a network layer with the options of its definition."""
    with in_words_of(layer):
        return read_network(path, columns=layer.columns, source_crs=layer.source_crs)


def network_extent(network: StreetNetwork) -> shapely.Geometry:
    """Give the convex hull of the network's nodes: people outside it are not part of the study."""
    nodes = shapely.multipoints(np.column_stack([network.node_lon_deg, network.node_lat_deg]))
    hull = shapely.convex_hull(nodes)
    assert isinstance(hull, shapely.Geometry), "one shape in, one shape out"
    return hull


def network_corridor(network: StreetNetwork, within_m: float) -> shapely.Geometry:
    """Give the land within a distance of the links: what lies beyond, the network says nothing about."""
    projection = local_projection(network.node_lon_deg, network.node_lat_deg)

    def to_metres(points: FloatArray) -> FloatArray:
        return np.column_stack(projection.transform(points[:, 0], points[:, 1]))

    def to_degrees(points: FloatArray) -> FloatArray:
        x_m, y_m = points[:, 0], points[:, 1]
        return np.column_stack(projection.transform(x_m, y_m, direction=TransformDirection.INVERSE))

    lines = shapely.transform(network.geometry, to_metres)
    land = shapely.union_all(shapely.buffer(lines, within_m, quad_segs=4))
    return shapely.transform(land, to_degrees)


def aggregate_to_cells(layer: Layer, rows: geopandas.GeoDataFrame, resolution: int) -> geopandas.GeoDataFrame:
    """Sum the people of origins over H3 cells, each placed at the weighted centre of its people."""
    people = rows["population"].to_numpy(dtype=float)
    lon, lat = rows.geometry.x.to_numpy(), rows.geometry.y.to_numpy()
    with in_words_of(layer):
        cells, cell_index, _ = hexagons(lon, lat, resolution=resolution)
        total = population_by_area(people, cell_index, len(cells))
    # a cell without people keeps the plain mean of its points
    weight = np.where(total[cell_index] > 0, people, 1.0)
    weights = np.bincount(cell_index, weights=weight, minlength=len(cells))
    mean_lon = np.bincount(cell_index, weights=weight * lon, minlength=len(cells)) / weights
    mean_lat = np.bincount(cell_index, weights=weight * lat, minlength=len(cells)) / weights
    columns = {
        "row": np.arange(1, len(cells) + 1),
        "code": list(cells),
        "name": [""] * len(cells),
        "population": total,
    }
    rank = ranks_of(rows)
    if rank is not None:
        columns["rank"] = mean_ranks(rank, people, cell_index, len(cells))
    return geopandas.GeoDataFrame(
        columns,
        geometry=shapely.points(mean_lon, mean_lat),
        crs=rows.crs,
    )


def to_places(rows: geopandas.GeoDataFrame, source: str) -> Places:
    """Turn rows into places; what tells how sure each is is left out where all are, and exactly there."""
    certain = rows["certain"].to_numpy(dtype=bool) if "certain" in rows.columns else None
    radius_m = rows["radius_m"].to_numpy(dtype=float) if "radius_m" in rows.columns else None
    return Places(
        ids=tuple(rows["code"]),
        lon_deg=rows.geometry.x.to_numpy(dtype=float),
        lat_deg=rows.geometry.y.to_numpy(dtype=float),
        source=source,
        certain=None if certain is None or certain.all() else certain,
        radius_m=None if radius_m is None or not radius_m.any() else radius_m,
    )
