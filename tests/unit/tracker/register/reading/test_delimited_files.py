"""Delimited text: separators, encodings, quotation, line numbers, and letters damaged before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.errors import InvalidInputError
from tracker.register.reading.files import read_source
from tracker.register.tables import SourceFile


def read(tmp_path: Path, data: str | bytes, *, encoding: str = "utf-8") -> SourceFile:
    """Write a file and read it."""
    path = tmp_path / "rede.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return read_source(path)


@pytest.mark.parametrize(
    ("separator", "title"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")]
)
def test_every_usual_separator_is_found(tmp_path: Path, separator: str, title: str) -> None:
    lines = [["nome", "nota"], ["UBS Sé", "sim"], ["CEU", "não"]]
    source = read(tmp_path, "\n".join(separator.join(line) for line in lines))
    assert [list(row.cells) for row in source.tables[0].rows] == lines[1:]
    assert title in source.notes[0]


def test_commas_in_prose_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    source = read(tmp_path, "nome;nota\nUBS;rampa, banheiro, piso\nCEU;rampa, elevador\n")
    assert source.tables[0].columns == ("nome", "nota")
    assert source.tables[0].rows[0].cells == ("UBS", "rampa, banheiro, piso")


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without a byte order mark"),
        ("utf-16-be", "UTF-16 without a byte order mark"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_every_usual_encoding_is_found(tmp_path: Path, encoding: str, title: str) -> None:
    source = read(tmp_path, "nome;endereço\nUBS São João;Praça “Sé”\n", encoding=encoding)
    assert source.tables[0].columns == ("nome", "endereço")
    assert source.tables[0].rows[0].cells == ("UBS São João", "Praça “Sé”")
    assert source.notes[0].startswith(f"Read as {title},")


def test_bytes_that_windows_has_no_letter_for_are_latin_1(tmp_path: Path) -> None:
    source = read(tmp_path, b"nome;rua\nS\xe3o\x9d;A\n")
    assert source.notes[0].startswith("Read as Latin-1,")
    assert source.tables[0].rows[0].cells == ("São\x9d", "A")


def test_values_stay_text_and_nothing_is_none(tmp_path: Path) -> None:
    source = read(tmp_path, "ubigeo;lat;data;vazio\n070107;-23,55;01/02/2018;\n")
    assert source.tables[0].rows[0].cells == ("070107", "-23,55", "01/02/2018", None)


def test_rows_are_numbered_by_the_line_in_which_they_begin(tmp_path: Path) -> None:
    source = read(tmp_path, 'nome;nota\n"UBS";"rampa\ne piso"\n\nCEU;sim\r\n"ETEC";não\r')
    table = source.tables[0]
    assert [row.number for row in table.rows] == [2, 5, 6]
    assert table.rows[0].cells == ("UBS", "rampa\ne piso")
    assert table.empty_rows == 1


def test_rows_of_another_width_are_at_fault_but_kept(tmp_path: Path) -> None:
    table = read(tmp_path, "nome;rua;nota\na;b;c\na;b\na;b;c;d\na;b;c;;\n").tables[0]
    assert [row.fault is None for row in table.rows] == [True, False, False, True]
    assert [row.cells for row in table.rows[1:3]] == [("a", "b", None), ("a", "b", "c")]


def test_excels_own_first_line_is_no_row(tmp_path: Path) -> None:
    source = read(tmp_path, "sep=;\nnome;rua\nUBS;A\n")
    assert source.tables[0].columns == ("nome", "rua")


def test_a_list_of_one_column_needs_no_separator(tmp_path: Path) -> None:
    source = read(tmp_path, "nome\nUBS\nCEU\n")
    assert [row.cells for row in source.tables[0].rows] == [("UBS",), ("CEU",)]
    assert "one column" in source.notes[0]


def test_damaged_letters_are_told_and_left_as_they_are(tmp_path: Path) -> None:
    source = read(tmp_path, "nome;distrito\nUBS;GrajaÃº\nCEU;Grajaú\nEMEI;Consola\ufffd\n")
    assert [row.cells[1] for row in source.tables[0].rows] == ["GrajaÃº", "Grajaú", "Consola\ufffd"]
    assert "column 'distrito': 2 cells have damaged letters" in source.notes[1]
    assert "seems to be 'Grajaú'" in source.notes[1]


def test_the_same_bytes_have_the_same_sum_whatever_their_name(tmp_path: Path) -> None:
    first = read(tmp_path, "nome;rua\nUBS;A\n")
    (tmp_path / "outro.txt").write_text("nome;rua\nUBS;A\n", encoding="utf-8")
    second = read_source(tmp_path / "outro.txt")
    assert first.sha256 == second.sha256
    assert (first.name, second.name) == ("rede.csv", "outro.txt")


def test_a_sheet_cannot_be_asked_of_a_file_without_sheets(tmp_path: Path) -> None:
    (tmp_path / "rede.csv").write_text("nome;rua\nUBS;A\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="csv has none"):
        read_source(tmp_path / "rede.csv", sheet="Saúde")
