"""Reviewing a frozen version: comments, responses, institutions' decisions and the manager's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from tracker.clock import now
from tracker.domain import review as rules
from tracker.domain.permissions import Principal
from tracker.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RuleConflictError,
)
from tracker.schemas.common import Page
from tracker.schemas.reports import (
    AnswerCreate,
    CommentCreate,
    CommentRead,
    CommentState,
    DecisionCreate,
    DecisionRead,
    ResponseCreate,
    ResponseRead,
    Severity,
    Stance,
)
from tracker.services import audit
from tracker.services.decisions import read_decision
from tracker.services.principals import NOTHING_HERE, check_allowed, check_version
from tracker.services.reports import check_version_visible, get_report_row, get_version, read_content
from tracker.services.studies import definition_of
from tracker.store import reports as store
from tracker.store.session import Session
from tracker.store.tables import Comment, CommentResponse, Decision, ReportVersion, Study


def list_comments(session: Session, principal: Principal, version_id: str) -> Page[CommentRead]:
    """List the comments on a version."""
    version = store.find_version(session, version_id)
    check_version_visible(principal, version)
    items = [_read_comment(comment) for comment in store.list_comments(session, version_id)]
    return Page[CommentRead](items=items, total=len(items))


def list_report_comments(
    session: Session, principal: Principal, report_id: str, *, state: CommentState | None
) -> Page[CommentRead]:
    """List the comments on all versions of a report, so that what was left open is not lost."""
    report = get_report_row(session, principal, report_id, "comment.read")
    comments = store.list_report_comments(session, report.id, state=state)
    items = [_read_comment(comment) for comment in comments]
    return Page[CommentRead](items=items, total=len(items))


def add_comment(session: Session, principal: Principal, version_id: str, body: CommentCreate) -> CommentRead:
    """Remark on a place in the newest version."""
    store.lock_version(session, version_id)
    version = store.find_version_with_text(session, version_id)
    check_version_visible(principal, version)
    assert version is not None
    check_allowed(principal, "comment.create", study=version.report.study.slug)
    newest = store.get_newest_number(session, version.report_id)
    if newest != version.number:
        raise RuleConflictError(f"Version {version.number} has been replaced by {newest}; comment on that.")
    if body.anchor not in read_content(version.content).anchors:
        raise InvalidInputError(
            "The comment points at nothing.", [("/anchor", f"{body.anchor!r} is no heading or figure of it")]
        )
    comment = Comment(
        version_id=version.id,
        number=len(store.list_comments(session, version.id)) + 1,
        severity=body.severity,
        anchor=body.anchor,
        quote=body.quote,
        body=body.body,
        state="open",
        author=store.get_author(session, principal.id),
        organisation=principal.organisation,
        created_at=now(),
        responses=[],
    )
    store.add_comment(session, comment)
    _note(
        session,
        version.report.study,
        principal,
        action="comment.create",
        thing=comment,
        at=comment.created_at,
        changes=[
            audit.Change("version", None, version.id),
            audit.Change("number", None, comment.number),
            audit.Change("severity", None, comment.severity),
            audit.Change("anchor", None, comment.anchor),
            audit.Change("body", None, audit.digest(comment.body)),
            audit.Change("state", None, comment.state),
        ],
    )
    return _read_comment(comment)


def add_response(
    session: Session, principal: Principal, comment_id: str, body: ResponseCreate
) -> CommentRead:
    """Answer a comment."""
    comment = store.find_comment(session, comment_id)
    if comment is None:
        raise NotFoundError(NOTHING_HERE)
    study = comment.version.report.study
    check_allowed(
        principal,
        "comment.respond",
        study=study.slug,
        submitted_by_id=comment.version.submitted_by_id,
        submitted_organisation=_names_of(study, principal.organisation)(
            comment.version.submitted_organisation
        ),
    )
    conflict = rules.response_conflict(comment.state)
    if conflict:
        raise RuleConflictError(conflict)
    response = CommentResponse(
        comment_id=comment.id,
        stance=body.stance,
        body=body.body,
        author=store.get_author(session, principal.id),
        organisation=principal.organisation,
        created_at=now(),
    )
    before = comment.state
    comment.responses.append(response)
    comment.state = "responded"
    store.add_response(session, response)
    _note(
        session,
        study,
        principal,
        action="comment.respond",
        thing=comment,
        at=response.created_at,
        changes=[
            audit.Change("response", None, audit.digest(response.body)),
            audit.Change("stance", None, response.stance),
            audit.Change("state", before, comment.state),
        ],
    )
    return _read_comment(comment)


def decide(
    session: Session, principal: Principal, version_id: str, body: DecisionCreate, *, expected_version: int
) -> DecisionRead:
    """Record what the principal's institution decides on exactly the content it names."""
    store.lock_version(session, version_id)
    version = store.find_version(session, version_id)
    check_version_visible(principal, version)
    assert version is not None
    study = version.report.study
    called = _names_of(study, principal.organisation)
    check_allowed(
        principal,
        "version.decide",
        study=study.slug,
        submitted_by_id=version.submitted_by_id,
        submitted_organisation=called(version.submitted_organisation),
    )
    submission = _submission(session, version, called)
    refusal = rules.decider_refusal(
        submission,
        decider=principal.id,
        organisation=principal.organisation,
        reviewing=_reviewing_parties(study, principal.organisation),
    )
    if refusal:
        raise NotAllowedError(refusal)
    faults = rules.verdict_faults(body.verdict, body.conditions)
    if faults:
        raise InvalidInputError("The decision is not complete.", faults)
    check_version(
        version.version,
        expected=expected_version,
        what="report version",
        saved_by=None,
        record=lambda: get_version(session, principal, version_id)[0],
    )
    _check_no_conflict(session, version, submission, called, body)
    decision = Decision(
        version_id=version.id,
        organisation=principal.organisation,
        decided_by=store.get_author(session, principal.id),
        answered_by=None,
        decided_at=now(),
        verdict=body.verdict,
        conditions=body.conditions,
        reasoning=body.reasoning,
        content_sha256=body.content_sha256,
    )
    before = version.state
    version.state = rules.state_after([*(row.verdict for row in version.decisions), body.verdict])
    store.add_decision(session, decision, version)
    _note(
        session,
        study,
        principal,
        action="version.decide",
        thing=decision,
        at=decision.decided_at,
        changes=[*_changes_of(decision), audit.Change("version_state", before, version.state)],
    )
    return read_decision(decision)


def _changes_of(decision: Decision) -> list[audit.Change]:
    return [
        audit.Change("version", None, decision.version_id),
        audit.Change("content_sha256", None, decision.content_sha256),
        audit.Change("verdict", None, decision.verdict),
        audit.Change("conditions", None, audit.digest(decision.conditions)),
        audit.Change("reasoning", None, audit.digest(decision.reasoning)),
    ]


def _submission(session: Session, version: ReportVersion, called: _Names) -> rules.Submission:
    return rules.Submission(
        number=version.number,
        content_sha256=version.content_sha256,
        submitted_by=version.submitted_by_id,
        organisation=called(version.submitted_organisation),
        decided=tuple(called(decision.organisation) for decision in version.decisions),
        newest=store.get_newest_number(session, version.report_id) == version.number,
    )


def _check_no_conflict(
    session: Session,
    version: ReportVersion,
    submission: rules.Submission,
    called: _Names,
    body: DecisionCreate,
) -> None:
    comments = [
        rules.OpenComment(comment.number, comment.severity, comment.state, called(comment.organisation))
        for comment in store.list_comments(session, version.id)
    ]
    conflicts = rules.decision_conflicts(
        submission,
        comments,
        organisation=called.own,
        verdict=body.verdict,
        content_sha256=body.content_sha256,
    )
    if conflicts:
        raise RuleConflictError(" ".join(text for _, text in conflicts), conflicts)


@dataclass(frozen=True, slots=True)
class _Names:
    """Calls an institution by the name that the deciding account uses, however other accounts write it."""

    own: str
    others: frozenset[str]  # in small letters

    def __call__(self, organisation: str) -> str:
        return self.own if organisation.strip().casefold() in self.others else organisation


def _names_of(study: Study, organisation: str) -> _Names:
    """Give all names of an institution: the one given, and key and name of the party it is."""
    names = {organisation.strip().casefold()}
    for party in definition_of(study).parties:
        written = {party.key.casefold(), party.name.casefold()}
        if names & written:
            names |= written
    return _Names(organisation, frozenset(names))


def _reviewing_parties(study: Study, organisation: str) -> frozenset[str]:
    """Give the organisation when the definition names it as reviewing or as programme partner."""
    named = {
        name.casefold()
        for party in definition_of(study).parties
        if party.role in {"reviewer", "programme_partner"}
        for name in (party.key, party.name)
    }
    return frozenset({organisation}) if organisation.casefold() in named else frozenset()


def answer_decision(
    session: Session, principal: Principal, decision_id: str, body: AnswerCreate
) -> DecisionRead:
    """Answer an institution's decision, once."""
    decision = store.find_decision(session, decision_id)
    if decision is None:
        raise NotFoundError(NOTHING_HERE)
    check_allowed(principal, "decision.answer", study=decision.version.report.study.slug)
    if decision.answer is not None:
        raise RuleConflictError("This decision has been answered; the answer stands.")
    at = now()
    decision.answer = body.body
    decision.answered_by = store.get_author(session, principal.id)
    decision.answered_at = at
    session.flush()
    _note(
        session,
        decision.version.report.study,
        principal,
        action="decision.answer",
        thing=decision,
        at=at,
        changes=[audit.Change("answer", None, audit.digest(body.body))],
    )
    return read_decision(decision)


def _note(
    session: Session,
    study: Study,
    principal: Principal,
    *,
    action: str,
    thing: Comment | Decision,
    changes: Sequence[audit.Change],
    at: datetime,
) -> None:
    """Write down what was remarked or decided; remarks and reasons by their hash, as they may name people."""
    audit.record(
        session,
        scope=audit.scope_of(study),
        principal=principal,
        action=action,
        kind="comment" if isinstance(thing, Comment) else "decision",
        object_id=thing.id,
        version=None,
        changes=changes,
        at=at,
    )


def _read_comment(comment: Comment) -> CommentRead:
    return CommentRead(
        id=comment.id,
        version_id=comment.version_id,
        number=comment.number,
        severity=cast("Severity", comment.severity),
        anchor=comment.anchor,
        quote=comment.quote,
        body=comment.body,
        state=cast("CommentState", comment.state),
        author=comment.author.name,
        organisation=comment.organisation,
        created_at=comment.created_at,
        responses=[
            ResponseRead(
                id=response.id,
                stance=cast("Stance", response.stance),
                body=response.body,
                author=response.author.name,
                organisation=response.organisation,
                created_at=response.created_at,
            )
            for response in comment.responses
        ],
    )
