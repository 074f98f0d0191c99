"""The line as a picture: findings, recommendations and pilots, joined by what came of what (SVG, pure)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from unicodedata import east_asian_width

from dashboards.i18n import Translator
from dashboards.record import words
from dashboards.record.models import LineageRead
from dashboards.theme import FONT, OUTLINE, PRIMARY, TEXT

WIDTH_PX: Final = 1160
BOX_PX: Final = (320, 46)  # width and height
GAP_PX: Final = 10
HEAD_PX: Final = 34
# Of a box at this size of type, in units of a Latin letter; Korean letters count two.
LETTERS: Final = 40


@dataclass(frozen=True)
class Box:
    """A box of the picture: what it stands for, its two lines, and where it is."""

    name: str
    title: str
    state: str
    left_px: float
    top_px: float


def shortened(text: str, letters: int = LETTERS) -> str:
    """Cut a text to a width; what is cut off ends in an ellipsis."""
    used = 0
    for index, letter in enumerate(text):
        used += 2 if east_asian_width(letter) in {"W", "F"} else 1
        if used > letters:
            return text[: max(index - 1, 0)].rstrip() + "…"
    return text


def line_picture(t: Translator, line: LineageRead) -> str:
    """Draw three columns with the steps between them, as HTML; the lists beside it say the same."""
    findings = [node for node in line.nodes if node.kind == "finding"]
    columns = (
        [(f"finding:{node.key}", t.pick(node.title), "") for node in findings],
        [
            (
                f"recommendation:{item.key}",
                f"{t.number(item.number)}. {t.pick(item.title)}",
                words.state_words(t, item.state),
            )
            for item in sorted(line.recommendations, key=lambda item: item.number)
        ],
        [(f"pilot:{item.key}", t.pick(item.title), words.state_words(t, item.state)) for item in line.pilots],
    )
    tallest = max(len(column) for column in columns)
    height_px = HEAD_PX + tallest * (BOX_PX[1] + GAP_PX)
    boxes = [box for place, column in enumerate(columns) for box in _column(column, place, height_px)]
    heads = (t("Findings"), t("Recommendations"), t("Pilots"))
    name = t("What came of what: findings, recommendations and pilots. The lists on this page say the same.")
    opening = (
        f'<svg viewBox="0 0 {WIDTH_PX} {height_px}" width="{WIDTH_PX}" height="{height_px}" '
        f'font-family="{escape(FONT)}" xmlns="http://www.w3.org/2000/svg">'
    )
    parts = [
        opening,
        *(
            f'<text x="{_left_px(place)}" y="20" font-size="16" font-weight="600" fill="{TEXT}">'
            f"{escape(head)}</text>"
            for place, head in enumerate(heads)
        ),
        *_steps(line, {box.name: box for box in boxes}),
        *(_box(box) for box in boxes),
        "</svg>",
    ]
    # Streamlit takes SVG out of a page's HTML; a picture it leaves alone.
    coded = b64encode("".join(parts).encode()).decode()
    return f'<img class="line-picture" alt="{escape(name)}" src="data:image/svg+xml;base64,{coded}">'


def _left_px(place: int) -> float:
    return 1 + place * (WIDTH_PX - BOX_PX[0] - 2) / 2


def _column(column: Sequence[tuple[str, str, str]], place: int, height_px: float) -> list[Box]:
    """Spread the boxes of a column over the height."""
    room_px = (height_px - HEAD_PX) / max(len(column), 1)
    return [
        Box(name, title, state, _left_px(place), HEAD_PX + (row + 0.5) * room_px - BOX_PX[1] / 2)
        for row, (name, title, state) in enumerate(column)
    ]


def _steps(line: LineageRead, boxes: dict[str, Box]) -> list[str]:
    found = []
    for edge in line.edges:
        # an edge is read from the later thing to what it came of
        later, earlier = boxes.get(edge.source), boxes.get(edge.target)
        if later is None or earlier is None or later.left_px <= earlier.left_px:
            continue
        start_px, end_px = earlier.left_px + BOX_PX[0], later.left_px
        y1, y2 = earlier.top_px + BOX_PX[1] / 2, later.top_px + BOX_PX[1] / 2
        bend_px = (end_px - start_px) / 2
        found.append(
            f'<path d="M{start_px:.0f} {y1:.0f} C{start_px + bend_px:.0f} {y1:.0f} '
            f'{end_px - bend_px:.0f} {y2:.0f} {end_px:.0f} {y2:.0f}" fill="none" '
            f'stroke="{PRIMARY}" stroke-width="1.5"/>'
        )
    return found


def _box(box: Box) -> str:
    left, top = box.left_px, box.top_px
    first_px = top + (18 if box.state else 28)
    state = (
        f'<text x="{left + 10:.0f}" y="{top + 36:.0f}" font-size="13" fill="{TEXT}">'
        f"{escape(box.state)}</text>"
        if box.state
        else ""
    )
    return (
        f'<g><title>{escape(box.title)}</title><rect x="{left:.0f}" y="{top:.0f}" width="{BOX_PX[0]}" '
        f'height="{BOX_PX[1]}" rx="4" fill="#FFFFFF" stroke="{OUTLINE}"/>'
        f'<text x="{left + 10:.0f}" y="{first_px:.0f}" font-size="14" fill="{TEXT}">'
        f"{escape(shortened(box.title))}</text>{state}</g>"
    )
