"""Whether a position agrees with the areas that its row names, as a district or as a quarter."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.register.location.areas import QUARTER_MARGIN_M, Area, Areas, stated_area
from tracker.register.location.verdicts import Sought
from tracker.register.positions import Position


def stated_areas(areas: Areas | None, sought: Sought) -> Iterator[tuple[Area, float]]:
    """
    Give the areas a row names and how far beyond their bounds each may reach.

    Parameters
    ----------
    areas : Areas or None
        Those of the study's place, if they are known.
    sought : Sought
        The row's.

    Yields
    ------
    tuple of Area and float
        The district first, then the quarters, with the margin [m].
    """
    if areas is None:
        return
    if (stated := stated_area(areas, sought)) is not None:
        yield stated, 0.0
    for quarter in sought.address.neighbourhoods if sought.address else ():
        if (named := areas.exactly(quarter)) is not None:
            yield named, QUARTER_MARGIN_M


def outside_m(area: Area, margin_m: float, position: Position) -> float | None:
    """
    Measure how far a position lies outside an area.

    Parameters
    ----------
    area : Area
        The area.
    margin_m : float
        How far beyond its bounds it may reach [m].
    position : Position
        A position with its radius.

    Returns
    -------
    float or None
        Metres from the area to the centre; None when the place can be inside.
    """
    away_m = area.away_m(position.lon_deg, position.lat_deg)
    return away_m if away_m > position.radius_m + margin_m else None


def agrees(areas: Areas | None, sought: Sought, position: Position) -> bool:
    """
    Tell whether a position can lie in every area that its row names.

    Parameters
    ----------
    areas : Areas or None
        Those of the study's place, if they are known.
    sought : Sought
        The row's.
    position : Position
        Where it may be.

    Returns
    -------
    bool
        True too when the row names no known area.
    """
    return all(outside_m(area, margin_m, position) is None for area, margin_m in stated_areas(areas, sought))


def confirms(areas: Areas | None, sought: Sought, position: Position) -> bool:
    """
    Tell whether the row names an area at all, and every one agrees with a position.

    Parameters
    ----------
    areas : Areas or None
        Those of the study's place, if they are known.
    sought : Sought
        The row's.
    position : Position
        Where it may be.

    Returns
    -------
    bool
        What a layer needs that covers a part of the city.
    """
    return next(stated_areas(areas, sought), None) is not None and agrees(areas, sought, position)
