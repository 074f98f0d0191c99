"""The work of an assessment's job: read the layers, run the engine, and give back how to store the result."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib import metadata
from typing import Any

import geopandas
import pandas as pd

from studies.schema import Analysis, StudyDefinition
from tracker.clock import today
from tracker.domain.provenance import REGISTER_INPUT, RunInput, RunRecord, run_sha256, sha256_of
from tracker.errors import AnalysisError, NotFoundError
from tracker.services import engine
from tracker.services.assessments import layers_of
from tracker.services.register_use.selection import Selection, register_services, select_places
from tracker.services.register_use.sources import Sources, find_sources
from tracker.services.studies import definition_of
from tracker.services.study_layers.content import LayerContent, LayerReader
from tracker.settings import REPOSITORY, Settings
from tracker.store import assessments as store
from tracker.store.layers import list_layers
from tracker.store.measures import Interval, add_isochrones, add_measures
from tracker.store.session import Database, Session

Progress = Callable[[float, str], None]
Store = Callable[[Session, datetime], None]

READING_SHARE = 0.2  # of the progress
STORING_SHARE = 0.95
PEOPLE_DECIMALS = 6  # of the fingerprint: sums may differ in the last bits between machines
VALUE_DIGITS = 9  # of the fingerprint; measures may be much smaller than one
REGISTER_LICENCE = "that of each place's source"
REGISTER_CITATION = "Register of accessible services, published places"
LAND_DECIMALS = 8  # of the fingerprint, of a square degree: about 100 m2


@dataclass(frozen=True)
class _Request:
    definition: StudyDefinition
    definition_sha256: str
    analysis: Analysis
    imported: dict[str, str]  # layer key -> content_sha256
    register: dict[str, Selection]  # service -> its places of the register, as they are now
    sources: dict[str, Sources]  # service -> where these come from


def run_assessment(
    database: Database, payload: dict[str, Any], *, settings: Settings, progress: Progress
) -> Store:
    """
    Compute an assessment; nothing is written here.

    What is returned stores all of it inside the caller's transaction, so that figures,
    provenance and the job's end become visible together or not at all. A run that is
    already stored is left alone.
    """
    assessment_id = payload["assessment_id"]
    request = _read_request(database, assessment_id, settings=settings)
    if request is None:
        return _store_nothing
    progress(0.0, "reading the layers")
    reader = LayerReader(request.definition, settings)
    contents = _read_contents(request, reader)
    inputs = _inputs(request, contents, reader)
    progress(READING_SHARE, "searching the network")
    figures = engine.run_analysis(
        request.analysis,
        inputs,
        profile_changes=request.definition.profiles,
        progress=lambda share, message: progress(
            READING_SHARE + (STORING_SHARE - READING_SHARE) * share, message
        ),
    )
    progress(STORING_SHARE, "storing the figures")
    record = _record(request, contents, figures)
    notes = [note for content in contents.values() for note in content.facts.notes]
    notes += [selection.note() for selection in request.register.values()]
    figures.diagnostics["register"] = {key: chosen.facts() for key, chosen in request.register.items()}
    figures.diagnostics["notes"] = notes + figures.diagnostics["notes"]

    def store_run(session: Session, at: datetime) -> None:
        assessment = store.find_assessment(session, assessment_id)
        if assessment is None or assessment.run_sha256 is not None:
            return  # removed with its study, or stored by another worker
        area_ids = store.add_figures(session, assessment_id, figures.coverage, figures.areas)
        add_measures(session, assessment_id, figures.measures, area_ids)
        add_isochrones(session, assessment_id, figures.isochrones)
        assessment.provenance = asdict(record) | {"inputs": [asdict(item) for item in record.inputs]}
        assessment.run_sha256 = run_sha256(record)
        assessment.diagnostics = figures.diagnostics
        assessment.synthetic = any(item.synthetic for item in record.inputs)
        assessment.finished_at = at

    return store_run


@cache
def code_version() -> str:
    """
    Tell which code is running.

    In a git checkout the commit, with `-dirty` when files differ from it; in an installed
    package its release number. Found once a process.
    """
    release = metadata.version("feasibility-tracker")
    git = shutil.which("git")
    if git is None or not (REPOSITORY / ".git").exists():
        return release
    found = subprocess.run(  # noqa: S603 - a fixed command, found on the path
        [git, "-C", str(REPOSITORY), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or release


def _store_nothing(_session: Session, _at: datetime) -> None:
    """Store nothing: the run is there already."""


def _read_request(database: Database, assessment_id: str, *, settings: Settings) -> _Request | None:
    with database.reading() as session:
        assessment = store.find_assessment(session, assessment_id)
        if assessment is None:
            raise NotFoundError("The assessment of this job no longer exists.")
        if assessment.run_sha256 is not None:
            return None
        definition = definition_of(assessment.study)
        analysis = next((part for part in definition.analyses if part.key == assessment.analysis), None)
        if analysis is None:
            raise AnalysisError(f"The study's definition no longer has the analysis {assessment.analysis}.")
        register = {
            key: select_places(session, assessment.study_id, key, asked, at=today())
            for key, asked in register_services(analysis).items()
        }
        sources = {
            key: find_sources(session, assessment.study_id, asked.kinds, settings=settings)
            for key, asked in register_services(analysis).items()
        }
        return _Request(
            definition=definition,
            definition_sha256=assessment.study.definition_sha256,
            analysis=analysis,
            imported={layer.key: layer.content_sha256 for layer in list_layers(session, assessment.study_id)},
            register=register,
            sources=sources,
        )


def _read_contents(request: _Request, reader: LayerReader) -> dict[str, LayerContent]:
    contents = {}
    changed = []
    layers = [layer.model_dump(mode="json") for layer in request.definition.layers]
    for key in layers_of(request.analysis.model_dump(mode="json"), layers):
        contents[key] = reader.read(request.definition.layer(key))
        if request.imported.get(key) != contents[key].content_sha256:
            changed.append(key)
    if changed:
        raise AnalysisError(
            f"Layers {', '.join(changed)} differ from what was imported (other bytes, reading options or "
            "engine); import the study's layers again."
        )
    return contents


def _inputs(
    request: _Request, contents: dict[str, LayerContent], reader: LayerReader
) -> engine.AnalysisInputs:
    analysis = request.analysis
    streets = reader.streets(analysis)
    return engine.AnalysisInputs(
        network=streets.network,
        origins=contents[analysis.origins].rows(),
        services={
            key: _together(
                key, [contents[layer].rows() for layer in service.layers], request.register.get(key)
            )
            for key, service in analysis.services.items()
        },
        zones=contents[analysis.zones].rows() if analysis.zones is not None else None,
        extent=reader.extent(contents[analysis.origins].layer),
        hierarchy=streets.hierarchy,
        street_polygons=streets.street_polygons,
        network_notes=streets.notes,
        standards=engine.find_standards(analysis.standards, request.definition.standards),
    )


def _together(
    service: str, layers: Sequence[geopandas.GeoDataFrame], selection: Selection | None
) -> geopandas.GeoDataFrame:
    """Put the places of a service in one table; those of layers are certain, and at their points."""
    columns = ["code", "name", "supply", "geometry"]
    frames = [frame[columns] for frame in layers]
    if selection is not None:
        if not (selection.located or frames):
            raise AnalysisError(
                f"Service {service} has no places: the register holds none with a position that is published "
                f"and may have what is needed ({selection.note()})"
            )
        frames = [frame.assign(certain=True, radius_m=0.0) for frame in frames]
        frames += [selection.frame()] if selection.located else []
    return geopandas.GeoDataFrame(
        pd.concat(frames, ignore_index=True), geometry="geometry", crs=frames[0].crs
    )


def _record(
    request: _Request, contents: dict[str, LayerContent], figures: engine.AnalysisFigures
) -> RunRecord:
    analysis = request.analysis
    return RunRecord(
        definition_sha256=request.definition_sha256,
        engine_version=engine.engine_version(),
        code_version=code_version(),
        parameters={
            "analysis": analysis.key,
            "network": analysis.network,
            "elevation": analysis.elevation,
            "street_polygons": list(analysis.street_polygons),
            "cutoffs_s": [cutoff * 60 for cutoff in analysis.cutoffs_min],
            "hexagon_resolution": analysis.hexagon_resolution,
            "max_join_m": analysis.max_join_m,
            "services": {key: list(service.layers) for key, service in analysis.services.items()},
            "register": {
                key: asked.model_dump(mode="json") for key, asked in register_services(analysis).items()
            },
            "measures": [
                measure.model_dump(mode="json", exclude={"title"}, exclude_none=True)
                for measure in analysis.measures
            ],
            "isochrones": analysis.isochrones,
            "profiles": engine.profile_tables(analysis.profiles, request.definition.profiles),
            "profiles_sha256": engine.profile_tables_sha256(request.definition.profiles),
            "standards": list(analysis.standards),
            "standards_sha256": engine.standards_sha256(analysis.standards, request.definition.standards),
        },
        inputs=tuple(
            RunInput(
                layer=key,
                dataset=content.source.key,
                sha256=content.file.sha256,
                licence=content.source.licence,
                citation=content.source.citation,
                synthetic=content.file.synthetic,
            )
            for key, content in sorted(contents.items())
        )
        + tuple(
            RunInput(
                layer=f"{REGISTER_INPUT}{key}",
                dataset="register",
                sha256=chosen.sha256,
                licence=request.sources[key].licence or REGISTER_LICENCE,
                citation=f"{REGISTER_CITATION}. {request.sources[key].citation}".strip(),
                synthetic=request.sources[key].synthetic,
            )
            for key, chosen in sorted(request.register.items())
        ),
        results_sha256=results_sha256(figures),
    )


def results_sha256(figures: engine.AnalysisFigures) -> str:
    """Fingerprint every stored figure, people rounded to a millionth."""
    return sha256_of(
        {
            "coverage": [
                [
                    row.service,
                    row.profile,
                    row.cutoff_s,
                    *_rounded(row.population, row.covered_low, row.covered_high),
                ]
                for row in figures.coverage
            ],
            "areas": [
                [area.kind, area.code, *_rounded(area.population), [_rounded(*pair) for pair in area.covered]]
                for area in figures.areas
            ],
            "measures": [
                [
                    measure.key,
                    *_rounded(measure.people),
                    found.profile,
                    _significant(found.whole),
                    [_significant(interval) for interval in found.areas],
                    {name: _significant(interval) for name, interval in found.equity.items()},
                ]
                for measure in figures.measures
                for found in measure.profiles
            ],
            "isochrones": [
                [one.service, one.profile, one.cutoff_s, one.reading, round(one.shape.area, LAND_DECIMALS)]
                for one in figures.isochrones
            ],
        }
    )


def _significant(interval: Interval) -> list[float | None]:
    return [None if value is None else float(f"{value:.{VALUE_DIGITS}g}") for value in interval]


def _rounded(*people: float) -> list[float]:
    return [round(count, PEOPLE_DECIMALS) for count in people]
