"""Compiling the search before it is needed: one tiny network through every kernel in every width."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gis.routing.bounded_sweep import sums_within, times_within
from gis.routing.customisation import WIDTHS, customise
from gis.routing.hierarchy import build_hierarchy
from gis.routing.nearest_sweep import nearest_of_classes, nearest_of_weightings
from gis.routing.restriction import restrict
from gis.routing.ticks import LONGEST_16
from gis.routing.trip_ends import Ends, Trips

STEPS = len(WIDTHS) + 2


def compile_search(progress: Callable[[float, str], None]) -> None:
    """
    Run every compiled part of the search once, on two junctions and a street.

    Parameters
    ----------
    progress : callable
        Told the share done (0 to 1) and what is at work.

    Notes
    -----
    What is compiled stays on disk beside the source, or in the user's cache
    folder where that cannot be written; later processes load it.
    """
    progress(0.0, "hierarchy")
    one, two = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    hierarchy = build_hierarchy(2, np.concatenate([one, two]), np.concatenate([two, one]))
    nothing = np.zeros(1, dtype=np.int32)
    for step, lanes in enumerate(WIDTHS):
        n_lanes = len(lanes)
        progress((1 + step) / STEPS, f"nearest service, {n_lanes} lanes")
        customised = customise(hierarchy, np.full((n_lanes, 2), 10, dtype=np.int32))
        nearest_of_weightings(customised, one, nothing, nothing)
        nearest_of_classes(customised, 0, one, nothing, nothing, n_lanes)
    progress((STEPS - 1) / STEPS, "times within a cutoff")
    place = Ends.of_places(nothing, one, nothing, 1)
    trips = Trips.between(restrict(hierarchy, one), place, place)
    for cutoff_ticks in (LONGEST_16, LONGEST_16 + 1):
        times_within(customised, 0, trips, cutoff_ticks=cutoff_ticks)
        sums_within(customised, 0, trips, np.ones(1), limits_ticks=np.array([cutoff_ticks]))
    progress(1.0, "done")
