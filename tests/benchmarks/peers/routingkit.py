"""routingkit-cch: the same kind of hierarchy in C++, one weighting and one class of services at a time."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version

import numpy as np
import routingkit_cch  # type: ignore[import-not-found]  # only in .venv-bench
from numpy.typing import NDArray

from tests.benchmarks.city import CLASSES, City
from tests.benchmarks.measuring import Report, Timing, errand_from_command_line
from tests.benchmarks.question import reversed_arcs
from tests.benchmarks.weighting import FORBIDDEN_TICKS, WALK, WEIGHTINGS, WHEELCHAIR_LOW

# What the package takes for "no way"; sums of two stay within its 32 bits.
NO_WAY = 2**31 - 1
M_PER_DEG = 1e5


class Router:
    """The hierarchy on the reversed network, so that a search from services meets every node."""

    def __init__(self, city: City, report: Report) -> None:
        self.city = city
        position = np.arange(city.n_arcs, dtype=np.int32)
        tail, head, self.arc = reversed_arcs(city.tail, city.head, position)
        tails, heads = tail.tolist(), head.tolist()
        lat_deg, lon_deg = (city.y_m / M_PER_DEG).tolist(), (city.x_m / M_PER_DEG).tolist()
        find_order = partial(
            routingkit_cch.compute_order_inertial, city.n_nodes, tails, heads, lat_deg, lon_deg
        )
        order = report.time("order", find_order, repetitions=1, warm_up=0)
        build = partial(routingkit_cch.CCH, order, tails, heads, filter_always_inf_arcs=False)
        self.hierarchy = report.time("build", build, repetitions=1, warm_up=0)

    def weights(self, weighting: int) -> list[int]:
        """Give the weights as the package wants them."""
        weight = self.city.weight_ticks[weighting][self.arc]
        weights: list[int] = np.where(weight < FORBIDDEN_TICKS, weight, NO_WAY).tolist()
        return weights

    def nearest(self, targets: routingkit_cch.CCHOneToMany) -> list[list[int | None]]:
        """Find the time from every node to the nearest service of each class, as the package's lists."""
        nodes, classes = self.city.service_node, self.city.service_class
        found = []
        for number in range(CLASSES):
            sources = [(node, 0) for node in np.unique(nodes[classes == number]).tolist()]
            found.append(targets.distances_from_multi(sources))
        return found


def as_ticks(found: list[list[int | None]]) -> NDArray[np.int32]:
    """Turn the package's lists into an array; this is not counted."""
    columns = [[FORBIDDEN_TICKS if value is None else value for value in column] for column in found]
    return np.array(columns, dtype=np.int32).T


def main() -> None:
    """Measure and report."""
    errand = errand_from_command_line(__doc__)
    city = City.load(errand.city)
    report = Report("routingkit", f"routingkit-cch {version('routingkit-cch')}", errand.out)
    router = Router(city, report)
    nodes = list(range(city.n_nodes))
    metric = routingkit_cch.CCHMetric(router.hierarchy, router.weights(WALK))
    targets = routingkit_cch.CCHOneToMany(metric, nodes)
    found = report.time("nearest", partial(router.nearest, targets), repetitions=min(errand.repetitions, 3))
    report.keep("nearest", as_ticks(found))
    steps: list[Timing] = []
    for number in range(len(WEIGHTINGS)):
        del targets  # the package refuses new weights while a query lives
        weights = router.weights(number)
        report.time(f"customise_{number}", partial(metric.reset, weights), repetitions=2)
        pin_all = partial(routingkit_cch.CCHOneToMany, metric, nodes)
        targets = report.time(f"pin_{number}", pin_all, repetitions=1, warm_up=0)
        found = report.time(f"nearest_{number}", partial(router.nearest, targets), repetitions=1, warm_up=0)
        steps += [report.timings.pop(f"{step}_{number}") for step in ("pin", "nearest")]
        if number == WHEELCHAIR_LOW:
            report.keep("nearest_wheelchair_low", as_ticks(found))
    resets = [report.timings.pop(f"customise_{number}") for number in range(len(WEIGHTINGS))]
    report.timings["customise"] = total(resets)
    report.timings["both_bounds"] = total(resets + steps)
    report.write()


def total(timings: list[Timing]) -> Timing:
    """Add up timings that follow one another."""
    repetitions = min(timing.repetitions for timing in timings)
    cpu_s = sum(timing.cpu_s for timing in timings)
    return Timing(cpu_s, sum(timing.wall_s for timing in timings), repetitions)


if __name__ == "__main__":
    main()
