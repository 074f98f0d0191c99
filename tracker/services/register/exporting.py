"""Places that go out as files: what anybody may have, and what those who keep the register have besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final, cast

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.register.exports.formats import FORMATS
from tracker.register.exports.model import About, OutgoingFact, OutgoingPlace, Reading
from tracker.register.facts import Standing
from tracker.register.vocabulary import PrecisionClass, ServiceKind
from tracker.schemas.finder import ExportFormat
from tracker.services.principals import check_allowed
from tracker.services.register.facts import standings
from tracker.services.register.finder import PUBLISHED, get_public_study
from tracker.services.register.search import PlaceQuery, list_matching
from tracker.services.register.shapes import public_attributes, read_position
from tracker.services.studies import definition_of, get_study_row
from tracker.store import register_places as store
from tracker.store.tables import PlaceObservation, RegisterPlace, Study

NOT_WITHDRAWN: Final = ("draft", "published")
EVERY_PLACE: Final = PlaceQuery()


def export_published(
    session: Session,
    slug: str,
    query: PlaceQuery,
    file_format: ExportFormat,
    path: Path,
    *,
    at: datetime,
    licence: str,
) -> None:
    """Write the published places of a study that are looked for, for anybody."""
    study = get_public_study(session, slug)
    write_places(session, study, file_format, path, states=PUBLISHED, at=at, licence=licence, query=query)


def export_register(
    session: Session,
    principal: Principal,
    slug: str,
    file_format: ExportFormat,
    path: Path,
    *,
    at: datetime,
    licence: str,
) -> None:
    """Write the places of a study that are not withdrawn, drafts too."""
    check_allowed(principal, "register.read", study=slug)
    study = get_study_row(session, principal, slug)
    write_places(session, study, file_format, path, states=NOT_WITHDRAWN, at=at, licence=licence)


def write_places(
    session: Session,
    study: Study,
    file_format: ExportFormat,
    path: Path,
    *,
    states: Sequence[str],
    at: datetime,
    licence: str,
    query: PlaceQuery = EVERY_PLACE,
) -> None:
    """Write places of a study in some states, without asking for rights: routes and commands do."""
    about = _about(study, today=at.date(), licence=licence)
    found = list_matching(session, study, query, states=states)
    FORMATS[file_format].write(_outgoing(session, found, today=at.date()), about, path)


def _about(study: Study, *, today: date, licence: str) -> About:
    definition = definition_of(study)
    cities = [party.name for party in definition.parties if party.role == "city_partner"]
    return About(
        study=study.slug,
        title=definition.title["en"],
        licence=licence,
        attribution=", ".join(cities) or definition.place.city,
        facts_as_of=today,
    )


def _outgoing(
    session: Session, found: Iterable[list[RegisterPlace]], *, today: date
) -> Iterator[OutgoingPlace]:
    for places in found:
        observations = store.list_observations(session, [place.id for place in places])
        for place in places:
            yield _outgoing_place(place, observations[place.id], today=today)
        # Loading the next places lets go of the last.
        session.expunge_all()


def _outgoing_place(
    place: RegisterPlace, observations: Sequence[PlaceObservation], *, today: date
) -> OutgoingPlace:
    position = read_position(place)
    return OutgoingPlace(
        key=place.key,
        name=place.name,
        kind=cast("ServiceKind", place.kind),
        state=place.state,
        district=place.district,
        attributes=public_attributes(place.attributes),
        lon_deg=None if position is None else position.lon_deg,
        lat_deg=None if position is None else position.lat_deg,
        precision=cast("PrecisionClass", place.precision),
        radius_m=None if position is None else position.radius_m,
        facts=tuple(
            OutgoingFact(found.kind, found.answer, _reading(found), found.observed_on)
            for found in standings(observations, today=today)
        ),
        updated_at=place.updated_at,
    )


def _reading(found: Standing) -> Reading:
    if found.disputed:
        return "disputed"
    if not found.counted:
        return "none"
    return "stale" if found.stale else "current"
