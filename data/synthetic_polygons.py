"""The synthetic city's carriageways as polygons with widths and heights, in the columns of São Paulo's."""

from __future__ import annotations

import numpy as np
import shapely
from synthetic_city import DISTRICTS, Rng, Streets, chance, district_of, height_m, lon_lat

HEIGHTS_COUNT = 12  # of places where the ground was measured, along each street
WIDTHS_COUNT = 9
WIDTHS_M = (6.0, 7.5, 9.0)


def carriageways(streets: Streets, rng: Rng) -> list[dict[str, object]]:
    """Draw each street for vehicles as a GeoJSON feature; of some no width or no height was measured."""
    features: list[dict[str, object]] = []
    for nodes, tags in streets.ways:
        if tags["highway"] != "residential":
            continue
        ends = [streets.nodes[node][:2] for node in nodes]
        width_m = float(rng.choice(WIDTHS_M))
        shape = shapely.LineString(ends).buffer(width_m / 2, cap_style="flat")
        ring = [lon_lat(x, y) for x, y in shape.exterior.coords]
        code = district_of(*np.mean(ends, axis=0)) + 1
        features.append(
            {
                "type": "Feature",
                "properties": {"ds_codigo": 900 + code, "ds_nome": DISTRICTS[code - 1]}
                | _width(width_m if chance(rng, 0.9) else None)
                | _heights(ends if chance(rng, 0.9) else None),
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return features


def _width(width_m: float | None) -> dict[str, object]:
    return {
        "largura_minima": width_m,
        "largura_maxima": width_m,
        "largura_media": width_m,
        "largura_desvio_padrao": None if width_m is None else 0.0,
        "largura_contagem_amostras": 0 if width_m is None else WIDTHS_COUNT,
    }


def _heights(ends: list[tuple[float, float]] | None) -> dict[str, object]:
    if ends is None:
        unknown = ("cota_minima", "cota_maxima", "cota_media", "declividade_maxima_estatistica_percentual")
        return dict.fromkeys(unknown) | {"cota_contagem_amostras": 0}
    (x0, y0), (x1, y1) = ends
    along = np.linspace(0.0, 1.0, HEIGHTS_COUNT)
    ground_m = height_m(x0 + along * (x1 - x0), y0 + along * (y1 - y0))
    length_m = float(np.hypot(x1 - x0, y1 - y0))
    return {
        "cota_minima": round(float(ground_m.min()), 2),
        "cota_maxima": round(float(ground_m.max()), 2),
        "cota_media": round(float(ground_m.mean()), 2),
        "cota_contagem_amostras": HEIGHTS_COUNT,
        "declividade_maxima_estatistica_percentual": round(100 * float(np.ptp(ground_m)) / length_m, 2),
    }
