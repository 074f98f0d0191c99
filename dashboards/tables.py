"""The text twin of every map and chart: accessible HTML tables and CSV (pure)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from dashboards.i18n import DASH, Translator
from dashboards.models import AreaCoverageRow, CoverageRow, MilestoneRead, StudySummary
from dashboards.theme import STATUS_SIGNS
from dashboards.words import area_name, owner_name, profile_name, slip_text, status_name

CSV_COLUMNS: Final = (
    "area_kind",
    "area_code",
    "area_name",
    "partly_outside",
    "service",
    "profile",
    "cutoff_s",
    "population",
    "covered_low",
    "covered_high",
    "share_low",
    "share_high",
    "share_unknown",
)
ORDERS: Final = ("certain", "unknown", "missed", "name")


@dataclass(frozen=True)
class Cell:
    """A cell; a tone colours it by role and always comes with a word."""

    text: str
    tone: str = ""
    header: bool = False
    href: str = ""


@dataclass(frozen=True)
class Column:
    """A column; numbers stand right, under a header that names their unit."""

    title: str
    numeric: bool = False
    whole: bool = False  # a date or a status reads badly when it is broken over lines


@dataclass(frozen=True)
class Table:
    """A table with its caption."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def to_html(table: Table) -> str:
    """Write a table with caption, column and row headers, in a frame that scrolls by itself."""
    head = "".join(
        f'<th scope="col"{_numeric(column)}>{escape(column.title)}</th>' for column in table.columns
    )
    body = "".join(
        "<tr>"
        + "".join(_cell_html(cell, column) for cell, column in zip(row, table.columns, strict=True))
        + "</tr>"
        for row in table.rows
    )
    caption = escape(table.caption)
    return (
        f'<div class="table-frame" role="region" aria-label="{caption}" tabindex="0">'
        f'<table class="twin"><caption><span>{caption}</span></caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _numeric(column: Column) -> str:
    return ' class="number"' if column.numeric else ' class="whole"' if column.whole else ""


def _cell_html(cell: Cell, column: Column) -> str:
    text = escape(cell.text)
    if cell.href:
        text = f'<a href="{escape(cell.href)}" target="_self">{text}</a>'
    if cell.tone:
        text = f'<span class="tone-{cell.tone}">{text}</span>'
    return f'<th scope="row">{text}</th>' if cell.header else f"<td{_numeric(column)}>{text}</td>"


def milestones_table(t: Translator, milestones: Sequence[MilestoneRead], owners: dict[str, str]) -> Table:
    """List milestones with their three dates, as the timeline shows them."""
    rows = tuple(
        (
            Cell(illustrated(t, t.pick(m.title), illustrative=m.illustrative), header=True),
            Cell(f"{STATUS_SIGNS.get(m.status, '')} {status_name(t, m.status)}", tone=m.status),
            Cell(owner_name(m.owner, owners)),
            Cell(t.table_day(m.baseline_date)),
            Cell(t.table_day(m.forecast_date) if m.forecast_date else DASH),
            Cell(t.table_day(m.actual_date) if m.actual_date else DASH),
            Cell(slip_text(t, m.slip_days)),
            Cell(m.slip_reason or DASH),
        )
        for m in milestones
    )
    columns = (
        Column(t("Milestone")),
        Column(t("Status"), whole=True),
        Column(t("Whose turn")),
        Column(t("Baseline"), whole=True),
        Column(t("Forecast"), whole=True),
        Column(t("Actual"), whole=True),
        Column(t("Against the baseline")),
        Column(t("Why")),
    )
    return Table(t("Milestones of the study"), columns, rows)


def profiles_table(t: Translator, rows: Sequence[CoverageRow], caption: str) -> Table:
    """Compare the profiles for one service and cutoff."""
    columns = (
        Column(t("Who travels")),
        Column(t("Certain (%)"), numeric=True),
        Column(t("At best (%)"), numeric=True),
        Column(t("Not known (%)"), numeric=True),
        Column(t("People, certain"), numeric=True),
        Column(t("People, at best"), numeric=True),
    )
    body = tuple((Cell(profile_name(t, row.profile), header=True), *_figures(t, row)) for row in rows)
    return Table(caption, columns, body)


def areas_table(t: Translator, rows: Sequence[AreaCoverageRow], caption: str) -> Table:
    """List areas with the figures the map is drawn from."""
    columns = (
        Column(t("Area")),
        Column(t("People"), numeric=True),
        Column(t("Certain (%)"), numeric=True),
        Column(t("At best (%)"), numeric=True),
        Column(t("Not known (%)"), numeric=True),
        Column(t("People, certain"), numeric=True),
        Column(t("People, at best"), numeric=True),
    )
    body = tuple(
        (
            Cell(area_name(t, row), header=True),
            Cell(t.number(row.population)),
            *_figures(t, row),
        )
        for row in rows
    )
    return Table(caption, columns, body)


def _figures(t: Translator, row: CoverageRow) -> tuple[Cell, ...]:
    return (
        *(
            Cell(t("does not apply") if share is None else t.percent_number(share))
            for share in (row.share_low, row.share_high, row.share_unknown)
        ),
        Cell(t.number(row.covered_low)),
        Cell(t.number(row.covered_high)),
    )


def illustrated(t: Translator, text: str, *, illustrative: bool) -> str:
    """Mark an illustrative fact beside it."""
    return f"{text} ({t('illustrative')})" if illustrative else text


def ordered(rows: Sequence[AreaCoverageRow], order: str) -> list[AreaCoverageRow]:
    """Sort areas: lowest certain share, most people not known, most people not reached, or by name."""
    if order == "name":
        return sorted(rows, key=lambda row: _natural(row.area_name or row.area_code))
    if order == "unknown":
        return sorted(rows, key=lambda row: row.covered_low - row.covered_high)
    if order == "missed":
        return sorted(rows, key=lambda row: row.covered_high - row.population)
    return sorted(rows, key=lambda row: (row.share_low is None, row.share_low, -row.population))


def _natural(name: str) -> list[tuple[int, str]]:
    """Order "hexagon 2" before "hexagon 10"."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def furthest_behind_first(t: Translator, studies: Sequence[StudySummary]) -> list[StudySummary]:
    """Sort studies by their largest slip, then by title, so that what needs a decision comes first."""
    return sorted(studies, key=lambda study: (-study.slip_days, t.pick(study.title).casefold()))


def areas_csv(rows: Sequence[AreaCoverageRow]) -> str:
    """Write areas as CSV: plain numbers, shares 0 to 1, empty where a share does not apply."""
    file = io.StringIO()
    writer = csv.DictWriter(file, CSV_COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: plain(value) for name, value in row.model_dump().items()} for row in rows)
    return file.getvalue()


def plain(value: object) -> object:
    """Keep a spreadsheet from reading a name as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value
