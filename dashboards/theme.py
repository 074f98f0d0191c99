"""Colours by role, class limits and hatching, and the chart theme; contrasts are held by unit tests."""

from __future__ import annotations

from typing import Any, Final

GROUND: Final = "#FFFFFF"
PANEL: Final = "#F2F4F7"
TEXT: Final = "#1A1A1A"
SECONDARY: Final = "#555555"
PRIMARY: Final = "#004488"
LATE: Final = "#A63446"  # the note's #BB5566 is 4.6:1 on white and 4.2:1 on our panel; this is 6.4 and 5.8
ON_TRACK: Final = "#117733"
WAITING: Final = "#555555"
OUTLINE: Final = "#4D4D4D"
UNKNOWN_GROUND: Final = "#E6E6E6"
# Where the sRGB curve turns from a line into a power.
SRGB_KNEE: Final = 0.04045
HATCH_DARK: Final = "#1A1A1A"
HATCH_LIGHT: Final = "#FFFFFF"

FONT: Final = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK KR', 'Noto Sans KR', "
    "sans-serif"
)

# Cividis at 0.02, 0.27, 0.52, 0.77, 0.98: five classes told apart by lightness alone.
SEQUENTIAL: Final = ("#00264F", "#3F4B6B", "#7D7C78", "#B9A96B", "#FBE24A")
CLASS_LIMITS_SHARE: Final = (0.2, 0.4, 0.6, 0.8)
# Width of the interval, as a share of the people: from where on a denser hatching is drawn.
HATCH_LIMITS_SHARE: Final = (0.05, 0.25, 0.5)
HATCH_GAPS_PX: Final = (12, 8, 5)
# Outlines of isochrones, on a light casing: the certain one whole, the one at best dashed.
ISOCHRONE_LINE: Final = TEXT
ISOCHRONE_DASHES: Final = "7 6"

STATUS_COLOURS: Final = {
    "planned": WAITING,
    "due": PRIMARY,
    "late": LATE,
    "achieved": ON_TRACK,
    "missed": LATE,
    "waived": WAITING,
}
# A sign beside the word, so that status is never colour alone.
STATUS_SIGNS: Final = {
    "planned": "○",
    "due": "◔",
    "late": "▲",
    "achieved": "✓",
    "missed": "✕",
    "waived": "\u2013",
}


def share_class(share: float) -> int:
    """Give the colour class (0 to 4) of a share; a limit belongs to the class above it."""
    return sum(share >= limit for limit in CLASS_LIMITS_SHARE)


def hatch_class(width_share: float) -> int:
    """Give the hatching (0 none, 1 to 3 denser) for the width of an interval."""
    return sum(width_share >= limit for limit in HATCH_LIMITS_SHARE)


def hatch_colour(colour: str) -> str:
    """Give the hatching colour that stands out most on a ground."""
    return max((HATCH_DARK, HATCH_LIGHT), key=lambda line: contrast(line, colour))


def luminance(colour: str) -> float:
    """Give the relative luminance of #RRGGBB (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= SRGB_KNEE else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Give the contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def chart_theme() -> dict[str, Any]:
    """Give the Vega-Lite configuration of every chart."""
    return {
        "background": GROUND,
        "font": FONT,
        "axis": {
            "labelColor": TEXT,
            "titleColor": TEXT,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "gridColor": "#DDDDDD",
            "domainColor": OUTLINE,
            "tickColor": OUTLINE,
            "labelLimit": 320,
        },
        "legend": {"labelColor": TEXT, "titleColor": TEXT, "labelFontSize": 13, "titleFontSize": 13},
        "text": {"color": TEXT, "fontSize": 13},
        "view": {"stroke": None},
    }
