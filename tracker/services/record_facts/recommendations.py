"""Facts of recommendations, follow-up actions, pilots and reported values, read from the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.record.workflows.indicators import IndicatorUpdateFacts
from tracker.record.workflows.pilots import PilotFacts, PilotIndicator
from tracker.record.workflows.recommendations import FollowUpActionFacts, RecommendationFacts
from tracker.services.record_facts.programmes import short_name
from tracker.store import tables
from tracker.store.record import rows as store
from tracker.store.record.rows import Row


def recommendation_facts(session: Session, row: Row, _principal: Principal) -> RecommendationFacts:
    """Read where a recommendation stands, whom it addresses and what came of it."""
    source = (
        store.find_row(session, tables.Deliverable, row.engagement, row.deliverable)
        if row.deliverable
        else None
    )
    actions = store.all_rows(
        session, tables.FollowUpAction, engagement=row.engagement, recommendation=row.key
    )
    others = store.all_rows(session, tables.Recommendation, engagement=row.engagement)
    return RecommendationFacts(
        id=row.key,
        from_final=source is not None and source.final,
        source_state=source.state if source is not None else "planned",
        addressees=frozenset({short_name(session, row.addressee)}),
        actions=Counter(action.state for action in actions),
        successor_states={other.key: other.state for other in others if other.key != row.key},
    )


def follow_up_action_facts(session: Session, row: Row, _principal: Principal) -> FollowUpActionFacts:
    """Read an action and the state of its recommendation."""
    recommendation = store.find_row(session, tables.Recommendation, row.engagement, row.recommendation)
    assert recommendation is not None  # a foreign key holds it
    return FollowUpActionFacts(
        owner=short_name(session, row.owner),
        due_on=row.due,
        recommendation_state=recommendation.state,
    )


def pilot_facts(
    session: Session, row: Row, _principal: Principal, *, cited: Sequence[str] | None = None
) -> PilotFacts:
    """Read what a pilot rests on: recommendations (`cited`, while it is not stored), frame, running cost."""
    where = {"engagement": row.engagement, "pilot": row.key}
    if cited is None:
        cited = store.linked_keys(
            session,
            tables.PilotRecommendation,
            owner="pilot",
            other="recommendation",
            where=where,
            owners=[row.key],
        ).get(row.key, [])
    states = {
        part.key: part.state
        for part in store.all_rows(session, tables.Recommendation, engagement=row.engagement)
    }
    results = {part.key for part in store.all_rows(session, tables.Result, **where)}
    return PilotFacts(
        recommendations={key: states[key] for key in cited},
        indicators=tuple(
            PilotIndicator(part.key, has_baseline=part.baseline_state != "unknown")
            for part in store.all_rows(session, tables.Indicator, engagement=row.engagement)
            if part.result in results
        ),
        running_cost_owner=short_name(session, row.running_cost_owner),
        sustainability_plan=row.sustainability_plan or "",
        proposed_by_id=row.created_by_id,
        proposed_organisation=row.created_organisation,
    )


def indicator_update_facts(session: Session, row: Row, _principal: Principal) -> IndicatorUpdateFacts:
    """Read a reported value, who wrote it, and whether its period is locked."""
    period = store.find_row(session, tables.IndicatorPeriod, row.engagement, row.indicator_period)
    assert period is not None  # a foreign key holds it
    return IndicatorUpdateFacts(
        has_value=True,  # its model makes everybody state one
        is_period_locked=period.locked,
        author_ids=frozenset(row.author_ids),
        author_organisations=frozenset(row.author_organisations),
    )
