"""The engine's side of the benchmark; the only file of it that calls the engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.access.competition.two_step import two_step
from gis.blob import read_blob, write_blob
from gis.decay.bands import Bands
from gis.network.snap import Joins
from gis.routing.bounded_sweep import sums_within, times_within
from gis.routing.bucket_queue import PlainSearch
from gis.routing.compile_ahead import compile_search
from gis.routing.customisation import Customised, customise
from gis.routing.hierarchy import HIERARCHY_ARRAYS, Hierarchy, build_hierarchy
from gis.routing.locality import local_order
from gis.routing.nearest_sweep import nearest_of_classes, nearest_of_weightings
from gis.routing.restriction import restrict
from gis.routing.trip_ends import Ends, Trips
from gis.shapes.drawn_streets import DrawnStreets
from gis.shapes.isochrones import Reach, isochrones
from gis.travel.matrix import TravelMatrix
from tests.benchmarks.city import CLASSES, City
from tests.benchmarks.files import extract_of, lon_lat_deg
from tests.benchmarks.measuring import Errand, Report, errand_from_command_line, peak_mb, pin
from tests.benchmarks.question import (
    BANDS,
    BEYOND,
    BUFFER_M,
    CUTOFF_TICKS,
    ISOCHRONES,
    LIMIT_TICKS,
    reversed_arcs,
)
from tests.benchmarks.weighting import TICKS_PER_S, WALK, WEIGHTINGS, WHEELCHAIR_LOW

CUTOFFS_S = tuple(cutoff / TICKS_PER_S for cutoff in CUTOFF_TICKS)
FEWER_SERVICES = (8, 4, 2)
PAGE_BYTES = 4096
HIGH = tuple(number for number, name in enumerate(WEIGHTINGS) if name.endswith("high"))


@dataclass(frozen=True, slots=True)
class Question:
    """The city, and what is asked of it, as the engine wants it."""

    city: City
    hierarchy: Hierarchy
    customised: Customised
    trips: Trips

    def nearest(self, weighting: int) -> NDArray[np.int32]:
        """Find the time from every node to the nearest service of each class, by the engine's rank."""
        nodes = self.city.service_node
        no_time = np.zeros_like(nodes)
        classes = self.city.service_class
        return nearest_of_classes(self.customised, weighting, nodes, no_time, classes, CLASSES)

    def nearest_in_order(self, weighting: int) -> NDArray[np.int32]:
        """Find the same, by node of the city."""
        return self.nearest(weighting)[self.hierarchy.rank]

    def matrix(self, threads: int = 1) -> TravelMatrix:
        """Find the times from all cells to the services within half an hour."""
        pairs = times_within(self.customised, WALK, self.trips, cutoff_ticks=LIMIT_TICKS, n_threads=threads)
        limit_s = LIMIT_TICKS / TICKS_PER_S
        return TravelMatrix(self.trips.n_origins, pairs.first, pairs.origin, pairs.ticks, limit_s)

    def people(self, threads: int = 1) -> NDArray[np.int64]:
        """Count the people within each cutoff of the services."""
        people = self.city.people.astype(np.float64)  # sums of whole numbers stay exact
        limits = np.array(CUTOFF_TICKS)
        sums = sums_within(self.customised, WALK, self.trips, people, limits_ticks=limits, n_threads=threads)
        return sums.astype(np.int64)

    def catchment_areas(self, matrix: TravelMatrix) -> NDArray[np.float64]:
        """Share the services' places among the people around them (E2SFCA)."""
        decay = Bands(tuple(limit / TICKS_PER_S for limit, _ in BANDS), tuple(value for _, value in BANDS))
        return two_step(matrix, self.city.capacity, self.city.people.astype(np.float64), decay=decay)

    def matrix_and_catchment_areas(self) -> NDArray[np.float64]:
        """Go all the way from weights to scores."""
        return self.catchment_areas(self.matrix())


def lay_trips(city: City, hierarchy: Hierarchy, share: int = 1) -> Trips:
    """Lay the trips from all cells to every ``share``-th service onto the hierarchy; no weight is needed."""
    services, cells = city.service_node[::share], city.cell_node
    return Trips.between(
        restrict(hierarchy, np.concatenate([cells, services])),
        ends_at(cells),
        ends_at(services),
        order=local_order(city.x_m[services], city.y_m[services]),
    )


def bounds(city: City, hierarchy: Hierarchy, weightings: tuple[int, ...]) -> NDArray[np.int32]:
    """Prepare some weightings together, and sweep for every class in all of them."""
    every = len(weightings) == len(WEIGHTINGS)  # then nothing need be copied
    customised = customise(hierarchy, city.weight_ticks if every else city.weight_ticks[list(weightings)])
    swept = np.zeros(0, dtype=np.int32)
    lanes = np.arange(len(weightings), dtype=np.int32)
    for number in range(CLASSES):
        nodes = city.service_node[city.service_class == number]
        seeds = np.repeat(nodes, len(lanes))
        swept = nearest_of_weightings(customised, seeds, np.zeros_like(seeds), np.tile(lanes, len(nodes)))
    return swept


def measure_bounds(city: City, hierarchy: Hierarchy, report: Report, errand: Errand) -> None:
    """Measure both bounds and one, before anything else holds weights: a second set would count as memory."""
    both = tuple(range(len(WEIGHTINGS)))
    report.time("both_bounds", partial(bounds, city, hierarchy, both), repetitions=errand.repetitions)
    report.time("one_bound", partial(bounds, city, hierarchy, HIGH), repetitions=errand.repetitions)


def ends_at(nodes: NDArray[np.int32]) -> Ends:
    """Give ends of trips that lie in nodes."""
    return Ends(np.arange(len(nodes) + 1, dtype=np.int64), nodes.astype(np.int32), np.zeros_like(nodes))


def measure_routing(city: City, errand: Errand) -> tuple[Report, Hierarchy]:
    """Measure everything that needs the hierarchy, and how much memory it takes."""
    report = Report("ours", f"feasibility-tracker {version('feasibility-tracker')}", errand.out)
    compile_search(lambda _share, _what: None)  # so that no time contains compiling

    def build() -> Hierarchy:
        local_order(city.x_m, city.y_m)  # part of preparing a network; the isochrones below use it
        return build_hierarchy(city.n_nodes, city.tail, city.head)

    hierarchy = report.time("order_and_build", build, repetitions=1, warm_up=0)
    measure_bounds(city, hierarchy, report, errand)
    prepare = partial(customise, hierarchy, city.weight_ticks)
    customised = report.time("customise", prepare, repetitions=errand.repetitions)
    lay = partial(lay_trips, city, hierarchy)
    question = Question(
        city, hierarchy, customised, report.time("lay_trips", lay, repetitions=errand.repetitions)
    )
    for task, weighting in (("nearest", WALK), ("nearest_wheelchair_low", WHEELCHAIR_LOW)):
        report.time(task, partial(question.nearest, weighting), repetitions=errand.repetitions)
        in_order = partial(question.nearest_in_order, weighting)
        times = report.time(f"{task}_in_order", in_order, repetitions=errand.repetitions)
        report.keep(task, times)
        report.keep(f"{task}_class_0", times[:, :1])
    del times
    matrix = report.time("matrix", question.matrix, repetitions=errand.repetitions)
    keep_pairs(report, matrix, city)
    people = report.time("people", question.people, repetitions=errand.repetitions)
    report.keep("people_sample", people[city.sample])
    score = partial(question.catchment_areas, matrix)
    report.keep("scores", report.time("catchment_areas", score, repetitions=errand.repetitions))
    report.time(
        "matrix_and_catchment_areas",
        question.matrix_and_catchment_areas,
        repetitions=errand.repetitions,
    )
    for share in FEWER_SERVICES:
        fewer = replace(question, trips=lay_trips(city, hierarchy, share))
        report.time(f"people_every_{share}", fewer.people, repetitions=errand.repetitions)
    pin({0, 1})
    people = report.time("people_two", partial(question.people, threads=2), repetitions=errand.repetitions)
    report.keep("people_two_sample", people[city.sample])
    pin({errand.core})
    return report, hierarchy


def keep_pairs(report: Report, matrix: TravelMatrix, city: City) -> None:
    """Keep the matrix for those who compute on with it, and its rows of the sample to compare."""
    report.keep("pair_cell", matrix.origin)
    report.keep("pair_service", matrix.destination)
    report.keep("pair_ticks", matrix.time_ticks)
    sample = np.full((len(city.sample), matrix.n_origins), BEYOND, dtype=np.int32)
    for row, service in enumerate(city.sample.tolist()):
        pairs = slice(matrix.start[service], matrix.start[service + 1])
        sample[row, matrix.origin[pairs]] = matrix.time_ticks[pairs]
    report.keep("matrix_sample", sample)
    report.numbers["pairs"] = matrix.n_pairs


def measure_isochrones(city: City, report: Report, repetitions: int) -> None:
    """Measure search and drawing of three isochrones for some services, numbered as a prepared network."""
    city = in_local_order(city)
    once = np.flatnonzero(city.tail < city.head)
    back = arcs_back(city)[once]
    streets = draw_city(city, once)
    weight_s = city.weight_ticks[WALK] / float(TICKS_PER_S)
    cost_s = np.stack([weight_s[once], weight_s[back]])
    tail, head, weight = reversed_arcs(*city.usable(WALK))
    first = np.searchsorted(tail, np.arange(city.n_nodes + 1)).astype(np.int64)
    search = PlainSearch(first, head, weight)
    time_s = np.full(city.n_nodes, np.inf)
    nodes = city.service_node[city.sample[:ISOCHRONES]]
    nothing = np.zeros(0, dtype=np.int64)
    starts = Joins(nothing, nothing, np.zeros(0), np.zeros(0))

    def draw() -> list[NDArray[np.object_]]:
        shapes = []
        for node in nodes:
            reached, ticks = search.within(
                np.array([node]), np.zeros(1, dtype=np.int32), limit_ticks=LIMIT_TICKS
            )
            time_s[reached] = ticks / float(TICKS_PER_S)
            reach = Reach(time_s, cost_s, starts, 0.0, towards=True, nodes=reached.astype(np.int64))
            shapes.append(isochrones(streets, reach, cutoffs_s=CUTOFFS_S, radius_m=BUFFER_M))
            time_s[reached] = np.inf
        return shapes

    shapes = report.time("isochrones", draw, repetitions=repetitions, scale=1 / len(nodes))
    report.numbers["isochrones_valid"] = float(all(shapely.is_valid(three).all() for three in shapes))


def in_local_order(city: City) -> City:
    """Renumber nodes and arcs as ``gis.routing.locality`` does those of a street network."""
    nodes = local_order(city.x_m, city.y_m)
    number = np.empty(city.n_nodes, dtype=np.int32)
    number[nodes] = np.arange(city.n_nodes, dtype=np.int32)
    tail, head = number[city.tail], number[city.head]
    arcs = np.lexsort((head, tail))
    return replace(
        city,
        x_m=city.x_m[nodes],
        y_m=city.y_m[nodes],
        first=np.searchsorted(tail[arcs], np.arange(city.n_nodes + 1)).astype(np.int64),
        tail=tail[arcs],
        head=head[arcs],
        length_m=city.length_m[arcs],
        weight_ticks=city.weight_ticks[: WALK + 1, arcs],  # only walking is drawn
        service_node=number[city.service_node],
        cell_node=number[city.cell_node],
    )


def measure_loading(city: City, hierarchy: Hierarchy, report: Report, errand: Errand) -> None:
    """Measure how long a file of the network's arrays takes until every page of it has been touched."""
    network: dict[str, NDArray[Any]] = {"x_m": city.x_m, "y_m": city.y_m, "weight_ticks": city.weight_ticks}
    shape: dict[str, NDArray[Any]] = {name: getattr(hierarchy, name) for name in HIERARCHY_ARRAYS}
    path = errand.out / "network.blob"
    write_blob(path, {**network, **shape}, facts={"city": city.source})

    def load() -> int:
        arrays = read_blob(path).arrays.values()
        return sum(int(values.reshape(-1).view(np.uint8)[::PAGE_BYTES].sum()) for values in arrays)

    report.time("load", load, repetitions=errand.repetitions)
    report.numbers["network_mb"] = path.stat().st_size / 1e6
    path.unlink()


def arcs_back(city: City) -> NDArray[np.int64]:
    """Give for each arc the one that leads back."""
    there = city.tail.astype(np.int64) * city.n_nodes + city.head
    back = city.head.astype(np.int64) * city.n_nodes + city.tail
    return np.searchsorted(there, back)


def draw_city(city: City, once: NDArray[np.int64]) -> DrawnStreets:
    """Lay the city out for drawing: every link is straight, from the arc's tail to its head."""
    link_from, link_to = city.tail[once].astype(np.int64), city.head[once].astype(np.int64)
    ends = np.concatenate([link_from, link_to])
    count = np.bincount(ends, minlength=city.n_nodes)
    lon_deg, lat_deg = lon_lat_deg(city)
    vertices = np.column_stack([link_from, link_to]).ravel()
    return DrawnStreets(
        link_from=link_from,
        link_to=link_to,
        links_start=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
        links=(np.argsort(ends, kind="stable") % len(once)).astype(np.int32),
        vertex_start=np.arange(0, 2 * len(once) + 1, 2, dtype=np.int64),
        vertex_lon_deg=lon_deg[vertices],
        vertex_lat_deg=lat_deg[vertices],
        vertex_share=np.tile([0.0, 1.0], len(once)),
    )


def measure_reading(errand: Errand) -> Report:
    """Measure the reading of an OSM extract, and the whole build of a network from it."""
    from gis.network.osm import read_osm
    from gis.network.pbf.reading import read_extract
    from gis.network.pbf.strings import Wanted

    keys = ("foot", "access", "surface", "smoothness", "width", "incline", "wheelchair", "step_count")
    streets = Wanted(way_key="highway", way_tags=keys, node_keys=("kerb", "barrier", "crossing"))
    report = Report("ours_reading", "", errand.out)
    extract = extract_of(errand.city)
    repetitions = min(errand.repetitions, 3)
    read = report.time("read", partial(read_extract, extract, streets), repetitions=repetitions)
    report.keep("n_ways", np.array([len(read.tag_set_of_way)]))
    report.time("build_network", partial(read_osm, extract), repetitions=1)
    return report


def measure_searching(errand: Errand) -> Report:
    """Measure routing and drawing and their memory, then the loading of what they need."""
    city = City.load(errand.city)
    report, hierarchy = measure_routing(city, errand)
    report.numbers["routing_peak_mb"] = peak_mb()
    measure_isochrones(city, report, min(errand.repetitions, 3))
    report.numbers["searching_peak_mb"] = peak_mb()
    measure_loading(city, hierarchy, report, errand)
    return report


def main() -> None:
    """Measure one part and report."""
    errand = errand_from_command_line(__doc__)
    part = {"reading": measure_reading, "searching": measure_searching}[errand.part or "searching"]
    part(errand).write()


if __name__ == "__main__":
    main()
