"""What the files of studies/programmes may say: organisations, a calendar, and each programme's course."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from studies.record.definition import Progress
from studies.record.programmes import (
    CalendarEvent,
    Candidacy,
    CandidacyScore,
    Criterion,
    Edition,
    Grouping,
    Organisation,
    Programme,
    SelectionDecision,
)
from studies.values import Key, Part


class StatedCandidacy(Candidacy, Progress):
    """A candidacy and how far it had come."""


class OrganisationsDefinition(Part):
    """Who takes part in any programme, and the groupings they belong to (``organisations.yaml``)."""

    organisations: list[Organisation] = Field(default_factory=list)
    groupings: list[Grouping] = Field(default_factory=list)


class CalendarDefinition(Part):
    """The programmes' common calendar (``calendar.yaml``)."""

    calendar_events: list[CalendarEvent] = Field(default_factory=list)


class ProgrammeDefinition(Part):
    """One programme: its editions, what they judge by, who applied, how it was decided."""

    programme: Programme
    editions: list[Edition] = Field(default_factory=list)
    criteria: list[Criterion] = Field(default_factory=list)
    candidacies: list[StatedCandidacy] = Field(default_factory=list)
    candidacy_scores: list[CandidacyScore] = Field(default_factory=list)
    selection_decisions: list[SelectionDecision] = Field(default_factory=list)

    def beginning(self, candidacy: str | None) -> date | None:
        """
        Give the day before which nothing of an engagement can have happened.

        Parameters
        ----------
        candidacy : str or None
            Key of the candidacy it came of; None where there was none.

        Returns
        -------
        datetime.date or None
            The day the candidacy was received, else the opening of its edition's call, else the first day
            of that edition's year; without a candidacy the earliest edition's. None when nothing is known.
        """
        entry = next((part for part in self.candidacies if part.key == candidacy), None)
        if entry is not None and entry.received_on is not None:
            return entry.received_on
        days = [
            part.call_opens or date(part.year, 1, 1)
            for part in self.editions
            if entry is None or part.key == entry.edition
        ]
        return min(days, default=None)


class Programmes(Part):
    """
    What the definitions say beyond single engagements.

    Parameters
    ----------
    organisations, groupings, calendar_events : list
        Of the whole instance.
    programmes : dict of str to ProgrammeDefinition
        By the programme's key.
    """

    organisations: list[Organisation] = Field(default_factory=list)
    groupings: list[Grouping] = Field(default_factory=list)
    calendar_events: list[CalendarEvent] = Field(default_factory=list)
    programmes: dict[Key, ProgrammeDefinition] = Field(default_factory=dict)


# Which list holds which kind, in an order in which they can be stored.
PROGRAMME_KINDS = {
    "editions": "edition",
    "criteria": "criterion",
    "candidacies": "candidacy",
    "candidacy_scores": "candidacy_score",
    "selection_decisions": "selection_decision",
}
