"""Places as a GeoPackage with one layer, written some thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import geopandas
import pandas as pd
import pyogrio
import shapely

from tracker.register.exports.columns import HEADINGS, row_of
from tracker.register.exports.model import About, OutgoingPlace

LAYER: Final = "places"
CHUNK: Final = 5_000
_NUMBERS: Final = frozenset({"lon_deg", "lat_deg", "radius_m"})


def write_geopackage(places: Iterable[OutgoingPlace], about: About, path: Path) -> None:
    """
    Write places as a GeoPackage.

    Parameters
    ----------
    places : iterable of OutgoingPlace
        Taken some thousand at a time.
    about : About
        Goes to the metadata of the layer.
    path : pathlib.Path
        Where the file goes.
    """
    remaining = iter(places)
    part = list(islice(remaining, CHUNK))
    begun = False
    while part or not begun:
        pyogrio.write_dataframe(
            _frame(part),
            path,
            layer=LAYER,
            driver="GPKG",
            geometry_type="Point",
            append=begun,
            layer_metadata=None
            if begun
            else {
                "STUDY": about.study,
                "TITLE": about.title,
                "FACTS_AS_OF": about.facts_as_of.isoformat(),
                "LICENCE": about.licence,
                "ATTRIBUTION": about.attribution,
            },
        )
        begun = True
        part = list(islice(remaining, CHUNK))


def _frame(places: Sequence[OutgoingPlace]) -> geopandas.GeoDataFrame:
    rows = [row_of(place) for place in places]
    columns = {
        heading: pd.Series(
            [row[heading] for row in rows], dtype="float64" if heading in _NUMBERS else "object"
        )
        for heading in HEADINGS
    }
    points = [
        None
        if place.lon_deg is None or place.lat_deg is None
        else shapely.Point(place.lon_deg, place.lat_deg)
        for place in places
    ]
    return geopandas.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")
