"""Files of an engagement that were damaged, forged or made of odd content: refused at the place, or kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from studies.loader import load_study
from tests.made_engagement import AT, LIMA, add_small, append, fill_lima, kept
from tracker.errors import InvalidInputError
from tracker.services.record_files.manifest import sha256, sha256_of_manifest
from tracker.services.record_files.reading import read_export
from tracker.services.record_files.restoring import restore
from tracker.services.record_files.writing import export_engagement
from tracker.services.seeding import seed_studies
from tracker.settings import DatabaseSettings
from tracker.store import tables
from tracker.store.session import Database, open_database
from tracker.store.studies import find_study

Parts = dict[str, Any]


class Exports(dict[str, bytes]):
    """Files by engagement, which a failing example need not print."""

    def __repr__(self) -> str:
        return "exports"


@pytest.fixture(scope="module")
def instance(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory, repository: Path
) -> Iterator[Database]:
    """Open an embedded instance with Lima's engagement and a small one."""
    path = tmp_path_factory.mktemp("instance") / "tracker.sqlite"
    shutil.copy(migrated_file, path)
    database = open_database(DatabaseSettings(url=SecretStr(f"sqlite:///{path}")))
    with database.writing() as session:
        seed_studies(session, [load_study(repository / "studies" / LIMA)])
        study = find_study(session, LIMA)
        assert study is not None
        fill_lima(session, study)
        add_small(session)
        session.commit()
    yield database
    database.close()


@pytest.fixture(scope="module")
def contents(instance: Database, tmp_path_factory: pytest.TempPathFactory) -> Exports:
    folder = tmp_path_factory.mktemp("exports")
    found = Exports()
    for key in (LIMA, "small"):
        with instance.reading() as session:
            export_engagement(session, key, folder / key, at=AT)
        found[key] = (folder / key).read_bytes()
    return found


def faults_of(content: bytes) -> dict[str, str]:
    with pytest.raises(InvalidInputError, match="nothing was stored") as caught:
        read_export(content)
    return dict(caught.value.faults)


def forged(content: bytes, change: Callable[[Parts], object]) -> bytes:
    """Change sections and hash everything anew, as somebody would who writes such files by hand."""
    parsed = json.loads(content)
    manifest, parts = parsed["manifest"], parsed["sections"]
    change(parts)
    manifest["sections"] = {
        name: {"count": len(rows), "sha256": sha256(rfc8785.dumps(rows))} for name, rows in parts.items()
    }
    manifest["sha256"] = sha256_of_manifest(manifest)
    canonical: bytes = rfc8785.dumps(parsed)
    return canonical


def test_a_file_as_it_was_exported_is_read(contents: Exports) -> None:
    for key, content in contents.items():
        assert read_export(content).manifest.engagement == key
        assert forged(content, lambda parts: parts) == content


@settings(max_examples=150)
@given(position=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_refused_with_its_place(contents: Exports, position: int, bit: int) -> None:
    content = bytearray(contents["small"])
    content[position % len(content)] ^= 1 << bit
    found = faults_of(bytes(content))
    assert found
    assert all(found)  # each names a place


@settings(max_examples=30)
@given(cut=st.integers(1, 5000), more=st.binary(max_size=3))
def test_a_file_that_ends_elsewhere_is_refused(contents: Exports, cut: int, more: bytes) -> None:
    whole = contents["small"]
    assert all(faults_of(whole[:-cut] + more if whole[-cut:] != more else whole[:-cut]))
    assert all(faults_of(whole + (more or b"\n")))


def test_a_changed_word_is_found_in_its_section(contents: Exports) -> None:
    changed = contents[LIMA].replace(b'"reason":"Rain"', b'"reason":"Ruin"')
    assert set(faults_of(changed)) == {"/sections/baseline_change"}
    changed = contents[LIMA].replace(b'"exported_at":"2026', b'"exported_at":"2025')
    assert set(faults_of(changed)) == {"/manifest"}


def test_a_file_that_says_the_same_in_other_bytes_is_refused_at_the_first_of_them(
    contents: Exports,
) -> None:
    content = contents["small"]
    found = faults_of(content.replace(b'{"manifest":', b'{ "manifest":'))
    assert set(found) == {"byte 2"}
    assert set(faults_of(content.replace(b'{"manifest":', b'{"manifest":\xff'))) == {"byte 13"}


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"manifest":{},"sections":{}}', b"NaN", b"1e999", b"[" * 100_000, b'"\\ud800"'],
)
def test_another_file_is_refused(content: bytes) -> None:
    assert faults_of(content)


def set_first(section: str, column: str, value: object) -> Callable[[Parts], object]:
    def change(parts: Parts) -> None:
        parts[section][0][column] = value

    return change


@pytest.mark.parametrize(
    ("section", "column", "value", "said"),
    [
        ("event", "title", "Kick-off", "dict"),
        ("event", "title", {"en": 1}, "string"),
        ("event", "starts_at", "2026-03-02", "zone"),
        ("event", "starts_at", "2026-03-02T08:30:00.000000+09:00", "as exports write it"),
        ("event", "starts_at", "0001-01-01T00:00:00.000000+14:00", ""),
        ("event", "place", "x" * 301, "301 characters"),
        ("event", "place", "\0", "U+0000"),
        ("event", "form", None, "must not be empty"),
        ("event", "visibility", "secret", "must be one of"),
        ("contribution", "amount", 1.5, "must be a text"),
        ("contribution", "amount", "1.50", "as exports write it"),
        ("contribution", "amount", "0.0000001", "6 behind"),
        ("contribution", "amount", "1e20", "14 digits"),
        ("contribution", "amount", "NaN", "must be a number"),
        ("contribution", "amount", "many", "must be a number"),
        ("agreement", "signed_on", "20260302", "as exports write it"),
        ("edition", "year", True, "whole number"),
        ("edition", "year", 2**40, "must lie between"),
        ("indicator_period", "locked", 1, "true or false"),
        ("coverage", "covered_low", "much", "must be a number"),
        ("report_version", "pdf", "AA=A", "base64"),
        ("job", "state", "queued", "ended"),
        ("study", "definition", {"slug": "x"}, "required"),
        ("study", "engagement", "other", f"must be {LIMA}"),
        ("finding", "engagement", "other", "there is no engagement other"),
        ("finding", "study", "other", "there is no study other"),
        ("recommendation", "superseded_by", "nowhere", "there is no recommendation"),
        ("measure_figure", "measure", "other", "no such measure"),
        ("report_version", "content", "{}", "is no frozen report"),
        ("report_version", "content_sha256", "0" * 64, "decided on"),
        ("decision", "content_sha256", "0" * 64, "that of the version"),
        ("audit_entry", "canonical", "{}", "entry 1"),
        ("audit_entry", "scope", "engagement:other", "kept beside"),
    ],
)
def test_a_forged_value_is_refused_at_its_place(
    contents: Exports, section: str, column: str, value: object, said: str
) -> None:
    found = faults_of(forged(contents[LIMA], set_first(section, column, value)))
    places = {place: words for place, words in found.items() if place.startswith(f"/sections/{section}/")}
    assert places, found
    assert any(said in words for words in places.values()), found


def test_all_faults_are_told_at_once(contents: Exports) -> None:
    def change(parts: Parts) -> None:
        parts["event"][0]["visibility"] = "secret"
        del parts["engagement"][0]["topic"]
        parts["gate"][1]["surprise"] = 1
        parts["finding"][0] = []

    assert set(faults_of(forged(contents[LIMA], change))) == {
        "/sections/event/0/visibility",
        "/sections/engagement/0/topic",
        "/sections/gate/1/surprise",
        "/sections/finding/0",
    }


def test_a_row_that_is_there_twice_or_missing_from_the_chain_is_found(contents: Exports) -> None:
    twice = forged(contents[LIMA], lambda parts: parts["event"].insert(0, parts["event"][0]))
    assert set(faults_of(twice)) == {"/sections/event/1"}
    cut = forged(contents[LIMA], lambda parts: parts["audit_entry"].pop(1))
    assert faults_of(cut) == {"/sections/audit_entry/1": "Entry 2 is missing."}


def test_a_section_too_many_or_too_few_and_a_newer_format_are_refused(contents: Exports) -> None:
    def change(parts: Parts) -> None:
        parts["secrets"] = parts.pop("event")

    assert set(faults_of(forged(contents[LIMA], change))) == {"/sections/event", "/sections/secrets"}
    newer = contents["small"].replace(b'"format":1', b'"format":2')
    assert set(faults_of(newer)) == {"/manifest/format"}


words = st.dictionaries(
    st.sampled_from(["en", "pt-BR", "ko", "es"]), st.text(st.characters(codec="utf-8"), max_size=20)
)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
amounts = st.decimals(Decimal(-99999999999999), Decimal(99999999999999), places=6)
instants = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given its zone


@settings(max_examples=25)
@given(title=words, place=texts, amount=amounts, at=instants, day=st.dates(date(1, 1, 1)), reason=texts)
def test_whatever_the_tables_hold_comes_back_as_it_was(
    instance: Database,
    tmp_path_factory: pytest.TempPathFactory,
    title: dict[str, str],
    place: str,
    amount: Decimal,
    at: datetime,
    day: date,
    reason: str,
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    common = {"engagement": "odd", "visibility": "draft", "created_by_id": None, "title": title}
    with instance.writing() as session:
        add_small(session, "odd", topic=title)
        session.add(tables.Event(**kept(**common, key="e", form="visit", starts_at=at, place=place)))
        session.add(tables.Agreement(**kept(**common, key="a", form="letter", signed_on=day)))
        session.add(
            tables.Contribution(
                **kept(
                    **common,
                    key="c",
                    organisation="wego",
                    form="cash",
                    stage="planned",
                    amount=amount,
                    amount_state="known",
                    amount_currency="PEN",
                    amount_price_year=2026,
                )
            )
        )
        session.flush()
        append(session, "odd", reason)
        left = export_engagement(session, "odd", folder / "left.json", at=AT)
        session.rollback()
    export = read_export((folder / "left.json").read_bytes())
    (contribution,) = export.rows["contribution"]
    (event,) = export.rows["event"]
    assert (contribution["amount"], event["starts_at"], event["place"]) == (amount, at, place)
    with instance.writing() as session:
        restore(session, export, principal="test", at=AT)
        back = export_engagement(session, "odd", folder / "back.json", at=AT)
        session.rollback()
    assert back.sections == left.sections
    assert (folder / "back.json").read_bytes() == (folder / "left.json").read_bytes()
