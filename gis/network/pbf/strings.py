"""The table of strings of a block: where each string lies, and which of them the reader looks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import IntArray
from gis.network.pbf.faults import BrokenPbfError
from gis.network.pbf.wire import BROKEN, LENGTH, Buffer, Span, field

STRING = 1 << 3 | LENGTH

# Marks of strings; one string can bear several.
WAY_TAG, CHOOSES_WAY, CHOOSES_NODE, CHOOSES_AREA, TYPE, MULTIPOLYGON = 1, 2, 4, 8, 16, 32

Marks = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What of a file is worth keeping.

    Parameters
    ----------
    way_key : str
        Ways without this key are left out.
    way_tags : tuple of str
        Keys of tags kept of ways; `way_key` is always among them.
    node_keys : tuple of str
        Nodes with any of these keep all their tags.
    area_keys : tuple of str
        Multipolygons with any of these are kept, with all their tags.
    """

    way_key: str
    way_tags: tuple[str, ...]
    node_keys: tuple[str, ...]
    area_keys: tuple[str, ...] = ()

    def marks(self) -> dict[str, int]:
        """
        Give the marks of every word looked for.

        Returns
        -------
        dict of str to int
            Marks, added up where a word is looked for in several places.
        """
        marks: dict[str, int] = {}
        for words, mark in (
            (self.way_tags, WAY_TAG),
            ((self.way_key,), WAY_TAG | CHOOSES_WAY),
            (self.node_keys, CHOOSES_NODE),
            (self.area_keys, CHOOSES_AREA),
            (("type",), TYPE),
            (("multipolygon",), MULTIPOLYGON),
        ):
            for word in words:
                marks[word] = marks.get(word, 0) | mark
        return marks


class Words:
    """
    The words looked for, laid out for compiled code.

    Parameters
    ----------
    marks : dict of str to int
        Marks of each word.
    """

    def __init__(self, marks: dict[str, int]) -> None:
        written = [word.encode() for word in marks]
        self.text = np.frombuffer(b"".join(written), dtype=np.uint8)
        self.start = np.cumsum([0, *map(len, written)], dtype=np.int64)
        self.mark = np.array(list(marks.values()), dtype=np.uint8)


class StringTable:
    """
    The strings of one block.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The block.
    span : tuple of (int, int)
        Where the table lies in it.
    words : Words
        What to look for.
    """

    def __init__(self, buffer: Buffer, span: Span, words: Words) -> None:
        self._buffer = buffer
        self._texts: dict[int, str] = {}
        room = (span[1] - span[0]) // 2 + 1  # a string takes two bytes at least
        begin, end = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
        n_strings = string_spans(buffer, *span, begin, end)
        if n_strings == BROKEN:
            raise BrokenPbfError("its table of strings is cut short")
        self.begin, self.end = begin[:n_strings], end[:n_strings]
        self.marks = mark_strings(buffer, self.begin, self.end, words.text, words.start, words.mark)

    def __len__(self) -> int:
        return len(self.begin)

    def text(self, place: int) -> str:
        """
        Give a string of the table.

        Parameters
        ----------
        place : int
            Its position.

        Returns
        -------
        str
            The text.

        Raises
        ------
        BrokenPbfError
            If it is not UTF-8.
        """
        if place not in self._texts:
            try:
                self._texts[place] = self._buffer[self.begin[place] : self.end[place]].tobytes().decode()
            except UnicodeDecodeError as error:
                raise BrokenPbfError(f"string {place} is not UTF-8") from error
        return self._texts[place]

    def tags(self, pairs: IntArray) -> dict[str, str]:
        """
        Give tags as text.

        Parameters
        ----------
        pairs : numpy.ndarray of int64
            Each key << 32 | value, as positions in the table.

        Returns
        -------
        dict of str to str
            Value of each key.
        """
        return {self.text(pair >> 32): self.text(pair & 0xFFFFFFFF) for pair in pairs.tolist()}


@compiled
def string_spans(buffer: Buffer, at: int, stop: int, begin: IntArray, end: IntArray) -> int:
    """
    Find where the strings of a table lie.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The block.
    at, stop : int
        The table.
    begin, end : numpy.ndarray of int64
        Take the span of each string; room for one string every two bytes.

    Returns
    -------
    int
        Number of strings, or ``BROKEN``.
    """
    n = 0
    while at < stop:
        key, _, first, at = field(buffer, at, stop)
        if key == STRING:
            begin[n], end[n] = first, at
            n += 1
    return n if at == stop else BROKEN


@compiled
def mark_strings(
    buffer: Buffer, begin: IntArray, end: IntArray, text: Buffer, start: IntArray, mark: Marks
) -> Marks:
    """
    Mark the strings that are among the words looked for.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The block.
    begin, end : numpy.ndarray of int64, shape (n_strings,)
        Span of each string.
    text : numpy.ndarray of uint8
        The words, one after the other.
    start : numpy.ndarray of int64, shape (n_words + 1,)
        Where each word begins in `text`.
    mark : numpy.ndarray of uint8, shape (n_words,)
        Mark of each word.

    Returns
    -------
    numpy.ndarray of uint8, shape (n_strings,)
        Mark of each string; 0 for one that nobody looks for.
    """
    marks = np.zeros(len(begin), dtype=np.uint8)
    for string in range(len(begin)):
        first, size = begin[string], end[string] - begin[string]
        for word in range(len(mark)):
            if start[word + 1] - start[word] != size:
                continue
            same = True
            for offset in range(size):
                if buffer[first + offset] != text[start[word] + offset]:
                    same = False
                    break
            if same:
                marks[string] = mark[word]
                break
    return marks
