"""What must hold of any square: ways across stay within it and are nearly as short as can be."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from gis.model import FloatArray
from gis.network.graph import LinkKind
from gis.network.polylines import Polylines
from gis.network.ways.cutting import Ways
from gis.network.ways.squares import MAX_DETOUR_FACTOR, METRES_PER_DEGREE, with_ways_across

FAR_M = 5000.0

# A star-shaped square: corners in any directions, each at its own distance from the middle.
stars = st.lists(st.floats(20.0, 100.0), min_size=4, max_size=12)


def square(at_m: FloatArray, entrances: list[int]) -> Ways:
    """Draw the outline through all corners, and a way out of each entrance."""
    n = len(at_m)
    lines = [[*range(n), 0], *([corner, n + corner] for corner in entrances)]
    ref = np.array([node for line in lines for node in line], dtype=np.int64)
    place = np.concatenate([at_m, at_m + FAR_M])[ref] / METRES_PER_DEGREE
    return Ways(
        lines=Polylines(place[:, 0].copy(), place[:, 1].copy(), np.cumsum([0, *map(len, lines)])),
        ref=ref,
        way=np.arange(len(lines), dtype=np.int64),
        kind=np.full(len(lines), LinkKind.FOOTWAY, dtype=np.int64),
    )


def shortest_m(at_m: FloatArray, pairs: set[tuple[int, int]]) -> FloatArray:
    """Find the shortest ways along some straight lines."""
    graph = np.zeros((len(at_m), len(at_m)))
    for a, b in pairs:
        graph[a, b] = graph[b, a] = np.hypot(*(at_m[a] - at_m[b]))
    found: FloatArray = dijkstra(graph, directed=False)
    return found


@given(stars, st.data())
def test_ways_across_stay_within_the_square_and_are_nearly_the_shortest(
    radii_m: list[float], data: st.DataObject
) -> None:
    n = len(radii_m)
    angle = 2 * np.pi * np.arange(n) / n
    at_m = np.array(radii_m)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    entrances = sorted(data.draw(st.sets(st.integers(0, n - 1), min_size=2, max_size=8)))
    before = square(at_m, entrances)
    after = with_ways_across(before, np.arange(len(before.kind)) == 0)
    of_square = np.flatnonzero(after.way == 0)
    ends = [
        (after.ref[after.lines.start[line]], after.ref[after.lines.start[line + 1] - 1]) for line in of_square
    ]
    across = {(int(a), int(b)) for a, b in ends[1:]}  # the first is the outline
    room = shapely.Polygon(at_m).buffer(0.05)
    assert all(room.covers(shapely.LineString(at_m[[a, b]])) for a, b in across)

    outline = {(corner, (corner + 1) % n) for corner in range(n)}
    walked = shortest_m(at_m, across | outline)
    sees = {(a, b) for a in range(n) for b in range(a) if room.covers(shapely.LineString(at_m[[a, b]]))}
    least = shortest_m(at_m, sees | outline)
    here = np.ix_(entrances, entrances)
    # what the witness may cut off beyond the corners by its wider margin is far below a metre
    assert (walked[here] <= MAX_DETOUR_FACTOR * least[here] + 1.0).all()


@given(stars)
def test_crossing_a_square_changes_no_other_way(radii_m: list[float]) -> None:
    n = len(radii_m)
    angle = 2 * np.pi * np.arange(n) / n
    at_m = np.array(radii_m)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    before = square(at_m, list(range(min(n, 8))))
    after = with_ways_across(before, np.arange(len(before.kind)) == 0)
    kept = np.flatnonzero(after.way > 0)
    was = np.flatnonzero(before.way > 0)
    assert after.way[kept].tolist() == before.way[was].tolist()
    for new, old in zip(kept, was, strict=True):
        of_new = slice(after.lines.start[new], after.lines.start[new + 1])
        of_old = slice(before.lines.start[old], before.lines.start[old + 1])
        assert after.ref[of_new].tolist() == before.ref[of_old].tolist()
        assert np.array_equal(after.lines.lon_deg[of_new], before.lines.lon_deg[of_old])
