"""
Places as A11yJSON (https://sozialhelden.github.io/a11yjson/), one PlaceInfo a feature.

A member says only what follows from our facts; in that format a member that is missing is not known, and
a null says that there is none. `docs/register/vocabulary.md` has the table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from tracker.register.exports.geojson import point_of, write_collection
from tracker.register.exports.model import About, OutgoingPlace
from tracker.register.vocabulary import Answer, FactKind, ServiceKind

FORMAT_VERSION: Final = "12.0.0"
TRUTH: Final[dict[Answer, bool | None]] = {"yes": True, "no": False, "unknown": None}
# Categories of accessibility.cloud, where one of them means the same.
CATEGORIES: Final[dict[ServiceKind, str]] = {
    "health": "health",
    "education": "education",
    "social_assistance": "social_facility",
    "sport_and_leisure": "sports",
    "culture": "culture",
    "library": "library",
    "station": "public_transport",
    "reserved_parking": "parking",
    "tourism": "tourism",
}


def write_a11yjson(places: Iterable[OutgoingPlace], about: About, path: Path) -> None:
    """
    Write places as A11yJSON.

    Parameters
    ----------
    places : iterable of OutgoingPlace
        Taken one by one.
    about : About
        Members of the collection beside its features.
    path : pathlib.Path
        Where the file goes.
    """
    features = (place_info(place) for place in places)
    write_collection(features, about, path, extra={"formatVersion": FORMAT_VERSION})


def place_info(place: OutgoingPlace) -> dict[str, Any]:
    """
    Give a place as a PlaceInfo.

    Parameters
    ----------
    place : OutgoingPlace
        What goes out.

    Returns
    -------
    dict
        Also a GeoJSON feature; stale and disputed answers are not known in it. What the format has no
        member for, and every fact as it stands, is in ``originalData``.
    """
    known: dict[FactKind, Answer] = {
        fact.kind: fact.answer if fact.reading == "current" else "unknown" for fact in place.facts
    }
    attributes = place.attributes
    address = {
        "text": attributes.get("address"),
        "postalCode": attributes.get("postcode"),
        "district": place.district or None,
        "city": attributes.get("municipality"),
    }
    properties = {
        "name": place.name,
        "category": CATEGORIES.get(place.kind, "other"),
        "address": {name: value for name, value in address.items() if value},
        "phoneNumber": attributes.get("phone"),
        "emailAddress": attributes.get("email"),
        "placeWebsiteUrl": attributes.get("website"),
        "originalId": place.key,
        "originalData": json.dumps(_original(place), ensure_ascii=False),
    }
    properties = {name: value for name, value in properties.items() if value}
    return {
        "type": "Feature",
        "formatVersion": FORMAT_VERSION,
        "geometry": point_of(place),
        "properties": {**properties, "accessibility": accessibility(known)},
    }


def accessibility(known: dict[FactKind, Answer]) -> dict[str, Any]:
    """
    Say what follows from facts in the members of the format.

    Parameters
    ----------
    known : dict
        Answers that count today.

    Returns
    -------
    dict
        Without a member where nothing follows.
    """
    found: dict[str, Any] = {}
    # A step-free entrance may have a ramp, so that it need not be level; without one there are steps.
    if known["step_free_entrance"] == "yes":
        found["entrances"] = [{"stairs": {"count": 0}}]
    elif known["step_free_entrance"] == "no":
        found["entrances"] = [{"isLevel": False}]
    if known["adapted_toilet"] == "yes":
        found["restrooms"] = [{"isAccessibleWithWheelchair": True}]
    if (told := TRUTH[known["tactile_paving"]]) is not None:
        found["hasTactileGuideStrips"] = told
    if (told := TRUTH[known["sign_language"]]) is not None:
        found["staff"] = {"isTrainedInSigning": told}
    # Braille may be on paper alone; where there is none at all there are no signs in it either.
    if known["braille"] == "no":
        found["hasBrailleSignage"] = False
    if known["reserved_parking"] == "yes":
        found["parking"] = {"forWheelchairUsers": {}}
    elif known["reserved_parking"] == "no":
        found["parking"] = {"forWheelchairUsers": None}
    return found


def _original(place: OutgoingPlace) -> dict[str, Any]:
    return {
        "kind": place.kind,
        "precision": place.precision,
        "radius_m": place.radius_m,
        "updated_at": place.updated_at.isoformat(timespec="seconds"),
        "facts": {
            fact.kind: {
                "answer": TRUTH[fact.answer],
                "reading": fact.reading,
                "observed_on": fact.observed_on.isoformat() if fact.observed_on else None,
            }
            for fact in place.facts
        },
    }
