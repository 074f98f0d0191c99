"""Places as they go out, and what every file says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from tracker.register.candidates import Attribute
from tracker.register.vocabulary import Answer, FactKind, PrecisionClass, ServiceKind

# How an answer is to be read: today, too old to rely on, contradicted, or nobody has said anything.
Reading = Literal["current", "stale", "disputed", "none"]

# Attributes in the order of the columns; notes are prose for those who keep the register.
COLUMNS: Final[tuple[Attribute, ...]] = (
    "alternative_name",
    "address",
    "complement",
    "neighbourhood",
    "municipality",
    "postcode",
    "reference_point",
    "phone",
    "email",
    "website",
    "opening_hours",
    "responsible_body",
)


@dataclass(frozen=True, slots=True)
class OutgoingFact:
    """
    A fact of a place.

    Parameters
    ----------
    kind : FactKind
        Which.
    answer : Answer
        The last word; ``unknown`` when nobody said anything or sources disagree.
    reading : str
        How that is to be read.
    observed_on : date or None
        Day of the word that counts.
    """

    kind: FactKind
    answer: Answer
    reading: Reading
    observed_on: date | None


@dataclass(frozen=True, slots=True)
class OutgoingPlace:
    """
    A place that goes out.

    Parameters
    ----------
    key, name, kind, state, district : str
        As in the register.
    attributes : mapping
        Those that may go out.
    lon_deg, lat_deg, radius_m : float or None
        Position, WGS 84 [degree], and the radius it lies within [m]; None when nobody could locate it.
    precision : PrecisionClass
        What it was found by.
    facts : tuple of OutgoingFact
        All ten kinds, in the order of the vocabulary.
    updated_at : datetime
        Last change.
    """

    key: str
    name: str
    kind: ServiceKind
    state: str
    district: str
    attributes: Mapping[str, str]
    lon_deg: float | None
    lat_deg: float | None
    precision: PrecisionClass
    radius_m: float | None
    facts: tuple[OutgoingFact, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class About:
    """
    What a file says about itself.

    Parameters
    ----------
    study, title : str
        Slug and title of the study.
    licence, attribution : str
        What may be done with the file, and whom to name.
    facts_as_of : date
        The day on which the facts were judged.
    """

    study: str
    title: str
    licence: str
    attribution: str
    facts_as_of: date
