"""Places as GeoJSON (RFC 7946), written one by one; one that nobody could locate has a null geometry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tracker.register.exports.columns import row_of
from tracker.register.exports.model import About, OutgoingPlace


def write_geojson(places: Iterable[OutgoingPlace], about: About, path: Path) -> None:
    """
    Write places as GeoJSON.

    Parameters
    ----------
    places : iterable of OutgoingPlace
        Taken one by one.
    about : About
        Members of the collection beside its features.
    path : pathlib.Path
        Where the file goes.
    """
    write_collection((_feature(place) for place in places), about, path)


def write_collection(
    features: Iterable[Mapping[str, Any]], about: About, path: Path, *, extra: Mapping[str, Any] | None = None
) -> None:
    """
    Write a feature collection without holding it in memory.

    Parameters
    ----------
    features : iterable of mapping
        GeoJSON features.
    about : About
        What the file says about itself.
    path : pathlib.Path
        Where the file goes.
    extra : mapping, optional
        Further members of the collection.
    """
    told = {
        "type": "FeatureCollection",
        "name": about.title,
        "study": about.study,
        "facts_as_of": about.facts_as_of.isoformat(),
        "licence": about.licence,
        "attribution": about.attribution,
        **(extra or {}),
    }
    with path.open("w", encoding="utf-8") as file:
        file.write(_text(told)[:-1] + ', "features": [')
        for number, feature in enumerate(features):
            file.write(",\n" if number else "\n")
            file.write(_text(feature))
        file.write("\n]}\n")


def point_of(place: OutgoingPlace) -> dict[str, Any] | None:
    """
    Give the point of a place.

    Parameters
    ----------
    place : OutgoingPlace
        What goes out.

    Returns
    -------
    dict or None
        A GeoJSON geometry.
    """
    if place.lon_deg is None or place.lat_deg is None:
        return None
    return {"type": "Point", "coordinates": [place.lon_deg, place.lat_deg]}


def _feature(place: OutgoingPlace) -> dict[str, Any]:
    row = row_of(place)
    return {
        "type": "Feature",
        "id": place.key,
        "geometry": point_of(place),
        "properties": {name: value for name, value in row.items() if name not in ("lon_deg", "lat_deg")},
    }


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
