"""JSON text: parsed within limits, and its values as cells."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from tracker.errors import InvalidInputError
from tracker.register.reading.encodings import find_encoding
from tracker.register.reading.limits import (
    MAX_JSON_BYTES,
    MAX_JSON_NESTING,
    MAX_JSON_VALUES,
    MAX_ROWS,
    refusal,
)
from tracker.register.tables import Cell

RECORD_SEPARATOR: Final = "\x1e"  # begins each text of a GeoJSON text sequence
LARGEST_WHOLE: Final = 2**63 - 1  # beyond it no database keeps the digits


@dataclass(frozen=True, slots=True)
class JsonText:
    """
    What a JSON file holds.

    Parameters
    ----------
    values : tuple
        The one value of an ordinary file; one a line where each line is a text of its own.
    numbers : tuple of int
        The line of each value.
    by_lines : bool
        Whether each line is a text of its own.
    """

    values: tuple[Any, ...]
    numbers: tuple[int, ...]
    by_lines: bool


def read_json(path: Path, name: str) -> JsonText:
    """
    Parse a JSON file, also one that has a JSON text in each line.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Its name, for messages.

    Returns
    -------
    JsonText
        Its values.

    Raises
    ------
    InvalidInputError
        If it is no JSON, or has too many values or levels.
    """
    size_bytes = path.stat().st_size
    if size_bytes > MAX_JSON_BYTES:
        fault = f"has {size_bytes} bytes; JSON of at most {MAX_JSON_BYTES} bytes is taken"
        raise refusal(name, ("", fault))
    text = path.read_text(encoding=find_encoding(path, name).codec)
    return parse_json(text, name)


def parse_json(text: str, name: str) -> JsonText:
    """
    Parse JSON text, also with a JSON text in each line.

    Parameters
    ----------
    text : str
        The text.
    name : str
        The file, for messages.

    Returns
    -------
    JsonText
        Its values.

    Raises
    ------
    InvalidInputError
        If it is no JSON, or has too many values or levels.
    """
    value_count = text.count(",") + text.count("[") + text.count("{")
    if value_count > MAX_JSON_VALUES:
        raise refusal(name, ("", f"has about {value_count} values; at most {MAX_JSON_VALUES} are taken"))
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        if not text.lstrip(" \t\r\n").startswith(RECORD_SEPARATOR) and error.msg != "Extra data":
            fault = f"is no JSON: {error.msg}, column {error.colno}"
            raise refusal(name, (f"line {error.lineno}", fault)) from error
        return _parse_lines(text, name)
    except RecursionError as error:
        raise _too_deep(name, "") from error
    except ValueError as error:  # a number of thousands of digits
        raise refusal(name, ("", f"holds a number that is none: {error}")) from error
    _check_nesting(whole, name, "")
    return JsonText((whole,), (1,), by_lines=False)


def to_cell(value: Any) -> tuple[Cell, str | None]:  # noqa: ANN401 - whatever JSON holds
    """
    Give a JSON value as a cell, and what is wrong with it.

    Parameters
    ----------
    value : object
        From `read_json`, or a date.

    Returns
    -------
    cell : Cell
        Lists and objects as compact JSON text; NaN, which programs write for a missing number, is None;
        whole numbers beyond 64 bits are text.
    fault : str or None
        For infinity.
    """
    if value is None or value == "":
        return None, None
    if isinstance(value, float) and not math.isfinite(value):
        return None, None if math.isnan(value) else "holds an infinite number"
    if isinstance(value, int) and not -LARGEST_WHOLE <= value <= LARGEST_WHOLE:
        return str(value), None
    if isinstance(value, str | int | float | date):
        return value, None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")), None


def _parse_lines(text: str, name: str) -> JsonText:
    """Parse a JSON text a line; all faulty lines are told at once."""
    values: list[Any] = []
    numbers: list[int] = []
    faults: list[tuple[str, str]] = []
    for number, line in _lines(text):
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            faults.append((f"line {number}", f"is no JSON: {error.msg}, column {error.colno}"))
            continue
        except RecursionError as error:
            raise _too_deep(name, f"line {number}") from error
        except ValueError as error:
            faults.append((f"line {number}", f"holds a number that is none: {error}"))
            continue
        _check_nesting(value, name, f"line {number}")
        values.append(value)
        numbers.append(number)
    if len(values) > MAX_ROWS:
        raise refusal(name, ("", f"has {len(values)} lines; at most {MAX_ROWS} are taken"))
    if faults:
        raise refusal(name, *faults)
    return JsonText(tuple(values), tuple(numbers), by_lines=True)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines that hold something, with their numbers."""
    for number, line in enumerate(text.split("\n"), start=1):
        if kept := line.strip().lstrip(RECORD_SEPARATOR):
            yield number, kept


def _check_nesting(value: Any, name: str, place: str) -> None:  # noqa: ANN401 - whatever JSON holds
    """Refuse values inside values beyond what any format asks for."""
    level = [value]
    for _ in range(MAX_JSON_NESTING):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise _too_deep(name, place)


def _too_deep(name: str, place: str) -> InvalidInputError:
    """Make the error for values nested too deeply."""
    return refusal(name, (place, f"nests values more than {MAX_JSON_NESTING} levels deep"))
