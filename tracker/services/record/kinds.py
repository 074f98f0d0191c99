"""The kinds of the record: model, table, scope and workflow of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal

from studies.record import engagements, pilots, plans, programmes, recommendations
from studies.record.fields import EngagementPart, RecordPart
from studies.values import Key
from tracker.record.workflows.machine import Workflow
from tracker.record.workflows.registry import WORKFLOWS
from tracker.store import tables
from tracker.store.base import Base

Scope = Literal["instance", "programme", "engagement"]


@dataclass(frozen=True, slots=True)
class Link:
    """A list of keys that a table of its own keeps: `field` of `owner` names things of kind `other`."""

    field: str
    table: type[Base]
    owner: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """
    One kind of the record.

    `standing` are columns that only moves write; `editable` the states in which its fields may still be
    changed (none: in every state); `order` the columns a list is sorted by.
    """

    name: str
    plural: str
    scope: Scope
    fields: type[RecordPart]
    table: type[Base]
    links: tuple[Link, ...] = ()
    standing: Mapping[str, Any] = field(default_factory=dict)
    editable: frozenset[str] | None = None
    order: tuple[str, ...] = ("key",)

    @property
    def workflow(self) -> Workflow[Any] | None:
        """Its states and moves, where it has any."""
        return WORKFLOWS.get(self.name)

    @property
    def words(self) -> str:
        """Its name as people write it."""
        return self.name.replace("_", " ")

    @property
    def a_words(self) -> str:
        """Its name with its article."""
        return f"{'an' if self.name[0] in 'aeio' else 'a'} {self.words}"


_STATE = {"state": (str, ...), "state_since": (datetime, ...)}
_REASON = {"reason": (str | None, None)}
_DECIDED = {"decided_by": (str | None, None), "decided_organisation": (str | None, None)}

_ALL = (
    Kind(
        name="organisation",
        plural="organisations",
        scope="instance",
        fields=programmes.Organisation,
        table=tables.Organisation,
    ),
    Kind(
        name="grouping",
        plural="groupings",
        scope="instance",
        fields=programmes.Grouping,
        table=tables.Grouping,
        links=(Link("members", tables.GroupingMember, "grouping", "organisation"),),
    ),
    Kind(
        name="programme",
        plural="programmes",
        scope="instance",
        fields=programmes.Programme,
        table=tables.Programme,
    ),
    Kind(
        name="calendar_event",
        plural="calendar-events",
        scope="instance",
        fields=programmes.CalendarEvent,
        table=tables.CalendarEvent,
        order=("starts_on", "key"),
    ),
    Kind(
        name="edition",
        plural="editions",
        scope="programme",
        fields=programmes.Edition,
        table=tables.Edition,
        order=("year", "key"),
    ),
    Kind(
        name="criterion",
        plural="criteria",
        scope="programme",
        fields=programmes.Criterion,
        table=tables.Criterion,
    ),
    Kind(
        name="candidacy",
        plural="candidacies",
        scope="programme",
        fields=programmes.Candidacy,
        table=tables.Candidacy,
        standing=_STATE | _REASON,
        editable=frozenset({"received", "eligible"}),
    ),
    Kind(
        name="candidacy_score",
        plural="candidacy-scores",
        scope="programme",
        fields=programmes.CandidacyScore,
        table=tables.CandidacyScore,
        order=("candidacy", "criterion", "judge"),
    ),
    Kind(
        name="selection_decision",
        plural="selection-decisions",
        scope="programme",
        fields=programmes.SelectionDecision,
        table=tables.SelectionDecision,
        order=("decided_on", "key"),
    ),
    Kind(
        name="engagement",
        plural="engagements",
        scope="instance",
        fields=engagements.Engagement,
        table=tables.Engagement,
        standing=_STATE | _REASON | {"state_before": (str | None, None)},
        editable=frozenset({"proposed", "agreed", "running"}),
    ),
    Kind(
        name="agreement",
        plural="agreements",
        scope="engagement",
        fields=engagements.Agreement,
        table=tables.Agreement,
    ),
    Kind(
        name="participation",
        plural="participations",
        scope="engagement",
        fields=engagements.Participation,
        table=tables.Participation,
    ),
    Kind(
        name="contribution",
        plural="contributions",
        scope="engagement",
        fields=engagements.Contribution,
        table=tables.Contribution,
    ),
    Kind(
        name="event",
        plural="events",
        scope="engagement",
        fields=engagements.Event,
        table=tables.Event,
        order=("starts_at", "key"),
    ),
    Kind(
        name="attendance",
        plural="attendances",
        scope="engagement",
        fields=engagements.Attendance,
        table=tables.Attendance,
    ),
    Kind(
        name="deliverable",
        plural="deliverables",
        scope="engagement",
        fields=plans.Deliverable,
        table=tables.Deliverable,
        standing=_STATE | _REASON | {"accepted_sha256": (str | None, None)},
        editable=frozenset({"planned", "in_preparation", "changes_requested"}),
        order=("due", "key"),
    ),
    Kind(
        name="gate",
        plural="gates",
        scope="engagement",
        fields=plans.Gate,
        table=tables.Gate,
        standing=_STATE | _REASON | _DECIDED,
        editable=frozenset({"not_started", "active", "rework"}),
        order=("position", "key"),
    ),
    Kind(
        name="gate_condition",
        plural="gate-conditions",
        scope="engagement",
        fields=plans.GateCondition,
        table=tables.GateCondition,
        standing=_STATE | _REASON | {"evidence": (str | None, None)},
        editable=frozenset({"open"}),
        order=("due", "key"),
    ),
    Kind(
        name="milestone_dependency",
        plural="milestone-dependencies",
        scope="engagement",
        fields=plans.MilestoneDependency,
        table=tables.MilestoneDependency,
    ),
    Kind(
        name="baseline_change",
        plural="baseline-changes",
        scope="engagement",
        fields=plans.BaselineChange,
        table=tables.BaselineChange,
        standing=_STATE | _DECIDED | {"decision_reason": (str | None, None)},
        editable=frozenset(),
    ),
    Kind(
        name="finding",
        plural="findings",
        scope="engagement",
        fields=recommendations.Finding,
        table=tables.Finding,
        order=("number", "key"),
    ),
    Kind(
        name="study_option",
        plural="study-options",
        scope="engagement",
        fields=recommendations.StudyOption,
        table=tables.StudyOption,
        order=("number", "key"),
    ),
    Kind(
        name="recommendation",
        plural="recommendations",
        scope="engagement",
        fields=recommendations.Recommendation,
        table=tables.Recommendation,
        links=(Link("findings", tables.RecommendationFinding, "recommendation", "finding"),),
        standing=_STATE
        | _REASON
        | {
            "issued_on": (date | None, None),
            "response_due": (date | None, None),
            "superseded_by": (Key | None, None),
        },
        editable=frozenset({"draft"}),
        order=("number", "key"),
    ),
    Kind(
        name="management_response",
        plural="management-responses",
        scope="engagement",
        fields=recommendations.ManagementResponse,
        table=tables.ManagementResponse,
        # an answer that was given stands; a change of mind is another answer
        editable=frozenset(),
        order=("responded_on", "key"),
    ),
    Kind(
        name="follow_up_action",
        plural="follow-up-actions",
        scope="engagement",
        fields=recommendations.FollowUpAction,
        table=tables.FollowUpAction,
        standing=_STATE | _REASON | {"evidence": (str | None, None)},
        editable=frozenset({"open", "in_progress"}),
        order=("due", "key"),
    ),
    Kind(
        name="pilot",
        plural="pilots",
        scope="engagement",
        fields=pilots.Pilot,
        table=tables.Pilot,
        links=(Link("recommendations", tables.PilotRecommendation, "pilot", "recommendation"),),
        standing=_STATE | _REASON | {"evidence": (str | None, None)},
        editable=frozenset({"proposed", "scoped", "no_go", "go", "running"}),
    ),
    Kind(
        name="result",
        plural="results",
        scope="engagement",
        fields=pilots.Result,
        table=tables.Result,
    ),
    Kind(
        name="indicator",
        plural="indicators",
        scope="engagement",
        fields=pilots.Indicator,
        table=tables.Indicator,
    ),
    Kind(
        name="indicator_period",
        plural="indicator-periods",
        scope="engagement",
        fields=pilots.IndicatorPeriod,
        table=tables.IndicatorPeriod,
        order=("starts_on", "key"),
    ),
    Kind(
        name="indicator_update",
        plural="indicator-updates",
        scope="engagement",
        fields=pilots.IndicatorUpdate,
        table=tables.IndicatorUpdate,
        standing=_STATE | _REASON | _DECIDED,
        editable=frozenset({"draft", "returned"}),
        order=("measured_on", "key"),
    ),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
BY_TABLE: Mapping[type[Base], Kind] = MappingProxyType({kind.table: kind for kind in _ALL})


def has_visibility(kind: Kind) -> bool:
    """Tell whether things of a kind have a level of visibility of their own."""
    return issubclass(kind.fields, EngagementPart)
