"""The portfolio: a page of studies, each with its stage, what is late and why, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from studies.schema import StudyDefinition
from tracker.domain.permissions import Principal
from tracker.schemas.studies import StudyPage
from tracker.services.studies import Heading, heading_of, summary_of
from tracker.store.record import portfolio as store
from tracker.store.record.portfolio import StudyQuery
from tracker.store.studies import studies_with_synthetic_layers
from tracker.store.tables import Study

__all__ = ["StudyQuery", "list_studies"]

MOST_HEADINGS = 4_096
# By the hash of the definition they were read from, so none can be out of date.
_headings: dict[str, Heading] = {}


def list_studies(session: Session, principal: Principal, query: StudyQuery, *, today: date) -> StudyPage:
    """List a page of the studies the principal has a role in."""
    everywhere = any(grant.everywhere for grant in principal.grants)
    slugs = None if everywhere else {grant.study for grant in principal.grants if grant.study}
    asked = replace(query, slugs=slugs)
    rows = store.list_study_page(session, asked, today=today)
    total, late_total = store.count_studies(session, asked, today=today)
    study_ids = [row.id for row in rows]
    synthetic = studies_with_synthetic_layers(session, study_ids)
    progress = store.progress_of(session, study_ids, today=today)
    headings = _headings_of(session, rows)
    items = [
        summary_of(
            row,
            headings[row.definition_sha256],
            progress[row.id],
            synthetic=row.id in synthetic,
            today=today,
        )
        for row in rows
    ]
    return StudyPage(items=items, total=total, late_total=late_total)


def _headings_of(session: Session, rows: Sequence[Study]) -> dict[str, Heading]:
    """Give what a list shows of each definition, reading only those that nobody has asked for yet."""
    found = {row.definition_sha256: _headings.get(row.definition_sha256) for row in rows}
    missing = {row.definition_sha256: row.id for row in rows if found[row.definition_sha256] is None}
    read: dict[str, Heading] = {}
    if missing:
        for sha256, definition in store.definitions_of(session, list(missing.values())).items():
            read[sha256] = heading_of(StudyDefinition.model_validate(definition))
        if len(_headings) + len(read) > MOST_HEADINGS:
            _headings.clear()
        _headings.update(read)
    return {sha256: heading or read[sha256] for sha256, heading in found.items()}
