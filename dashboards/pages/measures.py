"""A measure shown on the map, as tables: by who travels and by area, with how to read its two values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from dashboards.measures.equity import equity_note, equity_table
from dashboards.measures.figures import reading_note
from dashboards.measures.rows import MeasureRow
from dashboards.measures.tables import measure_areas_table, measure_profiles_table, worst_first
from dashboards.models import AreaCoverageRow
from dashboards.pages import frame
from dashboards.state import Window

SHOWN: Final = 25


def show_measure(
    window: Window,
    measure: MeasureRow,
    profiles: Sequence[MeasureRow],
    areas: Sequence[AreaCoverageRow],
    *,
    kind: str,
    assessment_id: str,
) -> None:
    """Show the figures of the chosen measure; `areas` has the names of the areas on the map."""
    t = window.t
    frame.section(t("The measure on the map as a table"))
    frame.remark(reading_note(t, measure))
    frame.table(measure_profiles_table(t, profiles, t.pick(measure.title)))
    shared = equity_table(t, measure)
    if shared is not None:
        frame.table(shared)
        frame.remark(equity_note(t, measure))
    rows = window.api.list_area_measures(assessment_id, measure.key, kind=kind, profile=measure.profile)
    named = {area.area_id: area for area in areas}
    caption = t(
        "{measure}: {shown} of {total} areas, the worst first",
        measure=t.pick(measure.title),
        shown=t.number(min(SHOWN, len(rows))),
        total=t.number(len(rows)),
    )
    frame.table(measure_areas_table(t, measure, worst_first(measure, rows)[:SHOWN], named, caption))
    query = {"assessment": assessment_id, "measure": measure.key, "kind": kind, "profile": measure.profile}
    frame.download(t("Download the measure for all areas as CSV"), f"/tables/measure.csv?{urlencode(query)}")
