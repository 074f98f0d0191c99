"""What the register holds of a study, as an import must know it: read in one go, without objects of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from sys import intern
from typing import Any, cast

import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.register.candidates import Attribute, StatedFact
from tracker.register.intake.existing import Contribution, ExistingPlace, KnownProposal, ProposalState
from tracker.register.vocabulary import Answer, Confidence, FactKind, ServiceKind
from tracker.store.geometry import from_stored
from tracker.store.tables import FactProposal, PlaceContribution, PlacePosition, RegisterPlace

FETCHED = 2_000  # rows a step, so that the database's answer is never held whole


@dataclass(frozen=True, slots=True)
class RegisterState:
    """
    By which a register is known to be the one that a plan was made for.

    Parameters
    ----------
    places, versions : int
        How many places there are, and the sum of their versions.
    updated_at : datetime or None
        When one was last changed.
    """

    places: int
    versions: int
    updated_at: datetime | None


def get_state(session: Session, study_id: str) -> RegisterState:
    """Give the state of a study's register; any change of a place gives another."""
    places, versions, updated_at = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(RegisterPlace.version), 0),
            func.max(RegisterPlace.updated_at),
        ).where(RegisterPlace.study_id == study_id)
    ).one()
    return RegisterState(int(places), int(versions), updated_at)


def list_existing(session: Session, study_id: str) -> list[ExistingPlace]:
    """List a study's places with what rows of sources gave to them."""
    contributions = _contributions(session, study_id)
    proposals = _proposals(session, study_id)
    positions = _positions(session, study_id)
    rows = session.execute(
        select(RegisterPlace.id, RegisterPlace.kind, RegisterPlace.attributes)
        .where(RegisterPlace.study_id == study_id)
        .order_by(RegisterPlace.created_at, RegisterPlace.id)
        .execution_options(yield_per=FETCHED)
    )
    nowhere = (None, None)
    found: list[ExistingPlace] = []
    for place_id, kind, attributes in rows:
        # Taken out, so that what was read is not held beside what is made of it.
        given = tuple(contributions.pop(place_id, ()))
        found.append(
            ExistingPlace(
                place_id,
                cast("ServiceKind", intern(kind)),
                _shared(_once(attributes), given),
                given,
                tuple(proposals.pop(place_id, ())),
                *positions.pop(place_id, nowhere),
            )
        )
    return found


def list_place_keys(session: Session, study_id: str) -> set[str]:
    """List the keys that a study's places have taken."""
    return set(session.scalars(select(RegisterPlace.key).where(RegisterPlace.study_id == study_id)))


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A published place whose position is known well enough to find others by."""

    name: str
    address: str | None
    lon_deg: float
    lat_deg: float


def list_known_places(session: Session, study_id: str) -> list[KnownPlace]:
    """List the published places that were found by coordinates or by their address."""
    rows = session.execute(
        select(RegisterPlace.name, RegisterPlace.attributes, PlacePosition.geometry)
        .join(PlacePosition, PlacePosition.place_id == RegisterPlace.id)
        .where(
            RegisterPlace.study_id == study_id,
            RegisterPlace.state == "published",
            RegisterPlace.precision.in_(("coordinates", "address")),
        )
        .order_by(RegisterPlace.id)
        .execution_options(yield_per=FETCHED)
    )
    found = []
    for name, attributes, geometry in rows:
        point = from_stored(geometry)
        assert isinstance(point, shapely.Point)
        found.append(KnownPlace(name, attributes.get("address"), point.x, point.y))
    return found


def fact_to_json(fact: StatedFact) -> dict[str, Any]:
    """Give a stated fact as it is kept with a contribution."""
    return {
        "kind": fact.kind,
        "answer": fact.answer,
        "confidence": fact.confidence,
        "words": fact.words,
        "column": fact.column,
        "norm": fact.norm,
        "observed_on": None if fact.observed_on is None else fact.observed_on.isoformat(),
    }


def _fact_of(kept: Mapping[str, Any]) -> StatedFact:
    observed_on = kept["observed_on"]
    return StatedFact(
        cast("FactKind", intern(kept["kind"])),
        cast("Answer", intern(kept["answer"])),
        cast("Confidence", intern(kept["confidence"])),
        intern(kept["words"]),
        intern(kept["column"]),
        norm=kept["norm"],
        observed_on=None if observed_on is None else _day(observed_on),
    )


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _contributions(session: Session, study_id: str) -> dict[str, list[Contribution]]:
    found: dict[str, list[Contribution]] = defaultdict(list)
    rows = session.execute(
        select(
            PlaceContribution.place_id,
            PlaceContribution.key,
            PlaceContribution.sheet,
            PlaceContribution.row_number,
            PlaceContribution.attributes,
            PlaceContribution.facts,
            PlaceContribution.lon_deg,
            PlaceContribution.lat_deg,
            PlaceContribution.made_place,
        )
        .where(PlaceContribution.study_id == study_id)
        .order_by(PlaceContribution.id)
        .execution_options(yield_per=FETCHED)
    )
    for place_id, key, sheet, number, attributes, facts, lon_deg, lat_deg, made_place in rows:
        stated = tuple(_fact_of(fact) for fact in facts)
        found[place_id].append(
            Contribution(
                *(key, intern(sheet), number, _once(attributes), stated, lon_deg, lat_deg),
                made_place=made_place,
            )
        )
    return found


def _once(attributes: Mapping[str, str]) -> Mapping[Attribute, str]:
    """Give attributes whose names are in memory once, not once a row."""
    return {cast("Attribute", intern(name)): value for name, value in attributes.items()}


def _shared(
    attributes: Mapping[Attribute, str], contributions: Sequence[Contribution]
) -> Mapping[Attribute, str]:
    """Give the attributes of a row where a place has the same: most places are as their row has them."""
    return next((each.attributes for each in contributions if each.attributes == attributes), attributes)


def _proposals(session: Session, study_id: str) -> dict[str, list[KnownProposal]]:
    found: dict[str, list[KnownProposal]] = defaultdict(list)
    rows = session.execute(
        select(
            FactProposal.place_id,
            FactProposal.kind,
            FactProposal.answer,
            FactProposal.words,
            FactProposal.state,
        )
        .join(RegisterPlace, RegisterPlace.id == FactProposal.place_id)
        .where(RegisterPlace.study_id == study_id)
        .execution_options(yield_per=FETCHED)
    )
    for place_id, kind, answer, words, state in rows:
        found[place_id].append(
            KnownProposal(
                *(cast("FactKind", intern(kind)), intern(answer)),
                *(words, cast("ProposalState", intern(state))),
            )
        )
    return found


def _positions(session: Session, study_id: str) -> dict[str, tuple[float, float]]:
    """Give where places are that are known to be at a point; a circle says nothing of likeness."""
    rows = session.execute(
        select(PlacePosition.place_id, PlacePosition.geometry)
        .join(RegisterPlace, RegisterPlace.id == PlacePosition.place_id)
        .where(RegisterPlace.study_id == study_id, RegisterPlace.precision.in_(("coordinates", "address")))
        .execution_options(yield_per=FETCHED)
    )
    found: dict[str, tuple[float, float]] = {}
    for place_id, geometry in rows:
        point = from_stored(geometry)
        assert isinstance(point, shapely.Point)
        found[place_id] = (point.x, point.y)
    return found
