"""The city that the engine and its peers run on: made from a seed, kept as files that every process maps."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from tests.benchmarks.streets import Pattern, drawn_pattern, real_pattern
from tests.benchmarks.tiling import Streets, lay_tiles
from tests.benchmarks.weighting import FORBIDDEN_TICKS, WEIGHTINGS, draw_arcs, weigh_arcs

REPOSITORY = Path(__file__).resolve().parents[2]
# Two real extracts, one old and crooked, one of a metropolis; third-party, so never a condition.
EXTRACTS = (Path("porto/porto.osm.pbf"), Path("sao-paulo/transporte/spo_osm.pbf"))
# Of a million nodes; smaller cities have services and cells as densely.
MILLION = 1_000_000
SERVICES_OF_A_MILLION = 5_000
CELLS_OF_A_MILLION = 100_000
CLASSES = 8
CLASS_SHARES = (0.22, 0.20, 0.16, 0.14, 0.10, 0.08, 0.06, 0.04)
CLUSTERS = 60
DISTRICT_COLUMNS, DISTRICT_ROWS = 7, 8
# Peers that would need hours search from so many services; their time is scaled, and the row says so.
SAMPLE = 32
ARRAYS = (
    *("x_m", "y_m", "first", "tail", "head", "length_m", "weight_ticks"),
    *("service_node", "service_class", "capacity", "cell_node", "people", "cell_district"),
)


@dataclass(frozen=True, slots=True)
class City:
    """
    Streets, services and people of the benchmark's city.

    Parameters
    ----------
    source : str
        Where the streets come from, for people.
    x_m, y_m : numpy.ndarray of float, shape (n_nodes,)
        Position of each node in a plane [m]; numbering by chance within a tile.
    first : numpy.ndarray of int64, shape (n_nodes + 1,)
        Where the arcs that leave each node begin.
    tail, head : numpy.ndarray of int32, shape (n_arcs,)
        Node that an arc leaves, node that it enters.
    length_m : numpy.ndarray of float32, shape (n_arcs,)
        Length [m].
    weight_ticks : numpy.ndarray of int32, shape (8, n_arcs)
        Time by weighting (``WEIGHTINGS``) [0.1 s]; ``FORBIDDEN_TICKS`` where the profile cannot pass.
    service_node, service_class : numpy.ndarray of int32, shape (n_services,)
        Node and class of each service.
    capacity : numpy.ndarray of float, shape (n_services,)
        Places that a service has.
    cell_node : numpy.ndarray of int32, shape (n_cells,)
        Node nearest to each cell's centre.
    people : numpy.ndarray of int64, shape (n_cells,)
        Inhabitants; whole, so that sums are exact.
    cell_district : numpy.ndarray of int32, shape (n_cells,)
        District of each cell.
    """

    source: str
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    first: NDArray[np.int64]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_m: NDArray[np.float32]
    weight_ticks: NDArray[np.int32]
    service_node: NDArray[np.int32]
    service_class: NDArray[np.int32]
    capacity: NDArray[np.float64]
    cell_node: NDArray[np.int32]
    people: NDArray[np.int64]
    cell_district: NDArray[np.int32]

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.x_m)

    @property
    def n_arcs(self) -> int:
        """Number of directed edges."""
        return len(self.tail)

    @property
    def sample(self) -> NDArray[np.int64]:
        """Services that slow peers search from."""
        many = len(self.service_node)
        return np.linspace(0, many - 1, min(SAMPLE, many)).astype(np.int64)

    def usable(self, weighting: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Give tail, head and weight of the arcs that a weighting does not forbid."""
        weight = self.weight_ticks[weighting]
        passable = weight < FORBIDDEN_TICKS
        return self.tail[passable], self.head[passable], weight[passable]

    def save(self, folder: Path) -> None:
        """Write one file an array, so that processes map only what they use."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        (folder / "city.json").write_text(json.dumps({"source": self.source}))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map the arrays of a folder; nothing is read until it is used."""
        source = json.loads((folder / "city.json").read_text())["source"]
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
        return cls(source, **arrays)

    def describe(self) -> str:
        """Say in one sentence what the city is."""
        forbidden = (self.weight_ticks == FORBIDDEN_TICKS).mean(axis=1)
        blocked = ", ".join(
            f"{name} {share:.1%}" for name, share in zip(WEIGHTINGS, forbidden, strict=True) if share
        )
        return (
            f"{self.n_nodes:,} nodes, {self.n_arcs:,} directed edges "
            f"({self.n_arcs / self.n_nodes:.2f} a node, {self.length_m.mean():.1f} m on average), "
            f"{len(self.service_node):,} services in {CLASSES} classes, {len(self.cell_node):,} cells, "
            f"{self.cell_district.max() + 1} districts; streets: {self.source}; blocked: {blocked}"
        )


def data_folder() -> Path:
    """Give the folder of third-party data, which may be absent."""
    return Path(
        os.environ.get("TRACKER_DATA_MIRROR", REPOSITORY.parent / "shared" / "data")  # noqa: TID251 - a test runner's own, as tests/conftest.py
    )


def street_patterns(rng: np.random.Generator, folder: Path) -> list[Pattern]:
    """Give patterns of the real extracts where all are present, else of our own drawing."""
    extracts = [folder / name for name in EXTRACTS]
    if all(extract.is_file() for extract in extracts):
        return [real_pattern(extract) for extract in extracts]
    return [drawn_pattern(rng), drawn_pattern(rng)]


def make_city(nodes: int, *, seed: int, folder: Path) -> City:
    """Make a city of about the wanted number of nodes; the same seed and extracts give the same city."""
    rng = np.random.default_rng(seed)
    patterns = street_patterns(rng, folder)
    streets = lay_tiles(patterns, nodes, rng)
    arcs = draw_arcs(streets, rng)
    source = ", ".join(sorted({pattern.name for pattern in patterns}))
    nearest_node = KDTree(streets.xy_m)
    share = min(nodes / MILLION, 1.0)
    n_services = round(SERVICES_OF_A_MILLION * share)
    service_xy_m = _service_places(streets, n_services, rng)
    cell_xy_m = _cell_centres(streets, round(CELLS_OF_A_MILLION * share))
    shares = (cell_xy_m - cell_xy_m.min(axis=0)) / np.ptp(cell_xy_m, axis=0)
    grid = np.minimum((shares * (DISTRICT_COLUMNS, DISTRICT_ROWS)).astype(np.int32), (6, 7))
    n_nodes = len(streets.xy_m)
    return City(
        source=source,
        x_m=streets.xy_m[:, 0].copy(),
        y_m=streets.xy_m[:, 1].copy(),
        first=np.searchsorted(arcs.tail, np.arange(n_nodes + 1)).astype(np.int64),
        tail=arcs.tail,
        head=arcs.head,
        length_m=arcs.length_m.astype(np.float32),
        weight_ticks=weigh_arcs(arcs),
        service_node=nearest_node.query(service_xy_m)[1].astype(np.int32),
        service_class=rng.choice(CLASSES, n_services, p=CLASS_SHARES).astype(np.int32),
        capacity=rng.lognormal(3.0, 1.0, n_services),
        cell_node=nearest_node.query(cell_xy_m)[1].astype(np.int32),
        people=np.maximum(np.rint(rng.lognormal(4.0, 1.2, len(cell_xy_m))), 1.0).astype(np.int64),
        cell_district=(grid[:, 1] * DISTRICT_COLUMNS + grid[:, 0]).astype(np.int32),
    )


def _service_places(streets: Streets, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Scatter services around centres: half of them close by, half over the whole city."""
    centre = streets.xy_m[rng.integers(len(streets.xy_m), size=CLUSTERS)]
    extent_m = np.ptp(streets.xy_m, axis=0).max()
    spread_m = np.where(rng.random(count) < 0.5, 2_600.0, extent_m / 2)[:, None]
    places = centre[rng.integers(CLUSTERS, size=count)] + rng.normal(size=(count, 2)) * spread_m
    return np.clip(places, streets.xy_m.min(axis=0), streets.xy_m.max(axis=0))


def _cell_centres(streets: Streets, count: int) -> NDArray[np.float64]:
    """Lay cells over the city as hexagons lie: every other row shifted by half a cell."""
    low, high = streets.xy_m.min(axis=0), streets.xy_m.max(axis=0)
    width_m, height_m = high - low
    rows = int(np.sqrt(count * height_m / width_m))
    columns = int(np.ceil(count / rows))
    x_m, y_m = np.meshgrid(np.linspace(low[0], high[0], columns), np.linspace(low[1], high[1], rows))
    x_m[::2] += width_m / columns / 2
    return np.column_stack([x_m.ravel(), y_m.ravel()])[:count]
