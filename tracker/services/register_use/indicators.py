"""Live indicators: shares of the register's places that an indicator of a study counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from studies.register import RegisterShare
from studies.schema import StudyDefinition
from tracker.register.selection import is_known
from tracker.register.vocabulary import FACT_KINDS, FactKind
from tracker.schemas.studies import IndicatorValue
from tracker.store.register.selection import RegisterState, list_places_of, register_state
from tracker.store.session import Session

COUNTS_KEPT: Final = 256

_counts: dict[tuple[str, str, date, RegisterState], tuple[int, int]] = {}


def read_indicators(
    session: Session, study_id: str, definition: StudyDefinition, *, at: date
) -> dict[str, IndicatorValue]:
    """Work out the indicators of a study that are counted in the register, as it stands."""
    found = {}
    for part in definition.indicators:
        if part.register_share is None:
            continue
        numerator, denominator = _count(session, study_id, part.register_share, at=at)
        found[part.key] = IndicatorValue(
            value=numerator / denominator if denominator else None,
            numerator=numerator,
            denominator=denominator,
            as_of=at,
        )
    return found


def _count(session: Session, study_id: str, asked: RegisterShare, *, at: date) -> tuple[int, int]:
    """
    Count published places with verified information, and all that are not withdrawn.

    A place that waits to be published is one of which visitors know nothing. The counts are remembered
    while the register and the day last.
    """
    question = (
        study_id,
        asked.model_dump_json(),
        at,
        register_state(session, study_id, asked.kinds, drafts=True),
    )
    if question not in _counts:
        if len(_counts) >= COUNTS_KEPT:
            _counts.clear()
        facts: Collection[FactKind] | None = None if asked.facts == "any" else asked.facts
        wanted = FACT_KINDS if facts is None else facts
        places = list_places_of(session, study_id, asked.kinds, wanted, drafts=True)
        known = sum(
            place.published and is_known(place.observations, facts, asked.verified_within_months, at=at)
            for place in places
        )
        _counts[question] = (known, len(places))
    return _counts[question]
