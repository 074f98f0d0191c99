"""Reference systems: a metric projection for any place on Earth, and what a file's coordinates really are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from gis.errors import EmptyInputError, ReferenceSystemError, UnstatedReferenceSystemError
from gis.model import FloatArray

WGS84 = "EPSG:4326"
LON_LIMIT_DEG = 180
LAT_LIMIT_DEG = 90
WHOLE_TURN_DEG = 360
FEW_SHARE = 0.1  # fewer rows than this off the Earth are mistakes of those rows, not of the file


def local_projection(lon_deg: FloatArray, lat_deg: FloatArray) -> Transformer:
    """
    Choose the projection in which distances around some points are true metres.

    Azimuthal equidistant, centred on the points: lengths are off by less than
    one part in 10,000 within 150 km of the centre, on either side of the
    antimeridian and at the poles alike.

    Parameters
    ----------
    lon_deg, lat_deg : numpy.ndarray of float, shape (n_points,)
        WGS 84 positions [degree].

    Returns
    -------
    pyproj.Transformer
        From longitude and latitude [degree] to x and y [m].

    Raises
    ------
    EmptyInputError
        If there are no points.
    """
    if not len(lon_deg):
        raise EmptyInputError("positions", ["there are none, so there is no place to measure around"])
    # The mean of directions in space has no seam at 180 degrees, the mean of longitudes has.
    lon, lat = np.radians(lon_deg), np.radians(lat_deg)
    x, y, z = (np.cos(lat) * np.cos(lon)).mean(), (np.cos(lat) * np.sin(lon)).mean(), np.sin(lat).mean()
    lon_0 = float(np.degrees(np.arctan2(y, x)))
    lat_0 = float(np.degrees(np.arctan2(z, np.hypot(x, y))))
    target = f"+proj=aeqd +lon_0={lon_0:.6f} +lat_0={lat_0:.6f} +datum=WGS84 +units=m +type=crs"
    return Transformer.from_crs(WGS84, target, always_xy=True)


def check_lon_lat(
    lon_deg: FloatArray, lat_deg: FloatArray, *, source: str, rows: NDArray[np.intp] | None = None
) -> None:
    """
    Refuse coordinates that cannot be longitude and latitude, and say what they look like.

    Parameters
    ----------
    lon_deg, lat_deg : numpy.ndarray of float, shape (n_points,)
        Coordinates said to be WGS 84 [degree].
    source : str
        File or layer, for the message.
    rows : numpy.ndarray of int, shape (n_points,), optional
        Place of each point in the file, from 0; without it they are all there in order.

    Raises
    ------
    ReferenceSystemError
        Naming the first rows at fault.
    """
    outside = ~((np.abs(lon_deg) <= LON_LIMIT_DEG) & (np.abs(lat_deg) <= LAT_LIMIT_DEG))
    if not outside.any():
        return
    named = rows_named(np.flatnonzero(outside) if rows is None else rows[outside])
    fits_swapped = (np.abs(lat_deg) <= LON_LIMIT_DEG) & (np.abs(lon_deg) <= LAT_LIMIT_DEG)
    first = int(np.flatnonzero(outside)[0])
    past_seam = (np.abs(lon_deg) <= WHOLE_TURN_DEG) & (np.abs(lat_deg) <= LAT_LIMIT_DEG)
    if outside.mean() < FEW_SHARE and max(abs(lon_deg[first]), abs(lat_deg[first])) <= WHOLE_TURN_DEG:
        fault = f"{named}: no such place on Earth (the first is {lon_deg[first]:g}, {lat_deg[first]:g})"
    elif fits_swapped[outside].all():
        fault = f"latitude and longitude look swapped: {named} would lie on Earth the other way round"
    elif past_seam.all():
        fault = f"{named}: longitudes run from -180 to 180 degrees (the first is {lon_deg[first]:g})"
    else:
        fault = (
            f"coordinates are not degrees ({named}; the first is {lon_deg[first]:g}, {lat_deg[first]:g}): "
            "they look like metres of a projected reference system; name that system"
        )
        raise UnstatedReferenceSystemError(source, [fault])
    raise ReferenceSystemError(source, [fault])


def rows_named(positions: NDArray[np.intp], *, limit: int = 5) -> str:
    """
    Name rows the way people count them, the first one being row 1.

    Parameters
    ----------
    positions : numpy.ndarray of int
        Positions in the input, from 0.
    limit : int
        How many to spell out.

    Returns
    -------
    str
        For instance ``rows 2, 5, 9 and 14 more``.
    """
    shown = ", ".join(str(position + 1) for position in positions[:limit])
    more = len(positions) - limit
    word = "row" if len(positions) == 1 else "rows"
    return f"{word} {shown}" + (f" and {more} more" if more > 0 else "")
