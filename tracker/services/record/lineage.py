"""The line from prize to finding, recommendation, answer, pilot and indicator, read from the tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.schemas.lineage import (
    IndicatorOutcome,
    LineageEdge,
    LineageNode,
    LineageRead,
    PilotOutcome,
    RecommendationOutcome,
    Relation,
)
from tracker.services.record.kinds import KINDS
from tracker.services.record.places import find_scope, levels_at
from tracker.store import tables
from tracker.store.base import Base
from tracker.store.record import plans as plan_store
from tracker.store.record import rows as store
from tracker.store.record.rows import Row
from tracker.store.record.visibility import visible_parts

# The kinds of an engagement that stand on the line, after what they refer to.
ON_THE_LINE = (
    "agreement", "participation", "contribution", "event", "deliverable", "gate", "gate_condition", "finding",
    "study_option", "recommendation", "management_response", "follow_up_action", "pilot", "result",
    "indicator", "indicator_period", "indicator_update",
)  # fmt: skip

# Column that names the other end, its kind, and how the step is read from the thing to the other.
_STEPS: dict[str, tuple[tuple[str, str, Relation], ...]] = {
    "deliverable": (("study", "study", "belongs_to"),),
    "gate": (("study", "study", "belongs_to"),),
    "gate_condition": (("gate", "gate", "came_of"),),
    "finding": (("study", "study", "came_of"),),
    "study_option": (("study", "study", "came_of"),),
    "recommendation": (
        ("study", "study", "came_of"),
        ("study_option", "study_option", "follows_from"),
        ("deliverable", "deliverable", "belongs_to"),
    ),
    "management_response": (("recommendation", "recommendation", "answers"),),
    "follow_up_action": (("recommendation", "recommendation", "carries_out"),),
    "result": (("pilot", "pilot", "came_of"),),
    "indicator": (("result", "result", "measures"),),
    "indicator_period": (("indicator", "indicator", "belongs_to"),),
    "indicator_update": (("indicator_period", "indicator_period", "belongs_to"),),
}
_DAYS = (
    "responded_on", "issued_on", "signed_on", "measured_on", "received_on", "decided_on", "due", "starts_on",
    "baseline_on",
)  # fmt: skip


def read_lineage(session: Session, principal: Principal | None, engagement: str) -> LineageRead:
    """Read an engagement's whole line, without what the asker may not see."""
    kind = KINDS["finding"]
    scoped = find_scope(session, kind, engagement)
    levels_at(session, principal, kind, scoped)
    row = store.find_row(session, tables.Engagement, None, engagement)
    line = _Line()
    line.add("engagement", row)
    # what was decided about a candidacy is for those who take part in what came of it
    if principal is not None and principal.roles_at(scoped.place):
        _before(session, line, row)
    else:
        _programme(session, line, row)
    for study in plan_store.study_scopes(session, engagement):
        line.add_study(study, sourced=row)
    rows = {
        name: store.visible_rows(
            session,
            KINDS[name].table,
            engagement=engagement,
            seen=visible_parts(principal, KINDS[name].table),
        )
        for name in ON_THE_LINE
    }
    for name, parts in rows.items():
        for part in parts:
            line.add(name, part)
    _steps(line, rows, engagement)
    findings = _linked(session, tables.RecommendationFinding, "recommendation", "finding", engagement)
    cited = _linked(session, tables.PilotRecommendation, "pilot", "recommendation", engagement)
    line.link_all("recommendation", findings, "finding", "follows_from")
    line.link_all("pilot", cited, "recommendation", "carries_out")
    return LineageRead(
        engagement=engagement,
        nodes=list(line.nodes.values()),
        edges=line.edges,
        recommendations=[_recommendation(part, rows, findings, cited) for part in rows["recommendation"]],
        pilots=[_pilot(part, rows, cited) for part in rows["pilot"]],
    )


class _Line:
    """Nodes and edges as they are found; a step to something that is not on it is left out."""

    def __init__(self) -> None:
        self.nodes: dict[str, LineageNode] = {}
        self.edges: list[LineageEdge] = []

    def add(self, kind: str, row: Row) -> str:
        name = f"{kind}:{row.key}"
        self.nodes[name] = LineageNode(
            id=name,
            kind=kind,
            key=row.key,
            title=_title(row),
            state=getattr(row, "state", None),
            day=_day(row),
            visibility=getattr(row, "visibility", None),
            illustrative=row.illustrative,
            source=row.source,
        )
        return name

    def add_study(self, study: Any, *, sourced: Row) -> None:  # noqa: ANN401 - a row
        name = f"study:{study.slug}"
        self.nodes[name] = LineageNode(
            id=name,
            kind="study",
            key=study.slug,
            title=study.definition["title"],
            state=None,
            day=study.imported_at.date(),
            visibility=sourced.visibility,
            illustrative=False,
            source=None,
        )
        self.link(f"engagement:{sourced.key}", name, "has")

    def link(self, source: str, target: str, relation: Relation) -> None:
        if source in self.nodes and target in self.nodes:
            self.edges.append(LineageEdge(source=source, target=target, relation=relation))

    def link_all(self, kind: str, links: dict[str, list[str]], other: str, relation: Relation) -> None:
        for key, others in links.items():
            for name in others:
                self.link(f"{kind}:{key}", f"{other}:{name}", relation)


def _programme(session: Session, line: _Line, engagement: Row) -> None:
    programme = engagement.programme and store.find_row(session, tables.Programme, None, engagement.programme)
    if programme:
        line.link(line.add("programme", programme), f"engagement:{engagement.key}", "has")


def _before(session: Session, line: _Line, engagement: Row) -> None:
    """Go back from the engagement to candidacy, edition and programme, with what was decided about it."""
    _programme(session, line, engagement)
    if engagement.candidacy is None:
        return
    programme = engagement.programme
    candidacy = store.find_row(session, tables.Candidacy, programme, engagement.candidacy)
    assert candidacy is not None  # a foreign key holds it
    edition = store.find_row(session, tables.Edition, programme, candidacy.edition)
    edition_name, candidacy_name = line.add("edition", edition), line.add("candidacy", candidacy)
    line.link(f"programme:{programme}", edition_name, "has")
    line.link(candidacy_name, edition_name, "belongs_to")
    for decision in store.all_rows(
        session, tables.SelectionDecision, programme=programme, candidacy=candidacy.key
    ):
        line.link(line.add("selection_decision", decision), candidacy_name, "answers")
    line.link(f"engagement:{engagement.key}", candidacy_name, "came_of")


def _steps(line: _Line, rows: dict[str, list[Row]], engagement: str) -> None:
    for name, parts in rows.items():
        for part in parts:
            here = f"{name}:{part.key}"
            for column, other, relation in _STEPS.get(name, ()):
                there = getattr(part, column)
                if there is not None:
                    line.link(here, f"{other}:{there}", relation)
            if name in ("agreement", "participation", "contribution", "event", "pilot"):
                line.link(f"engagement:{engagement}", here, "has")


def _linked(
    session: Session,
    table: type[Base],
    owner: str,
    other: str,
    engagement: str,
) -> dict[str, list[str]]:
    return store.linked_keys(
        session, table, owner=owner, other=other, where={"engagement": engagement}, owners=None
    )


def _recommendation(
    row: Row, rows: dict[str, list[Row]], findings: dict[str, list[str]], cited: dict[str, list[str]]
) -> RecommendationOutcome:
    answers = [part for part in rows["management_response"] if part.recommendation == row.key]
    newest = max(answers, key=lambda part: (part.responded_on, part.created_at), default=None)
    actions = [part for part in rows["follow_up_action"] if part.recommendation == row.key]
    shown = {part.key for part in rows["pilot"]}
    told = {part.key for part in rows["finding"]}
    return RecommendationOutcome(
        key=row.key,
        number=row.number,
        title=row.title,
        state=row.state,
        findings=[key for key in findings.get(row.key, []) if key in told],
        stance=newest.stance if newest else None,
        responded_on=newest.responded_on if newest else None,
        response_due=row.response_due,
        actions_total=len(actions),
        actions_done=sum(part.state == "done" for part in actions),
        pilots=sorted(pilot for pilot, keys in cited.items() if row.key in keys and pilot in shown),
    )


def _pilot(row: Row, rows: dict[str, list[Row]], cited: dict[str, list[str]]) -> PilotOutcome:
    results = {part.key for part in rows["result"] if part.pilot == row.key}
    shown = {part.key for part in rows["recommendation"]}
    return PilotOutcome(
        key=row.key,
        title=row.title,
        state=row.state,
        recommendations=[key for key in cited.get(row.key, []) if key in shown],
        indicators=[_indicator(part, rows) for part in rows["indicator"] if part.result in results],
    )


def _indicator(row: Row, rows: dict[str, list[Row]]) -> IndicatorOutcome:
    periods = sorted(
        (part for part in rows["indicator_period"] if part.indicator == row.key),
        key=lambda part: part.ends_on,
    )
    keys = {part.key for part in periods}
    approved = [
        part
        for part in rows["indicator_update"]
        if part.indicator_period in keys and part.state == "approved"
    ]
    newest = max(approved, key=lambda part: (part.measured_on, part.state_since), default=None)
    # the target of the period that was measured, else of the first one to come
    period = next((part for part in periods if newest is None or part.key == newest.indicator_period), None)
    return IndicatorOutcome(
        key=row.key,
        title=row.title,
        unit=row.unit,
        baseline_state=row.baseline_state,
        baseline=_digits(row.baseline),
        target_state=period.target_state if period else None,
        target=_digits(period.target) if period else None,
        actual_state=newest.actual_state if newest else None,
        actual=_digits(newest.actual) if newest else None,
        measured_on=newest.measured_on if newest else None,
    )


def _digits(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _title(row: Row) -> dict[str, str]:
    """Give the words a thing is called by."""
    for name in ("title", "part", "text"):
        if getattr(row, name, None):
            return dict(getattr(row, name))
    return {"en": row.key}


def _day(row: Row) -> date | None:
    days: Iterable[date | None] = (getattr(row, name, None) for name in _DAYS)
    return next((day for day in days if day is not None), None)
