"""The rules of a milestone: its computed status, its slip, and what a change must bring along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

State = Literal["planned", "achieved", "missed", "waived"]
Status = Literal["planned", "due", "late", "achieved", "missed", "waived"]

DUE_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Milestone:
    """
    What the rules look at.

    Parameters
    ----------
    baseline_date : datetime.date
        As first agreed; never changes.
    forecast_date : datetime.date or None
        As now expected; None means the baseline still stands.
    actual_date : datetime.date or None
        When it happened.
    state : {"planned", "achieved", "missed", "waived"}
        What people have declared.
    slip_reason : str or None
        Why it is behind the baseline.
    evidence : str or None
        What proves it.
    """

    baseline_date: date
    forecast_date: date | None = None
    actual_date: date | None = None
    state: State = "planned"
    slip_reason: str | None = None
    evidence: str | None = None

    @property
    def expected_date(self) -> date:
        """The date that counts now: actual, else forecast, else baseline."""
        return self.actual_date or self.forecast_date or self.baseline_date


def status(milestone: Milestone, *, today: date) -> Status:
    """
    Compute the status shown to readers.

    Parameters
    ----------
    milestone : Milestone
        The milestone.
    today : datetime.date
        The day the question is asked.

    Returns
    -------
    str
        The declared state, or for a planned one ``late`` when it is past its baseline
        or forecast past it, ``due`` when expected within 30 days, else ``planned``.
    """
    if milestone.state != "planned":
        return milestone.state
    if max(milestone.expected_date, today) > milestone.baseline_date:
        return "late"
    return "due" if milestone.expected_date <= today + DUE_WITHIN else "planned"


def slip_days(milestone: Milestone, *, today: date) -> int:
    """
    Count the days behind the baseline; negative means ahead of it.

    Parameters
    ----------
    milestone : Milestone
        The milestone.
    today : datetime.date
        The day the question is asked.

    Returns
    -------
    int
        Days from baseline to the expected date [d]. A planned milestone cannot be
        expected in the past, so its slip grows by one each day.
    """
    expected = milestone.expected_date
    if milestone.state == "planned":
        expected = max(expected, today)
        if milestone.forecast_date is None:
            # Nobody has said it will be early or late: it slips only once it is overdue.
            expected = max(milestone.baseline_date, today)
    return (expected - milestone.baseline_date).days


def change_faults(after: Milestone, *, today: date) -> list[tuple[str, str]]:
    """
    List what a changed milestone lacks.

    Parameters
    ----------
    after : Milestone
        The milestone as it would be saved.
    today : datetime.date
        The day of the change.

    Returns
    -------
    list of (str, str)
        JSON pointer of the field and what is wrong; empty when it may be saved.
    """
    faults: list[tuple[str, str]] = []
    if after.state == "achieved":
        if after.actual_date is None:
            faults.append(("/actual_date", "An achieved milestone needs the date on which it happened."))
        if not after.evidence:
            faults.append(("/evidence", "An achieved milestone needs evidence: what proves it?"))
    elif after.actual_date is not None:
        faults.append(("/actual_date", "Only an achieved milestone has an actual date."))
    if after.actual_date is not None and after.actual_date > today:
        faults.append(("/actual_date", "The actual date lies in the future."))
    if after.expected_date > after.baseline_date and not after.slip_reason:
        faults.append(("/slip_reason", "A date after the baseline needs a reason for the slip."))
    return faults
