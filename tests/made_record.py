"""Rows of any table of the record, made from what it says of its columns: for measuring and counting."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Table
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from tracker.services.record.kinds import KINDS

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
TODAY = NOW.date()
# What the schemas ask of a thing beyond what its table does.
FITTING: dict[str, dict[str, Any]] = {
    "baseline_change": {"milestone": "m0"},
    "calendar_event": {"form": "meeting", "starts_on": TODAY},
    "candidacy_score": {"score": Decimal(1)},
    "edition": {"year": 2026},
    "event": {"form": "meeting"},
    "organisation": {"calendar": "BR-SP", "time_zone": "America/Sao_Paulo"},
    "selection_decision": {"members": ["Somebody"]},
}
WORDS_ALLOWED = re.compile(r"^(\w+) IN \((.*)\)$")


def key_of(kind: str, number: int) -> str:
    """Give the key that a made row of a kind has."""
    return f"{kind}_{number}"


def made_row(table: Table, number: int, **given: Any) -> dict[str, Any]:  # noqa: ANN401 - values of columns
    """
    Make a row: what is given, else nothing where nothing is allowed, else something of the column's type.

    What names a thing of the same scope names the one of the same number, so rows made with the same
    numbers fit together.
    """
    words = _allowed_words(table)
    given = {**FITTING.get(table.name, {}), **given}
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in given:
            row[column.name] = given[column.name]
        elif column.name == "key":
            row["key"] = key_of(table.name, number)
        elif column.nullable:
            row[column.name] = None
        else:
            row[column.name] = _value(table, column, number, words)
    return row


def _allowed_words(table: Table) -> dict[str, list[str]]:
    found = {}
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            match = WORDS_ALLOWED.match(str(constraint.sqltext))
            if match:
                found[match[1]] = re.findall(r"'(\w+)'", match[2])
    return found


def _value(table: Table, column: Column[Any], number: int, words: dict[str, list[str]]) -> Any:  # noqa: ANN401
    if column.name in words:
        return words[column.name][0]
    if column.name.endswith("_state"):
        return "unknown"
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table.name
        return key_of(target, number)
    of_type: dict[type, Any] = {
        bool: False,
        int: number + 1,
        datetime: NOW,
        date: TODAY,
        Decimal: Decimal(1),
        str: key_of(table.name, number),  # many columns hold keys, and a key is a text
    }
    if isinstance(column.type, JSON):
        return [] if _holds_list(table, column) else {"en": f"{table.name} {number}"}
    # a type of our own says of itself only that it is an object
    plain = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return of_type[plain.python_type]


def _holds_list(table: Table, column: Column[Any]) -> bool:
    """Tell columns of lists from those of words: the databases call both JSON."""
    mapped = next(kind.table for kind in KINDS.values() if kind.table.__table__ is table)
    return "list[" in str(mapped.__annotations__.get(column.name, ""))


def add_rows(session: Session, kind: str, count: int, **given: Any) -> None:  # noqa: ANN401 - as above
    """Add rows of a kind, numbered from 0."""
    table = KINDS[kind].table.__table__
    assert isinstance(table, Table)
    rows = [made_row(table, number, **given) for number in range(count)]
    if rows:
        session.execute(table.insert(), rows)
