"""Who wants a move, when, and what they bring along; and which faults they could mend by bringing more."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Literal

Fault = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    One thing that proves something.

    Parameters
    ----------
    kind : {"report_version", "minutes", "document"}
        What it is.
    reference : str
        Which one, in words or as an identifier.
    is_settled : bool
        Whether the version is accepted, or the minutes are signed; a document is what it is.
    """

    kind: Literal["report_version", "minutes", "document"]
    reference: str
    is_settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    Who wants a move, when, and what they bring along.

    Parameters
    ----------
    actor_id, organisation : str
        Account of the person, and the organisation they act for, named as in the facts.
    at : datetime.datetime
        The moment, with its zone. Days are counted in that zone, so give it in the city's.
    reason : str
        Why; blank when nothing was said.
    evidence : tuple of Evidence
        What proves it.
    actual_date, forecast_date, baseline_date : datetime.date or None
        When it happened, when it is expected, when it was agreed to happen.
    content_sha256 : str or None
        Hash of the version that the person has before them.
    successor_id : str or None
        Identifier of what takes its place.

    Raises
    ------
    ValueError
        When the moment has no zone.
    """

    actor_id: str
    organisation: str
    at: datetime
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    actual_date: date | None = None
    forecast_date: date | None = None
    baseline_date: date | None = None
    content_sha256: str | None = None
    successor_id: str | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("The moment of a request needs its zone.")

    @property
    def today(self) -> date:
        """The day of the request in the zone of its moment."""
        return self.at.date()

    def brings(self, field: str) -> bool:
        """
        Tell whether a field is filled in.

        Parameters
        ----------
        field : str
            One of `ANSWERS`.

        Returns
        -------
        bool
            False also for blanks.
        """
        value = getattr(self, field)
        if isinstance(value, tuple):
            return any(proof.reference.strip() for proof in value)
        return bool(value.strip()) if isinstance(value, str) else value is not None


# What a person can still add to a request; who they are and what time it is they cannot.
ANSWERS: frozenset[str] = frozenset(field.name for field in fields(Request)) - {
    "actor_id",
    "organisation",
    "at",
}


def the_evidence_is_settled(_facts: object, request: Request) -> list[Fault]:
    """
    Refuse evidence that proves nothing yet: a version counts when accepted, minutes when signed.

    Parameters
    ----------
    _facts : object
        Of any workflow.
    request : Request
        What the person brings.

    Returns
    -------
    list of (pointer, message)
        One for each piece of evidence that is not settled.
    """
    lacking = {"report_version": "has not been accepted", "minutes": "have not been signed"}
    return [
        (f"/evidence/{row}", f"{proof.reference!r} proves nothing yet: {lacking[proof.kind]}.")
        for row, proof in enumerate(request.evidence)
        if proof.kind in lacking and not proof.is_settled
    ]


def is_answerable(fault: Fault) -> bool:
    """
    Tell whether filling in the request otherwise could mend a fault.

    Parameters
    ----------
    fault : (str, str)
        Pointer and message.

    Returns
    -------
    bool
        True when the pointer names a field of the request, or the move itself.
    """
    return fault[0].lstrip("/").split("/")[0] in ANSWERS | {"move"}
