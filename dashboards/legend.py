"""The legend inside a map: classes with counts, hatching with its meaning (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from dashboards.i18n import Translator
from dashboards.models import AreaCoverageRow
from dashboards.theme import (
    CLASS_LIMITS_SHARE,
    HATCH_GAPS_PX,
    HATCH_LIMITS_SHARE,
    ISOCHRONE_DASHES,
    ISOCHRONE_LINE,
    OUTLINE,
    PANEL,
    SEQUENTIAL,
    UNKNOWN_GROUND,
    hatch_class,
    hatch_colour,
    share_class,
)

SHOWS = ("low", "high", "unknown")
ISOCHRONES = "isochrones"  # lines on plain ground
NOBODY_FILL = "none"


def show_name(t: Translator, show: str) -> str:
    """Name what a map shows."""
    names = {
        "low": t("Certain: unknown counts as blocked"),
        "high": t("At best: unknown counts as passable"),
        "unknown": t("Not known: the gap between the two"),
        ISOCHRONES: t("From where it is reached (isochrones)"),
    }
    return names[show]


def shown_share(row: AreaCoverageRow, show: str) -> float | None:
    """Give the share that decides an area's colour."""
    return {"low": row.share_low, "high": row.share_high, "unknown": row.share_unknown}[show]


def fill(row: AreaCoverageRow, show: str) -> str:
    """Give an area's SVG fill: its class, hatched by how much is unknown; grey when that alone is shown."""
    if show == ISOCHRONES:
        return PANEL
    share = shown_share(row, show)
    if share is None or row.share_unknown is None:
        return NOBODY_FILL
    hatch = hatch_class(row.share_unknown)
    ground = "u" if show == "unknown" else str(share_class(share))
    return f"url(#fill-{ground}-{hatch})"


def patterns_svg() -> str:
    """Define one pattern a ground and hatching, for map and legend alike."""
    grounds = {**{str(index): colour for index, colour in enumerate(SEQUENTIAL)}, "u": UNKNOWN_GROUND}
    return "".join(
        _pattern(f"fill-{name}-{hatch}", colour, hatch)
        for name, colour in grounds.items()
        for hatch in range(len(HATCH_GAPS_PX) + 1)
    )


def _pattern(name: str, colour: str, hatch: int) -> str:
    gap_px = HATCH_GAPS_PX[hatch - 1] if hatch else HATCH_GAPS_PX[0]
    lines = (
        f'<line x1="0" y1="0" x2="0" y2="{gap_px}" stroke="{hatch_colour(colour)}" stroke-width="2.4"/>'
        if hatch
        else ""
    )
    return (
        f'<pattern id="{name}" width="{gap_px}" height="{gap_px}" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<rect width="{gap_px}" height="{gap_px}" fill="{colour}"/>{lines}</pattern>'
    )


def _limits(t: Translator, limits: Sequence[float]) -> list[str]:
    """Write classes as ranges in per cent, each up to but not including the next limit."""
    edges = [0.0, *limits, 1.0]
    return [t.range(t.number(low * 100), t.percent(high)) for low, high in pairwise(edges)]


def entry(fill_value: str, label: str, count: str) -> str:
    """Write one line of a legend: a sample, what it means and how many areas have it."""
    return (
        f'<li><svg width="28" height="18" aria-hidden="true"><rect x="1" y="1" width="26" height="16" '
        f'fill="{fill_value}" stroke="{OUTLINE}"/></svg><span>{escape(label)}</span>'
        f'<span class="count">{escape(count)}</span></li>'
    )


def legend_html(t: Translator, rows: Sequence[AreaCoverageRow], show: str, *, places: str | None) -> str:
    """Write the legend of a coverage map with the number of areas in each class."""
    heading = f"<h2>{escape(show_name(t, show))}</h2>"
    if show == ISOCHRONES:
        return heading + extra_html(t, nobody=0, places=places, outlined=True)
    counts = Counter(
        share_class(share)
        for row in rows
        if show != "unknown" and (share := shown_share(row, show)) is not None
    )
    widths = Counter(hatch_class(row.share_unknown) for row in rows if row.share_unknown is not None)
    nobody = sum(row.share_low is None for row in rows)
    parts = [heading]
    if show != "unknown":
        labels = _limits(t, CLASS_LIMITS_SHARE)
        entries = "".join(
            entry(SEQUENTIAL[index], label, t.number(counts[index])) for index, label in enumerate(labels)
        )
        parts.append(f"<p>{escape(t('Share of people (areas)'))}</p><ul>{entries}</ul>")
    parts.append(f"<p>{escape(t('Not known, hatched (areas)'))}</p><ul>{hatch_entries(t, widths)}</ul>")
    parts.append(extra_html(t, nobody=nobody, places=places))
    return "".join(parts)


def hatch_entries(t: Translator, widths: Mapping[int, int]) -> str:
    """List the hatchings with the number of areas that have each."""
    return "".join(
        entry(f"url(#fill-u-{index})", label, t.number(widths.get(index, 0)))
        for index, label in enumerate(_limits(t, HATCH_LIMITS_SHARE))
    )


def extra_html(t: Translator, *, nobody: int, places: str | None, outlined: bool = False) -> str:
    """List what lies on every map: areas without people, dots of places, outlines of isochrones."""
    extra = entry("#FFFFFF", t("nobody lives here"), t.number(nobody)) if nobody else ""
    if places:
        extra += (
            '<li><svg width="28" height="18" aria-hidden="true">'
            '<circle class="place" cx="14" cy="9" r="5"/></svg>'
            f"<span>{escape(places)}</span></li>"
        )
    if outlined:
        extra += _line(t("reached for certain"), "") + _line(t("reached at best"), ISOCHRONE_DASHES)
    return f"<ul>{extra}</ul>" if extra else ""


def _line(label: str, dashes: str) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        '<li><svg width="28" height="18" aria-hidden="true">'
        f'<line x1="1" y1="9" x2="27" y2="9" stroke="{ISOCHRONE_LINE}" stroke-width="3"{dashed}/></svg>'
        f"<span>{escape(label)}</span></li>"
    )
