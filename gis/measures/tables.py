"""Measures and isochrones as columns and rows of files, low and high beside each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import geopandas
import numpy as np
import pandas as pd

from gis.crs import WGS84
from gis.measures.equity import NO_GROUNDS, Grounds, equity_of
from gis.measures.summaries import by_area
from gis.measures.values import MeasureValues
from gis.model import READINGS, FloatArray, IntArray
from gis.places import Zones
from gis.travel.service_areas import ServiceArea


def origin_columns(measures: Sequence[MeasureValues], profiles: Sequence[str]) -> dict[str, FloatArray]:
    """
    Give the values at the origins as columns.

    Parameters
    ----------
    measures : sequence of MeasureValues
        The measures.
    profiles : sequence of str
        Names of the profiles.

    Returns
    -------
    dict of str to numpy.ndarray of float, shape (n_origins,)
        ``MEASURE__PROFILE__low`` with the smaller and ``__high`` with the
        larger value; NaN for what is no finite number.
    """
    columns = {}
    for found in measures:
        ordered = np.sort(found.values, axis=1)
        for p, profile in enumerate(profiles):
            for r, reading in enumerate(READINGS):
                values = ordered[p, r]
                columns[f"{found.measure.key}__{profile}__{reading}"] = np.where(
                    np.isfinite(values), values, np.nan
                )
    return columns


def summary_rows(
    measures: Sequence[MeasureValues], profiles: Sequence[str], grounds: Grounds = NO_GROUNDS
) -> list[dict[str, object]]:
    """
    Sum every measure up over all its people, one row a measure and profile.

    Parameters
    ----------
    measures : sequence of MeasureValues
        The measures.
    profiles : sequence of str
        Names of the profiles.
    grounds : Grounds
        What people are told apart by in the indices of equity.

    Returns
    -------
    list of dict
        With values None where they are no finite numbers.
    """
    rows: list[dict[str, object]] = []
    for found in measures:
        facts, everywhere = found.facts, np.zeros(len(found.people), dtype=np.int64)
        whole = by_area(found, everywhere, 1)[..., 0]
        equity = equity_of(found, grounds)
        for p, profile in enumerate(profiles):
            row: dict[str, object] = {
                "measure": found.measure.key,
                "kind": found.measure.kind,
                "profile": profile,
                "people": float(found.people.sum()),
                "unit": facts.unit,
                "low": _or_none(whole[p, 0]),
                "high": _or_none(whole[p, 1]),
                "guaranteed": facts.guaranteed,
                "larger_is_better": facts.larger_is_better,
                "note": found.note,
            }
            for name, index in equity.items():
                low, high = index[p]
                row |= {f"{name}_low": _or_none(low), f"{name}_high": _or_none(high)}
            rows.append(row)
    return rows


def zone_rows(
    measures: Sequence[MeasureValues],
    profiles: Sequence[str],
    zones: Zones,
    zone_of: IntArray,
) -> geopandas.GeoDataFrame:
    """
    Sum every measure up by zone, one row a zone, measure and profile.

    Parameters
    ----------
    measures : sequence of MeasureValues
        The measures, at least one.
    profiles : sequence of str
        Names of the profiles.
    zones : Zones
        The zones.
    zone_of : numpy.ndarray of int, shape (n_origins,)
        Zone of each origin; -1 for none.

    Returns
    -------
    geopandas.GeoDataFrame
        Values in the unit named, NaN where they are no finite numbers.
    """
    parts = []
    for found in measures:
        values = by_area(found, zone_of, len(zones))
        for p, profile in enumerate(profiles):
            low, high = (np.where(np.isfinite(one), one, np.nan) for one in values[p])
            part = {"zone_id": list(zones.ids), "measure": found.measure.key, "profile": profile}
            figures = {"unit": found.facts.unit, "low": low, "high": high}
            parts.append(geopandas.GeoDataFrame(part | figures, geometry=zones.polygons, crs=WGS84))
    return geopandas.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=WGS84)


def isochrone_rows(
    areas: Iterable[ServiceArea], profiles: Sequence[str], cutoffs_s: Sequence[float]
) -> geopandas.GeoDataFrame:
    """
    List isochrones, one row a profile, cutoff and reading.

    Parameters
    ----------
    areas : iterable of ServiceArea
        The isochrones of one class of services.
    profiles : sequence of str
        Names of the profiles.
    cutoffs_s : sequence of float
        The cutoffs they were drawn for [s].

    Returns
    -------
    geopandas.GeoDataFrame
        Shapes in WGS 84; empty where nothing is reached.
    """
    rows = [
        {"profile": profiles[area.profile], "cutoff_s": float(cutoff_s), "reading": reading.value}
        | {"geometry": shape}
        for area in areas
        for reading, shapes in zip(READINGS, area.shapes, strict=True)
        for cutoff_s, shape in zip(cutoffs_s, shapes, strict=True)
    ]
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs=WGS84)


def _or_none(value: float) -> float | None:
    """Keep finite numbers only: JSON knows no others."""
    return float(value) if math.isfinite(value) else None
