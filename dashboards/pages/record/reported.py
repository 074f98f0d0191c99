"""Values reported for a pilot's indicators that are not settled yet: approving them, or sending them back."""

from __future__ import annotations

from dashboards.i18n import DASH
from dashboards.pages import frame
from dashboards.pages.record.moving import Place, show_moves
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.models import IndicatorPeriodRead, IndicatorUpdateRead, PilotOutcome
from dashboards.state import Window, choose


def show_reported(window: Window, record: RecordApi, engagement: str, pilot: PilotOutcome) -> None:
    """Show one reported value that waits, with what may be done with it."""
    t = window.t
    indicators = {item.key: item for item in pilot.indicators}
    periods = {
        item.key: item
        for item in record.list_parts(IndicatorPeriodRead, engagement, "indicator-periods")
        if item.indicator in indicators
    }
    waiting = {
        item.key: item
        for item in record.list_parts(IndicatorUpdateRead, engagement, "indicator-updates")
        if item.state != "approved" and item.indicator_period in periods
    }
    if not waiting:
        return
    frame.section(t("Reported values that are not approved yet"))
    names = {
        key: f"{t.pick(indicators[periods[item.indicator_period].indicator].title)}, "
        f"{t.day(item.measured_on)}"
        for key, item in waiting.items()
    }
    key = choose("update", t("Reported value"), list(names), shown=lambda option: names[option])
    item = record.get_part(IndicatorUpdateRead, engagement, "indicator-updates", key)
    indicator = indicators[periods[item.indicator_period].indicator]
    value = words.measured(t, item.actual.state, item.actual.value, indicator.unit)
    frame.items(
        [
            t("State: {state}", state=words.state_words(t, item.state)),
            t("Value: {value} ({unit})", value=value, unit=indicator.unit),
            t("Evidence: {evidence}", evidence=item.evidence or DASH),
        ]
    )
    show_moves(window, record, Place(engagement, "indicator-updates"), item)
