"""Draws a map figure as SVG: classes of shares, hatching for what is not known, legend, scale, north."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from tracker.domain.figure import (
    CLASS_COUNT,
    MapArea,
    MapFigure,
    Polygon,
    Ring,
    class_counts,
    share_class,
    share_shown,
)
from tracker.domain.report_numbers import minutes_text, share_text
from tracker.domain.report_words import say
from tracker.services.rendering.figure_text import areas_text, class_range, map_words

# viridisLite::cividis(5): readable with every kind of colour vision and in grey.
COLOURS = ("#00204d", "#414d6b", "#7c7b78", "#bcaf6f", "#ffea46")
FIRST_LIGHT_CLASS = 3  # from here on, hatching over the colour is dark instead of white
TEXT, OUTLINE, PAPER, NO_DATA = "#1a1a1a", "#1a1a1a", "#ffffff", "#e6e6e6"
DENSITIES_PX = (0.0, 12.0, 8.0, 5.0, 3.0)  # spacing of hatching by class of what is not known; 0: none
WIDE_SHARE = 0.25  # an interval wider than this is hatched over its colour
WIDTH_PX, MAP_WIDTH_PX, MARGIN_PX, LEGEND_PX = 720.0, 470.0, 10.0, 226.0
LEAST_HEIGHT_PX, MOST_HEIGHT_PX = 320.0, 410.0
STROKE_SHARE, LEAST_STROKE_PX, MOST_STROKE_PX = 0.03, 0.05, 0.8  # of the width of a middling area
FONT_PX, LINE_PX = 14.0, 20.0
FONTS = "Noto Sans, Noto Sans CJK KR, system-ui, sans-serif"
METRES_PER_DEGREE = 111_320.0  # of latitude, WGS 84 mean; good to 0.5 % over a city


@dataclass(frozen=True, slots=True)
class _Frame:
    """Degrees to pixels: equirectangular about the middle of the map."""

    west_deg: float
    north_deg: float
    cos_latitude: float
    px_per_m: float
    left_px: float
    top_px: float

    def point(self, lon_deg: float, lat_deg: float) -> tuple[float, float]:
        """Give the pixel of a place, to a tenth."""
        x_m = (lon_deg - self.west_deg) * METRES_PER_DEGREE * self.cos_latitude
        y_m = (self.north_deg - lat_deg) * METRES_PER_DEGREE
        return round(self.left_px + x_m * self.px_per_m, 1), round(self.top_px + y_m * self.px_per_m, 1)


def draw_map(figure: MapFigure, language: str) -> str:
    """Draw a map; the result is one SVG element without scripts, styles or outside references."""
    frame, map_height_px = _frame(figure.areas)
    legend = _Legend(figure, language)
    height_px = max(map_height_px, legend.height_px) + 2 * MARGIN_PX
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH_PX:g} {_number(height_px)}",
            "width": f"{WIDTH_PX:g}",
            "height": _number(height_px),
            "role": "img",
            "aria-labelledby": f"{figure.id}-title {figure.id}-desc",
            "font-family": FONTS,
            "font-size": f"{FONT_PX:g}",
        },
    )
    ET.SubElement(svg, "title", {"id": f"{figure.id}-title"}).text = figure.caption
    ET.SubElement(svg, "desc", {"id": f"{figure.id}-desc"}).text = map_words(figure, language)
    _patterns(svg, figure.id)
    ET.SubElement(
        svg, "rect", {"width": f"{WIDTH_PX:g}", "height": _number(height_px), "fill": PAPER, "stroke": "none"}
    )
    _draw_areas(svg, figure, frame)
    legend.draw(svg)
    _draw_north_and_scale(svg, frame, height_px, language)
    return ET.tostring(svg, encoding="unicode")


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _frame(areas: tuple[MapArea, ...]) -> tuple[_Frame, float]:
    points = [point for area in areas for polygon in area.polygons for ring in polygon for point in ring]
    if not points:
        return _Frame(0.0, 0.0, 1.0, 1.0, MARGIN_PX, MARGIN_PX), LEAST_HEIGHT_PX
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    cos_latitude = math.cos(math.radians((south + north) / 2))
    width_m = max((east - west) * METRES_PER_DEGREE * cos_latitude, 1.0)
    height_m = max((north - south) * METRES_PER_DEGREE, 1.0)
    room_px = MOST_HEIGHT_PX - 2 * MARGIN_PX
    px_per_m = min(MAP_WIDTH_PX / width_m, room_px / height_m)
    height_px = max(height_m * px_per_m, LEAST_HEIGHT_PX)
    left_px = MARGIN_PX + (MAP_WIDTH_PX - width_m * px_per_m) / 2
    top_px = MARGIN_PX + (height_px - height_m * px_per_m) / 2
    return _Frame(west, north, cos_latitude, px_per_m, left_px, top_px), height_px


def _path(polygons: Iterable[Polygon], frame: _Frame) -> str:
    return "".join(_ring_path(ring, frame) for polygon in polygons for ring in polygon)


def _ring_path(ring: Ring, frame: _Frame) -> str:
    """Relative moves between rounded pixels: small, and without drift."""
    pixels = [frame.point(lon, lat) for lon, lat in ring]
    kept = [pixel for pixel, before in zip(pixels, [None, *pixels[:-1]], strict=True) if pixel != before]
    if len(kept) < 3:  # noqa: PLR2004 - smaller than a pixel
        return ""
    moves = [f"M{_number(kept[0][0])} {_number(kept[0][1])}"]
    for (x0, y0), (x1, y1) in pairwise(kept):
        moves.append(f"l{_number(x1 - x0)} {_number(y1 - y0)}")
    return "".join(moves) + "z"


def _patterns(svg: ET.Element, figure_id: str) -> None:
    definitions = ET.SubElement(svg, "defs")
    _pattern(definitions, f"{figure_id}-nobody", 7.0, NO_DATA, "#6b6b6b")
    _pattern(definitions, f"{figure_id}-wide-dark", 6.0, None, "#ffffff")
    _pattern(definitions, f"{figure_id}-wide-light", 6.0, None, OUTLINE)
    for position, spacing_px in enumerate(DENSITIES_PX):
        if spacing_px:
            _pattern(definitions, f"{figure_id}-unknown-{position}", spacing_px, NO_DATA, "#333333")


def _pattern(definitions: ET.Element, name: str, spacing_px: float, ground: str | None, line: str) -> None:
    size = f"{spacing_px:g}"
    pattern = ET.SubElement(
        definitions,
        "pattern",
        {
            "id": name,
            "width": size,
            "height": size,
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        },
    )
    if ground:
        ET.SubElement(pattern, "rect", {"width": size, "height": size, "fill": ground})
    ET.SubElement(pattern, "rect", {"width": "1.2", "height": size, "fill": line})


def _fill(figure: MapFigure, position: int) -> str:
    if figure.show != "unknown":
        return COLOURS[position]
    return f"url(#{figure.id}-unknown-{position})" if DENSITIES_PX[position] else NO_DATA


def _is_wide(figure: MapFigure, area: MapArea) -> bool:
    return figure.show != "unknown" and area.share_unknown is not None and area.share_unknown > WIDE_SHARE


def _wide_fill(figure_id: str, position: int) -> str:
    return f"url(#{figure_id}-wide-{'light' if position >= FIRST_LIGHT_CLASS else 'dark'})"


def _draw_areas(svg: ET.Element, figure: MapFigure, frame: _Frame) -> None:
    """Draw one path per class, so that thousands of areas stay a small file."""
    classes: dict[int | None, list[MapArea]] = {}
    for area in figure.areas:
        share = share_shown(area, figure.show)
        classes.setdefault(None if share is None else share_class(share), []).append(area)
    stroke_px = f"{_stroke_px(figure.areas, frame):.2f}"
    group = ET.SubElement(
        svg,
        "g",
        {"stroke": OUTLINE, "stroke-width": stroke_px, "stroke-linejoin": "round", "fill-rule": "evenodd"},
    )
    nobody = classes.pop(None, [])
    if nobody:
        fill = f"url(#{figure.id}-nobody)" if figure.show != "unknown" else PAPER
        _add_path(group, [polygon for area in nobody for polygon in area.polygons], frame, fill)
    for position in range(CLASS_COUNT):
        members = classes.get(position, [])
        _add_path(group, [p for area in members for p in area.polygons], frame, _fill(figure, position))
        wide = [polygon for area in members if _is_wide(figure, area) for polygon in area.polygons]
        _add_path(group, wide, frame, _wide_fill(figure.id, position))


def _stroke_px(areas: tuple[MapArea, ...], frame: _Frame) -> float:
    """Draw the outlines of small areas finer, or they would hide the colours."""
    widths = sorted(
        (max(lon for lon, _ in area.polygons[0][0]) - min(lon for lon, _ in area.polygons[0][0]))
        for area in areas
        if area.polygons
    )
    if not widths:
        return MOST_STROKE_PX
    median_m = widths[len(widths) // 2] * METRES_PER_DEGREE * frame.cos_latitude
    return min(max(median_m * frame.px_per_m * STROKE_SHARE, LEAST_STROKE_PX), MOST_STROKE_PX)


def _add_path(group: ET.Element, polygons: list[Polygon], frame: _Frame, fill: str) -> None:
    path = _path(polygons, frame)
    if path:
        ET.SubElement(group, "path", {"d": path, "fill": fill})


class _Legend:
    """The key at the right: heading, classes with counts, and what hatching means."""

    def __init__(self, figure: MapFigure, language: str) -> None:
        self.figure = figure
        self.heading = wrap(say(language, f"map.{figure.show}"), LEGEND_PX)
        counts, nobody_count = class_counts(figure)
        self.entries: list[tuple[str, str | None, str]] = []  # fill, overlay, words
        for position in reversed(range(CLASS_COUNT)):
            words = f"{class_range(position, language)}: {areas_text(language, counts[position])}"
            self.entries.append((_fill(figure, position), None, words))
        wide_count = sum(_is_wide(figure, area) for area in figure.areas)
        if wide_count:
            wide = say(language, "map.legend.wide", share=share_text(language, WIDE_SHARE))
            overlay = _wide_fill(figure.id, CLASS_COUNT - 1)
            self.entries.append((PAPER, overlay, f"{wide}: {areas_text(language, wide_count)}"))
        if nobody_count:
            fill = f"url(#{figure.id}-nobody)" if figure.show != "unknown" else PAPER
            words = f"{say(language, 'map.legend.nodata')}: {areas_text(language, nobody_count)}"
            self.entries.append((fill, None, words))
        self.lines = [wrap(words, LEGEND_PX - 34) for _, _, words in self.entries]

    @property
    def height_px(self) -> float:
        """Room needed, with the scale bar and the arrow below."""
        return (
            LINE_PX * (len(self.heading) + sum(len(lines) for lines in self.lines))
            + 8 * len(self.lines)
            + 110
        )

    def draw(self, svg: ET.Element) -> None:
        """Draw it."""
        left_px = WIDTH_PX - LEGEND_PX
        top_px = MARGIN_PX + FONT_PX
        for line in self.heading:
            _text(svg, left_px, top_px, line, bold=True)
            top_px += LINE_PX
        top_px += 4
        for (fill, overlay, _), lines in zip(self.entries, self.lines, strict=True):
            box = {"x": _number(left_px), "y": _number(top_px - 12), "width": "24", "height": "16"}
            border = {"stroke": OUTLINE, "stroke-width": "0.8"}
            ET.SubElement(svg, "rect", {**box, **border, "fill": fill})
            if overlay:
                ET.SubElement(svg, "rect", {**box, **border, "fill": overlay})
            for line in lines:
                _text(svg, left_px + 34, top_px, line)
                top_px += LINE_PX
            top_px += 8


def _draw_north_and_scale(svg: ET.Element, frame: _Frame, height_px: float, language: str) -> None:
    left_px, base_px = WIDTH_PX - LEGEND_PX, height_px - MARGIN_PX - 6
    length_m = _round_length(MAP_WIDTH_PX * 0.3 / frame.px_per_m)
    right_px = left_px + length_m * frame.px_per_m
    bar = f"M{_number(left_px)} {_number(base_px - 6)}v6H{_number(right_px)}v-6"
    ET.SubElement(svg, "path", {"d": bar, "fill": "none", "stroke": TEXT, "stroke-width": "1.5"})
    words = f"{minutes_text(language, length_m / 1000)} km" if length_m >= 1000 else f"{length_m:g} m"  # noqa: PLR2004 - metres in a kilometre
    _text(svg, left_px, base_px - 12, words)
    arrow_px, top_px = WIDTH_PX - MARGIN_PX - 20, base_px - 46
    arrow = f"M{_number(arrow_px)} {_number(top_px)}l9 28l-9 -6l-9 6z"
    ET.SubElement(svg, "path", {"d": arrow, "fill": TEXT})
    _text(svg, arrow_px, base_px, say(language, "map.north"), anchor="middle", bold=True)


def _round_length(most_m: float) -> float:
    """Give the largest 1, 2 or 5 times a power of ten within a length."""
    power = 10.0 ** math.floor(math.log10(most_m))
    return max(step * power for step in (1, 2, 5) if step * power <= most_m)


def _text(
    svg: ET.Element, x_px: float, y_px: float, words: str, *, bold: bool = False, anchor: str = "start"
) -> None:
    attributes = {"x": _number(x_px), "y": _number(y_px), "fill": TEXT, "text-anchor": anchor}
    if bold:
        attributes["font-weight"] = "bold"
    ET.SubElement(svg, "text", attributes).text = words


def wrap(words: str, width_px: float) -> list[str]:
    """Break a line of the legend; widths are estimated, since SVG text does not wrap."""
    lines = [""]
    for word in words.split(" "):
        candidate = f"{lines[-1]} {word}".strip()
        if _width_px(candidate) <= width_px or not lines[-1]:
            lines[-1] = candidate
        else:
            lines.append(word)
    return lines


def _width_px(words: str) -> float:
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in words)
    return FONT_PX * (wide + 0.58 * (len(words) - wide))
