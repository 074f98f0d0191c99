"""scipy's Dijkstra: nearest services, people within reach, and the times of the travel matrix."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tests.benchmarks.city import CLASSES, City
from tests.benchmarks.measuring import Report, errand_from_command_line, pin
from tests.benchmarks.peers.hilbert import hilbert_order
from tests.benchmarks.question import BEYOND, LIMIT_TICKS, people_within, reversed_arcs
from tests.benchmarks.weighting import FORBIDDEN_TICKS, WALK


@dataclass(frozen=True, slots=True)
class Reversed:
    """The walker's network turned around, so that one search from a service answers all cells."""

    graph: csr_array
    service_node: NDArray[np.int32]
    cell_node: NDArray[np.int32]

    @classmethod
    def of(cls, city: City, number: NDArray[np.int64]) -> Reversed:
        """Build the matrix with nodes numbered anew."""
        new_of_old = number.astype(np.int32)
        tail, head, weight = city.usable(WALK)
        tail, head, weight = reversed_arcs(new_of_old[tail], new_of_old[head], weight)
        shape = (city.n_nodes, city.n_nodes)
        graph = csr_array((weight.astype(np.float64), (tail, head)), shape=shape)
        return cls(graph, new_of_old[city.service_node], new_of_old[city.cell_node])

    def nearest(self, service_class: NDArray[np.int32]) -> NDArray[np.int32]:
        """Find the time from every node to the nearest service of each class."""
        columns = []
        for number in range(CLASSES):
            sources = np.unique(self.service_node[service_class == number])
            ticks = dijkstra(self.graph, directed=True, indices=sources, min_only=True)
            columns.append(np.where(np.isfinite(ticks), ticks, FORBIDDEN_TICKS).astype(np.int32))
        return np.column_stack(columns)

    def to_service(self, service: int) -> NDArray[np.int32]:
        """Find the time from every cell to one service, ``BEYOND`` the limit left out."""
        node = int(self.service_node[service])
        ticks = dijkstra(self.graph, directed=True, indices=node, limit=float(LIMIT_TICKS))[self.cell_node]
        return np.where(np.isfinite(ticks), ticks, BEYOND).astype(np.int32)


@cache
def prepared(folder: Path) -> tuple[City, Reversed]:
    """Load the city and build its matrix once in each process."""
    city = City.load(folder)
    return city, Reversed.of(city, np.arange(city.n_nodes))


def people_of(folder: Path, services: NDArray[np.int64], core: int) -> NDArray[np.int64]:
    """Count the people around some services, in a process of its own on a core of its own."""
    pin({core})
    city, searched = prepared(folder)
    return np.array([people_within(searched.to_service(s), city.people) for s in services.tolist()])


def main() -> None:
    """Measure and report."""
    errand = errand_from_command_line(__doc__)
    city = City.load(errand.city)
    report = Report("scipy_search", f"scipy {scipy.__version__}", errand.out)
    stored = report.time(
        "build", partial(Reversed.of, city, np.arange(city.n_nodes)), repetitions=1, warm_up=0
    )
    repetitions = min(errand.repetitions, 3)
    work = partial(stored.nearest, city.service_class)
    report.keep("nearest", report.time("nearest", work, repetitions=repetitions))
    order = hilbert_order(city.x_m, city.y_m)
    along_curve = Reversed.of(city, np.argsort(order))
    work = partial(along_curve.nearest, city.service_class)
    nearest = report.time("nearest_hilbert", work, repetitions=repetitions)
    report.keep("nearest_hilbert", nearest[np.argsort(order)])
    sample = city.sample
    scale = len(city.service_node) / len(sample)

    def matrix() -> NDArray[np.int32]:
        return np.array([stored.to_service(service) for service in sample.tolist()])

    def people() -> NDArray[np.int64]:
        return np.array([people_within(stored.to_service(s), city.people) for s in sample.tolist()])

    report.keep("matrix_sample", report.time("matrix", matrix, repetitions=2, scale=scale))
    report.keep("people_sample", report.time("people", people, repetitions=2, scale=scale))
    _two_cores(report, errand.city, sample, scale)
    report.write()


def _two_cores(report: Report, folder: Path, sample: NDArray[np.int64], scale: float) -> None:
    """Do the same with two processes, each with half of the services; starting them is not counted."""
    pin({0, 1})
    halves = [sample[::2], sample[1::2]]
    with ProcessPoolExecutor(2) as processes:

        def both() -> NDArray[np.int64]:
            first, second = processes.map(people_of, [folder, folder], halves, [0, 1])
            people = np.empty((len(sample), first.shape[1]), dtype=np.int64)
            people[::2], people[1::2] = first, second
            return people

        people = report.time("people_two", both, repetitions=3, warm_up=2, scale=scale)
        report.keep("people_two_sample", people)


if __name__ == "__main__":
    main()
