"""What the columns of an edge table say of each row: whether people walk it, and its attributes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import FloatArray
from gis.network.assembly import LinkColumns
from gis.network.edges.columns import NO, map_values, read_flags, read_inclines, read_numbers
from gis.network.graph import UNKNOWN_CODE, LinkKind
from gis.network.ways.tags import (
    UNKNOWN,
    WIDEST_M,
    parse_kerb_m,
    parse_smoothness,
    parse_step_count,
    parse_surface,
    parse_wheelchair,
    parse_width_m,
)
from gis.network.ways.walkable import (
    CLOSED_KINDS,
    NOT_BUILT,
    OPEN_KINDS,
    WayFacts,
    stack_facts,
    way_facts,
    why_not_walkable,
)

# Columns that together decide the kind of a row and whether people walk it.
ACCESS_ROLES = ("highway", "footway", "foot", "access", "bridge", "tunnel", "oneway_foot")
# Words for kinds that are no OSM classes.
KIND_TAGS: dict[str, dict[str, str]] = {
    "sidewalk": {"highway": "footway", "footway": "sidewalk"},
    "crossing": {"highway": "footway", "footway": "crossing"},
    "lift": {"highway": "elevator"},
}
LARGEST_KERB_M = 1.0


def read_attributes(
    rows: pd.DataFrame, roles: Mapping[str, str], *, source: str
) -> tuple[LinkColumns, NDArray[np.object_]]:
    """
    Read the attributes of every row.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table.
    roles : mapping of str to str
        From `recognise_columns`.
    source : str
        File, for messages.

    Returns
    -------
    tuple of (LinkColumns, numpy.ndarray of str, shape (n_rows,))
        The attributes, and why a row is not walked ("" where it is).
    """
    columns, reasons = _kinds(rows, roles)
    if "crossing" in roles:
        columns.kind[read_flags(rows[roles["crossing"]]) & (columns.kind != LinkKind.STEPS)] = (
            LinkKind.CROSSING
        )
    _read_steps(rows, roles, columns)
    columns.kerb_m[:] = _kerbs_m(rows, roles, source)
    bare = np.isnan(columns.kerb_m) & (columns.kind != LinkKind.CROSSING)
    columns.kerb_m[bare] = 0.0
    columns.crossing_share[columns.kind == LinkKind.CROSSING] = 1.0
    if "width_m" in roles:
        name = roles["width_m"]
        width_m = read_numbers(
            rows[name], parse_width_m, name=name, unit="metres", largest=WIDEST_M, source=source
        )
        columns.width_m[:] = np.where(width_m > 0, width_m, np.nan)
    columns.incline_share[:] = read_inclines(rows, roles, source=source)
    if "smoothness" in roles:
        codes = map_values(rows[roles["smoothness"]], lambda text: float(parse_smoothness(text)))
        columns.smoothness_code[:] = np.where(np.isnan(codes), UNKNOWN_CODE, codes).astype(np.int8)
    if "wheelchair" in roles:
        judged = map_values(rows[roles["wheelchair"]], lambda text: float(parse_wheelchair(text)))
        columns.wheelchair[:] = np.nan_to_num(judged).astype(np.int8)
    return _with_surfaces(rows, roles, columns), reasons


def _kinds(rows: pd.DataFrame, roles: Mapping[str, str]) -> tuple[LinkColumns, NDArray[np.object_]]:
    """Apply the rules for OSM ways once to each combination of values that occurs."""
    names = [role for role in ACCESS_ROLES if role in roles]
    texts = pd.DataFrame(
        {role: rows[roles[role]].fillna("").astype(str).str.strip() for role in names}, index=rows.index
    )
    texts["all"] = ""  # a table without any of these columns is one combination
    group = texts.groupby(list(texts.columns), sort=False)
    code = np.asarray(group.ngroup(), dtype=np.int64)
    combinations = texts.loc[~texts.duplicated()].to_dict("records")
    facts: list[WayFacts] = []
    reasons: list[str] = []
    for combination in combinations:
        tags = _tags({str(role): str(text) for role, text in combination.items()})
        reason = why_not_walkable(tags)
        reasons.append(reason or "")
        facts.append(way_facts(tags if reason is None else {"highway": "road"}))
    return stack_facts(facts).take(code), np.array(reasons, dtype=np.object_)[code]


def _tags(combination: dict[str, str]) -> dict[str, str]:
    values = {role: text for role, text in combination.items() if text and role != "all"}
    if "oneway_foot" in values:
        values["oneway:foot"] = values.pop("oneway_foot").lower()
    for role in ("bridge", "tunnel"):
        if values.get(role, "").lower() in NO:
            values.pop(role, None)
    highway = values.get("highway", "").lower()
    values.update(KIND_TAGS.get(highway, {}))
    if highway not in KIND_TAGS:
        known = highway in OPEN_KINDS or highway in CLOSED_KINDS or highway in NOT_BUILT
        values["highway"] = highway if known else "road"  # a city's own classes are streets to walk along
    return values


def _read_steps(rows: pd.DataFrame, roles: Mapping[str, str], columns: LinkColumns) -> None:
    count = np.full(len(rows), np.nan)
    stairs = columns.kind == LinkKind.STEPS
    if "steps" in roles:
        stairs |= read_flags(rows[roles["steps"]])
        count = map_values(rows[roles["steps"]], parse_step_count)
        count[count == 1.0] = np.nan  # "1" is yes rather than one step
    if "step_count" in roles:
        own = map_values(rows[roles["step_count"]], parse_step_count)
        count = np.where(np.isnan(own), count, own)
        stairs |= own > 0
    columns.kind[stairs] = LinkKind.STEPS
    columns.step_count[:] = np.where(stairs, count, 0.0)


def _kerbs_m(rows: pd.DataFrame, roles: Mapping[str, str], source: str) -> FloatArray:
    if "kerb" not in roles:
        return np.full(len(rows), np.nan)

    def height_m(text: str) -> float:
        kerb_m = parse_kerb_m({"kerb": text})
        return UNKNOWN if kerb_m is None else kerb_m

    name = roles["kerb"]
    return read_numbers(rows[name], height_m, name=name, unit="metres", largest=LARGEST_KERB_M, source=source)


def _with_surfaces(rows: pd.DataFrame, roles: Mapping[str, str], columns: LinkColumns) -> LinkColumns:
    if "surface" not in roles:
        return columns
    codes, uniques = pd.factorize(rows[roles["surface"]])
    words = [parse_surface(str(value)) for value in uniques]
    names = tuple(sorted({word for word in words if word is not None}))
    code_of = np.array(
        [UNKNOWN_CODE if word is None else names.index(word) for word in [*words, None]], dtype=np.int16
    )
    return columns.with_surfaces(code_of[codes], names)
