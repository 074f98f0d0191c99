"""Width and slope of a city's street polygons, laid over the links that run inside them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gis.crs import WGS84, local_projection, rows_named
from gis.errors import (
    AttributeInputError,
    EmptyInputError,
    GeometryError,
    UnstatedReferenceSystemError,
)
from gis.model import BoolArray, FloatArray, IntArray
from gis.network.graph import AttributeSource, LinkKind, StreetNetwork
from gis.network.ways.tags import STEEPEST_SHARE, WIDEST_M

# A link counts as matched when so much of its length lies in polygons: the rest may be drawn a
# little beside the street, or run over a junction that nobody drew.
LEAST_INSIDE_SHARE = 0.8
# A bound of the slope must hold of all of the link: nobody knows how steep the rest is.
WHOLE_SHARE = 0.99
# Over less than this, differences of height are noise, not slope (methods 2.1).
SHORTEST_RUN_M = 10.0
# A stretch shorter than that, and than this part of its link, is too short to have a slope of its own.
SLIGHT_SHARE = 0.1
FEWEST_HEIGHTS = 2  # of one height there is no difference
FARTHEST_M = 50.0  # beyond this a polygon is another street
MAX_NAMED = 10
HALF_TURN_DEG = 180.0
MARGIN_DEG = 0.01  # about a kilometre around the nodes, for what links draw between them


@dataclass(frozen=True, slots=True)
class PolygonColumns:
    """
    Names of the columns that are read; as São Paulo publishes them unless said otherwise.

    Parameters
    ----------
    width_m : str
        Mean width of the carriageway [m].
    width_count : str
        Number of places where it was measured.
    lowest_m, highest_m : str
        Lowest and highest ground within the polygon [m].
    height_count : str
        Number of heights these were chosen from.
    """

    width_m: str = "largura_media"
    width_count: str = "largura_contagem_amostras"
    lowest_m: str = "cota_minima"
    highest_m: str = "cota_maxima"
    height_count: str = "cota_contagem_amostras"


SAO_PAULO_COLUMNS = PolygonColumns()


@dataclass(frozen=True, slots=True)
class MatchQuality:
    """
    How well polygons and links fit, link by link; every array has shape (n_links,).

    Parameters
    ----------
    inside_share : numpy.ndarray of float
        Part of the link's length inside polygons, 0 to 1; where polygons overlap it counts once.
    distance_m : numpy.ndarray of float
        From the link to the nearest polygon, 0 where they meet [m]; infinite
        where there is none within 50 m.
    polygon_count : numpy.ndarray of int
        Polygons that hold a part of the link.
    width_count, height_count : numpy.ndarray of int
        Measurements that the widths and heights of those polygons rest on.
    matched : numpy.ndarray of bool
        Whether enough of the link lies inside for it to take values over.
    """

    inside_share: FloatArray
    distance_m: FloatArray
    polygon_count: IntArray
    width_count: IntArray
    height_count: IntArray
    matched: BoolArray


@dataclass(frozen=True, slots=True)
class _Polygons:
    """Polygons on a plan in metres, and what is known of each (NaN for unknown)."""

    shape: NDArray[np.object_]
    width_m: FloatArray
    width_count: IntArray
    range_m: FloatArray
    height_count: IntArray


@dataclass(frozen=True, slots=True)
class _Overlaps:
    """The parts of links that lie in polygons, one row each."""

    link: IntArray
    polygon: IntArray
    length_m: FloatArray
    part: NDArray[np.object_]


def conflate_polygons(
    network: StreetNetwork,
    polygons: geopandas.GeoDataFrame,
    *,
    columns: PolygonColumns = SAO_PAULO_COLUMNS,
    least_inside_share: float = LEAST_INSIDE_SHARE,
    source: str = "street polygons",
) -> tuple[StreetNetwork, MatchQuality]:
    """
    Take width and a bound of the slope over from street polygons.

    What a tag or an elevation model said before stays. A link takes values over
    when at least ``least_inside_share`` of its length lies inside polygons.

    *Width* is the mean of the polygons' widths, weighted by the length inside
    each. It goes to carriageways (``ROAD``) only: the width between two kerbs
    says nothing about the clear width of the pavement beside it, nor of a
    crossing.

    *Slope*: a street cannot rise more between two places in a polygon than its
    heights differ. So the slope of a stretch within it is at most that range
    over the stretch's length (over 10 m where it is shorter); the largest of
    its stretches counts for the link. The sign is not known, and the true slope
    may be anywhere between level and this bound, so it goes to
    ``incline_bound_share``: it can show that a limit is kept in both directions,
    never that it is broken. It must hold of the whole link, so 99 % of that must
    lie inside. Stairs, lifts, bridges and tunnels take none.

    Parameters
    ----------
    network : StreetNetwork
        The streets; give them their elevation model first.
    polygons : geopandas.GeoDataFrame, shape (n_polygons,)
        Carriageways or street areas, in any stated reference system.
    columns : PolygonColumns
        Which columns to read.
    least_inside_share : float
        Least part of a link's length inside polygons for it to take over their
        width, above 0 and at most 1.
    source : str
        File or layer the polygons came from, for messages.

    Returns
    -------
    tuple of (StreetNetwork, MatchQuality)
        The network with ``POLYGON`` among its sources, and the fit of every link.

    Raises
    ------
    AttributeInputError
        If a column is missing, or the share is out of range.
    UnstatedReferenceSystemError
        If the polygons state no reference system.
    GeometryError
        Naming the rows whose geometry is no polygon.
    EmptyInputError
        If no link lies in any polygon.

    Notes
    -----
    São Paulo's ``declividade_maxima_estatistica_percentual`` is the range of
    heights over the polygon's nominal length (area by mean width). It is not
    used as it stands: a link that runs through half of a polygon may rise as
    much in half the length.

    References
    ----------
    geoinfo-smdu, Poligono-de-vias (heights from the city's 5 m terrain model).
    """
    _check(polygons, columns, least_inside_share, source)
    lines, area = _on_one_plan(network, polygons, columns)
    overlaps = _overlaps(lines, area)
    if not len(overlaps.link):
        raise EmptyInputError(source, ["none of them holds any part of a link"])
    drawn_m = shapely.length(lines)
    quality = _quality(lines, area, overlaps, drawn_m, least_inside_share)
    width_m = _mean_width_m(overlaps, area, network.n_links)
    takes_width = quality.matched & (network.kind == LinkKind.ROAD) & np.isnan(network.width_m)
    takes_width &= ~network.off_ground  # the polygon under a viaduct is that of the street below
    takes_width &= np.isfinite(width_m)
    bound_share = _slope_bound_share(overlaps, area, drawn_m)
    level = np.isin(network.kind, (LinkKind.STEPS, LinkKind.LIFT)) | network.off_ground
    whole = quality.inside_share >= max(WHOLE_SHARE, least_inside_share)
    takes_bound = whole & ~level & np.isnan(network.incline_share) & (bound_share <= STEEPEST_SHARE)
    by_polygon = AttributeSource.POLYGON
    conflated = replace(
        network,
        width_m=np.where(takes_width, width_m, network.width_m),
        width_source=np.where(takes_width, by_polygon, network.width_source).astype(np.int8),
        incline_bound_share=np.where(takes_bound, bound_share, network.incline_bound_share),
        incline_source=np.where(takes_bound, by_polygon, network.incline_source).astype(np.int8),
    )
    return conflated, quality


def _check(
    polygons: geopandas.GeoDataFrame, columns: PolygonColumns, least_inside_share: float, source: str
) -> None:
    """Refuse what could not be laid over a network, all faults of one kind at once."""
    names = [getattr(columns, field.name) for field in fields(columns)]
    faults = [f"it has no column {name!r}" for name in names if name not in polygons.columns]
    if not 0.0 < least_inside_share <= 1.0:
        faults.append(f"least_inside_share must be above 0 and at most 1, not {least_inside_share}")
    if faults:
        raise AttributeInputError(source, faults)
    if polygons.crs is None:
        raise UnstatedReferenceSystemError(source, ["they state no reference system"])
    shape = np.asarray(polygons.geometry.to_numpy(), dtype=np.object_)
    kinds = [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON]
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(shape), kinds))
    if len(wrong):
        raise GeometryError(source, [f"{rows_named(wrong, limit=MAX_NAMED)}: not a polygon"])


def _on_one_plan(
    network: StreetNetwork, polygons: geopandas.GeoDataFrame, columns: PolygonColumns
) -> tuple[NDArray[np.object_], _Polygons]:
    """Bring links and polygons to metres around the network, and read the columns."""
    to_plan = local_projection(network.node_lon_deg, network.node_lat_deg)
    lines = shapely.transform(
        network.geometry, lambda xy: np.column_stack(to_plan.transform(xy[:, 0], xy[:, 1]))
    )
    polygons = _around(polygons, network)
    shape = np.asarray(polygons.geometry.to_crs(to_plan.target_crs).to_numpy(), dtype=np.object_)
    shape = shapely.make_valid(shapely.force_2d(shape))
    width_m = _numbers(polygons, columns.width_m)
    width_count = _counts(polygons, columns.width_count)
    width_m[~((width_m > 0) & (width_m <= WIDEST_M) & (width_count > 0))] = np.nan
    height_count = _counts(polygons, columns.height_count)
    range_m = _numbers(polygons, columns.highest_m) - _numbers(polygons, columns.lowest_m)
    range_m[~((range_m >= 0) & (height_count >= FEWEST_HEIGHTS))] = np.nan
    return np.asarray(lines, dtype=np.object_), _Polygons(shape, width_m, width_count, range_m, height_count)


def _around(polygons: geopandas.GeoDataFrame, network: StreetNetwork) -> geopandas.GeoDataFrame:
    """Keep the polygons in the network's part of the city: laying out all of them takes long."""
    lon_deg, lat_deg = network.node_lon_deg, network.node_lat_deg
    if float(np.ptp(lon_deg)) > HALF_TURN_DEG:  # across the antimeridian an extent in degrees means nothing
        return polygons
    into = Transformer.from_crs(WGS84, polygons.crs, always_xy=True)
    west, south, east, north = into.transform_bounds(
        lon_deg.min() - MARGIN_DEG,
        lat_deg.min() - MARGIN_DEG,
        lon_deg.max() + MARGIN_DEG,
        lat_deg.max() + MARGIN_DEG,
    )
    bounds = shapely.bounds(np.asarray(polygons.geometry.to_numpy(), dtype=np.object_))
    meets = (
        (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    )
    return polygons.loc[meets]


def _numbers(rows: pd.DataFrame, name: str) -> FloatArray:
    values: FloatArray = pd.to_numeric(rows[name], errors="coerce").to_numpy(dtype=np.float64, copy=True)
    return values


def _counts(rows: pd.DataFrame, name: str) -> IntArray:
    return np.maximum(np.nan_to_num(_numbers(rows, name)), 0.0).astype(np.int64)


def _overlaps(lines: NDArray[np.object_], area: _Polygons) -> _Overlaps:
    """Cut links by the polygons they touch."""
    link, polygon = shapely.STRtree(area.shape).query(lines, predicate="intersects")
    part = shapely.intersection(lines[link], area.shape[polygon])
    length_m = shapely.length(part)
    kept = length_m > 0
    return _Overlaps(link[kept].astype(np.int64), polygon[kept].astype(np.int64), length_m[kept], part[kept])


def _quality(
    lines: NDArray[np.object_],
    area: _Polygons,
    overlaps: _Overlaps,
    drawn_m: FloatArray,
    least_inside_share: float,
) -> MatchQuality:
    n_links = len(lines)
    linked = np.unique(overlaps.link)
    order = np.argsort(overlaps.link, kind="stable")
    parts, of_part = shapely.get_parts(overlaps.part[order], return_index=True)
    together = np.asarray(
        shapely.geometrycollections(parts, indices=np.searchsorted(linked, overlaps.link[order][of_part]))
    )
    inside_m = np.zeros(n_links)
    # overlapping polygons count once; the axis of length one makes it a union within each link
    inside_m[linked] = shapely.length(shapely.union_all(together[:, np.newaxis], axis=1))
    inside_share = np.clip(inside_m / np.maximum(drawn_m, np.finfo(np.float64).tiny), 0.0, 1.0)
    distance_m = np.full(n_links, np.inf)
    near, apart_m = shapely.STRtree(area.shape).query_nearest(
        lines, max_distance=FARTHEST_M, return_distance=True, all_matches=False
    )
    distance_m[near[0]] = apart_m
    return MatchQuality(
        inside_share=inside_share,
        distance_m=distance_m,
        polygon_count=np.bincount(overlaps.link, minlength=n_links),
        width_count=_sum(overlaps, area.width_count, n_links),
        height_count=_sum(overlaps, area.height_count, n_links),
        matched=inside_share >= least_inside_share,
    )


def _sum(overlaps: _Overlaps, counts: IntArray, n_links: int) -> IntArray:
    added = np.bincount(overlaps.link, weights=counts[overlaps.polygon], minlength=n_links)
    return np.rint(added).astype(np.int64)


def _mean_width_m(overlaps: _Overlaps, area: _Polygons, n_links: int) -> FloatArray:
    """Average the widths by length; NaN where the polygons of most of the length have none."""
    width_m = area.width_m[overlaps.polygon]
    known_m = np.where(np.isnan(width_m), 0.0, overlaps.length_m)
    whole = np.bincount(overlaps.link, weights=known_m, minlength=n_links)
    inside = np.bincount(overlaps.link, weights=overlaps.length_m, minlength=n_links)
    total = np.bincount(overlaps.link, weights=known_m * np.nan_to_num(width_m), minlength=n_links)
    enough = (whole > 0) & (whole >= LEAST_INSIDE_SHARE * inside)
    return np.where(enough, total / np.where(enough, whole, 1.0), np.nan)


def _slope_bound_share(overlaps: _Overlaps, area: _Polygons, drawn_m: FloatArray) -> FloatArray:
    """
    Bound the slope of each link by that of its steepest possible stretch.

    One stretch whose heights are unknown leaves the link unbounded.
    """
    slight = (overlaps.length_m < SHORTEST_RUN_M) & (
        overlaps.length_m < SLIGHT_SHARE * drawn_m[overlaps.link]
    )
    rows = np.flatnonzero(~slight)
    run_m = np.maximum(overlaps.length_m[rows], SHORTEST_RUN_M)
    range_m = area.range_m[overlaps.polygon[rows]]
    possible = np.where(np.isnan(range_m), np.inf, range_m) / run_m
    bound_share = np.full(len(drawn_m), -np.inf)
    np.maximum.at(bound_share, overlaps.link[rows], possible)
    return np.where(np.isfinite(bound_share), bound_share, np.nan)


def fit_summary(network: StreetNetwork, quality: MatchQuality) -> dict[str, float]:
    """
    Say in a few numbers how well polygons and streets fit.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    quality : MatchQuality
        From ``conflate_polygons``.

    Returns
    -------
    dict of str to float
        ``matched_length_share``: part of the length that took values over;
        ``inside_length_share``: part of the length inside polygons;
        ``width_length_share``, ``slope_length_share``: part of the length whose
        width, or slope or bound of it, came from a polygon.
    """
    whole_m = max(float(network.length_m.sum()), np.finfo(np.float64).tiny)

    def share(weight: FloatArray | BoolArray) -> float:
        return float((network.length_m * weight).sum()) / whole_m

    return {
        "matched_length_share": share(quality.matched),
        "inside_length_share": share(quality.inside_share),
        "width_length_share": share(network.width_source == AttributeSource.POLYGON),
        "slope_length_share": share(network.incline_source == AttributeSource.POLYGON),
    }
