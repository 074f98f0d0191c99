"""The report of a stored import: the file's own sheets with what became of each row beside it."""

from __future__ import annotations

import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.register.candidates import Candidate, Remark
from tracker.register.intake.outcomes import RowResult
from tracker.register.intake.planning import Gone, ImportPlan, ImportStamp
from tracker.register.intake.report_sheets import without_report
from tracker.register.intake.report_workbook import write_report
from tracker.register.intake.running import Run
from tracker.register.languages import Language
from tracker.register.mappings.files import check_mapping
from tracker.register.positions import Position
from tracker.register.reading.files import read_source
from tracker.services.register.applying import LONGEST_SHEET
from tracker.services.register.imports import find_visible
from tracker.services.register.intake_runs import stored_file
from tracker.store.register import imports as store
from tracker.store.tables import RegisterImport


def get_report(
    session: Session, principal: Principal, import_id: str, *, language: Language
) -> tuple[bytes, str]:
    """
    Make the report of an import as a workbook.

    Returns
    -------
    (bytes, str)
        The workbook, and a name for it.
    """
    row = find_visible(session, principal, import_id)
    run = stored_run(session, row)
    with TemporaryDirectory(prefix="tracker-report-") as folder:
        path = Path(folder) / "report.xlsx"
        write_report(run, path, language=language)
        return path.read_bytes(), f"{Path(row.file_name).stem}.report.xlsx"


def stored_run(session: Session, row: RegisterImport) -> Run:
    """Give an import as its rows were stored: the register may have changed since, the report may not."""
    mapping = check_mapping(row.mapping, place=f"mapping {row.mapping_key}")
    with stored_file(session, row) as path:
        source = without_report(read_source(path, crs=row.crs, sheet=row.sheet))
    told = store.told_rows(session, row.id)
    results = tuple(
        _result(table.name, each.number, told[(table.name[:LONGEST_SHEET], each.number)])
        for table in source.tables
        if mapping.table_mapping(table.name) is not None
        for each in table.rows
    )
    stamp = ImportStamp(row.file_name, row.sha256, row.created_at.date(), row.created_by)
    gone = tuple(Gone(each["place_id"], "", each["sheet"], each["row"]) for each in row.gone)
    return Run(source, mapping, results, ImportPlan(stamp, (), gone))


def _result(table: str, number: int, told: tuple[str, str | None, list[dict[str, Any]]]) -> RowResult:
    """Give a row's result as far as a report tells of it: not what was read, nor where it lies."""
    outcome, precision, remarks = told
    return RowResult(
        table=table,
        row=number,
        key="",
        outcome=cast("Any", outcome),
        remarks=tuple(Remark(**remark) for remark in remarks),
        candidate=Candidate(table, number, "other", {}, {}),
        position=None
        if precision is None
        else Position(math.nan, math.nan, cast("Any", precision), math.nan, ""),
    )
