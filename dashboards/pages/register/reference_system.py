"""The question that nobody may guess: in which reference system the coordinates of a file are."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st

from dashboards.i18n import Translator
from dashboards.models import StudySummary
from dashboards.pages import frame
from dashboards.register import words
from dashboards.register.import_models import InspectionRead, LandingRead

# Farther than this from the city a place of its register does not lie.
AROUND_M: Final = 100_000.0
SAME_M: Final = 1.0
QUESTION: Final = "import_system_question"
OTHER: Final = "import_crs_other"
_CODE: Final = re.compile(r"(?:EPSG:)?\s*(\d{4,6})", flags=re.IGNORECASE)


def ask_system(t: Translator, study: StudySummary, looked_at: InspectionRead) -> str:
    """Offer the likely systems with where each puts the file's first place; empty until one is chosen."""
    text = t(
        "The file has coordinates, but does not say in which reference system. Ask whoever made it; below "
        "stands where its first place would lie."
    )
    frame.note(t("One question"), text, live=True)
    landings = [landing for landing in looked_at.landings if landing.away_m is not None]
    names = {landing.crs: f"{landing.name} ({landing.crs})" for landing in landings}
    place = looked_at.first_place
    label = (
        t("“{place}” lies, if the coordinates are in …", place=place)
        if place
        else t("The first place lies, if the coordinates are in …")
    )
    typed = typed_system()
    chosen = st.radio(
        label,
        list(names),
        index=list(names).index(typed) if typed in names else None,
        format_func=lambda crs: names[crs],
        captions=[landing_text(t, landing, study.city) for landing in landings],
        key=f"import_crs_{typed}",
    )
    around = [landing for landing in landings if (landing.away_m or 0.0) <= AROUND_M]
    if len(around) > 1:
        frame.remark(
            t("Where several put it in the city, files of recent years are most often in the first.")
        )
    _ask_other(t, looked_at, typed)
    return chosen or ""


def typed_system() -> str:
    """Give the system that is typed because it is not in the list; empty when none or no number is."""
    found = _CODE.fullmatch(str(st.session_state.get(OTHER, "")).strip())
    return f"EPSG:{found[1]}" if found else ""


def _ask_other(t: Translator, looked_at: InspectionRead, typed: str) -> None:
    """Ask for a system that is not in the list, by its number."""
    text = st.text_input(t("Another system, by its EPSG number"), placeholder="EPSG:31983", key=OTHER)
    impossible = {landing.crs for landing in looked_at.landings if landing.away_m is None}
    if text.strip() and not typed:
        frame.note(t("Not understood"), t("Write the number alone, or like EPSG:31983."), "late", live=True)
    elif typed in impossible:
        fault = t("The coordinates of the file cannot be in {system}.", system=typed)
        frame.note(t("Not possible"), fault, "late", live=True)


def landing_text(t: Translator, landing: LandingRead, city: str) -> str:
    """Say where the first place would lie, and how far that is from where the first system puts it."""
    away_m = landing.away_m or 0.0
    away = words.length(t, away_m)
    if away_m > AROUND_M:
        return t("{length} from {city}: hardly right", length=away, city=city)
    if landing.district:
        where = t(
            "in the district of {district}, {length} from the centre of {city}",
            district=words.mixed_case(landing.district),
            length=away,
            city=city,
        )
    else:
        where = t("{length} from the centre of {city}", length=away, city=city)
    if not landing.apart_m:
        return where
    if landing.apart_m < SAME_M:
        return t("{where}: the same spot as by the first", where=where)
    return t(
        "{where}: {length} beside the spot of the first", where=where, length=words.length(t, landing.apart_m)
    )
