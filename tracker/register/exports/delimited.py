"""Places as CSV: UTF-8 with a mark that spreadsheets look for, and no text that they would run."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tracker.register.exports.columns import HEADINGS, row_of
from tracker.register.exports.model import About, OutgoingPlace
from tracker.register.intake.report_sheets import harmless

# A CSV has no place to speak about itself but its rows.
ABOUT: Final = ("facts_as_of", "licence", "attribution")


def write_csv(places: Iterable[OutgoingPlace], about: About, path: Path) -> None:
    """
    Write places as CSV (RFC 4180).

    Parameters
    ----------
    places : iterable of OutgoingPlace
        Taken one by one.
    about : About
        Said in every row.
    path : pathlib.Path
        Where the file goes.
    """
    told = (about.facts_as_of.isoformat(), harmless(about.licence), harmless(about.attribution))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*HEADINGS, *ABOUT))
        for place in places:
            row = row_of(place)
            values = [_written(row[heading]) for heading in HEADINGS]
            writer.writerow((*values, *told))


def _written(value: str | float | None) -> str | float:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value
