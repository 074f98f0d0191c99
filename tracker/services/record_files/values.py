"""Between columns and JSON: each value as an export writes it, and read back with its faults."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Float, Integer, LargeBinary, String

from tracker.store.base import UtcDateTime
from tracker.store.record.sections import Section
from tracker.store.tables.record_rows import ExactDecimal

Json = Any  # what `json.loads` may give
Reader = Callable[[Any, Json], object]

LARGEST_INTEGER: Final = 2**31 - 1
LARGEST_DECIMAL: Final = Decimal(10) ** 14  # what a column of 20 digits, 6 of them decimals, holds
SMALLEST_EXPONENT: Final = -6
_WORDS = re.compile(r"(\w+) IN \((.*)\)")


def to_plain(value: object) -> Json:
    """Give a value of a column as JSON: instants in UTC, days, exact digits, bytes as base64."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format((value + 0).normalize(), "f")  # there is one zero, without a sign
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    return value


def row_to_plain(row: Mapping[str, object]) -> dict[str, Json]:
    """Give a row as JSON."""
    return {name: to_plain(value) for name, value in row.items()}


def from_plain(section: Section, name: str, value: Json) -> object:
    """Read a value of a column; ValueError says in one sentence why it cannot be one."""
    column = section.columns[name]
    if value is None:
        if column.nullable:
            return None
        raise ValueError("must not be empty")
    read = _reader(column.type)
    found = _shaped(section, name, value) if read is None else read(column.type, value)
    if to_plain(found) != value:
        raise ValueError("is not written as exports write it")
    words = words_of(section).get(name)
    if words is not None and found not in words:
        raise ValueError(f"must be one of {', '.join(sorted(words))}")
    return found


@cache
def words_of(section: Section) -> Mapping[str, frozenset[str]]:
    """Give the words that a table's constraints let into its columns."""
    checks = (part for part in section.described.constraints if isinstance(part, CheckConstraint))
    found = (_WORDS.fullmatch(str(check.sqltext)) for check in checks)
    return {match[1]: frozenset(re.findall(r"'(\w+)'", match[2])) for match in found if match}


def _shaped(section: Section, name: str, value: Json) -> object:
    """Hold the content of a JSON column against what the table declares it to be."""
    try:
        return _declared(section, name).validate_python(value, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(str(part) for part in first["loc"])
        raise ValueError(f"{place + ': ' if place else ''}{first['msg']}") from error


@cache
def _declared(section: Section, name: str) -> TypeAdapter[Any]:
    (declared,) = get_args(get_type_hints(section.table)[name])
    return TypeAdapter(declared)


def _reader(kind: Any) -> Reader | None:  # noqa: ANN401 - the type of a column
    """Find who reads values of a type of column; JSON columns are declared by their tables."""
    if isinstance(kind, JSON):
        return None
    return next(read for types, read in _READERS if isinstance(kind, types))


def _instant(_kind: object, value: Json) -> object:
    found = datetime.fromisoformat(_string(value))
    if found.tzinfo is None:
        raise ValueError("must carry its zone")
    return found


def _day(_kind: object, value: Json) -> object:
    return date.fromisoformat(_string(value))


def _digits(_kind: object, value: Json) -> object:
    try:
        found = Decimal(_string(value))
    except InvalidOperation as error:
        raise ValueError("must be a number, in a text of digits") from error
    exponent = found.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < SMALLEST_EXPONENT or abs(found) >= LARGEST_DECIMAL:
        raise ValueError("must be a number of at most 14 digits before the point and 6 behind it")
    return found


def _truth(_kind: object, value: Json) -> object:
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def _whole(_kind: object, value: Json) -> object:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("must be a whole number")
    if abs(value) > LARGEST_INTEGER:
        raise ValueError(f"must lie between -{LARGEST_INTEGER} and {LARGEST_INTEGER}")
    return value


def _number(_kind: object, value: Json) -> object:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError("must be a number")
    return float(value)  # whole numbers are written without their point


def _bytes(_kind: object, value: Json) -> object:
    try:
        return b64decode(_string(value), validate=True)
    except binascii.Error as error:
        raise ValueError("must be base64") from error


def _text(kind: Any, value: Json) -> object:  # noqa: ANN401 - the type of a column
    found = _string(value)
    if "\0" in found:
        raise ValueError("holds the character U+0000, which no database keeps")
    if kind.length is not None and len(found) > kind.length:
        raise ValueError(f"has {len(found)} characters; there is room for {kind.length}")
    return found


def _string(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("must be a text")
    return value


_READERS: Final[tuple[tuple[type, Reader], ...]] = (
    (UtcDateTime, _instant),
    (ExactDecimal, _digits),
    (Date, _day),
    (Boolean, _truth),
    (Integer, _whole),
    (Float, _number),
    (LargeBinary, _bytes),
    (String, _text),
)
