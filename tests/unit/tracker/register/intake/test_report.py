"""The report: counts that add up, reasons beside the rows, nothing that runs, and the way back."""

from __future__ import annotations

import ast
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.unit.tracker.register.intake import town_hall as hall
from tracker.register.candidates import Remark
from tracker.register.intake.report_sheets import MARK, as_it_was, harmless, without_report
from tracker.register.intake.report_words import LABELS, REASONS, reason, say
from tracker.register.intake.report_workbook import write_report
from tracker.register.intake.running import Run, Surroundings, run_intake
from tracker.register.languages import LANGUAGES, Language
from tracker.register.reading.files import read_source
from tracker.register.tables import Row, Table
from tracker.register.vocabulary import OUTCOMES, PRECISION_CLASSES

INTAKE = Path(__file__).parents[5] / "tracker" / "register"
LINES = (
    ("UBS Azul", "Rua A, 1", "01310-200", "3333-4444", "Sim", date(2019, 5, 28)),
    ("UBS Verde ", "Rua B, 2", 1310200, 33335555, "Não", 2018, "linha um\nlinha dois"),
    ('=HYPERLINK("http://evil.example","UBS")', "Rua C, 3", None, "+55 11 3333-4444", "-"),
    ("Abrigo Sol", "@SUM(1+1)*cmd|' /C calc'!A0"),
    ("#N/A", "Rua E, 5"),
    (None, "'=já protegido"),
)


def lines_of(path: Path, sheet: int) -> list[tuple[Any, ...]]:
    """Read a sheet of a workbook as it is."""
    book = load_workbook(path)
    lines = list(book.worksheets[sheet].iter_rows(values_only=True))
    book.close()
    return lines


@pytest.fixture
def made() -> Run:
    return hall.run(*LINES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_counts_and_the_counts_add_up(made: Run, tmp_path: Path, language: Language) -> None:
    write_report(made, tmp_path / "report.xlsx", language=language)
    summary = {line[0]: line[1] for line in lines_of(tmp_path / "report.xlsx", 0) if line[0] is not None}
    counts = [summary[say(outcome, language)] for outcome in OUTCOMES]
    assert sum(counts) == summary[say("rows", language)] == summary[say("sum", language)] == len(LINES)


def test_results_and_reasons_stand_beside_the_rows_in_the_persons_language(made: Run, tmp_path: Path) -> None:
    write_report(made, tmp_path / "report.xlsx", language="pt-BR")
    heading, first, second, *_ = lines_of(tmp_path / "report.xlsx", 1)
    assert heading[:2] == ("NOME ", "ENDEREÇO")
    assert heading[8:] == (f"{MARK} Resultado", f"{MARK} Motivos", f"{MARK} Linha")
    assert first[8:] == ("aceita", None, 2)
    assert second[8] == "corrigida"
    assert "CEP: O CEP tinha perdido o zero à esquerda (1310200 → 01310-200)" in second[9].splitlines()


def test_no_imported_text_is_a_formula(made: Run, tmp_path: Path) -> None:
    write_report(made, tmp_path / "report.xlsx", language="en")
    with zipfile.ZipFile(tmp_path / "report.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 2
    assert not any(b"<f>" in sheet or b"<f " in sheet or b't="e"' in sheet for sheet in sheets)
    texts = [cell for line in lines_of(tmp_path / "report.xlsx", 1) for cell in line if isinstance(cell, str)]
    assert not [text for text in texts if text[0] in "=+-@\t\r"]


@pytest.mark.parametrize(
    "text", ["=1", "+1+1", "-", "-1-1", "@A1", "\t=1", "\r", "'=1", "''@x", "+55 11 3333-4444"]
)
def test_what_a_spreadsheet_may_run_is_kept_from_it_and_comes_back(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert as_it_was(harmless(text)) == text


@pytest.mark.parametrize("text", ["", "Rua A", "-46.63", "+3,5", "'quoted'", "a=b", " =1"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert harmless(text) == text
    assert as_it_was(text) == text


def test_a_report_that_comes_back_reads_as_the_file_did(made: Run, tmp_path: Path) -> None:
    write_report(made, tmp_path / "report.xlsx", language="ko")
    back = without_report(read_source(tmp_path / "report.xlsx"))
    assert [(table.name, table.columns) for table in back.tables] == [
        (table.name, table.columns) for table in made.source.tables
    ]
    assert [row.cells for row in back.tables[0].rows] == [row.cells for row in made.source.tables[0].rows]
    existing = hall.carried_out(made)
    again = run_intake(
        read_source(tmp_path / "report.xlsx"),
        hall.town(),
        Surroundings(hall.TODAY, "ana", existing=existing),
    )
    assert again.plan.changes_nothing
    assert hall.outcomes(again) == hall.outcomes(made)


def test_positions_of_geometry_come_back_from_a_report(tmp_path: Path) -> None:
    table = Table("", ("nome",), (Row(1, ("Parada Sol",), -46.5, -23.5), Row(2, ("Parada Lua",))))
    mapping = hall.town(tables=[{"kind": "station", "attributes": {"name": "nome"}}])
    first = run_intake(hall.book(table), mapping, Surroundings(hall.TODAY, "ana"))
    write_report(first, tmp_path / "report.xlsx", language="en")
    back = without_report(read_source(tmp_path / "report.xlsx"))
    assert [(row.lon_deg, row.lat_deg) for row in back.tables[0].rows] == [(-46.5, -23.5), (None, None)]


def test_names_of_tables_that_no_sheet_may_have_are_made_fit(tmp_path: Path) -> None:
    names = ["a/b[c]", "A-B-C-", "x" * 40, "x" * 40, ""]
    tables = [hall.sheet((f"UBS {at}", f"Rua {at}, 1"), name=name) for at, name in enumerate(names)]
    made = run_intake(hall.book(*tables), hall.town(), Surroundings(hall.TODAY, "ana"))
    write_report(made, tmp_path / "report.xlsx", language="en")
    book = load_workbook(tmp_path / "report.xlsx")
    assert len(book.sheetnames) == len(set(map(str.casefold, book.sheetnames))) == 6
    book.close()


def test_characters_that_no_workbook_holds_do_not_stop_the_report(tmp_path: Path) -> None:
    table = hall.sheet(("UBS\x07", "Rua A, 1"))
    table = replace(table, rows=(replace(table.rows[0], fault="holds the character U+0007"),))
    made = run_intake(hall.book(table), hall.town(), Surroundings(hall.TODAY, "ana"))
    write_report(made, tmp_path / "report.xlsx", language="en")
    assert lines_of(tmp_path / "report.xlsx", 1)[1][0] == "UBS"


def test_columns_that_were_left_are_told_with_the_reason(made: Run, tmp_path: Path) -> None:
    write_report(made, tmp_path / "report.xlsx", language="en")
    assert ("Saúde ", "Gestor", "it names persons") in [
        line[:3] for line in lines_of(tmp_path / "report.xlsx", 0)
    ]


def codes_in_code() -> set[str]:
    """Find every code that a remark of the register can have."""
    found: set[str] = set()
    for path in (*INTAKE.glob("intake/*.py"), *INTAKE.glob("cells/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_code_has_words_in_every_language_and_none_is_left_over() -> None:
    for words in (LABELS, REASONS):
        assert {frozenset(texts) for texts in words.values()} == {frozenset(LANGUAGES)}
        assert all(text.strip() for texts in words.values() for text in texts.values())
    assert set(REASONS) <= codes_in_code(), "no code without a place that says it"
    assert {*OUTCOMES, *(f"precision_{each}" for each in PRECISION_CLASSES)} <= set(LABELS)


def test_a_code_without_words_is_an_error_and_not_an_empty_reason() -> None:
    with pytest.raises(KeyError):
        reason(Remark("nobody_knows_this", "", ""), "en")
