"""GeoJSON of the API to a folium map that asks nothing of other hosts (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import folium
import shapely
import shapely.geometry
from branca.element import MacroElement
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from dashboards.errors import LayerTooLargeError
from dashboards.i18n import Translator
from dashboards.legend import extra_html, fill, legend_html, patterns_svg
from dashboards.measures.figures import MeasurePicture
from dashboards.models import AreaCoverageRow, Feature, FeatureCollection
from dashboards.theme import GROUND, ISOCHRONE_DASHES, ISOCHRONE_LINE, OUTLINE, TEXT
from dashboards.words import area_sentence

# Measured in headless Chromium: one SVG path a shape stays under two seconds up to here.
MOST_SHAPES: Final = 6000
MOST_PLACES: Final = 3000
# More dots than this cover the areas they stand on, so they are drawn smaller.
CROWDED_PLACES: Final = 60
# Beyond this many areas lines would be all there is to see.
MOST_OUTLINED: Final = 1000
HEXAGON_POSITIONS: Final = 8
BORDER_TOLERANCE_DEG: Final = 0.0002  # about 20 m
LEAST_HOLE: Final = 40  # of the map's longer side
ISOCHRONE_TOLERANCE_DEG: Final = 0.00003  # about 3 m: they are drawn on a grid of 12.5 m


class OfflineMap(folium.Map):
    """A folium map whose scripts and styles come from this server, with no tiles."""

    default_js = [("leaflet", "/assets/leaflet/leaflet.js")]  # noqa: RUF012 - folium reads it from the class
    default_css = [  # noqa: RUF012 - as above
        ("leaflet_css", "/assets/leaflet/leaflet.css"),
        ("map_css", "/assets/shell/map.css"),
    ]


class ShapesLayer(MacroElement):
    """Areas in SVG (hatching needs its patterns), the ground below and the places above."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map) {
          var draw = {{ this.drawing }};
          var label = function (lines) {
            var box = document.createElement("div");
            lines.forEach(function (line) {
              var row = document.createElement("div"); row.textContent = line; box.appendChild(row);
            });
            return box;
          };
          L.control.zoom({zoomInTitle: draw.words.zoom_in, zoomOutTitle: draw.words.zoom_out}).addTo(map);
          L.control.scale({imperial: false}).addTo(map);
          L.geoJSON(draw.ground, {interactive: false, style: draw.ground_style}).addTo(map);
          var areas = L.geoJSON(draw.areas, {
            style: function (f) {
              return {fillColor: f.properties.fill, fillOpacity: 1, fill: true,
                      color: draw.outline.halo, weight: draw.outline.halo_px};
            },
            onEachFeature: function (f, layer) {
              layer.bindTooltip(label(f.properties.lines), {sticky: true});
            }
          }).addTo(map);
          if (draw.outline.px) {
            L.geoJSON(draw.areas, {
              interactive: false,
              style: {fill: false, color: draw.outline.colour, weight: draw.outline.px}
            }).addTo(map);
          }
          // Dark within light, so that it stands out on the darkest class and on the lightest.
          [[draw.outline.casing, 9], [draw.selected_colour, 4]].forEach(function (line) {
            L.geoJSON(draw.areas, {
              interactive: false,
              filter: function (f) { return f.properties.selected; },
              style: {fill: false, color: line[0], weight: line[1]}
            }).addTo(map);
          });
          // Casing and line of one outline together, the whole line last: it covers the dashed one it meets.
          draw.isochrones.features.forEach(function (shape) {
            [[draw.outline.casing, 6, null], [draw.isochrone_colour, 3, shape.properties.dashes]].forEach(
              function (line) {
                L.geoJSON(shape, {
                  interactive: false,
                  style: {fill: false, color: line[0], weight: line[1], dashArray: line[2],
                          className: "isochrone"}
                }).addTo(map);
              });
          });
          L.geoJSON(draw.places, {
            pointToLayer: function (f, at) {
              return L.circleMarker(at, {radius: draw.place_radius, className: "place"});
            },
            onEachFeature: function (f, layer) {
              if (f.properties.name) { layer.bindTooltip(label([f.properties.name])); }
            }
          }).addTo(map);
          var box = map.getContainer();
          var legend = document.querySelector(".legend");
          var beside = getComputedStyle(legend).position === "absolute";
          if (!beside) { legend.open = false; }
          var fit = function () {
            map.invalidateSize({animate: false});
            map.fitBounds(draw.bounds, {
              animate: false,
              paddingTopLeft: [12, 12], paddingBottomRight: [12 + (beside ? legend.offsetWidth + 12 : 0), 12]
            });
          };
          fit();
          // A frame may get its size after its page; until somebody moves the map, it follows.
          var moved = false;
          ["pointerdown", "wheel", "keydown"].forEach(function (kind) {
            box.addEventListener(kind, function () { moved = true; });
          });
          new ResizeObserver(function () { if (!moved) { fit(); } }).observe(box);
          box.setAttribute("role", "region");
          box.setAttribute("aria-label", draw.words.title);
          box.dataset.drawn = String(areas.getLayers().length);
        })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, drawing: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca has no types
        self._name = "ShapesLayer"
        # "</" inside a script element would end it.
        self.drawing = json.dumps(drawing, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


@dataclass(frozen=True)
class MapText:
    """The words of a map: its name, what its dots are, its source line and whom to credit."""

    title: str
    places: str | None
    source: str
    citations: tuple[str, ...]


def coverage_map(
    t: Translator,
    areas: FeatureCollection,
    *,
    show: str,
    text: MapText,
    ground: FeatureCollection | None = None,
    places: FeatureCollection | None = None,
    selected: str | None = None,
    measure: MeasurePicture | None = None,
    isochrones: FeatureCollection | None = None,
) -> str:
    """
    Draw coverage, or a measure in its place, as a whole HTML page; isochrones lie on top.

    More shapes than can be drawn are refused.
    """
    if len(areas.features) > MOST_SHAPES:
        raise LayerTooLargeError(len(areas.features), MOST_SHAPES)
    shapes = simplified(areas)
    rows = [AreaCoverageRow.model_validate(feature.properties) for feature in shapes]
    dots = _points(places)
    bounds = _bounds(shapes)
    drawing = {
        "words": {"title": text.title, "zoom_in": t("Zoom in"), "zoom_out": t("Zoom out")},
        "bounds": bounds,
        "outline": _outline(len(shapes)),
        "selected_colour": TEXT,
        "ground": _collection([_feature(f, {}) for f in (simplified(ground) if ground else [])]),
        "ground_style": {"color": OUTLINE, "weight": 1, "fill": False, "dashArray": "4 3"},
        "areas": _collection(
            [
                _feature(
                    feature,
                    {
                        "fill": measure.fill(row) if measure else fill(row, show),
                        "selected": row.area_id == selected,
                        "lines": [measure.line(row) if measure else area_sentence(t, row)],
                    },
                )
                for feature, row in zip(shapes, rows, strict=True)
            ]
        ),
        "isochrones": _collection(_outlines(isochrones, bounds)),
        "isochrone_colour": ISOCHRONE_LINE,
        "places": _collection(dots[:MOST_PLACES]),
        "place_radius": 5 if len(dots) <= CROWDED_PLACES else 3,
    }
    centre = [(bounds[0][0] + bounds[1][0]) / 2, (bounds[0][1] + bounds[1][1]) / 2]
    page = OfflineMap(
        location=centre,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        max_zoom=19,
        zoom_snap=0.25,
    )
    ShapesLayer(drawing).add_to(page)
    named = text.places if dots else None
    if measure:
        nobody = sum(row.share_low is None for row in rows)
        legend = measure.legend_html(extra=extra_html(t, nobody=nobody, places=named))
    else:
        legend = legend_html(t, rows, show, places=named)
    return _finish(page.get_root().render(), t, text, legend)


def _outline(shape_count: int) -> dict[str, Any]:
    """Choose lines: a dark one on a light one stands out from every class; many small areas get neither."""
    if shape_count > MOST_OUTLINED:
        return {"colour": OUTLINE, "px": 0, "halo": OUTLINE, "halo_px": 0.2, "casing": GROUND}
    return {"colour": OUTLINE, "px": 0.8, "halo": GROUND, "halo_px": 2.4, "casing": GROUND}


def _finish(page: str, t: Translator, text: MapText, legend: str) -> str:
    """Give folium's page what it lacks: language, title, free zooming, landmarks, heading, legend, source."""
    title = escape(text.title)
    named = "".join(f"<li>{escape(line)}</li>" for line in text.citations)
    page = re.sub(r"<html[^>]*>", f'<html lang="{t.language}">', page, count=1)
    page = re.sub(
        r'<meta name="viewport"[^>]*/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        page,
    )
    page = page.replace("<head>", f"<head><title>{title}</title>", 1)
    body = (
        f'<svg width="0" height="0" class="patterns" aria-hidden="true"><defs>{patterns_svg()}</defs></svg>'
        f'<main aria-label="{title}"><h1>{title}</h1>\\1'
        f'<details class="legend" open><summary>{escape(t("Legend"))}</summary>{legend}'
        f'<p class="source">{escape(text.source)}</p><details class="source">'
        f"<summary>{escape(t('Data sources'))}</summary><ul>{named}</ul></details></details></main>"
    )
    page, replaced = re.subn(
        r'(<div class="folium-map"[^>]*>\s*</div>)', body.replace("\\1", r"\g<1>"), page, count=1
    )
    assert replaced == 1, "folium writes one map element"
    return page


def _points(places: FeatureCollection | None) -> list[dict[str, Any]]:
    return [
        _feature(feature, {"name": str(feature.properties.get("name") or "")})
        for feature in (places.features if places else [])
        if feature.geometry and feature.geometry["type"] == "Point"
    ]


def _outlines(isochrones: FeatureCollection | None, bounds: list[list[float]]) -> list[dict[str, Any]]:
    """
    Prepare the outlines of isochrones, those at best first; one that reaches nothing has none.

    Holes too small to be told from their lines, such as the blocks of a whole city, are left out.
    """
    (south, west), (north, east) = bounds
    least_hole = (max(north - south, east - west) / LEAST_HOLE) ** 2
    drawn = []
    for feature in isochrones.features if isochrones else []:
        if feature.geometry is None:
            continue
        whole = _without_small_holes(shapely.geometry.shape(feature.geometry), least_hole)
        thinned = whole.simplify(ISOCHRONE_TOLERANCE_DEG)
        geometry = json.loads(shapely.to_geojson(thinned))
        certain = feature.properties["reading"] == "low"
        dashes = None if certain else ISOCHRONE_DASHES
        drawn.append(
            (certain, _feature(feature.model_copy(update={"geometry": geometry}), {"dashes": dashes}))
        )
    return [outline for _, outline in sorted(drawn, key=lambda pair: pair[0])]


def _without_small_holes(shape: BaseGeometry, least_deg2: float) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(
        [
            shapely.Polygon(
                part.exterior,
                [hole for hole in part.interiors if shapely.Polygon(hole).area >= least_deg2],
            )
            for part in shapely.get_parts(shape)
        ]
    )


def ground_json(areas: FeatureCollection) -> dict[str, Any]:
    """Give the borders of areas as light GeoJSON, for the ground of a map."""
    return _collection([_feature(feature, {}) for feature in simplified(areas)])


def simplified(collection: FeatureCollection) -> list[Feature]:
    """Leave out what a screen cannot show of borders, without opening gaps between neighbours."""
    kept = [feature for feature in collection.features if feature.geometry]
    shapes = [shapely.geometry.shape(feature.geometry or {}) for feature in kept]
    if not shapes or all(shapely.get_num_coordinates(shapes) <= HEXAGON_POSITIONS):
        return kept
    simple = shapely.coverage_simplify(shapes, tolerance=BORDER_TOLERANCE_DEG)
    return [
        feature.model_copy(update={"geometry": json.loads(shapely.to_geojson(shape))})
        for feature, shape in zip(kept, simple, strict=True)
    ]


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _feature(feature: Feature, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": feature.id,
        "geometry": _rounded(feature.geometry),
        "properties": properties,
    }


def _rounded(value: Any) -> Any:  # noqa: ANN401 - GeoJSON nests to any depth
    """Keep five decimals of a degree, about a metre: more only makes the page heavier."""
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return round(value, 5) if isinstance(value, float) else value


def _positions(coordinates: Sequence[Any]) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _positions(part)


def _bounds(features: Sequence[Feature]) -> list[list[float]]:
    """Give the south-west and north-east corner as latitude, longitude [deg]."""
    positions = [
        position
        for feature in features
        if feature.geometry
        for position in _positions(feature.geometry["coordinates"])
    ]
    if not positions:
        return [[-60.0, -170.0], [70.0, 170.0]]
    lons, lats = zip(*positions, strict=True)
    return [[min(lats), min(lons)], [max(lats), max(lons)]]
