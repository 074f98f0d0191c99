"""Queries on imports: the files, what became of their rows, and mappings that were saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import Session, joinedload

from tracker.store.tables import (
    ImportFile,
    ImportRow,
    PlaceContribution,
    RegisterImport,
    SavedMapping,
    Study,
)

CHUNK_ROWS = 2_000


def lock_study(session: Session, study_id: str) -> None:
    """Let one import into a register happen at a time; the embedded database has one writer anyway."""
    session.execute(select(Study.id).where(Study.id == study_id).with_for_update()).all()


def add_import(session: Session, row: RegisterImport, content: bytes) -> None:
    """Store an import and the bytes of its file."""
    session.add(row)
    session.flush()
    session.execute(insert(ImportFile), [{"import_id": row.id, "content": content}])


def add_rows(session: Session, rows: Iterator[dict[str, Any]]) -> None:
    """Store what became of the rows, so many at a time that memory does not grow with the file."""
    table = ImportRow.__table__
    assert isinstance(table, Table)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        # The statement itself: objects of rows would need one for each run of rows with the same gaps.
        session.connection().execute(insert(table), chunk)


def name_places_of_rows(session: Session, import_id: str) -> None:
    """Tell the rows of a committed import which places they gave something to."""
    session.execute(
        update(ImportRow)
        .where(
            ImportRow.import_id == import_id,
            PlaceContribution.import_id == import_id,
            PlaceContribution.sheet == ImportRow.sheet,
            PlaceContribution.row_number == ImportRow.row_number,
        )
        .values(place_id=PlaceContribution.place_id)
        .execution_options(synchronize_session=False)
    )


def find_import(session: Session, import_id: str) -> RegisterImport | None:
    """Find an import with its study."""
    return session.scalars(
        select(RegisterImport).where(RegisterImport.id == import_id).options(joinedload(RegisterImport.study))
    ).one_or_none()


def get_content(session: Session, import_id: str) -> bytes:
    """Give the bytes of an import's file."""
    return session.scalars(select(ImportFile.content).where(ImportFile.import_id == import_id)).one()


def list_imports(session: Session, study_id: str, *, limit: int) -> Sequence[RegisterImport]:
    """List a study's imports with their study, newest first."""
    return session.scalars(
        select(RegisterImport)
        .where(RegisterImport.study_id == study_id)
        .options(joinedload(RegisterImport.study))
        .order_by(RegisterImport.created_at.desc(), RegisterImport.id)
        .limit(limit)
    ).all()


def count_imports(session: Session, study_id: str) -> int:
    """Count a study's imports."""
    counted = select(func.count()).select_from(RegisterImport).where(RegisterImport.study_id == study_id)
    return session.scalars(counted).one()


def count_rows(session: Session, import_id: str, *, outcome: str | None) -> int:
    """Count the rows of an import, perhaps those of one outcome."""
    counted = select(func.count()).select_from(ImportRow).where(ImportRow.import_id == import_id)
    return session.scalars(counted if outcome is None else counted.where(ImportRow.outcome == outcome)).one()


def list_rows(
    session: Session, import_id: str, *, outcome: str | None, after: int, limit: int
) -> Sequence[ImportRow]:
    """List rows of an import in the order of the file, those after a number that an earlier answer named."""
    wanted = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.id > after)
    if outcome is not None:
        wanted = wanted.where(ImportRow.outcome == outcome)
    return session.scalars(wanted.order_by(ImportRow.id).limit(limit)).all()


def row_verdicts(session: Session, import_id: str) -> dict[tuple[str, int], tuple[str, str, str | None]]:
    """Give outcome, action and place of every row, by sheet and number."""
    rows = session.execute(
        select(ImportRow.sheet, ImportRow.row_number, ImportRow.outcome, ImportRow.action, ImportRow.place_id)
        .where(ImportRow.import_id == import_id)
        .execution_options(yield_per=CHUNK_ROWS)
    )
    return {(sheet, number): (outcome, action, place) for sheet, number, outcome, action, place in rows}


def told_rows(session: Session, import_id: str) -> dict[tuple[str, int], Any]:
    """Give outcome, precision and remarks of every row, by sheet and number."""
    rows = session.execute(
        select(
            ImportRow.sheet, ImportRow.row_number, ImportRow.outcome, ImportRow.precision, ImportRow.remarks
        )
        .where(ImportRow.import_id == import_id)
        .execution_options(yield_per=CHUNK_ROWS)
    )
    return {
        (sheet, number): (outcome, precision, remarks) for sheet, number, outcome, precision, remarks in rows
    }


def list_mappings(session: Session, study_id: str) -> Sequence[SavedMapping]:
    """List the mappings that were saved for a study, by key."""
    return session.scalars(
        select(SavedMapping).where(SavedMapping.study_id == study_id).order_by(SavedMapping.key)
    ).all()


def find_mapping(session: Session, study_id: str, key: str) -> SavedMapping | None:
    """Find a saved mapping."""
    return session.scalars(
        select(SavedMapping).where(SavedMapping.study_id == study_id, SavedMapping.key == key)
    ).one_or_none()


def add_mapping(session: Session, row: SavedMapping) -> None:
    """Store a mapping."""
    session.add(row)
    session.flush()
