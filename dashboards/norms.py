"""How far the streets of a run meet the norms its analysis names, as tables (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboards.i18n import DASH, NO_BREAK_SPACE, Translator
from dashboards.tables import Cell, Column, Table

METRES_PER_KM: Final = 1000.0


def standards_of(diagnostics: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    """Find the norms in the diagnostics of a run; none in runs that asked for none."""
    found = (diagnostics or {}).get("standards") or []
    return found if isinstance(found, list) else []


def norm_table(t: Translator, standard: Mapping[str, Any]) -> Table:
    """List the requirements of a norm with the share of street length that meets or fails each."""
    columns = (
        Column(t("Requirement")),
        Column(t("Limit"), whole=True),
        Column(t("Street length (km)"), numeric=True),
        Column(t("Meets it (%)"), numeric=True),
        Column(t("Fails it (%)"), numeric=True),
        Column(t("Not known (%)"), numeric=True),
    )
    caption = t(
        "{standard} ({edition}): how far the streets meet it, by their length",
        standard=t.pick(standard["title"]),
        edition=standard["edition"],
    )
    return Table(caption, columns, tuple(_row(t, rule) for rule in standard["requirements"]))


def norm_remarks(t: Translator, standard: Mapping[str, Any]) -> list[str]:
    """Say what must be known before a report rests on the table."""
    rules = standard["requirements"]
    remarks = []
    if any(rule["to_be_confirmed"] for rule in rules):
        remarks.append(
            t(
                "Requirements “to be confirmed” were not read in the norm itself. The city must confirm them "
                "before a report rests on them."
            )
        )
    if any(rule["not_checkable"] for rule in rules):
        remarks.append(t("A dash stands where no street network records what is asked for."))
    return remarks


def limit_text(t: Translator, rule: Mapping[str, Any]) -> str:
    """Write a limit with its unit and the side on which the norm is met."""
    value, unit = float(rule["limit"]), "m"
    if rule["unit"] != "m":
        value, unit = value * 100, "%"
    decimals = f"{value:.6f}".rstrip("0").partition(".")[2]
    shown = f"{t.number(value, len(decimals))}{NO_BREAK_SPACE}{unit}"
    if rule["comparison"] == "at_least":
        return t("at least {value}", value=shown)
    return t("at most {value}", value=shown)


def _row(t: Translator, rule: Mapping[str, Any]) -> tuple[Cell, ...]:
    title = t.pick(rule["title"])
    if rule["to_be_confirmed"]:
        title = t("{requirement} (to be confirmed)", requirement=title)
    length_m = float(rule["concerned_m"])
    length = t.number(length_m / METRES_PER_KM, 1)
    return (
        Cell(title, header=True),
        Cell(limit_text(t, rule)),
        Cell(length),
        *(_share(t, rule, state) for state in ("meets", "fails", "unknown")),
    )


def _share(t: Translator, rule: Mapping[str, Any], state: str) -> Cell:
    share = rule[f"{state}_share"]
    if rule["not_checkable"]:
        return Cell(DASH)
    return Cell(t("does not apply") if share is None else t.percent_number(float(share)))
