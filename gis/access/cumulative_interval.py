"""Cumulative opportunities averaged over an interval of cutoffs, so that no single cutoff decides."""

from __future__ import annotations

from gis.access.gravity import gravity
from gis.decay.linear import Linear
from gis.model import FloatArray
from gis.travel.matrix import TravelMatrix


def cumulative_interval(
    matrix: TravelMatrix, opportunities: FloatArray, *, from_s: float, to_s: float
) -> FloatArray:
    """
    Average the opportunities within reach over all cutoffs of an interval.

    The mean is exact: no cutoffs are sampled.

    Parameters
    ----------
    matrix : TravelMatrix
        Times between origins and destinations.
    opportunities : numpy.ndarray of float, shape (n_destinations,)
        Opportunities at each destination [count].
    from_s : float
        Shortest cutoff [s].
    to_s : float
        Longest cutoff, not beyond the matrix [s].

    Returns
    -------
    numpy.ndarray of float, shape (n_origins,)
        Mean number of opportunities reached [count].

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each destination.
    AttributeInputError
        If an amount is negative or not a number, the interval is empty or
        reaches beyond the matrix.

    Notes
    -----
    ``A_i = 1 / (b - a) * integral from a to b of A_i(T) dT``. A place at time
    ``t`` counts for the cutoffs from ``t`` on, a part ``(b - t) / (b - a)`` of
    the interval: the mean is gravity access with linear decay from ``a`` to
    ``b``. As ``A_i(T)`` never falls, its median over the interval is
    cumulative access at the middle, ``(a + b) / 2``.
    The R package accessibility averages over whole minutes instead and counts
    both ends, which differs by up to half a minute's part of the interval.

    References
    ----------
    .. [1] Tomasiello, D. B., Herszenhut, D., Oliveira, J. L. A., Braga, C. K. V.,
       Pereira, R. H. M. (2023). A time interval metric for cumulative
       opportunity accessibility. Applied Geography 157, 103007.

    Examples
    --------
    >>> import numpy as np
    >>> matrix = TravelMatrix.from_dense(np.array([[600.0, 1500.0, 1800.0]]))
    >>> cumulative_interval(matrix, np.array([1.0, 2.0, 4.0]), from_s=1200.0, to_s=1800.0)
    array([2.])
    """
    return gravity(matrix, opportunities, decay=Linear(from_s, to_s))
