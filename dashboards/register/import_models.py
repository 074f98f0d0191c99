"""What the API sends of imports: a file, its counts, what became of its rows, and mappings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dashboards.models import Wire


class ImportCounts(Wire):
    """Rows by outcome, which add up to ``rows``, and what the import does with them."""

    rows: int
    accepted: int
    repaired: int
    needs_review: int
    duplicate: int
    rejected: int
    actions: dict[str, int]
    gone: int

    def of(self, outcome: str) -> int:
        """Give the number of rows with an outcome."""
        return int(getattr(self, outcome))


class NoteRead(Wire):
    """What reading a file told, in the language that was asked for."""

    text: str


class ImportRead(Wire):
    """A file brought to the register, and how far it got."""

    id: str
    study: str
    file_name: str
    format: str
    crs: str | None
    sheet: str | None
    mapping_key: str
    mapping_title: str
    state: str
    counts: ImportCounts
    located: dict[str, int]
    told: list[NoteRead]
    version: int
    created_at: datetime
    created_by: str
    committed_at: datetime | None
    committed_by: str | None
    undone_at: datetime | None
    undone_by: str | None


class RemarkRead(Wire):
    """Why a row became what it became, in the language that was asked for."""

    text: str


class ImportRowRead(Wire):
    """What became of one row."""

    sheet: str
    row: int
    outcome: str
    action: str
    place_id: str | None
    remarks: list[RemarkRead]


class ImportRows(Wire):
    """Some rows, how many there are in all, and where to go on."""

    items: list[ImportRowRead]
    total: int
    next_cursor: str | None


class PublicationRead(Wire):
    """How many places of an import were published, and how many were left for a person to look at."""

    published: int
    left: int


class MappingRead(Wire):
    """How the columns of a source are read."""

    key: str
    title: str
    origin: str
    body: dict[str, Any]
    version: int | None


class ColumnRead(Wire):
    """A column of a file before it is imported."""

    column: str
    filled: int
    distinct: int
    examples: list[str]
    values: list[str]
    guessed: str


class InspectedTable(Wire):
    """A sheet or layer with its columns."""

    table: str
    rows: int
    looked_at: int
    columns: list[ColumnRead]


class LandingRead(Wire):
    """Where the file's first place would lie in a reference system."""

    crs: str
    name: str
    lon_deg: float | None
    lat_deg: float | None
    away_m: float | None
    apart_m: float | None
    district: str


class InspectionRead(Wire):
    """A file looked at, with a guess of what it means."""

    file_name: str
    needs_crs: bool
    first_place: str
    landings: list[LandingRead]
    tables: list[InspectedTable]
    fitting: list[str]
    draft: dict[str, Any]
