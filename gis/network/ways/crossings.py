"""Which kerbs a crossing has to climb, from the kerbs recorded on its way and at its ends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gis.model import BoolArray, FloatArray
from gis.network.ways.tags import RAISED_KERB_M


class CrossingEnds(NamedTuple):
    """
    What is recorded at both ends of each link of crossings; every array has shape (2, n).

    Parameters
    ----------
    kerb_m : numpy.ndarray of float
        Kerb recorded at the end and not a link of its own [m]; NaN for a height not recorded.
    recorded : numpy.ndarray of bool
        Whether such a kerb was recorded at all.
    is_crossing_node : numpy.ndarray of bool
        Whether the end is a node tagged as the crossing itself, whose kerb stands for both sides.
    is_kerb : numpy.ndarray of bool
        Whether a kerb that is a link of its own lies there, which bears the height.
    inside : numpy.ndarray of bool
        Whether the end is on the carriageway or within the crossing's own way.
    """

    kerb_m: FloatArray
    recorded: BoolArray
    is_crossing_node: BoolArray
    is_kerb: BoolArray
    inside: BoolArray


def crossing_kerbs_m(way_kerb_m: FloatArray, ends: CrossingEnds, both_mapped: BoolArray) -> FloatArray:
    """
    Find the highest kerb of each crossing link: the worst of its two ends.

    An end at a kerb of its own, on the carriageway or within the crossing's own
    way has no kerb left unless one is recorded there. An outer end without a
    record takes the value of the way, or of the crossing's own node; failing
    both it is unknown, and so is the link, unless its other end is already as
    high as kerbs usually are. Beyond a kerb within a way whose kerbs were
    mapped on both sides lies pavement, so that outer end has none.

    Parameters
    ----------
    way_kerb_m : numpy.ndarray of float, shape (n,)
        Kerb of the way the link was cut from [m]; NaN unknown.
    ends : CrossingEnds
        What is recorded at either end.
    both_mapped : numpy.ndarray of bool, shape (n,)
        Whether at least two kerbs were recorded along the link's way.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Kerb to climb [m]; NaN unknown.
    """
    far_kerb_m = np.where(ends.recorded & ends.is_crossing_node, ends.kerb_m, np.nan)[::-1]
    outer_m = np.where(np.isnan(way_kerb_m), far_kerb_m, way_kerb_m)
    pavement = ends.is_kerb[::-1] & both_mapped
    level = ends.inside | ends.is_kerb | pavement
    height_m = np.where(ends.recorded, ends.kerb_m, np.where(level, 0.0, outer_m))
    worst_m = np.fmax(height_m[0], height_m[1])
    unsettled = np.isnan(height_m).any(axis=0) & ~(worst_m >= RAISED_KERB_M)
    # between two carriageways: flat only if somebody mapped the kerbs on both sides of the whole
    bare = ends.inside.all(axis=0) & ~(ends.recorded | ends.is_kerb).any(axis=0) & ~both_mapped
    return np.where(bare, way_kerb_m, np.where(unsettled, np.nan, worst_m))
