"""From the reports of the engine and its peers to rows: who took how long, and whether they agree."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.measuring import Timing
from tests.benchmarks.question import LIMIT_TICKS

# Sums of fractions depend on their order; whole numbers must agree to the last.
TOLERANCE_SHARE = 1e-12
VALHALLA = "Valhalla 3.9.1, not run here: stored figure of 2026-11-22, 1,087,156 nodes, on foot"
VALHALLA_S = 0.0135


@dataclass(frozen=True, slots=True)
class Row:
    """
    One line of the benchmark; ``build/bench/engine.json`` holds these names and no others.

    ``equal`` is whether both gave the same result, or nothing where the peer answers by another model
    or nobody was compared; ``ratio`` is how many times as long the peer took.
    """

    work: str
    nodes: int
    ours_s: float | None
    peer: str | None = None
    peer_s: float | None = None
    ratio: float | None = None
    equal: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the row as it is written."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    What makes up a row.

    Parameters
    ----------
    work : str
        What is done, for people; may name ``{services}``, ``{cells}``, ``{pairs}`` and ``{extract_mb}``.
    ours, theirs : tuple of str
        Tasks whose times add up, as "report.task".
    peer : str, optional
        Who is compared, for people.
    results : tuple of (str, str)
        Results that must be equal, as "report.result".
    limit_ticks : int, optional
        Times of this and beyond count as one: the peer looks no further.
    clock : {"cpu_s", "wall_s"}
        What is compared: two cores share the work of one clock.
    """

    work: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...] = ()
    peer: str | None = None
    results: tuple[tuple[str, str], ...] = ()
    limit_ticks: int | None = None
    clock: Literal["cpu_s", "wall_s"] = "cpu_s"


NEAREST = "nearest service of each of 8 classes, from every node"
# What follows from streets and places alone is made once, whatever the weights. The rows of people and of
# the matrix do not count it and say so; a row of its own shows what it costs.
LAY_TRIPS = "lay cells and services onto the hierarchy, once for all weightings and cutoffs"
LAID = "cells and services laid beforehand"
PEOPLE = "people within 10, 15 and 30 minutes of {services} services"
MATRIX = "matrix of {cells} cells and {services} services ({pairs} pairs)"
BOUNDS = "both bounds, 4 profiles, 8 classes: prepare 8 weightings together and sweep"
PREPARE = "prepare 8 weightings (4 profiles, both bounds) together"
ISOCHRONES = "three isochrones (10, 15, 30 minutes) of one service"
READ = "read {extract_mb} MB of OSM PBF"

# What the growth with nodes is shown by: no peer, or the quickest to run.
GROWING = (
    Comparison(
        NEAREST,
        ("ours.nearest",),
        ("scipy_search.nearest",),
        "scipy",
        (("ours.nearest", "scipy_search.nearest"),),
    ),
    Comparison(
        f"{PEOPLE}, {LAID}",
        ("ours.people",),
        ("scipy_search.people",),
        "scipy",
        (("ours.people_sample", "scipy_search.people_sample"),),
    ),
    Comparison("order and build the hierarchy, once for a city's shape", ("ours.order_and_build",)),
    Comparison(PREPARE, ("ours.customise",)),
    Comparison(LAY_TRIPS, ("ours.lay_trips",)),
    Comparison(f"{PEOPLE}, of them every 2nd, {LAID}", ("ours.people_every_2",)),
    Comparison(f"{PEOPLE}, of them every 4th, {LAID}", ("ours.people_every_4",)),
    Comparison(f"{PEOPLE}, of them every 8th, {LAID}", ("ours.people_every_8",)),
)
COMPARISONS = (
    *GROWING,
    Comparison(
        f"{NEAREST}, written in the order of the input",
        ("ours.nearest_in_order",),
        ("scipy_search.nearest_hilbert",),
        "scipy, nodes numbered along a Hilbert curve for it",
        (("ours.nearest", "scipy_search.nearest_hilbert"),),
    ),
    Comparison(
        NEAREST,
        ("ours.nearest",),
        ("routingkit.nearest",),
        "routingkit-cch",
        (("ours.nearest", "routingkit.nearest"),),
    ),
    Comparison(
        f"{NEAREST}, within 30 minutes",
        ("ours.nearest",),
        ("pandana.nearest",),
        "pandana, one class searched",
        (("ours.nearest_class_0", "pandana.nearest_class_0"),),
        limit_ticks=LIMIT_TICKS,
    ),
    Comparison(
        f"{NEAREST}, the peer's build counted and ours not",
        ("ours.nearest",),
        ("pandana.build", "pandana.nearest"),
        "pandana, one class searched",
        (("ours.nearest_class_0", "pandana.nearest_class_0"),),
        limit_ticks=LIMIT_TICKS,
    ),
    Comparison(
        f"{NEAREST}, everything counted from the arcs on",
        ("ours.order_and_build", "ours.customise", "ours.nearest"),
        ("pandana.build", "pandana.nearest"),
        "pandana, one class searched",
        (("ours.nearest_class_0", "pandana.nearest_class_0"),),
        limit_ticks=LIMIT_TICKS,
    ),
    Comparison(
        f"{PEOPLE}, two cores, by the clock, {LAID}",
        ("ours.people_two",),
        ("scipy_search.people_two",),
        "scipy, two processes",
        (("ours.people_two_sample", "scipy_search.people_two_sample"),),
        clock="wall_s",
    ),
    Comparison(
        f"{PEOPLE}, the laying counted",
        ("ours.lay_trips", "ours.people"),
        ("scipy_search.people",),
        "scipy",
        (("ours.people_sample", "scipy_search.people_sample"),),
    ),
    Comparison(
        f"{MATRIX}, {LAID}",
        ("ours.matrix",),
        ("scipy_search.matrix",),
        "scipy",
        (("ours.matrix_sample", "scipy_search.matrix_sample"),),
    ),
    Comparison(
        f"{MATRIX} and E2SFCA from it, {LAID}",
        ("ours.matrix_and_catchment_areas",),
        ("scipy_search.matrix", "pysal_access.catchment_areas"),
        "scipy and PySAL access",
        (("ours.matrix_sample", "scipy_search.matrix_sample"), ("ours.scores", "pysal_access.scores")),
    ),
    Comparison(
        "E2SFCA alone, from {pairs} pairs",
        ("ours.catchment_areas",),
        ("pysal_access.catchment_areas",),
        "PySAL access",
        (("ours.scores", "pysal_access.scores"),),
    ),
    Comparison(
        "order and build the hierarchy, once for a city's shape",
        ("ours.order_and_build",),
        ("routingkit.order", "routingkit.build"),
        "routingkit-cch",
    ),
    Comparison(
        PREPARE,
        ("ours.customise",),
        ("routingkit.customise",),
        "routingkit-cch, one after another",
        (
            ("ours.nearest", "routingkit.nearest"),
            ("ours.nearest_wheelchair_low", "routingkit.nearest_wheelchair_low"),
        ),
    ),
    Comparison(BOUNDS, ("ours.both_bounds",), ("ours.one_bound",), "ours, one bound only"),
    Comparison(
        BOUNDS,
        ("ours.both_bounds",),
        ("routingkit.both_bounds",),
        "routingkit-cch, one after another",
        (("ours.nearest_wheelchair_low", "routingkit.nearest_wheelchair_low"),),
    ),
    Comparison(
        ISOCHRONES,
        ("ours.isochrones",),
        ("buffered_union.isochrones",),
        "scipy, buffers and union by shapely",
    ),
    Comparison(
        READ,
        ("ours_reading.read",),
        ("osmium_handlers.read",),
        "osmium handlers in Python",
        (("ours_reading.n_ways", "osmium_handlers.n_ways"),),
    ),
    Comparison(f"{READ} and build the network", ("ours_reading.build_network",)),
    Comparison(
        "load a prepared network, every page of it touched",
        ("ours.load",),
        ("geoparquet.load",),
        "GeoParquet into geopandas",
    ),
)


class Reports:
    """
    All that the processes left behind in a folder.

    Parameters
    ----------
    folder : Path
        Where they were told to report.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.timings: dict[str, Timing] = {}
        self.numbers: dict[str, float] = {}
        self.versions: list[str] = []
        for path in sorted(folder.glob("*.json")):
            report = json.loads(path.read_text())
            who = report["who"]
            self.timings |= {f"{who}.{task}": Timing(**timing) for task, timing in report["timings"].items()}
            self.numbers |= {f"{who}.{name}": value for name, value in report["numbers"].items()}
            self.versions += [report["version"]] if report["version"] else []

    def seconds(self, tasks: tuple[str, ...], clock: Literal["cpu_s", "wall_s"]) -> float | None:
        """Add up the times of some tasks; nothing if one was not measured."""
        timings = [self.timings.get(task) for task in tasks]
        if not timings or any(timing is None for timing in timings):
            return None
        return sum(float(getattr(timing, clock)) * timing.scale for timing in timings if timing is not None)

    def part_done(self, tasks: tuple[str, ...]) -> float:
        """Give what the work of some tasks was multiplied by, at most."""
        return max([self.timings[task].scale for task in tasks if task in self.timings], default=1.0)

    def result(self, name: str) -> NDArray[Any] | None:
        """Give a result, or nothing if it was not kept."""
        path = self.folder / f"{name}.npy"
        return np.load(path) if path.is_file() else None

    def agree(self, comparison: Comparison) -> bool | None:
        """Tell whether all results are equal; nothing if there is none or one is missing."""
        verdicts = []
        for ours, theirs in comparison.results:
            one, other = self.result(ours), self.result(theirs)
            if one is None or other is None:
                return None
            verdicts.append(same(one, other, limit_ticks=comparison.limit_ticks))
        return all(verdicts) if verdicts else None


def same(one: NDArray[Any], other: NDArray[Any], *, limit_ticks: int | None = None) -> bool:
    """Tell whether two results are equal: whole numbers exactly, fractions but for the order of sums."""
    if one.shape != other.shape:
        return False
    if limit_ticks is not None:
        one, other = np.minimum(one, limit_ticks), np.minimum(other, limit_ticks)
    if np.issubdtype(one.dtype, np.integer):
        return bool((one == other).all())
    return bool(np.allclose(one, other, rtol=TOLERANCE_SHARE, atol=0.0))


def rows_of(
    reports: Reports, comparisons: tuple[Comparison, ...], *, nodes: int, words: dict[str, str]
) -> list[Row]:
    """Make a row of each comparison; what was not measured stays empty."""
    rows = []
    for comparison in comparisons:
        ours_s = reports.seconds(comparison.ours, comparison.clock)
        peer_s = reports.seconds(comparison.theirs, comparison.clock)
        ratio = peer_s / ours_s if ours_s and peer_s else None
        part = reports.part_done(comparison.theirs)
        peer = comparison.peer
        if peer and part > 1:
            peer += f", {100 / part:.3g} % of it done and scaled up"
        equal = reports.agree(comparison) if ratio else None
        rows.append(Row(comparison.work.format(**words), nodes, ours_s, peer, peer_s, ratio, equal))
    return rows


def alone(rows: list[Row]) -> list[Row]:
    """Keep each work of ours once, without peers: of those nothing was measured."""
    measured = {
        row.work: replace(row, peer=None, peer_s=None, ratio=None, equal=None)
        for row in reversed(rows)
        if row.ours_s
    }
    return list(reversed(measured.values()))


def valhalla_row(reports: Reports, *, nodes: int) -> Row:
    """Set our isochrones beside a stored figure: no tile builder of Valhalla is to be had for this Python."""
    return Row(ISOCHRONES, nodes, reports.seconds(("ours.isochrones",), "cpu_s"), VALHALLA, VALHALLA_S)


def memory_row(reports: Reports, *, nodes: int) -> Row:
    """Compare the largest memory of two processes; the columns of seconds hold megabytes here."""
    ours_mb, peer_mb = reports.numbers.get("ours.searching_peak_mb"), reports.numbers.get("pandana.peak_mb")
    ratio = peer_mb / ours_mb if ours_mb and peer_mb else None
    work = "largest memory of all searches and isochrones [MB, not seconds]"
    return Row(work, nodes, ours_mb, "pandana, build and one class", peer_mb, ratio)
