"""Answers in a column of a file: which spellings say yes, no or that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tracker.register.cells.spelling import folded
from tracker.register.vocabulary import Answer

YES: Final = frozenset(
    {
        *(
            "sim",
            "s",
            "yes",
            "y",
            "si",
            "x",
            "1",
            "true",
            "verdadeiro",
            "verdadero",
            "possui",
            "tem",
            "ha",
            "tiene",
        ),
        *("existe", "acessivel", "accesible", "cuenta con"),
    }
)
NO: Final = frozenset(
    {
        *(
            "nao",
            "n",
            "no",
            "0",
            "false",
            "falso",
            "nao possui",
            "nao tem",
            "nao ha",
            "no tiene",
            "no hay",
            "inexistente",
        ),
        *(
            "nao existe",
            "no existe",
            "no cuenta con",
            "inacessivel",
            "nao acessivel",
            "no accesible",
            "inaccesible",
        ),
    }
)
UNKNOWN: Final = frozenset(
    {
        *(
            "nao se aplica",
            "no aplica",
            "no se aplica",
            "n/a",
            "na",
            "n.a.",
            "nao sei",
            "nao sabe",
            "no sabe",
            "?",
        ),
        *(
            "nao informado",
            "no informado",
            "sem informacao",
            "sin informacion",
            "nao verificado",
            "no verificado",
        ),
        *(
            "desconhecido",
            "desconocido",
            "unknown",
            "ns/nr",
            "-",
            "nd",
            "n/d",
            "s/i",
            "a verificar",
            "por verificar",
        ),
    }
)
# What may stand behind a yes or a no without changing it.
_TAIL: Final = re.compile(
    r"(sim|si|yes|nao|no)\s*[,;:.(-]*\s*(de acordo com|conforme|segundo|segun|atende|cumple|em conformidade|"
    r"according to)\b(?P<rest>.*)"
)
_BUT: Final = re.compile(
    r"\b(mas|porem|pero|exceto|salvo|parcial\w*|but|except|em parte|en parte|em reforma)\b"
)
_NORMS: Final = (
    ("NBR 9050", re.compile(r"nbr[\s.-]*9[.\s]?050")),
    ("NBR 16537", re.compile(r"nbr[\s.-]*16[.\s]?537")),
    ("A.120", re.compile(r"norma (?:tecnica )?a[.\s-]?\s?120")),
    ("ABNT", re.compile(r"\babnt\b")),
)
_BOOLEANS: Final[Mapping[bool, Answer]] = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class AnswerReading:
    """
    What a cell of an answer column says.

    Parameters
    ----------
    answer : Answer or None
        None when the spelling is not known: a person must look.
    norm : str or None
        Norm that the answer names.
    """

    answer: Answer | None
    norm: str | None = None


def read_answer(cell: str | bool, spellings: Mapping[str, Answer] | None = None) -> AnswerReading:
    """
    Read an answer.

    Parameters
    ----------
    cell : str or bool
        As the file has it, not empty.
    spellings : mapping of str to Answer, optional
        Folded spellings that the source is known to use; they go before the usual ones.

    Returns
    -------
    AnswerReading
        Anything that limits a yes ("sim, parcialmente") is not read as one.

    Examples
    --------
    >>> read_answer("Sim, De acordo com a norma da ABNT (NBR9050)")
    AnswerReading(answer='yes', norm='NBR 9050')
    >>> read_answer("Sim, em parte").answer is None
    True
    """
    if isinstance(cell, bool):
        said = _BOOLEANS[cell]
        return AnswerReading((spellings or {}).get("true" if cell else "false", said))
    text = folded(cell)
    if spellings and text in spellings:
        return AnswerReading(spellings[text], _norm(text))
    return _usual(text)


@lru_cache(maxsize=4096)
def _usual(text: str) -> AnswerReading:
    """Read an answer in its usual spellings."""
    bare = text.rstrip(" .;!")
    if text in UNKNOWN or bare in UNKNOWN:
        return AnswerReading("unknown")
    if bare in YES:
        return AnswerReading("yes")
    if bare in NO:
        return AnswerReading("no")
    match = _TAIL.fullmatch(bare)
    if match is None or _BUT.search(match["rest"]):
        return AnswerReading(None)
    return AnswerReading("no" if match[1] in {"nao", "no"} else "yes", _norm(text))


def _norm(text: str) -> str | None:
    """Name the norm that an answer speaks of."""
    return next((name for name, pattern in _NORMS if pattern.search(text)), None)
