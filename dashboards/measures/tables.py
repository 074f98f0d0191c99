"""Measures of a run as tables: by who travels and by area, and as CSV (pure)."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence

from dashboards.i18n import Translator
from dashboards.measures.figures import PLAIN, Scale, cautious, interval_text, scale_of, value_text
from dashboards.measures.rows import AreaMeasureRow, MeasureRow
from dashboards.models import AreaCoverageRow
from dashboards.tables import Cell, Column, Table, plain
from dashboards.words import area_name, profile_name


def measure_profiles_table(t: Translator, rows: Sequence[MeasureRow], caption: str) -> Table:
    """Compare the profiles for one measure."""
    scale = scale_of(t, rows[0].unit)
    columns = (
        Column(t("Who travels")),
        Column(t("Smaller value ({unit})", unit=scale.heading), numeric=True),
        Column(t("Larger value ({unit})", unit=scale.heading), numeric=True),
        Column(t("Gini index (0 equal, 1 unequal)"), numeric=True),
    )
    body = tuple(
        (
            Cell(profile_name(t, row.profile), header=True),
            Cell(value_text(t, row.value_low, scale)),
            Cell(value_text(t, row.value_high, scale)),
            Cell(index_text(t, row, "gini", PLAIN)),
        )
        for row in rows
    )
    return Table(caption, columns, body)


def index_text(t: Translator, row: MeasureRow, name: str, scale: Scale) -> str:
    """Write an index of equity in both readings; where nobody has anything there is none."""
    index = row.equity.get(name)
    known = [] if index is None else [value for value in index.values() if value is not None]
    if index is None or not known:
        return t("does not apply")
    if len(known) < len(index):
        return t("{value} in one reading, none in the other", value=value_text(t, known[0], scale))
    return interval_text(t, index["low"], index["high"], scale)


def measure_areas_table(
    t: Translator,
    measure: MeasureRow,
    rows: Sequence[AreaMeasureRow],
    areas: Mapping[str, AreaCoverageRow],
    caption: str,
) -> Table:
    """List areas with the values the map is drawn from; `areas` has their names."""
    scale = scale_of(t, measure.unit)
    columns = (
        Column(t("Area")),
        Column(t("People"), numeric=True),
        Column(t("Smaller value ({unit})", unit=scale.heading), numeric=True),
        Column(t("Larger value ({unit})", unit=scale.heading), numeric=True),
    )
    body = tuple(
        (
            Cell(area_name(t, areas[row.area_id]), header=True),
            Cell(t.number(row.population)),
            Cell(value_text(t, row.value_low, scale)),
            Cell(value_text(t, row.value_high, scale)),
        )
        for row in rows
    )
    return Table(caption, columns, body)


def worst_first(measure: MeasureRow, rows: Sequence[AreaMeasureRow]) -> list[AreaMeasureRow]:
    """Sort areas by the value that promises least, most people first among equals; empty ones last."""
    sign = 1.0 if measure.larger_is_better else -1.0

    def place(row: AreaMeasureRow) -> tuple[bool, float, float]:
        if row.value_low is None and row.value_high is None:
            return True, 0.0, -row.population
        value = cautious(row, larger_is_better=measure.larger_is_better)
        return False, -math.inf if value is None else sign * value, -row.population

    return sorted(rows, key=place)


def measure_csv(rows: Sequence[AreaMeasureRow], unit: str, names: Mapping[str, AreaCoverageRow]) -> str:
    """Write a measure by area as CSV: plain numbers in the unit named, empty where there is none."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(["area_code", "area_name", "population", "unit", "value_low", "value_high"])
    for row in rows:
        area = names[row.area_id]
        cells = (area.area_code, area.area_name, row.population, unit, row.value_low, row.value_high)
        writer.writerow([plain(cell) for cell in cells])
    return file.getvalue()
