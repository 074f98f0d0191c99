"""Facts of candidacies and engagements, read from the tables."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from studies.record.programmes import CandidacyScore
from tracker.domain.permissions import Principal, RecordPlace
from tracker.record.workflows.candidacy import CandidacyFacts, CommitteeDecision, CriterionScore
from tracker.record.workflows.engagement import Agreement, EngagementFacts, OwedDeliverable
from tracker.store import tables
from tracker.store.record import rows as store
from tracker.store.record.rows import Row


def candidacy_facts(session: Session, row: Row, _principal: Principal) -> CandidacyFacts:
    """Count scores, conflicts of interest and the newest decision about a candidacy."""
    edition = store.find_row(session, tables.Edition, row.programme, row.edition)
    assert edition is not None  # a foreign key holds it
    criteria = store.all_rows(session, tables.Criterion, programme=row.programme, edition=row.edition)
    scores = store.all_rows(session, tables.CandidacyScore, programme=row.programme, candidacy=row.key)
    decisions = store.all_rows(session, tables.SelectionDecision, programme=row.programme, candidacy=row.key)
    newest = max(decisions, key=lambda decision: (decision.decided_on, decision.created_at), default=None)
    judges = _judges(scores)
    return CandidacyFacts(
        applicant=short_name(session, row.city),
        criteria=tuple(criterion.key for criterion in criteria),
        quorum=edition.quorum,
        scores=tuple(
            CriterionScore(
                score.criterion, judges[score.judge], short_name(session, score.judge_organisation)
            )
            for score in scores
            if not score.conflict_of_interest
        ),
        conflicted_ids=frozenset(judges[score.judge] for score in scores if score.conflict_of_interest),
        decision=newest
        and CommitteeDecision(
            newest.outcome,
            newest.decided_on,
            tuple(judges.get(member, f"name:{member}") for member in newest.members),
        ),
        has_engagement=bool(
            store.all_rows(session, tables.Engagement, programme=row.programme, candidacy=row.key)
        ),
        names={judge_id: name for name, judge_id in judges.items()},
    )


def _judges(scores: Sequence[Row]) -> dict[str, str]:
    """
    Tell judges apart: by account whoever entered their own score, by name all others.

    The secretariat enters what judges without an account wrote on paper; that makes it none of them.
    """
    own = {score.judge: score.created_by_id for score in scores if score.created_by == score.judge}
    return {score.judge: own.get(score.judge) or f"name:{score.judge}" for score in scores}


def scored_for_another(
    session: Session, principal: Principal, place: RecordPlace, part: CandidacyScore
) -> list[tuple[str, str]]:
    """Let only the secretariat enter scores of others: two names are not two judges."""
    if "project_manager" in principal.roles_at(place):
        return []
    found = []
    if part.judge != principal.name:
        found.append(("/judge", f"You enter your own score only: the judge is {principal.name}."))
    if short_name(session, part.judge_organisation) != principal.organisation:
        found.append(("/judge_organisation", f"You judge for {principal.organisation}."))
    return found


def engagement_facts(session: Session, row: Row, _principal: Principal) -> EngagementFacts:
    """Read the papers on file and what is owed."""
    agreements = store.all_rows(session, tables.Agreement, engagement=row.key)
    deliverables = store.all_rows(session, tables.Deliverable, engagement=row.key)
    return EngagementFacts(
        agreements=tuple(
            Agreement(
                paper.form,
                is_on_file=paper.signed_on is not None
                and (paper.document_sha256 is not None or paper.reference is not None),
            )
            for paper in agreements
        ),
        focal_point=row.focal_point,
        deliverables=tuple(
            OwedDeliverable(part.key, part.state, part.obligatory, part.reason or "") for part in deliverables
        ),
        state_before=row.state_before,
    )


def short_name(session: Session, organisation: str | None) -> str:
    """Give the name by which accounts know an organisation; blank for none."""
    if organisation is None:
        return ""
    row = store.find_row(session, tables.Organisation, None, organisation)
    return "" if row is None else str(row.short_name)
