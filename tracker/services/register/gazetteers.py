"""What places are found by: names and addresses in the files of a study's layers and of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from studies.schema import Layer
from tracker.errors import InvalidInputError
from tracker.register.addresses.parsing import parse_address
from tracker.register.addresses.words import Country
from tracker.register.location.areas import Area, Areas, area_of
from tracker.register.location.listed import (
    Gazetteer,
    MentionColumns,
    NumberColumns,
    StreetColumns,
)
from tracker.register.location.mentions import StreetMentions, StreetsNamedNearby
from tracker.register.location.numbers import HouseNumbers, NumberedPoints
from tracker.register.location.osm_streets import read_osm_streets
from tracker.register.location.points import KnownPoints
from tracker.register.location.postcodes import Postcodes, read_postcodes
from tracker.register.location.segments import SegmentColumns, Segments
from tracker.register.location.streets import Streets
from tracker.register.location.verdicts import Rung
from tracker.register.reading.files import read_source
from tracker.services import engine
from tracker.services.study_layers.files import read_layer_file

FILES_KEPT = 4  # indexes of files, a few megabytes each


@dataclass(frozen=True, slots=True)
class LayerSource:
    """A layer of the study, its file, and what the list of gazetteers says of its data set."""

    layer: Layer
    path: Path
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True)
class FileSource:
    """A data set that is no layer of the study, its file, and what the list of gazetteers says of it."""

    dataset: str
    path: Path
    sha256: str
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True)
class Gazetteers:
    """Rungs made of a study's layers and of other data sets, the surest first, and their areas."""

    rungs: Sequence[Rung] = ()
    areas: Areas | None = None


def make_gazetteers(
    sources: Sequence[LayerSource], *, country: Country, files: Sequence[FileSource] = ()
) -> Gazetteers:
    """
    Make the rungs that a study's layers and other data sets give.

    Parameters
    ----------
    sources : sequence of LayerSource
        Layers whose files are at hand.
    country : "BR" or "PE"
        Whose names and addresses they hold.
    files : sequence of FileSource
        Other data sets at hand.

    Returns
    -------
    Gazetteers
        Points by address or name, segments with house numbers, points with house numbers, streets of
        networks, streets that points name, postcodes; and the areas of zones.
    """
    zones = [source for source in sources if source.gazetteer.areas and source.layer.kind == "zones"]
    found = [area for source in zones for area in _areas(source)]
    areas = Areas(found) if found else None
    return Gazetteers(
        rungs=[
            *(
                _points(source, country)
                for source in sources
                if source.gazetteer.points is not None and source.layer.kind == "destinations"
            ),
            *(_file_points(file, country) for file in files if file.gazetteer.points is not None),
            *(_segments(file, country, areas) for file in files if file.gazetteer.segments is not None),
            *_numbered(files, country, areas),
            *(
                Streets(
                    source.layer.dataset,
                    _lines(source, source.gazetteer.streets),
                    country=country,
                    areas=areas,
                    partial=source.gazetteer.streets.partial,
                )
                for source in sources
                if source.gazetteer.streets is not None and source.layer.kind == "network"
            ),
            *_mentioned(files, country, areas),
            *_postcodes(files),
        ],
        areas=areas,
    )


def _postcodes(files: Sequence[FileSource]) -> list[Rung]:
    """Make the rungs of postcodes; without a table one that says so."""
    tables = [file for file in files if file.gazetteer.postcodes]
    return [Postcodes(read_postcodes(file.path), file.dataset) for file in tables] or [Postcodes(None)]


def _numbered(files: Sequence[FileSource], country: Country, areas: Areas | None) -> Iterator[Rung]:
    """Pool the house numbers of all data sets: two neighbours may come from two of them."""
    known = tuple(
        (file.path, file.sha256, file.gazetteer.source_crs, file.gazetteer.numbers)
        for file in files
        if file.gazetteer.numbers is not None
    )
    if known:
        names = ", ".join(file.dataset for file in files if file.gazetteer.numbers is not None)
        yield NumberedPoints(_house_numbers(names, known, country), areas=areas)


def _mentioned(files: Sequence[FileSource], country: Country, areas: Areas | None) -> Iterator[Rung]:
    """Pool the streets that points of all data sets name."""
    known = tuple(
        (file.path, file.sha256, file.gazetteer.source_crs, file.gazetteer.mentions, file.gazetteer.numbers)
        for file in files
        if file.gazetteer.mentions is not None
    )
    if known:
        names = ", ".join(file.dataset for file in files if file.gazetteer.mentions is not None)
        yield StreetsNamedNearby(_street_mentions(names, known, country), areas=areas)


@lru_cache(maxsize=FILES_KEPT)
def _house_numbers(
    names: str,
    known: tuple[tuple[Path, str, str | None, NumberColumns], ...],
    country: Country,
) -> HouseNumbers:
    """Read the house numbers of files; their checksums say whether they are still the same."""
    points = [
        (_address(record, columns), lon, lat)
        for path, _, crs, columns in known
        for record, lon, lat in _records(path, crs)
    ]
    return HouseNumbers(names, points, country=country)


@lru_cache(maxsize=FILES_KEPT)
def _street_mentions(
    names: str,
    known: tuple[tuple[Path, str, str | None, MentionColumns, NumberColumns | None], ...],
    country: Country,
) -> StreetMentions:
    """Read the streets that points name: in their remarks, and in the addresses of the points themselves."""
    found: list[tuple[str, float, float]] = []
    for path, _, crs, columns, numbers in known:
        for record, lon, lat in _records(path, crs):
            text = record.get(columns.text) or ""
            remark = text if columns.after is None else text.partition(columns.after)[2]
            found += [(name.strip(), lon, lat) for name in remark.split(columns.between) if name.strip()]
            address = None if numbers is None else parse_address(_address(record, numbers), country=country)
            if address is not None and address.street is not None and address.street.type is not None:
                found.append((f"{address.street.type} {address.street.words}", lon, lat))
    return StreetMentions(names, found, country=country)


def _address(record: Mapping[str, str], columns: NumberColumns) -> str:
    """Give the text in which a point says where it stands, without what follows the mark."""
    for column in columns.texts:
        text = record.get(column, "")
        words = (text if columns.until is None else text.partition(columns.until)[0]).strip()
        if words:
            return words
    return ""


def _records(path: Path, crs: str | None) -> Iterator[tuple[dict[str, str], float, float]]:
    """Give the rows of a file that have a position, as texts by column."""
    for table in read_source(path, crs=crs).tables:
        for row in table.rows:
            if row.lon_deg is not None and row.lat_deg is not None and row.fault is None:
                cells = zip(table.columns, row.cells, strict=True)
                record = {column: str(cell) for column, cell in cells if cell is not None}
                yield record, row.lon_deg, row.lat_deg


def _file_points(file: FileSource, country: Country) -> KnownPoints:
    """Make the points of a data set by the columns the list names."""
    columns = file.gazetteer.points
    assert columns is not None
    records = list(_records(file.path, file.gazetteer.source_crs))
    return KnownPoints(
        file.dataset,
        country=country,
        names=[record.get(columns.name or "") for record, _, _ in records],
        addresses=[record.get(columns.address or "") for record, _, _ in records],
        lon_deg=[lon for _, lon, _ in records],
        lat_deg=[lat for _, _, lat in records],
    )


def _segments(file: FileSource, country: Country, areas: Areas | None) -> Segments:
    """Make the segments of a data set."""
    columns = file.gazetteer.segments
    assert columns is not None
    try:
        raw = engine.read_rows(file.path)
        frame = engine.locate_rows(
            raw,
            source=file.path.name,
            source_crs=file.gazetteer.source_crs,
            unlocated="keep",
        )
    except engine.InputError as error:
        faults = [(file.path.name, str(fault)) for fault in error.faults]
        raise InvalidInputError(f"Data set {file.dataset} cannot be read.", faults) from error
    geometries: list[BaseGeometry] = list(frame.geometry)
    return Segments(
        file.dataset,
        {str(column): frame[column].tolist() for column in frame.columns if column != "geometry"},
        geometries,
        names=SegmentColumns(
            columns.name, columns.first_even, columns.last_even, columns.first_odd, columns.last_odd
        ),
        country=country,
        areas=areas,
        partial=columns.partial,
    )


def _raw(source: LayerSource) -> pd.DataFrame:
    """Read a layer's file as it stands."""
    layer = source.layer
    try:
        return engine.read_rows(
            source.path, layer=layer.sublayer, separator=layer.separator, columns=layer.columns
        )
    except engine.InputError as error:
        faults = [(source.path.name, str(fault)) for fault in error.faults]
        raise InvalidInputError(f"Layer {layer.key} cannot be read.", faults) from error


def _column(source: LayerSource, column: str | None, rows: pd.Series[int]) -> list[str | None]:
    """Give a column of the file for the rows that the layer keeps; nothing where the file has none."""
    if column is None:
        return [None] * len(rows)
    raw = _raw(source)
    if column not in raw.columns:
        return [None] * len(rows)
    values = raw[column].astype("string")
    return [None if pd.isna(values.iloc[row - 1]) else str(values.iloc[row - 1]).strip() for row in rows]


def _points(source: LayerSource, country: Country) -> KnownPoints:
    """Make the points of a layer of destinations, those too that the analyses leave out."""
    assert source.gazetteer.points is not None
    frame = read_layer_file(source.layer, source.path).rows
    points = shapely.get_coordinates(frame.geometry.to_numpy())
    return KnownPoints(
        source.layer.dataset,
        country=country,
        names=list(frame["name"]),
        addresses=_column(source, source.gazetteer.points.address, frame["row"]),
        lon_deg=points[:, 0].tolist(),
        lat_deg=points[:, 1].tolist(),
    )


def _areas(source: LayerSource) -> list[Area]:
    """Make the zones of a layer, and the larger areas that they make up."""
    columns = source.gazetteer.areas
    assert columns is not None
    frame = read_layer_file(source.layer, source.path).rows
    found = [
        area_of(name, polygon, level=columns.level)
        for name, polygon in zip(frame["name"], frame.geometry, strict=True)
        if name
    ]
    for level, column in columns.larger.items():
        parts: dict[str, list[shapely.Geometry]] = {}
        for name, polygon in zip(_column(source, column, frame["row"]), frame.geometry, strict=True):
            if name:
                parts.setdefault(name, []).append(polygon)
        found += [area_of(name, shapely.union_all(part), level=level) for name, part in parts.items()]
    return found


def _lines(source: LayerSource, columns: StreetColumns) -> list[tuple[str, LineString]]:
    """Give the named lines of a network."""
    if source.path.name.endswith(".pbf"):
        return read_osm_streets(source.path, name_tag=columns.name)
    raw = _raw(source)
    if columns.name not in raw.columns:
        return []
    names = raw[columns.name].astype("string").fillna("")
    if columns.ends is not None:
        ends = [pd.to_numeric(raw[column], errors="coerce") for column in columns.ends]
        table = pd.concat([names, *ends], axis=1).dropna()
        return [
            (name.strip(), LineString([(west, south), (east, north)]))
            for name, west, south, east, north in table.itertuples(index=False, name=None)
            if name.strip()
        ]
    return [
        (name, shape)
        for name, shape in zip(names, raw["geometry"] if "geometry" in raw.columns else (), strict=False)
        if name and isinstance(shape, LineString)
    ]
