"""GeoParquet into geopandas: the usual way to keep a network on disk and to load it again."""

from __future__ import annotations

from functools import partial

import geopandas
import numpy as np
import shapely

from tests.benchmarks.city import City
from tests.benchmarks.measuring import Report, errand_from_command_line
from tests.benchmarks.weighting import WEIGHTINGS

METRES_OF_SAO_PAULO = 31983


def main() -> None:
    """Measure and report."""
    errand = errand_from_command_line(__doc__)
    city = City.load(errand.city)
    xy_m = np.column_stack([city.x_m, city.y_m])
    lines = shapely.linestrings(np.stack([xy_m[city.tail], xy_m[city.head]], axis=1))
    columns = {"tail": np.array(city.tail), "head": np.array(city.head), "length_m": np.array(city.length_m)}
    weights = dict(zip(WEIGHTINGS, np.array(city.weight_ticks), strict=True))
    path = errand.out / "city_edges.parquet"
    frame = geopandas.GeoDataFrame({**columns, **weights}, geometry=lines, crs=METRES_OF_SAO_PAULO)
    frame.to_parquet(path)
    del frame, lines
    report = Report("geoparquet", f"geopandas {geopandas.__version__}", errand.out)
    report.time("load", partial(geopandas.read_parquet, path), repetitions=2)
    report.numbers["file_mb"] = path.stat().st_size / 1e6
    path.unlink()
    report.write()


if __name__ == "__main__":
    main()
