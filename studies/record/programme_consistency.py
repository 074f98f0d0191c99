"""What must hold within the files of studies/programmes, and between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel

from studies.documents import Document
from studies.record.checks import check_once, check_source, day_of, days_in, items_of, keys_of, text_in
from studies.record.programme_definition import (
    PROGRAMME_KINDS,
    CalendarDefinition,
    OrganisationsDefinition,
    ProgrammeDefinition,
    StatedCandidacy,
)
from studies.record.programmes import SelectionDecision
from studies.record.references import check_references

Known = Mapping[str, Collection[str]]


def check_organisations(document: Document, *, known: Known) -> None:
    """
    Add the contradictions of ``organisations.yaml`` to its faults.

    Parameters
    ----------
    document : Document
        The file.
    known : mapping of str to collection of str
        Kind to the keys there are.
    """
    _check_lists(document, OrganisationsDefinition, ("organisations", "groupings"), known)
    seen: dict[str, int] = {}
    for route, item in items_of(document.data.get("organisations"), ("organisations",)):
        # accounts are joined to the body they act for by this name, whatever its case
        name = str(item.get("short_name")).strip().casefold()
        if seen.setdefault(name, int(route[-1])) != route[-1]:
            told = f"{item.get('short_name')!r} is already the short name of organisations[{seen[name]}]"
            document.fault((*route, "short_name"), told)


def check_calendar(document: Document, *, known: Known) -> None:
    """
    Add the contradictions of ``calendar.yaml`` to its faults.

    Parameters
    ----------
    document : Document
        The file.
    known : mapping of str to collection of str
        Kind to the keys there are.
    """
    _check_lists(document, CalendarDefinition, ("calendar_events",), known)


def check_programme(document: Document, *, name: str, known: Known) -> None:
    """
    Add the contradictions of a programme's file to its faults.

    Parameters
    ----------
    document : Document
        The file.
    name : str
        Its name without the ending; the programme's key must be the same.
    known : mapping of str to collection of str
        Kind to the keys there are outside the file.
    """
    data = document.data
    own = {kind: keys_of(data.get(field)) for field, kind in PROGRAMME_KINDS.items()}
    _check_lists(document, ProgrammeDefinition, tuple(PROGRAMME_KINDS), {**known, **own})
    programme = data.get("programme")
    check_source(document, ("programme",), programme)
    if isinstance(programme, dict) and isinstance(programme.get("key"), str) and programme["key"] != name:
        document.fault(("programme", "key"), f"is {programme['key']!r} but the file is {name}.yaml")
    scores = data.get("candidacy_scores")
    check_once(document, scores, ("candidacy_scores",), "candidacy", "criterion", "judge", what="score")
    _check_scores(document, data)
    _check_days(document, data)


def _check_lists(document: Document, model: type[BaseModel], fields: tuple[str, ...], known: Known) -> None:
    check_references(document, model, document.data, (), known=known)
    for field in fields:
        check_once(document, document.data.get(field), (field,), "key", what="key")
        for route, item in items_of(document.data.get(field), (field,)):
            check_source(document, route, item)


def _check_scores(document: Document, data: Mapping[str, Any]) -> None:
    """Hold a score against its criterion: of the same edition, and not above its highest score."""
    criteria = _by_key(data.get("criteria"))
    candidacies = _by_key(data.get("candidacies"))
    for route, item in items_of(data.get("candidacy_scores"), ("candidacy_scores",)):
        criterion = criteria.get(text_in(item, "criterion"))
        candidacy = candidacies.get(text_in(item, "candidacy"))
        if criterion is None:
            continue  # the unknown key is the fault
        highest, score = criterion.get("max_score", 100), item.get("score")
        if isinstance(score, int | float) and isinstance(highest, int | float) and score > highest:
            document.fault((*route, "score"), f"{score} is more than the criterion's highest score {highest}")
        if candidacy is not None and candidacy.get("edition") != criterion.get("edition"):
            told = f"belongs to the edition {criterion.get('edition')!r}, not to the candidacy's"
            document.fault((*route, "criterion"), told)


def _check_days(document: Document, data: Mapping[str, Any]) -> None:
    """Hold candidacies behind the opening of their call, and decisions behind what they decide."""
    editions = _by_key(data.get("editions"))
    received = {}
    for route, item in items_of(data.get("candidacies"), ("candidacies",)):
        opens = day_of(text_in(editions.get(text_in(item, "edition")), "call_opens"))
        received[text_in(item, "key")] = day_of(item.get("received_on")) or opens
        for place, _, day in days_in(StatedCandidacy, item, route):
            if opens is not None and day < opens:
                document.fault(place, f"{day} lies before the call opened on {opens}")
    for route, item in items_of(data.get("selection_decisions"), ("selection_decisions",)):
        since = received.get(text_in(item, "candidacy"))
        for place, _, day in days_in(SelectionDecision, item, route):
            if since is not None and day < since:
                document.fault(place, f"{day} lies before the candidacy, received on {since}")


def _by_key(value: object) -> dict[str, dict[str, Any]]:
    return {text_in(item, "key"): item for _, item in items_of(value, ())}
