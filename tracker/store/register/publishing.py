"""Queries for publishing what an import brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from tracker.store.tables import ImportRow, PlaceAttribute, PlaceChange, RegisterImport, RegisterPlace

CHUNK = 5_000  # identifiers of one statement; SQLite takes 32,766 parameters at most


def find_import_state(session: Session, study_id: str, import_id: str) -> str | None:
    """Find the state of an import of a study."""
    statement = select(RegisterImport.state).where(
        RegisterImport.id == import_id, RegisterImport.study_id == study_id
    )
    return session.scalars(statement).one_or_none()


def list_drafts(session: Session, import_id: str) -> list[tuple[str, bool]]:
    """List the drafts that an import touched, each with whether one of its rows needs review."""
    doubtful = exists().where(
        ImportRow.import_id == import_id,
        ImportRow.place_id == RegisterPlace.id,
        ImportRow.outcome == "needs_review",
    )
    statement = (
        select(RegisterPlace.id, doubtful)
        .join(PlaceChange, PlaceChange.place_id == RegisterPlace.id)
        .where(PlaceChange.import_id == import_id, RegisterPlace.state == "draft")
        .order_by(RegisterPlace.id)
    )
    return [(place_id, bool(needs_review)) for place_id, needs_review in session.execute(statement)]


def publish(session: Session, place_ids: Sequence[str], *, reason: str, by: str, at: datetime) -> None:
    """Publish drafts and say so in their history."""
    for start in range(0, len(place_ids), CHUNK):
        chunk = place_ids[start : start + CHUNK]
        session.execute(
            update(RegisterPlace)
            .where(RegisterPlace.id.in_(chunk))
            .values(state="published", version=RegisterPlace.version + 1, updated_at=at, updated_by=by)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            insert(PlaceAttribute),
            [
                {
                    "place_id": place_id,
                    "attribute": "state",
                    "value": "published",
                    "source": reason,
                    "import_id": None,
                    "recorded_at": at,
                    "recorded_by": by,
                }
                for place_id in chunk
            ],
        )
