"""Builders of small OpenStreetMap files, edge tables and elevation models for tests of the readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import osmium
import pytest
import rasterio
from numpy.typing import NDArray
from rasterio import Affine

Tags = Mapping[str, str]
Node = tuple[Any, ...]  # longitude, latitude and, where it has any, tags
Way = tuple[Sequence[int], Tags]


class OsmFile(Protocol):
    """Writes nodes {id: (lon, lat, tags)} and ways {id: (nodes, tags)} to a PBF file."""

    def __call__(self, nodes: Mapping[int, Node], ways: Mapping[int, Way]) -> Path: ...


class DemFile(Protocol):
    """Writes heights, row 0 in the north, to a GeoTIFF with square cells."""

    def __call__(
        self,
        height_m: NDArray[np.float64],
        west: float,
        north: float,
        cell: float,
        crs: str | None = "EPSG:32723",
    ) -> Path: ...


@pytest.fixture
def osm_file(tmp_path: Path) -> OsmFile:
    def write(nodes: Mapping[int, Node], ways: Mapping[int, Way]) -> Path:
        path = tmp_path / "town.osm.pbf"
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for node_id, (lon, lat, *tags) in nodes.items():
                node_tags = dict(tags[0]) if tags else {}
                writer.add_node(osmium.osm.mutable.Node(id=node_id, location=(lon, lat), tags=node_tags))
            for way_id, (refs, way_tags) in ways.items():
                writer.add_way(osmium.osm.mutable.Way(id=way_id, nodes=list(refs), tags=dict(way_tags)))
        return path

    return write


@pytest.fixture
def dem_file(tmp_path: Path) -> DemFile:
    def write(
        height_m: NDArray[np.float64], west: float, north: float, cell: float, crs: str | None = "EPSG:32723"
    ) -> Path:
        path = tmp_path / "model.tif"
        rows, columns = height_m.shape
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            height=rows,
            width=columns,
            count=1,
            dtype="float64",
            crs=crs,
            transform=Affine(cell, 0.0, west, 0.0, -cell, north),
            nodata=-9999.0,
        ) as raster:
            raster.write(height_m, 1)
        return path

    return write
