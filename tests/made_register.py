"""A small city's list of services, made by code: its workbook, its mapping, and the same as plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook

COLUMNS: Final = ("CODIGO", "NOME ", "ENDERECO", "BANHEIRO", "VISTO EM", "OBS", "LON", "LAT")
# One line an outcome: accepted; repaired (blanks around the name); in need of review (no position);
# duplicate (the first again, in another line); rejected (no name).
ACCEPTED: Final = ("A1", "UBS Alfa", "Rua Um, 10", "sim", "2026-05-01", None, -46.60, -23.50)
REPAIRED: Final = ("A2", " UBS Beta ", "Rua Dois, 20", "não", "2026-05-01", None, -46.61, -23.51)
REVIEWED: Final = ("A3", "UBS Gama", "Rua Tres, 30", "sim", "2026-05-01", "Tem rampa de acesso", None, None)
DUPLICATE: Final = ("A4", "UBS Alfa", "Rua Um, 10", "sim", "2026-05-01", None, -46.60, -23.50)
REJECTED: Final = ("A5", None, "Rua Quatro, 40", "sim", "2026-05-01", None, -46.62, -23.52)
LINES: Final = (ACCEPTED, REPAIRED, REVIEWED, DUPLICATE, REJECTED)
MAPPING: Final[dict[str, Any]] = {
    "name": "small_city",
    "title": "Services of the small city",
    "source": "small_city",
    "country": "BR",
    "language": "pt-BR",
    "bounds": {"west": -47, "south": -24, "east": -46, "north": -23},
    "tables": [
        {
            "kind": "health",
            "attributes": {"name": "nome", "address": "endereco", "external_id": "codigo", "notes": "obs"},
            "key": ["codigo"],
            "coordinates": {"lon": "lon", "lat": "lat"},
            "answers": [{"fact": "adapted_toilet", "column": "banheiro"}],
            "dates": [{"column": "visto em", "facts": ["adapted_toilet"]}],
            "prose": ["obs"],
        }
    ],
}


def workbook(lines: Sequence[Sequence[Any]] = LINES, *, columns: Sequence[str] = COLUMNS) -> bytes:
    """Give the bytes of a workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Saude"
    for line in (columns, *lines):
        sheet.append(list(line))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def changed(line: Sequence[Any], **cells: Any) -> tuple[Any, ...]:  # noqa: ANN401 - cells
    """Give a line with other cells, named by their columns without blanks, in lower case."""
    names = [column.strip().lower().replace(" ", "_") for column in COLUMNS]
    values = list(line)
    for name, value in cells.items():
        values[names.index(name)] = value
    return tuple(values)
