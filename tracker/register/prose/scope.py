"""What a clause says of the words found in it: asserted, denied, or not clear enough to be proposed."""

from __future__ import annotations

import re
from typing import Final

from tracker.register.prose.rules import Cues, Said, blanks, words

# Further from its denial than this, a thing is no longer what is denied.
_NEAR_WORDS: Final = 6
# After "sem" only the very next words are denied.
_NEXT_WORDS: Final = 2
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_UNTICKED: Final = re.compile(r"\(\s*\)\s*$")


class Scope:
    """
    Judges the words found in the clauses of one language.

    Parameters
    ----------
    cues : Cues
        Of the language.
    """

    def __init__(self, cues: Cues) -> None:
        self._has = words(cues.has)
        self._lacks = words(cues.lacks)
        self._without = words(cues.without)
        self._with = words(cues.with_)
        self._excepting = words(cues.excepting)
        self._not = words(cues.not_)
        self._harmless = words(cues.harmless_not)
        self._doubt = words("|".join(expression for _, expression in cues.doubt))
        self._either = words(cues.either)
        self._joined = words(f"{cues.joined}|{cues.either}")
        self._told_yes = re.compile(rf"\s*(?:\?|[:=(]|-\s)\s*(?:{cues.told_yes})(?!\w)")
        self._told_no = re.compile(rf"\s*(?:\?|[:=(]|-\s)\s*(?:{cues.told_no})\s*(?:$|[).,;])")
        self._lacking_after = re.compile(blanks(rf" ?(?:[:=(-] ?)?(?:{cues.lacking_after})\s*(?:$|[).,;])"))

    def says(
        self, clause: str, mention: tuple[int, int], others: list[tuple[int, int]], *, has_own_verb: bool
    ) -> Said | None:
        """
        Tell whether a clause asserts or denies a thing.

        Parameters
        ----------
        clause : str
            Folded.
        mention : tuple of int
            Where the thing is named, as a span of the clause.
        others : list of tuple
            Every thing named in the clause, this one too; cues inside them are part of the thing.
        has_own_verb : bool
            Whether the words are a statement by themselves ("o banheiro é adaptado"), which no verb before
            them reaches into.

        Returns
        -------
        str or None
            "yes" when asserted, "no" when denied, None where a careful reader would ask.
        """
        start, end = mention
        # What stands in brackets before the thing was said of something else ("(exceto feriados) Elevador").
        aside = [match.span() for match in _BRACKETS.finditer(clause, 0, start)]
        harmless = [match.span() for match in self._harmless.finditer(clause)]
        around = _blotted(clause, [*others, *aside, *harmless])
        if self._doubt.search(around) or _UNTICKED.search(clause, 0, start):
            return None
        if self._told_yes.match(clause, end):
            return "yes"
        if self._told_no.match(clause, end) or self._lacking_after.match(clause, end):
            return "no"
        if self._has_stray_negation(around):
            return None
        return "yes" if has_own_verb else self._by_cue_before(around, start)

    def _has_stray_negation(self, around: str) -> bool:
        """Tell whether a negation stands there that no rule explains."""
        explained = [match.span() for match in self._lacks.finditer(around)]
        return any(
            not any(first <= match.start() < last for first, last in explained)
            for match in self._not.finditer(around)
        )

    def _by_cue_before(self, around: str, start: int) -> Said | None:
        """Judge by the last word before the thing that asserts or denies."""
        exception = self._excepting.search(around)
        if exception is not None:
            if start < exception.start():
                # "..., exceto no 2º andar" limits what came before; "..., exceto elevador" does not.
                return None if around[exception.end() :].strip(" .,") else self._by_verb(around, start)
            return "no" if _word_count(around[exception.end() : start]) <= _NEXT_WORDS else None
        return self._by_verb(around, start)

    def _by_verb(self, around: str, start: int) -> Said | None:
        """Judge by the last verb, "with" or "without" before the thing."""
        cues: list[tuple[int, int, str]] = [
            (match.start(), match.end(), name)
            for name, pattern in (
                ("lacks", self._lacks),
                ("has", self._has),
                ("without", self._without),
                ("with", self._with),
            )
            for match in pattern.finditer(around, 0, start)
        ]
        lacking = [span for span in cues if span[2] == "lacks"]
        # The verb inside "não possui" asserts nothing.
        cues = [
            cue
            for cue in cues
            if cue[2] == "lacks" or not any(first <= cue[0] < last for first, last, _ in lacking)
        ]
        answer: Said | None = "yes"
        for _, after, name in sorted(cues):
            if name == "has" or (name == "with" and not lacking):
                answer = "yes"
            elif name == "lacks":
                answer = self._denied(around, after, start)
            elif name == "without":
                answer = self._left_out(around[after:start])
        return answer

    def _denied(self, around: str, after: int, start: int) -> Said | None:
        """Judge a thing behind "não possui": denied when it is next, or in an enumeration that is closed."""
        between = around[after:start]
        if _word_count(between.rpartition(",")[2]) > _NEAR_WORDS:
            return None
        if "," not in between or self._joined.search(around, after + between.rindex(",")):
            return "no"
        return None

    def _left_out(self, between: str) -> Said | None:
        """Judge a thing behind "sem": the next is denied, and so is what "nem" or "ou" joins to it."""
        while (joined := self._either.search(between)) is not None:
            between = between[joined.end() :]
        is_next = "," not in between and not self._joined.search(between)
        return "no" if is_next and _word_count(between) <= _NEXT_WORDS else None


def _blotted(clause: str, spans: list[tuple[int, int]]) -> str:
    """Replace the things named in a clause by blanks, so that only the words around them are left."""
    letters = list(clause)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


def _word_count(text: str) -> int:
    """Count the words of a text."""
    return len(re.findall(r"\w+", text))
