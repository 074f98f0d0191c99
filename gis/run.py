"""A whole assessment from files to files: what the command ``tracker assess`` does, without its terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd

from gis import ENGINE_VERSION
from gis.access.coverage import coverage, coverage_by_area, covered_share, population_by_area
from gis.assess import AccessResult, ServiceClass, assess_access
from gis.checks import check_cutoff, check_distinct
from gis.crs import WGS84
from gis.errors import FaultyInputsError, InputError
from gis.files import check_folder, file_sha256, whole_folder, write_json, write_table
from gis.inputs import Amounts, AssessmentFiles, Inputs, read_amounts, read_inputs
from gis.measures.equity import Grounds
from gis.measures.requests import NOTHING_FURTHER, Further, check_groups, check_measures
from gis.measures.tables import isochrone_rows, origin_columns, summary_rows, zone_rows
from gis.measures.values import MeasureValues, assess_measures
from gis.model import READINGS, FloatArray, IntArray
from gis.network.profiles import Profile
from gis.network.snap import JOIN_SLACK_M, MAX_JOIN_M
from gis.osm_places import SERVICE_AMENITIES
from gis.places import Zones, assign_to_zones, check_zones_meet, overlapping_zones
from gis.travel.service_areas import service_areas

ORIGINS_FILE = "origins.parquet"
ZONES_FILE = "zones.parquet"
MEASURES_FILE = "measures_by_zone.parquet"
ISOCHRONES_FILE = "isochrones.parquet"
SUMMARY_FILE = "summary.json"
OUR_FILES = frozenset({ORIGINS_FILE, ZONES_FILE, MEASURES_FILE, ISOCHRONES_FILE, SUMMARY_FILE})
SERVICE = "destinations"  # the one class of services of a run from files
SHARE_READING = 0.3  # of the progress: reading takes about a third, searching most of the rest
SHARE_SEARCHING = 0.6
NAMED_PAIRS = 5
ZONE_COLUMNS = {"profile", "cutoff_s", "population", "geometry"} | {
    f"{measure}_{reading}" for measure in ("covered", "share") for reading in READINGS
}


def run_assessment(
    files: AssessmentFiles,
    profiles: Sequence[Profile],
    cutoffs_s: Sequence[float],
    out: Path,
    *,
    provenance: Mapping[str, object],
    further: Further = NOTHING_FURTHER,
    max_join_m: float = MAX_JOIN_M,
    join_slack_m: float = JOIN_SLACK_M,
    progress: Callable[[float, str], None] | None = None,
) -> dict[str, object]:
    """
    Read the files, assess access, and write the results into a folder.

    Nothing is written unless everything could be computed.

    Parameters
    ----------
    files : AssessmentFiles
        What to read.
    profiles : sequence of Profile
        Who travels.
    cutoffs_s : sequence of float
        Longest times that still count [s].
    out : pathlib.Path
        Folder to make.
    provenance : mapping
        What the caller knows about this run (when, by whom, with which
        command); checksums, parameters and the engine's version are added.
    further : Further
        What to work out besides.
    max_join_m, join_slack_m : float
        See ``assess_access``.
    progress : callable, optional
        Told the share done (0 to 1) and what is at work.

    Returns
    -------
    dict
        The summary, as written to ``summary.json``.

    Raises
    ------
    InputError
        One of its kinds, naming file, row or column.
    """
    tell = progress or (lambda _share, _at_work: None)
    check_distinct([f"{cutoff_s:g} s" for cutoff_s in cutoffs_s], source="cutoffs", what="cutoff")
    for cutoff_s in cutoffs_s:
        check_cutoff(cutoff_s)
    names = [profile.name for profile in profiles]
    check_measures(further.measures, [SERVICE], names, groups=further.groups)
    inputs, amounts = _read(
        files,
        out,
        further,
        progress=lambda share, at_work: tell(SHARE_READING * share, at_work),
    )
    zones, (origins, population, _) = inputs.zones, inputs.people
    result = assess_access(
        inputs.network,
        origins,
        population,
        [ServiceClass(SERVICE, inputs.destinations)],
        profiles,
        max_join_m=max_join_m,
        join_slack_m=join_slack_m,
        progress=lambda share, at_work: tell(SHARE_READING + SHARE_SEARCHING * share, at_work),
    )
    zone_of = None if zones is None else assign_to_zones(origins, zones)
    if zones is not None and zone_of is not None:
        # not earlier: origins off the streets are no fault of zones
        check_zones_meet(origins, zones, zone_of)
    tell(SHARE_READING + SHARE_SEARCHING, "measuring")
    measures = _measured(inputs, result, profiles, further, amounts)
    grounds = Grounds(zone_of, 0 if zones is None else len(zones), amounts.rank)
    summary: dict[str, object] = {
        "network": result.diagnostics.network,
        "results": _results(result, population, cutoffs_s),
        "measures": summary_rows(measures, result.profile_names, grounds),
        "diagnostics": {
            "places": result.diagnostics.places,
            "street_polygons": inputs.street_polygons or None,
            "warnings": list(result.diagnostics.warnings),
            "notes": [*result.diagnostics.notes, *_zone_notes(zones, zone_of, population), *_osm_note(files)],
        },
        "provenance": {
            **provenance,
            **_own_provenance(
                files, profiles, cutoffs_s, further, max_join_m=max_join_m, join_slack_m=join_slack_m
            ),
        },
    }
    isochrones = _isochrones(inputs, result, profiles, cutoffs_s) if further.isochrones else None
    with whole_folder(out, may_replace=OUR_FILES) as folder:
        _write_tables(folder, files, inputs, result, measures, cutoffs_s, zone_of)
        if isochrones is not None:
            write_table(isochrones, folder / ISOCHRONES_FILE)
        write_json(summary, folder / SUMMARY_FILE)
    return summary


def _measured(
    inputs: Inputs,
    result: AccessResult,
    profiles: Sequence[Profile],
    further: Further,
    amounts: Amounts,
) -> tuple[MeasureValues, ...]:
    """Work out the measures that were asked for."""
    return assess_measures(
        inputs.network,
        result.prepared,
        inputs.people[1],
        [SERVICE],
        profiles,
        further.measures,
        nearest_s=result.time_s,
        supply=None if amounts.supply is None else {SERVICE: amounts.supply},
        groups=amounts.groups,
    )


def _write_tables(
    folder: Path,
    files: AssessmentFiles,
    inputs: Inputs,
    result: AccessResult,
    measures: Sequence[MeasureValues],
    cutoffs_s: Sequence[float],
    zone_of: IntArray | None,
) -> None:
    """Write what was found at every origin and, where there are zones, in every zone."""
    _, population, layer = inputs.people
    table = _origins_table(result, layer, files.population_column, population)
    write_table(table.assign(**origin_columns(measures, result.profile_names)), folder / ORIGINS_FILE)
    if inputs.zones is None or zone_of is None:
        return
    column = files.zone_id_column or ""
    table = _zones_table(result, inputs.zones, zone_of, population, cutoffs_s, column)
    write_table(table, folder / ZONES_FILE)
    if measures:
        table = zone_rows(measures, result.profile_names, inputs.zones, zone_of)
        write_table(table, folder / MEASURES_FILE)


def _read(
    files: AssessmentFiles,
    out: Path,
    further: Further,
    *,
    progress: Callable[[float, str], None],
) -> tuple[Inputs, Amounts]:
    """Read the inputs, telling at once what is wrong with them and with the folder for the results."""
    errors: list[InputError] = []
    try:
        check_folder(out, may_replace=OUR_FILES)
    except InputError as error:
        errors.append(error)
    try:
        inputs = read_inputs(files, progress=progress)
    except InputError as error:
        errors += _each(error)
    try:
        amounts = read_amounts(
            files,
            supply_column=further.supply_column,
            rank_column=further.rank_column,
            group_columns=further.groups,
        )
        if not errors:
            check_groups(amounts.groups, inputs.people[1])
    except InputError as error:
        told = {str(one) for one in errors}  # a layer that cannot be read is told once
        errors += [one for one in _each(error) if str(one) not in told]
    if errors:
        raise errors[0] if len(errors) == 1 else FaultyInputsError(errors)
    return inputs, amounts


def _each(error: InputError) -> Sequence[InputError]:
    """Take an error of several inputs apart."""
    return error.errors if isinstance(error, FaultyInputsError) else (error,)


def _isochrones(
    inputs: Inputs, result: AccessResult, profiles: Sequence[Profile], cutoffs_s: Sequence[float]
) -> geopandas.GeoDataFrame:
    """Draw from where a destination is reached within each cutoff."""
    places, hierarchy = result.prepared.services, result.prepared.hierarchy
    areas = service_areas(inputs.network, places, profiles, cutoffs_s=cutoffs_s, hierarchy=hierarchy)
    return isochrone_rows(areas, result.profile_names, cutoffs_s)


def _origins_table(
    result: AccessResult, layer: geopandas.GeoDataFrame, population_column: str, population: FloatArray
) -> geopandas.GeoDataFrame:
    """Add the times to the layer of origins, null where there is no way; its own columns stay."""
    columns: dict[str, object] = {population_column: population}
    for p, profile in enumerate(result.profile_names):
        for r, reading in enumerate(READINGS):
            time_s = result.time_s[0, p, r]
            name = f"time_to_nearest_s__{profile}__{reading}"
            columns[name] = np.where(np.isfinite(time_s), time_s, np.nan)
    return layer.assign(**columns)


def _zones_table(
    result: AccessResult,
    zones: Zones,
    zone_of: IntArray,
    population: FloatArray,
    cutoffs_s: Sequence[float],
    id_column: str,
) -> geopandas.GeoDataFrame:
    """Make one row per zone, profile and cutoff, shares null where nobody lives."""
    # the zones keep their own column of identifiers, unless it has the name of one of ours
    zone_column = "zone_id" if id_column in ZONE_COLUMNS else id_column
    people = population_by_area(population, zone_of, len(zones))
    parts = []
    for p, profile in enumerate(result.profile_names):
        for cutoff_s in cutoffs_s:
            part: dict[str, object] = {
                zone_column: list(zones.ids),
                "profile": profile,
                "cutoff_s": float(cutoff_s),
                "population": people,
            }
            for r, reading in enumerate(READINGS):
                covered = coverage_by_area(result.time_s[0, p, r], population, zone_of, len(zones), cutoff_s)
                part[f"covered_{reading}"] = covered
                part[f"share_{reading}"] = np.divide(
                    covered, people, out=np.full(len(zones), np.nan), where=people > 0
                )
            parts.append(geopandas.GeoDataFrame(part, geometry=zones.polygons, crs=WGS84))
    return geopandas.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=WGS84)


def _results(
    result: AccessResult, population: FloatArray, cutoffs_s: Sequence[float]
) -> list[dict[str, object]]:
    """Count the covered for every profile and cutoff."""
    rows: list[dict[str, object]] = []
    total = float(population.sum())
    for p, profile in enumerate(result.profile_names):
        for cutoff_s in cutoffs_s:
            low, high = (coverage(time_s, population, cutoff_s=cutoff_s) for time_s in result.time_s[0, p])
            row = {"profile": profile, "cutoff_s": float(cutoff_s), "population": total}
            row |= {"covered_low": low, "covered_high": high}
            row |= {"share_low": covered_share(low, total), "share_high": covered_share(high, total)}
            rows.append(row)
    return rows


def _zone_notes(zones: Zones | None, zone_of: IntArray | None, population: FloatArray) -> list[str]:
    """Say what does not fit between origins and zones."""
    if zones is None or zone_of is None:
        return []
    notes = []
    outside = zone_of < 0
    if outside.any():
        notes.append(
            f"{int(outside.sum())} of {len(zone_of)} origins ({population[outside].sum():,.0f} people) lie "
            f"in no zone of {zones.source}; they count in the whole, but in no zone."
        )
    pairs = overlapping_zones(zones)
    if pairs:
        named = ", ".join(f"{one} with {other}" for one, other in pairs[:NAMED_PAIRS])
        more = f" and {len(pairs) - NAMED_PAIRS} more" if len(pairs) > NAMED_PAIRS else ""
        notes.append(f"Zones of {zones.source} overlap: {named}{more}; the first in the file has the people.")
    return notes


def _osm_note(files: AssessmentFiles) -> list[str]:
    """Say which amenities were taken for destinations."""
    if files.destinations.suffix.lower() != ".pbf":
        return []
    return [f"Destinations are the amenities {', '.join(SERVICE_AMENITIES)} of {files.destinations.name}."]


def _own_provenance(
    files: AssessmentFiles,
    profiles: Sequence[Profile],
    cutoffs_s: Sequence[float],
    further: Further,
    *,
    max_join_m: float,
    join_slack_m: float,
) -> dict[str, object]:
    """Gather what the engine itself knows about where the numbers come from."""
    named = {
        "network": files.network,
        "elevation": files.elevation,
        "street_polygons": files.street_polygons,
        "origins": files.origins,
        "destinations": files.destinations,
        "zones": files.zones,
    }
    return {
        "engine_version": ENGINE_VERSION,
        "inputs": {
            role: {"file": path.name, "sha256": file_sha256(path)}
            for role, path in named.items()
            if path is not None
        },
        "parameters": {
            "population_column": files.population_column,
            "zone_id_column": files.zone_id_column,
            "origin_id_column": files.origin_id_column,
            "destination_id_column": files.destination_id_column,
            "network_columns": None if files.network_columns is None else list(files.network_columns),
            "source_crs": dict(files.source_crs),
            "layers": dict(files.layers),
            "cutoffs_s": [float(cutoff_s) for cutoff_s in cutoffs_s],
            "measures": [measure.described() for measure in further.measures],
            "supply_column": further.supply_column,
            "rank_column": further.rank_column,
            "isochrones": further.isochrones,
            "max_join_m": max_join_m,
            "join_slack_m": join_slack_m,
            "profiles": [
                asdict(profile) | {"blocked_surfaces": sorted(profile.blocked_surfaces)}
                for profile in profiles
            ],
        },
    }
