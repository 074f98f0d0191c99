"""Formats told by what a file holds: its name may be wrong, its first bytes are not."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import Final, Literal, get_args

from tracker.register.notes import note
from tracker.register.reading.archives import members
from tracker.register.reading.gtfs import FEED_FILES
from tracker.register.reading.limits import refusal

Format = Literal[
    "xlsx",
    "xls",
    "csv",
    "geojson",
    "geojson_lines",
    "geopackage",
    "shapefile",
    "osm_pbf",
    "opensidewalks",
    "a11yjson",
    "gtfs",
]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

# How a file is opened; the relatives of GeoJSON are told apart once it is parsed.
Kind = Literal["zip", "ole", "geopackage", "shapefile", "osm_pbf", "json", "text"]
ZipKind = Literal["xlsx", "gtfs", "shapefile", "json"]

HEAD_BYTES: Final = 4096
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHAPE_MAGIC: Final = b"\x00\x00\x27\x0a"
OTHERS: Final = (
    (b"%PDF", "is a PDF document; export the table behind it as XLSX or CSV"),
    (b"PAR1", "is a Parquet file; export it as GeoPackage or CSV"),
    (b"\x1f\x8b", "is packed with gzip; unpack it first"),
    (b"7z\xbc\xaf", "is a 7z archive; pack it as zip"),
    (b"Rar!", "is a RAR archive; pack it as zip"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"fgb\x03", "is a FlatGeobuf file; export it as GeoPackage"),
)
MARKUP: Final = (
    (b"<osm", "is OpenStreetMap data as XML; convert it to PBF"),
    (b"<kml", "is KML; export it as GeoJSON or GeoPackage"),
    (b"<gpx", "is GPX; export it as GeoJSON"),
    (
        b"urn:schemas-microsoft-com:office:spreadsheet",
        "is an Excel 2003 XML table; open it and save it as XLSX",
    ),
    (b"<html", "is a web page, whatever its name says; open it in a spreadsheet program and save it as XLSX"),
    (
        b"<table",
        "is a web page, whatever its name says; open it in a spreadsheet program and save it as XLSX",
    ),
    (b"<!doctype html", "is a web page, whatever its name says; open it and save it as XLSX"),
)
SHAPE_PARTS: Final = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx")
SUFFIXES: Final[dict[str, tuple[Format, ...]]] = {
    ".xlsx": ("xlsx",),
    ".xls": ("xls",),
    ".csv": ("csv",),
    ".tsv": ("csv",),
    ".geojson": ("geojson", "geojson_lines", "opensidewalks", "a11yjson"),
    ".gpkg": ("geopackage",),
    ".shp": ("shapefile",),
    ".pbf": ("osm_pbf",),
}


def recognise(path: Path, name: str) -> Kind:
    """
    Tell how a file is to be opened.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Its name, for messages.

    Returns
    -------
    str
        One of the kinds.

    Raises
    ------
    InvalidInputError
        If it is of a format that is not read.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for magic, fault in OTHERS:
        if head.startswith(magic):
            raise refusal(name, ("", fault))
    if path.suffix.lower() in SHAPE_PARTS and not head.startswith(b"PK"):
        raise refusal(
            name, ("", "is a part of a shapefile; send its .shp, .shx, .dbf and .prj together as a zip")
        )
    if head.startswith(b"PK"):
        return "zip"
    if head.startswith(OLE_MAGIC):
        return "ole"
    if head.startswith(b"SQLite format 3\0"):
        return "geopackage"
    if head.startswith(SHAPE_MAGIC):
        return "shapefile"
    if b"OSMHeader" in head[:64]:
        return "osm_pbf"
    return _recognise_text(head, name)


def _recognise_text(head: bytes, name: str) -> Kind:
    """Tell JSON from markup and other text; zero bytes are those of UTF-16."""
    text = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    text = text.replace(b"\0", b"").lstrip(b" \t\r\n\x1e").lower()
    if text.startswith(b"<"):
        for mark, fault in MARKUP:
            if mark in text:
                raise refusal(name, ("", fault))
        raise refusal(name, ("", "is XML or a web page, which is not read; save it as XLSX, CSV or GeoJSON"))
    return "json" if text.startswith((b"{", b"[")) else "text"


def recognise_ole(path: Path, name: str) -> None:
    """
    Refuse what shares its container with XLS workbooks and is none.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Its name, for messages.

    Raises
    ------
    InvalidInputError
        If it is a workbook protected by a password, or another document.
    """
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refusal(name, ("", "is protected by a password; save it without one and send it again"))
    if "WordDocument".encode("utf-16-le") in content:
        raise refusal(name, ("", "is a Word document; put its table into a workbook"))


def recognise_archive(archive: zipfile.ZipFile, name: str) -> ZipKind:
    """
    Tell what an archive holds.

    Parameters
    ----------
    archive : zipfile.ZipFile
        Open, with its list checked.
    name : str
        Its name, for messages.

    Returns
    -------
    str
        One of the kinds.

    Raises
    ------
    InvalidInputError
        If it holds nothing that is read.
    """
    found = members(archive)
    if "xl/workbook.xml" in found:
        return "xlsx"
    if "xl/workbook.bin" in found:
        raise refusal(name, ("", "is a binary workbook (XLSB); save it as XLSX"))
    if "content.xml" in found:
        raise refusal(name, ("", "is an OpenDocument file; save it as XLSX"))
    if "[Content_Types].xml" in found:
        raise refusal(
            name, ("", "is an Office document without xl/workbook.xml, so no workbook, or a damaged one")
        )
    suffixes = {PurePosixPath(member).suffix.lower() for member in found}
    if ".shp" in suffixes:
        return "shapefile"
    if {".shx", ".dbf"} & suffixes:
        raise refusal(name, ("", "has parts of a shapefile, but no .shp"))
    if FEED_FILES & {PurePosixPath(member).name for member in found}:
        return "gtfs"
    if suffixes & {".geojson", ".json"}:
        return "json"
    told = ", ".join(found[:5]) or "nothing"
    raise refusal(name, ("", f"holds no shapefile, GeoJSON or timetable, but {told}"))


def name_note(path: Path, found: Format) -> list[str]:
    """
    Say so when a file's name promises another format than it holds.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    found : str
        What it holds.

    Returns
    -------
    list of str
        One sentence, or none.
    """
    promised = SUFFIXES.get(path.suffix.lower())
    if promised is None or found in promised:
        return []
    return [note("name_otherwise", suffix=path.suffix, format=found)]
