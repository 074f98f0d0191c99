"""An engagement in which every table of the record has a row, for tests that take it out and put it back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tracker.domain.figure import ReportContent, content_text
from tracker.domain.provenance import sha256_of
from tracker.record.audit import Actor, Event
from tracker.store import audit, tables
from tracker.store.session import Session

AT = datetime(2026, 3, 2, 8, 30, 0, 123456, tzinfo=UTC)
DAY = date(2026, 3, 2)
LIMA = "lima_smart_tourism"
ACCOUNTS = ("00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b")
SHA256 = "a" * 64


def kept(**columns: object) -> dict[str, Any]:
    """Say who made a row and when."""
    return {
        "illustrative": True,
        "created_at": AT,
        "created_by": "Ana",
        "created_organisation": "WeGO",
        "created_by_id": ACCOUNTS[0],
        "updated_at": AT,
        "updated_by": "Ana",
        **columns,
    }


def add_accounts(session: Session) -> None:
    """Add the two people who are named."""
    for number, identifier in enumerate(ACCOUNTS):
        session.add(
            tables.User(
                id=identifier,
                email=f"person{number}@test.example",
                name=f"Person {number}",
                organisation="WeGO",
                language="ko",
                password_hash="x",
                demo=False,
                created_at=AT,
            )
        )
    session.flush()


def add_small(session: Session, key: str = "small", **columns: object) -> None:
    """Add an engagement with nothing in it."""
    said: dict[str, Any] = {"title": {"en": "Small"}, "topic": {"en": "Little"}, **columns}
    session.add(
        tables.Engagement(
            **kept(key=key, visibility="public", state="running", state_since=AT, created_by_id=None, **said)
        )
    )
    session.flush()
    append(session, key)


def append(session: Session, engagement: str, reason: str | None = None) -> None:
    """Write something down in the engagement's chain."""
    said = Event(AT, Actor(None, "test", ""), "engagement.update", "engagement", engagement, 1, reason=reason)
    audit.append(session, f"engagement:{engagement}", said)


def fill_lima(session: Session, study: tables.Study) -> None:
    """Add to Lima's engagement, as its definition brings it, what only work on it brings."""
    add_accounts(session)
    _add_plan(session, study)
    _add_runs(session, study)
    _add_report(session, study)
    append(session, LIMA, "The flood of März, 3 월")


def _add_plan(session: Session, study: tables.Study) -> None:
    milestone = study.milestones[0]
    deliverable = session.query(tables.Deliverable).filter_by(engagement=LIMA).first()
    assert deliverable is not None
    common = {"engagement": LIMA, "visibility": "partner"}
    session.add_all(
        [
            tables.MilestoneChange(
                milestone_id=milestone.id,
                version=2,
                changed_at=AT,
                changed_by="Ana",
                changes=[{"field": "evidence", "before": None, "after": "Minutes"}],
            ),
            tables.BaselineChange(
                **kept(
                    **common,
                    key="later",
                    study=LIMA,
                    milestone=milestone.key,
                    old_date=DAY,
                    new_date=date(2026, 4, 1),
                    reason="Rain",
                    state="requested",
                    state_since=AT,
                )
            ),
            tables.DeliverableVersion(
                engagement=LIMA,
                deliverable=deliverable.key,
                number=1,
                content_sha256=SHA256,
                submitted_at=AT,
                submitted_by_id=ACCOUNTS[1],
                submitted_organisation="WeGO",
            ),
            tables.Contribution(
                **kept(
                    **common,
                    key="exact",
                    organisation="wego",
                    form="cash",
                    stage="planned",
                    title={"en": "Cash"},
                    amount=Decimal("12345678.100001"),
                    amount_state="known",
                    amount_currency="KRW",
                    amount_price_year=2026,
                )
            ),
        ]
    )
    update = session.query(tables.IndicatorUpdate).filter_by(engagement=LIMA).first()
    assert update is not None
    update.author_ids = [ACCOUNTS[1]]
    first, second = session.query(tables.Recommendation).filter_by(engagement=LIMA).limit(2)
    # it points forwards, at a row that comes after it
    first.superseded_by = max(first.key, second.key)
    session.flush()


def _add_runs(session: Session, study: tables.Study) -> None:
    for number, state in enumerate(("succeeded", "queued")):
        job = tables.Job(
            id=f"job-{number}",
            kind="run_assessment",
            payload={"assessment_id": f"run-{number}"},
            state=state,
            progress_share=1.0,
            attempts=1,
            queued_at=AT,
        )
        run = tables.Assessment(
            id=f"run-{number}",
            study=study,
            job=job,
            analysis="coverage",
            title={"en": "Coverage"},
            services={},
            profiles=["walk"],
            cutoffs_s=[600.0],
            requested_by="Ana",
            requested_at=AT,
            synthetic=True,
        )
        session.add(run)
        session.flush()
    covered = tables.Coverage(
        assessment_id="run-0",
        service="health",
        profile="walk",
        cutoff_s=600.0,
        population=100.0,
        covered_low=1 / 3,
        covered_high=63.0,
    )
    measure = tables.Measure(
        assessment_id="run-0",
        key="per_head",
        kind="gap",
        service="health",
        title={"en": "Per head"},
        parameters={"share": 0.1},
        unit="count",
        guaranteed=False,
        larger_is_better=True,
        note="",
    )
    session.add_all([covered, measure])
    session.flush()
    session.add(
        tables.MeasureFigure(measure_id=measure.id, profile="walk", value_low=0.25, equity={"gini": [0.1]})
    )
    session.add(
        tables.Area(
            assessment_id="run-0",
            kind="hexagon",
            code="cell",
            name="",
            population=1.0,
            partly_outside=False,
        )
    )
    session.add(tables.Membership(user_id=ACCOUNTS[0], role="auditor", engagement=LIMA))
    session.flush()


def _add_report(session: Session, study: tables.Study) -> None:
    report = tables.Report(study=study, key="made", title={"en": "Made"}, language="en", created_at=AT)
    session.add(report)
    session.flush()
    content = ReportContent(
        study=LIMA,
        report="made",
        number=1,
        title="Made",
        language="en",
        source="## Findings\n",
        submitted_at=AT.isoformat(),
        figures=(),
        anchors=("section-findings",),
    )
    content_sha256 = sha256_of(content.model_dump(mode="json"))
    version = tables.ReportVersion(
        report_id=report.id,
        number=1,
        state="in_review",
        content_sha256=content_sha256,
        content=content_text(content),
        html="<h2>Findings</h2>",
        pdf=bytes(range(256)),
        submitted_at=AT,
        submitted_by_id=ACCOUNTS[0],
        submitted_organisation="WeGO",
    )
    session.add_all([version, tables.ReportDraft(report_id=report.id, source="## Findings\n", updated_at=AT)])
    session.flush()
    comment = tables.Comment(
        version_id=version.id,
        number=1,
        severity="must",
        anchor="section-findings",
        quote="",
        body="Why?",
        state="responded",
        author_id=ACCOUNTS[1],
        organisation="NIA",
        created_at=AT,
    )
    session.add(comment)
    session.flush()
    session.add_all(
        [
            tables.CommentResponse(
                comment_id=comment.id,
                stance="agree",
                body="Because.",
                author_id=ACCOUNTS[0],
                organisation="WeGO",
                created_at=AT,
            ),
            tables.Decision(
                version_id=version.id,
                organisation="NIA",
                decided_by_id=ACCOUNTS[1],
                decided_at=AT,
                verdict="revise",
                conditions="",
                reasoning="Not yet.",
                content_sha256=content_sha256,
            ),
        ]
    )
    session.flush()
