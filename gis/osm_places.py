"""Services in an OpenStreetMap extract: the public amenities that people travel to."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import numpy as np
import osmium

from gis.errors import EmptyInputError, UnreadableFileError
from gis.model import Places

# Public services of everyday life among OSM's amenities; benches, parking and restaurants are no service.
SERVICE_AMENITIES = (
    "clinic",
    "community_centre",
    "courthouse",
    "doctors",
    "hospital",
    "kindergarten",
    "library",
    "pharmacy",
    "police",
    "post_office",
    "school",
    "social_facility",
    "townhall",
    "university",
)


def read_osm_places(path: Path, *, amenities: tuple[str, ...] = SERVICE_AMENITIES) -> Places:
    """
    Read the services of an OpenStreetMap extract.

    A node is taken where it stands, a way drawn around a building at the mean
    of its corners. Relations are passed over.

    Parameters
    ----------
    path : pathlib.Path
        File in PBF format.
    amenities : tuple of str
        Values of the tag ``amenity`` that count.

    Returns
    -------
    Places
        In the order of the file, named ``node/1`` or ``way/2``.

    Raises
    ------
    UnreadableFileError
        If the file is missing, damaged or no OSM extract.
    EmptyInputError
        If it holds none of the amenities.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableFileError(path.name, ["there is no such file"])
    ids: list[str] = []
    at: list[tuple[float, float]] = []
    wanted = osmium.filter.TagFilter(*(("amenity", value) for value in amenities))
    try:
        for item in osmium.FileProcessor(path).with_locations().with_filter(wanted):
            if isinstance(item, osmium.osm.Node):
                ids.append(f"node/{item.id}")
                at.append((item.location.lon, item.location.lat))
            elif isinstance(item, osmium.osm.Way) and (corners := _corners(item)):
                ids.append(f"way/{item.id}")
                at.append((fmean(lon for lon, _ in corners), fmean(lat for _, lat in corners)))
    except RuntimeError as error:  # osmium's only kind
        raise UnreadableFileError(path.name, [f"is no OpenStreetMap extract: {error}"]) from error
    if not ids:
        raise EmptyInputError(path.name, [f"holds no amenity of {', '.join(amenities)}"])
    lon_deg, lat_deg = np.array(at, dtype=np.float64).T
    return Places(tuple(ids), lon_deg, lat_deg, source=path.name)


def _corners(way: osmium.osm.Way) -> list[tuple[float, float]]:
    """Give longitude and latitude of a way's corners, the first not twice; those cut off are missing."""
    corners = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
    return corners[:-1] if way.is_closed() and len(corners) > 1 else corners
