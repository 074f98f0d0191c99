"""The same as the form of a mapping says, as lines of YAML for those who know its document."""

from __future__ import annotations

from typing import Any

import streamlit as st
import yaml

from dashboards.i18n import Translator
from dashboards.pages import frame
from dashboards.register.import_models import InspectionRead
from dashboards.register.mapping_rows import TARGETS, meanings_of
from dashboards.register.words import FACT_KINDS, SERVICE_KINDS


def ask_lines(
    t: Translator, looked_at: InspectionRead, body: dict[str, Any], *, turn: int
) -> dict[str, Any] | None:
    """Offer the document itself; give it back once somebody takes lines over that a form can show."""
    with st.expander(t("For experts: the same as lines of YAML")):
        text = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=110)
        # named by the text, so that it follows the form above, and stays while somebody types here
        lines = st.text_area(
            t("Tables and columns (YAML)"), value=text, height=360, key=f"mapping_lines_{turn}_{hash(text)}"
        )
        if not st.button(t("Take these lines over"), key="mapping_take"):
            return None
        try:
            read = yaml.safe_load(lines)
        except yaml.YAMLError as error:
            frame.note(t("Not saved"), t("This is no YAML: {reason}", reason=str(error)), "late", live=True)
            return None
        if is_like(looked_at, read):
            return dict(read)
        fault = t(
            "Keep title, source and one table for each sheet, with kinds and facts that the register has."
        )
        frame.note(t("Not saved"), fault, "late", live=True)
        return None


def is_like(looked_at: InspectionRead, read: Any) -> bool:  # noqa: ANN401 - whatever was typed
    """Tell whether a document can be shown as the form of a file."""
    try:
        tables = read["tables"]
        if not (isinstance(read["title"], str) and isinstance(read["source"], str)):
            return False
        if len(tables) != len(looked_at.tables) or not all(
            table["kind"] in SERVICE_KINDS for table in tables
        ):
            return False
        meanings = [
            meaning
            for table, shown in zip(tables, looked_at.tables, strict=True)
            for several in meanings_of(table, [column.column for column in shown.columns]).values()
            for meaning in several
        ]
    except (KeyError, TypeError, AttributeError, ValueError):
        return False  # another shape than a mapping has
    return all(meaning.target in TARGETS and set(meaning.facts) <= set(FACT_KINDS) for meaning in meanings)
