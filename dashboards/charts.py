"""Tables to charts: the timeline of a plan (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

import altair as alt

from dashboards.i18n import Translator
from dashboards.models import MilestoneRead
from dashboards.tables import illustrated
from dashboards.theme import (
    GROUND,
    OUTLINE,
    SECONDARY,
    STATUS_COLOURS,
    STATUS_SIGNS,
    TEXT,
    WAITING,
    chart_theme,
)
from dashboards.words import owner_name, slip_text, status_name

ROW_PX: Final = 46


def timeline_rows(
    t: Translator, milestones: Sequence[MilestoneRead], owners: Mapping[str, str], today: date
) -> list[dict[str, Any]]:
    """Give one row a milestone, in order of baseline, with everything the chart writes."""
    rows = []
    for index, item in enumerate(sorted(milestones, key=lambda m: (m.baseline_date, m.key))):
        # Without a forecast, what is late is late up to today.
        waited_until = today if item.status == "late" else item.baseline_date
        end = item.actual_date or item.forecast_date or waited_until
        rows.append(
            {
                "label_at": index + 0.32,
                "mark_at": index + 0.72,
                "label": _label(t, item),
                "owner": owner_name(item.owner, owners),
                "baseline": item.baseline_date.isoformat(),
                "end": end.isoformat(),
                "forecast": item.forecast_date.isoformat() if item.forecast_date else None,
                "actual": item.actual_date.isoformat() if item.actual_date else None,
                "colour": STATUS_COLOURS.get(item.status, WAITING),
            }
        )
    return rows


def _label(t: Translator, item: MilestoneRead) -> str:
    """Write status first: a narrow screen cuts the end of the title, the table below has it whole."""
    words = [] if item.status == "late" else [status_name(t, item.status)]
    if item.slip_days:
        words.append(slip_text(t, item.slip_days))
    title = illustrated(t, t.pick(item.title), illustrative=item.illustrative)
    return f"{STATUS_SIGNS.get(item.status, '')} {', '.join(words) or status_name(t, item.status)}: {title}"


def timeline(
    t: Translator, milestones: Sequence[MilestoneRead], owners: Mapping[str, str], today: date
) -> alt.LayerChart:
    """Draw baseline (hollow), forecast (filled), actual (square) and today, with the status written."""
    rows = timeline_rows(t, milestones, owners, today)
    tooltip = [
        alt.Tooltip("label:N", title=t("Milestone")),
        alt.Tooltip("owner:N", title=t("Whose turn")),
        alt.Tooltip("baseline:N", title=t("Baseline")),
        alt.Tooltip("forecast:N", title=t("Forecast")),
        alt.Tooltip("actual:N", title=t("Actual")),
    ]
    scale = alt.Scale(domain=[len(rows), 0], nice=False, zero=False)
    axis = alt.Axis(
        title=None, format="%Y-%m", orient="top", grid=True, labelOverlap="greedy", tickCount="month"
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("mark_at:Q", axis=None, scale=scale), tooltip=tooltip
    )
    colour = alt.Color("colour:N", scale=None, legend=None)
    slip = base.mark_bar(size=8).encode(x=alt.X("baseline:T", axis=axis), x2="end:T", color=colour)
    baseline = base.mark_point(
        shape="diamond", size=170, filled=True, fill=GROUND, stroke=OUTLINE, strokeWidth=2, opacity=1
    ).encode(x="baseline:T")
    forecast = (
        base.transform_filter("datum.forecast != null && datum.actual == null")
        .mark_point(shape="circle", size=130, filled=True, opacity=1)
        .encode(x="forecast:T", color=colour)
    )
    actual = (
        base.transform_filter("datum.actual != null")
        .mark_point(shape="square", size=150, filled=True, opacity=1)
        .encode(x="actual:T", color=colour)
    )
    # Written at the left edge, above the marks: readable at any width, and never colour alone.
    labels = base.mark_text(
        align="left", baseline="middle", fontSize=13, color=TEXT, clip=True, limit={"expr": "width - 4"}
    ).encode(x=alt.value(2), y=alt.Y("label_at:Q", axis=None, scale=scale), text="label:N")
    now = alt.Chart(alt.InlineData(values=[{"today": today.isoformat()}]))
    rule = now.mark_rule(color=SECONDARY, strokeWidth=2, strokeDash=[6, 4]).encode(x="today:T")
    layered = alt.layer(rule, slip, baseline, forecast, actual, labels)
    sized = layered.properties(height=len(rows) * ROW_PX, width="container")
    return cast("alt.LayerChart", sized.configure(**chart_theme()))
