"""Which places count for a question: surely, perhaps or not at all, by what is known of them on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.register.facts import Observation, Standing, months_after, standing
from tracker.register.vocabulary import FACT_KINDS, FactKind

Verdict = Literal["certain", "possible", "excluded"]


@dataclass(frozen=True, slots=True)
class Criteria:
    """
    What must hold of a place.

    Parameters
    ----------
    needs : tuple of FactKind
        Facts that must be yes.
    verified_within_months : int or None
        How old a yes may be; None leaves it to the review interval of each fact.
    """

    needs: tuple[FactKind, ...]
    verified_within_months: int | None = None


def judge(observations: Iterable[Observation], criteria: Criteria, *, at: date) -> Verdict:
    """
    Tell whether a place counts.

    Parameters
    ----------
    observations : iterable of Observation
        Of the place, in any order.
    criteria : Criteria
        What must hold.
    at : date
        The day.

    Returns
    -------
    {"certain", "possible", "excluded"}
        Excluded when a need is a current, undisputed no; certain when all are a current, undisputed yes
        that is no older than asked for; else possible. Without needs every place is certain.
    """
    standings = standings_of(observations, criteria.needs, at=at)
    if any(found.strict == "no" for found in standings.values()):
        return "excluded"
    sure = all(
        found.strict == "yes" and is_recent(found, criteria.verified_within_months, at=at)
        for found in standings.values()
    )
    return "certain" if sure else "possible"


def is_known(
    observations: Iterable[Observation],
    facts: Collection[FactKind] | None,
    verified_within_months: int | None,
    *,
    at: date,
) -> bool:
    """
    Tell whether verified information about a place exists, good or bad.

    Parameters
    ----------
    observations : iterable of Observation
        Of the place, in any order.
    facts : collection of FactKind or None
        Facts that must all be known; None when any one will do.
    verified_within_months : int or None
        How old the word may be; None leaves it to the review interval of each fact.
    at : date
        The day.

    Returns
    -------
    bool
        True when the facts are a current, undisputed yes or no.
    """
    standings = standings_of(observations, FACT_KINDS if facts is None else facts, at=at)
    known = [
        found.strict != "unknown" and is_recent(found, verified_within_months, at=at)
        for found in standings.values()
    ]
    return any(known) if facts is None else all(known)


def standings_of(
    observations: Iterable[Observation], kinds: Iterable[FactKind], *, at: date
) -> Mapping[FactKind, Standing]:
    """
    Tell what some facts of a place come to on a day.

    Parameters
    ----------
    observations : iterable of Observation
        Of the place, in any order.
    kinds : iterable of FactKind
        Which facts.
    at : date
        The day.

    Returns
    -------
    mapping of FactKind to Standing
        In the order of the kinds.
    """
    said = list(observations)
    return {kind: standing(kind, said, at=at) for kind in kinds}


def is_recent(found: Standing, within_months: int | None, *, at: date) -> bool:
    """
    Tell whether the word that counts is as young as asked for.

    Parameters
    ----------
    found : Standing
        A fact.
    within_months : int or None
        How old it may be; None allows any age.
    at : date
        The day.

    Returns
    -------
    bool
        False, too, when nobody knows when it was seen.
    """
    if within_months is None:
        return True
    return found.observed_on is not None and at <= months_after(found.observed_on, within_months)
