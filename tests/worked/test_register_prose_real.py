"""The rules of the prose beside what a careful reader read in the notes of the real workbook."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.register_notes import WORKBOOK, Cells, is_note, read_cells, read_labels, sha256_of, table, tallies
from tracker.register.prose.proposals import propose
from tracker.register.vocabulary import FACT_KINDS

PAGE = Path("docs", "register", "prose.md")


@pytest.fixture(scope="module")
def cells(real_data: Path) -> Cells:
    return read_cells(real_data / WORKBOOK)


def test_the_labelled_set_holds_hashes_and_facts_but_no_words() -> None:
    labels = read_labels()
    assert len(labels) >= 200
    assert len({label.sha256 for label in labels}) == len(labels), "each distinct note once"
    assert all(re.fullmatch(r"[0-9a-f]{64}", label.sha256) for label in labels)
    halves = Counter(label.half for label in labels)
    assert set(halves) == {"before", "after"}
    assert halves["after"] >= len(labels) / 2
    assert {kind for label in labels for kind in label.facts} <= set(FACT_KINDS)
    assert {answer for label in labels for answer in label.facts.values()} <= {"yes", "no"}


@pytest.mark.realdata
def test_every_labelled_note_still_stands_where_it_was_read(cells: Cells) -> None:
    moved = [
        (label.sheet, label.row)
        for label in read_labels()
        if sha256_of(cells[label.sheet, label.column, label.row]) != label.sha256
    ]
    assert moved == []


@pytest.mark.realdata
def test_the_labelled_set_is_every_distinct_note_of_the_workbook(cells: Cells) -> None:
    notes = {sha256_of(text) for (_, column, _), text in cells.items() if is_note(column) and text.strip()}
    assert {label.sha256 for label in read_labels()} == notes


@pytest.mark.realdata
def test_what_is_proposed_is_right_in_at_least_95_of_100_cases(cells: Cells) -> None:
    for part, tally in tallies(read_labels(), cells).items():
        assert tally.proposed.total() >= 200, part
        assert tally.precision() >= 0.95, part


@pytest.mark.realdata
def test_the_page_prints_the_table_that_is_measured(cells: Cells, repository: Path) -> None:
    assert table(tallies(read_labels(), cells)) in (repository / PAGE).read_text(encoding="utf-8")


@pytest.mark.realdata
def test_points_of_reference_which_tell_of_no_access_propose_nothing(cells: Cells) -> None:
    references = [text for (_, column, _), text in cells.items() if column == "PONTO DE REFERÊNCIA"]
    assert len(references) == 43
    assert [text for text in references if propose(text, language="pt-BR")] == []
