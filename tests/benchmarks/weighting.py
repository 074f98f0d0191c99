"""What is known of the city's streets, and how long four profiles need for them in both readings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.tiling import Streets

TICKS_PER_S = 10
# The engine's mark for "cannot be used"; two of them still add up to an int32.
FORBIDDEN_TICKS = 1 << 29

PROFILES = ("walk", "older", "manual_wheelchair", "powered_wheelchair")
READINGS = ("low", "high")
# Rows of City.weight_ticks: both readings of each profile side by side.
WEIGHTINGS = tuple(f"{profile}_{reading}" for profile in PROFILES for reading in READINGS)
WALK = WEIGHTINGS.index("walk_high")
WHEELCHAIR_LOW = WEIGHTINGS.index("powered_wheelchair_low")

SMOOTH, PAVED, COBBLES, EARTH = range(4)
SURFACE_SHARES = (0.62, 0.22, 0.11, 0.05)
NO_KERB, LOWERED, RAISED = range(3)
KERB_SHARES = (0.72, 0.18, 0.10)
# One edge in so many has a kerb that nobody recorded: blocked in the low reading, free in the high one.
UNKNOWN_KERB_SHARE = 0.06
STEEPEST_SHARE = 0.25
TOBLER_DECAY = 3.5
TOBLER_BEST_SLOPE = -0.05


@dataclass(frozen=True, slots=True)
class Arcs:
    """
    Directed edges, and what a person meets on them; sorted by tail, then head.

    Parameters
    ----------
    tail, head : numpy.ndarray of int32, shape (n_arcs,)
        Node that an arc leaves, node that it enters.
    length_m : numpy.ndarray of float, shape (n_arcs,)
        Length [m].
    slope_share : numpy.ndarray of float, shape (n_arcs,)
        Rise over run in the direction of the arc.
    surface, kerb : numpy.ndarray of int8, shape (n_arcs,)
        Codes of this module.
    kerb_unknown, steps : numpy.ndarray of bool, shape (n_arcs,)
        Whether the kerb was never recorded; whether the arc is a flight of steps.
    width_m : numpy.ndarray of float, shape (n_arcs,)
        Clear width [m].
    """

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_m: NDArray[np.float64]
    slope_share: NDArray[np.float64]
    surface: NDArray[np.int8]
    kerb: NDArray[np.int8]
    kerb_unknown: NDArray[np.bool_]
    steps: NDArray[np.bool_]
    width_m: NDArray[np.float64]


def ground_m(xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the height of the city's ground: wide hills, smaller ones on them, and bumps [m]."""
    x_m, y_m = xy_m.T
    hills = 25.0 * np.sin(x_m / 1900) * np.cos(y_m / 2300)
    smaller = 12.0 * np.sin(x_m / 430 + 1) * np.sin(y_m / 510)
    bumps = 4.0 * np.sin(x_m / 130) * np.cos(y_m / 170 + 2)
    return np.asarray(hills + smaller + bumps, dtype=np.float64)


def draw_arcs(streets: Streets, rng: np.random.Generator) -> Arcs:
    """Make two arcs of each edge: the same surface, kerb, width and steps both ways, opposite slopes."""
    n_edges = len(streets.ends)
    surface = rng.choice(4, n_edges, p=SURFACE_SHARES).astype(np.int8)
    kerb = rng.choice(3, n_edges, p=KERB_SHARES).astype(np.int8)
    kerb_unknown = rng.random(n_edges) < UNKNOWN_KERB_SHARE
    width_m = np.clip(rng.lognormal(0.7, 0.45, n_edges), 0.5, 8.0)
    tail, head = np.concatenate([streets.ends, streets.ends[:, ::-1]]).T
    order = np.lexsort((head, tail))
    edge = order % n_edges
    tail, head = tail[order], head[order]
    height_m = ground_m(streets.xy_m)
    length_m = streets.length_m[edge]
    slope_share = (height_m[head] - height_m[tail]) / np.maximum(length_m, 8.0)
    return Arcs(
        tail.astype(np.int32),
        head.astype(np.int32),
        length_m,
        np.clip(slope_share, -STEEPEST_SHARE, STEEPEST_SHARE),
        surface[edge],
        kerb[edge],
        kerb_unknown[edge],
        streets.steps[edge],
        width_m[edge],
    )


def weigh_arcs(arcs: Arcs) -> NDArray[np.int32]:
    """
    Give the time that each profile needs for each arc, in both readings.

    Returns
    -------
    numpy.ndarray of int32, shape (8, n_arcs)
        Rows as ``WEIGHTINGS``; whole tenths of a second, at least one, or ``FORBIDDEN_TICKS``.
    """
    time_s = {
        "walk": _walking_s(arcs, speed_m_per_s=1.35),
        "older": _older_s(arcs),
        "manual_wheelchair": _manual_wheelchair_s(arcs),
        "powered_wheelchair": _powered_wheelchair_s(arcs),
    }
    rows = []
    for profile in PROFILES:
        high = time_s[profile]
        wheels = profile.endswith("wheelchair")
        rows += [np.where(arcs.kerb_unknown & wheels, np.inf, high), high]
    seconds = np.array(rows)
    passable = np.isfinite(seconds)
    ticks = np.maximum(np.rint(np.where(passable, seconds, 0.0) * TICKS_PER_S), 1.0)
    return np.where(passable, ticks, FORBIDDEN_TICKS).astype(np.int32)


def _walking_s(arcs: Arcs, *, speed_m_per_s: float) -> NDArray[np.float64]:
    """Time by Tobler's function, which is fastest a little downhill."""
    steeper = np.abs(arcs.slope_share - TOBLER_BEST_SLOPE) + TOBLER_BEST_SLOPE
    there_m_per_s = speed_m_per_s * np.exp(-TOBLER_DECAY * steeper)
    return np.asarray(arcs.length_m / there_m_per_s, dtype=np.float64)


def _older_s(arcs: Arcs) -> NDArray[np.float64]:
    """Slower, slower still on rough ground, and careful at kerbs and steps."""
    surface_factor = np.array([1.0, 1.05, 1.25, 1.3])[arcs.surface]
    kerbs_s = 4.0 * (arcs.kerb == RAISED) + 6.0 * arcs.steps
    return np.asarray(_walking_s(arcs, speed_m_per_s=0.918) * surface_factor + kerbs_s, dtype=np.float64)


def _manual_wheelchair_s(arcs: Arcs) -> NDArray[np.float64]:
    """Pushed by hand: slow uphill; no steps, no steep or narrow way; raised kerbs only with assistance."""
    slope: NDArray[np.float64] = arcs.slope_share
    speed_m_per_s = 0.95 / np.where(slope > 0, 1.0 + 12.0 * slope, 1.0 - 5.0 * slope)
    surface_factor = np.array([1.0, 1.1, 1.8, 2.5])[arcs.surface]
    time_s = arcs.length_m / speed_m_per_s * surface_factor
    time_s += 5.0 * (arcs.kerb == LOWERED) + 60.0 * (arcs.kerb == RAISED)
    blocked = arcs.steps | (np.abs(slope) > 0.10) | (arcs.width_m < 0.8)
    return np.where(blocked, np.inf, time_s)


def _powered_wheelchair_s(arcs: Arcs) -> NDArray[np.float64]:
    """With a motor: faster and steeper, but wider and helpless at raised kerbs."""
    slope = np.abs(arcs.slope_share)
    surface_factor = np.array([1.0, 1.05, 1.4, 1.9])[arcs.surface]
    time_s = arcs.length_m / 1.5 * surface_factor * (1.0 + 3.0 * slope)
    time_s += 3.0 * (arcs.kerb == LOWERED) + 90.0 * (arcs.kerb == RAISED)
    blocked = arcs.steps | (slope > 0.13) | (arcs.width_m < 0.9)
    return np.where(blocked, np.inf, time_s)
