"""References between things of the record, as the models' annotations state them, found in raw data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from studies.documents import Document, Route
from studies.record.fields import Refers


@dataclass(frozen=True, slots=True)
class Reference:
    """
    A key that names something else.

    Parameters
    ----------
    route : tuple of str or int
        Where the key stands.
    kind : str
        What it names, such as ``finding``.
    key : str
        The key.
    """

    route: Route
    kind: str
    key: str


def references(model: type[BaseModel], value: object, route: Route = ()) -> Iterator[Reference]:
    """
    Find every reference in raw data, whatever else is wrong with them.

    Parameters
    ----------
    model : type of pydantic.BaseModel
        What the data should be; its fields say by ``Refers`` what their keys name.
    value : object
        The data, as read from a file or sent to the API.
    route : tuple of str or int
        Where the data stand.

    Yields
    ------
    Reference
        In the order of the model's fields.
    """
    if not isinstance(value, dict):
        return  # the models report it
    for name, field in model.model_fields.items():
        kind = _kind_of(field)
        inner = next((part for part in annotated_types(field) if _is_model(part)), None)
        for place, item in _each(value.get(name), (*route, name)):
            if kind is not None and isinstance(item, str):
                yield Reference(place, kind, item)
            elif inner is not None:
                yield from references(inner, item, place)


def check_references(
    document: Document,
    model: type[BaseModel],
    value: object,
    route: Route,
    *,
    known: Mapping[str, Collection[str]],
) -> None:
    """
    Add every reference to something that does not exist to the document's faults.

    Parameters
    ----------
    document : Document
        The files.
    model : type of pydantic.BaseModel
        What the data should be.
    value : object
        The data.
    route : tuple of str or int
        Where they stand.
    known : mapping of str to collection of str
        Kind to the keys there are. References of other kinds are not checked.
    """
    for reference in references(model, value, route):
        keys = known.get(reference.kind)
        if keys is not None and reference.key not in keys:
            names = ", ".join(sorted(keys)) or "none"
            what = reference.kind.replace("_", " ")
            document.fault(reference.route, f"there is no {what} {reference.key!r} (known: {names})")


def annotated_types(field: FieldInfo) -> Iterator[Any]:
    """
    Give every type that a field's annotation mentions.

    Parameters
    ----------
    field : pydantic.fields.FieldInfo
        A field of a model.

    Yields
    ------
    type
        Such as ``date`` for ``date | None``.
    """
    yield from _parts(field.annotation)


def _parts(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - annotations are of any type
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _kind_of(field: FieldInfo) -> str | None:
    marks = [*field.metadata]
    for part in annotated_types(field):
        if get_origin(part) is Annotated:
            marks += part.__metadata__
    return next((mark.kind for mark in marks if isinstance(mark, Refers)), None)


def _is_model(part: object) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


def _each(value: object, route: Route) -> Iterator[tuple[Route, object]]:
    """Give the items of a list with their places; anything else is one item."""
    if isinstance(value, list):
        yield from (((*route, position), item) for position, item in enumerate(value))
    else:
        yield route, value
