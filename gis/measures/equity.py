"""How a measure is shared out between people: every index that what is known of them allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gis.equity.concentration import concentration
from gis.equity.erreygers import erreygers
from gis.equity.fgt import fgt
from gis.equity.gini import gini
from gis.equity.palma import palma
from gis.equity.theil import theil, theil_by_group
from gis.measures.values import MeasureValues
from gis.model import FloatArray, IntArray

# The powers of the poverty measure: how many are below the minimum, how far, and how far the farthest.
POWERS: Final = (0, 1, 2)
BOUNDS_OF_SHARES: Final = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Grounds:
    """
    What people are told apart by.

    Parameters
    ----------
    zone_of : numpy.ndarray of int, shape (n_origins,), optional
        Zone of each origin; -1 for none.
    n_zones : int
        Number of zones.
    rank : numpy.ndarray of float, shape (n_origins,), optional
        Income or any other rank, higher for those who are better off; NaN where
        it is not known.
    """

    zone_of: IntArray | None = None
    n_zones: int = 0
    rank: FloatArray | None = None


NO_GROUNDS: Final = Grounds()


def equity_of(found: MeasureValues, grounds: Grounds = NO_GROUNDS) -> dict[str, FloatArray]:
    """
    Work out the indices of equity of a measure for every profile, in both readings.

    Parameters
    ----------
    found : MeasureValues
        The measure.
    grounds : Grounds
        What people are told apart by.

    Returns
    -------
    dict of str to numpy.ndarray of float, shape (n_profiles, 2)
        The smaller of the two readings of each index first; NaN where it has no
        meaning. Always ``gini`` and ``theil``; with zones ``theil_between`` and
        ``theil_within``, and ``theil`` is then that of the people who live in
        one; with a minimum ``fgt_0``, ``fgt_1`` and ``fgt_2``; with a rank
        ``palma``, ``concentration`` and ``erreygers``. Empty for measures of
        which less is better or that are no amount a person has.

    Raises
    ------
    InputError
        As `gis.equity.inputs.counted`.

    Notes
    -----
    The two readings of an index are no bounds, since unknown streets may be
    open for some and closed for others; those of ``fgt`` are bounds where those
    of the measure are, because poverty falls or stays as access grows anywhere.
    Erreygers takes 0 and 1 for shares and the observed bounds otherwise.
    """
    if not found.facts.has_equity:
        return {}
    by_profile = [[_indices(found, access, grounds) for access in readings] for readings in found.values]
    names = by_profile[0][0] if by_profile else {}
    return {
        name: np.sort([[indices[name] for indices in readings] for readings in by_profile], axis=1)
        for name in names
    }


def _indices(found: MeasureValues, access: FloatArray, grounds: Grounds) -> dict[str, float]:
    """Work out the indices of one profile in one reading."""
    people = found.people
    indices = {"gini": gini(access, people)}
    if grounds.zone_of is None:
        indices["theil"] = theil(access, people)
    else:
        parts = theil_by_group(access, people, grounds.zone_of, n_groups=grounds.n_zones)
        indices |= {"theil": parts.total, "theil_between": parts.between, "theil_within": parts.within}
    minimum = found.measure.minimum
    if minimum is not None:
        indices |= {f"fgt_{power}": fgt(access, people, line=minimum, power=power) for power in POWERS}
    if grounds.rank is not None:
        bounds = BOUNDS_OF_SHARES if found.facts.unit == "share" else None
        indices |= {
            "palma": palma(access, people, grounds.rank),
            "concentration": concentration(access, people, grounds.rank),
            "erreygers": erreygers(access, people, grounds.rank, bounds=bounds),
        }
    return indices
