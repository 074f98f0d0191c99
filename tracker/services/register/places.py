"""Reading and changing places of the register; every change leaves what was before in the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final, cast

from sqlalchemy.orm import Session

from tracker.domain.permissions import Action, Principal
from tracker.errors import InvalidInputError, NotFoundError, RuleConflictError
from tracker.register.candidates import Attribute
from tracker.register.facts import review_due
from tracker.register.positions import ADDRESS_RADIUS_M, COORDINATES_RADIUS_M
from tracker.register.search_text import search_text_of
from tracker.register.vocabulary import Answer, Confidence, FactKind, PrecisionClass
from tracker.schemas.register_places import (
    AttributeRead,
    ObservationCreate,
    ObservationRead,
    PlaceRead,
    PlaceSummaries,
    PlaceUpdate,
    PositionUpdate,
)
from tracker.services import audit
from tracker.services.principals import check_allowed, check_version
from tracker.services.register.facts import keep_facts, standings
from tracker.services.register.proposals import read_proposal
from tracker.services.register.search import PlaceQuery, search_places
from tracker.services.register.shapes import read_position, read_summaries, read_summary
from tracker.services.studies import get_study_row
from tracker.store import register_places as store
from tracker.store.tables import PlaceAttribute, PlaceObservation, RegisterPlace

STATES: Final = ("draft", "published", "withdrawn")
LONGEST_NAME: Final = 300
LONGEST_DISTRICT: Final = 200
# What a person may leave out, because it is the same for every place found that way [m].
USUAL_RADIUS_M: Final[dict[PrecisionClass, float]] = {
    "coordinates": COORDINATES_RADIUS_M,
    "address": ADDRESS_RADIUS_M,
}
Remember = Callable[[str, str | None], None]


def list_places(
    session: Session,
    principal: Principal,
    slug: str,
    query: PlaceQuery,
    *,
    states: Sequence[str],
    today: date,
) -> PlaceSummaries:
    """List a study's places, published or not, that meet the filters."""
    check_allowed(principal, "register.read", study=slug)
    study = get_study_row(session, principal, slug)
    found = search_places(session, study, query, states=states or STATES)
    items = read_summaries(session, found.places, study=slug, today=today, distances_m=found.distances_m)
    return PlaceSummaries(items=items, total=found.total, next_cursor=found.next_cursor)


def get_place(session: Session, principal: Principal, place_id: str, *, today: date) -> PlaceRead:
    """Read a place with everything that is known of it."""
    place = get_place_row(session, principal, place_id, "register.read")
    return read_place(session, place, today=today)


def get_place_row(
    session: Session, principal: Principal, place_id: str, action: Action, *, for_update: bool = False
) -> RegisterPlace:
    """Find a place the principal may do something with; everything else is 404."""
    place = store.find_place(session, place_id, for_update=for_update)
    if place is None:
        raise NotFoundError("There is no such thing, or it is not yours to see.")
    check_allowed(principal, action, study=place.study.slug)
    return place


def update_place(
    session: Session,
    principal: Principal,
    place_id: str,
    change: PlaceUpdate,
    *,
    expected_version: int,
    at: datetime,
    today: date,
) -> PlaceRead:
    """
    Change the fields sent; what they were stays in the history.

    Raises
    ------
    InvalidInputError
        With every fault of the change; nothing is changed then.
    PreconditionFailedError
        If somebody saved first.
    """
    place = get_place_row(session, principal, place_id, "register.review", for_update=True)
    if "state" in change.model_fields_set:
        check_allowed(principal, "register.publish", study=place.study.slug)
    check_version(
        place.version,
        expected=expected_version,
        what="place",
        saved_by=place.updated_by,
        record=lambda: read_place(session, place, today=today),
    )
    if faults := _faults(change):
        raise InvalidInputError(f"The change has {len(faults)} faults.", faults)

    before = {**place.attributes, "kind": place.kind, "state": place.state}
    changes: list[audit.Change] = []

    def remember(attribute: str, value: str | None) -> None:
        changes.append(audit.Change(attribute, before.get(attribute), value))
        store.add_attribute(
            session, place.id, attribute, value, source=change.reason, at=at, by=principal.name
        )

    _set_fields(place, change, remember)
    if "position" in change.model_fields_set:
        _set_position(session, place, change.position, remember, by=f"{principal.name}: {change.reason}")
    place.updated_at, place.updated_by = at, principal.name
    session.flush()
    note_place(session, place, principal, action="place.update", changes=changes, reason=change.reason, at=at)
    return read_place(session, place, today=today)


def _faults(change: PlaceUpdate) -> list[tuple[str, str]]:
    sent = change.model_fields_set
    faults = [
        (f"/{name}", "cannot be taken away")
        for name in ("name", "kind", "state", "attributes")
        if name in sent and getattr(change, name) is None
    ]
    if "name" in (change.attributes or {}):
        faults.append(("/attributes/name", "is changed with the member name"))
    position = change.position
    if position is not None and position.precision == "none":
        faults.append(("/position/precision", "send null as the position of a place that nobody can locate"))
    elif position is not None and position.radius_m is None and position.precision not in USUAL_RADIUS_M:
        faults.append(("/position/radius_m", f"is needed with precision {position.precision}"))
    return faults


def _set_fields(place: RegisterPlace, change: PlaceUpdate, remember: Remember) -> None:
    attributes = dict(place.attributes)
    wanted: dict[str, str | None] = {
        str(attribute): value for attribute, value in (change.attributes or {}).items()
    }
    if change.name is not None:
        wanted["name"] = change.name
    for attribute, value in wanted.items():
        if attributes.get(attribute) == value:
            continue
        remember(attribute, value)
        if value is None:
            attributes.pop(attribute, None)
        else:
            attributes[attribute] = value
    for field, value in (("kind", change.kind), ("state", change.state)):
        if value is not None and getattr(place, field) != value:
            remember(field, value)
            setattr(place, field, value)
    place.attributes = attributes
    place.name = attributes.get("name", place.name)[:LONGEST_NAME]
    place.district = attributes.get("district", "")[:LONGEST_DISTRICT]
    place.search_text = search_text_of(place.name, cast("dict[Attribute, str]", attributes))


def _set_position(
    session: Session, place: RegisterPlace, wanted: PositionUpdate | None, remember: Remember, *, by: str
) -> None:
    place.found_by = by
    if wanted is None:
        place.precision, place.radius_m = "none", None
        store.set_position(session, place, None)
        remember("position", None)
        return
    place.precision = wanted.precision
    radius_m = wanted.radius_m if wanted.radius_m is not None else USUAL_RADIUS_M[wanted.precision]
    place.radius_m = radius_m
    store.set_position(session, place, (wanted.lon_deg, wanted.lat_deg))
    remember("position", f"{wanted.lat_deg:.6f}, {wanted.lon_deg:.6f} ({wanted.precision}, {radius_m:g} m)")


def add_observation(
    session: Session,
    principal: Principal,
    place_id: str,
    said: ObservationCreate,
    *,
    at: datetime,
    today: date,
) -> PlaceRead:
    """
    Add what somebody saw; with `settles`, decide between sources that disagree.

    Raises
    ------
    InvalidInputError
        If it was seen on a day to come.
    RuleConflictError
        If it settles what is not in dispute.
    """
    place = get_place_row(session, principal, place_id, "register.review", for_update=True)
    if said.observed_on is not None and said.observed_on > today:
        raise InvalidInputError(
            "Nobody has seen what is to come.", [("/observed_on", f"is after today, {today}")]
        )
    if said.settles and not _is_disputed(session, place, said.kind, today=today):
        raise RuleConflictError(
            "There is nothing to settle.", [("/settles", f"no current sources disagree on {said.kind}")]
        )
    row = PlaceObservation(
        place_id=place.id,
        source=said.observer,
        import_id=None,
        recorded_at=at,
        recorded_by=principal.name,
        withdrawn_at=None,
        **said.model_dump(),
    )
    put_observation(session, place, row, at=at, by=principal.name, today=today)
    changes = [audit.Change(said.kind, None, said.answer), audit.Change("settles", None, said.settles)]
    note_place(session, place, principal, action="place.observe", changes=changes, at=at)
    return read_place(session, place, today=today)


def note_place(
    session: Session,
    place: RegisterPlace,
    principal: Principal,
    *,
    action: str,
    changes: Sequence[audit.Change],
    reason: str | None = None,
    at: datetime,
) -> None:
    """Write down what somebody did to a place; nothing of the observer, who may be a private person."""
    audit.record(
        session,
        scope=audit.scope_of(place.study),
        principal=principal,
        action=action,
        kind="place",
        object_id=place.id,
        version=place.version,
        changes=changes,
        reason=reason,
        at=at,
    )


def put_observation(
    session: Session, place: RegisterPlace, row: PlaceObservation, *, at: datetime, by: str, today: date
) -> None:
    """Add an observation and make anew what is kept of the place's facts."""
    store.add_observation(session, row)
    keep_facts(session, [place.id], today=today)
    place.updated_at, place.updated_by = at, by
    session.flush()


def _is_disputed(session: Session, place: RegisterPlace, kind: FactKind, *, today: date) -> bool:
    observations = store.list_observations(session, [place.id])[place.id]
    return any(found.disputed for found in standings(observations, today=today) if found.kind == kind)


# Shapes -----------------------------------------------------------------------------------------------


def read_place(session: Session, place: RegisterPlace, *, today: date) -> PlaceRead:
    """Shape a place with history, observations and proposals."""
    observations = store.list_observations(session, [place.id], withdrawn=True)[place.id]
    proposals = store.list_proposals(session, place.id)
    summary = read_summary(
        place,
        [row for row in observations if row.withdrawn_at is None],
        study=place.study.slug,
        today=today,
        proposals_open=sum(proposal.state == "open" for proposal in proposals),
    )
    notes = place.attributes.get("notes")
    return PlaceRead(
        **{**dict(summary), "position": read_position(place)},
        found_by=place.found_by,
        created_at=place.created_at,
        updated_by=place.updated_by,
        history=_read_history(store.list_attributes(session, place.id)),
        observations=read_observations(observations, today=today),
        proposals=[read_proposal(proposal, notes) for proposal in proposals],
    )


def _read_history(rows: Sequence[PlaceAttribute]) -> list[AttributeRead]:
    """Shape the history, newest first: the newest value of each attribute stands."""
    seen: set[str] = set()
    found = []
    for row in rows:
        found.append(
            AttributeRead(
                attribute=row.attribute,
                value=row.value,
                source=row.source,
                import_id=row.import_id,
                recorded_at=row.recorded_at,
                recorded_by=row.recorded_by,
                stands=row.attribute not in seen,
            )
        )
        seen.add(row.attribute)
    return found


def read_observations(rows: Sequence[PlaceObservation], *, today: date) -> list[ObservationRead]:
    """Shape observations, newest first, each with whether the answer rests on it."""
    counted = {each.id for found in standings(rows, today=today) for each in found.counted}
    return [
        ObservationRead(
            id=row.id,
            kind=cast("FactKind", row.kind),
            answer=cast("Answer", row.answer),
            source=row.source,
            observed_on=row.observed_on,
            observer=row.observer,
            confidence=cast("Confidence", row.confidence),
            norm=row.norm,
            evidence=row.evidence,
            settles=row.settles,
            import_id=row.import_id,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
            withdrawn_at=row.withdrawn_at,
            review_due=review_due(cast("FactKind", row.kind), row.observed_on) if row.observed_on else None,
            counts=row.id in counted,
        )
        for row in reversed(rows)
    ]
