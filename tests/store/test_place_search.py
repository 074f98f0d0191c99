"""The narrow row that places are found by stays equal to place, position and facts, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from sqlalchemy import delete, func, select, update

from studies.loader import load_study
from tests.made_places import CENTRE, STUDY, add_place, days_ago, north_of_centre, said, to_row
from tracker.clock import today
from tracker.register.vocabulary import FACT_KINDS
from tracker.services.register.facts import keep_facts
from tracker.services.seeding import seed_studies
from tracker.store.geometry import to_stored
from tracker.store.session import Database, Session
from tracker.store.tables import (
    PlaceFact,
    PlaceObservation,
    PlacePosition,
    PlaceSearch,
    RegisterPlace,
    Study,
)
from tracker.store.text_search import has_words


@pytest.fixture(scope="module", autouse=True)
def _study(database: Database, repository: Path) -> None:
    # a study that has a record cannot be taken away, and this one is
    nothing: dict[str, object] = {"record": None, "stages": [], "milestones": [], "deliverables": []}
    study = load_study(repository / "studies" / STUDY).model_copy(update=nothing)
    with database.writing() as session:
        seed_studies(session, [study])
        session.commit()


def row(session: Session, place_id: str) -> PlaceSearch:
    session.expire_all()
    return session.scalars(select(PlaceSearch).where(PlaceSearch.place_id == place_id)).one()


def found(session: Session, *words: str) -> list[str]:
    return list(session.scalars(select(PlaceSearch.place_id).where(has_words(words))))


def test_a_new_place_has_its_row(database: Database) -> None:
    with database.writing() as session:
        place_id = add_place(session, "UBS Água", district="Lapa", facts=[said("lift", "yes")])
        kept = row(session, place_id)
        assert (kept.words, kept.sort_text, kept.kind) == ("ubs agua lapa", "ubs agua lapa", "health")
        assert (kept.lon_deg, kept.lat_deg, kept.radius_m) == (*CENTRE, 25.0)
        assert kept.known_on == days_ago(10)


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_each_kind_of_fact_has_its_bit_in_the_order_of_the_vocabulary(database: Database, kind: str) -> None:
    bit = 1 << FACT_KINDS.index(kind)
    with database.writing() as session:
        yes = add_place(session, "Yes", key="yes", facts=[said(kind, "yes")])  # type: ignore[arg-type]
        no = add_place(session, "No", key="no", facts=[said(kind, "no")])  # type: ignore[arg-type]
        stale = add_place(session, "Old", key="old", facts=[said(kind, "yes", days=None)])  # type: ignore[arg-type]
        assert [(row(session, at).current_yes, row(session, at).current_no) for at in (yes, no, stale)] == [
            (bit, 0),
            (0, bit),
            (0, 0),
        ]


def test_it_follows_every_change(database: Database) -> None:
    with database.writing() as session:
        place_id = add_place(session, "UBS Lapa", facts=[said("lift", "yes")])
        place = session.get_one(RegisterPlace, place_id)
        place.search_text, place.state, place.radius_m = "ceu perus", "withdrawn", 9.0
        session.flush()
        kept = row(session, place_id)
        assert (kept.words, kept.state, kept.radius_m) == ("ceu perus", "withdrawn", 9.0)
        assert found(session, "lapa") == []
        assert found(session, "per", "ce") == [place_id]
        session.add(to_row(said("lift", "no", days=1), place_id))
        session.flush()
        keep_facts(session, [place_id], today=today())
        kept = row(session, place_id)
        assert (kept.current_yes, kept.current_no, kept.known_on) == (0, 1 << 3, days_ago(1))
        session.execute(
            update(PlacePosition)
            .where(PlacePosition.place_id == place_id)
            .values(geometry=to_stored(shapely.Point(north_of_centre(100))))
        )
        assert row(session, place_id).lat_deg == north_of_centre(100)[1]


def test_it_follows_what_is_taken_away(database: Database) -> None:
    with database.writing() as session:
        place_id = add_place(session, "UBS Lapa", facts=[said("lift", "yes")])
        for table in (PlaceFact, PlacePosition, PlaceObservation):
            session.execute(delete(table).where(table.place_id == place_id))
        kept = row(session, place_id)
        assert (kept.current_yes, kept.known_on, kept.lon_deg, kept.lat_deg) == (0, None, None, None)


def test_it_goes_with_the_place_and_with_the_study(database: Database) -> None:
    with database.writing() as session:
        one = add_place(session, "UBS Um", key="um")
        add_place(session, "UBS Dois", key="dois")
        session.expunge_all()
        session.execute(delete(RegisterPlace).where(RegisterPlace.id == one))
        assert len(found(session, "ubs")) == 1
        session.execute(delete(Study).where(Study.slug == STUDY))
        assert found(session, "ubs") == []
        assert session.scalar(select(func.count()).select_from(PlaceSearch)) == 0


@pytest.mark.parametrize("words", [("10a",), ("1e5",), ("서울",), ("o'",), ("and",), ("near",)])
def test_words_that_mean_something_to_a_database_are_plain_words(
    database: Database, words: tuple[str, ...]
) -> None:
    from tracker.register.search_text import query_words

    with database.writing() as session:
        place_id = add_place(session, f"Casa {words[0]} nota")
        asked = query_words(words[0])
        assert found(session, *asked, "nota") == [place_id]
