"""How the work grows with the city: the same questions in smaller ones, with services as dense."""

from __future__ import annotations

from tests.benchmarks.rows import Row
from tests.benchmarks.table import aligned, duration

SHARES = (0.1, 0.3)
# A city of a tile or two says nothing about growth.
SMALLEST_NODES = 20_000
GROWING_PEERS = ("scipy_search",)
# Amounts differ from city to city, so the sentences of the growth table name none.
GENERAL_WORDS = {"services": "all", "cells": "all", "pairs": "all", "extract_mb": ""}


def smaller_cities(nodes: int) -> list[int]:
    """Give the sizes to compare with: 100,000 and 300,000 nodes beside a million."""
    return [size for share in SHARES if (size := round(nodes * share)) >= SMALLEST_NODES]


def growth_table(cities: list[list[Row]]) -> str:
    """Set the same work in cities of different size side by side, with the time for each node."""
    by_size = sorted(cities, key=lambda rows: rows[0].nodes)
    lines = [("growth", *(f"{rows[0].nodes:,} nodes" for rows in by_size))]
    for same_work in zip(*by_size, strict=True):
        lines.append((f"ours: {same_work[0].work}", *(_cost(row.ours_s, row.nodes) for row in same_work)))
        if same_work[0].peer:
            peer = f"{same_work[0].peer.split(',')[0]}: {same_work[0].work}"
            lines.append((peer, *(_cost(row.peer_s, row.nodes) for row in same_work)))
    return aligned(lines)


def _cost(seconds: float | None, nodes: int) -> str:
    """Write a time, and what it comes to for each node."""
    if seconds is None:
        return duration(None)
    return f"{duration(seconds)} ({1e9 * seconds / nodes:,.3g} ns a node)"
