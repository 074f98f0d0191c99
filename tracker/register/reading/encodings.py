"""Encodings of text files: which one a file is written in, and text that was read in a wrong one before."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tracker.register.reading.limits import refusal

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
CHUNK_BYTES: Final = 1024 * 1024
# Control characters that no text has; left out are those of lines and pages,
# escape, and the separator of records that begins each text of a GeoJSON sequence.
BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c\x1d\x1f]")
UNDEFINED_IN_CP1252: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
NUL_SHARE_OF_UTF16: Final = 0.4  # half the bytes of Latin text in UTF-16 are zero


@dataclass(frozen=True, slots=True)
class Encoding:
    """
    How a file's bytes are to be read.

    Parameters
    ----------
    codec : str
        Python's name.
    title : str
        People's name.
    """

    codec: str
    title: str


def find_encoding(path: Path, name: str) -> Encoding:
    """
    Find the encoding of a text file by its bytes.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Its name, for messages.

    Returns
    -------
    Encoding
        By its byte order mark; else UTF-8 if every byte fits; else Windows-1252, or Latin-1 where that
        has no letter.

    Raises
    ------
    InvalidInputError
        If the bytes are no text.
    """
    with path.open("rb") as file:
        head = file.read(CHUNK_BYTES)
    for mark, codec, title in MARKS:
        if head.startswith(mark):
            return _checked(path, name, Encoding(codec, title))
    if head.count(0) > NUL_SHARE_OF_UTF16 * len(head):
        codec = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        return _checked(path, name, Encoding(codec, "UTF-16 without a byte order mark"))
    return _single_byte_or_utf8(path, name)


def _single_byte_or_utf8(path: Path, name: str) -> Encoding:
    """Tell UTF-8 from the encodings of one byte a letter, and refuse binary content."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    fits_utf8 = True
    fits_cp1252 = True
    position = 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            if found := BINARY.search(piece):
                place = f"byte {position + found.start() + 1}"
                fault = f"is no text: it holds the control character {found.group()[0]:#04x}"
                raise refusal(name, (place, fault))
            fits_cp1252 = fits_cp1252 and not UNDEFINED_IN_CP1252.search(piece)
            if fits_utf8:
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    fits_utf8 = False
            position += len(piece)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        fits_utf8 = False
    if fits_utf8:
        return Encoding("utf-8", "UTF-8")
    return Encoding("cp1252", "Windows-1252") if fits_cp1252 else Encoding("latin-1", "Latin-1")


def _checked(path: Path, name: str, encoding: Encoding) -> Encoding:
    """Refuse a file whose bytes are not in the encoding that its mark names."""
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    position = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                if "\0" in decoder.decode(piece):
                    raise refusal(name, (f"after byte {position}", "is no text: it holds zero characters"))
                position += len(piece)
            decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise refusal(name, (f"after byte {position}", f"is not {encoding.title}: {error}")) from error
    return encoding


def mend_mojibake(text: str) -> str | None:
    """
    Give what a text was before UTF-8 was read as Windows-1252.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str or None
        None where the text is as it should be, or nobody can say what it was.

    Examples
    --------
    >>> mend_mojibake("GrajaÃº")
    'Grajaú'
    >>> mend_mojibake("Grajaú") is None
    True
    """
    if text.isascii():
        return None
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
