"""The places of a page of the register's list on a map, with a circle around those of uncertain position."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards.pages import frame
from dashboards.register.api import Search
from dashboards.register.drawing import located
from dashboards.register.listing import map_address
from dashboards.register.models import PlaceSummary
from dashboards.state import Window

MAP_HEIGHT_PX = 420


def show_places_map(
    window: Window, slug: str, search: Search, state: str | None, places: Sequence[PlaceSummary]
) -> None:
    """Draw the places that the table above lists; it is the map's twin."""
    t = window.t
    frame.section(t("The same on a map"))
    located_count = sum(located(place) is not None for place in places)
    if not located_count:
        frame.remark(t("None of these places has a position yet."))
        return
    said = t(
        "{located} of {count} places of this page have a position.",
        located=t.number(located_count),
        count=t.number(len(places)),
    )
    meaning = t(
        "A dashed circle shows that a place lies somewhere within it. Choosing a mark opens its place, "
        "as its name in the table does."
    )
    frame.remark(f"{said} {meaning}")
    address = map_address(slug, search, state)
    st.iframe(address, height=MAP_HEIGHT_PX, alt=t("Map of the places in the list"))
