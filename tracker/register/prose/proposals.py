"""Facts that a note proposes, each with the words it came from and the rule that read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from tracker.register.prose import portuguese, portuguese_cues, spanish, spanish_cues
from tracker.register.prose.clauses import LONGEST_SENTENCE, Divider, without_addresses
from tracker.register.prose.folding import Folded, fold
from tracker.register.prose.rules import OPPOSITE, CompiledRule, Cues, Rule, Said
from tracker.register.prose.scope import Scope
from tracker.register.vocabulary import FACT_KINDS, FactKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.register.prose.clauses import Sentence

Language: TypeAlias = Literal["pt-BR", "es"]
_LANGUAGES: Final[dict[Language, tuple[tuple[Rule, ...], Cues]]] = {
    "pt-BR": (portuguese.RULES, portuguese_cues.CUES),
    "es": (spanish.RULES, spanish_cues.CUES),
}
_NORMS: Final = (
    ("NBR 9050", re.compile(r"\bnbr[\s-]*9\.?050\b")),
    ("NBR 16537", re.compile(r"\bnbr[\s-]*16\.?537\b")),
    ("A.120", re.compile(r"\bnorma(?:\stecnica)?\sa[.\s-]?\s?120\b")),
)
_YEARS: Final = re.compile(
    r"\s*[(\[:,-]?\s*(?:(?:em|de|desde|ano|ano\sde|en|del|desde\sel)\s)?"
    r"((?:19|20)\d\d(?:\s*(?:,|/|\be\b|\by\b)\s*(?:19|20)\d\d)*)(?![\w-])\s*[)\]]?"
)
_YEAR: Final = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    A fact that a note seems to state, for a person to confirm.

    Parameters
    ----------
    kind : str
        Of the fact.
    answer : str
        "yes" or "no"; a note never makes a fact unknown.
    words : str
        The words it came from, exactly as the note has them.
    start, end : int
        Where they stand: ``note[start:end] == words``.
    rule : str
        Identifier of the rule.
    norm : str or None
        The norm that the same sentence names.
    years : tuple of int
        The years that stand behind a seal.
    """

    kind: FactKind
    answer: Said
    words: str
    start: int
    end: int
    rule: str
    norm: str | None = None
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the words of one rule say at one place of the folded text; no answer where that is not clear."""

    rule: Rule
    answer: Said | None
    start: int
    end: int
    sentence: Sentence


def propose(note: str, *, language: Language) -> tuple[Proposal, ...]:
    """
    Propose the facts that a note states.

    Parameters
    ----------
    note : str
        Free text of a place.
    language : str
        "pt-BR" or "es".

    Returns
    -------
    tuple of Proposal
        At most one a kind, in the order of the vocabulary. Nothing where the note plans, doubts, limits or
        contradicts itself.

    Examples
    --------
    >>> found = propose("Tem elevador, mas não há piso tátil.", language="pt-BR")
    >>> [(proposal.kind, proposal.answer, proposal.words) for proposal in found]
    [('lift', 'yes', 'elevador'), ('tactile_paving', 'no', 'piso tátil')]
    """
    folded = fold(note)
    text = without_addresses(folded.text)
    by_kind: dict[FactKind, list[_Reading]] = {}
    for reading in _readings(folded, text, language):
        by_kind.setdefault(reading.rule.kind, []).append(reading)
    return tuple(
        _proposal(folded, text, *settled)
        for kind in FACT_KINDS
        if (settled := _settled(by_kind.get(kind, []))) is not None
    )


def rule_names(language: Language) -> tuple[str, ...]:
    """
    List the rules of a language.

    Parameters
    ----------
    language : str
        "pt-BR" or "es".

    Returns
    -------
    tuple of str
        Their identifiers.
    """
    return tuple(rule.name for rule in _LANGUAGES[language][0])


def _readings(folded: Folded, text: str, language: Language) -> Iterator[_Reading]:
    """Read every sentence by every rule."""
    every_rule, divider, scope = _compiled(language)
    rules = [rule for rule in every_rule if rule.pattern.search(text)]
    if not rules:
        return
    for sentence in divider.sentences(folded, text):
        found = _outermost([(rule.rule, match) for rule in rules for match in _matches(rule, text, sentence)])
        spans = [match.span() for _, match in found]
        clauses = divider.clauses(text, sentence)
        for rule, match in found:
            start, end = match.span()
            first, last = next(span for span in reversed(clauses) if span[0] <= start)
            last = max(last, end)
            groups = match.groupdict()
            said = scope.says(
                text[first:last],
                (start - first, end - first),
                [(max(a, first) - first, min(b, last) - first) for a, b in spans if a < last and b > first],
                has_own_verb=bool(groups.get("is") or groups.get("is_not")),
            )
            answer = None if sentence.is_question else _answer(rule, said, is_flipped=bool(groups.get("neg")))
            yield _Reading(rule, answer, start, end, sentence)


def _outermost(found: list[tuple[Rule, re.Match[str]]]) -> list[tuple[Rule, re.Match[str]]]:
    """Leave out words that are part of longer ones of the same kind ("degraus" of "não há degraus")."""
    return [
        (rule, match)
        for rule, match in found
        if not any(
            rule.kind == other.kind
            and longer.start() <= match.start()
            and match.end() <= longer.end()
            and longer.span() != match.span()
            for other, longer in found
        )
    ]


def _matches(rule: CompiledRule, text: str, sentence: Sentence) -> Iterator[re.Match[str]]:
    """Find the words of a rule where its conditions hold."""
    around = text[sentence.start : sentence.end]
    if rule.not_in_sentence is not None and rule.not_in_sentence.search(around):
        return
    for match in rule.pattern.finditer(text, sentence.start, sentence.end):
        nearby = max(0, match.start() - LONGEST_SENTENCE)
        line = text[nearby : match.start()].rpartition("\n")[2]
        if rule.line_has is not None and not rule.line_has.search(line):
            continue
        if rule.line_lacks is not None and rule.line_lacks.search(line):
            continue
        if rule.not_before is not None and rule.not_before.search(text, sentence.start, match.start()):
            continue
        yield match


def _answer(rule: Rule, said: Said | None, *, is_flipped: bool) -> Said | None:
    """Turn what a clause says of the words into the answer of the fact."""
    if said is None or rule.answer is None:
        return None
    asserted = (said == "yes") != is_flipped
    if asserted:
        return rule.answer
    # Both the clause and the words deny ("não há banheiro não adaptado"): too clever to be taken as a yes.
    if is_flipped and said == "no":
        return None
    return OPPOSITE[rule.answer] if rule.deniable else None


def _settled(readings: list[_Reading]) -> tuple[_Reading, Said] | None:
    """Give the first clear reading of a kind and its answer; none where the note blocks or contradicts it."""
    clear = [(reading, reading.answer) for reading in readings if reading.answer is not None]
    if any(reading.rule.blocks for reading in readings) or len({answer for _, answer in clear}) != 1:
        return None
    return min(clear, key=lambda pair: (pair[0].start, -pair[0].end))


def _proposal(folded: Folded, text: str, reading: _Reading, answer: Said) -> Proposal:
    """Give a reading in the words of the note."""
    end = reading.end
    years: tuple[int, ...] = ()
    if reading.rule.kind == "seal" and (match := _YEARS.match(text, end)) is not None:
        years = tuple(int(year) for year in _YEAR.findall(match.group(1)))
        end = match.end()
    around = text[reading.sentence.start : reading.sentence.end]
    first, last = folded.span(reading.start, end)
    return Proposal(
        kind=reading.rule.kind,
        answer=answer,
        words=folded.original[first:last],
        start=first,
        end=last,
        rule=reading.rule.name,
        norm=next((norm for norm, pattern in _NORMS if pattern.search(around)), None),
        years=years,
    )


@cache
def _compiled(language: Language) -> tuple[tuple[CompiledRule, ...], Divider, Scope]:
    """Compile the rules of a language once."""
    rules, cues = _LANGUAGES[language]
    return tuple(CompiledRule(rule) for rule in rules), Divider(cues), Scope(cues)
