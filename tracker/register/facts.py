"""Facts as observations: who saw what when, what counts today, and where sources disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from tracker.register.vocabulary import Answer, Confidence, FactKind

# How long an observation counts as current [months]. What is built in lasts longer than what people
# or machines provide: a lift may stand still next month, an interpreter may leave.
REVIEW_MONTHS: Final[Mapping[FactKind, int]] = {
    "step_free_entrance": 36,
    "route_inside": 36,
    "adapted_toilet": 24,
    "lift": 12,
    "tactile_paving": 36,
    "sign_language": 12,
    "braille": 24,
    "audio": 24,
    "reserved_parking": 36,
    "seal": 60,
}

MONTHS_A_YEAR: Final = 12
LAST_DAY_OF_EVERY_MONTH: Final = 28


@dataclass(frozen=True, slots=True)
class Observation:
    """
    One statement about one fact of a place; it is never changed, only followed by another.

    Parameters
    ----------
    id : str
        Identifier.
    kind : FactKind
        Which fact.
    answer : Answer
        What was stated.
    source : str
        Who states it, so that a source's later word replaces its earlier: an importer's source, an
        organisation, a person.
    recorded_at : datetime
        When it entered the register, with zone.
    observed_on : date or None
        When it was seen; None when the source does not say.
    observer : str
        Person or body that looked.
    confidence : Confidence
        How they came to know.
    norm : str or None
        The norm it was held against, such as ``NBR 9050``.
    evidence : str or None
        The words, document or picture it rests on.
    settles : bool
        True when somebody decided between sources that disagreed: it counts above all recorded before.
    """

    id: str
    kind: FactKind
    answer: Answer
    source: str
    recorded_at: datetime
    observed_on: date | None
    observer: str
    confidence: Confidence
    norm: str | None = None
    evidence: str | None = None
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What the observations of one fact come to on a day.

    Parameters
    ----------
    kind : FactKind
        Which fact.
    answer : Answer
        The last word; ``unknown`` when nobody said anything or sources disagree.
    stale : bool
        True when that word is older than the review interval, or has no date.
    disputed : bool
        True when current sources say yes and no, and nobody has settled it.
    observed_on : date or None
        Day of the word that counts.
    counted : tuple of Observation
        The observations the answer rests on, newest first; those in dispute when disputed.
    """

    kind: FactKind
    answer: Answer
    stale: bool
    disputed: bool
    observed_on: date | None
    counted: tuple[Observation, ...]

    @property
    def strict(self) -> Answer:
        """
        The answer of a reader who trusts only what is current and undisputed.

        Returns
        -------
        Answer
            ``unknown`` when stale.
        """
        return "unknown" if self.stale else self.answer


def standing(kind: FactKind, observations: Iterable[Observation], *, at: date) -> Standing:
    """
    Tell what counts of a fact on a day.

    Of each source only its last word counts, by the day it was observed and, within a day or without
    one, by when it was recorded. A settlement replaces all that was recorded before it. Among what is
    left, current words go before stale ones; where current words (or, when there are none, stale ones)
    say both yes and no, the fact is disputed.

    Parameters
    ----------
    kind : FactKind
        The fact; observations of others are passed over.
    observations : iterable of Observation
        In any order.
    at : date
        The day.

    Returns
    -------
    Standing
        The answer and what it rests on.
    """
    of_kind = [observation for observation in observations if observation.kind == kind]
    said = [observation for observation in _last_words(of_kind) if observation.answer != "unknown"]
    current = [observation for observation in said if not is_stale(observation, at=at)]
    counted = tuple(sorted(current or said, key=_when, reverse=True))
    answers = {observation.answer for observation in counted}
    disputed = len(answers) > 1
    answer: Answer = "unknown" if disputed or not counted else counted[0].answer
    return Standing(
        kind=kind,
        answer=answer,
        stale=bool(counted) and not current,
        disputed=disputed,
        observed_on=counted[0].observed_on if counted else None,
        counted=counted,
    )


def is_stale(observation: Observation, *, at: date) -> bool:
    """
    Tell whether an observation's review interval has passed; one without a date counts as passed.

    Parameters
    ----------
    observation : Observation
        What was stated.
    at : date
        The day.

    Returns
    -------
    bool
        True after its last current day.
    """
    if observation.observed_on is None:
        return True
    return at > review_due(observation.kind, observation.observed_on)


def review_due(kind: FactKind, observed_on: date) -> date:
    """
    Give the last day on which an observation is current.

    Parameters
    ----------
    kind : FactKind
        The fact.
    observed_on : date
        When it was seen.

    Returns
    -------
    date
        So many months later; the 28th at the latest, so that every month has the day.
    """
    return months_after(observed_on, REVIEW_MONTHS[kind])


def months_after(day: date, months: int) -> date:
    """
    Give the day so many months later; the 28th at the latest, so that every month has the day.

    Parameters
    ----------
    day : date
        From when.
    months : int
        How many.

    Returns
    -------
    date
        The day.
    """
    total = day.year * MONTHS_A_YEAR + day.month - 1 + months
    return date(total // MONTHS_A_YEAR, total % MONTHS_A_YEAR + 1, min(day.day, LAST_DAY_OF_EVERY_MONTH))


def _last_words(observations: list[Observation]) -> list[Observation]:
    """Keep the last word of each source since the last settlement."""
    settled = [observation for observation in observations if observation.settles]
    if settled:
        last = max(settled, key=lambda observation: observation.recorded_at)
        observations = [
            observation
            for observation in observations
            if observation is last or observation.recorded_at > last.recorded_at
        ]
    by_source: dict[str, Observation] = {}
    for observation in sorted(observations, key=_when):
        by_source[observation.source] = observation
    return list(by_source.values())


def _when(observation: Observation) -> tuple[date, datetime]:
    return (observation.observed_on or date.min, observation.recorded_at)
