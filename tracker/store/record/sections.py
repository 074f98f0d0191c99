"""The sections of an engagement's export: which tables, and which of their rows, belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Select, and_, false, select

from tracker.store import tables as t
from tracker.store.base import Base

FINISHED: Final = ("succeeded", "failed")


@dataclass(frozen=True, slots=True)
class Ground:
    """What an export is about, and whom it names: keys of organisations, identifiers of accounts."""

    engagement: str
    programme: str | None
    candidacy: str | None
    edition: str | None
    organisations: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()


Rows = Callable[[Ground], ColumnElement[bool]]


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """
    One table of an export.

    `rows` says which of its rows belong to the engagement, `key` what they are ordered and told apart by
    (the primary key when empty), `without` which columns stay behind, `named` what stands for a number
    that each database gives anew. A `shared` row may be in an instance before the engagement is.
    """

    table: type[Base]
    rows: Rows
    key: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    named: Mapping[str, Any] = field(default_factory=dict)
    shared: bool = False

    @property
    def name(self) -> str:
        """Give the name of the table."""
        return str(self.table.__tablename__)

    @property
    def described(self) -> Any:  # noqa: ANN401 - SQLAlchemy declares it wider than a table
        """Give the table itself."""
        return self.table.__table__

    @property
    def columns(self) -> dict[str, Any]:
        """Give what a row of the export holds, by name."""
        own = {column.name: column for column in self.described.columns if column.name not in self.without}
        return own | {name: attribute.property.columns[0] for name, attribute in self.named.items()}

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Name what rows are told apart by."""
        return self.key or tuple(column.name for column in self.described.primary_key.columns)

    @property
    def own_references(self) -> tuple[str, ...]:
        """Name columns that point at rows of the same table, which may not be there yet."""
        return tuple(
            column.name
            for constraint in self.described.constraints
            if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table is self.described
            for column in constraint.columns
            if not column.primary_key
        )


def _of_engagement(table: Any, **options: Any) -> Section:  # noqa: ANN401 - a table and fields of Section
    return Section(table, lambda ground: table.engagement == ground.engagement, **options)


def _of_candidacy(table: Any) -> Section:  # noqa: ANN401 - a table
    def rows(ground: Ground) -> ColumnElement[bool]:
        if ground.candidacy is None:
            return false()
        return and_(table.programme == ground.programme, table.candidacy == ground.candidacy)

    return Section(table, rows, shared=True)


def _of_programme(table: Any, column: Any, chosen: Callable[[Ground], str | None]) -> Section:  # noqa: ANN401 - a table and its column
    def rows(ground: Ground) -> ColumnElement[bool]:
        key = chosen(ground)
        return false() if key is None else and_(table.programme == ground.programme, column == key)

    return Section(table, rows, shared=True)


def studies_of(ground: Ground) -> Select[str]:
    """Choose the identifiers of the engagement's studies."""
    return select(t.Study.id).where(t.Study.engagement == ground.engagement)


def _of_study(table: Any, **options: Any) -> Section:  # noqa: ANN401 - a table and fields of Section
    return Section(table, lambda ground: table.study_id.in_(studies_of(ground)), **options)


def _milestones(ground: Ground) -> Select[str]:
    return select(t.Milestone.id).where(t.Milestone.study_id.in_(studies_of(ground)))


def finished_jobs_of(ground: Ground) -> Select[str]:
    """Choose the jobs of runs that have come to an end."""
    return (
        select(t.Job.id)
        .join(t.Assessment, t.Assessment.job_id == t.Job.id)
        .where(t.Assessment.study_id.in_(studies_of(ground)), t.Job.state.in_(FINISHED))
    )


def runs_of(ground: Ground) -> Select[str]:
    """Choose the runs that have come to an end."""
    return select(t.Assessment.id).where(t.Assessment.job_id.in_(finished_jobs_of(ground)))


def _measures(ground: Ground) -> Select[int]:
    return select(t.Measure.id).where(t.Measure.assessment_id.in_(runs_of(ground)))


def _reports(ground: Ground) -> Select[str]:
    return select(t.Report.id).where(t.Report.study_id.in_(studies_of(ground)))


def _versions(ground: Ground) -> Select[str]:
    return select(t.ReportVersion.id).where(t.ReportVersion.report_id.in_(_reports(ground)))


def _comments(ground: Ground) -> Select[str]:
    return select(t.Comment.id).where(t.Comment.version_id.in_(_versions(ground)))


# Who is named: worked out from the sections after these.
NAMED: Final = (
    Section(
        t.User,
        lambda ground: t.User.id.in_(ground.accounts),
        without=("email", "password_hash", "demo", "created_at"),
        shared=True,
    ),
    Section(t.Organisation, lambda ground: t.Organisation.key.in_(ground.organisations), shared=True),
    Section(
        t.Grouping,
        lambda ground: t.Grouping.key.in_(
            select(t.GroupingMember.grouping).where(t.GroupingMember.organisation.in_(ground.organisations))
        ),
        shared=True,
    ),
    Section(
        t.GroupingMember, lambda ground: t.GroupingMember.organisation.in_(ground.organisations), shared=True
    ),
)
OWN: Final = (
    Section(t.Programme, lambda ground: t.Programme.key == ground.programme, shared=True),
    _of_programme(t.Edition, t.Edition.key, lambda ground: ground.edition),
    _of_programme(t.Criterion, t.Criterion.edition, lambda ground: ground.edition),
    _of_programme(t.Candidacy, t.Candidacy.key, lambda ground: ground.candidacy),
    _of_candidacy(t.CandidacyScore),
    _of_candidacy(t.SelectionDecision),
    Section(t.Engagement, lambda ground: t.Engagement.key == ground.engagement),
    _of_engagement(t.Study),
    _of_study(t.Milestone),
    Section(t.MilestoneChange, lambda ground: t.MilestoneChange.milestone_id.in_(_milestones(ground))),
    _of_engagement(t.MilestoneDependency),
    _of_engagement(t.BaselineChange),
    _of_engagement(t.Agreement),
    _of_engagement(t.Participation),
    _of_engagement(t.Contribution),
    _of_engagement(t.Event),
    _of_engagement(t.Attendance),
    _of_engagement(t.Deliverable),
    _of_engagement(t.DeliverableVersion),
    _of_engagement(t.Gate),
    _of_engagement(t.GateCondition),
    Section(t.Job, lambda ground: t.Job.id.in_(finished_jobs_of(ground)), without=("worker", "lease_until")),
    Section(t.Assessment, lambda ground: t.Assessment.job_id.in_(finished_jobs_of(ground))),
    Section(
        t.Coverage,
        lambda ground: t.Coverage.assessment_id.in_(runs_of(ground)),
        key=("assessment_id", "service", "profile", "cutoff_s"),
        without=("id",),
    ),
    Section(
        t.Measure,
        lambda ground: t.Measure.assessment_id.in_(runs_of(ground)),
        key=("assessment_id", "key"),
        without=("id",),
    ),
    Section(
        t.MeasureFigure,
        lambda ground: t.MeasureFigure.measure_id.in_(_measures(ground)),
        key=("assessment_id", "measure", "profile"),
        without=("id", "measure_id"),
        named={"assessment_id": t.Measure.assessment_id, "measure": t.Measure.key},
    ),
    _of_engagement(t.StudyOption),
    _of_engagement(t.Finding),
    _of_engagement(t.Recommendation),
    _of_engagement(t.RecommendationFinding),
    _of_engagement(t.ManagementResponse),
    _of_engagement(t.FollowUpAction),
    _of_engagement(t.Pilot),
    _of_engagement(t.PilotRecommendation),
    _of_engagement(t.Result),
    _of_engagement(t.Indicator),
    _of_engagement(t.IndicatorPeriod),
    _of_engagement(t.IndicatorUpdate),
    _of_study(t.Report),
    Section(t.ReportDraft, lambda ground: t.ReportDraft.report_id.in_(_reports(ground))),
    Section(t.ReportVersion, lambda ground: t.ReportVersion.report_id.in_(_reports(ground))),
    Section(t.Comment, lambda ground: t.Comment.version_id.in_(_versions(ground))),
    Section(t.CommentResponse, lambda ground: t.CommentResponse.comment_id.in_(_comments(ground))),
    Section(t.Decision, lambda ground: t.Decision.version_id.in_(_versions(ground))),
    Section(t.AuditEntry, lambda ground: t.AuditEntry.scope == f"engagement:{ground.engagement}"),
)
# In the order in which rows can be put back: what is pointed at comes first.
SECTIONS: Final = (*NAMED, *OWN)
