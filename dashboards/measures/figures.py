"""Measures of a run in figures, words and classes of the map (pure)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from dashboards.i18n import DASH, Translator
from dashboards.legend import NOBODY_FILL, entry, hatch_entries
from dashboards.measures.rows import AreaMeasureRow, MeasureRow
from dashboards.models import AreaCoverageRow, AssessmentRead
from dashboards.theme import CLASS_LIMITS_SHARE, SEQUENTIAL, hatch_class
from dashboards.words import area_name, profile_phrase

PREFIX: Final = "measure-"  # of a measure among the things a map can show
CLASSES: Final = len(SEQUENTIAL)
DENSEST: Final = 1.0  # width drawn where one end is missing
NO_VALUE_FILL: Final = "url(#fill-u-0)"
# Of the areas' values: the few largest must not squeeze all others into one class.
TOP_QUANTILE: Final = 0.95
NICE_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
SIGNIFICANT: Final = 2
MOST_DIGITS: Final = 6
PER_PEOPLE: Final = 10_000


@dataclass(frozen=True)
class Scale:
    """How the values of a unit are shown: multiplied by a factor, under a heading."""

    factor: float
    heading: str


def measure_key(show: str) -> str | None:
    """Give the key of the measure that a map shows, if it shows one."""
    return show.removeprefix(PREFIX) if show.startswith(PREFIX) else None


def has_isochrones(assessment: AssessmentRead) -> bool:
    """Tell whether a run has drawn isochrones, as its provenance says."""
    return bool(assessment.provenance and assessment.provenance.parameters.get("isochrones"))


def scale_of(t: Translator, unit: str) -> Scale:
    """Choose how a unit is shown."""
    scales = {
        "share": Scale(100.0, "%"),
        "s": Scale(1 / 60, t("minutes")),
        "count/person": Scale(float(PER_PEOPLE), t("for every {people} people", people=t.number(PER_PEOPLE))),
        "count": Scale(1.0, t("places, mean over people")),
        "places": Scale(1.0, t("places")),
        "people": Scale(1.0, t("people")),
        "cost": Scale(1.0, t("cost; 1 is a usual trip or crowd")),
    }
    return scales.get(unit) or Scale(1.0, unit)


def value_text(t: Translator, value: float | None, scale: Scale) -> str:
    """Write a value with two significant digits; one that cannot be given is a dash."""
    if value is None:
        return DASH
    shown = value * scale.factor
    digits = 0 if shown == 0 else max(0, SIGNIFICANT - 1 - math.floor(math.log10(abs(shown))))
    return t.number(shown, min(digits, MOST_DIGITS))


def interval_text(t: Translator, low: float | None, high: float | None, scale: Scale) -> str:
    """Write both values; as one when they read the same, and a missing end in words."""
    if low is None and high is None:
        return t("does not apply")
    first, second = value_text(t, low, scale), value_text(t, high, scale)
    if low is None:
        return t("at most {value}", value=second)
    if high is None:
        return t("at least {value}", value=first)
    return first if first == second else t.range(first, second)


def interval_with_unit(t: Translator, low: float | None, high: float | None, unit: str) -> str:
    """Write both values with their unit; two shares as per cent."""
    if low is None and high is None:
        return t("does not apply")
    if unit == "share" and low is not None and high is not None:
        return t.interval(low, high)
    scale = scale_of(t, unit)
    return t("{value} {unit}", value=interval_text(t, low, high, scale), unit=scale.heading)


def cautious(row: MeasureRow | AreaMeasureRow, *, larger_is_better: bool) -> float | None:
    """Give the value that promises people least: what is unknown is never counted for them."""
    return row.value_low if larger_is_better else row.value_high


def measure_sentence(t: Translator, row: MeasureRow) -> str:
    """Say a measure of the whole study area."""
    if row.value_low is None and row.value_high is None:
        return t("{measure}: no value can be given.", measure=t.pick(row.title))
    told = {
        "measure": t.pick(row.title),
        "how": profile_phrase(t, row.profile),
        "value": interval_with_unit(t, row.value_low, row.value_high, row.unit),
    }
    of_people = row.unit == "share" and row.larger_is_better  # coverage; a penalty is a share of places
    if of_people and row.people_count is not None:
        people = t.number(row.people_count)
        return t("{measure}, {how}: {value} of {people} people.", people=people, **told)
    return t("{measure}, {how}: {value}.", **told)


def reading_note(t: Translator, row: MeasureRow) -> str:
    """Say whether the truth must lie between the two values."""
    if row.guaranteed:
        return t("The truth lies between the two values, if what is recorded is right.")
    return t(
        "The two values are the two readings, not bounds: people compete for the same places, so a street "
        "that turns out passable helps some and costs others."
    )


PLAIN: Final = Scale(1.0, "")


class MeasurePicture:
    """A measure on the map: colour by the cautious value, hatched by the width between the two."""

    def __init__(self, t: Translator, measure: MeasureRow, rows: Sequence[AreaMeasureRow]) -> None:
        self._t = t
        self._measure = measure
        self._scale = scale_of(t, measure.unit)
        self._rows = {row.area_id: row for row in rows}
        self._limits = _limits(measure, rows)
        self._top = 1.0 if measure.unit == "share" else self._limits[-1] * CLASSES / (CLASSES - 1)

    def fill(self, area: AreaCoverageRow) -> str:
        """Give an area's SVG fill."""
        row = self._rows.get(area.area_id)
        return NOBODY_FILL if row is None else self.fill_of(row)

    def fill_of(self, row: AreaMeasureRow) -> str:
        """Give the SVG fill of an area's figures."""
        if row.population <= 0:
            return NOBODY_FILL
        value = self._cautious(row)
        if value is None:
            return NO_VALUE_FILL
        return f"url(#fill-{self._class(value)}-{hatch_class(self._width_share(row))})"

    def line(self, area: AreaCoverageRow) -> str:
        """Say one area's figures."""
        t, row = self._t, self._rows.get(area.area_id)
        name = area_name(t, area)
        if row is None or (row.value_low is None and row.value_high is None):
            return t("{area}: no value can be given here.", area=name)
        value = interval_with_unit(t, row.value_low, row.value_high, self._measure.unit)
        return t("{area}: {value}.", area=name, value=value)

    def legend_html(self, *, extra: str) -> str:
        """Write the legend with the number of areas in each class."""
        t = self._t
        rows = self._rows.values()
        values = [value for row in rows if (value := self._cautious(row)) is not None]
        counts = Counter(self._class(value) for value in values)
        widths = Counter(
            hatch_class(self._width_share(row))
            for row in rows
            if row.value_low is not None or row.value_high is not None
        )
        nothing = sum(self.fill_of(row) == NO_VALUE_FILL for row in rows)
        classes = "".join(
            entry(SEQUENTIAL[index], label, t.number(counts[index]))
            for index, label in enumerate(self._labels())
        )
        top = value_text(t, self._top, self._scale)
        without = entry(NO_VALUE_FILL, t("no value can be given"), t.number(nothing)) if nothing else ""
        which = t("smaller value") if self._measure.larger_is_better else t("larger value")
        return (
            f"<h2>{escape(t.pick(self._measure.title))}</h2>"
            f"<p>{escape(t('{unit}; {which} (areas)', unit=self._scale.heading, which=which))}</p>"
            f"<ul>{classes}{without}</ul>"
            f"<p>{escape(t('Between the two values, hatched, as part of {top} (areas)', top=top))}</p>"
            f"<ul>{hatch_entries(t, widths)}</ul>{extra}"
            f"<p>{escape(reading_note(t, self._measure))}</p>"
        )

    def _cautious(self, row: AreaMeasureRow) -> float | None:
        return cautious(row, larger_is_better=self._measure.larger_is_better)

    def _class(self, value: float) -> int:
        return sum(value >= limit for limit in self._limits)

    def _width_share(self, row: AreaMeasureRow) -> float:
        if row.value_low is None or row.value_high is None:
            return DENSEST
        return (row.value_high - row.value_low) / self._top

    def _labels(self) -> list[str]:
        t, factor = self._t, self._scale.factor
        digits = _digits(self._limits[0] * factor)
        edges = [t.number(edge * factor, digits) for edge in (0.0, *self._limits)]
        inner = [t.range(low, high) for low, high in pairwise(edges)]
        if self._measure.unit == "share":
            return [*inner, t.range(edges[-1], t.number(factor))]
        return [*inner, t("{limit} and more", limit=edges[-1])]


def _limits(measure: MeasureRow, rows: Sequence[AreaMeasureRow]) -> tuple[float, ...]:
    """Choose four limits: fixed for shares, else equal steps of a round number, as shown to people."""
    if measure.unit == "share":
        return CLASS_LIMITS_SHARE
    values = sorted(value for row in rows for value in (row.value_low, row.value_high) if value is not None)
    top = values[int(TOP_QUANTILE * (len(values) - 1))] if values else 0.0
    factor = {"s": 1 / 60, "count/person": float(PER_PEOPLE)}.get(measure.unit, 1.0)
    step = _nice_step(top * factor / CLASSES) / factor
    return tuple(step * number for number in range(1, CLASSES))


def _digits(step: float) -> int:
    """Give the decimals that a step needs to be told from its neighbours."""
    return next((d for d in range(MOST_DIGITS) if math.isclose(round(step, d), step)), MOST_DIGITS)


def _nice_step(least: float) -> float:
    """Round up to 1, 2, 2.5 or 5 times a power of ten; of nothing make one."""
    if not least > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return power * next(step for step in NICE_STEPS if least <= step * power * (1 + 1e-9))
