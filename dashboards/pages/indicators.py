"""Measures of success in words and as a table: what the register counts today, baseline and target (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.i18n import DASH, Translator
from dashboards.models import IndicatorRead, IndicatorValue
from dashboards.tables import Cell, Column, Table, illustrated


def live_text(t: Translator, live: IndicatorValue) -> str:
    """Say what a measure comes to, of how many places, and on which day."""
    if live.value is None:
        return t("not known yet: the register holds no place to count")
    return t(
        "{share} ({part} of {whole} places, {day})",
        share=t.percent(live.value),
        part=t.number(live.numerator),
        whole=t.number(live.denominator),
        day=t.day(live.as_of),
    )


def live_sentences(t: Translator, indicators: Sequence[IndicatorRead]) -> list[str]:
    """Say of every measure that the register counts where it stands, began and should get to."""
    return [
        t(
            "{title}: {now}. Baseline: {baseline}. Target: {target}.",
            title=illustrated(t, t.pick(indicator.title), illustrative=indicator.illustrative),
            now=live_text(t, indicator.live),
            baseline=_amount(t, indicator, indicator.baseline, t("not known")),
            target=_amount(t, indicator, indicator.target, t("not set yet")),
        )
        for indicator in indicators
        if indicator.live
    ]


def indicators_table(t: Translator, indicators: Sequence[IndicatorRead]) -> Table:
    """List the measures of success; a dash stands where the register does not count one."""
    columns = (
        Column(t("Measure of success")),
        Column(t("Now")),
        Column(t("Places counted")),
        Column(t("Counted on"), whole=True),
        Column(t("Baseline value"), numeric=True),
        Column(t("Target value"), numeric=True),
        Column(t("Wanted direction")),
    )
    rows = tuple(
        (
            Cell(illustrated(t, t.pick(item.title), illustrative=item.illustrative), header=True),
            *_live_cells(t, item.live),
            Cell(_amount(t, item, item.baseline, t("not known"))),
            Cell(_amount(t, item, item.target, t("not set yet"))),
            Cell(t("fall") if item.direction == "decrease" else t("rise")),
        )
        for item in indicators
    )
    return Table(t("Measures of success with baseline and target"), columns, rows)


def _live_cells(t: Translator, live: IndicatorValue | None) -> tuple[Cell, Cell, Cell]:
    if live is None:
        return Cell(DASH), Cell(DASH), Cell(DASH)
    counted = t("{part} of {whole}", part=t.number(live.numerator), whole=t.number(live.denominator))
    share = t("not known yet") if live.value is None else t.percent(live.value)
    return Cell(share), Cell(counted), Cell(t.table_day(live.as_of))


def _amount(t: Translator, indicator: IndicatorRead, amount: float | None, missing: str) -> str:
    """Write a baseline or a target: a share as per cent, a count as a number."""
    if amount is None:
        return missing
    return t.percent(amount) if indicator.unit.startswith("share") else t.number(amount)
