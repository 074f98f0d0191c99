"""Use cases of imports for people who are signed in: preview, commit, undo, discard, and reading them."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session

from tracker.domain.permissions import Action, Principal
from tracker.errors import InvalidInputError, NotFoundError, RuleConflictError
from tracker.register.candidates import Remark
from tracker.register.intake.report_words import reason
from tracker.register.languages import Language
from tracker.register.mappings.files import check_mapping
from tracker.register.notes import Note, read_note, say_note
from tracker.register.vocabulary import Outcome, PrecisionClass
from tracker.schemas.common import Page
from tracker.schemas.register_imports import (
    ImportCounts,
    ImportRead,
    ImportRowRead,
    ImportRows,
    ImportState,
    MappingRead,
    MappingUpdate,
    NoteRead,
    RemarkRead,
    RowAction,
)
from tracker.services.principals import check_allowed, check_version
from tracker.services.register import intake_runs, undoing
from tracker.services.register.applying import Hand
from tracker.services.register.intake_runs import Asked, Planned
from tracker.services.register.mappings import (
    StudyMapping,
    check_saved_version,
    list_study_mappings,
    save_mapping,
)
from tracker.services.studies import definition_of, get_study_row
from tracker.settings import Settings
from tracker.store.register import imports as store
from tracker.store.tables import RegisterImport

IMPORTS_LISTED = 200


def check_may_import(session: Session, principal: Principal, slug: str) -> None:
    """Raise unless the principal may import into a study that is there."""
    get_study_row(session, principal, slug)
    check_allowed(principal, "register.import", study=slug)


def plan_preview(
    session: Session, principal: Principal, slug: str, asked: Asked, *, settings: Settings
) -> Planned:
    """Read a file and plan its import; this takes long and holds nobody up."""
    study = get_study_row(session, principal, slug)
    check_allowed(principal, "register.import", study=slug)
    return intake_runs.plan_file(session, study, asked, settings=settings)


def store_preview(session: Session, planned: Planned, *, at: datetime) -> ImportRead:
    """Store a planned import as a preview; the register stays as it is."""
    row = intake_runs.store_preview(session, planned, at=at)
    return _read(_find(session, row.id))


def plan_commit(
    session: Session,
    principal: Principal,
    import_id: str,
    *,
    expected_version: int,
    today: date,
    settings: Settings,
) -> Planned:
    """Plan a preview anew against the register as it is; one that would come to something else is refused."""
    row = _editable(session, principal, import_id, expected_version, state="previewed")
    return intake_runs.plan_again(session, row, who=principal.name, today=today, settings=settings)


def commit_import(
    session: Session,
    principal: Principal,
    import_id: str,
    planned: Planned,
    *,
    expected_version: int,
    at: datetime,
) -> ImportRead:
    """Carry a preview out as one change."""
    row = _editable(session, principal, import_id, expected_version, state="previewed")
    intake_runs.carry_out_import(session, row, planned, by=principal, at=at)
    return _read(row)


def undo_import(
    session: Session,
    principal: Principal,
    import_id: str,
    *,
    expected_version: int,
    at: datetime,
    today: date,
) -> ImportRead:
    """Take a committed import back, unless its places were worked on since."""
    row = _editable(session, principal, import_id, expected_version, state="committed")
    store.lock_study(session, row.study_id)
    take_back(session, row, who=principal.name, at=at, today=today)
    intake_runs.note_import(session, row, principal, action="import.undo", before="committed", at=at)
    return _read(row)


def take_back(session: Session, row: RegisterImport, *, who: str, at: datetime, today: date) -> None:
    """Take a committed import back and say so in its row."""
    assert row.committed_at is not None, "only committed imports are undone"
    hand = Hand(row.study_id, row.id, who, at, today)
    undoing.take_back(session, hand, committed_at=row.committed_at, file_name=row.file_name)
    row.state, row.undone_at, row.undone_by = "undone", at, who
    session.flush()


def discard_import(
    session: Session, principal: Principal, import_id: str, *, expected_version: int, at: datetime
) -> ImportRead:
    """Put a preview aside; its report can still be read."""
    row = _editable(session, principal, import_id, expected_version, state="previewed")
    row.state = "discarded"
    session.flush()
    intake_runs.note_import(session, row, principal, action="import.discard", before="previewed", at=at)
    return _read(row)


def get_import(
    session: Session, principal: Principal, import_id: str, *, language: Language = "en"
) -> ImportRead:
    """Give an import, with what its reading told in a language."""
    return _read(find_visible(session, principal, import_id), language)


def list_imports(session: Session, principal: Principal, slug: str) -> Page[ImportRead]:
    """List a study's imports, newest first."""
    study = get_study_row(session, principal, slug)
    check_allowed(principal, "register.read", study=slug)
    items = [_read(row) for row in store.list_imports(session, study.id, limit=IMPORTS_LISTED)]
    return Page[ImportRead](items=items, total=store.count_imports(session, study.id))


def list_rows(
    session: Session,
    principal: Principal,
    import_id: str,
    *,
    outcome: Outcome | None,
    limit: int,
    cursor: int,
    language: Language,
) -> ImportRows:
    """List rows of an import, perhaps those of one outcome."""
    find_visible(session, principal, import_id)
    found = store.list_rows(session, import_id, outcome=outcome, after=cursor, limit=limit + 1)
    items = [
        ImportRowRead(
            sheet=row.sheet,
            row=row.row_number,
            outcome=cast("Outcome", row.outcome),
            action=cast("RowAction", row.action),
            place_id=row.place_id,
            precision=cast("PrecisionClass | None", row.precision),
            remarks=[RemarkRead(**remark, text=reason(Remark(**remark), language)) for remark in row.remarks],
        )
        for row in found[:limit]
    ]
    return ImportRows(
        items=items,
        total=store.count_rows(session, import_id, outcome=outcome),
        next_cursor=str(found[limit - 1].id) if len(found) > limit else None,
    )


def list_mappings(
    session: Session, principal: Principal, slug: str, *, settings: Settings
) -> Page[MappingRead]:
    """List the mappings that a study's files may be read by."""
    study = get_study_row(session, principal, slug)
    check_allowed(principal, "register.read", study=slug)
    found = list_study_mappings(session, study, definition_of(study), settings=settings)
    items = [_read_mapping(each) for each in found]
    return Page[MappingRead](items=items, total=len(items))


def put_mapping(
    session: Session,
    principal: Principal,
    slug: str,
    key: str,
    update: MappingUpdate,
    *,
    expected_version: int | None,
    at: datetime,
) -> MappingRead:
    """Save a mapping that is new, or replace the version expected; what was imported by it stays."""
    study = get_study_row(session, principal, slug)
    check_allowed(principal, "register.import", study=slug)
    mapping = check_mapping(update.body, place="body")
    if mapping.name != key:
        raise InvalidInputError(
            "The mapping is called otherwise than its address says.",
            [("/body/name", f"is {mapping.name!r} and should be {key!r}")],
        )
    check_saved_version(session, study, key, expected=expected_version, read=_read_mapping)
    return _read_mapping(save_mapping(session, study, mapping, by=principal, at=at))


def find_visible(
    session: Session, principal: Principal, import_id: str, action: Action = "register.read"
) -> RegisterImport:
    """Find an import that the principal may see; everything else is 404."""
    row = store.find_import(session, import_id)
    if row is None:
        raise NotFoundError("There is no such thing, or it is not yours to see.")
    check_allowed(principal, action, study=row.study.slug)
    return row


def _find(session: Session, import_id: str) -> RegisterImport:
    row = store.find_import(session, import_id)
    assert row is not None, "the import was just stored"
    return row


def _editable(
    session: Session, principal: Principal, import_id: str, expected_version: int, *, state: ImportState
) -> RegisterImport:
    """Find an import to be changed: in the version that was read, and in the state that allows it."""
    row = find_visible(session, principal, import_id, "register.import")
    check_version(
        row.version, expected=expected_version, what="import", saved_by=None, record=lambda: _read(row)
    )
    if row.state != state:
        raise RuleConflictError(f"The import is {row.state}; only one that is {state} can be changed so.")
    return row


def _told(note: str, language: Language) -> NoteRead:
    code = note.code if isinstance(note, Note) else ""
    values = note.values if isinstance(note, Note) else {}
    return NoteRead(
        code=code,
        values={name: say_note(value, language) for name, value in values.items()},
        text=say_note(note, language),
    )


def _read(row: RegisterImport, language: Language = "en") -> ImportRead:
    notes = [read_note(kept) for kept in row.notes]
    return ImportRead(
        id=row.id,
        study=row.study.slug,
        file_name=row.file_name,
        sha256=row.sha256,
        format=row.format,
        crs=row.crs,
        sheet=row.sheet,
        mapping_key=row.mapping_key,
        mapping_title=str(row.mapping["title"]),
        state=cast("ImportState", row.state),
        counts=ImportCounts.model_validate(row.counts),
        located=cast("dict[PrecisionClass, int]", row.located),
        notes=[str(each) for each in notes],
        told=[_told(each, language) for each in notes],
        version=row.version,
        created_at=row.created_at,
        created_by=row.created_by,
        committed_at=row.committed_at,
        committed_by=row.committed_by,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )


def _read_mapping(each: StudyMapping) -> MappingRead:
    return MappingRead(
        key=each.mapping.name,
        title=each.mapping.title,
        origin=each.origin,
        body=each.mapping.model_dump(mode="json", exclude_defaults=True),
        saved_at=each.saved_at,
        saved_by=each.saved_by,
        version=each.version,
    )
