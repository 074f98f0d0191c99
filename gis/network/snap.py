"""Joining places to the network: at the projected point of a link, not at the nearest node."""

from __future__ import annotations

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

# Where a place may lie along a link, points so far apart stand for all of it; so do those one
# spacing beyond, so that the nearest of them is no farther than the place can be.
SPACING_M = 25.0


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
    """

    place: IntArray
    link: IntArray
    along_share: FloatArray
    leg_m: FloatArray

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
        return Joins(self.place[chosen], self.link[chosen], self.along_share[chosen], self.leg_m[chosen])

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
            Those of both, by place.
        """
        order = np.argsort(np.concatenate([self.place, others.place]), kind="stable")
        return Joins(
            *(
                np.concatenate([getattr(self, name), getattr(others, name)])[order]
                for name in ("place", "link", "along_share", "leg_m")
            )
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
    sure : numpy.ndarray of bool, shape (n_places,), optional
        Places that count in the low reading: certain, and known to within
        ``SURE_RADIUS_M``. All of them when left out.
    radius_m : numpy.ndarray of float, shape (n_places,), optional
        Within which distance of its point each place lies [m]; 0 when left out.
    anywhere : Joins, optional
        Points on the links within that radius, ``SPACING_M`` apart at most: where the
        place may be. None when every position is exact.
    """

    joins: Joins
    alternative: IntArray
    on_mainland: BoolArray
    nearest_m: FloatArray
    too_far: BoolArray
    sure: BoolArray | None = None
    radius_m: FloatArray | None = None
    anywhere: Joins | None = None


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

    def candidates(self, places: Places) -> Candidates:
        """
        Find every link that some profile might join each place to.

        Parameters
        ----------
        places : Places
            Points to join.

        Returns
        -------
        Candidates
            Links within ``max_join_m`` and within ``join_slack_m`` of the
            nearest link's distance, with the projected point on each; and
            points of every link that a place may lie at, where its position is
            uncertain.
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
        return Candidates(
            joins=Joins(
                place=place.astype(np.int64),
                link=link.astype(np.int64),
                along_share=shapely.line_locate_point(lines, points[place], normalized=True),
                leg_m=shapely.distance(lines, points[place]),
            ),
            alternative=alternative.astype(np.int64),
            on_mainland=self._piece[link] == 0,
            nearest_m=nearest_m,
            too_far=too_far,
            sure=_sure(places, radius_m),
            radius_m=radius_m,
            anywhere=self._anywhere(points, radius_m) if radius_m.any() else None,
        )

    def _anywhere(self, points: NDArray[np.object_], radius_m: FloatArray) -> Joins:
        """Find where on the links each place may lie: points of every link within its radius."""
        roaming = np.flatnonzero(radius_m > 0)
        found, link = self._tree.query(points[roaming], predicate="dwithin", distance=radius_m[roaming])
        place = roaming[found]
        length_m = shapely.length(self._lines[link])
        count = np.ceil(length_m / SPACING_M).astype(np.int64) + 1
        pair = np.repeat(np.arange(len(link)), count)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
        share = within / np.repeat(np.maximum(count - 1, 1), count)
        # the nearest point of a link is within the radius even where none of the others is
        nearest = shapely.line_locate_point(self._lines[link], points[place], normalized=True)
        pair = np.concatenate([pair, np.arange(len(link))])
        share = np.concatenate([share, nearest])
        at = shapely.line_interpolate_point(self._lines[link[pair]], share, normalized=True)
        inside = shapely.distance(at, points[place[pair]]) <= radius_m[place[pair]] + SPACING_M
        pair, share = pair[inside], share[inside]
        order = np.lexsort((share, link[pair], place[pair]))
        pair, share = pair[order], share[order]
        return Joins(place[pair], link[pair].astype(np.int64), share, np.zeros(len(pair)))

    def _nearest_m(self, points: NDArray[np.object_]) -> FloatArray:
        """Measure from each point to the nearest link."""
        nearest_m = np.full(len(points), np.inf)
        (place, _), distance_m = self._tree.query_nearest(points, return_distance=True, all_matches=False)
        nearest_m[place] = distance_m
        return nearest_m


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
