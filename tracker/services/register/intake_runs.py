"""An import from file to record: planned against the register as it is, stored as preview, carried out."""

from __future__ import annotations

import gc
import glob
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.errors import InvalidInputError, RuleConflictError
from tracker.register.intake.conflicts import conflict_remarks
from tracker.register.intake.outcomes import count_located, count_outcomes
from tracker.register.intake.report_sheets import without_report
from tracker.register.intake.running import Run, Surroundings, run_intake
from tracker.register.intake.wiring import proposer, street_key_of
from tracker.register.mappings.files import check_mapping
from tracker.register.mappings.model import SavedMapping
from tracker.register.notes import kept_note
from tracker.register.reading.files import read_source
from tracker.register.reading.shapefile import PARTS
from tracker.register.tables import SourceFile
from tracker.register.vocabulary import PRECISION_CLASSES
from tracker.services import audit
from tracker.services.register.applying import LONGEST_SHEET, Hand, carry_out
from tracker.services.register.locating import make_locator
from tracker.services.register.mappings import choose_mapping, list_study_mappings
from tracker.services.studies import definition_of
from tracker.settings import Settings
from tracker.store.register import imports as store
from tracker.store.register.existing import RegisterState, get_state, list_existing
from tracker.store.tables import RegisterImport, Study

LONGEST_FILE_NAME = 300
GONE_KEPT = 1_000
CHANGED_SHOWN = 20
Tell = Callable[[float, str], None]


def tell_nobody(_share: float, _message: str) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What somebody asks to import.

    Parameters
    ----------
    path : pathlib.Path
        The file, under its own name.
    crs, sheet : str or None
        As for ``read_source``.
    mapping : str, SavedMapping or None
        Name of a mapping, a mapping, or the one that fits.
    who : str
        The person.
    today : date
        The day.
    """

    path: Path
    crs: str | None
    sheet: str | None
    mapping: str | SavedMapping | None
    who: str
    today: date


@dataclass(frozen=True, slots=True)
class Planned:
    """
    A file planned against the register.

    Parameters
    ----------
    asked : Asked
        What was asked for.
    study_id : str
        The study.
    run : Run
        What it came to.
    state : RegisterState
        The register that it was planned for.
    notes : tuple of str
        Of the reader, and of layers that were not at hand.
    """

    asked: Asked
    study_id: str
    run: Run
    state: RegisterState
    notes: tuple[str, ...]


@contextmanager
def _uncollected() -> Iterator[None]:
    """
    Let Python look for no cycles meanwhile.

    An import makes millions of objects that all stay until it ends; to look through them again and again
    takes a fifth of its time and finds nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
def plan_file(
    session: Session, study: Study, asked: Asked, *, settings: Settings, tell: Tell = tell_nobody
) -> Planned:
    """
    Read a file and plan its import; nothing is written.

    Raises
    ------
    InvalidInputError
        If the file cannot be taken, does not say its reference system, or no mapping fits it.
    """
    tell(0.0, f"reading {asked.path.name}")
    source = without_report(read_source(asked.path, crs=asked.crs, sheet=asked.sheet))
    _check_crs(source)
    definition = definition_of(study)
    mapping = asked.mapping
    if mapping is None or isinstance(mapping, str):
        available = list_study_mappings(session, study, definition, settings=settings)
        mapping = choose_mapping(source, available, definition, name=mapping)
    tell(0.1, "reading what the study's layers know")
    located = make_locator(session, study, definition, mapping, settings=settings)
    tell(0.2, "reading the register")
    state = get_state(session, study.id)
    around = Surroundings(
        today=asked.today,
        imported_by=asked.who,
        propose=proposer(mapping.language),
        locate=located.locate,
        street_key=street_key_of(mapping.country),
        existing=list_existing(session, study.id),
    )
    tell(0.3, f"reading {sum(len(table.rows) for table in source.tables)} rows")
    run = run_intake(source, mapping, around)
    return Planned(asked, study.id, run, state, (*source.notes, *located.notes))


@_uncollected()
def store_preview(session: Session, planned: Planned, *, at: datetime) -> RegisterImport:
    """Store a plan as a preview: counts, what became of each row, and the file's bytes."""
    asked, run = planned.asked, planned.run
    actions = Counter(row.action for row in run.plan.rows)
    located = count_located(run.results)
    row = RegisterImport(
        study_id=planned.study_id,
        file_name=run.source.name[:LONGEST_FILE_NAME],
        sha256=run.source.sha256,
        format=run.source.format,
        crs=asked.crs,
        sheet=asked.sheet,
        mapping_key=run.mapping.name,
        mapping=run.mapping.model_dump(mode="json", exclude_defaults=True),
        state="previewed",
        counts={
            "rows": len(run.results),
            **count_outcomes(run.results),
            "actions": {action: actions[action] for action in ("create", "update", "unchanged", "none")},
            "gone": len(run.plan.gone),
        },
        located={precision: located.get(precision, 0) for precision in PRECISION_CLASSES},
        notes=[kept_note(told) for told in planned.notes],
        gone=[
            {"sheet": gone.table, "row": gone.row, "place_id": gone.place}
            for gone in islice(run.plan.gone, GONE_KEPT)
        ],
        created_at=at,
        created_by=asked.who,
    )
    store.add_import(session, row, _content(asked.path))
    store.add_rows(session, _rows(row.id, run))
    return row


@_uncollected()
def carry_out_import(
    session: Session,
    row: RegisterImport,
    planned: Planned,
    *,
    by: Principal | str,
    at: datetime,
    tell: Tell = tell_nobody,
) -> None:
    """
    Carry a preview out, all of it or nothing, for a person or a program.

    Raises
    ------
    RuleConflictError
        If the register is no longer the one it was planned for.
    """
    store.lock_study(session, row.study_id)
    if get_state(session, row.study_id) != planned.state:
        raise RuleConflictError(
            "The register was changed while the import was being prepared; nothing was imported. Try again."
        )
    who = by if isinstance(by, str) else by.name
    row.state, row.committed_at, row.committed_by = "committed", at, who
    session.flush()
    hand = Hand(row.study_id, row.id, who, at, planned.asked.today)
    carry_out(session, planned.run, hand, progress=tell)
    store.name_places_of_rows(session, row.id)
    session.flush()
    note_import(session, row, by, action="import.commit", before="previewed", at=at)


def note_import(
    session: Session, row: RegisterImport, by: Principal | str, *, action: str, before: str, at: datetime
) -> None:
    """Write down what became of an import: the file by its hash, and the counts of its rows."""
    found = store.find_import(session, row.id)
    assert found is not None, "the import was just changed"
    audit.record(
        session,
        scope=audit.scope_of(found.study),
        principal=by,
        action=action,
        kind="import",
        object_id=row.id,
        version=row.version,
        changes=[
            audit.Change("state", before, row.state),
            audit.Change("sha256", None, row.sha256),
            audit.Change("mapping", None, row.mapping_key),
            audit.Change("counts", None, row.counts),
        ],
        at=at,
    )


def plan_again(
    session: Session, row: RegisterImport, *, who: str, today: date, settings: Settings
) -> Planned:
    """
    Plan a stored preview against the register as it is now.

    Raises
    ------
    RuleConflictError
        If rows would now be treated otherwise than the preview said: with the first of them.
    """
    with stored_file(session, row) as path:
        mapping = check_mapping(row.mapping, place=f"mapping {row.mapping_key}")
        asked = Asked(path, row.crs, row.sheet, mapping, who, today)
        planned = plan_file(session, row.study, asked, settings=settings)
    before = store.row_verdicts(session, row.id)
    changed = [
        (
            f"{result.table.strip()}, row {result.row}" if result.table.strip() else f"row {result.row}",
            f"was to be {was[0]} ({was[1]}) and would now be {result.outcome} ({planned_row.action})",
        )
        for result, planned_row in zip(planned.run.results, planned.run.plan.rows, strict=True)
        if (was := before[(result.table[:LONGEST_SHEET], result.row)])
        != (result.outcome, planned_row.action, planned_row.place)
    ]
    if changed:
        raise RuleConflictError(
            f"The register has changed since the preview: {len(changed)} rows would now be treated "
            "otherwise. Preview the file again.",
            changed[:CHANGED_SHOWN],
        )
    return planned


@contextmanager
def stored_file(session: Session, row: RegisterImport) -> Iterator[Path]:
    """Give the bytes of an import as a file under its own name, for as long as the block lasts."""
    with TemporaryDirectory(prefix="tracker-import-") as folder:
        path = Path(folder) / row.file_name
        path.write_bytes(store.get_content(session, row.id))
        yield path


def _content(path: Path) -> bytes:
    """Give the bytes of a file; a shapefile's parts are packed, as one of them alone says nothing."""
    if path.suffix.lower() != ".shp":
        return path.read_bytes()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(path.parent.glob(f"{glob.escape(path.stem)}.*")):
            if part.suffix.lower() in PARTS:
                archive.write(part, part.name)
    return packed.getvalue()


def _check_crs(source: SourceFile) -> None:
    """Ask for the reference system, which nobody may guess."""
    if source.needs_crs:
        raise InvalidInputError(
            f"{source.name} does not say the reference system of its coordinates; name it, for example "
            "EPSG:31983 (SIRGAS 2000, UTM 23S).",
            [("crs", "is needed: the file has coordinates without a reference system")],
        )


def _rows(import_id: str, run: Run) -> Iterator[dict[str, Any]]:
    """Give what became of each row as it is stored."""
    for result, planned in zip(run.results, run.plan.rows, strict=True):
        remarks = [*result.remarks, *conflict_remarks(planned.attributes)]
        yield {
            "import_id": import_id,
            "sheet": result.table[:LONGEST_SHEET],
            "row_number": result.row,
            "outcome": result.outcome,
            "action": planned.action,
            "place_id": planned.place,
            "precision": None if result.position is None else result.position.precision,
            "remarks": [
                {"code": remark.code, "column": remark.column, "detail": remark.detail} for remark in remarks
            ],
        }
