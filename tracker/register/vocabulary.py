"""The words of the register: kinds of facts and services, answers, classes of precision, outcomes of rows."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

from studies.register import NEEDS, PLACE_KINDS, Need, PlaceKind

# What is known of a place: nobody's silence is a yes or a no.
Answer = Literal["yes", "no", "unknown"]
ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)

# Definitions ask for facts and kinds in the same words, and know no tracker: the words stand with them.
FactKind: TypeAlias = Need
FACT_KINDS: Final[tuple[FactKind, ...]] = NEEDS
ServiceKind: TypeAlias = PlaceKind
SERVICE_KINDS: Final[tuple[ServiceKind, ...]] = PLACE_KINDS

# How well a position is known, best first; each carries the radius within which the place lies.
PrecisionClass = Literal[
    "coordinates",
    "address",
    "segment",
    "street",
    "postcode",
    "district",
    "none",
]
PRECISION_CLASSES: Final[tuple[PrecisionClass, ...]] = get_args(PrecisionClass)

# In exactly one of these every row of a file ends.
Outcome = Literal["accepted", "repaired", "needs_review", "duplicate", "rejected"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)

# How an observer came to know: on the spot, from a document, by being told, from prose.
Confidence = Literal["observed", "documented", "stated", "inferred"]
CONFIDENCES: Final[tuple[Confidence, ...]] = get_args(Confidence)
