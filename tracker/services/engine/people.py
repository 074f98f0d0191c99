"""What a study knows of its people beside their number: groups by zone, and a rank."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import geopandas
import numpy as np

from gis.model import FloatArray, IntArray


def ranks_of(origins: geopandas.GeoDataFrame) -> FloatArray | None:
    """Give the rank of the people at each origin, where the layer names a column of it."""
    return origins["rank"].to_numpy(dtype=float) if "rank" in origins.columns else None


def mean_ranks(rank: FloatArray, people: FloatArray, cell_index: IntArray, n_cells: int) -> FloatArray:
    """Give the mean rank of the people of each cell whose rank is known; NaN where none is."""
    known = np.isfinite(rank) & (people > 0)
    weight = np.bincount(cell_index[known], weights=people[known], minlength=n_cells)
    summed = np.bincount(cell_index[known], weights=(rank * people)[known], minlength=n_cells)
    mean: FloatArray = np.full(n_cells, np.nan)
    return np.divide(summed, weight, out=mean, where=weight > 0)


def people_of_groups(
    groups: Collection[str],
    people: FloatArray,
    zone_of: IntArray,
    codes: Sequence[str],
    zones: geopandas.GeoDataFrame,
) -> tuple[dict[str, FloatArray], list[str]]:
    """
    Give the people of each group at each origin, and what readers must know of that.

    A group is taken to live spread over its zone as everybody does: its share of the zone's people,
    from the table of counts, is its share at every origin inside. Where the table says nothing of a
    zone, or an origin lies in none, the group has nobody there.
    """
    if not groups:
        return {}, []
    properties: Mapping[str, Mapping[str, Any]] = {
        code: json.loads(text) for code, text in zip(zones["code"], zones["properties"], strict=True)
    }
    found, notes = {}, []
    for group in groups:
        by_zone = [properties[code].get(f"{group}_share") for code in codes]
        # the last entry is that of origins in no zone, whose index is -1
        share = np.array([np.nan if value is None else value for value in [*by_zone, None]], dtype=float)
        at_origins = share[zone_of]
        unknown = np.isnan(at_origins)
        found[group] = np.where(unknown, 0.0, at_origins) * people
        if people[unknown].sum() > 0:
            notes.append(
                f"Group {group}: {people[unknown].sum():,.0f} people live where its share is not known; "
                "they take no part in its figures."
            )
    return found, notes
