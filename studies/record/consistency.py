"""What must hold within a record.yaml, and between it, its study and the programmes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel

from studies.documents import Document, Route
from studies.record.checks import (
    check_circles,
    check_once,
    check_source,
    day_of,
    days_in,
    items_of,
    keys_of,
    text_in,
)
from studies.record.definition import RECORD_KINDS, RecordDefinition, StatedEngagement
from studies.record.programme_definition import Programmes
from studies.record.references import check_references

ROOT = "record"
# They may well be older than the candidacy: a framework agreement, a census.
_MAY_BE_OLDER = frozenset({"signed_on", "baseline_on"})
_NUMBERED = ("findings", "study_options", "recommendations")
_PAIRS = {
    "participations": (("organisation", "role"), "organisation and role"),
    "attendances": (("event", "organisation"), "event and organisation"),
    "milestone_dependencies": (("study", "link", "predecessor", "successor"), "dependency"),
}
_DEFAULTS = {"link": "finish_start"}


def check_record(document: Document, *, programmes: Programmes) -> None:
    """
    Add every contradiction in the record of a study to the document's faults.

    Parameters
    ----------
    document : Document
        The files of a study; without a field ``record`` there is nothing to check.
    programmes : Programmes
        Organisations and candidacies there are.
    """
    record = document.data.get(ROOT)
    if not isinstance(record, dict):
        return  # the models report it
    _check_references(document, record, programmes)
    for field in RECORD_KINDS:
        check_once(document, record.get(field), (ROOT, field), "key", what="key")
        for route, item in items_of(record.get(field), (ROOT, field)):
            check_source(document, route, item)
    check_source(document, (ROOT, "engagement"), record.get("engagement"))
    for field in _NUMBERED:
        check_once(document, record.get(field), (ROOT, field), "study", "number", what="number")
    for field, (fields, what) in _PAIRS.items():
        check_once(document, record.get(field), (ROOT, field), *fields, what=what, defaults=_DEFAULTS)
    _check_candidacy(document, record, programmes)
    _check_beginning(document, record, programmes)
    dependencies = record.get("milestone_dependencies")
    check_circles(document, dependencies, (ROOT, "milestone_dependencies"))
    _check_options(document, record)
    _check_live(document, record)
    _check_periods(document, record)


def _check_references(document: Document, record: Mapping[str, Any], programmes: Programmes) -> None:
    data = document.data
    engagement = record.get("engagement")
    programme = programmes.programmes.get(text_in(engagement, "programme"))
    known: dict[str, Collection[str]] = {
        kind: keys_of(record.get(field)) for field, kind in RECORD_KINDS.items()
    }
    known |= {
        "study": [data["slug"]] if isinstance(data.get("slug"), str) else [],
        "stage": keys_of(data.get("stages")),
        # each stage ends at a gate of its name
        "gate": keys_of(data.get("stages")),
        "milestone": keys_of(data.get("milestones")),
        "deliverable": keys_of(data.get("deliverables")),
        "report": keys_of(data.get("reports")),
        # runs are made by the tracker: no file can know the identifier of one
        "assessment": [],
        "organisation": [part.key for part in programmes.organisations],
        "grouping": [part.key for part in programmes.groupings],
        "programme": programmes.programmes.keys(),
    }
    if programme is not None:  # else the unknown programme is the fault
        known["candidacy"] = [part.key for part in programme.candidacies]
    check_references(document, RecordDefinition, record, (ROOT,), known=known)


def _check_candidacy(document: Document, record: Mapping[str, Any], programmes: Programmes) -> None:
    engagement = record.get("engagement")
    programme = programmes.programmes.get(text_in(engagement, "programme"))
    key, city = text_in(engagement, "candidacy"), text_in(engagement, "city")
    for part in programme.candidacies if programme is not None else ():
        if part.key == key and city and part.city != city:
            told = f"is {city!r}, but the candidacy {key!r} is of {part.city!r}"
            document.fault((ROOT, "engagement", "city"), told)


def _check_beginning(document: Document, record: Mapping[str, Any], programmes: Programmes) -> None:
    engagement = record.get("engagement")
    programme = programmes.programmes.get(text_in(engagement, "programme"))
    begins = programme.beginning(text_in(engagement, "candidacy") or None) if programme is not None else None
    if begins is None:
        return
    told = f"lies before the engagement's candidacy or edition, which began on {begins}"
    if isinstance(engagement, dict):
        _check_days(document, StatedEngagement, engagement, (ROOT, "engagement"), begins, told)
    for field in RECORD_KINDS:
        (model,) = get_args(RecordDefinition.model_fields[field].annotation)
        for route, item in items_of(record.get(field), (ROOT, field)):
            _check_days(document, model, item, route, begins, told)


def _check_days(
    document: Document, model: type[BaseModel], item: dict[str, Any], route: Route, begins: date, told: str
) -> None:
    for place, field, day in days_in(model, item, route):
        if field not in _MAY_BE_OLDER and day < begins:
            document.fault(place, f"{day} {told}")


def _check_options(document: Document, record: Mapping[str, Any]) -> None:
    options = list(items_of(record.get("study_options"), (ROOT, "study_options")))
    if options and not any(item.get("do_minimum") is True for _, item in options):
        told = "none of the options is the do-minimum that the others are held against"
        document.fault((ROOT, "study_options"), told)
    preferred = [route for route, item in options if item.get("preferred") is True]
    for route in preferred[1:]:
        document.fault((*route, "preferred"), f"study_options[{preferred[0][-1]}] is already preferred")


def _check_live(document: Document, record: Mapping[str, Any]) -> None:
    counted = {
        text_in(item, "key")
        for _, item in items_of(document.data.get("indicators"), ())
        if item.get("register_share") is not None
    }
    for route, item in items_of(record.get("indicators"), (ROOT, "indicators")):
        live = item.get("live")
        if isinstance(live, str) and live not in counted:
            names = ", ".join(sorted(counted)) or "none"
            told = f"the register counts no indicator {live!r} of the study (it counts: {names})"
            document.fault((*route, "live"), told)


def _check_periods(document: Document, record: Mapping[str, Any]) -> None:
    """Hold periods of an indicator apart, and reported values behind the beginning of their period."""
    starts: dict[str, date] = {}
    last: dict[str, tuple[str, date]] = {}
    periods = items_of(record.get("indicator_periods"), (ROOT, "indicator_periods"))
    for route, item in sorted(periods, key=lambda pair: str(pair[1].get("starts_on"))):
        key, indicator = text_in(item, "key"), text_in(item, "indicator")
        begins, ends = day_of(item.get("starts_on")), day_of(item.get("ends_on"))
        if begins is None or ends is None:
            continue  # the models report it
        starts[key] = begins
        before = last.get(indicator)
        if before is not None and begins <= before[1]:
            told = f"{begins} lies in the period {before[0]!r} of the same indicator, which ends {before[1]}"
            document.fault((*route, "starts_on"), told)
        last[indicator] = (key, ends)
    for route, item in items_of(record.get("indicator_updates"), (ROOT, "indicator_updates")):
        begins, measured = starts.get(text_in(item, "indicator_period")), day_of(item.get("measured_on"))
        if begins is not None and measured is not None and measured < begins:
            told = f"{measured} lies before the period, which begins on {begins}"
            document.fault((*route, "measured_on"), told)
