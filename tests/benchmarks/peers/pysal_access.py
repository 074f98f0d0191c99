"""PySAL's access: the enhanced two-step floating catchment area, from the travel times that ours found."""

from __future__ import annotations

import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
from access import Access, weights
from numpy.typing import NDArray

from tests.benchmarks.city import City
from tests.benchmarks.measuring import Report, errand_from_command_line
from tests.benchmarks.question import BANDS, LIMIT_TICKS


def main() -> None:
    """Measure and report."""
    errand = errand_from_command_line(__doc__)
    warnings.simplefilter("ignore")  # of a release that is older than its pandas
    city = City.load(errand.city)
    pairs = {name: np.load(errand.out / f"ours.pair_{name}.npy") for name in ("cell", "service", "ticks")}
    demand = pd.DataFrame({"id": np.arange(len(city.people)), "people": city.people.astype(np.float64)})
    supply = pd.DataFrame({"id": np.arange(len(city.capacity)), "places": city.capacity})
    times = pd.DataFrame(
        {
            "cell": pairs["cell"].astype(np.int64),
            "service": pairs["service"].astype(np.int64),
            "ticks": pairs["ticks"].astype(np.float64),
        }
    )

    def catchment_areas() -> NDArray[np.float64]:
        study = Access(
            demand_df=demand,
            demand_index="id",
            demand_value="people",
            supply_df=supply,
            supply_index="id",
            supply_value=["places"],
            cost_df=times,
            cost_origin="cell",
            cost_dest="service",
            cost_name="ticks",
        )
        result = study.enhanced_two_stage_fca(
            name="e", max_cost=LIMIT_TICKS, weight_fn=weights.step_fn(dict(BANDS)), normalize=False
        )
        scores = result["e_places"].reindex(range(len(city.people))).fillna(0.0)
        return np.asarray(scores, dtype=np.float64)

    report = Report("pysal_access", f"access {version('access')}", errand.out)
    report.keep("scores", report.time("catchment_areas", catchment_areas, repetitions=2, warm_up=0))
    report.write()


if __name__ == "__main__":
    main()
