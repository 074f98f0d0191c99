"""The API's sentences about what stands in a move's way, in the reader's language where we know them."""

from __future__ import annotations

import re

from dashboards.i18n import Translator


def obstacle_words(t: Translator, sentence: str) -> str:
    """Translate an obstacle; a sentence that is not known here stays as the record says it."""
    known = {
        "A conditional pass needs at least one open condition; without one it is a pass.": t(
            "A conditional pass needs at least one open condition; without one it is a pass."
        ),
        "Whoever opened the gate asks for the decision and cannot take it.": t(
            "Whoever opened the gate asks for the decision and cannot take it."
        ),
    }
    if sentence in known:
        return known[sentence]
    condition = re.fullmatch(r"Condition (\d+) is open\.", sentence)
    if condition:
        return t("Condition {number} is still open.", number=t.number(int(condition[1])))
    return sentence
