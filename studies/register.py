"""What a definition may ask of the register: places for a service, shares of places as indicators."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from pydantic import BeforeValidator, Field

from studies.values import Part

# The tracker's register takes its words from here (tracker/register/vocabulary.py).
PlaceKind = Literal[
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
PLACE_KINDS: Final[tuple[PlaceKind, ...]] = get_args(PlaceKind)

Need = Literal[
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
NEEDS: Final[tuple[Need, ...]] = get_args(Need)


def _plain_yes(value: object) -> object:
    """Take YAML's bare yes, which is read as true, for the word."""
    return "yes" if value is True else value


Yes = Annotated[Literal["yes"], BeforeValidator(_plain_yes)]
Months = Annotated[int, Field(strict=True, ge=1, le=600)]


class RegisterPlaces(Part):
    """
    The published places of the register that a service is offered at.

    Parameters
    ----------
    kinds : list of str
        Kinds of service.
    needs : dict of str to "yes"
        Facts that must hold. A place whose facts are all yes today counts in both readings, one of which
        a fact is not known in the high reading only, one of which a fact is no in neither.
    verified_within_months : int or None
        A yes counts only when it was observed so many months ago or less; an older one, like one that is
        due for review, is not known.
    """

    kinds: Annotated[list[PlaceKind], Field(min_length=1)]
    needs: dict[Need, Yes] = Field(default_factory=dict)
    verified_within_months: Months | None = None


class RegisterShare(Part):
    """
    Of the register's places, the share about which something verified is published: a live indicator.

    Places that wait to be published count among all, withdrawn ones do not.

    Parameters
    ----------
    kinds : list of str
        Kinds of service that are counted.
    facts : list of str or "any"
        Facts that must all be known, yes or no; "any" is satisfied by one of whatever kind.
    verified_within_months : int or None
        As for the places of a service.
    """

    kinds: Annotated[list[PlaceKind], Field(min_length=1)]
    facts: Annotated[list[Need], Field(min_length=1)] | Literal["any"] = "any"
    verified_within_months: Months | None = None
