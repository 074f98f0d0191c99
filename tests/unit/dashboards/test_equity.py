"""How a measure is shared out, as a table: the indices that a run has, and the minimum by name."""

from __future__ import annotations

import pytest

from dashboards.i18n import LANGUAGES, Translator
from dashboards.measures.equity import SCALES, equity_note, equity_table, index_name
from dashboards.measures.rows import MeasureRow

EN = Translator("en")


def measured(equity: dict[str, tuple[float | None, float | None]], **changes: object) -> MeasureRow:
    fields: dict[str, object] = {
        "key": "stations",
        "service": "station",
        "title": {"en": "Stations in 15 minutes"},
        "parameters": {"cutoff_min": 15.0, "equity": {"minimum": 2.0}},
        "people_count": 10.0,
        "unit": "count",
        "guaranteed": True,
        "larger_is_better": True,
        "profile": "walk",
        "value_low": 1.0,
        "value_high": 2.0,
        "equity": {index: {"low": low, "high": high} for index, (low, high) in equity.items()},
    }
    return MeasureRow.model_validate(fields | changes)


def test_each_index_is_a_row_in_a_fixed_order_and_the_minimum_is_named() -> None:
    row = measured(
        {
            "gini": (0.1, 0.2),
            "palma": (None, 2.0),
            "fgt_0": (0.25, 0.5),
            "theil": (0.1, 0.1),
            "erreygers": (None, None),
        },
        profile="stroller",
    )
    table = equity_table(EN, row)
    assert table is not None
    assert table.caption == "How it is shared out: Stations in 15 minutes, with a pushchair"
    assert [column.title for column in table.columns] == ["Index", "In both readings"]
    assert [[cell.text for cell in cells] for cells in table.rows] == [
        ["Theil index (0 equal)", "0.10"],
        ["People below 2 places (%)", "25\u201350"],
        [
            "Palma ratio (best-off tenth to worst-off four tenths)",
            "2.0 in one reading, none in the other",
        ],
        ["Erreygers index (below 0: the worse off have more)", "does not apply"],
    ]


def test_where_there_is_no_index_but_gini_there_is_no_second_table() -> None:
    assert equity_table(EN, measured({"gini": (0.1, 0.2)})) is None
    assert equity_table(EN, measured({}, larger_is_better=False)) is None


def test_only_poverty_of_a_guaranteed_measure_is_called_a_bound() -> None:
    poverty = {"fgt_0": (0.25, 0.5)}
    assert "are bounds" in equity_note(EN, measured(dict(poverty)))
    assert "are bounds" not in equity_note(EN, measured(dict(poverty), guaranteed=False))
    assert "are bounds" not in equity_note(EN, measured({"theil": (0.1, 0.1)}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("index", SCALES)
def test_every_index_has_a_name_of_its_own_in_every_language(language: str, index: str) -> None:
    t = Translator(language)
    named = index_name(t, index, "2")
    assert named != index
    assert len({index_name(t, other, "2") for other in SCALES}) == len(SCALES)
