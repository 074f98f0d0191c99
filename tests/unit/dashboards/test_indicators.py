"""Measures of success in words and as a table: live ones, nothing to count, baseline and target."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboards.i18n import DASH, LANGUAGES, NO_BREAK_SPACE, Translator
from dashboards.models import IndicatorRead, IndicatorValue
from dashboards.pages.indicators import indicators_table, live_sentences, live_text

DAY = date(2026, 11, 25)


def indicator(**changes: Any) -> IndicatorRead:  # noqa: ANN401 - fields of the model
    body = {
        "key": "sites",
        "title": {"en": "Sites known", "pt-BR": "Locais conhecidos"},
        "unit": "share",
        "direction": "increase",
        "baseline": None,
        "target": None,
        "illustrative": False,
        "live": None,
    }
    return IndicatorRead(**{**body, **changes})


def counted(part: int, whole: int) -> IndicatorValue:
    return IndicatorValue(value=part / whole if whole else None, numerator=part, denominator=whole, as_of=DAY)


def cells(*indicators: IndicatorRead) -> list[list[str]]:
    return [[cell.text for cell in row] for row in indicators_table(Translator("en"), indicators).rows]


def test_a_live_measure_is_said_as_a_share_with_its_counts_and_its_day() -> None:
    # 60 of 239 is 25.1 %
    assert live_text(Translator("en"), counted(60, 239)) == (
        f"25{NO_BREAK_SPACE}% (60 of 239 places, 25 Nov 2026)"
    )
    assert live_text(Translator("ko"), counted(60, 239)) == "25% (장소 239곳 중 60곳, 2026. 11. 25.)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_place_to_count_it_is_not_known_yet_and_never_a_share(language: str) -> None:
    said = live_text(Translator(language), counted(0, 0))
    assert "%" not in said
    assert said == Translator(language)("not known yet: the register holds no place to count")


def test_no_place_among_some_is_zero_and_not_unknown() -> None:
    assert live_text(Translator("en"), counted(0, 239)).startswith(f"0{NO_BREAK_SPACE}% (0 of 239")


def test_a_sentence_names_where_it_began_and_where_it_should_be() -> None:
    live = counted(1, 4)
    said = live_sentences(
        Translator("en"),
        [indicator(live=live, baseline=0.1, target=0.8), indicator(live=live), indicator(baseline=0.5)],
    )
    now = f"Sites known: 25{NO_BREAK_SPACE}% (1 of 4 places, 25 Nov 2026)."
    assert said == [
        f"{now} Baseline: 10{NO_BREAK_SPACE}%. Target: 80{NO_BREAK_SPACE}%.",
        f"{now} Baseline: not known. Target: not set yet.",
    ]


def test_the_table_has_every_measure_and_a_dash_where_nothing_is_counted() -> None:
    assert cells(
        indicator(live=counted(1, 4), target=0.8),
        indicator(unit="routes", baseline=0, target=6, direction="decrease", illustrative=True),
        indicator(live=counted(0, 0)),
    ) == [
        ["Sites known", f"25{NO_BREAK_SPACE}%", "1 of 4", "25 Nov 2026", "not known",
         f"80{NO_BREAK_SPACE}%", "rise"],
        ["Sites known (illustrative)", DASH, DASH, DASH, "0", "6", "fall"],
        ["Sites known", "not known yet", "0 of 0", "25 Nov 2026", "not known", "not set yet", "rise"],
    ]  # fmt: skip
