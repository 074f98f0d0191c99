"""Sessions: readers cannot write, times keep their zone, nobody's change is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from tracker.errors import PreconditionFailedError
from tracker.store.session import Database, translated_errors
from tracker.store.tables import Milestone, Study

THREADS = 8
CHANGES_EACH = 25


def save(database: Database, study: Study) -> str:
    with database.writing() as session:
        session.add(study)
        session.commit()
    return study.milestones[0].id


def test_a_reading_session_cannot_write(database: Database, study: Study) -> None:
    with database.reading() as session:
        session.add(study)
        with pytest.raises(DBAPIError):
            session.flush()


def test_what_is_not_committed_is_gone(database: Database, study: Study) -> None:
    slug = study.slug
    with database.writing() as session:
        session.add(study)
        session.flush()
    with database.reading() as session:
        assert session.scalars(select(Study).where(Study.slug == slug)).one_or_none() is None


def test_a_time_comes_back_as_the_same_instant_with_its_zone(database: Database, study: Study) -> None:
    seoul = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    study.imported_at = seoul
    save(database, study)
    with database.reading() as session:
        found = session.scalars(select(Study).where(Study.slug == study.slug)).one()
        assert found.imported_at == seoul
        assert found.imported_at.tzinfo == UTC


def test_a_time_without_zone_is_refused(database: Database, study: Study) -> None:
    study.imported_at = datetime(2026, 3, 1)  # noqa: DTZ001 - the mistake under test
    with database.writing() as session:
        session.add(study)
        with pytest.raises(StatementError):
            session.flush()


def test_a_word_outside_the_list_is_refused_by_the_database(database: Database, study: Study) -> None:
    study.milestones[0].state = "forgotten"
    with database.writing() as session:
        session.add(study)
        with pytest.raises(IntegrityError):
            session.flush()


def test_relations_are_never_loaded_behind_the_callers_back(database: Database, study: Study) -> None:
    identifier = save(database, study)
    with database.reading() as session:
        milestone = session.get_one(Milestone, identifier)
        with pytest.raises(InvalidRequestError):
            _ = milestone.study


def test_a_stale_write_is_told_in_our_own_words(database: Database, study: Study) -> None:
    identifier = save(database, study)
    with database.reading() as session:
        old = session.get_one(Milestone, identifier)
        session.expunge(old)
    with database.writing() as session:
        session.get_one(Milestone, identifier).evidence = "first"
        session.commit()
    with database.writing() as session:
        session.add(old)
        old.evidence = "second"
        with pytest.raises(PreconditionFailedError), translated_errors():
            session.flush()


def test_of_many_simultaneous_changes_none_is_lost(database: Database, study: Study) -> None:
    """Each thread reads, adds one, and saves, again when it was not first; the sum must be exact."""
    identifier = save(database, study)

    def add_one() -> int:
        tries = 0
        while True:
            tries += 1
            with database.reading() as session:
                seen = session.get_one(Milestone, identifier)
                session.expunge(seen)
            try:
                with database.writing() as session:
                    session.add(seen)
                    seen.evidence = str(int(seen.evidence or 0) + 1)
                    session.commit()
            except StaleDataError:
                continue
            return tries

    with ThreadPoolExecutor(THREADS) as pool:
        tries = list(pool.map(lambda _: add_one(), range(THREADS * CHANGES_EACH)))
    with database.reading() as session:
        found = session.get_one(Milestone, identifier)
        assert found.evidence == str(THREADS * CHANGES_EACH)
        assert found.version == THREADS * CHANGES_EACH + 1
    assert sum(tries) >= THREADS * CHANGES_EACH
