"""Queries for taking an import back: what has happened to its places since, and what it had added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from tracker.store.tables import (
    FactProposal,
    PlaceChange,
    PlaceObservation,
    RegisterPlace,
    Suggestion,
)


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """A place that somebody has changed since an import."""

    key: str
    name: str
    why: str


def list_changed_since(
    session: Session, import_id: str, *, committed_at: datetime, limit: int
) -> list[ChangedSince]:
    """List places of an import that were changed, spoken about, decided on or answered to since."""
    of_import = select(RegisterPlace.key, RegisterPlace.name).join(
        PlaceChange, PlaceChange.place_id == RegisterPlace.id
    )
    of_import = of_import.where(PlaceChange.import_id == import_id)
    # Each list is made once: asked of each place anew, an import's proposals would be read as often as it
    # has places.
    asked = (
        ("was changed", of_import.where(RegisterPlace.version != PlaceChange.version_after)),
        (
            "has an observation of its own",
            of_import.where(
                RegisterPlace.id.in_(
                    select(PlaceObservation.place_id).where(
                        PlaceObservation.import_id.is_(None), PlaceObservation.recorded_at > committed_at
                    )
                )
            ),
        ),
        (
            "has a proposal that was decided on",
            of_import.where(
                RegisterPlace.id.in_(
                    select(FactProposal.place_id).where(
                        FactProposal.import_id == import_id, FactProposal.state != "open"
                    )
                )
            ),
        ),
        (
            "has a suggestion from the public",
            of_import.where(
                RegisterPlace.id.in_(
                    select(Suggestion.place_id).where(
                        or_(Suggestion.state == "waiting", Suggestion.sent_at > committed_at)
                    )
                ),
                # a place that was there before stays, and its suggestions with it
                PlaceChange.made_place,
            ),
        ),
    )
    found: dict[str, ChangedSince] = {}
    for why, wanted in asked:
        for key, name in session.execute(wanted.order_by(RegisterPlace.name, RegisterPlace.id).limit(limit)):
            found.setdefault(key, ChangedSince(key, name, why))
    return list(found.values())[:limit]


def list_changes(session: Session, import_id: str) -> Sequence[tuple[str, bool]]:
    """List the places of an import, and whether it made them."""
    rows = session.execute(
        select(PlaceChange.place_id, PlaceChange.made_place).where(PlaceChange.import_id == import_id)
    )
    return [(place_id, made) for place_id, made in rows]


def places_before(session: Session, import_id: str, place_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Give how places were before an import."""
    rows = session.execute(
        select(PlaceChange.place_id, PlaceChange.before).where(
            PlaceChange.import_id == import_id, PlaceChange.place_id.in_(place_ids)
        )
    )
    return {place_id: before for place_id, before in rows if before is not None}


def take_back_words(
    session: Session, import_id: str, place_ids: Sequence[str], *, counting_again: Sequence[str], at: datetime
) -> None:
    """Withdraw the observations of an import, let those count again that it withdrew, drop its proposals."""
    session.execute(
        update(PlaceObservation)
        .where(
            PlaceObservation.import_id == import_id,
            PlaceObservation.place_id.in_(place_ids),
            PlaceObservation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=at)
        .execution_options(synchronize_session=False)
    )
    if counting_again:
        session.execute(
            update(PlaceObservation)
            .where(PlaceObservation.id.in_(counting_again))
            .values(withdrawn_at=None)
            .execution_options(synchronize_session=False)
        )
    session.execute(
        delete(FactProposal)
        .where(FactProposal.import_id == import_id, FactProposal.place_id.in_(place_ids))
        .execution_options(synchronize_session=False)
    )


def move_version(session: Session, import_id: str, place_id: str, *, before: int, after: int) -> None:
    """Let an earlier import that left a place in a version know under which version it stands again."""
    session.execute(
        update(PlaceChange)
        .where(
            PlaceChange.place_id == place_id,
            PlaceChange.version_after == before,
            PlaceChange.import_id != import_id,
        )
        .values(version_after=after)
        .execution_options(synchronize_session=False)
    )


def forget_changes(session: Session, import_id: str) -> None:
    """Forget how places were before an import that was taken back."""
    session.execute(
        delete(PlaceChange)
        .where(PlaceChange.import_id == import_id)
        .execution_options(synchronize_session=False)
    )
