"""Models of programmes: organisations, groupings, editions, candidacies, scores, selections, the calendar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from studies.record.fields import Country, RecordPart, Refers, Remark, Words, Year, check_order
from studies.values import Flag, Key, Line

EventForm = Literal[
    "kick_off", "field_visit", "workshop", "training", "steering_committee", "ceremony", "conference",
    "call", "meeting",
]  # fmt: skip


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone of the IANA data base")
    return name


class Organisation(RecordPart):
    """
    A body that takes part: city, ministry, agency, firm, secretariat.

    Parameters
    ----------
    short_name : str
        What accounts call it; joins people to the body they act for.
    calendar : str
        Whose working days its deadlines are counted in, such as ``BR-SP`` or ``KR``.
    time_zone : str
        Where its days begin, such as ``America/Sao_Paulo``.
    """

    name: Line
    short_name: Annotated[Line, Field(max_length=200)]
    country: Country | None = None
    calendar: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9-]{1,20})?$")]
    time_zone: Annotated[str, AfterValidator(_known_zone)]


class Grouping(RecordPart):
    """A regional network or a body of WeGO, and who belongs to it."""

    title: Words
    form: Literal["regional_network", "body"]
    members: Annotated[list[Key], Refers("organisation")] = Field(default_factory=list)


class Programme(RecordPart):
    """A programme that selects cities and commissions studies; former names stay findable."""

    title: Words
    text: Words
    former_names: list[Line] = Field(default_factory=list)


class Edition(RecordPart):
    """
    One round of a programme: its call, year and theme.

    Parameters
    ----------
    quorum : int
        How many judges without conflict of interest must have scored each criterion.
    """

    title: Words
    year: Year
    theme: Words
    call_opens: date | None = None
    call_closes: date | None = None
    quorum: Annotated[int, Field(strict=True, ge=1, le=99)] = 1

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order(self.call_opens, self.call_closes, "call")
        return self


class Criterion(RecordPart):
    """What candidacies of an edition are scored by; weights need not add up to one."""

    edition: Annotated[Key, Refers("edition")]
    title: Words
    weight: Annotated[Decimal, Field(gt=0, le=1000, decimal_places=6, allow_inf_nan=False)] = Decimal(1)
    max_score: Annotated[Decimal, Field(gt=0, le=1000, decimal_places=6, allow_inf_nan=False)] = Decimal(100)


class Candidacy(RecordPart):
    """A city's entry for the prize or its expression of interest."""

    edition: Annotated[Key, Refers("edition")]
    city: Annotated[Key, Refers("organisation")]
    title: Words
    form: Literal["prize_entry", "expression_of_interest"]
    received_on: date | None = None
    text: Words


class CandidacyScore(RecordPart):
    """One judge's score of one candidacy by one criterion; with a conflict of interest there is none."""

    candidacy: Annotated[Key, Refers("candidacy")]
    criterion: Annotated[Key, Refers("criterion")]
    judge: Annotated[Line, Field(max_length=200)]
    judge_organisation: Annotated[Key, Refers("organisation")]
    score: Annotated[Decimal, Field(ge=0, le=1000, decimal_places=6, allow_inf_nan=False)] | None = None
    conflict_of_interest: Flag = False
    note: Remark | None = None

    @model_validator(mode="after")
    def _scored_or_excluded(self) -> Self:
        if self.conflict_of_interest == (self.score is not None):
            raise ValueError("a judge gives a score, or states a conflict of interest, not both")
        return self


class SelectionDecision(RecordPart):
    """
    What the committee decided about a candidacy, when and on which minutes.

    Parameters
    ----------
    members : list of str
        Names of those who took part in this decision; who stepped out is not among them.
    """

    candidacy: Annotated[Key, Refers("candidacy")]
    outcome: Literal["selected", "reserve", "not_selected"]
    committee: Line
    decided_on: date
    members: Annotated[list[Line], Field(min_length=1)]
    reasoning: Remark
    evidence: Remark


class CalendarEvent(RecordPart):
    """
    A date of the programmes' common calendar.

    Parameters
    ----------
    when_said : str or None
        As announced where no day is known, such as "July".
    """

    programme: Annotated[Key, Refers("programme")] | None = None
    grouping: Annotated[Key, Refers("grouping")] | None = None
    title: Words
    form: EventForm
    starts_on: date | None = None
    ends_on: date | None = None
    when_said: Annotated[Line, Field(max_length=200)] | None = None
    place: Annotated[Line, Field(max_length=200)] | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.starts_on is None and self.when_said is None:
            raise ValueError("an event needs a day (starts_on), or the words of its announcement (when_said)")
        check_order(self.starts_on, self.ends_on, "event")
        return self
