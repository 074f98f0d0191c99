"""What becomes of a row of a file before it meets the register: values, repairs, doubts and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from tracker.register.vocabulary import Answer, Confidence, FactKind, ServiceKind

Attribute = Literal[
    "name",
    "alternative_name",
    "external_id",
    "address",
    "complement",
    "neighbourhood",
    "municipality",
    "postcode",
    "district",
    "reference_point",
    "phone",
    "email",
    "website",
    "opening_hours",
    "notes",
    "responsible_body",
]
ATTRIBUTES: Final[tuple[Attribute, ...]] = get_args(Attribute)


@dataclass(frozen=True, slots=True)
class Remark:
    """
    Something said about a row, for the report beside it.

    Parameters
    ----------
    code : str
        Stable identifier, such as ``blanks_trimmed`` or ``address_missing``; reports translate it.
    column : str
        Column of the file it is about, as the file has it; empty for the whole row.
    detail : str
        The particulars: what it was, what it became.
    """

    code: str
    column: str
    detail: str


@dataclass(frozen=True, slots=True)
class StatedFact:
    """
    A fact that a row states, in an answer column or in prose.

    Parameters
    ----------
    kind : FactKind
        Which fact.
    answer : Answer
        What is stated.
    confidence : Confidence
        ``stated`` for an answer column, ``inferred`` for prose.
    words : str
        The cell's words it came from.
    column : str
        Which column.
    rule : str or None
        Rule that read the prose; None for an answer column.
    norm : str or None
        Norm named with it.
    observed_on : date or None
        Day or, as its first day, year that the row names.
    """

    kind: FactKind
    answer: Answer
    confidence: Confidence
    words: str
    column: str
    rule: str | None = None
    norm: str | None = None
    observed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A row turned into a place that may enter the register.

    Parameters
    ----------
    table : str
        Name of the table, as the file has it.
    row : int
        Number of the row, as people see it.
    kind : ServiceKind
        What the place offers.
    attributes : mapping
        Values by attribute; absent when the row has none.
    columns : mapping
        Column each attribute was read from, for provenance.
    facts : tuple of StatedFact
        What it states; those with a rule wait for a person to confirm them.
    lon_deg, lat_deg : float or None
        Position in the file, already judged plausible for the study.
    repairs, doubts, refusals : tuple of Remark
        What was mended; what a person must look at; why the row cannot enter.
    """

    table: str
    row: int
    kind: ServiceKind
    attributes: Mapping[Attribute, str]
    columns: Mapping[Attribute, str]
    facts: tuple[StatedFact, ...] = ()
    lon_deg: float | None = None
    lat_deg: float | None = None
    repairs: tuple[Remark, ...] = field(default=())
    doubts: tuple[Remark, ...] = field(default=())
    refusals: tuple[Remark, ...] = field(default=())
