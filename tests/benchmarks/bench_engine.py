"""How long the engine takes on a synthetic grid: run by `make bench`, never by the tests."""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gis.assess import ServiceClass, assess_access
from gis.model import Places
from gis.network.graph import StreetNetwork
from gis.network.reading import read_network
from studies.profiles import load_profiles

REPOSITORY = Path(__file__).resolve().parents[2]
SEED = 1
REPETITIONS = 3


def timed(work: Callable[[], object]) -> float:
    """Give the median time of some repetitions, after one that warms up [s]."""
    work()
    times = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def places(network: StreetNetwork, count: int, rng: np.random.Generator) -> Places:
    """Scatter places near nodes of the network."""
    at = rng.integers(network.n_nodes, size=count)
    jitter_deg = rng.uniform(-1e-4, 1e-4, size=(2, count))
    return Places(
        ids=tuple(map(str, range(count))),
        lon_deg=network.node_lon_deg[at] + jitter_deg[0],
        lat_deg=network.node_lat_deg[at] + jitter_deg[1],
    )


def main() -> None:
    """Make the grid if it is absent, measure, and print one line a step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--origins", type=int, default=20_000)
    parser.add_argument("--places", type=int, default=500, help="places in each of the classes")
    parser.add_argument("--classes", type=int, default=3)
    options = parser.parse_args()
    folder = REPOSITORY / "var" / "bench" / f"grid_{options.nodes}"
    path = folder / "synthetic_grid_edges.parquet"
    if not path.exists():
        script = REPOSITORY / "data" / "make_samples.py"
        words = [sys.executable, str(script), "--nodes", str(options.nodes), "--out", str(folder)]
        subprocess.run(words, check=True)
    network = read_network(path)
    rng = np.random.default_rng(SEED)
    origins = places(network, options.origins, rng)
    people = np.ones(options.origins)
    services = [
        ServiceClass(f"class_{number}", places(network, options.places, rng))
        for number in range(options.classes)
    ]
    profiles = list(load_profiles().values())
    sys.stdout.write(f"{network.n_nodes:,} nodes, {network.n_links:,} links, {options.origins:,} origins\n")
    steps: dict[str, Callable[[], object]] = {
        "read the network": lambda: read_network(path),
        "one profile, one class": lambda: assess_access(network, origins, people, services[:1], profiles[:1]),
        f"{len(profiles)} profiles, {options.classes} classes": lambda: assess_access(
            network, origins, people, services, profiles
        ),
    }
    for name, work in steps.items():
        sys.stdout.write(f"{name:<32} {timed(work):>8.2f} s\n")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{'largest memory':<32} {peak_mb:>8.0f} MB\n")


if __name__ == "__main__":
    main()
