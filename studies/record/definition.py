"""What a study's record.yaml may say: one engagement, and lists of every kind that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from studies.record.engagements import Agreement, Attendance, Contribution, Engagement, Event, Participation
from studies.record.fields import RecordPart, Refers, Remark
from studies.record.pilots import Indicator, IndicatorPeriod, IndicatorUpdate, Pilot, Result
from studies.record.plans import GateCondition, MilestoneDependency
from studies.record.recommendations import (
    Finding,
    FollowUpAction,
    ManagementResponse,
    Recommendation,
    StudyOption,
)
from studies.values import Key, Part


class Progress(Part):
    """
    How far an item had come when the definition was written. The workflow is checked when it is seeded.

    Parameters
    ----------
    state : str or None
        A state of the kind's workflow; None for its first.
    since : datetime.date or None
        The day it came to that state.
    reason, evidence : str or None
        Why, and what proves it, where the workflow asks for them.
    decided_by : str or None
        The organisation that decided, where a decision was taken.
    """

    state: Key | None = None
    since: date | None = None
    reason: Remark | None = None
    evidence: Remark | None = None
    decided_by: Annotated[Key, Refers("organisation")] | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if (self.state is None) != (self.since is None):
            raise ValueError("a state needs the day it was reached (since), and that day needs its state")
        return self


class StatedEngagement(Engagement, Progress):
    """An engagement and how far it had come."""


class StatedCondition(GateCondition, Progress):
    """A condition of a gate and how far it had come."""


class StatedRecommendation(Recommendation, Progress):
    """
    A recommendation and how far it had come.

    Parameters
    ----------
    issued_on : datetime.date or None
        The day it was issued; the time for an answer runs from it.
    """

    issued_on: date | None = None


class StatedAction(FollowUpAction, Progress):
    """A follow-up action and how far it had come."""


class StatedPilot(Pilot, Progress):
    """A pilot and how far it had come."""


class StatedUpdate(IndicatorUpdate, Progress):
    """
    A reported value and how far its approval had come; one piece of evidence serves both.

    Parameters
    ----------
    reported_by : str or None
        The organisation that reported it, which is not the one that approves it.
    """

    reported_by: Annotated[Key, Refers("organisation")] | None = None


class RecordDefinition(Part):
    """
    The record of a study's engagement as data.

    Gates, deliverables and milestones are not here: they are the study's own (``study.yaml``). A gate has
    the key of its stage.
    """

    engagement: StatedEngagement
    agreements: list[Agreement] = Field(default_factory=list)
    participations: list[Participation] = Field(default_factory=list)
    contributions: list[Contribution] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    attendances: list[Attendance] = Field(default_factory=list)
    gate_conditions: list[StatedCondition] = Field(default_factory=list)
    milestone_dependencies: list[MilestoneDependency] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    study_options: list[StudyOption] = Field(default_factory=list)
    recommendations: list[StatedRecommendation] = Field(default_factory=list)
    management_responses: list[ManagementResponse] = Field(default_factory=list)
    follow_up_actions: list[StatedAction] = Field(default_factory=list)
    pilots: list[StatedPilot] = Field(default_factory=list)
    results: list[Result] = Field(default_factory=list)
    indicators: list[Indicator] = Field(default_factory=list)
    indicator_periods: list[IndicatorPeriod] = Field(default_factory=list)
    indicator_updates: list[StatedUpdate] = Field(default_factory=list)

    def parts(self) -> Iterator[tuple[str, RecordPart]]:
        """
        Give everything that can stand by itself, each after what it names.

        Yields
        ------
        kind : str
            Such as ``management_response``.
        part : RecordPart
            The engagement first, then the lists in the order of the fields.
        """
        yield "engagement", self.engagement
        for field, kind in RECORD_KINDS.items():
            for part in getattr(self, field):
                yield kind, part

    @property
    def illustrative(self) -> bool:
        """
        Whether any part was made up for demonstration.

        Returns
        -------
        bool
            True as soon as one part is.
        """
        return any(part.illustrative for _, part in self.parts())


# Which list holds which kind, in an order in which they can be stored.
RECORD_KINDS = {
    "agreements": "agreement",
    "participations": "participation",
    "contributions": "contribution",
    "events": "event",
    "attendances": "attendance",
    "gate_conditions": "gate_condition",
    "milestone_dependencies": "milestone_dependency",
    "findings": "finding",
    "study_options": "study_option",
    "recommendations": "recommendation",
    "management_responses": "management_response",
    "follow_up_actions": "follow_up_action",
    "pilots": "pilot",
    "results": "result",
    "indicators": "indicator",
    "indicator_periods": "indicator_period",
    "indicator_updates": "indicator_update",
}
