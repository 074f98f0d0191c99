"""Every fixed word exists in every language, and numbers are written as readers expect."""

from __future__ import annotations

from string import Formatter

import pytest

from tracker.domain.report_numbers import NO_BREAK, count_text, date_text, minutes_text, share_text
from tracker.domain.report_words import profile_name, templates
from tracker.schemas.common import LANGUAGES


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("key", sorted(templates()))
def test_a_phrase_has_the_same_places_in_all_languages(key: str) -> None:
    texts = templates()[key]
    assert set(texts) == set(LANGUAGES)
    assert len({frozenset(places(text)) for text in texts.values()}) == 1


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.414, "41 %"),
        (0.004, "0.4 %"),
        (0.0001, "< 0.1 %"),
        (0.9951, "99.5 %"),
        (0.99999, "> 99.9 %"),
    ],
)
def test_a_share_never_rounds_to_nobody_or_everybody(share: float, text: str) -> None:
    assert share_text("en", share) == text.replace(" ", NO_BREAK)


def test_numbers_follow_the_language() -> None:
    assert [count_text(language, 517569.6) for language in LANGUAGES] == [
        "517,570",
        "517.570",
        "517,570",
        "517,570",
    ]
    assert minutes_text("pt-BR", 7.5) == "7,5"
    assert minutes_text("en", 15.0) == "15"


def test_dates_are_written_out() -> None:
    from datetime import date

    day = date(2026, 11, 22)
    assert date_text("en", day) == "22 November 2026"
    assert date_text("ko", day) == "2026년 11월 22일"


def test_a_profile_added_by_a_study_is_shown_by_its_key() -> None:
    assert profile_name("ko", "manual_wheelchair") == "수동 휠체어"
    assert profile_name("ko", "night_porter") == "night porter"
