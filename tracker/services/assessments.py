"""Assessments: ask for one, read it with its provenance, and tell whether it is stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from studies.profile_records import ProfileChanges
from studies.register import RegisterPlaces
from studies.standards import Standard
from tracker.clock import today
from tracker.domain.permissions import Principal
from tracker.domain.provenance import REGISTER_INPUT, RunConditions, stale_reasons
from tracker.errors import InvalidInputError, NotFoundError, RuleConflictError
from tracker.schemas.assessments import AssessmentCreate, AssessmentRead, ProvenanceRead
from tracker.schemas.common import Page
from tracker.schemas.jobs import JobState
from tracker.services import audit, engine
from tracker.services.principals import NOTHING_HERE, check_allowed
from tracker.services.register_use.selection import selection_sha256
from tracker.services.studies import definition_of, get_study_row
from tracker.store import assessments as store
from tracker.store import jobs
from tracker.store.base import new_id
from tracker.store.layers import list_layers
from tracker.store.session import Session
from tracker.store.studies import lock_study
from tracker.store.tables import Assessment, Layer, Study

JOB_KIND = "run_assessment"


def request_assessment(
    session: Session, principal: Principal, slug: str, wanted: AssessmentCreate, *, at: datetime
) -> AssessmentRead:
    """
    Add an assessment and its job, both or neither.

    While a run of the same analysis is queued or running, that one is given back: asking
    twice changes nothing. Once it has finished, asking again makes a new assessment even
    when nothing has changed; two runs of the same things have the same `run_sha256`.
    """
    study = get_study_row(session, principal, slug)
    check_allowed(principal, "assessment.request", study=slug)
    assessment = add_request(session, study, wanted.analysis, requested_by=principal.name, at=at)
    if assessment.requested_at == at:  # else it is one that waits already
        audit.record(
            session,
            scope=audit.scope_of(study),
            principal=principal,
            action="assessment.request",
            kind="assessment",
            object_id=assessment.id,
            version=None,
            changes=[audit.Change("analysis", None, assessment.analysis)],
            at=at,
        )
    return to_read(session, assessment)


def add_request(
    session: Session, study: Study, analysis_key: str, *, requested_by: str, at: datetime
) -> Assessment:
    """Add the assessment and the job on behalf of a person or of the demo."""
    definition = definition_of(study)
    analysis = next((part for part in definition.analyses if part.key == analysis_key), None)
    if analysis is None:
        known = ", ".join(part.key for part in definition.analyses)
        raise InvalidInputError(
            f"Study {study.slug} has no analysis {analysis_key}.", [("/analysis", f"must be one of {known}")]
        )
    imported = {layer.key: layer for layer in list_layers(session, study.id)}
    needed = layers_of(analysis.model_dump(mode="json"), study.definition["layers"])
    missing = [key for key in needed if key not in imported]
    if missing:
        raise RuleConflictError(
            f"Layers {', '.join(missing)} of {study.slug} have not been imported; import them first."
        )
    lock_study(session, study.id)  # two who ask at once must not both find nothing waiting
    waiting = store.find_waiting(session, study.id, analysis_key)
    if waiting is not None:
        return waiting
    assessment_id = new_id()
    job = jobs.add_job(session, kind=JOB_KIND, payload={"assessment_id": assessment_id}, at=at)
    assessment = Assessment(
        id=assessment_id,
        study=study,
        job=job,
        analysis=analysis.key,
        title=analysis.title,
        services={key: service.title for key, service in analysis.services.items()},
        profiles=list(analysis.profiles),
        cutoffs_s=[cutoff * 60 for cutoff in analysis.cutoffs_min],
        requested_by=requested_by,
        requested_at=at,
        synthetic=any(imported[key].synthetic for key in needed),
    )
    store.add_assessment(session, assessment)
    return assessment


def list_assessments(session: Session, principal: Principal, slug: str) -> Page[AssessmentRead]:
    """List a study's assessments, newest first."""
    study = get_study_row(session, principal, slug)
    layers = list_layers(session, study.id)
    items = [
        _to_read(session, assessment, layers) for assessment in store.list_assessments(session, study.id)
    ]
    return Page[AssessmentRead](items=items, total=len(items))


def get_assessment(session: Session, principal: Principal, assessment_id: str) -> AssessmentRead:
    """Give one assessment."""
    assessment = store.find_assessment(session, assessment_id)
    if assessment is None:
        raise NotFoundError(NOTHING_HERE)
    check_allowed(principal, "assessment.read", study=assessment.study.slug)
    return to_read(session, assessment)


def to_read(session: Session, assessment: Assessment) -> AssessmentRead:
    """Shape an assessment, with what has changed since it ran."""
    return _to_read(session, assessment, list_layers(session, assessment.study_id))


def layers_of(analysis: Mapping[str, Any], layers: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name the layers an analysis reads or is cut by, both given as stored, in alphabetical order."""
    keys = {analysis["network"], analysis["origins"]}
    # both absent in studies stored before they could have any
    keys.update(analysis.get("street_polygons") or ())
    if analysis.get("elevation") is not None:
        keys.add(analysis["elevation"])
    keys.update(key for service in analysis["services"].values() for key in service["layers"])
    if analysis["zones"] is not None:
        keys.add(analysis["zones"])
    # the network that bounds a layer decides which of its rows count, whether or not people walk on it
    keys.update(layer["within"] for layer in layers if layer["key"] in keys and layer["within"])
    return sorted(keys)


def reasons_to_doubt(session: Session, assessment: Assessment, layers: Sequence[Layer]) -> list[str]:
    """Say why a finished run might differ from one made now; empty while it is current or unfinished."""
    provenance = assessment.provenance
    if provenance is None:
        return []
    then = RunConditions(
        definition_sha256=provenance["definition_sha256"],
        profiles_sha256=provenance["parameters"]["profiles_sha256"],
        engine_version=provenance["engine_version"],
        inputs={item["layer"]: item["sha256"] for item in provenance["inputs"]},
        standards_sha256=provenance["parameters"].get("standards_sha256", ""),
    )
    # the stored words, not the model: reading a list must not validate a definition a line
    definition = assessment.study.definition
    analysis = next((part for part in definition["analyses"] if part["key"] == assessment.analysis), None)
    needed = set(layers_of(analysis, definition["layers"])) if analysis is not None else set()
    changes = definition.get("profiles") or {}  # absent in studies stored before they could have any
    own = {name: ProfileChanges.model_validate(change) for name, change in changes.items()}
    norms = {
        name: Standard.model_validate(norm) for name, norm in (definition.get("standards") or {}).items()
    }
    named = (analysis or {}).get("standards") or []
    inputs = {layer.key: layer.sha256 for layer in layers if layer.key in needed}
    for key, service in (analysis or {"services": {}})["services"].items():
        if service.get("register") is not None:  # absent in studies stored before there was one
            asked = RegisterPlaces.model_validate(service["register"])
            sha256 = selection_sha256(session, assessment.study_id, asked, at=today())
            inputs[f"{REGISTER_INPUT}{key}"] = sha256
    now = RunConditions(
        definition_sha256=assessment.study.definition_sha256,
        profiles_sha256=engine.profile_tables_sha256(own),
        engine_version=engine.engine_version(),
        inputs=inputs,
        standards_sha256=engine.standards_sha256(named, norms),
    )
    return stale_reasons(then, now)


def _to_read(session: Session, assessment: Assessment, layers: Sequence[Layer]) -> AssessmentRead:
    reasons = reasons_to_doubt(session, assessment, layers)
    return AssessmentRead(
        id=assessment.id,
        study=assessment.study.slug,
        analysis=assessment.analysis,
        title=assessment.title,
        state=cast("JobState", assessment.job.state),
        progress_share=assessment.job.progress_share,
        message=assessment.job.message,
        job_id=assessment.job_id,
        requested_by=assessment.requested_by,
        requested_at=assessment.requested_at,
        finished_at=assessment.finished_at,
        services=assessment.services,
        profiles=assessment.profiles,
        cutoffs_s=assessment.cutoffs_s,
        provenance=None
        if assessment.provenance is None
        else ProvenanceRead.model_validate(assessment.provenance | {"run_sha256": assessment.run_sha256}),
        diagnostics=assessment.diagnostics,
        stale=bool(reasons),
        stale_reasons=reasons,
        synthetic=assessment.synthetic,
    )
