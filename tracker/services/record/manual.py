"""The page docs/record/api.md: every kind with its address, fields, writers and moves, made from the code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, get_args, get_origin

from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from studies.record.fields import MeasuredValue, PricedAmount, Refers
from studies.record.references import annotated_types
from tracker.domain.record_rights import MOVERS, SEEN, WRITERS, RecordRole
from tracker.record.workflows.machine import Move
from tracker.services.record.kinds import KINDS, Kind, has_visibility

HEAD = """\
# The record over HTTP

This page is made from the code (`tracker/services/record/manual.py`); a test keeps it current. What to call
when, with examples, stands in [README.md](README.md); what stands in a move's way, in [states.md](states.md);
every body in full, in the OpenAPI document.

All addresses begin with `/api/v1`. Every kind has the same ones:

| call | what it does |
| --- | --- |
| `GET` ADDRESS | lists what you may see; `offset`, `limit` |
| `POST` ADDRESS | makes one; without `key` it gets the next free one |
| `GET` ADDRESS`/{key}` | reads one; the header `ETag` names its version, `moves` says what can happen next |
| `PATCH` ADDRESS`/{key}` | changes the fields sent; needs `If-Match` with the ETag |
| `POST` ADDRESS`/{key}/moves` | makes a move; needs `If-Match` |
| `GET` ADDRESS`/{key}/history` | reads who did what and when |

A `POST` with the header `Idempotency-Key` can be repeated without doing it twice. Texts for people are
given by language, such as `{"en": "...", "es": "..."}`, in one at least of en, pt-BR, es and ko. A number
that may be missing says why: `{"state": "unknown"}`, `{"state": "not_applicable"}`, or
`{"state": "known", "value": 0}`: zero is a known number.

Who may change a thing may change its `visibility` in every state. What a decision or an approval rests on
stays as it was then, also where a kind says that it can be changed at any time: scores and selection
decisions of a decided candidacy, the criteria and quorum of its edition, the conditions of a decided gate,
and the indicator and period of an approved value. A pilot goes on citing a recommendation that stands.
"""
SEEING = """\
## Who sees what

Each thing of an engagement has a visibility: draft, partner, programme or public. Anybody sees what is
public; who has a role elsewhere in the same programme sees also what is common to the programme. In the
engagement itself:
"""
PREFIXES = {"instance": "", "programme": "/programmes/{programme}", "engagement": "/engagements/{engagement}"}


def api_page() -> str:
    """Write the page."""
    return "\n".join([HEAD, *_levels(), *(line for kind in KINDS.values() for line in _section(kind))])


def _levels() -> Iterator[str]:
    yield SEEING
    yield "| role | draft | partner | programme | public |"
    yield "| --- | --- | --- | --- | --- |"
    for role in get_args(RecordRole):
        marks = " | ".join(
            "yes" if level in SEEN[role] else "no" for level in ("draft", "partner", "programme", "public")
        )
        yield f"| {_words(role)} | {marks} |"
    yield ""


def _section(kind: Kind) -> Iterator[str]:
    yield f"## {kind.words.capitalize()}"
    yield ""
    yield f"`{PREFIXES[kind.scope]}/{kind.plural}`. {_first_line(kind)}"
    yield ""
    yield f"Made and changed by: {_roles(WRITERS[kind.name])}. {_editable(kind)}"
    yield ""
    yield "| field | what | needed |"
    yield "| --- | --- | --- |"
    for name, info in kind.fields.model_fields.items():
        if name not in ("key", "source", "illustrative", "visibility"):
            yield f"| `{name}` | {_what(info)} | {'yes' if info.is_required() else 'no'} |"
    level = ", `visibility`" if has_visibility(kind) else ""
    yield ""
    yield f"Besides `key`, `source`, `illustrative`{level}."
    yield ""
    if kind.workflow is not None:
        yield "| move | from | to | needs | made by |"
        yield "| --- | --- | --- | --- | --- |"
        for move in kind.workflow.moves:
            yield _move(kind, move)
        yield ""


def _move(kind: Kind, move: Move[object]) -> str:
    assert kind.workflow is not None  # it has this move
    states = kind.workflow.states
    sources = ", ".join(_words(state) for state in states if state in move.sources)
    targets = " or ".join(_words(state) for state in states if state in move.targets)
    needs = ", ".join(f"`{name}`" for name in move.needs)
    return f"| `{move.name}` | {sources} | {targets} | {needs} | {_roles(MOVERS[kind.name][move.name])} |"


def _first_line(kind: Kind) -> str:
    said = (kind.fields.__doc__ or "").strip().split("\n\n", maxsplit=1)[0]
    return " ".join(said.split())


def _editable(kind: Kind) -> str:
    if kind.editable is None:
        return "It can be changed at any time."
    if not kind.editable:
        return "Once made, it is not changed."
    states = kind.workflow.states if kind.workflow is not None else ()
    return (
        f"It can be changed while: {', '.join(_words(state) for state in states if state in kind.editable)}."
    )


def _what(info: FieldInfo) -> str:
    types = list(annotated_types(info))
    referred = next((mark for mark in (*info.metadata, *_marks(types)) if isinstance(mark, Refers)), None)
    if referred is not None:
        said = f"key of {_words(referred.kind)}"
    else:
        said = next(words for kind, words in _SAID if any(kind in (part, get_origin(part)) for part in types))
    choices = next((get_args(part) for part in types if get_origin(part) is Literal), ())
    if choices:
        said = "one of " + ", ".join(f"`{choice}`" for choice in choices)
    listed = any(get_origin(part) is list for part in types)
    said = f"list, each a {said}" if listed else said
    default = info.get_default(call_default_factory=True)
    shown = isinstance(default, bool | int | str)
    return f"{said}; `{str(default).lower()}` when left out" if shown else said


def _marks(types: Iterable[object]) -> Iterator[object]:
    for part in types:
        if get_origin(part) is Annotated:
            yield from part.__metadata__  # type: ignore[attr-defined]  # what makes it Annotated


# The first that a field's type mentions says what to send.
_SAID: tuple[tuple[object, str], ...] = (
    (PricedAmount, "amount of money with currency and price year, or that it is unknown or does not apply"),
    (MeasuredValue, "number, or that it is unknown or does not apply"),
    (dict, "text by language"),
    (datetime, "moment with its zone"),
    (AwareDatetime, "moment with its zone"),
    (date, "day"),
    (Decimal, "number"),
    (bool, "true or false"),
    (int, "whole number"),
    (str, "text"),
    (Literal, "choice"),
)


def _roles(roles: Collection[str]) -> str:
    return ", ".join(_words(role) for role in get_args(RecordRole) if role in roles)


def _words(name: str) -> str:
    return name.replace("_", " ")
