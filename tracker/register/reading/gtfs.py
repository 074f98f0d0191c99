"""GTFS timetables (zip): stops as rows with their position, and the pathways of each station counted."""

from __future__ import annotations

import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from tracker.register.notes import behind, note
from tracker.register.reading.archives import members, unpack_member
from tracker.register.reading.delimited import read_delimited
from tracker.register.reading.limits import refusal
from tracker.register.reading.positions import WGS84, Spot, locate, point_spot
from tracker.register.tables import Cell, Row, Table

STOPS: Final = "stops.txt"
PATHWAYS: Final = "pathways.txt"
FEED_FILES: Final = frozenset({STOPS, "agency.txt", "routes.txt", "trips.txt", "stop_times.txt"})
NEEDED_COLUMNS: Final = ("stop_id", "stop_lat", "stop_lon")
# The values of pathway_mode, https://gtfs.org/documentation/schedule/reference/#pathwaystxt
MODES: Final = {
    "1": "walkway",
    "2": "stairs",
    "3": "moving_walkway",
    "4": "escalator",
    "5": "lift",
    "6": "fare_gate",
    "7": "exit_gate",
}
COUNT_COLUMNS: Final = ("pathways_count", *(f"pathways_{mode}_count" for mode in MODES.values()))


def read_gtfs(archive: zipfile.ZipFile, name: str) -> tuple[Table, list[str]]:
    """
    Read the stops of a timetable.

    Parameters
    ----------
    archive : zipfile.ZipFile
        Open, with its list checked.
    name : str
        Its name, for messages.

    Returns
    -------
    table : Table
        The columns of ``stops.txt`` as they stand; where there are pathways, a column for their number
        and one for each kind, filled for stations and for stops that have no station.
    notes : list of str
        What was chosen, and which rows have no position.

    Raises
    ------
    InvalidInputError
        If there are no stops, or they lack identifier or coordinates.
    """
    stops, notes = _read_text(archive, STOPS, name)
    if absent := [column for column in NEEDED_COLUMNS if column not in stops.columns]:
        raise refusal(name, *((STOPS, f"has no column {column}") for column in absent))
    rows, told = _located(stops)
    notes += told
    columns = stops.columns
    if any(PurePosixPath(member).name == PATHWAYS for member in members(archive)):
        pathways, told = _read_text(archive, PATHWAYS, name)
        notes += told
        counts, told = _count_pathways(pathways, stops, name)
        notes += told
        columns = (*columns, *COUNT_COLUMNS)
        at = stops.columns.index("stop_id")
        rows = [replace(row, cells=(*row.cells, *_counts_of(counts, row.cells[at]))) for row in rows]
    else:
        notes.append(note("pathways_none"))
    return Table(STOPS, columns, tuple(rows), stops.empty_rows), notes


def _read_text(archive: zipfile.ZipFile, file_name: str, name: str) -> tuple[Table, list[str]]:
    """Read one table of the feed; its notes and faults name it."""
    found = [member for member in members(archive) if PurePosixPath(member).name == file_name]
    if len(found) != 1:
        fault = "is missing from the timetable" if not found else "is there more than once"
        raise refusal(name, (file_name, fault))
    with TemporaryDirectory() as folder:
        target = Path(folder) / file_name
        unpack_member(archive, found[0], target, name)
        if target.stat().st_size == 0:
            raise refusal(name, (file_name, "is empty"))
        table, notes = read_delimited(target, f"{name}, {file_name}")
    return table, [behind(f"{file_name}: ", told) for told in notes]


def _located(stops: Table) -> tuple[list[Row], list[str]]:
    """Give the stops their positions; one whose coordinates are no numbers is at fault."""
    lat_at, lon_at = stops.columns.index("stop_lat"), stops.columns.index("stop_lon")
    spots = [_spot(row, lon_at, lat_at) for row in stops.rows]
    located = locate(spots, [row.number for row in stops.rows], system=WGS84, asked=None, where=f"{STOPS}: ")
    rows: list[Row] = []
    for row, position, fault in zip(stops.rows, located.positions, located.faults, strict=True):
        lon_deg, lat_deg = position or (None, None)
        told = "; ".join(part for part in (row.fault, fault) if part) or None
        rows.append(replace(row, lon_deg=lon_deg, lat_deg=lat_deg, fault=told))
    return rows, list(located.notes)


def _spot(row: Row, lon_at: int, lat_at: int) -> Spot:
    """Read a stop's coordinates; a row that is already at fault has none that can be trusted."""
    written = (row.cells[lon_at], row.cells[lat_at])
    if row.fault or written == (None, None):
        return Spot()
    try:
        return point_spot(*(float(str(value)) for value in written))
    except ValueError:
        return Spot(kind="fault", fault=f"its coordinates {written!r} are no numbers")


def _count_pathways(pathways: Table, stops: Table, name: str) -> tuple[dict[str, Counter[str]], list[str]]:
    """Count the pathways of each station by kind."""
    wanted = ("from_stop_id", "to_stop_id", "pathway_mode")
    if absent := [column for column in wanted if column not in pathways.columns]:
        raise refusal(name, *((PATHWAYS, f"has no column {column}") for column in absent))
    parents = _parents(stops)
    from_at, to_at, mode_at = (pathways.columns.index(column) for column in wanted)
    counts: dict[str, Counter[str]] = {}
    strays: list[int] = []
    for row in pathways.rows:
        ends = (str(row.cells[from_at]), str(row.cells[to_at]))
        mode = str(row.cells[mode_at])
        if row.fault or mode not in MODES or any(end not in parents for end in ends):
            strays.append(row.number)
            continue
        for station in {_station(end, parents) for end in ends}:
            counts.setdefault(station, Counter())[MODES[mode]] += 1
    if not strays:
        return counts, []
    first = ", ".join(map(str, strays[:5]))
    return counts, [
        f"{PATHWAYS}: {len(strays)} rows were not counted (rows {first}): unknown stop or kind of pathway."
    ]


def _parents(stops: Table) -> dict[str, str | None]:
    """Give each stop's parent."""
    id_at = stops.columns.index("stop_id")
    parent_at = stops.columns.index("parent_station") if "parent_station" in stops.columns else None
    return {
        str(row.cells[id_at]): None
        if parent_at is None or row.cells[parent_at] is None
        else str(row.cells[parent_at])
        for row in stops.rows
    }


def _station(stop: str, parents: dict[str, str | None]) -> str:
    """Climb from a boarding area or platform to the station; a feed that goes in circles ends the climb."""
    seen = {stop}
    while (parent := parents.get(stop)) is not None and parent not in seen:
        seen.add(parent)
        stop = parent
    return stop


def _counts_of(counts: dict[str, Counter[str]], stop: Cell) -> tuple[Cell, ...]:
    """Give a stop's counts, or nothing where no pathway belongs to it."""
    found = counts.get(str(stop))
    if found is None:
        return (None,) * len(COUNT_COLUMNS)
    return (found.total(), *(found[mode] for mode in MODES.values()))
