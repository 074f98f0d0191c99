"""The audit chain: canonical text, hashes that can be recomputed by hand, and every kind of damage found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.record.audit import (
    Actor,
    Change,
    Entry,
    Event,
    Head,
    digest,
    genesis_sha256,
    make_entry,
    plain_value,
    verify,
)

SCOPE = "study:town"
AT = datetime(2026, 3, 2, 8, 30, 0, 5, tzinfo=UTC)


def event(number: int = 1) -> Event:
    actor = Actor("a-1", "Ana", "Município")
    return Event(AT, actor, "milestone.update", "milestone", f"m-{number % 2}", number)


def chain(count: int, scope: str = SCOPE) -> list[Entry]:
    entries: list[Entry] = []
    previous = genesis_sha256(scope)
    for number in range(1, count + 1):
        entries.append(make_entry(scope, event(number), sequence=number, previous_sha256=previous))
        previous = entries[-1].sha256
    return entries


def test_the_text_is_canonical_and_its_hash_can_be_computed_by_any_program() -> None:
    (entry,) = chain(1)
    # RFC 8785: names in order, no space, letters as they are
    assert entry.canonical == (
        '{"action":"milestone.update","actor":{"id":"a-1","name":"Ana","organisation":"Município"},'
        '"at":"2026-03-02T08:30:00.000005+00:00","changes":[],"format":1,'
        '"object":{"id":"m-1","kind":"milestone","version":1},'
        f'"previous":"{genesis_sha256(SCOPE)}","reason":null,"scope":"study:town","sequence":1}}'
    )
    assert entry.sha256 == hashlib.sha256(entry.canonical.encode("utf-8")).hexdigest()


def test_the_same_instant_in_another_zone_gives_the_same_text() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=9)))
    assert make_entry(SCOPE, replace(event(), at=elsewhere), sequence=1, previous_sha256="0") == make_entry(
        SCOPE, event(), sequence=1, previous_sha256="0"
    )


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(TypeError, match="zone"):
        make_entry(SCOPE, replace(event(), at=AT.replace(tzinfo=None)), sequence=1, previous_sha256="0")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (0, 0),
        (2**53 - 1, 9007199254740991),
        (2**53, "9007199254740992"),
        (0.5, 0.5),
        (Decimal("10.20"), "10.20"),
        (date(2026, 3, 2), "2026-03-02"),
        ("a" * 500, "a" * 500),
        ({"en": ["x", 1]}, {"en": ["x", 1]}),
    ],
)
def test_values_are_kept_exactly(value: object, written: object) -> None:
    kept = plain_value(value)
    assert (kept, type(kept)) == (written, type(written))


def test_a_long_text_is_kept_as_hash_and_length() -> None:
    text = "é" * 501
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert plain_value(text) == {"sha256": sha256, "characters": 501} == digest(text)
    assert digest(None) is None


def test_an_unknown_kind_of_value_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        plain_value({"x": {1}})


def test_a_whole_chain_holds_and_so_does_an_empty_one() -> None:
    assert verify(SCOPE, chain(4)) is None
    assert verify(SCOPE, []) is None
    assert verify(SCOPE, [], head=Head(SCOPE, 0, genesis_sha256(SCOPE))) is None


def test_a_chain_that_grew_since_its_head_was_exported_holds() -> None:
    entries = chain(5)
    for count in range(6):
        sha256 = entries[count - 1].sha256 if count else genesis_sha256(SCOPE)
        assert verify(SCOPE, entries, head=Head(SCOPE, count, sha256)) is None


def test_a_cut_off_end_is_found_with_the_head_only() -> None:
    entries = chain(5)
    head = Head(SCOPE, 5, entries[-1].sha256)
    assert verify(SCOPE, entries[:3]) is None
    found = verify(SCOPE, entries[:3], head=head)
    assert found is not None
    assert (found.sequence, found.reason) == (4, "cut_off")


def test_a_chain_that_was_rewritten_as_a_whole_is_found_with_the_head_only() -> None:
    head = Head(SCOPE, 3, chain(3)[-1].sha256)
    forged: list[Entry] = []
    previous = genesis_sha256(SCOPE)
    for number in (1, 2, 3):
        said = replace(event(number), reason="forged")
        forged.append(make_entry(SCOPE, said, sequence=number, previous_sha256=previous))
        previous = forged[-1].sha256
    assert verify(SCOPE, forged) is None
    found = verify(SCOPE, forged, head=head)
    assert found is not None
    assert (found.sequence, found.reason) == (3, "rewritten")


def test_an_entry_put_in_with_a_fitting_hash_does_not_follow() -> None:
    entries = chain(4)
    put_in = make_entry(SCOPE, event(9), sequence=2, previous_sha256=entries[0].sha256)
    found = verify(SCOPE, [entries[0], put_in, *entries[2:]])
    assert found is not None
    assert (found.sequence, found.reason) == (3, "inserted")


def test_an_entry_of_another_chain_does_not_fit() -> None:
    found = verify(SCOPE, chain(1, scope="study:city"))
    assert found is not None
    assert found.sequence == 1


def test_a_column_that_says_something_else_than_the_text_is_found() -> None:
    for changed in (
        {"action": "draft.update"},
        {"kind": "report"},
        {"object_id": "m-7"},
        {"at": AT + timedelta(microseconds=1)},
        {"scope": "study:city"},
    ):
        entries = chain(3)
        entries[1] = replace(entries[1], **changed)
        found = verify(SCOPE, entries)
        assert found is not None
        assert (found.sequence, found.reason) == (2, "changed")


def test_a_text_that_is_no_entry_is_found_even_with_its_own_hash() -> None:
    for text in ("nonsense", "[]", '{"scope":"study:town"}', json.dumps({"object": 3})):
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        found = verify(SCOPE, [replace(chain(1)[0], canonical=text, sha256=sha256)])
        assert found is not None
        assert found.reason == "changed"


@given(st.data())
def test_any_changed_character_is_found_at_its_place(data: st.DataObject) -> None:
    entries = chain(5)
    place = data.draw(st.integers(0, 4))
    field = data.draw(st.sampled_from(["canonical", "sha256"]))
    text = getattr(entries[place], field)
    at = data.draw(st.integers(0, len(text) - 1))
    character = data.draw(st.characters().filter(lambda drawn: drawn != text[at]))
    changed = {field: text[:at] + character + text[at + 1 :]}
    entries[place] = replace(entries[place], **changed)
    found = verify(SCOPE, entries)
    assert found is not None
    assert (found.sequence, found.reason) == (place + 1, "changed")


@given(st.integers(0, 3))
def test_any_removed_entry_is_missed(place: int) -> None:
    entries = chain(5)
    del entries[place]
    found = verify(SCOPE, entries)
    assert found is not None
    assert (found.sequence, found.reason) == (place + 1, "missing")


@given(st.integers(0, 3))
def test_entries_removed_and_numbered_anew_do_not_follow(place: int) -> None:
    entries = chain(5)
    del entries[place]
    numbered = [replace(entry, sequence=number) for number, entry in enumerate(entries, start=1)]
    found = verify(SCOPE, numbered)
    assert found is not None
    assert (found.sequence, found.reason) == (place + 1, "reordered")


@given(st.permutations(range(5)), st.booleans())
def test_any_other_order_is_found(order: list[int], numbered: bool) -> None:
    entries = [chain(5)[place] for place in order]
    if numbered:
        entries = [replace(entry, sequence=number) for number, entry in enumerate(entries, start=1)]
    found = verify(SCOPE, entries)
    if list(order) == sorted(order):
        assert found is None
    else:
        first = next(place for place, was in enumerate(order) if was != place)
        assert found is not None
        assert found.sequence == first + 1


@given(st.integers(0, 5), st.booleans())
def test_an_entry_kept_twice_is_found(place: int, numbered: bool) -> None:
    entries = chain(6)
    entries.insert(place, entries[place])
    if numbered:
        entries = [replace(entry, sequence=number) for number, entry in enumerate(entries, start=1)]
    found = verify(SCOPE, entries)
    assert found is not None
    assert found.sequence == place + 2


@given(st.lists(st.tuples(st.text(max_size=5), st.integers() | st.text() | st.none()), max_size=4))
def test_whatever_is_written_down_can_be_read_back(pairs: list[tuple[str, int | str | None]]) -> None:
    changes = [Change(field, before=None, after=after) for field, after in pairs if field.isprintable()]
    entry = make_entry(SCOPE, replace(event(), changes=changes), sequence=1, previous_sha256="0")
    written = json.loads(entry.canonical)["changes"]
    assert [part["field"] for part in written] == [change.field for change in changes]
    assert [part["after"] for part in written] == [plain_value(change.after) for change in changes]
