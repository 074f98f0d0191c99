"""Models from finding to action: findings, options, recommendations, the city's responses, what was done."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from studies.record.fields import EngagementPart, Ordinal, Refers, Remark, Words
from studies.values import Flag, Key


class Finding(EngagementPart):
    """
    Something the study found, and the evidence it stands on.

    Parameters
    ----------
    assessment_id : str or None
        The run whose figures it rests on.
    """

    study: Annotated[Key, Refers("study")]
    number: Ordinal
    title: Words
    text: Words
    evidence: Remark | None = None
    assessment_id: Annotated[str, Field(max_length=36), Refers("assessment")] | None = None


class StudyOption(EngagementPart):
    """A way that was looked at, the do-minimum among them."""

    study: Annotated[Key, Refers("study")]
    number: Ordinal
    title: Words
    text: Words
    do_minimum: Flag = False
    preferred: Flag = False


class Recommendation(EngagementPart):
    """
    What the study tells somebody to do, and the findings it follows from.

    Parameters
    ----------
    deliverable : str or None
        The final report it stands in; it can be issued once that is accepted.
    """

    study: Annotated[Key, Refers("study")]
    number: Ordinal
    title: Words
    text: Words
    addressee: Annotated[Key, Refers("organisation")]
    findings: Annotated[list[Key], Refers("finding")] = Field(default_factory=list)
    study_option: Annotated[Key, Refers("study_option")] | None = None
    deliverable: Annotated[Key, Refers("deliverable")] | None = None


class ManagementResponse(EngagementPart):
    """What the addressee answered to a recommendation; a later answer is another one."""

    recommendation: Annotated[Key, Refers("recommendation")]
    stance: Literal["accepted", "partly", "rejected"]
    text: Words
    responded_on: date


class FollowUpAction(EngagementPart):
    """What somebody undertook to do about a recommendation."""

    recommendation: Annotated[Key, Refers("recommendation")]
    title: Words
    owner: Annotated[Key, Refers("organisation")]
    due: date | None = None
