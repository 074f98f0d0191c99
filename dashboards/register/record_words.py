"""The keepers' words of the register: states, precision, parts of the queue, outcomes of rows."""

from __future__ import annotations

import re
from typing import Final

from dashboards.i18n import Translator
from dashboards.register.models import ObservationRead
from dashboards.register.words import answer_name, how_sure

_ROW: Final = re.compile(r"(?P<sheet>.+), row (?P<row>\d+)(?P<column>, .+)?", flags=re.DOTALL)
STATES: Final = ("published", "draft", "withdrawn")
PARTS: Final = ("proposals", "disputes", "positions", "stale", "suggestions")
CONFIDENCES: Final = ("observed", "documented", "stated", "inferred")
OUTCOMES: Final = ("accepted", "repaired", "needs_review", "duplicate", "rejected")
PRECISIONS: Final = ("coordinates", "address", "segment", "street", "postcode", "district", "none")


def state_name(t: Translator, state: str) -> str:
    """Name the state of a place."""
    names = {"published": t("published"), "draft": t("not published yet"), "withdrawn": t("withdrawn")}
    return names.get(state, state)


def precision_name(t: Translator, precision: str) -> str:
    """Name how well a position is known."""
    names = {
        "coordinates": t("exact position"),
        "address": t("by its address"),
        "segment": t("part of a street"),
        "street": t("somewhere on a street"),
        "postcode": t("area of a postcode"),
        "district": t("somewhere in a district"),
        "none": t("not known"),
    }
    return names.get(precision, precision)


def part_name(t: Translator, part: str) -> str:
    """Name a part of what waits for a decision."""
    names = {
        "proposals": t("Facts read in notes"),
        "disputes": t("Sources that disagree"),
        "positions": t("Uncertain positions"),
        "stale": t("Facts to be checked again"),
        "suggestions": t("Suggestions from the public"),
    }
    return names.get(part, part)


def outcome_name(t: Translator, outcome: str) -> str:
    """Name what became of a row."""
    names = {
        "accepted": t("accepted"),
        "repaired": t("repaired"),
        "needs_review": t("needs review"),
        "duplicate": t("duplicate"),
        "rejected": t("rejected"),
    }
    return names.get(outcome, outcome)


def outcome_meaning(t: Translator, outcome: str) -> str:
    """Say what an outcome means for the person whose file it is."""
    meanings = {
        "accepted": t("taken as it stands"),
        "repaired": t("taken, with something put right that the report names"),
        "needs_review": t("taken, but a person should look at it"),
        "duplicate": t("the same place as another row or one in the register; not taken twice"),
        "rejected": t("not taken; the report says why"),
    }
    return meanings.get(outcome, "")


def import_state_name(t: Translator, state: str) -> str:
    """Name the state of an import."""
    names = {
        "previewed": t("looked at, not yet taken"),
        "committed": t("taken into the register"),
        "undone": t("undone"),
        "discarded": t("discarded"),
    }
    return names.get(state, state)


def observation_text(t: Translator, observation: ObservationRead) -> str:
    """Say who states what, since when and how they know."""
    day = t.day(observation.observed_on) if observation.observed_on else t("without a date")
    said = t(
        "{source}: {answer} ({day}; {sure})",
        source=origin_text(t, observation.source),
        answer=answer_name(t, observation.answer),
        day=day,
        sure=how_sure(t, observation.confidence),
    )
    evidence = evidence_text(observation.evidence)
    return f"{said}. {t('It rests on: {evidence}', evidence=evidence)}" if evidence else said


def origin_text(t: Translator, source: str) -> str:
    """Say where a value or a statement is from: a row of a file, or what the record itself calls a source."""
    own = {
        "public suggestion": t("suggestion from the public"),
        "first filling of the register": t("first filling of the register"),
        "coordinates of the file": t("coordinates of the file"),
    }
    if found := _ROW.fullmatch(source):
        place = t("{sheet}, row {row}", sheet=found["sheet"], row=found["row"])
        return f"{place}{found['column'] or ''}"
    return own.get(source, source)


def evidence_text(evidence: str | None) -> str:
    """Give what a statement rests on, without the mark of a column that it does not name."""
    return (evidence or "").removeprefix(": ").strip()


def people_text(t: Translator, people: float) -> str:
    """Say how many people live near a place, which is why it comes where it does."""
    if not people:
        return t("The newest run counts nobody within 1 km.")
    return t.plural("{count} person lives within 1 km.", "{count} people live within 1 km.", round(people))
