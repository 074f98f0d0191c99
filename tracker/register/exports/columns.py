"""A place as a row: the same columns in CSV, XLSX, GeoPackage and the properties of GeoJSON."""

from __future__ import annotations

from typing import Final

from tracker.register.exports.model import COLUMNS, OutgoingPlace
from tracker.register.vocabulary import FACT_KINDS

Value = str | float | None

_PLACE: Final = ("key", "name", "kind", "state", "district")
_POSITION: Final = ("lon_deg", "lat_deg", "precision", "radius_m")
FACT_COLUMNS: Final = tuple(
    column for kind in FACT_KINDS for column in (kind, f"{kind}_reading", f"{kind}_observed_on")
)
HEADINGS: Final[tuple[str, ...]] = (*_PLACE, *COLUMNS, *_POSITION, *FACT_COLUMNS, "updated_at")


def row_of(place: OutgoingPlace) -> dict[str, Value]:
    """
    Give a place as values by heading.

    Parameters
    ----------
    place : OutgoingPlace
        What goes out.

    Returns
    -------
    dict
        In the order of the headings; None where there is no value. Days and times are written as
        ISO 8601 text, so that no program turns them round.
    """
    row: dict[str, Value] = {name: getattr(place, name) for name in _PLACE}
    row |= {name: place.attributes.get(name) for name in COLUMNS}
    row |= {name: getattr(place, name) for name in _POSITION}
    for fact in place.facts:
        row[fact.kind] = fact.answer
        row[f"{fact.kind}_reading"] = fact.reading
        row[f"{fact.kind}_observed_on"] = fact.observed_on.isoformat() if fact.observed_on else None
    row["updated_at"] = place.updated_at.isoformat(timespec="seconds")
    return row
