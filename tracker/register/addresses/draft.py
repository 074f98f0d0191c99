"""An address while it is read: its text, what is claimed already, and what is still free."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from tracker.register.addresses.address import Part, PartKind
from tracker.register.addresses.letters import composed, folded
from tracker.register.addresses.words import WORDS, Country, Words

# Stands in the free text where something was claimed; it parts what stands on either side.
TAKEN: Final = "|"
# A full stop parts "João. 299" and "57. Sala 2", but not "apto. 11".
_BETWEEN: Final = re.compile(
    r"[,;|\n]+|(?<=\s)-+|-+(?=\s)|(?<=\d)\.(?=\s)|"
    r"(?<=[a-z]{4})(?<!conj)(?<!apto)(?<!dpto)(?<!cdra)(?<!cuad)(?<!edif)(?<!prof)\.(?=\s+\d)"
)
_TRIMMED: Final = " \n.,;:|-"


class Draft:
    """
    The state of reading one address.

    Parameters
    ----------
    text : str
        The address.
    country : "BR" or "PE"
        Whose rules read it.
    """

    def __init__(self, text: str, country: Country) -> None:
        self.text = composed(text)
        self.country: Country = country
        self.words: Words = WORDS[country]
        self.free = folded(self.text)
        self.parts: list[Part] = []
        self.found: dict[PartKind, list[str]] = defaultdict(list)
        self._segments: list[tuple[int, int]] | None = None  # of the free text as it is now

    def claim(self, kind: PartKind, start: int, end: int, *, value: str | None = None) -> None:
        """
        Take a piece out of the free text.

        Parameters
        ----------
        kind : PartKind
            What it is.
        start, end : int
            Its span; blanks and stops at its ends stay outside.
        value : str or None
            What it means, when that is not its words.
        """
        first, last = self.trimmed(start, end)
        if first < last:
            words = self.text[first:last]
            self.parts.append(Part(kind, words, first, last))
            self.found[kind].append(words if value is None else value)
        self.free = self.free[:start] + TAKEN * (end - start) + self.free[end:]
        self._segments = None

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """
        Give a span without blanks, stops and stray brackets at its ends.

        Parameters
        ----------
        start, end : int
            A span.

        Returns
        -------
        tuple of int
            The span left, empty when nothing is.
        """
        kept = self.free[start:end].lstrip(_TRIMMED)
        first = max(start, end - len(kept))
        return first, first + len(kept.rstrip(_TRIMMED))

    def segments(self) -> list[tuple[int, int]]:
        """
        Give the free pieces between commas, dashes and what is claimed.

        Returns
        -------
        list of (start, end)
            In order, trimmed, none empty.
        """
        if self._segments is None:
            self._segments = self._read_segments()
        return list(self._segments)

    def _read_segments(self) -> list[tuple[int, int]]:
        """Cut the free text."""
        spans: list[tuple[int, int]] = []
        start = 0
        for match in _BETWEEN.finditer(self.free):
            spans.append((start, match.start()))
            start = match.end()
        spans.append((start, len(self.free)))
        return [span for span in (self.trimmed(*span) for span in spans) if span[0] < span[1]]

    def first(self, kind: PartKind) -> str | None:
        """
        Give the first value of a kind.

        Parameters
        ----------
        kind : PartKind
            Which.

        Returns
        -------
        str or None
            None when nothing of the kind was found.
        """
        return next(iter(self.found.get(kind, ())), None)

    def finished(self) -> tuple[Part, ...]:
        """
        Claim what is still free as rest and give all parts.

        Returns
        -------
        tuple of Part
            In the order of the text.
        """
        for start, end in self.segments():
            if any(letter.isalnum() for letter in self.text[start:end]):
                self.claim("rest", start, end)
        return tuple(sorted(self.parts, key=lambda part: part.start))

    @staticmethod
    def free_words(part: Part) -> str:
        """
        Give the words of a part as rules read them.

        Parameters
        ----------
        part : Part
            A claimed part.

        Returns
        -------
        str
            Folded.
        """
        return folded(part.words)
