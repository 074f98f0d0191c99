"""Which kerbs a crossing has to climb, from the kerbs recorded on its way and at its ends."""

from __future__ import annotations

import numpy as np

from gis.model import BoolArray, FloatArray, IntArray
from gis.network.ways.tags import RAISED_KERB_M

BOTH_SIDES = 2.0


def crossing_kerbs_m(
    way_kerb_m: FloatArray,
    end_kerb_m: FloatArray,
    end_recorded: BoolArray,
    end_is_crossing_node: BoolArray,
    end_inside: BoolArray,
    chain: IntArray,
) -> FloatArray:
    """
    Find the highest kerb of each crossing link: the worst of its two ends.

    An end on the carriageway, or within the crossing's own way, has no kerb
    unless one is recorded there. An outer end without a record takes the value
    of the way, or of the crossing's own node; failing both it is unknown, and
    so is the link, unless its other end is already as high as kerbs usually are.

    Parameters
    ----------
    way_kerb_m : numpy.ndarray of float, shape (n,)
        Kerb of the way the link was cut from [m]; NaN unknown.
    end_kerb_m : numpy.ndarray of float, shape (2, n)
        Kerb recorded at either end [m]; NaN for a height not recorded.
    end_recorded : numpy.ndarray of bool, shape (2, n)
        Whether a kerb was recorded at that end at all.
    end_is_crossing_node : numpy.ndarray of bool, shape (2, n)
        Whether the end is a node tagged as the crossing itself, whose kerb stands for both sides.
    end_inside : numpy.ndarray of bool, shape (2, n)
        Whether the end is on the carriageway or within the way.
    chain : numpy.ndarray of int, shape (n,)
        Way each link was cut from.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Kerb to climb [m]; NaN unknown.
    """
    far_kerb_m = np.where(end_recorded & end_is_crossing_node, end_kerb_m, np.nan)[::-1]
    outer_m = np.where(np.isnan(way_kerb_m), far_kerb_m, way_kerb_m)
    height_m = np.where(end_recorded, end_kerb_m, np.where(end_inside, 0.0, outer_m))
    worst_m = np.fmax(height_m[0], height_m[1])
    unsettled = np.isnan(height_m).any(axis=0) & ~(worst_m >= RAISED_KERB_M)
    # between two carriageways: flat only if somebody mapped the kerbs on both sides of the whole
    recorded = end_recorded.sum(axis=0).astype(np.float64)
    mapped = np.bincount(chain, weights=recorded)[chain] >= BOTH_SIDES if len(chain) else chain > 0
    bare = end_inside.all(axis=0) & ~end_recorded.any(axis=0) & ~mapped
    return np.where(bare, way_kerb_m, np.where(unsettled, np.nan, worst_m))
