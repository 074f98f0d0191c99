"""Single trips from files, for the command line: streets, destinations and what is recorded of doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import geopandas
import numpy as np
import pandas as pd

from gis.crs import rows_named
from gis.errors import AttributeInputError, FaultyInputsError, InputError, UnstatedReferenceSystemError
from gis.files import file_sha256, write_json
from gis.layers import read_layer
from gis.model import ByteArray, Passability
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.osm_places import read_osm_places
from gis.places import POINT_KINDS, places_of
from gis.streets import StreetFiles, read_streets
from gis.trips import Streets, ready_streets
from studies.errors import DefinitionError
from studies.profiles import load_profiles, profiles_sha256
from tracker.errors import InvalidInputError
from tracker.schemas.trips import (
    ChainOfProfileRead,
    NearestOfProfileRead,
    PlaceTimeRead,
    StepRead,
    TripRead,
)
from tracker.services.engine.study import Progress, engine_version
from tracker.services.engine.trips import ChainFacts, Destinations

T = TypeVar("T")

STATE_REFERENCE_SYSTEM = (
    "(a reference system is stated with --network-crs EPSG:N, --destinations-crs and so on)"
)
# What columns about doors may say; `limited` and an empty cell say neither yes nor no.
STATES_BY_WORD = {
    **dict.fromkeys(("yes", "true", "1"), Passability.PASSES),
    **dict.fromkeys(("no", "false", "0"), Passability.BLOCKS),
    **dict.fromkeys(("", "unknown", "limited"), Passability.UNKNOWN),
}


@dataclass(frozen=True, kw_only=True)
class DestinationFile:
    """A file of places to reach, and how to read it."""

    path: Path
    id_column: str | None = None
    name_column: str | None = None
    source_crs: str | None = None
    layer: str | None = None
    chain_columns: tuple[str, ...] = ()  # first the entrance, then what is needed inside


def read_trip_files(
    streets: StreetFiles, destinations: DestinationFile | None, *, max_join_m: float, progress: Progress
) -> tuple[Streets, Destinations | None, ChainFacts | None]:
    """Read streets and, where there are any, destinations; the faults of all files come together."""
    errors: list[InputError] = []
    network = _attempt(errors, lambda: read_streets(streets, progress=progress)[0])
    read = None if destinations is None else _attempt(errors, lambda: _read_destinations(destinations))
    ready = None if network is None else _attempt(errors, lambda: _ready(network, max_join_m))
    if errors or ready is None:
        raise refused_files(errors)
    return (ready, None, None) if read is None else (ready, *read)


def read_network_files(streets: StreetFiles, *, progress: Progress) -> StreetNetwork:
    """Read streets alone."""
    try:
        return read_streets(streets, progress=progress)[0]
    except InputError as error:
        raise refused_files([error]) from error


def find_profiles(names: Sequence[str], path: Path | None) -> list[Profile]:
    """Give the named profiles, shipped or of a file; those that nobody defined are told together."""
    try:
        known = load_profiles() if path is None else load_profiles(path)
    except DefinitionError as error:
        faults = [("--profiles-file", str(fault)) for fault in error.faults]
        raise InvalidInputError("The mobility profiles cannot be used.", faults) from error
    choice = ", ".join(known)
    unknown = [("--profile", f"{name} is none of {choice}") for name in names if name not in known]
    if unknown:
        raise InvalidInputError("Not every profile is known.", unknown)
    return [known[name] for name in names]


def trip_provenance(
    streets: StreetFiles, destinations: DestinationFile | None, profiles_file: Path | None
) -> dict[str, Any]:
    """Say what an answer from files rests on, by content."""
    paths = [streets.network, streets.elevation, *streets.street_polygons]
    paths.append(None if destinations is None else destinations.path)
    return {
        "engine_version": engine_version(),
        "profiles_sha256": profiles_sha256() if profiles_file is None else profiles_sha256(profiles_file),
        "inputs": [{"file": path.name, "sha256": file_sha256(path)} for path in paths if path is not None],
    }


def trip_features(
    trips: Sequence[TripRead], nearest: Sequence[NearestOfProfileRead], chains: Sequence[ChainOfProfileRead]
) -> list[dict[str, Any]]:
    """Write answers as GeoJSON features: each step of each way, each obstacle, each place."""
    return [
        *(feature for trip in trips for feature in _ways(trip)),
        *(feature for found in nearest for feature in _places(found)),
        *(feature for chain in chains for feature in _ends(chain)),
    ]


def write_features(features: Sequence[dict[str, Any]], path: Path) -> None:
    """Write a GeoJSON file, whole or not at all."""
    write_json({"type": "FeatureCollection", "features": list(features)}, path)


def refused_files(errors: Sequence[InputError]) -> InvalidInputError:
    """Tell the faults of files in one error of the record, with the way to state a reference system."""
    single: list[InputError] = []
    for error in errors:
        single += error.errors if isinstance(error, FaultyInputsError) else [error]
    faults = [("", f"{one.source}: {fault}") for one in single for fault in one.faults]
    if any(isinstance(one, UnstatedReferenceSystemError) for one in single):
        faults.append(("", STATE_REFERENCE_SYSTEM))
    return InvalidInputError("The files cannot be used.", faults)


def _attempt(errors: list[InputError], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except InputError as error:
        errors.append(error)
        return None


def _ready(network: StreetNetwork, max_join_m: float) -> Streets:
    return ready_streets(network, max_join_m=max_join_m)


def _read_destinations(file: DestinationFile) -> tuple[Destinations, ChainFacts | None]:
    if file.path.suffix.lower() == ".pbf":
        if file.chain_columns:
            fault = "an extract of OpenStreetMap has no columns about doors; name a table or a vector file"
            raise AttributeInputError(file.path.name, [fault])
        amenities = read_osm_places(file.path)
        return Destinations(amenities, [""] * len(amenities)), None
    columns = [file.id_column, file.name_column, *file.chain_columns]
    frame = read_layer(
        file.path,
        source_crs=file.source_crs,
        layer=file.layer,
        kinds=POINT_KINDS,
        fields=[column for column in columns if column is not None],
    )
    missing = [column for column in columns if column is not None and column not in frame.columns]
    if missing:
        there = ", ".join(str(column) for column in frame.columns if column != frame.geometry.name)
        faults = [f"has no column {column!r}; it has {there}" for column in dict.fromkeys(missing)]
        raise AttributeInputError(file.path.name, faults)
    places = places_of(frame, source=file.path.name, id_column=file.id_column)
    names = [""] * len(frame) if file.name_column is None else _words(frame, file.name_column)
    return Destinations(places, names), _chain_facts(frame, file) if file.chain_columns else None


def _words(frame: geopandas.GeoDataFrame, column: str) -> list[str]:
    return ["" if pd.isna(value) else str(value).strip() for value in frame[column]]


def _chain_facts(frame: geopandas.GeoDataFrame, file: DestinationFile) -> ChainFacts:
    """Read columns that say yes, no or nothing; every other word is a fault."""
    states: dict[str, ByteArray] = {}
    faults = []
    for column in file.chain_columns:
        said = [word.lower().removesuffix(".0") for word in _words(frame, column)]
        odd = np.array([row for row, word in enumerate(said) if word not in STATES_BY_WORD], dtype=np.int64)
        if odd.size:
            where = rows_named(odd)
            told = f"says {said[odd[0]]!r} in {where}; it may say yes, no, limited or nothing"
            faults.append(f"column {column!r} {told}")
        states[column] = np.array([STATES_BY_WORD.get(word, 0) for word in said], dtype=np.int8)
    if faults:
        raise AttributeInputError(file.path.name, faults)
    entrance, *features = file.chain_columns
    return ChainFacts(states[entrance], {column: states[column] for column in features})


def _ways(trip: TripRead) -> Iterator[dict[str, Any]]:
    for reading, way in (("low", trip.low), ("high", trip.high)):
        for position, step in enumerate(way.steps if way is not None else (), start=1):
            yield _step_feature(step, {"profile": trip.profile, "reading": reading, "step": position})
    for obstacle in trip.in_the_way.obstacles if trip.in_the_way is not None else ():
        about = {"profile": trip.profile, "reading": "in_the_way", "after_m": obstacle.after_m}
        yield _step_feature(obstacle.step, about)


def _places(found: NearestOfProfileRead) -> Iterator[dict[str, Any]]:
    for reading, places in (("low", found.low), ("high", found.high)):
        for rank, place in enumerate(places, start=1):
            yield _place_feature(place, {"profile": found.profile, "reading": reading, "rank": rank})


def _ends(chain: ChainOfProfileRead) -> Iterator[dict[str, Any]]:
    for reading, end in (("low", chain.low), ("high", chain.high)):
        if end.place is not None:
            about = {"profile": chain.profile, "reading": reading, "broken_at": end.broken_at}
            yield _place_feature(end.place, about)


def _step_feature(step: StepRead, about: dict[str, Any]) -> dict[str, Any]:
    told = step.model_dump(mode="json")
    return {"type": "Feature", "geometry": told.pop("geometry"), "properties": {**about, **told}}


def _place_feature(place: PlaceTimeRead, about: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [place.lon_deg, place.lat_deg]}
    told = place.model_dump(mode="json", exclude={"lon_deg", "lat_deg"})
    return {"type": "Feature", "geometry": point, "properties": {**about, **told}}
