"""Facts as they are kept for searching: what they come to on a day, and the day that may change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.register.facts import Observation, Standing, review_due, standing
from tracker.register.vocabulary import FACT_KINDS, Answer, FactKind


@dataclass(frozen=True, slots=True)
class KeptFact:
    """
    A fact of a place as it stands.

    Parameters
    ----------
    kind : FactKind
        Which fact.
    answer : Answer
        The last word.
    stale : bool
        Whether that is older than the review interval.
    disputed : bool
        Whether current sources disagree.
    observed_on : date or None
        Day of the word that counts.
    recheck_on : date or None
        First day on which one of the words it rests on is stale; None when time changes nothing more.
    """

    kind: FactKind
    answer: Answer
    stale: bool
    disputed: bool
    observed_on: date | None
    recheck_on: date | None


def kept_facts(observations: Iterable[Observation], *, at: date) -> list[KeptFact]:
    """
    Give what is kept of a place's facts.

    Parameters
    ----------
    observations : iterable of Observation
        All of one place that are not withdrawn.
    at : date
        The day.

    Returns
    -------
    list of KeptFact
        One a kind of fact that anybody spoke about, in the order of the vocabulary.
    """
    said = list(observations)
    spoken = {observation.kind for observation in said}
    return [_keep(standing(kind, said, at=at)) for kind in FACT_KINDS if kind in spoken]


def _keep(found: Standing) -> KeptFact:
    ends = [
        review_due(observation.kind, observation.observed_on)
        for observation in found.counted
        if observation.observed_on is not None
    ]
    recheck_on = min(ends) + timedelta(days=1) if ends and not found.stale else None
    return KeptFact(
        kind=found.kind,
        answer=found.answer,
        stale=found.stale,
        disputed=found.disputed,
        observed_on=found.observed_on,
        recheck_on=recheck_on,
    )
