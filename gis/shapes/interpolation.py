"""Areal interpolation: counts and shares carried from one layer of polygons to another, totals kept."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas
import numpy as np
import shapely

from gis.checks import check_population
from gis.crs import rows_named
from gis.errors import AttributeInputError, ShapeMismatchError
from gis.model import FloatArray, IntArray
from gis.shapes.polygon_layers import check_apart, check_layers, equal_area_system

# A source of which less than this part lies outside the targets lies inside: the rest is rounding.
COVERED_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Overlaps:
    """
    The pieces that two layers of polygons cut each other into; made once, used for many variables.

    Parameters
    ----------
    source, target : numpy.ndarray of int, shape (n_pieces,)
        Positions of the polygons that share the piece.
    area_m2 : numpy.ndarray of float, shape (n_pieces,)
        Area of the piece [m2].
    source_area_m2 : numpy.ndarray of float, shape (n_sources,)
        Area of each source polygon [m2]; of those wholly inside targets, the sum of their pieces.
    target_area_m2 : numpy.ndarray of float, shape (n_targets,)
        Area of each target polygon [m2].
    """

    source: IntArray
    target: IntArray
    area_m2: FloatArray
    source_area_m2: FloatArray
    target_area_m2: FloatArray

    @property
    def placed_share(self) -> FloatArray:
        """
        Part of each piece's source that goes to its target.

        Where targets overlap by slivers, the pieces of a source may add up to
        more than it: they are then scaled down, so that no count is made twice.
        """
        together = np.bincount(self.source, self.area_m2, minlength=len(self.source_area_m2))
        return np.asarray(self.area_m2 / np.maximum(together, self.source_area_m2)[self.source])


@dataclass(frozen=True, slots=True)
class CarriedCounts:
    """
    Counts by target, and what found no target.

    Parameters
    ----------
    count : numpy.ndarray of float, shape (n_targets,)
        What each target holds [count].
    outside_count : numpy.ndarray of float, shape (n_sources,)
        What of each source lies outside all targets [count].
    """

    count: FloatArray
    outside_count: FloatArray


@dataclass(frozen=True, slots=True)
class CarriedShares:
    """
    Shares by target, and how much of each target they speak for.

    Parameters
    ----------
    share : numpy.ndarray of float, shape (n_targets,)
        Mean share; NaN where no source says anything.
    known_area_share : numpy.ndarray of float, shape (n_targets,)
        Part of the target's area that lies in sources with a value.
    """

    share: FloatArray
    known_area_share: FloatArray


def find_overlaps(sources: geopandas.GeoSeries, targets: geopandas.GeoSeries) -> Overlaps:
    """
    Cut two layers of polygons by each other.

    Parameters
    ----------
    sources : geopandas.GeoSeries of shape (n_sources,)
        Polygons that values are known for.
    targets : geopandas.GeoSeries of shape (n_targets,)
        Polygons that values are wanted for.

    Returns
    -------
    Overlaps
        Pieces with a positive area, measured in an equal-area projection.

    Raises
    ------
    EmptyInputError, ReferenceSystemError, GeometryError
        If a layer is empty, lacks a reference system, has another than the
        other layer, or holds rows that are missing, no polygons, not valid or
        overlapping by more than 1 %.
    FaultyInputsError
        If both layers are at fault.
    """
    check_layers(sources=sources, targets=targets)
    system = equal_area_system(sources)
    check_apart(sources.to_crs(system).to_numpy(), source="sources")
    check_apart(targets.to_crs(system).to_numpy(), source="targets")
    from_shapes, to_shapes = sources.to_numpy(), targets.to_numpy()
    source, target = shapely.STRtree(to_shapes).query(from_shapes, predicate="intersects")
    # Cut in the layers' own system, in which common borders are the same straight lines, and measure after.
    pieces = shapely.intersection(from_shapes[source], to_shapes[target])
    shared = shapely.area(pieces) > 0
    source, target, pieces = source[shared].astype(np.int64), target[shared].astype(np.int64), pieces[shared]
    area_m2 = geopandas.GeoSeries(pieces, crs=sources.crs).to_crs(system).area.to_numpy()
    together, together_m2 = (
        np.bincount(source, areas, minlength=len(sources)) for areas in (shapely.area(pieces), area_m2)
    )
    covered = together >= (1.0 - COVERED_TOLERANCE) * shapely.area(from_shapes)
    return Overlaps(
        source=source,
        target=target,
        area_m2=area_m2,
        source_area_m2=np.where(covered, together_m2, sources.to_crs(system).area.to_numpy()),
        target_area_m2=targets.to_crs(system).area.to_numpy(),
    )


def carry_counts(overlaps: Overlaps, count: FloatArray) -> CarriedCounts:
    """
    Carry counts (people, dwellings) from sources to targets: each target gets its part of each source.

    People are taken to be spread evenly over their source polygon.

    Parameters
    ----------
    overlaps : Overlaps
        How the layers cut each other.
    count : numpy.ndarray of float, shape (n_sources,)
        What each source holds [count].

    Returns
    -------
    CarriedCounts
        Counts by target, and by source what lies outside all targets.

    Raises
    ------
    ShapeMismatchError
        If the length is not that of the sources.
    AttributeInputError
        If a count is negative or not a number.

    Notes
    -----
    Target j gets ``sum over i of count_i area_ij / area_i``. Totals are kept:
    what the targets get and what lies outside add up to what the sources hold.

    References
    ----------
    .. [1] Goodchild, M. F., Lam, N. S.-N. (1980). Areal interpolation: a variant
       of the traditional spatial problem. Geo-Processing 1, 297-312.

    Examples
    --------
    >>> import geopandas, numpy as np, shapely
    >>> tract = geopandas.GeoSeries([shapely.box(0.0, 0.0, 0.02, 0.01)], crs="EPSG:4326")
    >>> west = geopandas.GeoSeries([shapely.box(0.0, 0.0, 0.01, 0.01)], crs="EPSG:4326")
    >>> carried = carry_counts(find_overlaps(tract, west), np.array([8.0]))
    >>> np.round(carried.count, 6), np.round(carried.outside_count, 6)
    (array([4.]), array([4.]))
    """
    check_population(count, source="count", n_places=len(overlaps.source_area_m2))
    piece = overlaps.placed_share * count[overlaps.source]
    placed = np.bincount(overlaps.target, piece, minlength=len(overlaps.target_area_m2))
    gone = np.bincount(overlaps.source, piece, minlength=len(count))
    # A source wholly inside the targets leaves nothing behind but the rounding of areas.
    return CarriedCounts(count=placed.astype(np.float64), outside_count=np.maximum(count - gone, 0.0))


def carry_shares(
    overlaps: Overlaps, share: FloatArray, *, of_count: FloatArray | None = None
) -> CarriedShares:
    """
    Carry shares (of people over 60, of homes without water) from sources to targets: a weighted mean.

    Parameters
    ----------
    overlaps : Overlaps
        How the layers cut each other.
    share : numpy.ndarray of float, shape (n_sources,)
        Value of each source; NaN where there is none. Any mean or density will do.
    of_count : numpy.ndarray of float, shape (n_sources,), optional
        What the share is a share of, such as people [count]: a share of people
        must be weighed by people. Without it pieces weigh by area.

    Returns
    -------
    CarriedShares
        Means by target, and how much of it they speak for.

    Raises
    ------
    ShapeMismatchError
        If a length is not that of the sources.
    AttributeInputError
        If a share is infinite, or a count negative or not a number.

    Notes
    -----
    Target j gets ``sum over i of w_ij share_i / sum over i of w_ij`` over the
    sources with a value, with w_ij the area of the piece, or the people in it.
    The result lies between the least and the greatest share of its sources.
    With ``of_count``, share times carried count adds up to the sources' total.
    """
    n_sources, n_targets = len(overlaps.source_area_m2), len(overlaps.target_area_m2)
    if share.shape != (n_sources,):
        raise ShapeMismatchError("share", [f"{share.size} shares for {n_sources} sources"])
    if np.isinf(share).any():
        raise AttributeInputError("share", [f"is infinite in {rows_named(np.flatnonzero(np.isinf(share)))}"])
    weight = overlaps.area_m2
    if of_count is not None:
        check_population(of_count, source="of_count", n_places=n_sources)
        weight = overlaps.placed_share * of_count[overlaps.source]
    known = ~np.isnan(share[overlaps.source])
    source, target = overlaps.source[known], overlaps.target[known]
    whole = np.bincount(target, weight[known], minlength=n_targets)
    summed = np.bincount(target, weight[known] * share[source], minlength=n_targets)
    mean = np.full(n_targets, np.nan)
    np.divide(summed, whole, out=mean, where=whole > 0)
    known_m2 = np.bincount(target, overlaps.area_m2[known], minlength=n_targets)
    return CarriedShares(mean, np.minimum(known_m2 / overlaps.target_area_m2, 1.0))
