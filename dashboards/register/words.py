"""The register in words: kinds, facts with their age, positions and distances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboards.i18n import Translator
from dashboards.register.models import FactRead, PlaceFound, PositionRead
from dashboards.words import in_mixed_case

FACT_KINDS: Final = (
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
)
SERVICE_KINDS: Final = (
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
)
ANSWERS: Final = ("yes", "no", "unknown")
# A sign beside the word, so that an answer is never colour alone.
ANSWER_SIGNS: Final = {"yes": "✓", "no": "✕", "unknown": "?"}
# Below this a position is as good as known: it is within sight.
IN_SIGHT_M: Final = 60.0
KILOMETRE_M: Final = 1000.0
TEN_KILOMETRES_M: Final = 10_000.0


def fact_name(t: Translator, kind: str) -> str:
    """Name a kind of fact."""
    names = {
        "step_free_entrance": t("Step-free entrance"),
        "route_inside": t("Accessible route inside"),
        "adapted_toilet": t("Adapted toilet"),
        "lift": t("Lift"),
        "tactile_paving": t("Tactile paving"),
        "sign_language": t("Sign language"),
        "braille": t("Braille"),
        "audio": t("Audio information"),
        "reserved_parking": t("Reserved parking"),
        "seal": t("Accessibility seal"),
    }
    return names.get(kind, kind)


def fact_meaning(t: Translator, kind: str) -> str:
    """Say what a yes to a kind of fact means for somebody who goes there."""
    meanings = {
        "step_free_entrance": t("You get in without a step, or by a ramp."),
        "route_inside": t("You get around inside without steps."),
        "adapted_toilet": t("There is a toilet that a wheelchair fits into."),
        "lift": t("There is a lift."),
        "tactile_paving": t("A tactile line on the floor guides you."),
        "sign_language": t("Somebody attends to you in sign language."),
        "braille": t("There is information in Braille."),
        "audio": t("There is information to listen to."),
        "reserved_parking": t("There is a parking space for people with disabilities."),
        "seal": t("The place holds an official accessibility seal."),
    }
    return meanings.get(kind, "")


def kind_name(t: Translator, kind: str) -> str:
    """Name a kind of place."""
    names = {
        "health": t("Health"),
        "education": t("Education"),
        "social_assistance": t("Social assistance"),
        "sport_and_leisure": t("Sport and leisure"),
        "culture": t("Culture"),
        "library": t("Library"),
        "sign_language_service": t("Sign-language service centre"),
        "tactile_map": t("Tactile map"),
        "institution": t("Institution"),
        "public_wifi": t("Public Wi-Fi"),
        "certified_place": t("Place with a seal"),
        "reserved_parking": t("Reserved parking"),
        "station": t("Station or stop"),
        "tourism": t("Tourism"),
        "other": t("Other place"),
    }
    return names.get(kind, kind)


def attribute_name(t: Translator, key: str) -> str:
    """Name an attribute of a place."""
    names = {
        "name": t("Name"),
        "alternative_name": t("Other name"),
        "external_id": t("Number at the source"),
        "address": t("Address"),
        "complement": t("Floor or room"),
        "neighbourhood": t("Neighbourhood"),
        "municipality": t("Municipality"),
        "postcode": t("Postcode"),
        "district": t("District"),
        "reference_point": t("Beside or near"),
        "phone": t("Telephone"),
        "email": t("E-mail"),
        "website": t("Website"),
        "opening_hours": t("Opening hours"),
        "notes": t("Notes"),
        "responsible_body": t("Run by"),
    }
    return names.get(key, key.replace("_", " ").capitalize())


def answer_name(t: Translator, answer: str) -> str:
    """Name an answer."""
    names = {"yes": t("yes"), "no": t("no"), "unknown": t("not known")}
    return names.get(answer, answer)


def answer_text(t: Translator, fact: FactRead) -> str:
    """Say what is known of a fact: yes, no, not known, or that sources disagree."""
    if fact.disputed:
        return t("sources disagree")
    return answer_name(t, fact.answer)


def answer_sign(fact: FactRead) -> str:
    """Give the sign that stands beside the answer."""
    return ANSWER_SIGNS["unknown" if fact.disputed else fact.answer]


def fact_age(t: Translator, fact: FactRead) -> str:
    """Say since when it is known, and whether that is too long ago to rely on."""
    if is_silent(fact):
        return t("nobody has said yet")
    if fact.disputed and not fact.observed_on:
        return t("not settled yet")
    seen = t("seen {day}", day=t.day(fact.observed_on)) if fact.observed_on else t("without a date")
    return t("{seen}, to be checked", seen=seen) if fact.stale else seen


def how_sure(t: Translator, confidence: str | None) -> str:
    """Say how somebody came to know."""
    names = {
        "observed": t("seen on the spot"),
        "documented": t("from a document"),
        "stated": t("said by the place or the city"),
        "inferred": t("read out of a note"),
    }
    return names.get(confidence or "", "")


def is_silent(fact: FactRead) -> bool:
    """Tell whether nobody has said anything."""
    return fact.answer == "unknown" and not fact.disputed


def facts_in_order(facts: Sequence[FactRead], needs: Sequence[str]) -> list[FactRead]:
    """Put what was asked for first, then what is known; the rest in the order of the vocabulary."""
    place = {kind: number for number, kind in enumerate(FACT_KINDS)}

    def rank(fact: FactRead) -> tuple[bool, bool, int]:
        return fact.kind not in needs, is_silent(fact), place.get(fact.kind, len(place))

    return sorted(facts, key=rank)


def length(t: Translator, metres: float) -> str:
    """Write a length as people say it: tens of metres, then kilometres."""
    if metres < KILOMETRE_M:
        return t("{number} m", number=t.number(round(metres, -1)))
    whole = metres >= TEN_KILOMETRES_M or metres % KILOMETRE_M == 0
    return t("{number} km", number=t.number(metres / KILOMETRE_M, 0 if whole else 1))


def distance_text(t: Translator, place: PlaceFound) -> str:
    """Say how far a place is; as two ends where its position is uncertain."""
    if place.distance_m is None:
        return ""
    radius_m = (place.position.radius_m if place.position else None) or 0.0
    if radius_m <= IN_SIGHT_M:
        return t("{length} away in a straight line", length=length(t, place.distance_m))
    return t(
        "between {least} and {most} away in a straight line",
        least=length(t, max(0.0, place.distance_m - radius_m)),
        most=length(t, place.distance_m + radius_m),
    )


def position_text(t: Translator, position: PositionRead | None, district: str) -> str:
    """Say in words how well a position is known."""
    if position is None or position.precision == "none":
        return t("Where exactly it is, is not known. Ask before you set out.")
    within = length(t, position.radius_m or 0.0)
    if position.precision == "district":
        if district:
            return t(
                "Somewhere in the district of {district}. Ask before you set out.",
                district=mixed_case(district),
            )
        return t("Somewhere within {within} of the point on the map. Ask before you set out.", within=within)
    texts = {
        "segment": t("Somewhere on this part of the street, within {within} of the point.", within=within),
        "street": t("Somewhere along the street, within {within} of the point.", within=within),
        "postcode": t("Somewhere in the area of the postcode, within {within} of the point.", within=within),
        "address": t("Placed by its address."),
        "coordinates": t("The position is known."),
    }
    return texts.get(position.precision, "")


def is_uncertain(position: PositionRead | None) -> bool:
    """Tell whether a position is too uncertain to walk to without asking."""
    return position is None or (position.radius_m or 0.0) > IN_SIGHT_M


def facts_shown(facts: Sequence[FactRead], needs: Sequence[str]) -> list[FactRead]:
    """Give what a list shows of a place: what was asked for, and what is known."""
    return [fact for fact in facts_in_order(facts, needs) if fact.kind in needs or not is_silent(fact)]


def mixed_case(name: str) -> str:
    """Write a name as names are written, when its source has it all in capitals."""
    return in_mixed_case(name) if name.isupper() else name


def rest_text(t: Translator, facts: Sequence[FactRead], needs: Sequence[str]) -> str:
    """Say of how many more facts nobody has said anything."""
    rest = len(facts) - len(facts_shown(facts, needs))
    if not rest:
        return ""
    if rest == len(facts):
        return t("Nobody has said yet whether this place is accessible.")
    return t.plural("{count} more thing is not known.", "{count} more things are not known.", rest)


def place_sentence(t: Translator, place: PlaceFound) -> str:
    """Say in a sentence or two what is known of a place."""
    certain = [fact for fact in facts_in_order(place.facts, ()) if not (fact.stale or fact.disputed)]
    there = [fact_name(t, fact.kind) for fact in certain if fact.answer == "yes"]
    missing = [fact_name(t, fact.kind) for fact in certain if fact.answer == "no"]
    old = [fact_name(t, fact.kind) for fact in place.facts if fact.stale and not is_silent(fact)]
    parts = [
        *([t("Known to be there: {things}.", things=", ".join(there))] if there else []),
        *([t("Known to be missing: {things}.", things=", ".join(missing))] if missing else []),
        *([t("To be checked: {things}.", things=", ".join(old))] if old else []),
    ]
    return " ".join(parts) or t("Nobody has said yet whether this place is accessible.")


def contacts(place: PlaceFound) -> list[tuple[str, str]]:
    """Give what helps to reach a place or to ask it, in the order people need it."""
    order = ("phone", "email", "website", "opening_hours", "reference_point", "complement", "notes")
    return [(name, place.attributes[name]) for name in order if place.attributes.get(name)]


def needs_text(t: Translator, needs: Sequence[str]) -> str:
    """Say what was chosen, for the line that opens the choice."""
    if not needs:
        return t("What do you need?")
    return t("You need: {things}", things=", ".join(fact_name(t, need) for need in needs))
