"""Named streets of an OpenStreetMap extract, for the rung of streets."""

from __future__ import annotations

from pathlib import Path

import osmium
import osmium.osm
from shapely import LineString

from tracker.errors import InvalidInputError

_FEWEST_POINTS = 2


def read_osm_streets(path: Path, *, name_tag: str = "name") -> list[tuple[str, LineString]]:
    """
    Read the named ways of streets.

    Parameters
    ----------
    path : pathlib.Path
        Extract in PBF format.
    name_tag : str
        Tag of the name.

    Returns
    -------
    list of (str, LineString)
        Name and line of each way, WGS 84 [degree]; ways that are cut off at the edge to one point are left.

    Raises
    ------
    InvalidInputError
        If the file is damaged.
    """
    found: list[tuple[str, LineString]] = []
    try:
        ways = osmium.FileProcessor(str(path)).with_locations()
        for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
            if not isinstance(way, osmium.osm.Way) or name_tag not in way.tags:
                continue
            points = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            if len(points) >= _FEWEST_POINTS:
                found.append((way.tags[name_tag], LineString(points)))
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise InvalidInputError(f"{path.name} cannot be read.", [(path.name, str(error))]) from error
    return found
