"""Imports into the register: what a preview says, what became of rows, and mappings of columns."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from tracker.register.vocabulary import Outcome, PrecisionClass
from tracker.schemas.common import RequestModel, ResponseModel

ImportState = Literal["previewed", "committed", "undone", "discarded"]
RowAction = Literal["create", "update", "unchanged", "none"]


class ImportCounts(ResponseModel):
    """Rows by outcome, which add up to `rows`; what the import does with them; rows gone from the source."""

    rows: int
    accepted: int
    repaired: int
    needs_review: int
    duplicate: int
    rejected: int
    actions: dict[RowAction, int]
    gone: int


class NoteRead(ResponseModel):
    """What reading a file told: a stable code with its values, and the same in the language asked for."""

    code: str
    values: dict[str, str]
    text: str


class ImportRead(ResponseModel):
    """An import; `version` is its ETag, and `told` says `notes` in the language asked for."""

    id: str
    study: str
    file_name: str
    sha256: str
    format: str
    crs: str | None
    sheet: str | None
    mapping_key: str
    mapping_title: str
    state: ImportState
    counts: ImportCounts
    located: dict[PrecisionClass, int]
    notes: list[str]
    told: list[NoteRead]
    version: int
    created_at: datetime
    created_by: str
    committed_at: datetime | None
    committed_by: str | None
    undone_at: datetime | None
    undone_by: str | None


class RemarkRead(ResponseModel):
    """Something said about a row: a stable code, and the same in the language asked for."""

    code: str
    column: str
    detail: str
    text: str


class ImportRowRead(ResponseModel):
    """What became of a row of the file; `row` is its number as people see it."""

    sheet: str
    row: int
    outcome: Outcome
    action: RowAction
    place_id: str | None
    precision: PrecisionClass | None
    remarks: list[RemarkRead]


class ImportRows(ResponseModel):
    """Rows of an import in the order of the file, and where the next ones begin."""

    items: list[ImportRowRead]
    total: int
    next_cursor: str | None


class MappingRead(ResponseModel):
    """A mapping: saved for the study, or one that comes with the product."""

    key: str
    title: str
    origin: Literal["saved", "shipped"]
    body: dict[str, Any]
    saved_at: datetime | None
    saved_by: str | None
    version: int | None  # of one that was saved


class MappingUpdate(RequestModel):
    """What the columns of a source mean, as `docs/register/importing.md` describes it; `name` is the key."""

    body: Annotated[dict[str, Any], Field(min_length=1)]
