"""A11yJSON: a member says what follows from our facts, and is missing where nothing does."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tracker.register.exports.a11yjson import accessibility, place_info
from tracker.register.exports.model import OutgoingFact, OutgoingPlace, Reading
from tracker.register.vocabulary import FACT_KINDS, Answer, FactKind


def known(**answers: Answer) -> dict[FactKind, Answer]:
    return {kind: answers.get(kind, "unknown") for kind in FACT_KINDS}


def test_what_nobody_knows_is_missing() -> None:
    # In A11yJSON a null says that there is none: "parking: null" means that there is no parking.
    assert accessibility(known()) == {}


@pytest.mark.parametrize(
    ("kind", "answer", "member"),
    [
        ("step_free_entrance", "yes", {"entrances": [{"stairs": {"count": 0}}]}),
        ("step_free_entrance", "no", {"entrances": [{"isLevel": False}]}),
        ("adapted_toilet", "yes", {"restrooms": [{"isAccessibleWithWheelchair": True}]}),
        ("adapted_toilet", "no", {}),
        ("tactile_paving", "yes", {"hasTactileGuideStrips": True}),
        ("tactile_paving", "no", {"hasTactileGuideStrips": False}),
        ("sign_language", "yes", {"staff": {"isTrainedInSigning": True}}),
        ("sign_language", "no", {"staff": {"isTrainedInSigning": False}}),
        ("braille", "yes", {}),
        ("braille", "no", {"hasBrailleSignage": False}),
        ("reserved_parking", "yes", {"parking": {"forWheelchairUsers": {}}}),
        ("reserved_parking", "no", {"parking": {"forWheelchairUsers": None}}),
        ("route_inside", "yes", {}),
        ("lift", "yes", {}),
        ("audio", "yes", {}),
        ("seal", "yes", {}),
    ],
)
def test_a_fact_says_what_follows_from_it(kind: FactKind, answer: Answer, member: dict[str, Any]) -> None:
    assert accessibility(known(**{kind: answer})) == member


@pytest.mark.parametrize(("reading", "told"), [("current", True), ("stale", None), ("disputed", None)])
def test_only_a_current_answer_is_said_and_every_fact_is_kept_beside_it(
    reading: Reading, told: bool | None
) -> None:
    facts = tuple(
        OutgoingFact(kind, "yes", reading, date(2026, 5, 1))
        if kind == "tactile_paving"
        else OutgoingFact(kind, "unknown", "none", None)
        for kind in FACT_KINDS
    )
    info = place_info(
        OutgoingPlace(
            key="a",
            name="UBS",
            kind="health",
            state="published",
            district="Lapa",
            attributes={"address": "Rua Um, 1", "website": "https://example.org"},
            lon_deg=-46.5,
            lat_deg=-23.5,
            precision="address",
            radius_m=50.0,
            facts=facts,
            updated_at=datetime(2026, 5, 2, tzinfo=UTC),
        )
    )
    properties = info["properties"]
    assert properties["accessibility"].get("hasTactileGuideStrips") is told
    assert properties["address"] == {"text": "Rua Um, 1", "district": "Lapa"}
    assert properties["placeWebsiteUrl"] == "https://example.org"
    assert "phoneNumber" not in properties
    kept = json.loads(properties["originalData"])["facts"]
    assert kept["tactile_paving"] == {"answer": True, "reading": reading, "observed_on": "2026-05-01"}
    assert kept["lift"] == {"answer": None, "reading": "none", "observed_on": None}
