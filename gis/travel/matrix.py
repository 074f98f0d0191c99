"""The travel matrix: times between origins and destinations within a cutoff, kept sparse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gis.errors import AttributeInputError, ShapeMismatchError
from gis.model import FloatArray, IntArray
from gis.routing.ticks import TICKS_PER_S

# Up to this many different times a decay is worked out once for each time instead of once for each pair.
TABLE_TICKS = 1 << 17


@dataclass(frozen=True, slots=True)
class TravelMatrix:
    """
    Times from origins to destinations, for one profile in one reading; pairs beyond the cutoff are absent.

    Pairs are grouped by destination; within one they stand in no particular,
    but always the same, order. A pair that is absent is unreachable within the cutoff: its cost is infinite
    to every measure.

    Parameters
    ----------
    n_origins : int
        Number of origins.
    start : numpy.ndarray of int, shape (n_destinations + 1,)
        Where the pairs of each destination begin.
    origin : numpy.ndarray of int32, shape (n_pairs,)
        Position of the origin.
    time_ticks : numpy.ndarray of uint16 or int32, shape (n_pairs,)
        Travel time [0.1 s].
    cutoff_s : float
        Longest time kept [s]; infinite when every pair with a way is kept.

    Raises
    ------
    ShapeMismatchError
        If the arrays do not belong together.
    """

    n_origins: int
    start: IntArray
    origin: NDArray[np.int32]
    time_ticks: NDArray[np.uint16] | NDArray[np.int32]
    cutoff_s: float

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together, and freeze them against writing."""
        faults = []
        if self.start.ndim != 1 or not len(self.start) or self.start[0] != 0:
            faults.append("start must begin with 0")
        elif self.start[-1] != len(self.origin) or (np.diff(self.start) < 0).any():
            faults.append("start must rise to the number of pairs")
        if self.origin.shape != self.time_ticks.shape:
            faults.append(f"origin has {len(self.origin)} entries, time_ticks {len(self.time_ticks)}")
        elif len(self.origin) and not 0 <= self.origin.min() <= self.origin.max() < self.n_origins:
            faults.append(f"origin must lie between 0 and {self.n_origins - 1}")
        if faults:
            raise ShapeMismatchError("travel matrix", faults)
        for values in (self.start, self.origin, self.time_ticks):
            values.setflags(write=False)

    @classmethod
    def from_dense(cls, time_s: FloatArray, *, cutoff_s: float = np.inf) -> Self:
        """
        Make a matrix of a small table, such as one that was worked out by hand or elsewhere.

        Parameters
        ----------
        time_s : numpy.ndarray of float, shape (n_origins, n_destinations)
            Time of each pair, rounded here to tenths of a second [s]; infinite or NaN where there is no way.
        cutoff_s : float
            Longest time kept [s].

        Returns
        -------
        TravelMatrix
            The pairs within the cutoff.

        Raises
        ------
        AttributeInputError
            If a time is negative, or the cutoff is negative or no number.
        """
        if np.isnan(cutoff_s) or cutoff_s < 0:
            raise AttributeInputError("cutoff_s", [f"must be zero or a positive number, not {cutoff_s}"])
        negative = np.argwhere(time_s < 0)
        if len(negative):
            places = ", ".join(f"({i}, {j})" for i, j in negative[:5].tolist())
            raise AttributeInputError("travel times", [f"negative for the pairs {places}"])
        by_destination = np.rint(np.where(np.isfinite(time_s), time_s, -1.0).T * TICKS_PER_S)
        kept = (by_destination >= 0) & (by_destination <= cutoff_s * TICKS_PER_S)
        destination, origin = np.nonzero(kept)
        start = np.concatenate([[0], np.cumsum(np.bincount(destination, minlength=kept.shape[0]))])
        ticks = by_destination[kept].astype(np.int32)
        return cls(time_s.shape[0], start.astype(np.int64), origin.astype(np.int32), ticks, cutoff_s)

    @property
    def n_destinations(self) -> int:
        """Number of destinations."""
        return len(self.start) - 1

    @property
    def n_pairs(self) -> int:
        """Number of pairs within the cutoff."""
        return len(self.origin)

    @property
    def time_s(self) -> FloatArray:
        """Time of each pair [s]."""
        return self.time_ticks / float(TICKS_PER_S)

    @property
    def destination(self) -> NDArray[np.int32]:
        """Position of the destination of each pair."""
        return np.repeat(np.arange(self.n_destinations, dtype=np.int32), np.diff(self.start))

    def weigh(self, decay: Callable[[FloatArray], FloatArray]) -> FloatArray:
        """
        Give the weight of each pair.

        Parameters
        ----------
        decay : callable
            Weight for each of an array of times [s], elementwise.

        Returns
        -------
        numpy.ndarray of float, shape (n_pairs,)
            Weights, in the order of the pairs.
        """
        if not self.n_pairs:
            return np.zeros(0)
        longest = int(self.time_ticks.max())
        if longest < min(TABLE_TICKS, self.n_pairs):
            return decay(np.arange(longest + 1) / float(TICKS_PER_S))[self.time_ticks]
        return decay(self.time_s)

    def sparse(self, weight: FloatArray) -> csr_array:
        """
        Lay weights of the pairs out as a matrix.

        Parameters
        ----------
        weight : numpy.ndarray of float, shape (n_pairs,)
            Weight of each pair.

        Returns
        -------
        scipy.sparse.csr_array of shape (n_destinations, n_origins)
            ``sparse(w) @ x`` sums over origins, ``sparse(w).T @ x`` over destinations.
        """
        return csr_array((weight, self.origin, self.start), shape=(self.n_destinations, self.n_origins))
