"""The usual isochrone: a bounded search, a buffer around each edge that is reached, and their union."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from tests.benchmarks.city import City
from tests.benchmarks.measuring import Report, errand_from_command_line
from tests.benchmarks.question import BUFFER_M, CUTOFF_TICKS, ISOCHRONES, LIMIT_TICKS, reversed_arcs
from tests.benchmarks.weighting import WALK


def main() -> None:
    """Measure and report."""
    errand = errand_from_command_line(__doc__)
    city = City.load(errand.city)
    tail, head, weight = reversed_arcs(*city.usable(WALK))
    shape = (city.n_nodes, city.n_nodes)
    graph = csr_array((weight.astype(np.float64), (tail, head)), shape=shape)
    xy_m = np.column_stack([city.x_m, city.y_m])

    def polygons(node: int) -> list[BaseGeometry]:
        ticks = dijkstra(graph, directed=True, indices=node, limit=float(LIMIT_TICKS))
        shapes = []
        for cutoff in CUTOFF_TICKS:
            reached = (ticks[tail] <= cutoff) & (ticks[head] <= cutoff)
            lines = shapely.linestrings(np.stack([xy_m[tail[reached]], xy_m[head[reached]]], axis=1))
            shapes.append(shapely.union_all(shapely.buffer(lines, BUFFER_M, quad_segs=2)))
        return shapes

    nodes = city.service_node[city.sample[:ISOCHRONES]].tolist()

    def areas_km2() -> NDArray[np.float64]:
        return np.array([[shape.area / 1e6 for shape in polygons(node)] for node in nodes])

    report = Report("buffered_union", f"shapely {shapely.__version__}", errand.out)
    areas = report.time("isochrones", areas_km2, repetitions=1, warm_up=0, scale=1 / len(nodes))
    report.keep("isochrone_km2", areas)
    report.write()


if __name__ == "__main__":
    main()
