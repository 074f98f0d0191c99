"""The rung of postcodes: an optional offline table of their centres."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tracker.errors import InvalidInputError
from tracker.register.location.ground import Circle, distance_m
from tracker.register.location.verdicts import Answer, Nothing, Sought
from tracker.register.positions import Position

# A postcode whose table does not say how far it reaches [m]: in a large city most are one street.
POSTCODE_RADIUS_M: Final = 1000.0
_COLUMNS: Final = ("cep", "lon", "lat")
_MOST_FAULTS: Final = 100


def read_postcodes(path: Path) -> dict[str, Circle]:
    """
    Read a table of postcodes.

    Parameters
    ----------
    path : pathlib.Path
        CSV in UTF-8 with the columns ``cep``, ``lon``, ``lat`` [degree] and, if known, ``radius_m``.

    Returns
    -------
    dict of str to Circle
        By the digits of the postcode; several rows of one are held by one circle.

    Raises
    ------
    InvalidInputError
        With every row and column that cannot be taken (the first hundred).
    """
    found: dict[str, Circle] = {}
    faults: list[tuple[str, str]] = []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
        faults += [(path.name, f"there is no column {column}") for column in missing]
        for row in reader if not missing else ():
            circle = _circle(row, f"{path.name}, line {reader.line_num}", faults)
            digits = "".join(filter(str.isdigit, row["cep"] or ""))
            if circle is not None:
                found[digits] = circle if digits not in found else _around(found[digits], circle)
    if faults:
        raise InvalidInputError(f"{path.name} is no table of postcodes.", faults[:_MOST_FAULTS])
    return found


@dataclass(frozen=True, slots=True)
class Postcodes:
    """
    The rung of postcodes.

    Parameters
    ----------
    table : mapping of str to Circle, or None
        By the digits of the postcode; None where no table is installed.
    source : str
        Where it comes from, for people.
    """

    table: Mapping[str, Circle] | None
    source: str = "postcodes"

    @property
    def name(self) -> str:
        """Its name."""
        return "postcode"

    def locate(self, sought: Sought) -> Answer:
        """
        Find the postcode of an address.

        Parameters
        ----------
        sought : Sought
            The row's.

        Returns
        -------
        Position or Nothing
            Skipped where no table is installed or the address has no postcode.
        """
        if self.table is None:
            return Nothing("no table of postcodes is installed", skipped=True)
        postcode = sought.address.postcode if sought.address else None
        if postcode is None:
            return Nothing("no postcode in the address", skipped=True)
        circle = self.table.get(postcode)
        if circle is None:
            return Nothing(f"postcode {postcode} is not in {self.source}")
        return Position(*circle[:2], "postcode", circle.radius_m, f"postcode {postcode} ({self.source})")


def _circle(row: Mapping[str, str | None], place: str, faults: list[tuple[str, str]]) -> Circle | None:
    """Read a row; add what is wrong with it to the faults."""
    before = len(faults)
    if not any(map(str.isdigit, row["cep"] or "")):
        faults.append((f"{place}, column cep", f"{row['cep']!r} is no postcode"))
    lon = _number(row["lon"], 180.0, f"{place}, column lon", faults)
    lat = _number(row["lat"], 90.0, f"{place}, column lat", faults)
    radius = POSTCODE_RADIUS_M
    if row.get("radius_m"):
        radius = _number(row["radius_m"], math.inf, f"{place}, column radius_m", faults)
        if radius <= 0:
            faults.append((f"{place}, column radius_m", "a radius is more than 0"))
    return Circle(lon, lat, radius) if len(faults) == before else None


def _number(words: str | None, most: float, place: str, faults: list[tuple[str, str]]) -> float:
    """Read a number within bounds."""
    try:
        value = float(words or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > most:
        faults.append((place, f"{words!r} is no number" if math.isnan(value) else f"{words} is out of range"))
    return value


def _around(one: Circle, other: Circle) -> Circle:
    """Give a circle that holds two, its centre between theirs."""
    lon, lat = (one.lon_deg + other.lon_deg) / 2, (one.lat_deg + other.lat_deg) / 2
    reach = (distance_m((lon, lat), circle[:2]) + circle.radius_m for circle in (one, other))
    return Circle(lon, lat, max(reach))
