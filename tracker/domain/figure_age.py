"""Whether a frozen figure still shows the newest facts, and if not, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.domain.figure import CoverageFigure, MapFigure, MilestonesFigure


def stale_reason(
    figure: CoverageFigure | MapFigure, newest_run_sha256: str | None, outdated: Sequence[str]
) -> str | None:
    """
    Say why a frozen figure no longer shows the newest result.

    Parameters
    ----------
    figure : CoverageFigure or MapFigure
        As frozen.
    newest_run_sha256 : str or None
        Run of the newest finished assessment of the same analysis; None when there is none.
    outdated : sequence of str
        Why that newest assessment is itself behind its definition or data.

    Returns
    -------
    str or None
        A sentence, or None when the figure is current.
    """
    if newest_run_sha256 is None:
        return f"The run {figure.run.run_sha256[:8]} behind this figure is no longer kept."
    if newest_run_sha256 != figure.run.run_sha256:
        return (
            f"A newer run {newest_run_sha256[:8]} of this analysis exists;"
            f" this figure shows run {figure.run.run_sha256[:8]}."
        )
    return " ".join(outdated) or None


def plan_stale_reason(figure: MilestonesFigure, current: Mapping[str, Mapping[str, Any]]) -> str | None:
    """
    Say which milestones changed since the plan was frozen.

    Parameters
    ----------
    figure : MilestonesFigure
        As frozen.
    current : mapping of str to mapping
        Dates now, by key of the milestone: baseline_date, forecast_date, actual_date.

    Returns
    -------
    str or None
        A sentence, or None when no date changed.
    """
    frozen = {
        line.key: (line.baseline_date, line.forecast_date, line.actual_date) for line in figure.milestones
    }
    now = {
        key: (dates["baseline_date"], dates["forecast_date"], dates["actual_date"])
        for key, dates in current.items()
    }
    changed = sorted(key for key in frozen.keys() | now.keys() if frozen.get(key) != now.get(key))
    if not changed:
        return None
    titles = {line.key: line.title for line in figure.milestones}
    names = ", ".join(titles.get(key, key) for key in changed)
    return f"The plan has changed since {figure.as_of.isoformat()}: {names}."
