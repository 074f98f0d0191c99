"""Assessments: a run of the engine for a study, its provenance and its figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from tracker.schemas.common import Count, RequestModel, ResponseModel, Share, Slug, Text
from tracker.schemas.jobs import JobState

AreaKind = Literal["hexagon", "district"]


class AssessmentCreate(RequestModel):
    """Which analysis of the study's definition to run."""

    analysis: Slug


class InputRead(ResponseModel):
    """One input of a run, by content."""

    layer: str
    dataset: str
    sha256: str
    licence: str
    citation: str
    synthetic: bool


class ProvenanceRead(ResponseModel):
    """Everything needed to run it again; `run_sha256` hashes all the rest."""

    run_sha256: str
    definition_sha256: str
    engine_version: str
    code_version: str
    parameters: dict[str, Any]
    inputs: list[InputRead]
    results_sha256: str


class AssessmentRead(ResponseModel):
    """An assessment; provenance and diagnostics are there once it has run."""

    id: str
    study: str
    analysis: str
    title: Text
    state: JobState
    progress_share: float
    message: str | None
    job_id: str
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None
    services: dict[str, Text]
    profiles: list[str]
    cutoffs_s: list[float]
    provenance: ProvenanceRead | None
    diagnostics: dict[str, Any] | None
    stale: bool
    stale_reasons: list[str]
    synthetic: bool


class CoverageRow(ResponseModel):
    """People within the cutoff, as an interval: low counts unknown as blocked, high as passable."""

    service: str
    profile: str
    cutoff_s: float
    population: Count
    covered_low: Count
    covered_high: Count
    share_low: Share | None
    share_high: Share | None
    share_unknown: Share | None


class AreaCoverageRow(CoverageRow):
    """The same for one hexagon or district; of one partly outside the network only the people inside."""

    area_id: str
    area_kind: AreaKind
    area_code: str
    area_name: str
    partly_outside: bool
