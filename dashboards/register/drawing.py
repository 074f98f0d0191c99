"""Places as what a small map draws: numbered points, and circles around uncertain ones (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.i18n import Translator
from dashboards.register.models import PlaceFound
from dashboards.register.words import is_uncertain, length


def drawing_json(
    t: Translator,
    places: Sequence[PlaceFound],
    *,
    near: tuple[float, float] | None,
    within_m: float | None,
    ground: Mapping[str, Any] | None = None,
) -> str:
    """Write what the map's script reads; places without a position are left out."""
    points: list[dict[str, Any]] = []
    for number, place in enumerate(places, start=1):
        if place.position is None or place.position.precision == "none":
            continue
        radius_m = (place.position.radius_m or 0.0) if is_uncertain(place.position) else 0.0
        label = f"{number}. {place.name}" if len(places) > 1 else place.name
        if radius_m:
            label = t("{place}: somewhere within {length}", place=label, length=length(t, radius_m))
        points.append(
            {
                "number": number if len(places) > 1 else "",
                "at": [round(place.position.lat_deg, 5), round(place.position.lon_deg, 5)],
                "radius_m": round(radius_m),
                "label": label,
                "anchor": f"place-{number}",
            }
        )
    drawing = {
        "points": points,
        "ground": ground,
        "near": None if near is None else {"at": [near[1], near[0]], "within_m": within_m},
        "words": {
            "zoom_in": t("Zoom in"),
            "zoom_out": t("Zoom out"),
            "you": t("Your position"),
            "no_position": t("Your browser did not give a position. Choose a district instead."),
        },
    }
    # "</" inside a script element would end it.
    return json.dumps(drawing, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
