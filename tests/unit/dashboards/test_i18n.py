"""Catalogues: complete, nothing left over, placeholders kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from dashboards.i18n import LANGUAGES, LOCALES, Translator, negotiate_language

TRANSLATED = [language for language in LANGUAGES if language != "en"]


def messages_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        if (
            name in {"t", "self", "plural"}
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            yield first.value


@pytest.fixture(scope="module")
def used(repository: Path) -> set[str]:
    """Collect every message of the window's code and templates."""
    folder = repository / "dashboards"
    found = {
        message
        for path in folder.rglob("*.py")
        for message in messages_in(ast.parse(path.read_text(encoding="utf-8")))
    }
    for path in (folder / "templates").glob("*.html"):
        found |= {
            match[1] for match in re.findall(r"""\bt\((["'])(.*?)\1\)""", path.read_text(encoding="utf-8"))
        }
    return found


def catalogue(language: str) -> dict[str, tuple[str, ...]]:
    path = LOCALES / language.replace("-", "_") / "LC_MESSAGES" / "dashboards.po"
    with path.open("rb") as file:
        entries = [entry for entry in read_po(file) if entry.id]
    return {
        entry.id[0] if isinstance(entry.id, tuple | list) else entry.id: (
            tuple(entry.string) if isinstance(entry.string, tuple | list) else (str(entry.string),)
        )
        for entry in entries
    }


def fields(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_none_is_left_over(used: set[str], language: str) -> None:
    translated = {message for message, texts in catalogue(language).items() if all(texts)}
    assert used - translated == set()
    assert set(catalogue(language)) - used == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_the_values_of_its_message(language: str) -> None:
    for message, texts in catalogue(language).items():
        for translated in texts:
            assert fields(translated) == fields(message), message


def test_numbers_and_dates_follow_the_language() -> None:
    assert Translator("pt-BR").number(517570) == "517.570"
    assert Translator("ko").percent(0.41) == "41%"
    assert Translator("ko").interval(0.41, 0.63) == "41~63%"
    assert Translator("pt-BR").interval(0.41, 0.63) == "41\u201363%"
    assert Translator("es").number(4435354) == "4,435,354"  # as in Peru
    assert Translator("es").language_name("en") == "inglés"
    moment = datetime(2026, 11, 25, 18, 5, 9, tzinfo=timezone(timedelta(hours=9)))
    assert Translator("ko").moment(moment) == "2026. 11. 25. 09:05:09 UTC"
    assert Translator("es").moment(moment) == "25 nov. 2026, 09:05:09 UTC"
    days = [Translator(language).table_day(date(2026, 4, 3)) for language in LANGUAGES]
    assert days == ["3 Apr 2026", "03/04/2026", "03/04/2026", "2026. 4. 3."]
    assert Translator("es").plural("{count} day late", "{count} days late", 2) == "2 días de retraso"


def test_a_text_of_the_api_falls_back_to_english() -> None:
    assert Translator("ko").pick({"en": "Reach", "es": "Alcance"}) == "Reach"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("pt-PT,pt;q=0.9", "pt-BR"), ("ko-KR", "ko"), ("fr,de", "en"), ("", "en"), ("es-PE,es;q=0.8", "es")],
)
def test_the_browsers_language_is_a_first_guess(accepted: str, language: str) -> None:
    assert negotiate_language(accepted) == language
