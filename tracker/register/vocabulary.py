"""The words of the register: kinds of facts and services, answers, classes of precision, outcomes of rows."""

from __future__ import annotations

from typing import Final, Literal, get_args

# What is known of a place: nobody's silence is a yes or a no.
Answer = Literal["yes", "no", "unknown"]
ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)

FactKind = Literal[
    "step_free_entrance",
    "route_inside",
    "adapted_toilet",
    "lift",
    "tactile_paving",
    "sign_language",
    "braille",
    "audio",
    "reserved_parking",
    "seal",
]
FACT_KINDS: Final[tuple[FactKind, ...]] = get_args(FactKind)

ServiceKind = Literal[
    "health",
    "education",
    "social_assistance",
    "sport_and_leisure",
    "culture",
    "library",
    "sign_language_service",
    "tactile_map",
    "institution",
    "public_wifi",
    "certified_place",
    "reserved_parking",
    "station",
    "tourism",
    "other",
]
SERVICE_KINDS: Final[tuple[ServiceKind, ...]] = get_args(ServiceKind)

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
