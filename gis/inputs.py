"""The files an assessment is made of, read together so that all their faults are told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import geopandas
import numpy as np

from gis.crs import rows_named
from gis.errors import AttributeInputError, FaultyInputsError, InputError, UnreadableFileError
from gis.layers import numbers, read_layer
from gis.model import FloatArray, Places
from gis.network.graph import StreetNetwork
from gis.osm_places import read_osm_places
from gis.places import POINT_KINDS, Zones, population_of, read_origins, read_places, read_zones
from gis.streets import StreetFiles, read_streets

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AssessmentFiles:
    """
    Files an assessment is made of.

    Parameters
    ----------
    network : pathlib.Path
        Streets; see ``gis.network.reading.read_network``.
    origins : pathlib.Path
        Where people start from; see ``gis.layers.read_layer``.
    population_column : str
        Column of people in ``origins``.
    destinations : pathlib.Path
        Places to reach; see ``gis.layers.read_layer``. Of an ``.osm.pbf``
        the amenities of ``gis.osm_places.SERVICE_AMENITIES`` are taken.
    elevation : pathlib.Path, optional
        Elevation model that gives grades where no tag does.
    street_polygons : pathlib.Path, optional
        A city's street polygons, whose width and heights streets take over; see ``gis.network.conflation``.
    zones : pathlib.Path, optional
        Areas to count by.
    zone_id_column : str, optional
        Column of identifiers in ``zones``; needed with it.
    network_columns : tuple of str, optional
        Names of the columns of a street table without a header.
    origin_id_column, destination_id_column : str, optional
        Columns of identifiers; row numbers from 1 without them.
    source_crs : mapping of str to str
        Reference systems of files that do not state theirs, by role:
        ``network``, ``origins``, ``destinations``, ``zones``, ``elevation``,
        ``street_polygons``.
    layers : mapping of str to str
        Layers to read of files that hold several, by the same roles.
    """

    network: Path
    origins: Path
    population_column: str
    destinations: Path
    elevation: Path | None = None
    street_polygons: Path | None = None
    zones: Path | None = None
    zone_id_column: str | None = None
    network_columns: tuple[str, ...] | None = None
    origin_id_column: str | None = None
    destination_id_column: str | None = None
    source_crs: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inputs:
    """
    What was read from the files.

    Parameters
    ----------
    network : StreetNetwork
        The streets, with slopes.
    people : tuple of (Places, numpy.ndarray of float, geopandas.GeoDataFrame)
        Where people start from, how many they are, and the layer itself.
    destinations : Places
        What they want to reach.
    zones : Zones or None
        Areas to count by.
    street_polygons : dict
        How well the street polygons fit, where there were any.
    """

    network: StreetNetwork
    people: tuple[Places, FloatArray, geopandas.GeoDataFrame]
    destinations: Places
    zones: Zones | None
    street_polygons: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amounts:
    """
    What measures ask of the layers besides places and people.

    Parameters
    ----------
    supply : numpy.ndarray of float, shape (n_destinations,), optional
        What each destination offers [count].
    rank : numpy.ndarray of float, shape (n_origins,), optional
        Rank of the people of each origin, higher for those who are better off; NaN where it is not known.
    groups : dict of str to numpy.ndarray of float, shape (n_origins,)
        People of each group at each origin [count].
    """

    supply: FloatArray | None = None
    rank: FloatArray | None = None
    groups: dict[str, FloatArray] = field(default_factory=dict)


def read_amounts(
    files: AssessmentFiles,
    *,
    supply_column: str | None = None,
    rank_column: str | None = None,
    group_columns: Sequence[str] = (),
) -> Amounts:
    """
    Read the columns that measures ask for.

    Parameters
    ----------
    files : AssessmentFiles
        What to read.
    supply_column : str, optional
        Column of the destinations.
    rank_column : str, optional
        Column of the origins.
    group_columns : sequence of str
        Columns of the origins that count the people of groups.

    Returns
    -------
    Amounts
        What was asked for.

    Raises
    ------
    FaultyInputsError
        With the faults of all columns, if several are at fault.
    InputError
        One of its other kinds, if one is.
    """
    errors: list[InputError] = []
    supply = None if supply_column is None else _attempt(errors, lambda: _read_supply(files, supply_column))
    rank, groups = None, {}
    if rank_column is not None or group_columns:
        source = files.origins.name
        fields = [files.population_column, *group_columns, *([] if rank_column is None else [rank_column])]
        rows = _attempt(errors, lambda: _read_columns(files, "origins", files.origins, fields))
        if rows is not None:
            for name in group_columns:
                counts = _attempt(errors, lambda name=name: population_of(rows, name, source=source))  # type: ignore[misc] # the default binds the name of this round
                if counts is not None:
                    groups[name] = counts
            if rank_column is not None:
                rank = _attempt(errors, lambda: _rank_of(rows, rank_column, source=source))
    if errors:
        raise errors[0] if len(errors) == 1 else FaultyInputsError(errors)
    return Amounts(supply, rank, groups)


def read_inputs(files: AssessmentFiles, *, progress: Callable[[float, str], None]) -> Inputs:
    """
    Read everything an assessment is made of.

    Parameters
    ----------
    files : AssessmentFiles
        What to read.
    progress : callable
        Told the share done (0 to 1) and what is at work.

    Returns
    -------
    Inputs
        Streets, people, destinations and zones.

    Raises
    ------
    FaultyInputsError
        With the faults of all files, if several are at fault.
    InputError
        One of its other kinds, if one is.
    """
    _check_files(files)
    errors: list[InputError] = []
    streets = _attempt(errors, lambda: _read_streets(files, progress))
    progress(0.7, "reading places")
    people = _attempt(
        errors,
        lambda: read_origins(
            files.origins,
            files.population_column,
            id_column=files.origin_id_column,
            source_crs=files.source_crs.get("origins"),
            layer=files.layers.get("origins"),
        ),
    )
    destinations = _attempt(errors, lambda: _read_destinations(files))
    zones = _attempt(errors, lambda: _read_zones(files))
    if errors or streets is None or people is None or destinations is None:
        raise errors[0] if len(errors) == 1 else FaultyInputsError(errors)
    network, fit = streets
    return Inputs(network, people, destinations, zones, fit)


def _attempt(errors: list[InputError], read: Callable[[], T]) -> T | None:
    """Read one input, keeping its error for later."""
    try:
        return read()
    except InputError as error:
        errors.append(error)
        return None


def _read_streets(
    files: AssessmentFiles, progress: Callable[[float, str], None]
) -> tuple[StreetNetwork, dict[str, float]]:
    """Read the network, with slopes of an elevation model and what street polygons add."""
    streets = StreetFiles(
        network=files.network,
        elevation=files.elevation,
        street_polygons=() if files.street_polygons is None else (files.street_polygons,),
        network_columns=files.network_columns,
        source_crs=files.source_crs,
        layers=files.layers,
    )
    return read_streets(streets, progress=lambda share, at_work: progress(0.7 * share, at_work))


def _check_files(files: AssessmentFiles) -> None:
    """Refuse, all at once, files that are not there."""
    named = (
        files.network,
        files.elevation,
        files.street_polygons,
        files.origins,
        files.destinations,
        files.zones,
    )
    missing = [str(path) for path in named if path is not None and not path.is_file()]
    if missing:
        faults = [f"{path} {'is a folder' if Path(path).is_dir() else 'does not exist'}" for path in missing]
        raise UnreadableFileError("input files", faults)
    if files.zones is not None and files.zone_id_column is None:
        raise AttributeInputError(files.zones.name, ["zones need the name of their column of identifiers"])


def _read_supply(files: AssessmentFiles, column: str) -> FloatArray:
    """Read what each destination offers."""
    source = files.destinations.name
    if files.destinations.suffix.lower() == ".pbf":
        raise AttributeInputError(source, [f"amenities of OpenStreetMap have no column {column!r} of supply"])
    rows = _read_columns(files, "destinations", files.destinations, [column])
    return population_of(rows, column, source=source)


def _rank_of(rows: geopandas.GeoDataFrame, column: str, *, source: str) -> FloatArray:
    """Take the rank of the people at each place from a column; an empty cell is not known."""
    if column not in rows.columns:
        there = ", ".join(str(name) for name in rows.columns if name != rows.geometry.name)
        raise AttributeInputError(source, [f"has no column {column!r} of rank; it has {there}"])
    rank = numbers(rows[column], source=source, what=column)
    infinite = np.flatnonzero(np.isinf(rank))
    if infinite.size:
        raise AttributeInputError(source, [f"column {column!r} is infinite in {rows_named(infinite)}"])
    if np.isnan(rank).all():
        raise AttributeInputError(source, [f"column {column!r} of rank is empty"])
    return rank


def _read_columns(
    files: AssessmentFiles, role: str, path: Path, fields: Sequence[str]
) -> geopandas.GeoDataFrame:
    """Read a layer of places for the sake of some columns."""
    return read_layer(
        path,
        source_crs=files.source_crs.get(role),
        layer=files.layers.get(role),
        kinds=POINT_KINDS,
        fields=fields,
    )


def _read_destinations(files: AssessmentFiles) -> Places:
    """Read the places to reach, from OpenStreetMap or from a layer."""
    if files.destinations.suffix.lower() == ".pbf":
        return read_osm_places(files.destinations)
    return read_places(
        files.destinations,
        id_column=files.destination_id_column,
        source_crs=files.source_crs.get("destinations"),
        layer=files.layers.get("destinations"),
    )


def _read_zones(files: AssessmentFiles) -> Zones | None:
    """Read the areas, if there are any."""
    if files.zones is None or files.zone_id_column is None:
        return None
    return read_zones(
        files.zones,
        files.zone_id_column,
        source_crs=files.source_crs.get("zones"),
        layer=files.layers.get("zones"),
    )
