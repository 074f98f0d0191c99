"""Reports: the draft that grows, and the versions that are frozen when they are submitted."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import cast

from tracker.clock import now
from tracker.domain import review as rules
from tracker.domain.figure import Figure, MilestonesFigure, ReportContent, content_text
from tracker.domain.permissions import Action, Principal
from tracker.domain.provenance import sha256_of
from tracker.domain.report_numbers import date_text
from tracker.domain.report_text import Fault, ReportText, read_report
from tracker.domain.report_words import say
from tracker.errors import InvalidInputError, NotFoundError, RuleConflictError
from tracker.schemas.common import LANGUAGES, Page
from tracker.schemas.reports import (
    DraftRead,
    FigureRead,
    ReportSummary,
    VersionRead,
    VersionState,
    VersionSummary,
)
from tracker.services import audit
from tracker.services.decisions import read_decision
from tracker.services.figures import FigureDesk, text_in
from tracker.services.principals import NOTHING_HERE, check_allowed, check_version
from tracker.services.rendering.document_tree import document_tree
from tracker.services.rendering.html import render_html
from tracker.services.rendering.pdf import TitlePage, render_pdf
from tracker.services.studies import definition_of, get_study_row
from tracker.store import reports as store
from tracker.store import studies as study_store
from tracker.store.reports import CommentCounts
from tracker.store.session import Session
from tracker.store.tables import Report, ReportDraft, ReportVersion, Study

NO_COMMENTS = CommentCounts(0, 0)


def list_reports(session: Session, principal: Principal, slug: str) -> Page[ReportSummary]:
    """List a study's reports."""
    study = get_study_row(session, principal, slug)
    items = [_summary(report) for report in store.list_reports(session, study.id)]
    return Page[ReportSummary](items=items, total=len(items))


def get_report(session: Session, principal: Principal, report_id: str) -> ReportSummary:
    """Give one report."""
    return _summary(get_report_row(session, principal, report_id, "report.read"))


def get_report_row(
    session: Session, principal: Principal, report_id: str, action: Action, *, lock: bool = False
) -> Report:
    """Find a report the principal may do something with."""
    report = store.find_report(session, report_id, lock=lock)
    if report is None:
        raise NotFoundError(NOTHING_HERE)
    check_allowed(principal, action, study=report.study.slug)
    return report


def _summary(report: Report) -> ReportSummary:
    newest = report.versions[-1] if report.versions else None
    return ReportSummary(
        id=report.id,
        study=report.study.slug,
        key=report.key,
        title=report.title,
        language=report.language,
        draft_version=report.draft.version,
        newest_version_id=newest.id if newest else None,
        newest_version_number=newest.number if newest else None,
        newest_version_state=newest.state if newest else None,
    )


def get_draft(session: Session, principal: Principal, report_id: str) -> DraftRead:
    """Give the working text as it would be frozen now, with everything that stands against that."""
    report = get_report_row(session, principal, report_id, "draft.read")
    return _read_draft(session, report)


def save_draft(
    session: Session, principal: Principal, report_id: str, source: str, *, expected_version: int
) -> DraftRead:
    """Replace the working text; a text with faults may be saved, but not submitted."""
    report = get_report_row(session, principal, report_id, "draft.update", lock=True)
    draft = report.draft
    check_version(
        draft.version,
        expected=expected_version,
        what="draft",
        saved_by=draft.updated_by,
        record=lambda: _read_draft(session, report),
    )
    if draft.source != source:
        changes = [audit.Change("source", audit.digest(draft.source), audit.digest(source))]
        draft.source = source
        draft.updated_at = now()
        draft.updated_by = principal.name
        session.flush()
        audit.record(
            session,
            scope=audit.scope_of(report.study),
            principal=principal,
            action="draft.update",
            kind="draft",
            object_id=report.id,
            version=draft.version,
            changes=changes,
            at=draft.updated_at,
        )
    return _read_draft(session, report)


def _read_draft(session: Session, report: Report) -> DraftRead:
    text = read_report(report.draft.source)
    desk = _desk(session, report, at=now())
    figures, figure_faults = desk.resolve(text)
    faults = _in_order((*text.faults, *figure_faults))
    html = render_html(text, figures, report.language, title=_title(report, text), faults=faults)
    return DraftRead(
        report_id=report.id,
        source=report.draft.source,
        version=report.draft.version,
        html=html,
        figures=desk.read(figures.values()),
        faults=[str(fault) for fault in faults],
    )


def _desk(session: Session, report: Report, *, at: datetime) -> FigureDesk:
    study = study_store.find_study(session, report.study.slug, with_milestones=True)
    assert study is not None, "a report belongs to a study"
    return FigureDesk(session, study, language=report.language, today=at.date())


def _in_order(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.message)))


def _title(report: Report, text: ReportText) -> str:
    return text.title or text_in(report.title, report.language)


def submit_version(session: Session, principal: Principal, report_id: str) -> VersionSummary:
    """Freeze the draft: text, figures with their numbers and runs, HTML and PDF."""
    report = get_report_row(session, principal, report_id, "version.submit", lock=True)
    at = now().replace(microsecond=0)
    text = read_report(report.draft.source)
    figures, figure_faults = _desk(session, report, at=at).resolve(text)
    faults = _in_order((*text.faults, *figure_faults))
    if faults:
        raise InvalidInputError(
            f"The draft has {len(faults)} faults; mend them, then submit.",
            [(f"/source, line {fault.line}", fault.message) for fault in faults],
        )
    content = ReportContent(
        study=report.study.slug,
        report=report.key,
        number=len(report.versions) + 1,
        title=_title(report, text),
        language=report.language,
        source=report.draft.source,
        submitted_at=at.isoformat(),
        figures=tuple(figures.values()),
        anchors=tuple(sorted(text.anchors)),
    )
    _check_submittable(session, report, content)
    version = _freeze(report, content, text, figures, principal, at=at)
    store.add_version(session, version)
    audit.record(
        session,
        scope=audit.scope_of(report.study),
        principal=principal,
        action="version.submit",
        kind="version",
        object_id=version.id,
        version=version.version,
        changes=[
            audit.Change("report", None, report.id),
            audit.Change("number", None, version.number),
            audit.Change("content_sha256", None, version.content_sha256),
            audit.Change("state", None, version.state),
        ],
        at=at,
    )
    return summarise_version(version, NO_COMMENTS, submitted_by=principal.name)


def _check_submittable(session: Session, report: Report, content: ReportContent) -> None:
    newest = report.versions[-1] if report.versions else None
    before = read_content(store.get_content(session, newest.id)) if newest else None
    conflict = rules.submission_conflict(
        newest.state if newest else None, _shown(before) if before else (), _shown(content)
    )
    if conflict:
        raise RuleConflictError(conflict)


def _shown(content: ReportContent) -> tuple[str, ...]:
    """Give what a reader would notice: the text and the numbers, not the time."""
    figures = [
        figure.model_dump_json(exclude={"as_of"} if isinstance(figure, MilestonesFigure) else None)
        for figure in content.figures
    ]
    return (content.title, content.source, *figures)


def _freeze(
    report: Report,
    content: ReportContent,
    text: ReportText,
    figures: dict[str, Figure],
    principal: Principal,
    *,
    at: datetime,
) -> ReportVersion:
    language = report.language
    content_sha256 = sha256_of(content.model_dump(mode="json"))
    title_page = TitlePage(
        title=content.title,
        subtitle=text_in(definition_of(report.study).title, language),
        author=principal.organisation,
        version=say(language, "version", number=str(content.number)),
        submitted=say(
            language,
            "submitted",
            date=date_text(language, at.date()),
            name=principal.name,
            organisation=principal.organisation,
        ),
        content_label=say(language, "content_hash"),
        content_sha256=content_sha256,
        contents=say(language, "contents"),
        page_template=say(language, "page", page="{page}", pages="{pages}"),
    )
    return ReportVersion(
        report_id=report.id,
        number=content.number,
        state="in_review",
        content_sha256=content_sha256,
        content=content_text(content),
        html=render_html(text, figures, language, title=content.title),
        pdf=render_pdf(
            title_page, document_tree(text, figures, language), language=language, submitted_at=at
        ),
        submitted_at=at,
        submitted_by_id=principal.id,
        submitted_organisation=principal.organisation,
    )


def read_content(text: str) -> ReportContent:
    """Read the frozen content of a version."""
    return ReportContent.model_validate_json(text)


def list_versions(session: Session, principal: Principal, report_id: str) -> Page[VersionSummary]:
    """List the frozen versions of a report, newest first."""
    report = get_report_row(session, principal, report_id, "version.read")
    versions = store.list_versions(session, report.id)
    counts = store.count_comments(session, [version.id for version in versions])
    items = [
        summarise_version(
            version, counts.get(version.id, NO_COMMENTS), submitted_by=version.submitted_by.name
        )
        for version in versions
    ]
    return Page[VersionSummary](items=items, total=len(items))


def summarise_version(version: ReportVersion, counts: CommentCounts, *, submitted_by: str) -> VersionSummary:
    """Shape what lists say of a version."""
    return VersionSummary(
        id=version.id,
        report_id=version.report_id,
        number=version.number,
        state=cast("VersionState", version.state),
        content_sha256=version.content_sha256,
        submitted_at=version.submitted_at,
        submitted_by=submitted_by,
        comments_open=counts.open_count,
        comments_total=counts.total_count,
    )


def get_version(session: Session, principal: Principal, version_id: str) -> tuple[VersionRead, int]:
    """Give a frozen version with its text, and the row's version for the ETag."""
    version = store.find_version_with_text(session, version_id)
    check_version_visible(principal, version)
    assert version is not None
    counts = store.count_comments(session, [version.id]).get(version.id, NO_COMMENTS)
    summary = summarise_version(version, counts, submitted_by=version.submitted_by.name)
    read = VersionRead(
        **summary.model_dump(),
        html=version.html,
        figures=_frozen_figures(session, version),
        decisions=[read_decision(decision) for decision in version.decisions],
    )
    return read, version.version


def _frozen_figures(session: Session, version: ReportVersion) -> list[FigureRead]:
    content = read_content(version.content)
    return _desk(session, version.report, at=now()).read(content.figures)


def get_pdf(session: Session, principal: Principal, version_id: str) -> tuple[bytes, str, str]:
    """Give the PDF of a frozen version, its file name and the hash of its bytes."""
    version = store.find_version_with_pdf(session, version_id)
    check_version_visible(principal, version)
    assert version is not None
    name = f"{version.report.study.slug}-{version.report.key}-{version.number}.pdf"
    return version.pdf, name, hashlib.sha256(version.pdf).hexdigest()


def check_version_visible(principal: Principal, version: ReportVersion | None) -> None:
    """Raise 404 unless the version exists and the principal may read it."""
    if version is None:
        raise NotFoundError(NOTHING_HERE)
    check_allowed(principal, "version.read", study=version.report.study.slug)


def seed_report(
    session: Session, study: Study, *, key: str, title: dict[str, str], language: str, source: str
) -> Report:
    """Set up a report with its first draft; one that exists is left as people have made it."""
    if language not in LANGUAGES:
        raise InvalidInputError(f"A report can be written in {', '.join(LANGUAGES)}, not in {language!r}.")
    present = store.find_report_by_key(session, study.id, key)
    if present is not None:
        return present
    at = now()
    report = Report(
        study_id=study.id,
        key=key,
        title=title,
        language=language,
        created_at=at,
        draft=ReportDraft(source=source, updated_at=at),
    )
    store.add_report(session, report)
    return report


def submit_first_versions(session: Session, principal: Principal, slug: str) -> list[VersionSummary]:
    """Submit every report of a study that has no version yet, so that reviewers of the demo have work."""
    return [
        submit_version(session, principal, report.id)
        for report in list_reports(session, principal, slug).items
        if report.newest_version_id is None
    ]
