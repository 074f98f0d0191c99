"""Identifiers of links as one run of bytes, which a mapped file can hold; text only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from gis.model import IntArray

Bytes = NDArray[np.uint8]


class Names(Sequence[str]):
    """
    A sequence of texts that stands in two arrays.

    Parameters
    ----------
    text : numpy.ndarray of uint8, shape (n_bytes,)
        All texts in UTF-8, one after the other.
    start : numpy.ndarray of int, shape (n_names + 1,)
        Where each begins.
    """

    __slots__ = ("start", "text")

    def __init__(self, text: Bytes, start: IntArray) -> None:
        self.text, self.start = text, start

    @classmethod
    def of(cls, names: Sequence[str]) -> Names:
        """
        Lay texts out in arrays.

        Parameters
        ----------
        names : sequence of str
            The texts.

        Returns
        -------
        Names
            The same texts.
        """
        if isinstance(names, Names):
            return names
        encoded = [name.encode() for name in names]
        start = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(name) for name in encoded], out=start[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), start)

    def __len__(self) -> int:
        return len(self.start) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Give one text, or a tuple of some."""
        if isinstance(index, slice):
            return tuple(self[k] for k in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(f"name {index} of {len(self)}")
        index = int(index) % len(self)
        return self.text[self.start[index] : self.start[index + 1]].tobytes().decode()
