"""The OSM extract that readers are measured on: Porto's, or the city written as one where that is absent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm.mutable import Node, Way

from tests.benchmarks.city import EXTRACTS, City, data_folder
from tests.benchmarks.streets import M_PER_DEG_LAT, M_PER_DEG_LON
from tests.benchmarks.weighting import FORBIDDEN_TICKS, WHEELCHAIR_LOW

WRITTEN = "city.osm.pbf"
CENTRE_LON_DEG, CENTRE_LAT_DEG = -46.63, -23.55


def extract_of(city_folder: Path) -> Path:
    """Give the extract to read."""
    real = data_folder() / EXTRACTS[0]
    return real if real.is_file() else city_folder / WRITTEN


def lon_lat_deg(city: City) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lay the city down on the globe [degree]."""
    x_m, y_m = city.x_m - city.x_m.mean(), city.y_m - city.y_m.mean()
    lon_deg = CENTRE_LON_DEG + x_m / (M_PER_DEG_LON * np.cos(np.radians(CENTRE_LAT_DEG)))
    return lon_deg, CENTRE_LAT_DEG + y_m / M_PER_DEG_LAT


def write_extract(city: City, path: Path) -> None:
    """Write the city as an OSM extract, one way an edge; steps are not told, kerbs neither."""
    lon_deg, lat_deg = lon_lat_deg(city)
    blocked = city.weight_ticks[WHEELCHAIR_LOW] == FORBIDDEN_TICKS
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path)) as writer:
        places = zip(lon_deg.tolist(), lat_deg.tolist(), strict=True)
        for number, place in enumerate(places, start=1):
            writer.add_node(Node(id=number, location=place, version=1))
        once = np.flatnonzero(city.tail < city.head)
        for number, arc in enumerate(once.tolist(), start=1):
            tags = {"highway": "footway", "wheelchair": "no" if blocked[arc] else "yes"}
            nodes = [int(city.tail[arc]) + 1, int(city.head[arc]) + 1]
            writer.add_way(Way(id=number, nodes=nodes, tags=tags, version=1))
