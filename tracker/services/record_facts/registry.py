"""Where the facts of each kind come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from studies.record.fields import RecordPart
from studies.record.pilots import Pilot
from tracker.domain.permissions import Principal
from tracker.services.record_facts.plans import (
    baseline_change_facts,
    deliverable_facts,
    gate_condition_facts,
    gate_facts,
)
from tracker.services.record_facts.programmes import candidacy_facts, engagement_facts
from tracker.services.record_facts.recommendations import (
    follow_up_action_facts,
    indicator_update_facts,
    pilot_facts,
    recommendation_facts,
)
from tracker.store.record.rows import Row

FACTS: Mapping[str, Callable[[Session, Row, Principal], Any]] = MappingProxyType(
    {
        "candidacy": candidacy_facts,
        "engagement": engagement_facts,
        "gate": gate_facts,
        "gate_condition": gate_condition_facts,
        "deliverable": deliverable_facts,
        "baseline_change": baseline_change_facts,
        "recommendation": recommendation_facts,
        "follow_up_action": follow_up_action_facts,
        "pilot": pilot_facts,
        "indicator_update": indicator_update_facts,
    }
)


def facts_of_new(session: Session, kind: str, row: Row, principal: Principal, part: RecordPart) -> Any:  # noqa: ANN401 - the facts of its workflow
    """Read the facts of something that is not stored yet: what it lists stands in the part alone."""
    if isinstance(part, Pilot):
        return pilot_facts(session, row, principal, cited=part.recommendations)
    return FACTS[kind](session, row, principal)
