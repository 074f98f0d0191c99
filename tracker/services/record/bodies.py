"""Models and columns made from a kind: bodies to create, change and read it, and its row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from studies.record.fields import MeasuredValue, PricedAmount, RecordPart
from studies.record.references import annotated_types
from studies.values import Key
from tracker.schemas.record import MoveOffer
from tracker.services.record.kinds import KINDS, Kind


def columns_of(kind: Kind, part: RecordPart) -> dict[str, Any]:
    """Lay a part out over the columns of its table; lists with a table of their own are left out."""
    linked = {link.field for link in kind.links}
    laid: dict[str, Any] = {}
    for name in kind.fields.model_fields:
        value = getattr(part, name)
        if name in linked:
            continue
        if isinstance(value, PricedAmount):
            laid |= {
                name: value.amount,
                f"{name}_state": value.state,
                f"{name}_currency": value.currency,
                f"{name}_price_year": value.price_year,
            }
        elif isinstance(value, MeasuredValue):
            laid |= {name: value.value, f"{name}_state": value.state}
        else:
            laid[name] = value
    return laid


def fields_of(kind: Kind, row: Any, links: Mapping[str, list[str]]) -> dict[str, Any]:  # noqa: ANN401 - any row
    """Read a part's fields back from its row; `links` gives the lists that other tables keep."""
    found: dict[str, Any] = {}
    for name, info in kind.fields.model_fields.items():
        types = set(annotated_types(info))
        if name in links:
            found[name] = links[name]
        elif PricedAmount in types:
            found[name] = {
                "state": getattr(row, f"{name}_state"),
                "amount": getattr(row, name),
                "currency": getattr(row, f"{name}_currency"),
                "price_year": getattr(row, f"{name}_price_year"),
            }
        elif MeasuredValue in types:
            found[name] = {"state": getattr(row, f"{name}_state"), "value": getattr(row, name)}
        else:
            found[name] = getattr(row, name)
    return found


# Bodies ------------------------------------------------------------------------------------------------


# What a study's own definition calls the same; the API's document needs two names.
_TAKEN = {"deliverable": "RecordDeliverable", "indicator": "PilotIndicator"}


def _class_name(kind: Kind, suffix: str) -> str:
    if kind.name in _TAKEN:
        return _TAKEN[kind.name] + suffix
    return "".join(word.capitalize() for word in kind.name.split("_")) + suffix


def _create_model(kind: Kind) -> type[BaseModel]:
    """Make the body that creates one; without a key it is given the next free one."""
    return create_model(
        _class_name(kind, "Create"),
        __base__=kind.fields,
        __doc__=kind.fields.__doc__,
        key=(Key | None, None),
    )


def _update_model(kind: Kind) -> type[BaseModel]:
    """Make the body that changes one: fields left out stay as they are."""
    fields: dict[str, Any] = {
        name: (info.rebuild_annotation() | None, None)
        for name, info in kind.fields.model_fields.items()
        if name != "key"
    }
    return create_model(
        _class_name(kind, "Update"),
        __config__=ConfigDict(extra="forbid", frozen=True),
        __doc__="Fields to change; those left out stay as they are.",
        **fields,
    )


def _read_model(kind: Kind) -> type[BaseModel]:
    scope: dict[str, Any] = {} if kind.scope == "instance" else {kind.scope: (str, ...)}
    offers: dict[str, Any] = {"moves": (list[MoveOffer] | None, None)} if kind.workflow else {}
    return create_model(
        _class_name(kind, "Read"),
        __base__=kind.fields,
        __doc__=kind.fields.__doc__,
        **scope,
        **kind.standing,
        **offers,
        version=(int, ...),
        created_at=(datetime, ...),
        created_by=(str, ...),
        created_organisation=(str, ...),
        updated_at=(datetime, ...),
        updated_by=(str, ...),
    )


CREATE: Mapping[str, type[BaseModel]] = MappingProxyType({k.name: _create_model(k) for k in KINDS.values()})
UPDATE: Mapping[str, type[BaseModel]] = MappingProxyType({k.name: _update_model(k) for k in KINDS.values()})
READ: Mapping[str, type[BaseModel]] = MappingProxyType({k.name: _read_model(k) for k in KINDS.values()})
