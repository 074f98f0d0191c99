"""Sentences and clauses of a folded note: as far as one verb or one denial reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.register.prose.rules import Cues, blanks, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.register.prose.folding import Folded

_ADDRESS: Final = re.compile(r"(?:https?://|www?\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@\S+")
# In a longer sentence nobody could say how far a verb reaches; it is not read, which also bounds the time.
LONGEST_SENTENCE: Final = 1500
_STOP: Final = re.compile(r"[.!?;\n|•¿¡]")
_ABBREVIATION: Final = re.compile(r"(?<!\w)(?:ss|hh|av|tel|sr|sra|dr|dra|obs|ex|min|n|r|p)$")
# Looking back this far finds every cue whole, and keeps long notes quick.
_LONGEST_CUE: Final = 40
# Above this share of capitals a capital letter says nothing about where a sentence starts.
_SHOUTED_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    A sentence of a folded text.

    Parameters
    ----------
    start, end : int
        Its span.
    is_question : bool
        Whether it asks.
    """

    start: int
    end: int
    is_question: bool


def without_addresses(text: str) -> str:
    """
    Blot out addresses of pages and mail, whose stops end no sentence and whose words say nothing.

    Parameters
    ----------
    text : str
        Folded text.

    Returns
    -------
    str
        As long as before.
    """
    return _ADDRESS.sub(lambda match: "_" * len(match.group()), text)


class Divider:
    """
    Divides notes of one language into sentences and clauses.

    Parameters
    ----------
    cues : Cues
        Of the language.
    """

    def __init__(self, cues: Cues) -> None:
        verb = rf"(?:{cues.lacks}|{cues.has})"
        being = rf"(?:{verb}|{cues.is_}|{cues.not_})"
        adverbs = rf"(?:,? ?(?:{cues.adverbs})(?!\w),?)*"
        subject = rf"(?:{cues.articles}) (?:[\w-]+ ){{1,4}}?{being}(?!\w)"
        joint = rf"(?:,|(?<!\w)(?:{cues.joined})(?!\w))"
        self._verb = words(being)
        self._contrast = words(cues.contrast)
        self._next_verb = re.compile(
            blanks(rf"{joint}{adverbs} ?(?={verb}(?!\w))"),
        )
        self._next_subject = re.compile(blanks(rf"{joint} ?(?={subject})"))
        self._starter = words(rf"{verb}|{cues.articles}|{cues.starters}")
        self._answered = re.compile(rf"\?\s*(?:{cues.told_yes}|{cues.told_no})(?!\w)")
        self._hanging = re.compile(
            blanks(
                rf"(?:,|(?<!\w)(?:{verb}|{cues.without}|{cues.with_}|{cues.not_}|{cues.joined}|{cues.either}|"
                rf"{cues.articles}|de|em|en|para))\s*$"
            )
        )

    def sentences(self, folded: Folded, text: str) -> list[Sentence]:
        """
        Divide a text at full stops, hard line breaks, semicolons, and where a sentence starts without any.

        Parameters
        ----------
        folded : Folded
            The note.
        text : str
            Its folded text with addresses blotted out.

        Returns
        -------
        list of Sentence
            In order; sentences too long to be read are left out.
        """
        found: list[Sentence] = []
        start = 0
        for stop, is_question in sorted([*self._stops(folded, text), *self._starts(folded, text)]):
            if 0 < len(text[start:stop].strip()) <= LONGEST_SENTENCE:
                found.append(Sentence(start, stop, is_question))
            start = stop
        if 0 < len(text[start:].strip()) <= LONGEST_SENTENCE:
            found.append(Sentence(start, len(text), is_question=False))
        return found

    def clauses(self, text: str, sentence: Sentence) -> list[tuple[int, int]]:
        """
        Divide a sentence where a new verb or a word of contrast starts a statement of its own.

        Parameters
        ----------
        text : str
            Folded.
        sentence : Sentence
            Of that text.

        Returns
        -------
        list of tuple
            Spans of the folded text, in order, together the sentence.
        """
        span = (sentence.start, sentence.end)
        certain = {
            match.start()
            for pattern in (self._contrast, self._next_verb)
            for match in pattern.finditer(text, *span)
        }
        # "A rampa, o elevador e o piso não funcionam" is one statement: its first part has no verb.
        possible = {match.start() for match in self._next_subject.finditer(text, *span)} - certain
        borders = [sentence.start]
        for border in sorted(certain | possible):
            if border > borders[-1] and (border in certain or self._verb.search(text, borders[-1], border)):
                borders.append(border)
        return list(zip(borders, [*borders[1:], sentence.end], strict=True))

    def _stops(self, folded: Folded, text: str) -> Iterator[tuple[int, bool]]:
        """Give where punctuation ends a sentence, and whether it asked."""
        for match in _STOP.finditer(text):
            mark, after = match.group(), match.end()
            following = text[after : after + 1]
            if mark == "." and following.strip() and following.isalnum() and not folded.is_capital(after):
                continue
            if mark == "." and _ABBREVIATION.search(text, max(0, after - _LONGEST_CUE), match.start()):
                continue
            if mark == "?" and self._answered.match(text, match.start()):
                continue
            if mark == "\n" and self._is_soft(folded, text, match.start()):
                continue
            yield after, mark == "?"

    def _is_soft(self, folded: Folded, text: str, newline: int) -> bool:
        """Tell whether a line was only broken because it was long."""
        following = text[newline + 1 : newline + 2]
        if not following.isalpha():
            return False
        return not folded.is_capital(newline + 1) or self._hangs(text, newline)

    def _hangs(self, text: str, end: int) -> bool:
        """Tell whether the words before a place wait for what comes next ("não possui", "e", a comma)."""
        return self._hanging.search(text, max(0, end - _LONGEST_CUE), end) is not None

    def _starts(self, folded: Folded, text: str) -> Iterator[tuple[int, bool]]:
        """Give where a capital letter starts a sentence that no punctuation divides from the one before."""
        letters = [letter for letter in folded.original if letter.isalpha()]
        if sum(letter.isupper() for letter in letters) > _SHOUTED_SHARE * len(letters):
            return
        for match in self._starter.finditer(text):
            start = match.start()
            before = text[max(0, start - 2) : start].strip()[-1:]
            if folded.is_capital(start) and before.isalnum() and not self._hangs(text, start):
                yield start, False
