"""A synthetic grid town of any size, with people and services, for trying the system at scale."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas
import numpy as np
import shapely
from synthetic_city import ORIGIN_LAT_DEG, ORIGIN_LON_DEG, Rng


def make_grid(folder: Path, nodes: int, rng: Rng) -> None:
    """Make a synthetic grid town of about `nodes` nodes with people and services, for benchmarks."""
    side = max(2, math.isqrt(nodes))
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    lon_deg = ORIGIN_LON_DEG + column.ravel() * 0.001 + rng.uniform(-1e-4, 1e-4, side * side)
    lat_deg = ORIGIN_LAT_DEG + row.ravel() * 0.001 + rng.uniform(-1e-4, 1e-4, side * side)
    number = np.arange(side * side).reshape(side, side)
    start = np.concatenate([number[:, :-1].ravel(), number[:-1, :].ravel()])
    end = np.concatenate([number[:, 1:].ravel(), number[1:, :].ravel()])
    links = len(start)
    ends = np.stack([np.column_stack([lon_deg[node], lat_deg[node]]) for node in (start, end)], axis=1)
    surfaces = np.array(["asphalt", "sett", "gravel", None, None], dtype=object)
    width_m = np.where(rng.integers(0, 2, links), rng.uniform(0.6, 3.0, links).round(2), np.nan)
    incline_share = np.where(rng.integers(0, 2, links), rng.normal(0, 0.04, links).round(4), np.nan)
    edges = geopandas.GeoDataFrame(
        {
            "id": np.arange(links),
            "from_node": start,
            "to_node": end,
            "surface": rng.choice(surfaces, links),
            "width_m": width_m,
            "incline_share": incline_share,
        },
        geometry=shapely.linestrings(ends),
        crs="EPSG:4326",
    )
    places = rng.integers(0, side * side, (2, max(4, nodes // 10)))
    people = np.asarray(rng.integers(0, 500, places.shape[1]))
    folder.mkdir(parents=True, exist_ok=True)
    edges.to_parquet(folder / "synthetic_grid_edges.parquet")
    for name, chosen, columns in (
        ("origins", places[0], {"population": people}),
        ("destinations", places[1, : max(4, nodes // 2000)], {}),
    ):
        points = geopandas.points_from_xy(lon_deg[chosen], lat_deg[chosen])
        table = geopandas.GeoDataFrame(
            {"id": chosen.astype(str), **columns}, geometry=points, crs="EPSG:4326"
        )
        table.to_parquet(folder / f"synthetic_grid_{name}.parquet")
    print(f"{side * side} nodes, {links} links, {len(people)} origins in {folder}")
