"""Reading edge tables (CSV, GeoPackage, GeoParquet, GeoJSON, shapefile) into a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gis.crs import rows_named
from gis.errors import AttributeInputError, EmptyInputError, GeometryError
from gis.model import BoolArray, FloatArray, IntArray
from gis.network.assembly import LinkColumns, assemble
from gis.network.edges.attributes import read_attributes
from gis.network.edges.columns import recognise_columns
from gis.network.edges.files import open_table, wkt_lines
from gis.network.edges.georeference import to_lon_lat
from gis.network.edges.noding import SAME_PLACE_DEG, cut_where_shared, place_keys
from gis.network.graph import StreetNetwork
from gis.network.polylines import Polylines

LONGEST_LINK_M = 200_000.0  # longer than any street without a junction
# A length column this far from the drawn lengths is in another unit (km, feet x 1000, degrees).
LENGTH_UNIT_FACTOR = 100.0
MAX_NAMED = 10
END_ROLES = ("from_lon", "from_lat", "to_lon", "to_lat")


@dataclass(frozen=True, slots=True)
class _Course:
    """Lines in the file's own coordinates, and the row each was drawn by."""

    x: FloatArray
    y: FloatArray
    start: IntArray
    row: IntArray


@dataclass(frozen=True, slots=True)
class _Streets:
    """The rows that become links, or the links they were cut into."""

    lines: Polylines
    end_keys: tuple[IntArray, IntArray]
    columns: LinkColumns
    ids: list[str]
    length_m: FloatArray


def read_edge_table(
    path: str | Path,
    *,
    columns: Sequence[str] | None = None,
    source_crs: str | CRS | None = None,
    layer: str | None = None,
) -> StreetNetwork:
    """
    Read a table with one row per street or arc.

    Columns are recognised by name (``gis.network.edges.columns.ALIASES``). The course
    comes from the geometry, a well-known-text column or the coordinates of both
    ends. Links meet where their node columns say so. Without node columns they
    meet wherever they share a vertex (within 1e-7 degree), and are cut there;
    lines that merely cross, as a bridge crosses a street, do not meet. Lengths come from a length column,
    else from the ellipsoid. ``oneway`` and reverse costs are rules for vehicles:
    people walk both ways unless ``oneway:foot`` says otherwise, and two arcs of
    opposite direction with the same course are one link with the attributes of
    the first. A table without a ``highway`` column is taken to be walkable
    throughout; with one, the rules for OSM ways apply to the values they know.

    Parameters
    ----------
    path : str or Path
        The file.
    columns : sequence of str, optional
        Names of all columns, for a CSV without a header.
    source_crs : str or pyproj.CRS, optional
        Reference system of the coordinates; wins over what the file states.
    layer : str, optional
        Layer of a file that holds several layers of lines.

    Returns
    -------
    StreetNetwork
        Links in the order of the rows. Links of length 0 between different
        nodes are kept; those that lead nowhere are left out and counted.

    Raises
    ------
    UnreadableFileError
        If the file is missing or not what its name promises.
    EmptyInputError
        If no row can be walked.
    ReferenceSystemError
        If the reference system is missing, or contradicts the coordinates.
    GeometryError
        Naming the rows without a usable line.
    AttributeInputError
        Naming the column or rows with values that make no sense.
    """
    path = Path(path)
    table = open_table(path, columns, layer)
    roles = recognise_columns(table.rows.columns)
    course = _read_course(table.rows, table.geometry, roles, path.name)
    vertex_row = np.repeat(course.row, np.diff(course.start))
    declared = source_crs if source_crs is not None else table.crs
    lon_deg, lat_deg = to_lon_lat(course.x, course.y, vertex_row, declared, source=path.name)
    lines = Polylines(lon_deg, lat_deg, course.start)
    measured_m = lines.lengths_m()
    _check_extent(measured_m, course.row, path.name)
    attributes, reasons = read_attributes(table.rows, roles, source=path.name)
    length_m = _lengths(table.rows, roles, course.row, measured_m, path.name)
    end_keys = _end_keys(table.rows, roles, lines, course.row, path.name)
    kept, forward, backward, counts = _keep(
        lines,
        end_keys,
        length_m,
        reasons[course.row],
        attributes.forward[course.row],
        attributes.backward[course.row],
    )
    if not len(kept):
        raise EmptyInputError(path.name, [f"none of its {len(table.rows)} rows can be walked"])
    links = attributes.take(course.row[kept])
    links.forward[:] = forward
    links.backward[:] = backward
    streets = _Streets(
        lines=lines.between(lines.start[kept], lines.start[kept + 1] - 1),
        end_keys=(end_keys[0][kept], end_keys[1][kept]),
        columns=links,
        ids=_ids(table.rows, roles, course.row[kept]),
        length_m=length_m[kept],
    )
    if not _names_nodes(roles):
        streets = _cut(streets)
    return assemble(
        streets.lines,
        streets.end_keys,
        streets.columns,
        streets.ids,
        source=path.name,
        length_m=streets.length_m,
        left_out=tuple(sorted(counts.items())),
    )


def _names_nodes(roles: Mapping[str, str]) -> bool:
    return "from_node" in roles and "to_node" in roles


def _cut(streets: _Streets) -> _Streets:
    """Cut streets where they share vertices; length, steps and crossings go by the part of the whole."""
    pieces = cut_where_shared(streets.lines, place_keys(streets.lines.lon_deg, streets.lines.lat_deg))
    n_pieces = np.bincount(pieces.line, minlength=len(streets.ids))
    piece_m, whole_m = pieces.lines.lengths_m(), streets.lines.lengths_m()
    even = 1.0 / n_pieces[pieces.line]
    share = np.divide(piece_m, whole_m[pieces.line], out=even, where=whole_m[pieces.line] > 0)
    columns = streets.columns.take(pieces.line)
    columns.step_count[:] *= share
    columns.crossing_share[:] *= share
    part = np.arange(len(pieces.line)) - (np.cumsum(n_pieces) - n_pieces)[pieces.line]
    return _Streets(
        lines=pieces.lines,
        end_keys=(pieces.from_key, pieces.to_key),
        columns=columns,
        ids=[
            f"{streets.ids[line]}#{number}" if n_pieces[line] > 1 else streets.ids[line]
            for line, number in zip(pieces.line.tolist(), part.tolist(), strict=True)
        ],
        length_m=streets.length_m[pieces.line] * share,
    )


def _read_course(
    rows: pd.DataFrame, geometry: NDArray[np.object_] | None, roles: Mapping[str, str], source: str
) -> _Course:
    if geometry is None and "wkt" in roles:
        geometry = wkt_lines(rows[roles["wkt"]], source)
    if geometry is not None:
        return _course_of_geometry(geometry, source)
    if not all(role in roles for role in END_ROLES):
        fault = (
            "it has neither geometries nor the coordinates of both ends (such as lon1, lat1, lon2, lat2); "
            f"its columns are {', '.join(map(str, rows.columns[:20]))}; "
            "a CSV without a header needs its column names"
        )
        raise AttributeInputError(source, [fault])
    ends = np.stack(
        [pd.to_numeric(rows[roles[role]], errors="coerce").to_numpy(np.float64) for role in END_ROLES], axis=1
    )
    wrong = np.flatnonzero(~np.isfinite(ends).all(axis=1))
    if len(wrong):
        raise GeometryError(source, _named(wrong, "a coordinate is blank or no number"))
    return _Course(
        x=ends[:, [0, 2]].ravel(),
        y=ends[:, [1, 3]].ravel(),
        start=np.arange(len(rows) + 1, dtype=np.int64) * 2,
        row=np.arange(len(rows), dtype=np.int64),
    )


def _course_of_geometry(geometry: NDArray[np.object_], source: str) -> _Course:
    missing = shapely.is_missing(geometry)
    empty = ~missing & shapely.is_empty(geometry)
    kind = shapely.get_type_id(geometry)
    line, several = shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING
    other = ~missing & ~empty & (kind != line) & (kind != several)
    faults = [
        *_named(np.flatnonzero(missing), "no geometry"),
        *_named(np.flatnonzero(empty), "empty geometry"),
        *_named(np.flatnonzero(other), "not a line"),
    ]
    if faults:
        raise GeometryError(source, faults)
    parts, row = shapely.get_parts(geometry, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    wrong = np.unique(row[part[~np.isfinite(xy).all(axis=1)]])
    if len(wrong):
        raise GeometryError(source, _named(wrong, "a coordinate is not a number"))
    size = shapely.get_num_coordinates(parts)
    start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    return _Course(x=xy[:, 0].copy(), y=xy[:, 1].copy(), start=start, row=row.astype(np.int64))


def _named(rows: IntArray, what: str) -> list[str]:
    return [f"{rows_named(rows, limit=MAX_NAMED)}: {what}"] if len(rows) else []


def _check_extent(measured_m: FloatArray, row: IntArray, source: str) -> None:
    far = np.flatnonzero(measured_m > LONGEST_LINK_M)
    if len(far):
        longest_km = measured_m[far].max() / 1000.0
        what = f"longer than any street (up to {longest_km:,.0f} km); are coordinates swapped or zero?"
        raise GeometryError(source, _named(np.unique(row[far]), what))


def _lengths(
    rows: pd.DataFrame, roles: Mapping[str, str], row: IntArray, measured_m: FloatArray, source: str
) -> FloatArray:
    """Take the table's own lengths where it has them, the measured ones elsewhere."""
    role = next((role for role in ("length_m", "length_km") if role in roles), None)
    if role is None:
        return measured_m
    name = roles[role]
    own_m = pd.to_numeric(rows[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    own_m = own_m * (1000.0 if role == "length_km" else 1.0)
    negative = np.flatnonzero(own_m < 0)
    if len(negative):
        raise AttributeInputError(source, _named(negative, f"negative {name}"))
    own_m = own_m[row]
    # a row of several lines states one length for all of them
    several = np.bincount(row)[row] > 1
    whole_m = np.bincount(row, weights=measured_m)[row]
    own_m[several] *= measured_m[several] / np.maximum(whole_m[several], 1e-9)
    known = (own_m > 0) & (measured_m > 1.0)
    factor = float(np.median(own_m[known] / measured_m[known])) if known.any() else 1.0
    if not 1 / LENGTH_UNIT_FACTOR < factor < LENGTH_UNIT_FACTOR:
        unit = "kilometres" if role == "length_km" else "metres"
        raise AttributeInputError(
            source,
            [f"the lengths in {name} are {factor:.4g} times those of the lines: they are not in {unit}"],
        )
    return np.where(np.isnan(own_m), measured_m, own_m)


def _end_keys(
    rows: pd.DataFrame, roles: Mapping[str, str], lines: Polylines, row: IntArray, source: str
) -> tuple[IntArray, IntArray]:
    """Name the ends of each line: by the node columns, or by where they lie."""
    first, last = lines.start[:-1], lines.start[1:] - 1
    if _names_nodes(roles):
        ends = [rows[roles[role]] for role in ("from_node", "to_node")]
        blank = np.flatnonzero(ends[0].isna().to_numpy() | ends[1].isna().to_numpy())
        if len(blank):
            raise AttributeInputError(source, _named(blank, "a node has no name"))
        several = np.flatnonzero(np.bincount(row) > 1)
        if len(several):
            raise GeometryError(source, _named(several, "two nodes joined by several separate lines"))
        key, _ = pd.factorize(pd.concat(ends, ignore_index=True))
    else:
        at = np.concatenate([first, last])
        key = place_keys(lines.lon_deg[at], lines.lat_deg[at])
    return key[: len(lines)].astype(np.int64), key[len(lines) :].astype(np.int64)


def _keep(
    lines: Polylines,
    end_keys: tuple[IntArray, IntArray],
    length_m: FloatArray,
    reason: NDArray[np.object_],
    forward: BoolArray,
    backward: BoolArray,
) -> tuple[IntArray, BoolArray, BoolArray, Counter[str]]:
    """Choose the rows that become links, and the directions in which each may be walked."""
    from_key, to_key = end_keys
    counts = Counter(str(text) for text in reason[reason != ""].tolist())
    nowhere = (from_key == to_key) & (length_m <= 0)
    counts["links of no length that lead nowhere"] += int(np.count_nonzero(nowhere & (reason == "")))
    candidate = np.flatnonzero((reason == "") & ~nowhere)
    cell = np.rint(np.stack([lines.lon_deg, lines.lat_deg]) / SAME_PLACE_DEG).astype(np.int64)
    begin = lines.start[:-1]
    course = pd.DataFrame(
        {
            "low": np.minimum(from_key, to_key),
            "high": np.maximum(from_key, to_key),
            "vertices": np.diff(lines.start),
            "east": np.add.reduceat(cell[0], begin),  # sums do not depend on the direction
            "north": np.add.reduceat(cell[1], begin),
            "length": np.rint(length_m * 100),
        }
    ).iloc[candidate]
    # groups are numbered as they appear, so the first rows of the groups are in order
    group = course.groupby(list(course.columns), sort=False).ngroup().to_numpy()
    kept = candidate[np.unique(group, return_index=True)[1]]
    along = from_key[candidate] == from_key[kept[group]]
    ahead = np.where(along, forward[candidate], backward[candidate])
    back = np.where(along, backward[candidate], forward[candidate])
    counts["rows that repeat a link, most often its opposite direction"] += len(candidate) - len(kept)
    return (
        kept,
        np.bincount(group, weights=ahead, minlength=len(kept)) > 0,
        np.bincount(group, weights=back, minlength=len(kept)) > 0,
        +counts,
    )


def _ids(rows: pd.DataFrame, roles: Mapping[str, str], row: IntArray) -> list[str]:
    names = (
        rows[roles["id"]].astype(str).to_numpy() if "id" in roles else np.arange(1, len(rows) + 1).astype(str)
    )
    ids: list[str] = names[row].tolist()
    return ids
