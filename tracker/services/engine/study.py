"""The engine run for a study: layers to arrays, results to rows, engine errors in the record's words."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

import gis
from gis.access.coverage import coverage_by_area, population_by_area
from gis.assess import AccessResult, ServiceClass, assess_access
from gis.errors import GisError
from gis.measures.equity import Grounds
from gis.model import READINGS, FloatArray, IntArray, Places, Reading
from gis.network.graph import StreetNetwork
from gis.places import Zones, assign_to_zones
from gis.routing.hierarchy import Hierarchy
from gis.shapes.h3_cells import hexagons
from studies.errors import DefinitionError
from studies.profile_records import ProfileChanges
from studies.profiles import file_sha256, profiles_sha256, study_profiles, to_profiles
from studies.schema import Analysis
from studies.standards import Standard
from tracker.errors import AnalysisError
from tracker.services.engine.layers import to_places
from tracker.services.engine.measures import Run, groups_asked, isochrone_figures, measure_figures
from tracker.services.engine.norms import compliance
from tracker.services.engine.people import people_of_groups, ranks_of
from tracker.store.assessments import AreaFigures, CoverageFigures
from tracker.store.measures import IsochroneFigures, MeasureFigures

Progress = Callable[[float, str], None]

SEARCH_SHARE = 0.5  # of the progress
MEASURES_SHARE = 0.75
DRAWN_SHARE = 0.95  # the rest is adding up
SOURCE_DIGITS = 12  # of the fingerprint of the engine's source
SLIVER_SHARE = 0.01  # of a district's ground; outlines drawn by different offices differ by less


@dataclass(frozen=True)
class AnalysisInputs:
    """The layers of one analysis: the network, and frames with `code`, `name`, `geometry` (WGS 84)."""

    network: StreetNetwork
    origins: geopandas.GeoDataFrame  # also `population`
    services: Mapping[str, geopandas.GeoDataFrame]  # also `supply`; of the register `certain`, `radius_m`
    zones: geopandas.GeoDataFrame | None
    extent: shapely.Geometry | None  # outside it people were left out; None when nobody was
    hierarchy: Hierarchy | None = None  # of the network, where it was made before
    street_polygons: Mapping[str, float] = field(default_factory=dict)  # how well they fit the network
    network_notes: Sequence[str] = ()  # what people must know of how the network was made
    standards: Mapping[str, Standard] = field(default_factory=dict)  # norms to hold the streets against


@dataclass(frozen=True)
class AnalysisFigures:
    """What came out: study-wide rows, one entry an area, and what the reader must know."""

    coverage: list[CoverageFigures]
    areas: list[AreaFigures]
    diagnostics: dict[str, Any]
    measures: list[MeasureFigures] = field(default_factory=list)
    isochrones: list[IsochroneFigures] = field(default_factory=list)


@dataclass(frozen=True)
class _Division:
    """A division of the study into areas, and the area of each origin (-1 for none)."""

    kind: str
    codes: Sequence[str]
    names: Sequence[str]
    shapes: NDArray[np.object_]
    partly_outside: Sequence[bool]
    area_index: IntArray


@cache
def engine_version() -> str:
    """
    Tell the version stored with every result: the release and a fingerprint of the engine's source.

    A release number is raised by people, who may forget it; the fingerprint changes by itself with
    whatever could change a number. Found once a process, like the code that is running.
    """
    folder = Path(gis.__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{gis.ENGINE_VERSION}+{digest.hexdigest()[:SOURCE_DIGITS]}"


def profile_tables(names: Sequence[str], changes: Mapping[str, ProfileChanges]) -> dict[str, Any]:
    """Write the named profiles out in full, as JSON values, with the study's own changes."""
    known = to_profiles(study_profiles(changes))
    tables = {}
    for name in names:
        table = asdict(known[name])
        table["blocked_surfaces"] = sorted(table["blocked_surfaces"])
        tables[name] = table
    return tables


def profile_tables_sha256(changes: Mapping[str, ProfileChanges] | None = None) -> str:
    """Fingerprint the profiles a study uses; empty when its changes no longer fit those shipped."""
    if not changes:
        return profiles_sha256()
    try:
        return file_sha256(study_profiles(changes))
    except DefinitionError:
        return ""  # differs from every stored one, so figures made before are shown as stale


def run_analysis(
    analysis: Analysis,
    inputs: AnalysisInputs,
    *,
    profile_changes: Mapping[str, ProfileChanges] | None = None,
    progress: Progress | None = None,
) -> AnalysisFigures:
    """Run the engine for every service and profile, and add up by hexagon and district."""
    try:
        known = to_profiles(study_profiles(profile_changes or {}))
    except DefinitionError as error:
        raise AnalysisError(f"Analysis {analysis.key}: {error}") from error
    tell = progress or _tell_nobody
    people = inputs.origins["population"].to_numpy(dtype=float)
    origins = to_places(inputs.origins, analysis.origins)
    profiles = [known[name] for name in analysis.profiles]
    services = [ServiceClass(key, to_places(rows, key)) for key, rows in inputs.services.items()]
    try:
        result = assess_access(
            inputs.network,
            origins,
            people,
            services,
            profiles,
            max_join_m=analysis.max_join_m,
            hierarchy=inputs.hierarchy,
            progress=lambda share, message: tell(SEARCH_SHARE * share, message),
        )
        divisions = [_hexagon_division(origins, people, analysis.hexagon_resolution)]
        notes = [*inputs.network_notes, *result.diagnostics.notes]
        grounds = Grounds(rank=ranks_of(inputs.origins))
        groups: dict[str, FloatArray] = {}
        if inputs.zones is not None:
            districts = _district_division(origins, inputs.zones, inputs.extent)
            notes += _district_notes(districts, people)
            divisions.append(districts)
            zone_of, codes = districts.area_index, districts.codes
            grounds = replace(grounds, zone_of=zone_of, n_zones=len(codes))
            groups, told = people_of_groups(groups_asked(analysis), people, zone_of, codes, inputs.zones)
            notes += told
        run = Run(inputs.network, people, profiles, result, grounds, groups)
        measures = measure_figures(
            analysis,
            run,
            {key: rows["supply"].to_numpy(dtype=float) for key, rows in inputs.services.items()},
            [(division.area_index, len(division.codes)) for division in divisions],
            progress=_part(tell, SEARCH_SHARE, MEASURES_SHARE, "measuring"),
        )
        drawing = _part(tell, MEASURES_SHARE, DRAWN_SHARE, "drawing isochrones")
        isochrones = list(isochrone_figures(analysis, run, progress=drawing))
        tell(DRAWN_SHARE, "adding up people by area")
        coverage, areas = _figures(
            result, people, [cutoff * 60 for cutoff in analysis.cutoffs_min], divisions
        )
    except GisError as error:
        raise AnalysisError(f"Analysis {analysis.key}: {error}.") from error
    diagnostics = {
        "network": _to_json(result.diagnostics.network),
        "places": _to_json(result.diagnostics.places),
        "street_polygons": _to_json(inputs.street_polygons) or None,
        "standards": compliance(inputs.network, inputs.standards),
        "notes": notes,
    }
    return AnalysisFigures(coverage, areas, diagnostics, measures, isochrones)


def _tell_nobody(_share: float, _message: str) -> None:
    """Take the place of a progress bar."""


def _part(tell: Progress, begin: float, end: float, at_work: str) -> Progress:
    """Tell the progress of one part of the work as that of the whole."""
    return lambda share, message: tell(begin + (end - begin) * share, f"{at_work}: {message}")


def _hexagon_division(origins: Places, people: FloatArray, resolution: int) -> _Division:
    cells, cell_index, outlines = hexagons(origins.lon_deg, origins.lat_deg, resolution=resolution)
    assert len(cell_index) == len(people)
    return _Division("hexagon", cells, cells, outlines, [False] * len(cells), cell_index)


def _district_division(
    origins: Places, zones: geopandas.GeoDataFrame, extent: shapely.Geometry | None
) -> _Division:
    """Take the districts that hold origins or meet the extent; the others are not part of the study."""
    outlines = zones.geometry.to_numpy()
    area_index = assign_to_zones(origins, Zones(ids=tuple(zones["code"]), polygons=outlines))
    if extent is None:
        inside_share = np.ones(len(zones))
    else:
        inside_share = shapely.area(shapely.intersection(outlines, extent)) / shapely.area(outlines)
    concerned = inside_share > 0
    concerned[np.unique(area_index[area_index >= 0])] = True
    new_position = np.where(concerned, np.cumsum(concerned) - 1, -1)
    area_index = np.where(area_index >= 0, new_position[area_index], -1)
    kept = zones[concerned]
    return _Division(
        kind="district",
        codes=kept["code"].tolist(),
        names=[name or code for name, code in zip(kept["name"], kept["code"], strict=True)],
        shapes=outlines[concerned],
        partly_outside=(inside_share[concerned] < 1 - SLIVER_SHARE).tolist(),
        area_index=area_index,
    )


def _district_notes(districts: _Division, people: FloatArray) -> list[str]:
    notes = []
    cut = sum(districts.partly_outside)
    if cut:
        notes.append(
            f"{cut} of {len(districts.codes)} districts reach beyond the ground that the network covers: "
            "only their people inside it are counted."
        )
    nowhere = districts.area_index < 0
    if nowhere.any():
        notes.append(
            f"{int(nowhere.sum())} origins with {people[nowhere].sum():,.0f} people lie in no district; "
            "they count in the totals and hexagons only."
        )
    return notes


def _figures(
    result: AccessResult, people: FloatArray, cutoffs_s: Sequence[float], divisions: Sequence[_Division]
) -> tuple[list[CoverageFigures], list[AreaFigures]]:
    """Count covered people for the study (as its only area) and for every area of every division."""
    everywhere = np.zeros(len(people), dtype=np.int64)
    coverage = []
    covered: list[list[tuple[FloatArray, FloatArray]]] = [[] for _ in divisions]
    for s, service in enumerate(result.service_keys):
        for p, profile in enumerate(result.profile_names):
            times = dict(zip(READINGS, result.time_s[s, p], strict=True))
            for cutoff_s in cutoffs_s:
                low, high = _both(times, people, everywhere, 1, cutoff_s)
                coverage.append(
                    CoverageFigures(
                        service, profile, cutoff_s, float(people.sum()), float(low[0]), float(high[0])
                    )
                )
                for rows, division in zip(covered, divisions, strict=True):
                    rows.append(_both(times, people, division.area_index, len(division.codes), cutoff_s))
    areas = [
        area
        for rows, division in zip(covered, divisions, strict=True)
        for area in _areas(division, people, rows)
    ]
    return coverage, areas


def _both(
    times: Mapping[Reading, FloatArray],
    people: FloatArray,
    area_index: IntArray,
    n_areas: int,
    cutoff_s: float,
) -> tuple[FloatArray, FloatArray]:
    low, high = (
        coverage_by_area(times[reading], people, area_index, n_areas, cutoff_s) for reading in READINGS
    )
    return low, high


def _areas(
    division: _Division, people: FloatArray, rows: Sequence[tuple[FloatArray, FloatArray]]
) -> Iterator[AreaFigures]:
    inside = population_by_area(people, division.area_index, len(division.codes))
    for a, code in enumerate(division.codes):
        yield AreaFigures(
            kind=division.kind,
            code=code,
            name=division.names[a],
            population=float(inside[a]),
            partly_outside=bool(division.partly_outside[a]),
            shape=division.shapes[a],
            covered=[(float(low[a]), float(high[a])) for low, high in rows],
        )


def _to_json(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Turn the engine's numbers into JSON values; what is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_to_json(item) for item in value]
    if isinstance(value, np.generic):
        return _to_json(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
