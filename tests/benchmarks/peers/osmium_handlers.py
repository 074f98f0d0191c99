"""osmium with handlers in Python: streets with their tags, and where all nodes are, out of an extract."""

from __future__ import annotations

from importlib.metadata import version

import numpy as np
import osmium

from tests.benchmarks.files import extract_of
from tests.benchmarks.measuring import Report, errand_from_command_line


class Streets(osmium.SimpleHandler):
    """Collects what a pedestrian network is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.lon_lat_deg: dict[int, tuple[float, float]] = {}
        self.tags: list[dict[str, str]] = []
        self.nodes: list[list[int]] = []

    def node(self, node: osmium.osm.Node) -> None:
        """Note where a node is."""
        self.lon_lat_deg[node.id] = (node.location.lon, node.location.lat)

    def way(self, way: osmium.osm.Way) -> None:
        """Note a street."""
        if "highway" in way.tags:
            self.tags.append(dict(way.tags))
            self.nodes.append([node.ref for node in way.nodes])


def main() -> None:
    """Measure and report."""
    errand = errand_from_command_line(__doc__)
    extract = extract_of(errand.city)

    def read() -> Streets:
        streets = Streets()
        streets.apply_file(str(extract))
        return streets

    report = Report("osmium_handlers", f"osmium {version('osmium')}", errand.out)
    streets = report.time("read", read, repetitions=2)
    report.keep("n_ways", np.array([len(streets.tags)]))
    report.numbers["extract_mb"] = extract.stat().st_size / 1e6
    report.write()


if __name__ == "__main__":
    main()
