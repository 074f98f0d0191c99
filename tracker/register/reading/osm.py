"""OpenStreetMap extracts (PBF): the places that say something of wheelchairs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import osmium
import shapely

from tracker.register.notes import note
from tracker.register.reading.features import Feature, to_feature_table
from tracker.register.reading.limits import MAX_COLUMNS, MAX_UNPACKED_BYTES, RowBudget, refusal
from tracker.register.reading.positions import WGS84, Spot, spot_of
from tracker.register.tables import Table

# What makes an object a place that people visit; a street with `wheelchair` is no place.
PLACE_KEYS: Final = (
    *("amenity", "building", "craft", "healthcare", "historic", "leisure", "office"),
    *("public_transport", "railway", "shop", "social_facility", "tourism"),
)
WHEELCHAIR_KEYS: Final = (
    *("wheelchair", "wheelchair:description", "wheelchair:entrance", "toilets:wheelchair"),
    *("capacity:disabled", "entrance:wheelchair", "changing_table:wheelchair", "elevator:wheelchair"),
)
ID_COLUMN: Final = "osm_id"
MAX_BLOB_BYTES: Final = 32 * 1024 * 1024  # of the format itself
MAX_BLOB_HEADER_BYTES: Final = 64 * 1024
LENGTH_BYTES: Final = 4
# Real extracts unpack to three or four times their size.
MAX_OSM_UNPACKED_BYTES: Final = 2 * MAX_UNPACKED_BYTES
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def read_osm(path: Path, name: str) -> tuple[Table, list[str]]:
    """
    Read the places of an extract that have a tag of wheelchair access.

    Parameters
    ----------
    path : pathlib.Path
        File in PBF format.
    name : str
        Its name, for messages.

    Returns
    -------
    table : Table
        A column a tag, after the column ``osm_id`` (``node/1``, ``way/2``).
    notes : list of str
        How many places say nothing, and what was passed over.

    Raises
    ------
    InvalidInputError
        If it is damaged, cut off, or too large when unpacked.
    """
    _check_blobs(path, name)
    features: list[Feature] = []
    silent_count = relation_count = 0
    wanted = osmium.filter.KeyFilter(*PLACE_KEYS)
    try:
        for item in osmium.FileProcessor(path).with_locations().with_filter(wanted):
            if not any(key in item.tags for key in WHEELCHAIR_KEYS):
                silent_count += 1
            elif isinstance(item, osmium.osm.Relation):
                relation_count += 1
            else:
                features.append(_feature(len(features) + 1, item))
    except (RuntimeError, ValueError) as error:  # what osmium raises on damage
        raise refusal(name, ("", f"is a damaged OpenStreetMap extract ({error})")) from error
    kept, dropped = _frequent_columns(features)
    table, _, notes = to_feature_table(
        kept, name=name, layer="", system=WGS84, asked=None, budget=RowBudget(name)
    )
    if dropped:
        notes.append(note("tags_left", count=dropped, kept=MAX_COLUMNS))
    notes.append(note("places_without_tag", count=silent_count))
    if relation_count:
        notes.append(note("relations_passed", count=relation_count))
    return table, notes


def _feature(number: int, item: Any) -> Feature:  # noqa: ANN401 - osmium has no types
    """Give a node or way; a closed way is an area."""
    tags = {tag.k: tag.v for tag in item.tags}
    if item.is_node():
        values = {ID_COLUMN: f"node/{item.id}", **tags}
        return Feature(number, values, Spot(item.location.lon, item.location.lat, "point"))
    corners = [(node.lon, node.lat) for node in item.nodes if node.location.valid()]
    return Feature(number, {ID_COLUMN: f"way/{item.id}", **tags}, _way_spot(corners, closed=item.is_closed()))


def _way_spot(corners: list[tuple[float, float]], *, closed: bool) -> Spot:
    """Choose the point of a way, of which corners may lie outside of the extract."""
    if len(corners) < 2:  # noqa: PLR2004 - a line's ends
        return Spot(*corners[0], "point") if corners else Spot()
    ring = closed and len(corners) > 3 and corners[0] == corners[-1]  # noqa: PLR2004 - a triangle, closed
    return spot_of(shapely.Polygon(corners) if ring else shapely.LineString(corners))


def _frequent_columns(features: list[Feature]) -> tuple[list[Feature], int]:
    """Keep the most frequent tags where there are more than a table may have columns."""
    counts: dict[str, int] = {}
    for feature in features:
        for key in feature.values:
            counts[key] = counts.get(key, 0) + 1
    if len(counts) <= MAX_COLUMNS:
        return features, 0
    kept = set(sorted(counts, key=lambda key: -counts[key])[:MAX_COLUMNS])
    narrowed = [
        Feature(
            feature.number,
            {key: value for key, value in feature.values.items() if key in kept},
            feature.spot,
            feature.fault,
        )
        for feature in features
    ]
    return narrowed, len(counts) - len(kept)


def _check_blobs(path: Path, name: str) -> None:
    """Walk over the file's blocks without unpacking: all there, and not too large once unpacked."""
    unpacked_bytes = 0
    position = 0
    with path.open("rb") as file:
        while prefix := file.read(LENGTH_BYTES):
            place = f"byte {position + 1}"
            header_bytes = int.from_bytes(prefix, "big")
            if len(prefix) < LENGTH_BYTES or header_bytes > MAX_BLOB_HEADER_BYTES:
                raise refusal(
                    name, (place, "has no block of an OpenStreetMap extract here: damaged or cut off")
                )
            fields = dict(_fields(file.read(header_bytes)))
            blob_bytes = fields.get(3)
            if not isinstance(blob_bytes, int) or blob_bytes > MAX_BLOB_BYTES:
                raise refusal(name, (place, "has a damaged block of an OpenStreetMap extract here"))
            unpacked_bytes += _raw_bytes(file, blob_bytes, name, place)
            if unpacked_bytes > MAX_OSM_UNPACKED_BYTES:
                fault = f"unpacks to more than {MAX_OSM_UNPACKED_BYTES} bytes; cut out the city's own part"
                raise refusal(name, (place, fault))
            position = file.tell()


def _raw_bytes(file: BinaryIO, blob_bytes: int, name: str, place: str) -> int:
    """Tell the size of one block once unpacked, as it says itself; unpacking stops there."""
    blob = file.read(blob_bytes)
    if len(blob) < blob_bytes:
        raise refusal(name, (place, f"is cut off: the block here has {len(blob)} of {blob_bytes} bytes"))
    said = dict(_fields(blob)).get(2, len(blob))
    if not isinstance(said, int) or said > MAX_BLOB_BYTES:
        raise refusal(name, (place, "has a damaged block of an OpenStreetMap extract here"))
    return said


def _fields(message: bytes) -> Iterator[tuple[int, int | None]]:
    """Give the fields of a protobuf message: numbers with their value, others as None."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        number, kind = key >> 3, key & 7
        value = None
        if kind == VARINT:
            value, position = _varint(message, position)
        elif kind == BYTES:
            length, position = _varint(message, position)
            position += length
        elif kind in {FIXED32, FIXED64}:
            position += 4 if kind == FIXED32 else 8
        else:
            return
        yield number, value


def _varint(message: bytes, position: int) -> tuple[int, int]:
    """Read a number of seven bits a byte; beyond the end of the message it is what was there."""
    value = shift = 0
    while position < len(message):
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80 or shift > 63:  # noqa: PLR2004 - bits of the longest number
            break
    return value, position
