"""Queries that take all rows of an engagement out for its export, and put them back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Select, String, and_, func, insert, or_, select, union, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from tracker.errors import InvalidInputError
from tracker.store import tables as t
from tracker.store.record.sections import (
    FINISHED,
    NAMED,
    OWN,
    Ground,
    Section,
    finished_jobs_of,
    runs_of,
    studies_of,
)

Values = dict[str, Any]

STREAMED_ROWS: Final = 100  # a row may hold a whole report as PDF


# Leaving --------------------------------------------------------------------------------------------------


def hold_snapshot(session: Session) -> None:
    """Let all statements of a session that is still fresh see the same moment."""
    if session.get_bind().dialect.name == "postgresql":
        # the embedded database's transactions do so by themselves
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def find_ground(session: Session, engagement: str) -> Ground | None:
    """Find an engagement and everybody who is named in its record."""
    row = session.get(t.Engagement, engagement)
    if row is None:
        return None
    edition = session.scalar(
        select(t.Candidacy.edition).filter_by(programme=row.programme, key=row.candidacy)
    )
    ground = Ground(engagement, row.programme, row.candidacy, edition)
    accounts = _referred(session, ground, OWN, "user_account.id")
    for authors in session.scalars(select(t.IndicatorUpdate.author_ids).filter_by(engagement=engagement)):
        accounts |= set(authors)
    organisations = _referred(session, ground, OWN, "organisation.key")
    organisations |= _organisations_by_name(session, ground, accounts)
    ground = replace(ground, organisations=frozenset(organisations))
    accounts |= _referred(session, ground, NAMED, "user_account.id")
    return replace(ground, accounts=frozenset(accounts))


def _referred(session: Session, ground: Ground, sections: tuple[Section, ...], target: str) -> set[str]:
    """Collect what columns that point at accounts, or at organisations, name."""
    asked = [
        select(column).where(section.rows(ground), column.is_not(None))
        for section in sections
        for column in section.columns.values()
        if any(key.target_fullname == target for key in column.foreign_keys)
    ]
    return set(session.scalars(union(*asked)))


def _organisations_by_name(session: Session, ground: Ground, accounts: set[str]) -> set[str]:
    """Find organisations that milestones and accounts name by their names, not by their keys."""
    owners = select(t.Milestone.owner).where(t.Milestone.study_id.in_(studies_of(ground)))
    firms = select(t.User.organisation).where(t.User.id.in_(accounts))
    named = or_(
        t.Organisation.name.in_(owners),
        t.Organisation.short_name.in_(owners),
        t.Organisation.short_name.in_(firms),
    )
    return set(session.scalars(select(t.Organisation.key).where(named)))


def stream_rows(session: Session, section: Section, ground: Ground) -> Iterator[Values]:
    """Give the rows of a section in the order of their keys, by code points on both databases."""
    columns = section.columns
    on_server = session.get_bind().dialect.name == "postgresql"
    order = [
        columns[name].collate("C") if on_server and isinstance(columns[name].type, String) else columns[name]
        for name in section.key_columns
    ]
    statement = _chosen(section).where(section.rows(ground)).order_by(*order)
    for row in session.execute(statement.execution_options(yield_per=STREAMED_ROWS)):
        yield dict(zip(columns, row, strict=True))


def _chosen(section: Section) -> Select[Any]:
    statement = select(*section.columns.values()).select_from(section.table)
    return statement.join(t.Measure) if section.named else statement


def list_runs_underway(session: Session, ground: Ground) -> list[str]:
    """List findings that rest on a run which has not finished."""
    statement = (
        select(t.Finding.key)
        .join(t.Assessment, t.Assessment.id == t.Finding.assessment_id)
        .join(t.Job, t.Job.id == t.Assessment.job_id)
        .where(t.Finding.engagement == ground.engagement, t.Job.state.not_in(FINISHED))
        .order_by(t.Finding.key)
    )
    return list(session.scalars(statement))


def count_left_out(session: Session, ground: Ground) -> dict[str, int]:
    """Count what belongs to the engagement, or is told of it, and is not in its export."""
    studies, runs = studies_of(ground), runs_of(ground)
    areas = select(t.Area.id).where(t.Area.assessment_id.in_(runs))
    layers = select(t.Layer.id).where(t.Layer.study_id.in_(studies))
    conditions: dict[str, tuple[Any, ColumnElement[bool]]] = {
        "runs_underway": (
            t.Assessment,
            and_(t.Assessment.study_id.in_(studies), t.Assessment.job_id.not_in(finished_jobs_of(ground))),
        ),
        "areas_of_runs": (t.Area, t.Area.assessment_id.in_(runs)),
        "coverage_of_areas": (t.AreaCoverage, t.AreaCoverage.area_id.in_(areas)),
        "measures_of_areas": (t.AreaMeasure, t.AreaMeasure.area_id.in_(areas)),
        "isochrones": (t.Isochrone, t.Isochrone.assessment_id.in_(runs)),
        "layers": (t.Layer, t.Layer.study_id.in_(studies)),
        "features_of_layers": (t.LayerFeature, t.LayerFeature.layer_id.in_(layers)),
        "places_of_the_register": (t.RegisterPlace, t.RegisterPlace.study_id.in_(studies)),
        "imports_of_the_register": (t.RegisterImport, t.RegisterImport.study_id.in_(studies)),
        "mappings_of_the_register": (t.SavedMapping, t.SavedMapping.study_id.in_(studies)),
        "suggestions": (t.Suggestion, t.Suggestion.study_id.in_(studies)),
        "memberships": (
            t.Membership,
            or_(t.Membership.study_id.in_(studies), t.Membership.engagement == ground.engagement),
        ),
        "calendar_events_of_the_programme": (t.CalendarEvent, t.CalendarEvent.programme == ground.programme),
        "audit_entries_of_the_programme": (
            t.AuditEntry,
            t.AuditEntry.scope == f"programme:{ground.programme}",
        ),
    }
    return {
        name: session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        for name, (table, condition) in conditions.items()
    }


# Coming back ----------------------------------------------------------------------------------------------


def find_same(session: Session, section: Section, values: Values) -> Values | None:
    """Find the row that has the key of another, as the export would hold it."""
    columns = section.columns
    wanted = [columns[name] == values[name] for name in section.key_columns]
    row = session.execute(_chosen(section).where(*wanted)).one_or_none()
    return None if row is None else dict(zip(columns, row, strict=True))


def find_studies(session: Session, slugs: list[str]) -> set[str]:
    """Tell which slugs are taken."""
    return set(session.scalars(select(t.Study.slug).where(t.Study.slug.in_(slugs))))


def add_row(session: Session, section: Section, values: Values, *, place: str) -> None:
    """Put a row back as it was; what points at its own table follows with `complete_row`."""
    stored = {name: value for name, value in values.items() if name not in section.named}
    if section.named:
        stored["measure_id"] = session.scalars(
            select(t.Measure.id).filter_by(assessment_id=values["assessment_id"], key=values["measure"])
        ).one()
    stored |= dict.fromkeys(section.own_references)
    # a JSON column takes None for the word null, which is something else than nothing
    columns = section.described.columns
    stored = {
        name: value
        for name, value in stored.items()
        if value is not None or not isinstance(columns[name].type, JSON)
    }
    with _refusal_named(place):
        session.execute(insert(section.described), stored)


def complete_row(session: Session, section: Section, values: Values, *, place: str) -> None:
    """Write the columns of a row that point at its own table."""
    later = {name: values[name] for name in section.own_references if values[name] is not None}
    if later:
        own = [section.columns[name] == values[name] for name in section.key_columns]
        with _refusal_named(place):
            session.execute(update(section.described).where(*own).values(later))


@contextmanager
def _refusal_named(place: str) -> Iterator[None]:
    """Name the row that a constraint of the database refuses."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        said = str(error.orig).strip().splitlines()[0]
        fault = (place, f"the database refuses this row: {said}")
        raise InvalidInputError("The engagement cannot be restored; nothing was stored.", [fault]) from error
