"""Queries on reports, their drafts and frozen versions, comments, responses and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.interfaces import ORMOption

from tracker.store.tables import (
    Area,
    Comment,
    CommentResponse,
    Decision,
    Report,
    ReportVersion,
    User,
)


@dataclass(frozen=True, slots=True)
class CommentCounts:
    """How many comments a version has."""

    open_count: int
    total_count: int


def _with_report() -> ORMOption:
    return joinedload(ReportVersion.report).joinedload(Report.study)


def list_reports(session: Session, study_id: str) -> Sequence[Report]:
    """List a study's reports with draft and versions, in the order they were set up."""
    return session.scalars(
        select(Report)
        .where(Report.study_id == study_id)
        .options(joinedload(Report.study), joinedload(Report.draft), selectinload(Report.versions))
        .order_by(Report.created_at, Report.key)
    ).all()


def find_report(session: Session, report_id: str, *, lock: bool = False) -> Report | None:
    """Find a report with study, draft and versions; `lock` keeps others from numbering versions."""
    query = (
        select(Report)
        .where(Report.id == report_id)
        .options(selectinload(Report.study), selectinload(Report.draft), selectinload(Report.versions))
    )
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def find_report_by_key(session: Session, study_id: str, key: str) -> Report | None:
    """Find a report of a study by its key."""
    return session.scalars(select(Report).where(Report.study_id == study_id, Report.key == key)).one_or_none()


def add_report(session: Session, report: Report) -> None:
    """Add a report with its draft."""
    session.add(report)
    session.flush()


def add_version(session: Session, version: ReportVersion) -> None:
    """Add a frozen version."""
    session.add(version)
    session.flush()


def list_versions(session: Session, report_id: str) -> Sequence[ReportVersion]:
    """List a report's versions, newest first."""
    return session.scalars(
        select(ReportVersion)
        .where(ReportVersion.report_id == report_id)
        .options(joinedload(ReportVersion.submitted_by))
        .order_by(ReportVersion.number.desc())
    ).all()


def find_version(session: Session, version_id: str) -> ReportVersion | None:
    """Find a version with report, submitter and decisions, but without its text."""
    return session.scalars(_version_query(version_id)).one_or_none()


def find_version_with_text(session: Session, version_id: str) -> ReportVersion | None:
    """Find a version with its content and HTML."""
    query = _version_query(version_id).options(undefer(ReportVersion.content), undefer(ReportVersion.html))
    return session.scalars(query).one_or_none()


def find_version_with_pdf(session: Session, version_id: str) -> ReportVersion | None:
    """Find a version with its PDF."""
    return session.scalars(_version_query(version_id).options(undefer(ReportVersion.pdf))).one_or_none()


def lock_version(session: Session, version_id: str) -> None:
    """Keep others from deciding on a version or numbering its comments until the transaction ends."""
    session.execute(select(ReportVersion.id).where(ReportVersion.id == version_id).with_for_update())


def get_content(session: Session, version_id: str) -> str:
    """Give the canonical JSON of a version that exists."""
    return session.scalars(select(ReportVersion.content).where(ReportVersion.id == version_id)).one()


def get_newest_number(session: Session, report_id: str) -> int:
    """Give the number of the newest version; 0 when there is none."""
    return (
        session.scalar(
            select(func.coalesce(func.max(ReportVersion.number), 0)).where(
                ReportVersion.report_id == report_id
            )
        )
        or 0
    )


def _version_query(version_id: str) -> Select[ReportVersion]:
    return (
        select(ReportVersion)
        .where(ReportVersion.id == version_id)
        .options(
            _with_report(),
            joinedload(ReportVersion.submitted_by),
            selectinload(ReportVersion.decisions).joinedload(Decision.decided_by),
            selectinload(ReportVersion.decisions).joinedload(Decision.answered_by),
        )
    )


def count_comments(session: Session, version_ids: Sequence[str]) -> dict[str, CommentCounts]:
    """Count the comments of versions; those without any are absent."""
    rows = session.execute(
        select(
            Comment.version_id,
            func.count().filter(Comment.state == "open"),
            func.count(),
        )
        .where(Comment.version_id.in_(version_ids))
        .group_by(Comment.version_id)
    )
    return {version_id: CommentCounts(open_count, total) for version_id, open_count, total in rows}


def _with_responses() -> tuple[ORMOption, ...]:
    return (
        joinedload(Comment.author),
        selectinload(Comment.responses).joinedload(CommentResponse.author),
    )


def list_comments(session: Session, version_id: str) -> Sequence[Comment]:
    """List a version's comments with their answers, in the order they were made."""
    return session.scalars(
        select(Comment)
        .where(Comment.version_id == version_id)
        .options(*_with_responses())
        .order_by(Comment.number)
    ).all()


def list_report_comments(session: Session, report_id: str, *, state: str | None) -> Sequence[Comment]:
    """List the comments on all versions of a report, oldest version first; `state` None means all."""
    query = (
        select(Comment)
        .join(ReportVersion, ReportVersion.id == Comment.version_id)
        .where(ReportVersion.report_id == report_id)
        .options(*_with_responses())
        .order_by(ReportVersion.number, Comment.number)
    )
    return session.scalars(query if state is None else query.where(Comment.state == state)).all()


def find_comment(session: Session, comment_id: str) -> Comment | None:
    """Find a comment with its answers, its version, report and study."""
    return session.scalars(
        select(Comment)
        .where(Comment.id == comment_id)
        .options(
            *_with_responses(),
            joinedload(Comment.version).joinedload(ReportVersion.report).joinedload(Report.study),
        )
    ).one_or_none()


def get_author(session: Session, user_id: str) -> User:
    """Give the account of somebody who is signed in."""
    return session.get_one(User, user_id)


def add_comment(session: Session, comment: Comment) -> None:
    """Add a comment."""
    session.add(comment)
    session.flush()


def add_response(session: Session, response: CommentResponse) -> None:
    """Add an answer to a comment."""
    session.add(response)
    session.flush()


def add_decision(session: Session, decision: Decision, version: ReportVersion) -> None:
    """Add a decision; the version's ETag rises even when its state stays the same."""
    session.add(decision)
    flag_modified(version, "state")
    session.flush()


def find_decision(session: Session, decision_id: str) -> Decision | None:
    """Find a decision to answer, with its people, version, report and study; others wait their turn."""
    return session.scalars(
        select(Decision)
        .where(Decision.id == decision_id)
        .options(
            joinedload(Decision.decided_by),
            joinedload(Decision.answered_by),
            joinedload(Decision.version).joinedload(ReportVersion.report).joinedload(Report.study),
        )
        .with_for_update(of=Decision)
    ).one_or_none()


def list_area_kinds(session: Session, assessment_id: str) -> Sequence[str]:
    """List the kinds of areas that an assessment has figures for."""
    return session.scalars(
        select(Area.kind).where(Area.assessment_id == assessment_id).distinct().order_by(Area.kind)
    ).all()
