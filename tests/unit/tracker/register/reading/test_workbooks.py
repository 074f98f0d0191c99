"""XLSX and XLS: names as they are spelt, typed dates, calculated values, titles, headers met twice."""

from __future__ import annotations

import struct
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.unit.tracker.register.reading.malformed import HEADER_ROW, MAIN, workbook
from tracker.errors import InvalidInputError
from tracker.register.reading.files import read_source


def write_rede(path: Path) -> Path:
    """Write a workbook of two sheets, the first with a title above its header."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Saúde "
    first.append(["Rede de serviços acessíveis"])
    first.merge_cells("A1:C1")
    first.append([])
    first.append(["NOME ", "ENDEREÇO", "NOME ", "DATA"])
    first.append(["UBS Sé", "Rua A, 1", "Posto", datetime(2018, 5, 3)])  # noqa: DTZ001 - cells know no zone
    first.append([None, None, None, None])
    first.append(["UBS Brás", None, 2018, datetime(2018, 5, 3, 14, 30)])  # noqa: DTZ001 - cells know no zone
    second = book.create_sheet("CIL")
    second.append(["órgão", "acessível"])
    second.append(["Prefeitura", True])
    second.sheet_state = "hidden"
    book.save(path)
    return path


def test_a_workbook_keeps_spelling_types_dates_and_row_numbers(tmp_path: Path) -> None:
    source = read_source(write_rede(tmp_path / "rede.xlsx"))
    assert source.format == "xlsx"
    assert [table.name for table in source.tables] == ["Saúde ", "CIL"]
    first = source.tables[0]
    assert first.columns == ("NOME ", "ENDEREÇO", "NOME  (2)", "DATA")
    assert [row.number for row in first.rows] == [4, 6]
    assert first.rows[0].cells == ("UBS Sé", "Rua A, 1", "Posto", date(2018, 5, 3))
    assert first.rows[1].cells == ("UBS Brás", None, 2018, datetime(2018, 5, 3, 14, 30))  # noqa: DTZ001 - as above
    assert first.empty_rows == 2
    assert source.tables[1].rows[0].cells == ("Prefeitura", True)


def test_what_was_passed_over_or_renamed_in_a_workbook_is_told(tmp_path: Path) -> None:
    notes = " ".join(read_source(write_rede(tmp_path / "rede.xlsx")).notes)
    assert "sheet 'Saúde ', row 1: passed over as a title above the header in row 3" in notes
    assert "row 3, column 3: 'NOME ' names a column before it too" in notes
    assert "sheet 'CIL' is hidden" in notes


def test_one_sheet_is_read_when_it_is_named_with_or_without_its_blank(tmp_path: Path) -> None:
    path = write_rede(tmp_path / "rede.xlsx")
    for named in ("Saúde ", "Saúde"):
        assert [table.name for table in read_source(path, sheet=named).tables] == ["Saúde "]
    with pytest.raises(InvalidInputError, match=r"sheet 'Wifi': .*'Saúde ', 'CIL'"):
        read_source(path, sheet="Wifi")


def test_a_calculated_value_is_taken_and_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    calculated = (
        '<row r="2"><c r="A2" t="str"><f>A1&amp;"!"</f><v>NOME!</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>=HYPERLINK("x")</t></is></c></row>'
    )
    workbook(HEADER_ROW + calculated)(tmp_path / "rede.xlsx")
    rows = read_source(tmp_path / "rede.xlsx").tables[0].rows
    assert [row.cells for row in rows] == [("NOME!", 2), ('=HYPERLINK("x")', None)]
    assert [row.fault for row in rows] == [None, None]


def test_a_column_without_a_name_is_kept_under_its_position(tmp_path: Path) -> None:
    workbook(HEADER_ROW + '<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row>')(
        tmp_path / "r.xlsx"
    )
    source = read_source(tmp_path / "r.xlsx")
    assert source.tables[0].columns == ("NOME", "ENDEREÇO", "(3)")
    assert source.tables[0].rows[0].cells == (1, None, 3)
    assert "the header names 2 of 3 columns" in source.notes[0]


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path) -> None:
    rows = HEADER_ROW + "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 12))
    workbook(rows)(tmp_path / "r.xlsx")
    plain = read_source(tmp_path / "r.xlsx").tables[0]
    xml = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:A3"/><sheetData>{rows}</sheetData></worksheet>'
    workbook("", sheet1=xml)(tmp_path / "lies.xlsx")
    assert read_source(tmp_path / "lies.xlsx").tables[0].rows == plain.rows
    assert len(plain.rows) == 10


def test_a_workbook_under_another_name_is_read_and_the_name_is_told(tmp_path: Path) -> None:
    source = read_source(write_rede(tmp_path / "rede.csv"))
    assert source.format == "xlsx"
    assert source.notes[0] == "The name ends in .csv, but the file is xlsx and was read as that."


# --- XLS: a writer of the few records that one sheet needs ------------------------------------------

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, data: bytes) -> bytes:
    """Give one record of a BIFF8 stream."""
    return struct.pack("<HH", kind, len(data)) + data


def label(row: int, column: int, text: str) -> bytes:
    """Give a cell of text."""
    return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def number(row: int, column: int, value: float, *, style: int = 0) -> bytes:
    """Give a cell with a number; style 1 is a date."""
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def write_xls(path: Path, *cells: bytes) -> Path:
    """Write a compound file whose only stream is a workbook of one sheet."""
    opening = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    styles = b"".join(
        record(0xE0, struct.pack("<HHHBBBBIIH", 0, key, 0, 0, 0, 0, 0, 0, 0, 0)) for key in (0, 14)
    )
    title = "Bibliotecas "
    bound_bytes = 4 + 8 + 2 * len(title)
    start = len(opening) + len(styles) + bound_bytes + 4
    bound = record(0x85, struct.pack("<IHBB", start, 0, len(title), 1) + title.encode("utf-16-le"))
    closing = record(0x0A, b"")
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 6)) + b"".join(cells) + closing
    stream = (opening + styles + bound + closing + sheet).ljust(
        8 * SECTOR, b"\0"
    )  # shorter ones live elsewhere
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
        for name, kind, child, first, size in (
            ("Root Entry", 5, 1, END, 0),
            ("Workbook", 2, FREE, 2, len(stream)),
            ("", 0, FREE, 0, 0),
            ("", 0, FREE, 0, 0),
        )
    )
    chain = [FAT, END, 3, 4, 5, 6, 7, 8, 9, END]
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(10)
    )
    head += struct.pack("<5I", 1, 1, 0, 4096, END) + struct.pack("<3I", 0, END, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    path.write_bytes(head + table + entries + stream)
    return path


def test_an_old_workbook_keeps_spelling_and_types(tmp_path: Path) -> None:
    # Serial number 43223 is 3 May 2018: 43101 is 1 January 2018, and January to April have 120 days, plus 2.
    cells = (
        *(label(0, 0, "NOME "), label(0, 1, "ANO"), label(0, 2, "DATA"), label(0, 3, "ABERTA")),
        *(label(1, 0, "Biblioteca São Paulo"), number(1, 1, 2018.0), number(1, 2, 43223.0, style=1)),
        *(record(0x205, struct.pack("<HHHBB", 1, 3, 0, 1, 0)), label(3, 0, "Ônibus"), number(3, 1, 0.5)),
        record(0x205, struct.pack("<HHHBB", 3, 2, 0, 0x17, 1)),
    )
    source = read_source(write_xls(tmp_path / "bibliotecas.xls", *cells))
    assert source.format == "xls"
    table = source.tables[0]
    assert (table.name, table.columns) == ("Bibliotecas ", ("NOME ", "ANO", "DATA", "ABERTA"))
    assert table.rows[0].cells == ("Biblioteca São Paulo", 2018, date(2018, 5, 3), True)
    assert (table.rows[1].number, table.rows[1].cells) == (4, ("Ônibus", 0.5, None, None))
    assert table.rows[1].fault == "cell C4 holds the error #REF!"
    assert table.empty_rows == 1


def test_an_old_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    protected = record(0x2F, struct.pack("<HHH", 0, 0x1234, 0x5678))
    path = write_xls(tmp_path / "senha.xls", label(0, 0, "NOME"))
    data = path.read_bytes()
    path.write_bytes(data.replace(record(0xE0, bytes(20)), protected.ljust(24, b"\0"), 1))
    with pytest.raises(InvalidInputError, match="password"):
        read_source(path)
