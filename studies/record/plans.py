"""Models of a study's course: deliverables, gates and conditions, dependencies, changes of the baseline."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from studies.record.fields import EngagementPart, Refers, Remark, Words
from studies.values import Flag, Key


class Deliverable(EngagementPart):
    """
    Something a study hands over.

    Parameters
    ----------
    obligatory : bool
        Whether the engagement can be completed only when it is accepted, or waived with a reason.
    final : bool
        Whether recommendations can be issued from it once it is accepted.
    report : str or None
        Key of the study's report whose versions are submitted for it.
    """

    study: Annotated[Key, Refers("study")]
    stage: Annotated[Key, Refers("stage")]
    title: Words
    due: date | None = None
    obligatory: Flag = True
    responsible: Annotated[Key, Refers("organisation")] | None = None
    final: Flag = False
    report: Annotated[Key, Refers("report")] | None = None


class Gate(EngagementPart):
    """The decision at the end of a stage."""

    study: Annotated[Key, Refers("study")]
    stage: Annotated[Key, Refers("stage")]
    title: Words


class GateCondition(EngagementPart):
    """What must still happen after a conditional pass: by whom and by when."""

    gate: Annotated[Key, Refers("gate")]
    text: Words
    owner: Annotated[Key, Refers("organisation")]
    due: date


class MilestoneDependency(EngagementPart):
    """
    One milestone of a study waits for another.

    Parameters
    ----------
    link : {"finish_start", "start_start", "finish_finish", "start_finish"}
        Which end of the predecessor holds which end of the successor.
    lag_days : int
        Working days in between; negative for an overlap [d].
    """

    study: Annotated[Key, Refers("study")]
    predecessor: Annotated[Key, Refers("milestone")]
    successor: Annotated[Key, Refers("milestone")]
    link: Literal["finish_start", "start_start", "finish_finish", "start_finish"] = "finish_start"
    lag_days: Annotated[int, Field(strict=True, ge=-2000, le=2000)] = 0

    @model_validator(mode="after")
    def _two(self) -> Self:
        if self.predecessor == self.successor:
            raise ValueError("a milestone cannot wait for itself")
        return self


class BaselineChange(EngagementPart):
    """A request to move an agreed date; another person approves it, and the old date is kept here."""

    study: Annotated[Key, Refers("study")]
    milestone: Annotated[Key, Refers("milestone")]
    old_date: date
    new_date: date
    reason: Remark
