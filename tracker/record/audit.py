"""The audit chain: what an entry says, its canonical text, and the check that a chain is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import rfc8785

FORMAT = 1
LONGEST_TEXT = 500
# RFC 8785 writes numbers as ECMAScript does, which holds whole numbers exactly up to here.
LARGEST_INTEGER = 2**53 - 1
GENESIS_WORDS = "feasibility tracker, audit chain of "

Json = Any  # what `json.loads` may give


@dataclass(frozen=True, slots=True)
class Actor:
    """
    Who did something, with nothing personal beyond name and organisation.

    Parameters
    ----------
    id : str or None
        Identifier of the account; None for a program.
    name, organisation : str
        As the account says at that moment.
    """

    id: str | None
    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Change:
    """
    One field before and after.

    Parameters
    ----------
    field : str
        Name of the field.
    before, after : object
        Values, as `plain_value` takes them; None where there was or is none.
    """

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Event:
    """
    What happened.

    Parameters
    ----------
    at : datetime.datetime
        The instant, with its zone.
    actor : Actor
        Who did it.
    action : str
        What was done, as the table of rights calls it, such as ``milestone.update``.
    kind, object_id : str
        What it was done to.
    version : int or None
        The object's version afterwards; None for objects without versions.
    changes : sequence of Change
        Fields that differ.
    reason : str or None
        Why, where somebody said so.
    """

    at: datetime
    actor: Actor
    action: str
    kind: str
    object_id: str
    version: int | None
    changes: Sequence[Change] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """
    An entry as it is kept: the canonical text, its hash, and what is repeated beside it to search by.

    Parameters
    ----------
    scope : str
        The chain it belongs to.
    sequence : int
        Its place in the chain, from 1.
    at : datetime.datetime
        The instant.
    action, kind, object_id : str
        As the text says.
    canonical : str
        The text that is hashed.
    sha256 : str
        Hash of the text, in hexadecimal digits.
    """

    scope: str
    sequence: int
    at: datetime
    action: str
    kind: str
    object_id: str
    canonical: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Head:
    """
    How long a chain was at some time and the hash of its last entry; kept elsewhere, it proves the rest.

    Parameters
    ----------
    scope : str
        The chain.
    count : int
        Number of entries.
    sha256 : str
        Hash of the last entry, or that of the beginning where there is none.
    """

    scope: str
    count: int
    sha256: str


Reason = Literal["changed", "missing", "reordered", "inserted", "cut_off", "rewritten"]


@dataclass(frozen=True, slots=True)
class Break:
    """
    The first place where a chain does not hold.

    Parameters
    ----------
    scope : str
        The chain.
    sequence : int
        Where, from 1.
    reason : str
        One word for it.
    message : str
        One sentence for people.
    """

    scope: str
    sequence: int
    reason: Reason
    message: str


def genesis_sha256(scope: str) -> str:
    """
    Give the hash that the first entry of a chain names as the one before.

    Parameters
    ----------
    scope : str
        The chain.

    Returns
    -------
    str
        Hash in hexadecimal digits; each chain has its own, so no entry fits into two.
    """
    return _sha256(GENESIS_WORDS + scope)


def digest(text: str | None) -> Json:
    """
    Stand for a text by its hash and length, so that the chain proves it without keeping it.

    Parameters
    ----------
    text : str or None
        A report's text, a remark, anything that may have to be removed one day.

    Returns
    -------
    dict or None
        ``sha256`` of its UTF-8 bytes and ``characters``; None for no text.
    """
    return None if text is None else {"sha256": _sha256(text), "characters": len(text)}


def plain_value(value: object) -> Json:
    """
    Give a value as JSON that RFC 8785 can write.

    Parameters
    ----------
    value : object
        None, text, number, date, time with zone, or lists and mappings of these.

    Returns
    -------
    object
        Dates and times in ISO 8601, decimals and whole numbers beyond 2**53 as text, texts of more than
        `LONGEST_TEXT` characters as their digest.

    Raises
    ------
    TypeError
        If it is something else, or a time without zone.
    """
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return digest(value)
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return _plain_parts(value)


def _plain_parts(value: object) -> Json:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain_value(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(part) for part in value]
    raise TypeError(f"an audit entry cannot hold a {type(value).__name__}")


def make_entry(scope: str, event: Event, *, sequence: int, previous_sha256: str) -> Entry:
    """
    Make the entry of an event at its place in a chain.

    Parameters
    ----------
    scope : str
        The chain.
    event : Event
        What happened.
    sequence : int
        The place, from 1.
    previous_sha256 : str
        Hash of the entry before; `genesis_sha256` for the first.

    Returns
    -------
    Entry
        With its canonical text (RFC 8785) and the text's hash.
    """
    record = {
        "format": FORMAT,
        "scope": scope,
        "sequence": sequence,
        "previous": previous_sha256,
        "at": _instant(event.at),
        "actor": {
            "id": event.actor.id,
            "name": event.actor.name,
            "organisation": event.actor.organisation,
        },
        "action": event.action,
        "object": {"kind": event.kind, "id": event.object_id, "version": event.version},
        "changes": [
            {"field": each.field, "before": plain_value(each.before), "after": plain_value(each.after)}
            for each in event.changes
        ],
        "reason": plain_value(event.reason),
    }
    canonical = rfc8785.dumps(record).decode()
    return Entry(
        scope=scope,
        sequence=sequence,
        at=event.at.astimezone(UTC),
        action=event.action,
        kind=event.kind,
        object_id=event.object_id,
        canonical=canonical,
        sha256=_sha256(canonical),
    )


def verify(scope: str, entries: Iterable[Entry], *, head: Head | None = None) -> Break | None:
    """
    Find the first place where a chain does not hold.

    Parameters
    ----------
    scope : str
        The chain.
    entries : iterable of Entry
        All its entries, in the order of their sequence; looked at one by one.
    head : Head, optional
        What was known of the chain at some time; only with it are entries missed that were cut off at
        the end, and a chain that was rewritten as a whole.

    Returns
    -------
    Break or None
        None when it holds.
    """
    count, previous = 0, genesis_sha256(scope)
    at_head = previous if head is not None and head.count == 0 else None
    for entry in entries:
        found = _fault(scope, entry, expected=count + 1, previous_sha256=previous)
        if found is not None:
            return found
        count, previous = entry.sequence, entry.sha256
        if head is not None and count == head.count:
            at_head = previous
    if head is None:
        return None
    if count < head.count:
        message = f"{head.count} entries were known and {count} are left: the end was cut off."
        return Break(scope, count + 1, "cut_off", message)
    if at_head != head.sha256:
        message = (
            f"Entry {head.count} has another hash than the exported head: the chain was rewritten, "
            "or the head is of another instance."
        )
        return Break(scope, max(head.count, 1), "rewritten", message)
    return None


def _fault(scope: str, entry: Entry, *, expected: int, previous_sha256: str) -> Break | None:
    """Hold one entry against the text it was made of and against the one before it."""
    reason: Reason = "changed"
    message = ""
    if entry.sequence > expected:
        last = entry.sequence - 1
        which = f"Entry {expected} is" if last == expected else f"Entries {expected} to {last} are"
        reason, message = "missing", f"{which} missing."
    elif entry.sequence < expected:
        reason, message = "inserted", f"Entry {entry.sequence} stands where entry {expected} should."
    elif _sha256(entry.canonical) != entry.sha256:
        message = f"The text of entry {expected} or its hash was changed: they do not belong together."
    elif (said := _read(entry.canonical)) is None:
        message = f"The text of entry {expected} is not that of an entry."
    elif said.sequence != expected:
        reason, message = "reordered", f"The text at place {expected} is that of entry {said.sequence}."
    elif said.previous != previous_sha256:
        reason = "inserted"
        message = f"Entry {expected} does not follow the entry before it: one of them was put in later."
    elif said.scope != scope or said.columns != (
        entry.scope,
        _instant(entry.at),
        entry.action,
        entry.kind,
        entry.object_id,
    ):
        message = f"What is kept beside the text of entry {expected} says something else than the text."
    return Break(scope, expected, reason, message) if message else None


class _Said(NamedTuple):
    """What the text of an entry says, as far as it is checked."""

    scope: object
    sequence: object
    previous: object
    columns: tuple[object, ...]


def _read(canonical: str) -> _Said | None:
    """Read the text of an entry; None when it is none."""
    try:
        text = json.loads(canonical)
        kind, object_id = text["object"]["kind"], text["object"]["id"]
        columns = (text["scope"], text["at"], text["action"], kind, object_id)
        return _Said(text["scope"], text["sequence"], text["previous"], columns)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("an audit entry needs a time with its zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _sha256(text: str) -> str:
    # what was changed by hand may hold anything, unpaired surrogates too
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()
