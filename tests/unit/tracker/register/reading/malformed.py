"""What a malformed file is in these tests, and writers of bare files that can be broken in one place."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Malformed:
    """
    A file that must be refused, or whose faulty row must be told.

    Parameters
    ----------
    name : str
        Its name.
    build : callable
        Writes it to the given path.
    says : str
        Words of the problem.
    place : str
        Words of the place in the file where it is.
    row_fault : bool
        True when the file is read and only rows of it are at fault.
    """

    name: str
    build: Callable[[Path], object]
    says: str
    place: str = ""
    row_fault: bool = False


def content(data: bytes | str) -> Callable[[Path], object]:
    """Make a builder of a file with these bytes."""
    return lambda path: path.write_bytes(data.encode() if isinstance(data, str) else data)


def packed(members: Mapping[str, bytes | str]) -> Callable[[Path], object]:
    """Make a builder of a zip with these members."""

    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)

    return build


CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}">'
    '<sheets><sheet name="Saúde " sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
STRINGS = f'<sst xmlns="{MAIN}"><si><t>NOME</t></si><si><t>ENDEREÇO</t></si></sst>'
HEADER_ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'


def sheet(rows: str) -> str:
    """Give the part of a sheet with these rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def workbook_members(rows: str, **replaced: str | None) -> dict[str, bytes | str]:
    """Give the parts of a workbook; a keyword names a part to replace, or to leave out when None."""
    parts: dict[str, str | None] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELATIONS,
        "xl/sharedStrings.xml": STRINGS,
        "xl/worksheets/sheet1.xml": sheet(rows),
    }
    spelt = {
        "strings": "xl/sharedStrings.xml",
        "sheet1": "xl/worksheets/sheet1.xml",
        "book": "xl/workbook.xml",
    }
    parts.update({spelt[key]: value for key, value in replaced.items()})
    return {name: part for name, part in parts.items() if part is not None}


def workbook(rows: str, **replaced: str | None) -> Callable[[Path], object]:
    """Make a builder of a workbook with these rows of XML."""
    return packed(workbook_members(rows, **replaced))


def cut_short(build: Callable[[Path], object], share: float) -> Callable[[Path], object]:
    """Make a builder of a file of which only the first part arrived."""

    def build_cut(path: Path) -> None:
        build(path)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

    return build_cut
