"""What a rule of the prose is: words that tell of a kind of fact, and cues that change what is said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from tracker.register.vocabulary import FactKind

Said: TypeAlias = Literal["yes", "no"]
OPPOSITE: Final[dict[Said, Said]] = {"yes": "no", "no": "yes"}


@dataclass(frozen=True, slots=True)
class Rule:
    """
    Words that tell of one kind of fact, as a pattern over folded text.

    Parameters
    ----------
    name : str
        Its identifier, kept with every proposal.
    kind : str
        Of the fact.
    pattern : str
        Regular expression over folded text; a group ``neg`` that takes part denies the words around it.
    answer : str or None
        When the words are asserted; None for words that only forbid a proposal of the kind (``blocks``).
    deniable : bool
        Whether the denied words propose the opposite; without a ramp an entrance may still be level.
    not_before : str
        Expression that must not end just before the words ("curso de" before "Libras").
    not_in_sentence : str
        Expression that must not stand anywhere in the sentence.
    line_has, line_lacks : str
        Expressions that the same line, before the words, must or must not hold.
    blocks : bool
        True for words after which nothing is proposed of the kind, whatever the rest of the note says.
    """

    name: str
    kind: FactKind
    pattern: str
    answer: Said | None = "yes"
    deniable: bool = True
    not_before: str = ""
    not_in_sentence: str = ""
    line_has: str = ""
    line_lacks: str = ""
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Cues:
    """
    Words of a language that change what is said of the facts around them, as expressions over folded text.

    Parameters
    ----------
    has : str
        Verbs that assert what follows ("possui", "hay").
    lacks : str
        Verbs that deny what follows, up to the next verb ("não possui", "no hay").
    without : str
        Words that deny the next thing only ("sem", "sin").
    with_ : str
        Words that end the reach of ``without`` ("com", "con").
    not_ : str
        Bare negation; where nothing above explains it, nothing is proposed.
    harmless_not : str
        Negations that deny nothing ("não só").
    excepting : str
        Words that deny the next thing, or limit what came before ("exceto").
    lacking_after : str
        Words that deny what stands just before them ("inexistente").
    told_yes, told_no : str
        Answers behind a colon ("Elevador: não").
    doubt : tuple of (str, str)
        Why nothing is proposed in a clause, and its expression: planned, partial, past, needed, broken,
        elsewhere, uncertain.
    contrast : str
        Words that open a clause of their own ("mas", "pero").
    joined : str
        Conjunctions that close an enumeration ("e", "y").
    either : str
        Conjunctions that carry a denial on ("nem", "ou").
    articles : str
        Definite articles, which open a clause when a verb follows.
    is_ : str
        Forms of "to be".
    adverbs : str
        Adverbs that may stand between a comma and the verb, and belong to the verb.
    starters : str
        Nouns that start a sentence when they are written with a capital letter.
    """

    has: str
    lacks: str
    without: str
    with_: str
    not_: str
    harmless_not: str
    excepting: str
    lacking_after: str
    told_yes: str
    told_no: str
    doubt: tuple[tuple[str, str], ...]
    contrast: str
    joined: str
    either: str
    articles: str
    is_: str
    adverbs: str
    starters: str


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """
    A rule with its expressions compiled.

    Parameters
    ----------
    rule : Rule
        As written.
    """

    rule: Rule
    pattern: re.Pattern[str] = field(init=False)
    not_before: re.Pattern[str] | None = field(init=False)
    not_in_sentence: re.Pattern[str] | None = field(init=False)
    line_has: re.Pattern[str] | None = field(init=False)
    line_lacks: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        rule = self.rule
        object.__setattr__(self, "pattern", words(rule.pattern))
        for name in ("not_in_sentence", "line_has", "line_lacks"):
            expression: str = getattr(rule, name)
            object.__setattr__(self, name, words(expression) if expression else None)
        ending = re.compile(rf"\b(?:{blanks(rule.not_before)})\s*$") if rule.not_before else None
        object.__setattr__(self, "not_before", ending)


def blanks(expression: str) -> str:
    """
    Let each blank of an expression match a soft line break too.

    Parameters
    ----------
    expression : str
        Regular expression over folded text.

    Returns
    -------
    str
        The same, where every blank matches any white space.
    """
    return expression.replace(" ", r"\s")


def words(expression: str) -> re.Pattern[str]:
    """
    Compile an expression that must match whole words.

    Parameters
    ----------
    expression : str
        Regular expression over folded text.

    Returns
    -------
    re.Pattern
        It starts and ends at the border of a word.
    """
    return re.compile(rf"(?<!\w)(?:{blanks(expression)})(?!\w)")
