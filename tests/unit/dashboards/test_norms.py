"""Norms as a table: shares of length, limits in the reader's language, marks of what is not confirmed."""

from __future__ import annotations

from typing import Any

import pytest

from dashboards.i18n import Translator
from dashboards.norms import limit_text, norm_remarks, norm_table, standards_of
from dashboards.tables import to_html

EN = Translator("en")


def requirement(**changes: object) -> dict[str, Any]:
    """Give a requirement: of 800 m, 100 m meet it, 200 m fail and 500 m are not recorded."""
    return {
        "key": "free_width",
        "title": {"en": "Free width", "pt-BR": "Faixa livre"},
        "comparison": "at_least",
        "limit": 1.2,
        "unit": "m",
        "to_be_confirmed": False,
        "concerned_m": 800.0,
        "meets_share": 0.125,
        "fails_share": 0.25,
        "unknown_share": 0.625,
        "not_checkable": None,
        **changes,
    }


def standard(*rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": "nbr_9050",
        "title": {"en": "NBR 9050"},
        "edition": "2015",
        "requirements": list(rules),
    }


def cells(t: Translator, rule: dict[str, Any]) -> list[str]:
    return [cell.text for cell in norm_table(t, standard(rule)).rows[0]]


def test_a_requirement_is_a_row_of_shares() -> None:
    assert cells(EN, requirement()) == ["Free width", "at least 1.2\u00a0m", "0.8", "12", "25", "62"]
    assert cells(Translator("pt-BR"), requirement())[0] == "Faixa livre"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"limit": 0.0833, "unit": "rise/run", "comparison": "at_most"}, "at most 8.33\u00a0%"),
        ({"limit": 0.05, "unit": "rise/run", "comparison": "at_most"}, "at most 5\u00a0%"),
        ({"limit": 0.005, "comparison": "at_most"}, "at most 0.005\u00a0m"),
        ({"limit": 30.0, "comparison": "at_most"}, "at most 30\u00a0m"),
        ({"limit": 0.0, "comparison": "at_most"}, "at most 0\u00a0m"),
    ],
)
def test_limits_are_written_with_their_unit(changes: dict[str, Any], said: str) -> None:
    assert limit_text(EN, requirement(**changes)) == said


def test_the_decimal_sign_is_that_of_the_language() -> None:
    assert "1,2\u00a0m" in limit_text(Translator("pt-BR"), requirement())


def test_what_is_to_be_confirmed_is_marked_and_explained() -> None:
    rule = requirement(to_be_confirmed=True)
    assert cells(EN, rule)[0] == "Free width (to be confirmed)"
    (remark,) = norm_remarks(EN, standard(rule))
    assert "must confirm" in remark
    assert norm_remarks(EN, standard(requirement())) == []


def test_what_no_network_records_has_a_dash_and_not_a_share() -> None:
    rule = requirement(not_checkable="networks hold no landings", meets_share=0.0, unknown_share=1.0)
    assert cells(EN, rule)[3:] == ["\u2013"] * 3
    assert "no street network records" in norm_remarks(EN, standard(rule))[0]


def test_without_any_street_concerned_a_share_does_not_apply() -> None:
    nothing = dict.fromkeys(("meets_share", "fails_share", "unknown_share"))
    assert cells(EN, requirement(concerned_m=0.0, **nothing))[3:] == ["does not apply"] * 3


def test_the_table_has_a_caption_with_norm_and_edition() -> None:
    page = to_html(norm_table(EN, standard(requirement())))
    assert "NBR 9050 (2015): how far the streets meet it" in page
    assert page.count('scope="col"') == 6


def test_runs_without_norms_have_no_table() -> None:
    assert list(standards_of(None)) == []
    assert list(standards_of({"notes": []})) == []
    assert list(standards_of({"standards": None})) == []
