"""Checks that every list of the record shares: what may stand once only, sources, circles, days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Any

from pydantic import AwareDatetime, BaseModel

from studies.documents import Document, Route
from studies.record.references import annotated_types

# These work on the raw data, not on the models, so that a fault in one
# field does not hide the faults in the others.


def items_of(value: object, route: Route) -> Iterator[tuple[Route, dict[str, Any]]]:
    """
    Give the items of a raw list that are mappings at all.

    Parameters
    ----------
    value : object
        What stands where a list should.
    route : tuple of str or int
        Where it stands.

    Yields
    ------
    route : tuple of str or int
        Where the item stands.
    item : dict
        The raw item.
    """
    if isinstance(value, list):
        for position, item in enumerate(value):
            if isinstance(item, dict):
                yield (*route, position), item


def keys_of(value: object) -> set[str]:
    """
    Give the keys of the items of a raw list.

    Parameters
    ----------
    value : object
        What stands where a list should.

    Returns
    -------
    set of str
        Those that are text.
    """
    return {item["key"] for _, item in items_of(value, ()) if isinstance(item.get("key"), str)}


def text_in(item: object, field: str) -> str:
    """
    Give a text of a raw item.

    Parameters
    ----------
    item : object
        The raw item.
    field : str
        Name of the field.

    Returns
    -------
    str
        Empty when the item is no mapping, or the field is absent or no text; the models report it.
    """
    found = item.get(field) if isinstance(item, dict) else None
    return found if isinstance(found, str) else ""


def day_of(value: object) -> date | None:
    """
    Read the day of a raw date or moment.

    Parameters
    ----------
    value : object
        Text such as ``2026-11-22`` or ``2026-11-22T09:00:00+09:00``.

    Returns
    -------
    datetime.date or None
        None for anything else; the models report it.
    """
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def check_once(
    document: Document,
    value: object,
    route: Route,
    *fields: str,
    what: str,
    defaults: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """
    Add a fault for each item that repeats the values of an earlier one.

    Parameters
    ----------
    document : Document
        The files.
    value : object
        A raw list.
    route : tuple of str or int
        Where it stands.
    *fields : str
        The fields that together must be different; items that lack one are left alone.
    what : str
        What the fields are, for the message.
    defaults : mapping of str to str
        What a field says where it is not written.
    """
    seen: dict[tuple[str, ...], Route] = {}
    for place, item in items_of(value, route):
        found = [item.get(field, defaults.get(field)) for field in fields]
        if any(not isinstance(part, str | int) for part in found):
            continue
        values = tuple(str(part) for part in found)
        first = seen.setdefault(values, place)
        if first != place:
            told = f"{', '.join(values)} is already the {what} of {first[-2]}[{first[-1]}]"
            document.fault((*place, fields[-1]), told)


def check_source(document: Document, route: Route, item: object) -> None:
    """
    Add a fault where a statement has no source and is not marked as made up.

    Parameters
    ----------
    document : Document
        The files.
    route : tuple of str or int
        Where the statement stands.
    item : object
        The raw statement.
    """
    if isinstance(item, dict) and not item.get("source") and not item.get("illustrative"):
        document.fault(route, "needs a source, or illustrative: true where none is known")


def check_circles(document: Document, value: object, route: Route) -> None:
    """
    Add a fault for each dependency that closes a circle with those before it, naming the whole circle.

    Parameters
    ----------
    document : Document
        The files.
    value : object
        A raw list of items with ``predecessor`` and ``successor``.
    route : tuple of str or int
        Where it stands.
    """
    waits: dict[str, set[str]] = {}
    for place, item in items_of(value, route):
        first, then = text_in(item, "predecessor"), text_in(item, "successor")
        if not first or not then or first == then or first in waits.get(then, ()):
            continue  # reported by the models, or as written twice
        waits.setdefault(then, set()).add(first)
        circle = _circle(waits)
        if circle:
            document.fault(place, f"closes a circle: {' → '.join(circle)}")
            waits[then].discard(first)


def _circle(waits: Mapping[str, Iterable[str]]) -> list[str]:
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        return [str(key) for key in error.args[1]]
    return []


def days_in(model: type[BaseModel], item: dict[str, Any], route: Route) -> Iterator[tuple[Route, str, date]]:
    """
    Find the days in a raw item, by the types of the model's fields.

    Parameters
    ----------
    model : type of pydantic.BaseModel
        What the item should be.
    item : dict
        The raw item.
    route : tuple of str or int
        Where it stands.

    Yields
    ------
    route : tuple of str or int
        Where the day stands.
    field : str
        Its field.
    day : datetime.date
        The day.
    """
    for name, field in model.model_fields.items():
        day = day_of(item.get(name))
        if day is not None and any(part in {date, AwareDatetime} for part in annotated_types(field)):
            yield (*route, name), name, day
