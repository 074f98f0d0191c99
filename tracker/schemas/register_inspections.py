"""A file looked at before it is imported: its columns, what they may mean, and where its places may lie."""

from __future__ import annotations

from typing import Any

from tracker.register.mappings.profiling import GuessedType
from tracker.schemas.common import ResponseModel


class ColumnRead(ResponseModel):
    """A column of a file; `values` are all its values where they are few, else none."""

    column: str
    filled: int
    distinct: int
    examples: list[str]
    values: list[str]
    guessed: GuessedType


class InspectedTable(ResponseModel):
    """A sheet or layer (no name where the format has none); columns are told from `looked_at` rows."""

    table: str
    rows: int
    looked_at: int
    columns: list[ColumnRead]


class LandingRead(ResponseModel):
    """Where the file's first place would lie if its coordinates were in a reference system."""

    crs: str
    name: str
    lon_deg: float | None
    lat_deg: float | None
    away_m: float | None
    apart_m: float | None
    district: str


class InspectionRead(ResponseModel):
    """A file as it is, with a guess of what it means; nothing of it is kept."""

    file_name: str
    format: str
    needs_crs: bool
    first_place: str
    landings: list[LandingRead]
    tables: list[InspectedTable]
    fitting: list[str]
    draft: dict[str, Any]
