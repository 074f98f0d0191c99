"""Queries on what waits for a person: proposals, disputes, doubtful positions, stale facts, suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from sqlalchemy import Select, func, literal, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from tracker.store.tables import (
    Area,
    AreaGeometry,
    Assessment,
    FactProposal,
    PlaceFact,
    PlacePosition,
    RegisterPlace,
    Suggestion,
)

PARTS: Final = ("proposals", "disputes", "positions", "stale", "suggestions")
# A person can do better than these: the rest are as good as addresses get.
DOUBTFUL: Final = ("postcode", "district", "none")


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    One thing that waits.

    `item` is the identifier of the proposal or suggestion, the kind of the fact in dispute, or empty.
    """

    place_id: str | None
    item: str
    name: str
    point_deg: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Inhabited:
    """Centres of hexagons (n, 2) in degrees and the people who live in each."""

    centres_deg: np.ndarray
    people: np.ndarray


def _statement(part: str, study_id: str) -> Select[str, str, str]:
    """Select place and item of a part; a place that was withdrawn asks for nothing any more."""
    of_study = (RegisterPlace.study_id == study_id, RegisterPlace.state != "withdrawn")
    name = RegisterPlace.search_text
    if part == "proposals":
        return (
            select(RegisterPlace.id, FactProposal.id, name)
            .join(FactProposal, FactProposal.place_id == RegisterPlace.id)
            .where(*of_study, FactProposal.state == "open")
        )
    if part == "disputes":
        return (
            select(RegisterPlace.id, PlaceFact.kind, name)
            .join(PlaceFact, PlaceFact.place_id == RegisterPlace.id)
            .where(*of_study, PlaceFact.disputed.is_(True))
        )
    if part == "positions":
        return select(RegisterPlace.id, literal(""), name).where(
            *of_study, RegisterPlace.precision.in_(DOUBTFUL)
        )
    if part == "stale":
        return (
            select(RegisterPlace.id, literal(""), name)
            .join(PlaceFact, PlaceFact.place_id == RegisterPlace.id)
            .where(*of_study, PlaceFact.stale.is_(True))
            .distinct()
        )
    return (
        select(RegisterPlace.id, Suggestion.id, name)
        .select_from(Suggestion)
        .join(RegisterPlace, RegisterPlace.id == Suggestion.place_id, isouter=True)
        .where(Suggestion.study_id == study_id, Suggestion.state == "waiting")
    )


def count_waiting(session: Session, study_id: str) -> dict[str, int]:
    """Count what waits in each part."""
    return {
        part: session.scalars(select(func.count()).select_from(_statement(part, study_id).subquery())).one()
        for part in PARTS
    }


def list_waiting(session: Session, study_id: str, part: str) -> list[Waiting]:
    """List everything that waits in a part, with the place's point."""
    waiting = _statement(part, study_id).subquery()
    place_id, item, name = waiting.columns
    statement = select(place_id, item, name, type_coerce(PlacePosition.geometry, NullType())).join_from(
        waiting, PlacePosition, PlacePosition.place_id == place_id, isouter=True
    )
    rows = session.execute(statement).all()
    shapes = shapely.from_wkb([row[3] for row in rows])
    return [
        Waiting(row[0], row[1], row[2] or "", None if shape is None else (shape.x, shape.y))
        for row, shape in zip(rows, shapes, strict=True)
    ]


def find_inhabited(session: Session, study_id: str) -> Inhabited | None:
    """Find where people live by the study's newest finished assessment."""
    newest = session.scalars(
        select(Assessment.id)
        .where(Assessment.study_id == study_id, Assessment.finished_at.is_not(None))
        .order_by(Assessment.finished_at.desc(), Assessment.id)
        .limit(1)
    ).one_or_none()
    if newest is None:
        return None
    rows = session.execute(
        select(Area.population, type_coerce(AreaGeometry.geometry, NullType()))
        .join(AreaGeometry, AreaGeometry.area_id == Area.id)
        .where(Area.assessment_id == newest, Area.kind == "hexagon")
    ).all()
    centres = shapely.centroid(shapely.from_wkb([row[1] for row in rows]))
    return Inhabited(
        centres_deg=shapely.get_coordinates(centres).reshape(-1, 2),
        people=np.array([row[0] for row in rows], dtype=float),
    )


def list_proposals(session: Session, proposal_ids: Sequence[str]) -> dict[str, FactProposal]:
    """Give proposals by identifier."""
    statement = select(FactProposal).where(FactProposal.id.in_(proposal_ids))
    return {proposal.id: proposal for proposal in session.scalars(statement)}


def list_suggestions(session: Session, suggestion_ids: Sequence[str]) -> dict[str, Suggestion]:
    """Give suggestions by identifier."""
    statement = select(Suggestion).where(Suggestion.id.in_(suggestion_ids))
    return {suggestion.id: suggestion for suggestion in session.scalars(statement)}
