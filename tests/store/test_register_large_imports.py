"""What the register asks of the database for a large import: no more work a row than for a small one."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import event, func, insert, select, update

from studies.loader import load_study
from tests.made_places import CENTRE, RECORDED, STUDY, add_place
from tracker.services.seeding import seed_studies
from tracker.settings import DatabaseSettings
from tracker.store.register import imports, undoing
from tracker.store.register.existing import list_existing
from tracker.store.session import Database, Session, open_database
from tracker.store.studies import find_study
from tracker.store.tables import (
    FactProposal,
    ImportRow,
    PlaceChange,
    PlaceContribution,
    PlacePosition,
    RegisterImport,
    Suggestion,
)

STEPS_COUNTED = 10


@pytest.fixture(scope="module", autouse=True)
def _study(database: Database, repository: Path) -> None:
    with database.writing() as session:
        seed_studies(session, [load_study(repository / "studies" / STUDY)])
        session.commit()


def study_id(session: Session) -> str:
    study = find_study(session, STUDY)
    assert study is not None
    return study.id


def an_import(session: Session) -> str:
    row = RegisterImport(
        study_id=study_id(session),
        file_name="a.csv",
        sha256="0" * 64,
        format="csv",
        mapping_key="a",
        state="committed",
        mapping={},
        counts={},
        located={},
        notes=[],
        gone=[],
        created_at=RECORDED,
        created_by="made",
        committed_at=RECORDED,
        committed_by="made",
    )
    imports.add_import(session, row, b"")
    return row.id


def places_of(session: Session, import_id: str, count: int) -> list[str]:
    """Add places that an import made, each with an open proposal."""
    made = [
        add_place(session, f"UBS {number}", key=f"{import_id}-{number}", proposals=[("lift", "yes", "Lift.")])
        for number in range(count)
    ]
    session.execute(
        insert(PlaceChange),
        [
            {
                "import_id": import_id,
                "place_id": place_id,
                "version_after": 1,
                "made_place": True,
                "before": None,
            }
            for place_id in made
        ],
    )
    session.execute(update(FactProposal).where(FactProposal.place_id.in_(made)).values(import_id=import_id))
    return made


def changed_since(session: Session, import_id: str) -> list[tuple[str, str]]:
    found = undoing.list_changed_since(session, import_id, committed_at=RECORDED, limit=100)
    return [(place.name, place.why) for place in found]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Count what is said to the database."""
    told: list[str] = []

    def listen(*arguments: Any) -> None:  # noqa: ANN401 - six arguments of SQLAlchemy, one used
        told.append(arguments[2])

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        yield told
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)


def test_rows_with_gaps_are_stored_in_one_statement(database: Database) -> None:
    with database.writing() as session:
        import_id = an_import(session)
        rows: list[dict[str, Any]] = [
            {
                "import_id": import_id,
                "sheet": "",
                "row_number": number,
                "outcome": "accepted",
                "action": "create",
                "place_id": None,
                "remarks": [],
                "precision": "coordinates" if number % 2 else None,
            }
            for number in range(20)
        ]
        with statements(database) as told:
            imports.add_rows(session, iter(rows))
        assert len(told) == 1
        kept = session.execute(
            select(ImportRow.row_number, ImportRow.precision, ImportRow.place_id, ImportRow.remarks)
            .where(ImportRow.import_id == import_id)
            .order_by(ImportRow.row_number)
        ).all()
        assert [tuple(row) for row in kept] == [
            (number, "coordinates" if number % 2 else None, None, []) for number in range(20)
        ]


def test_looking_for_changed_places_takes_four_times_as_long_for_four_times_as_many(
    migrated_file: Path, tmp_path: Path, repository: Path
) -> None:
    # The embedded database alone, as it counts its own steps.
    path = tmp_path / "counted.sqlite"
    shutil.copy(migrated_file, path)
    opened = open_database(DatabaseSettings(url=SecretStr(f"sqlite:///{path}")))
    steps: list[int] = []
    with opened.writing() as session:
        seed_studies(session, [load_study(repository / "studies" / STUDY)])
        counted = session.connection().connection.driver_connection
        assert counted is not None
        for count in (60, 240):
            import_id = an_import(session)
            places_of(session, import_id, count)
            met: list[None] = []
            counted.set_progress_handler(partial(met.append, None), STEPS_COUNTED)
            assert changed_since(session, import_id) == []
            counted.set_progress_handler(None, 0)
            steps.append(len(met))
    opened.close()
    assert 0 < steps[1] < 6 * steps[0]  # sixteen times, if each place looked through all proposals


def test_every_reason_not_to_undo_is_found(database: Database) -> None:
    with database.writing() as session:
        import_id = an_import(session)
        first, second, third, _ = places_of(session, import_id, 4)
        session.execute(update(PlaceChange).where(PlaceChange.place_id == first).values(version_after=0))
        session.execute(update(FactProposal).where(FactProposal.place_id == second).values(state="confirmed"))
        session.add(
            Suggestion(
                study_id=study_id(session),
                place_id=third,
                text="blocked",
                language="en",
                address_sha256="0" * 64,
                sent_at=RECORDED,
                state="waiting",
            )
        )
        # one about no place must not hide the others
        session.add(
            Suggestion(
                study_id=study_id(session),
                text="new place",
                language="en",
                address_sha256="0" * 64,
                sent_at=RECORDED,
                state="waiting",
            )
        )
        session.flush()
        assert changed_since(session, import_id) == [
            ("UBS 0", "was changed"),
            ("UBS 1", "has a proposal that was decided on"),
            ("UBS 2", "has a suggestion from the public"),
        ]


def test_a_place_as_its_row_has_it_is_held_in_memory_once(database: Database) -> None:
    with database.writing() as session:
        same = add_place(session, "UBS Igual", address="Rua A, 1")
        other = add_place(session, "UBS Outra", address="Rua B, 2, changed by a person")
        for place_id, address in ((same, "Rua A, 1"), (other, "Rua B, 2")):
            name = "UBS Igual" if place_id == same else "UBS Outra"
            session.add(
                PlaceContribution(
                    study_id=study_id(session),
                    place_id=place_id,
                    key=name,
                    key_sha256=hashlib.sha256(name.encode()).hexdigest(),
                    sheet="",
                    row_number=2,
                    attributes={"name": name, "address": address},
                    facts=[],
                    made_place=True,
                )
            )
        session.flush()
        found = {place.id: place for place in list_existing(session, study_id(session))}
        (given,) = found[same].contributions
        assert found[same].attributes is given.attributes
        assert dict(given.attributes) == {"name": "UBS Igual", "address": "Rua A, 1"}
        assert found[other].attributes["address"] == "Rua B, 2, changed by a person"
        assert found[other].contributions[0].attributes["address"] == "Rua B, 2"


def test_a_position_is_stored_to_the_last_digit(database: Database) -> None:
    from tracker.store.geometry import from_stored
    from tracker.store.register.writing import Writes, write

    point = (-46.123456789012345, -1e-07)
    with database.writing() as session:
        place_id = add_place(session, "UBS Exacta", key="exact", point=None)
        write(session, Writes(positions={place_id: point}), study_id=study_id(session), at=RECORDED)
        stored = session.scalars(
            select(PlacePosition.geometry).where(PlacePosition.place_id == place_id)
        ).one()
        assert tuple(from_stored(stored).coords[0]) == point
        write(session, Writes(positions={place_id: CENTRE}), study_id=study_id(session), at=RECORDED)
        count = select(func.count()).select_from(PlacePosition).where(PlacePosition.place_id == place_id)
        assert session.scalar(count) == 1
