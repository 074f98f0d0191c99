"""Joining places to the network: at the projected point of a link, not at the nearest node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gis.crs import local_projection
from gis.model import BoolArray, FloatArray, IntArray, Places
from gis.network.connectivity import components
from gis.network.graph import StreetNetwork

MAX_JOIN_M = 500.0
JOIN_SLACK_M = 30.0

# Links that end in one node are equally near to a place beside it, up to rounding
# and the last digit of published coordinates; the place joins all of them.
TIE_M = 1e-3

# A place known to within a block lies on one of the streets around; one known less well may lie
# behind any barrier, so that no time to it is the longest.
SURE_RADIUS_M = 100.0

# Where the land a place may lie on begins along a link, points so far apart stand for it, up to one
# spacing beyond: so that no way leads in but by one of them, and none is farther than the place can be.
SPACING_M = 25.0

# The rim of that land is looked at in so many straight pieces, and widened by how much they cut it short.
RIM_PIECES = 64
RIM_SAG_SHARE = float(1.0 - np.cos(np.pi / RIM_PIECES))


@dataclass(frozen=True, slots=True)
class Discs:
    """
    The land that places of uncertain position may lie on.

    Parameters
    ----------
    place : numpy.ndarray of int, shape (n_discs,)
        Position of the place in its layer.
    centre_m : numpy.ndarray of float, shape (n_discs, 2)
        Its point in the joiner's plane [m].
    reach_m : numpy.ndarray of float, shape (n_discs,)
        Radius, and ``SPACING_M`` more [m].
    """

    place: IntArray
    centre_m: FloatArray
    reach_m: FloatArray

    def around(self, at_m: FloatArray) -> Iterator[tuple[int, IntArray]]:
        """
        Find the points on each disc.

        Parameters
        ----------
        at_m : numpy.ndarray of float, shape (n_points, 2)
            Points in the same plane [m].

        Yields
        ------
        tuple of (int, numpy.ndarray of int)
            A place, and which of the points lie on its disc.
        """
        by_x = np.argsort(at_m[:, 0], kind="stable")
        x, y = at_m[by_x].T
        for place, (east_m, north_m), reach_m in zip(self.place, self.centre_m, self.reach_m, strict=True):
            begin, end = np.searchsorted(x, [east_m - reach_m, east_m + reach_m])
            near = (x[begin:end] - east_m) ** 2 + (y[begin:end] - north_m) ** 2 <= reach_m**2
            yield int(place), by_x[begin:end][near]


@dataclass(frozen=True, slots=True)
class Joins:
    """
    Where places meet the network; a place may meet it at several links.

    Parameters
    ----------
    place : numpy.ndarray of int, shape (n_joins,)
        Position of the place, never decreasing.
    link : numpy.ndarray of int, shape (n_joins,)
        Position of the link.
    along_share : numpy.ndarray of float, shape (n_joins,)
        Where along the link, 0 at ``link_from`` and 1 at ``link_to``.
    leg_m : numpy.ndarray of float, shape (n_joins,)
        Straight distance between place and link [m].
    at_m : numpy.ndarray of float, shape (n_joins, 2), optional
        The point on the link in the joiner's plane [m]; for origins of trips to uncertain places.
    discs : Discs, optional
        Besides, some of the places may lie anywhere on these.
    """

    place: IntArray
    link: IntArray
    along_share: FloatArray
    leg_m: FloatArray
    at_m: FloatArray | None = None
    discs: Discs | None = None

    def __len__(self) -> int:
        return len(self.place)

    def only(self, chosen: BoolArray) -> Joins:
        """
        Keep some of the joins.

        Parameters
        ----------
        chosen : numpy.ndarray of bool, shape (n_joins,)
            Which to keep.

        Returns
        -------
        Joins
            Those chosen, in the same order.
        """
        return Joins(
            self.place[chosen],
            self.link[chosen],
            self.along_share[chosen],
            self.leg_m[chosen],
            None if self.at_m is None else self.at_m[chosen],
            self.discs,
        )

    def with_others(self, others: Joins) -> Joins:
        """
        Put joins of the same places together.

        Parameters
        ----------
        others : Joins
            More joins.

        Returns
        -------
        Joins
            Those of both, by place, without their points; the discs are those of the first.
        """
        place = np.concatenate([self.place, others.place])
        order = np.argsort(place, kind="stable")
        return Joins(
            place[order],
            np.concatenate([self.link, others.link])[order],
            np.concatenate([self.along_share, others.along_share])[order],
            np.concatenate([self.leg_m, others.leg_m])[order],
            discs=self.discs,
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    """
    Every link a layer of places could join, whoever travels.

    Parameters
    ----------
    joins : Joins
        Links within reach of each place.
    alternative : numpy.ndarray of int, shape (n_joins,)
        Joins of one place to one connected piece of the network bear the same
        number: whoever travels joins the nearest of them.
    on_mainland : numpy.ndarray of bool, shape (n_joins,)
        Whether that piece is the largest one.
    nearest_m : numpy.ndarray of float, shape (n_places,)
        Distance to the nearest link of any kind [m], however far.
    too_far : numpy.ndarray of bool, shape (n_places,)
        Places beyond ``max_join_m`` of every link, wherever within their radius they lie.
    sure : numpy.ndarray of bool, shape (n_joins,), optional
        Joins that count in the low reading: of places that are certain and known to
        within ``SURE_RADIUS_M``, and near enough wherever within it the place lies.
        All of them when left out.
    radius_m : numpy.ndarray of float, shape (n_places,), optional
        Within which distance of its point each place lies [m]; 0 when left out.
    rim : Joins, optional
        Points on the links, ``SPACING_M`` apart at most, by which all ways lead onto the
        land where a place may be. None when every position is exact.
    discs : Discs, optional
        That land: whoever stands on it may stand before the place.
    """

    joins: Joins
    alternative: IntArray
    on_mainland: BoolArray
    nearest_m: FloatArray
    too_far: BoolArray
    sure: BoolArray | None = None
    radius_m: FloatArray | None = None
    rim: Joins | None = None
    discs: Discs | None = None


class Joiner:
    """
    The links of a network in a metric plane, indexed for search.

    Parameters
    ----------
    network : StreetNetwork
        The streets; it must have at least one link.
    max_join_m : float
        Farthest a place may lie from the link it joins [m].
    join_slack_m : float
        How much farther than the nearest link of any kind that link may lie
        [m], so that nobody is carried across a street they cannot cross.
    """

    def __init__(
        self,
        network: StreetNetwork,
        *,
        max_join_m: float = MAX_JOIN_M,
        join_slack_m: float = JOIN_SLACK_M,
    ) -> None:
        self.max_join_m = max_join_m
        self.join_slack_m = join_slack_m
        self.projection: Transformer = local_projection(network.node_lon_deg, network.node_lat_deg)
        self._lines: NDArray[np.object_] = shapely.transform(network.geometry, self._to_metres)
        self._piece: IntArray = components(network)[network.link_from]

    def _to_metres(self, lon_lat_deg: FloatArray) -> FloatArray:
        """Project vertices."""
        return np.column_stack(self.projection.transform(lon_lat_deg[:, 0], lon_lat_deg[:, 1]))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        """Index of the links."""
        return shapely.STRtree(self._lines)

    def candidates(self, places: Places, *, with_points: bool = False) -> Candidates:
        """
        Find every link that some profile might join each place to.

        Parameters
        ----------
        places : Places
            Points to join.
        with_points : bool
            Whether to give the points on the links too, as trips to places of uncertain position need of
            their origins.

        Returns
        -------
        Candidates
            Links within ``max_join_m`` and within ``join_slack_m`` of the
            nearest link's distance, with the projected point on each; and the
            land that a place may lie on, where its position is uncertain.
        """
        x, y = self.projection.transform(places.lon_deg, places.lat_deg)
        points = shapely.points(x, y)
        nearest_m = self._nearest_m(points)
        radius_m = np.zeros(len(places)) if places.radius_m is None else places.radius_m
        too_far = nearest_m > self.max_join_m + radius_m
        near = np.flatnonzero(~too_far)
        reach_m = np.minimum(nearest_m[near] + self.join_slack_m + TIE_M, self.max_join_m + radius_m[near])
        found, link = self._tree.query(points[near], predicate="dwithin", distance=reach_m)
        order = np.lexsort((link, found))
        place, link = near[found[order]], link[order]
        lines = self._lines[link]
        pairs = place * (int(self._piece.max()) + 1) + self._piece[link]
        _, alternative = np.unique(pairs, return_inverse=True)
        along_share = shapely.line_locate_point(lines, points[place], normalized=True)
        leg_m = shapely.distance(lines, points[place])
        discs = _discs(np.column_stack([x, y]), radius_m)
        return Candidates(
            joins=Joins(
                place=place.astype(np.int64),
                link=link.astype(np.int64),
                along_share=along_share,
                leg_m=leg_m,
                at_m=_points_along(lines, along_share) if with_points else None,
            ),
            alternative=alternative.astype(np.int64),
            on_mainland=self._piece[link] == 0,
            nearest_m=nearest_m,
            too_far=too_far,
            sure=_sure(places, radius_m)[place] & (leg_m + radius_m[place] <= self.max_join_m + TIE_M),
            radius_m=radius_m,
            rim=None if discs is None else self._rim(discs),
            discs=discs,
        )

    def _rim(self, discs: Discs) -> Joins:
        """Find the points by which all ways lead onto each disc: those just outside its radius."""
        radius_m = discs.reach_m - SPACING_M
        turn = np.linspace(0.0, 2.0 * np.pi, RIM_PIECES + 1)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        corners = discs.centre_m[:, np.newaxis] + radius_m[:, np.newaxis, np.newaxis] * circle
        chords = shapely.linestrings(np.stack([corners[:, :-1], corners[:, 1:]], axis=2).reshape(-1, 2, 2))
        margin_m = SPACING_M + radius_m * RIM_SAG_SHARE + TIE_M
        chord, link = self._tree.query(chords, predicate="dwithin", distance=margin_m.repeat(RIM_PIECES))
        pairs = np.unique(np.column_stack([chord // RIM_PIECES, link]), axis=0)
        disc, link = pairs[:, 0], pairs[:, 1]
        # both ends of every link are among the points, so that ways meet them from one link to the next
        count = np.ceil(shapely.length(self._lines[link]) / SPACING_M).astype(np.int64) + 1
        pair = np.repeat(np.arange(len(link)), count)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
        share = within / np.repeat(np.maximum(count - 1, 1), count)
        at_m = _points_along(self._lines[link[pair]], share)
        off_m = np.hypot(*(at_m - discs.centre_m[disc[pair]]).T)
        outside = (off_m >= radius_m[disc[pair]] - TIE_M) & (off_m <= discs.reach_m[disc[pair]] + TIE_M)
        pair, share = pair[outside], share[outside]
        return Joins(discs.place[disc[pair]], link[pair].astype(np.int64), share, np.zeros(len(pair)))

    def _nearest_m(self, points: NDArray[np.object_]) -> FloatArray:
        """Measure from each point to the nearest link."""
        nearest_m = np.full(len(points), np.inf)
        (place, _), distance_m = self._tree.query_nearest(points, return_distance=True, all_matches=False)
        nearest_m[place] = distance_m
        return nearest_m


def _points_along(lines: NDArray[np.object_], share: FloatArray) -> FloatArray:
    """Give the points at shares of the lines' lengths."""
    points = shapely.line_interpolate_point(lines, share, normalized=True)
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _discs(at_m: FloatArray, radius_m: FloatArray) -> Discs | None:
    """Give the land that places of uncertain position may lie on, if there are any."""
    place = np.flatnonzero(radius_m > 0)
    return Discs(place, at_m[place], radius_m[place] + SPACING_M) if place.size else None


def _sure(places: Places, radius_m: FloatArray) -> BoolArray:
    """Say which places count in the low reading."""
    known: BoolArray = radius_m <= SURE_RADIUS_M
    return known if places.certain is None else known & places.certain


def nearest_joins(candidates: Candidates, usable: BoolArray) -> BoolArray:
    """
    Choose, for each place, the nearest usable link of each connected piece of the network.

    Where the streets hang together that is one link (or all that are equally
    near, as at a junction). Beside an island of the data it is two: a dead
    footway that nobody joined to the street must not cut off whoever lives by it.

    Parameters
    ----------
    candidates : Candidates
        Links within reach of each place.
    usable : numpy.ndarray of bool, shape (n_links,)
        Links that may be joined.

    Returns
    -------
    numpy.ndarray of bool, shape (n_joins,)
        The joins chosen.
    """
    joins, alternative = candidates.joins, candidates.alternative
    open_m = np.where(usable[joins.link], joins.leg_m, np.inf)
    best_m = np.full(int(alternative.max(initial=-1)) + 1, np.inf)
    np.minimum.at(best_m, alternative, open_m)
    return np.isfinite(open_m) & (open_m <= best_m[alternative] + TIE_M)
