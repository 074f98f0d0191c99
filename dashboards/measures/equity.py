"""How a measure is shared out between people, as a table of indices for who travels (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dashboards.i18n import Translator
from dashboards.measures.figures import PLAIN, Scale, scale_of, value_text
from dashboards.measures.rows import MeasureRow
from dashboards.measures.tables import index_text
from dashboards.tables import Cell, Column, Table
from dashboards.words import profile_phrase

PER_CENT: Final = Scale(100.0, "%")
# The order of the rows; the table of the measure itself has the Gini index.
SCALES: Final[Mapping[str, Scale]] = {
    "theil": PLAIN,
    "theil_between": PLAIN,
    "theil_within": PLAIN,
    "fgt_0": PER_CENT,
    "fgt_1": PER_CENT,
    "fgt_2": PER_CENT,
    "palma": PLAIN,
    "concentration": PLAIN,
    "erreygers": PLAIN,
}


def index_name(t: Translator, index: str, minimum: str) -> str:
    """Name an index; `minimum` is what is enough, in words."""
    names = {
        "theil": t("Theil index (0 equal)"),
        "theil_between": t("Theil index, between districts"),
        "theil_within": t("Theil index, within districts"),
        "fgt_0": t("People below {minimum} (%)", minimum=minimum),
        "fgt_1": t("Mean shortfall below {minimum} (%)", minimum=minimum),
        "fgt_2": t("Shortfall below {minimum}, the farthest weighing most (%)", minimum=minimum),
        "palma": t("Palma ratio (best-off tenth to worst-off four tenths)"),
        "concentration": t("Concentration index (below 0: the worse off have more)"),
        "erreygers": t("Erreygers index (below 0: the worse off have more)"),
    }
    return names[index]


def equity_table(t: Translator, row: MeasureRow) -> Table | None:
    """List every index that was worked out for who travels; None where there is none but Gini."""
    found = [index for index in SCALES if index in row.equity]
    if not found:
        return None
    minimum = _minimum_text(t, row)
    caption = t(
        "How it is shared out: {measure}, {who}",
        measure=t.pick(row.title),
        who=profile_phrase(t, row.profile),
    )
    columns = (Column(t("Index")), Column(t("In both readings"), numeric=True))
    body = tuple(
        (
            Cell(index_name(t, index, minimum), header=True),
            Cell(index_text(t, row, index, SCALES[index])),
        )
        for index in found
    )
    return Table(caption, columns, body)


def equity_note(t: Translator, row: MeasureRow) -> str:
    """Say how to read the two values of an index."""
    note = t("Each index is given for both readings, the smaller first; the truth need not lie between them.")
    if row.guaranteed and "fgt_0" in row.equity:
        bounds = t("The figures of people below the minimum are bounds, if what is recorded is right.")
        return f"{note} {bounds}"
    return note


def _minimum_text(t: Translator, row: MeasureRow) -> str:
    """Write what is enough for one person, a whole number without decimals."""
    if row.minimum is None:
        return ""
    scale = scale_of(t, "places" if row.unit == "count" else row.unit)
    shown = row.minimum * scale.factor
    value = t.number(shown) if shown.is_integer() else value_text(t, row.minimum, scale)
    return t("{value} {unit}", value=value, unit=scale.heading)
