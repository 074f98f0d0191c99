"""Facts of places: what observations come to today, and what is kept of that for searching."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import cast

from sqlalchemy.orm import Session

from tracker.register.facts import Observation, Standing, standing
from tracker.register.kept_facts import kept_facts
from tracker.register.vocabulary import FACT_KINDS, Answer, Confidence, FactKind
from tracker.schemas.finder import FactRead
from tracker.store import register_places as store
from tracker.store.tables import PlaceObservation

Work = Callable[[], AbstractContextManager[Session]]


def to_observation(row: PlaceObservation) -> Observation:
    """Take the values the rules look at."""
    return Observation(
        id=row.id,
        kind=cast("FactKind", row.kind),
        answer=cast("Answer", row.answer),
        source=row.source,
        recorded_at=row.recorded_at,
        observed_on=row.observed_on,
        observer=row.observer,
        confidence=cast("Confidence", row.confidence),
        norm=row.norm,
        evidence=row.evidence,
        settles=row.settles,
    )


def standings(rows: Iterable[PlaceObservation], *, today: date) -> list[Standing]:
    """Give what every kind of fact comes to, in the order of the vocabulary."""
    said = [to_observation(row) for row in rows if row.withdrawn_at is None]
    return [standing(kind, said, at=today) for kind in FACT_KINDS]


def read_fact(found: Standing) -> FactRead:
    """Shape a fact; who looked and what they saw stays inside."""
    return FactRead(
        kind=found.kind,
        answer=found.answer,
        stale=found.stale,
        disputed=found.disputed,
        observed_on=found.observed_on,
        confidence=found.counted[0].confidence if found.counted else None,
    )


def keep_facts(session: Session, place_ids: Sequence[str], *, today: date) -> None:
    """Make anew what is kept of the facts of places, after their observations or the day have changed."""
    observations = store.list_observations(session, place_ids)
    store.replace_facts(
        session,
        {
            place_id: kept_facts([to_observation(row) for row in rows], at=today)
            for place_id, rows in observations.items()
        },
    )


def refresh_facts(session: Session, work: Work, *, today: date) -> None:
    """Make anew the facts that time has changed, once a day: `session` looks, `work` writes."""
    if not store.are_facts_due(session, today=today):
        return
    # The transaction that looked would go on seeing the facts as they were.
    session.close()
    with work() as writing:
        keep_facts(writing, store.list_due_places(writing, today=today), today=today)
