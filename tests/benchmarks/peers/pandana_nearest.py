"""pandana: a contraction hierarchy built once, then the nearest service of a class within half an hour."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version

import numpy as np
import pandana  # type: ignore[import-not-found]  # only in .venv-bench
import pandas as pd

from tests.benchmarks.city import CLASSES, City
from tests.benchmarks.measuring import Report, errand_from_command_line
from tests.benchmarks.question import LIMIT_TICKS
from tests.benchmarks.weighting import WALK


def main() -> None:
    """Measure and report."""
    errand = errand_from_command_line(__doc__)
    city = City.load(errand.city)
    report = Report("pandana", f"pandana {version('pandana')}", errand.out)
    tail, head, weight = city.usable(WALK)
    numbers = np.arange(city.n_nodes)
    build = partial(
        pandana.Network,
        pd.Series(np.array(city.x_m), numbers),
        pd.Series(np.array(city.y_m), numbers),
        pd.Series(tail),
        pd.Series(head),
        pd.DataFrame({"ticks": weight.astype(np.float64)}),
        twoway=False,
    )
    network = report.time("build", build, repetitions=1, warm_up=0)
    nodes = city.service_node[city.service_class == 0]
    limit = float(LIMIT_TICKS)
    x_m, y_m = pd.Series(city.x_m[nodes]), pd.Series(city.y_m[nodes])
    network.set_pois("class_0", limit, 1, x_m, y_m)
    ask = partial(network.nearest_pois, limit, "class_0", num_pois=1)
    table = report.time("nearest", ask, repetitions=1, warm_up=0, scale=float(CLASSES))
    report.keep("nearest_class_0", table[1].to_numpy().astype(np.int32)[:, None])
    report.write()


if __name__ == "__main__":
    main()
