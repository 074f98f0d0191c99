"""The engine's vocabulary: the frozen values that pass between its modules."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
ByteArray = NDArray[np.int8]


class Passability(IntEnum):
    """Whether a person can use a link; what nobody recorded is neither yes nor no."""

    BLOCKS = -1
    UNKNOWN = 0
    PASSES = 1


class Reading(StrEnum):
    """The two readings of every result: the truth lies between them."""

    LOW = "low"  # unknown blocks, or takes longest
    HIGH = "high"  # unknown passes, as fast as may be


READINGS: tuple[Reading, ...] = (Reading.LOW, Reading.HIGH)


@dataclass(frozen=True, slots=True)
class Places:
    """
    Points that people start from or want to reach.

    Parameters
    ----------
    ids : tuple of str
        Identifiers, in the order of the input.
    lon_deg, lat_deg : numpy.ndarray of float, shape (n_places,)
        WGS 84 coordinates [degree].
    source : str
        File or layer they came from, for messages.
    certain : numpy.ndarray of bool, shape (n_places,), optional
        False for places of which it is not known whether they are what is looked for: they count in the
        high reading only. All are certain when left out.
    radius_m : numpy.ndarray of float, shape (n_places,), optional
        Each place lies within this distance of its point [m]; at the point when left out.
    """

    ids: tuple[str, ...]
    lon_deg: FloatArray
    lat_deg: FloatArray
    source: str = "places"
    certain: BoolArray | None = None
    radius_m: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """
    What the reader of a result must know about its inputs.

    Parameters
    ----------
    network : dict
        Counts, kilometres, share of length unknown per attribute, components.
    places : dict
        Per layer: joined, not joined, largest and median joining distance [m].
    notes : tuple of str
        Sentences for people: what was left out or assumed, why, and where.
    warnings : tuple of str
        Those of the notes that name rows of the input which took no part.
    """

    network: dict[str, object]
    places: dict[str, object]
    notes: tuple[str, ...] = field(default=())
    warnings: tuple[str, ...] = field(default=())
