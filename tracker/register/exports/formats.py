"""The formats that places go out in: how each is called, sent and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tracker.register.exports.a11yjson import write_a11yjson
from tracker.register.exports.delimited import write_csv
from tracker.register.exports.geojson import write_geojson
from tracker.register.exports.geopackage import write_geopackage
from tracker.register.exports.model import About, OutgoingPlace
from tracker.register.exports.workbook import write_xlsx


@dataclass(frozen=True, slots=True)
class Format:
    """
    A format of files.

    Parameters
    ----------
    suffix : str
        End of the file's name.
    media_type : str
        As HTTP says it.
    write : callable
        Writes places and what the file says about itself to a path.
    """

    suffix: str
    media_type: str
    write: Callable[[Iterable[OutgoingPlace], About, Path], None]


FORMATS: Final[Mapping[str, Format]] = {
    "geojson": Format(".geojson", "application/geo+json", write_geojson),
    "gpkg": Format(".gpkg", "application/geopackage+sqlite3", write_geopackage),
    "csv": Format(".csv", "text/csv; charset=utf-8", write_csv),
    "xlsx": Format(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "a11yjson": Format(".a11y.json", "application/geo+json", write_a11yjson),
}
