"""Whatever is done to places, the finder shows those that are published, all of them, and nothing else."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studies.loader import load_study
from tests.made_places import CENTRE, STUDY, add_place, north_of_centre
from tracker.clock import now, today
from tracker.domain.permissions import Grant, Principal
from tracker.errors import NotFoundError
from tracker.schemas.register_places import ObservationCreate, PlaceUpdate, PositionUpdate
from tracker.services.register import exporting, finder, places
from tracker.services.register.search import PlaceQuery
from tracker.services.seeding import seed_studies
from tracker.store.session import Database, Session

ONE_DATABASE = pytest.mark.parametrize("database_kind", ["embedded"], indirect=True, scope="module")
KEEPER = Principal("me", "Keeper", "me@x.example", "City", "en", (Grant("city_partner", STUDY),))
NUMBERS = count()


@dataclass(frozen=True)
class Step:
    """Something done to one of the places."""

    what: Literal["publish", "withdraw", "draft", "rename", "move", "lose", "observe", "add"]
    which: int


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(["publish", "withdraw", "draft", "rename", "move", "lose", "observe", "add"]),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=15,
)
STATES = {"publish": "published", "withdraw": "withdrawn", "draft": "draft"}


@pytest.fixture(scope="module")
def kept(database: Database, repository: Path) -> Database:
    with database.writing() as session:
        seed_studies(session, [load_study(repository / "studies" / STUDY)])
        session.commit()
    return database


def do(session: Session, step: Step, expected: dict[str, tuple[str, str]]) -> None:
    """Carry a step out, and keep identifier, key and state of every place beside."""
    if step.what == "add" or not expected:
        key = f"place-{next(NUMBERS)}"
        state = ("draft", "published", "withdrawn")[step.which % 3]
        expected[add_place(session, f"Name {key}", key=key, state=state)] = (key, state)
        return
    place_id = list(expected)[step.which % len(expected)]
    key, state = expected[place_id]
    if step.what == "observe":
        said = ObservationCreate(kind="lift", answer="yes", observer="somebody", observed_on=today())
        places.add_observation(session, KEEPER, place_id, said, at=now(), today=today())
        return
    if step.what in STATES:
        state = STATES[step.what]
        change = PlaceUpdate.model_validate({"state": state, "reason": "because"})
    elif step.what == "rename":
        change = PlaceUpdate(name=f"Other name {next(NUMBERS)}", reason="because")
    else:
        lon, lat = north_of_centre(step.which)
        position = PositionUpdate(lon_deg=lon, lat_deg=lat) if step.what == "move" else None
        change = PlaceUpdate(position=position, reason="because")
    version = places.get_place(session, KEEPER, place_id, today=today()).version
    places.update_place(session, KEEPER, place_id, change, expected_version=version, at=now(), today=today())
    expected[place_id] = (key, state)


def found(session: Session, query: PlaceQuery) -> set[str]:
    """Give the keys of all pages."""
    keys: set[str] = set()
    cursor: str | None = None
    while True:
        page = finder.find_places(
            session,
            STUDY,
            PlaceQuery(q=query.q, near=query.near, strict=query.strict, limit=3, cursor=cursor),
            today=today(),
        )
        keys |= {place.key for place in page.items}
        cursor = page.next_cursor
        if cursor is None:
            return keys


@ONE_DATABASE
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_the_finder_shows_exactly_the_published_places(
    kept: Database, steps: list[Step], tmp_path: Path
) -> None:
    expected: dict[str, tuple[str, str]] = {}
    with kept.writing() as session:  # never committed: each example begins with an empty register
        for step in steps:
            do(session, step, expected)
        published = {key for key, state in expected.values() if state == "published"}
        hidden = {key for key, state in expected.values() if state != "published"}
        if not published:
            with pytest.raises(NotFoundError):
                finder.find_places(session, STUDY, PlaceQuery(), today=today())
            return
        assert found(session, PlaceQuery()) == published
        assert found(session, PlaceQuery(q="name")) == published
        assert found(session, PlaceQuery(near=CENTRE)) <= published
        assert finder.get_choices(session, STUDY).total == len(published)
        for key in hidden:
            with pytest.raises(NotFoundError):
                finder.get_place(session, STUDY, key, today=today())
        assert [item.published_count for item in finder.list_finders(session).items] == [len(published)]
        session.flush()
        near = found(session, PlaceQuery(near=CENTRE))  # a page each, while a file has them all at once
        assert exported(session, PlaceQuery(near=CENTRE), tmp_path / "near.csv") == near
        assert exported(session, PlaceQuery(), tmp_path / "places.csv") == published


def exported(session: Session, query: PlaceQuery, path: Path) -> set[str]:
    """Give the keys of a file."""
    exporting.export_published(session, STUDY, query, "csv", path, at=now(), licence="none")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["key"] for row in csv.DictReader(file)}
