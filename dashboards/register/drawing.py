"""Places as what a small map draws: numbered points, and circles around uncertain ones (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.i18n import Translator
from dashboards.register.models import PlaceFound, PositionRead
from dashboards.register.words import is_uncertain, length


def located(place: PlaceFound) -> PositionRead | None:
    """Give where a place lies, when anything is known of that."""
    position = place.position
    return None if position is None or position.precision == "none" else position


def drawing_json(
    t: Translator,
    places: Sequence[PlaceFound],
    *,
    near: tuple[float, float] | None,
    within_m: float | None,
    ground: Mapping[str, Any] | None = None,
    links: Sequence[str] = (),
) -> str:
    """
    Write what the map's script reads; places without a position are left out.

    Places are numbered as in the list beside the map. With `links`, one a place, the list has no numbers:
    a mark then does what the link to its place does.
    """
    numbered = len(places) > 1 and not links
    points: list[dict[str, Any]] = []
    for number, place in enumerate(places, start=1):
        position = located(place)
        if position is None:
            continue
        radius_m = (position.radius_m or 0.0) if is_uncertain(position) else 0.0
        label = f"{number}. {place.name}" if numbered else place.name
        if radius_m:
            label = t("{place}: somewhere within {length}", place=label, length=length(t, radius_m))
        points.append(
            {
                "number": number if numbered else "",
                "at": [round(position.lat_deg, 5), round(position.lon_deg, 5)],
                "radius_m": round(radius_m),
                "label": label,
                "anchor": f"place-{number}",
                "link": links[number - 1] if links else "",
            }
        )
    drawing = {
        "points": points,
        "ground": ground,
        "near": None if near is None else {"at": [near[1], near[0]], "within_m": within_m},
        "words": {
            "zoom_in": t("Zoom in"),
            "zoom_out": t("Zoom out"),
            "you": t("The chosen point"),
            "no_position": t("Your browser did not give a position. Choose a district instead."),
        },
    }
    # "</" inside a script element would end it.
    return json.dumps(drawing, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
