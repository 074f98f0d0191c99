"""Which columns of an edge table mean what: the names recognised, and values read from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd

from gis.crs import rows_named
from gis.errors import AttributeInputError
from gis.model import BoolArray, FloatArray
from gis.network.ways.tags import parse_incline_share

# Names recognised for each role, best first; case, spaces and hyphens do not matter.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "edge_id", "link_id", "_id", "fid", "osm_id", "osmid"),
    "from_node": ("from_node", "from_id", "node_from", "from", "u", "_u_id", "source", "start_node"),
    "to_node": ("to_node", "to_id", "node_to", "to", "v", "_v_id", "target", "end_node"),
    "from_lon": ("from_lon", "lon1", "x1", "from_x", "lon_from", "start_lon", "u_lon", "u_x", "source_lon"),
    "from_lat": ("from_lat", "lat1", "y1", "from_y", "lat_from", "start_lat", "u_lat", "u_y", "source_lat"),
    "to_lon": ("to_lon", "lon2", "x2", "to_x", "lon_to", "end_lon", "v_lon", "v_x", "target_lon"),
    "to_lat": ("to_lat", "lat2", "y2", "to_y", "lat_to", "end_lat", "v_lat", "v_y", "target_lat"),
    "wkt": ("wkt", "geometry_wkt", "geom_wkt", "geometry", "geom", "the_geom"),
    "length_m": ("length_m", "length", "len_m", "distance_m", "metres", "meters"),
    "length_km": ("length_km", "km", "distance_km"),
    "highway": ("highway", "kind", "class", "fclass"),
    "footway": ("footway",),
    "foot": ("foot",),
    "access": ("access",),
    "bridge": ("bridge",),
    "tunnel": ("tunnel",),
    "oneway_foot": ("oneway:foot", "oneway_foot", "foot_oneway"),
    "surface": ("surface",),
    "smoothness": ("smoothness",),
    "width_m": ("width_m", "width"),
    "incline": ("incline_share", "incline", "grade", "gradient", "slope"),
    "incline_percent": ("incline_percent", "incline_pct", "slope_percent", "slope_pct", "grade_pct"),
    "kerb": ("kerb_m", "kerb", "curb", "kerb_height_m", "kerb:height"),
    "step_count": ("step_count",),
    "steps": ("steps", "stairs"),
    "crossing": ("crossing", "is_crossing"),
    "wheelchair": ("wheelchair",),
}
NO = frozenset({"no", "none", "false", "f", "n", "0", "0.0", ""})


def recognise_columns(names: Iterable[str]) -> dict[str, str]:
    """
    Find which of a table's columns plays which role.

    Parameters
    ----------
    names : iterable of str
        The table's column names.

    Returns
    -------
    dict of str to str
        Role (a key of ``ALIASES``) to column name; roles without a column are absent.
    """
    plain = {str(name).strip().lower().replace(" ", "_").replace("-", "_"): str(name) for name in names}
    return {
        role: next(plain[alias] for alias in aliases if alias in plain)
        for role, aliases in ALIASES.items()
        if any(alias in plain for alias in aliases)
    }


def read_numbers(
    column: pd.Series, parse: Callable[[str], float], *, name: str, unit: str, largest: float, source: str
) -> FloatArray:
    """
    Read a column of numbers or of texts with units; blanks are unknown.

    Parameters
    ----------
    column : pandas.Series
        The column.
    parse : callable
        Reads one text, giving NaN where it makes no sense.
    name, unit : str
        For the message.
    largest : float
        Largest absolute value a bare number may have.
    source : str
        File, for the message.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Values; NaN unknown.

    Raises
    ------
    AttributeInputError
        If bare numbers are too large for the unit, which means that they are in another.
    """
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    numbers[~np.isfinite(numbers)] = np.nan
    over = np.flatnonzero(np.abs(numbers) > largest)
    if len(over):
        row = int(over[0])
        raise AttributeInputError(
            source,
            [f"column {name!r} holds {numbers[row]:g} in {rows_named(over)}, too much for {unit}"],
        )
    texts = np.isnan(numbers) & column.notna().to_numpy()
    if texts.any():
        numbers[texts] = map_values(column[texts], parse)
    return numbers


def read_inclines(table: pd.DataFrame, roles: Mapping[str, str], *, source: str) -> FloatArray:
    """
    Read the slope along each link as rise over run.

    Parameters
    ----------
    table : pandas.DataFrame
        The edge table.
    roles : mapping of str to str
        From `recognise_columns`.
    source : str
        File, for messages.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Signed; NaN unknown. A bare number is a share in ``incline`` and per
        cent in ``incline_percent``; texts carry their unit.
    """
    if "incline" in roles:
        name = roles["incline"]
        unit = "a share of 1 (name a column in per cent incline_percent)"
        return read_numbers(
            table[name], parse_incline_share, name=name, unit=unit, largest=1.0, source=source
        )
    if "incline_percent" in roles:
        name = roles["incline_percent"]
        percent = read_numbers(
            table[name],
            lambda text: 100.0 * parse_incline_share(text),
            name=name,
            unit="per cent",
            largest=100.0,
            source=source,
        )
        return percent / 100.0
    return np.full(len(table), np.nan)


def read_flags(column: pd.Series) -> BoolArray:
    """
    Read a column of yes and no; anything else (``zebra``, ``marked``) but a blank is yes.

    Parameters
    ----------
    column : pandas.Series
        The column.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        True for yes.
    """
    flags = map_values(column, lambda text: float(text.strip().lower() not in NO))
    return np.asarray(np.nan_to_num(flags) > 0)


def map_values(column: pd.Series, parse: Callable[[str], float]) -> FloatArray:
    """
    Read each different value of a column once.

    Parameters
    ----------
    column : pandas.Series
        Texts, numbers or a mixture.
    parse : callable
        Reads one value written as text.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        What ``parse`` made of each; NaN for blanks.
    """
    codes, uniques = pd.factorize(column)
    values = np.array([*(parse(str(value)) for value in uniques), np.nan])
    return np.asarray(values[codes])  # blanks have the code -1, the last entry
