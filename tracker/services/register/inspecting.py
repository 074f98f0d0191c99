"""Looking at a file before it is imported: columns, a guessed mapping, and systems its points may be in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import shapely
from sqlalchemy.orm import Session

from studies.schema import StudyDefinition
from tracker.domain.permissions import Principal
from tracker.register.cells.contacts import Country
from tracker.register.cells.spelling import as_text, folded
from tracker.register.intake.report_sheets import without_report
from tracker.register.mappings.files import fitting_mappings
from tracker.register.mappings.profiling import SAMPLE_ROWS, profile
from tracker.register.mappings.proposing import draft_mapping
from tracker.register.reading.files import read_source
from tracker.register.reading.positions import named_system
from tracker.register.reference_systems import Landing, landings, likely_systems
from tracker.register.tables import SourceFile, Table
from tracker.schemas.register_inspections import ColumnRead, InspectedTable, InspectionRead, LandingRead
from tracker.services.principals import check_allowed
from tracker.services.register.mappings import PROPOSED_KEY, country_of, list_study_mappings
from tracker.services.studies import definition_of, get_study_row
from tracker.settings import Settings
from tracker.store.layers import list_features, list_layers
from tracker.store.tables import Study

FEW_VALUES: Final = 24
LONGEST_VALUE: Final = 80


def inspect_file(
    session: Session,
    principal: Principal,
    slug: str,
    path: Path,
    *,
    crs: str | None,
    sheet: str | None,
    settings: Settings,
) -> InspectionRead:
    """Read a file and say what it holds and what its columns may mean; nothing is kept."""
    study = get_study_row(session, principal, slug)
    check_allowed(principal, "register.import", study=slug)
    definition = definition_of(study)
    country = country_of(definition)
    named_system(crs)
    # without the system that was named: where the first point would land in it is part of the answer
    source = without_report(read_source(path, sheet=sheet))
    known = [each.mapping for each in list_study_mappings(session, study, definition, settings=settings)]
    draft = draft_mapping(source, name=PROPOSED_KEY, country=country)
    return InspectionRead(
        file_name=source.name,
        format=source.format,
        needs_crs=source.needs_crs,
        first_place=_first_place(source, draft),
        landings=_landings(session, study, definition, country, source, crs=crs) if source.needs_crs else [],
        tables=[_read_table(table) for table in source.tables if table.columns],
        fitting=[mapping.name for mapping in fitting_mappings(source, known)],
        draft=draft,
    )


def _read_table(table: Table) -> InspectedTable:
    profiles = profile(table)
    columns = [
        ColumnRead(
            column=each.column,
            filled=each.filled,
            distinct=each.distinct,
            examples=list(each.examples),
            values=_values(table, at) if 0 < each.distinct <= FEW_VALUES else [],
            guessed=each.guessed,
        )
        for at, each in enumerate(profiles)
    ]
    rows = len(table.rows)
    return InspectedTable(table=table.name, rows=rows, looked_at=min(rows, SAMPLE_ROWS), columns=columns)


def _values(table: Table, at: int) -> list[str]:
    """List the values of a column, each as it is first spelt."""
    texts = (as_text(row.cells[at]) for row in table.rows[:SAMPLE_ROWS])
    spelt: dict[str, str] = {}
    for text in texts:
        if text and text.strip():
            spelt.setdefault(folded(text), " ".join(text.split())[:LONGEST_VALUE])
    return list(spelt.values())


def _first_place(source: SourceFile, draft: dict[str, Any]) -> str:
    """Name the place whose point the reference system is asked by."""
    tables = [table for table in source.tables if table.columns]
    for table, guessed in zip(tables, draft["tables"], strict=True):
        column = guessed["attributes"].get("name")
        if table.unplaced is None or column is None:
            continue
        row = next(row for row in table.rows if row.number == table.unplaced.row)
        return " ".join((as_text(row.cells[table.columns.index(column)]) or "").split())[:LONGEST_VALUE]
    return ""


def _landings(
    session: Session,
    study: Study,
    definition: StudyDefinition,
    country: Country,
    source: SourceFile,
    *,
    crs: str | None,
) -> list[LandingRead]:
    """Say where the first point would land in each likely system, with the district where it is in one."""
    point = next((table.unplaced for table in source.tables if table.unplaced is not None), None)
    assert point is not None, "the reference system is asked for points only"
    lon_deg, lat_deg = definition.place.lon_deg, definition.place.lat_deg
    likely = likely_systems(country, lon_deg=lon_deg, lat_deg=lat_deg)
    systems = [*([crs] if crs and crs.upper() not in likely else []), *likely]
    found = landings(systems, x=point.x, y=point.y, lon_deg=lon_deg, lat_deg=lat_deg)
    zones = [
        pair
        for layer in list_layers(session, study.id)
        if layer.kind == "zones"
        for pair in list_features(session, layer.id)
    ]

    def district(landing: Landing) -> str:
        if landing.lon_deg is None or landing.lat_deg is None:
            return ""
        point = shapely.Point(landing.lon_deg, landing.lat_deg)
        return next((feature.name for feature, shape in zones if shape.intersects(point)), "")

    return [
        LandingRead(
            crs=each.crs,
            name=each.name,
            lon_deg=each.lon_deg,
            lat_deg=each.lat_deg,
            away_m=each.away_m,
            apart_m=each.apart_m,
            district=district(each),
        )
        for each in found
    ]
