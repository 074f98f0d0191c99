"""The engine run from files to files, for the command line; no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gis.errors import FaultyInputsError, InputError, UnstatedReferenceSystemError
from gis.inputs import AssessmentFiles
from gis.measures.requests import Further
from gis.run import run_assessment
from studies.errors import DefinitionError
from studies.profiles import load_profiles, profiles_sha256
from tracker.clock import now
from tracker.errors import InvalidInputError
from tracker.services.engine.measure_words import ISOCHRONES, read_measures
from tracker.services.engine.study import Progress

SECONDS_PER_MINUTE = 60.0
STATE_REFERENCE_SYSTEM = "(a reference system is stated with --origins-crs EPSG:N, --network-crs and so on)"


@dataclass(frozen=True, kw_only=True)
class FileRequest:
    """What to measure, from which files, and how to read those that do not say it themselves."""

    network: Path
    origins: Path
    population_column: str
    destinations: Path
    profiles: tuple[str, ...]
    cutoffs_min: tuple[float, ...]
    out: Path
    elevation: Path | None = None
    street_polygons: Path | None = None
    zones: Path | None = None
    zone_id: str | None = None
    network_columns: tuple[str, ...] | None = None
    crs: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, str] = field(default_factory=dict)
    origin_id: str | None = None
    destination_id: str | None = None
    profiles_file: Path | None = None
    max_join_m: float = 500.0
    measures: tuple[str, ...] = ()  # in the words of `measure_words`
    supply_column: str | None = None
    rank_column: str | None = None


def assess_files(
    request: FileRequest, *, code_version: str, progress: Progress | None = None
) -> dict[str, Any]:
    """Assess and write the results; every fault of the input comes back in one error."""
    source = {} if request.profiles_file is None else {"path": request.profiles_file}
    try:
        known = load_profiles(**source)
        digest = profiles_sha256(**source)
    except DefinitionError as error:
        raise InvalidInputError(
            "The mobility profiles cannot be used.", [("", str(fault)) for fault in error.faults]
        ) from error
    unknown = [name for name in request.profiles if name not in known]
    if unknown:
        choice = ", ".join(known)
        raise InvalidInputError(
            "Not every profile is known.",
            [("--profile", f"{name} is none of {choice}") for name in unknown],
        )
    asked = [word for word in request.measures if word != ISOCHRONES]
    measures, wrong = read_measures(asked, request.cutoffs_min)
    if wrong:
        raise InvalidInputError("Not every measure can be used.", [("--measure", told) for told in wrong])
    files = AssessmentFiles(
        network=request.network,
        origins=request.origins,
        population_column=request.population_column,
        destinations=request.destinations,
        elevation=request.elevation,
        street_polygons=request.street_polygons,
        zones=request.zones,
        zone_id_column=request.zone_id,
        network_columns=request.network_columns,
        origin_id_column=request.origin_id,
        destination_id_column=request.destination_id,
        source_crs=dict(request.crs),
        layers=dict(request.layers),
    )
    try:
        return run_assessment(
            files,
            [known[name] for name in request.profiles],
            [minutes * SECONDS_PER_MINUTE for minutes in request.cutoffs_min],
            request.out,
            provenance={
                "computed_at": now().isoformat(),
                "code_version": code_version,
                "profiles_sha256": digest,
            },
            further=Further(
                measures=tuple(measures),
                supply_column=request.supply_column,
                rank_column=request.rank_column,
                isochrones=ISOCHRONES in request.measures,
            ),
            max_join_m=request.max_join_m,
            progress=progress,
        )
    except InputError as error:
        faults = [("", fault) for fault in error.faults]
        if _asks_for_reference_system(error):
            faults.append(("", STATE_REFERENCE_SYSTEM))
        raise InvalidInputError(f"{error.source} cannot be used.", faults) from error


def _asks_for_reference_system(error: InputError) -> bool:
    """Tell whether the person must name a reference system; the engine knows no option to do it with."""
    errors = error.errors if isinstance(error, FaultyInputsError) else (error,)
    return any(isinstance(one, UnstatedReferenceSystemError) for one in errors)
