"""Models of engagements: one city and one topic, its agreements, parties, contributions and events."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from studies.record.fields import EngagementPart, PricedAmount, Refers, Remark, Sha256, Words
from studies.record.programmes import EventForm
from studies.values import Key, Line


class Engagement(EngagementPart):
    """
    What a programme does with one city on one topic.

    Parameters
    ----------
    programme, city : str or None
        None only for a study that came before anybody said where it belongs.
    focal_point : str or None
        The city's contact: an office or role, so that no private data lie here.
    """

    programme: Annotated[Key, Refers("programme")] | None = None
    candidacy: Annotated[Key, Refers("candidacy")] | None = None
    city: Annotated[Key, Refers("organisation")] | None = None
    title: Words
    topic: Words
    focal_point: Line | None = None


class Agreement(EngagementPart):
    """A signed paper the engagement rests on; without a day of signing it is a draft."""

    title: Words
    form: Literal["memorandum", "terms_of_reference", "contract", "letter"]
    signed_on: date | None = None
    reference: Remark | None = None
    document_sha256: Sha256 | None = None


class Participation(EngagementPart):
    """An organisation's part in the engagement, with the role IATI knows it by."""

    organisation: Annotated[Key, Refers("organisation")]
    role: Literal["funding", "accountable", "extending", "implementing"]
    part: Words


class Contribution(EngagementPart):
    """What a party puts in, in cash or in kind; planned and received are two rows."""

    organisation: Annotated[Key, Refers("organisation")]
    form: Literal["cash", "in_kind"]
    stage: Literal["planned", "received"]
    title: Words
    amount: PricedAmount
    received_on: date | None = None

    @model_validator(mode="after")
    def _received(self) -> Self:
        if self.stage == "planned" and self.received_on is not None:
            raise ValueError("what is only planned has no day of receipt")
        return self


class Event(EngagementPart):
    """A meeting, visit, workshop or ceremony of the engagement, and its minutes."""

    title: Words
    form: EventForm
    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None
    place: Line | None = None
    minutes: Remark | None = None
    minutes_sha256: Sha256 | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at is not None and self.ends_at < self.starts_at:
            raise ValueError("the event ends before it begins")
        return self


class Attendance(EngagementPart):
    """How many people of an organisation were at an event; names stay in the minutes."""

    event: Annotated[Key, Refers("event")]
    organisation: Annotated[Key, Refers("organisation")]
    people_count: Annotated[int, Field(strict=True, ge=0, le=100_000)] | None = None
