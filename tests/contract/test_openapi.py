"""The committed documents about the API say what the code does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tracker.app import openapi_document
from tracker.domain.permissions import ACTIONS
from tracker.errors import TrackerError
from tracker.problems import BY_ERROR, BY_STATUS, KINDS, MEDIA_TYPE, problems_page


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_committed_openapi_document_is_current(repository: Path) -> None:
    committed = json.loads((repository / "docs" / "api" / "openapi.json").read_text())
    assert committed == openapi_document(), "run `make openapi`"


def test_every_operation_declares_its_action_and_answers_errors_with_problems() -> None:
    for name, operation in operations(openapi_document()):
        assert operation["x-action"] in ACTIONS, name
        for status in ("4XX", "5XX"):
            assert list(operation["responses"][status]["content"]) == [MEDIA_TYPE], name
        assert "422" not in operation["responses"], name
        assert operation["description"], name


def test_every_reference_in_the_document_leads_somewhere() -> None:
    document = openapi_document()
    text = json.dumps(document)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in document["components"]["schemas"]


def test_the_committed_list_of_problems_is_current(repository: Path) -> None:
    assert (repository / "docs" / "problems.md").read_text() == problems_page(), "run `make generated`"


def all_errors(kind: type[TrackerError]) -> Iterator[type[TrackerError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from all_errors(child)


@pytest.mark.parametrize("error", list(all_errors(TrackerError)))
def test_every_error_of_ours_has_its_own_row_in_the_table(error: type[TrackerError]) -> None:
    assert error in BY_ERROR


def test_no_two_kinds_share_a_slug() -> None:
    kinds = {*BY_ERROR.values(), *BY_STATUS.values()}
    assert len(KINDS) == len(kinds)
