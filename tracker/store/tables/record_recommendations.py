"""Tables from finding to action: findings, options, recommendations, the city's responses, what was done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.record.workflows.recommendations import FOLLOW_UP_ACTION, RECOMMENDATION
from tracker.store.base import Base, one_of
from tracker.store.tables.record_rows import KEY, EngagementRow, refers, visibility_check


class Finding(EngagementRow, Base):
    """Something the study found, and the evidence it stands on."""

    __tablename__ = "finding"
    __table_args__ = (visibility_check(),)

    study: Mapped[str] = mapped_column(ForeignKey("study.slug"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    text: Mapped[dict[str, str]]
    evidence: Mapped[str | None] = mapped_column(Text)
    # the run whose figures it rests on
    assessment_id: Mapped[str | None] = mapped_column(ForeignKey("assessment.id"))


class StudyOption(EngagementRow, Base):
    """A way that was looked at, the do-minimum among them."""

    __tablename__ = "study_option"
    __table_args__ = (visibility_check(),)

    study: Mapped[str] = mapped_column(ForeignKey("study.slug"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    text: Mapped[dict[str, str]]
    do_minimum: Mapped[bool]
    preferred: Mapped[bool]


class Recommendation(EngagementRow, Base):
    """What the study tells somebody to do."""

    __tablename__ = "recommendation"
    __table_args__ = (
        refers("engagement", "study_option", "study_option"),
        refers("engagement", "superseded_by", "recommendation"),
        refers("engagement", "deliverable", "deliverable"),
        UniqueConstraint("engagement", "study", "number"),
        one_of("state", *RECOMMENDATION.states),
        visibility_check(),
    )

    study: Mapped[str] = mapped_column(ForeignKey("study.slug"))
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    text: Mapped[dict[str, str]]
    addressee: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    study_option: Mapped[str | None] = mapped_column(KEY)
    # the final report it stands in
    deliverable: Mapped[str | None] = mapped_column(KEY)
    superseded_by: Mapped[str | None] = mapped_column(KEY)
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    issued_on: Mapped[date | None]
    response_due: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(Text)


class RecommendationFinding(Base):
    """A recommendation follows from a finding."""

    __tablename__ = "recommendation_finding"
    __table_args__ = (
        ForeignKeyConstraint(
            ["engagement", "recommendation"],
            ["recommendation.engagement", "recommendation.key"],
            ondelete="CASCADE",
        ),
        refers("engagement", "finding", "finding"),
    )

    engagement: Mapped[str] = mapped_column(KEY, primary_key=True)
    recommendation: Mapped[str] = mapped_column(KEY, primary_key=True)
    finding: Mapped[str] = mapped_column(KEY, primary_key=True)


class ManagementResponse(EngagementRow, Base):
    """What the addressee answered to a recommendation; a later answer is another row."""

    __tablename__ = "management_response"
    __table_args__ = (
        refers("engagement", "recommendation", "recommendation"),
        one_of("stance", "accepted", "partly", "rejected"),
        visibility_check(),
    )

    recommendation: Mapped[str] = mapped_column(KEY)
    stance: Mapped[str] = mapped_column(String(30))
    text: Mapped[dict[str, str]]
    responded_on: Mapped[date]


class FollowUpAction(EngagementRow, Base):
    """What somebody undertook to do about a recommendation."""

    __tablename__ = "follow_up_action"
    __table_args__ = (
        refers("engagement", "recommendation", "recommendation"),
        one_of("state", *FOLLOW_UP_ACTION.states),
        visibility_check(),
    )

    recommendation: Mapped[str] = mapped_column(KEY)
    title: Mapped[dict[str, str]]
    owner: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    evidence: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
