"""What places are found by: names and addresses of a study's layers, from the files that were imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import shapely
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from shapely import LineString

from studies.schema import Layer
from tracker.errors import InvalidInputError
from tracker.register.addresses.words import Country
from tracker.register.location.areas import Area, Areas, area_of
from tracker.register.location.osm_streets import read_osm_streets
from tracker.register.location.points import KnownPoints
from tracker.register.location.streets import Streets
from tracker.services import engine
from tracker.services.layer_files import read_layer_file

ENDS = 4


class _Part(BaseModel):
    """Frozen, and strict about names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PointColumns(_Part):
    """What a layer of points says besides the name; an absent column of addresses is no fault of a sample."""

    address: str | None = None


class AreaColumns(_Part):
    """What the zones are, and the columns of what they make up."""

    level: str
    larger: dict[str, str] = Field(default_factory=dict)


class StreetColumns(_Part):
    """Where a network says what its streets are called."""

    name: str
    ends: Annotated[tuple[str, ...], Field(min_length=ENDS, max_length=ENDS)] | None = None
    partial: bool = False


class Gazetteer(_Part):
    """What a data set tells of where things are."""

    points: PointColumns | None = None
    areas: AreaColumns | None = None
    streets: StreetColumns | None = None


def read_gazetteers(path: Path) -> dict[str, Gazetteer]:
    """Read the list of gazetteers by data set; none where there is no such file."""
    if not path.is_file():
        return {}
    try:
        document: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return TypeAdapter(dict[str, Gazetteer]).validate_python(document)
    except yaml.YAMLError as error:
        raise InvalidInputError(f"{path.name} is no YAML: {error}", [(path.name, str(error))]) from error
    except ValidationError as error:
        faults = [
            (f"{path.name}: {'.'.join(map(str, fault['loc']))}", fault["msg"]) for fault in error.errors()
        ]
        raise InvalidInputError(f"{path.name} has {len(faults)} faults.", faults) from error


@dataclass(frozen=True, slots=True)
class LayerSource:
    """A layer of the study, its file, and what the list of gazetteers says of its data set."""

    layer: Layer
    path: Path
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True)
class Gazetteers:
    """Rungs made of a study's layers."""

    points: Sequence[KnownPoints] = ()
    streets: Sequence[Streets] = ()
    areas: Areas | None = None


def make_gazetteers(sources: Sequence[LayerSource], *, country: Country) -> Gazetteers:
    """
    Make the rungs that a study's layers give.

    Parameters
    ----------
    sources : sequence of LayerSource
        Layers whose files are at hand.
    country : "BR" or "PE"
        Whose names and addresses they hold.

    Returns
    -------
    Gazetteers
        Points of destinations, streets of networks, areas of zones.
    """
    zones = [source for source in sources if source.gazetteer.areas and source.layer.kind == "zones"]
    found = [area for source in zones for area in _areas(source)]
    areas = Areas(found) if found else None
    return Gazetteers(
        points=[
            _points(source, country)
            for source in sources
            if source.gazetteer.points is not None and source.layer.kind == "destinations"
        ],
        streets=[
            Streets(
                source.layer.dataset,
                _lines(source, source.gazetteer.streets),
                country=country,
                areas=areas,
                partial=source.gazetteer.streets.partial,
            )
            for source in sources
            if source.gazetteer.streets is not None and source.layer.kind == "network"
        ],
        areas=areas,
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
