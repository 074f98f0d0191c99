"""Malformed archives and workbooks: bombs, tricks with paths, entities, parts and values that lack."""

from __future__ import annotations

import random
import struct
import zipfile
from pathlib import Path

from tests.unit.tracker.register.reading.malformed import (
    HEADER_ROW,
    STRINGS,
    Malformed,
    content,
    cut_short,
    packed,
    sheet,
    workbook,
    workbook_members,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD_ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>UBS</t></is></c><c r="B2"><v>1</v></c></row>'
ENTITY = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
STOPS = "stop_id,stop_name,stop_lat,stop_lon\n"


def text_row(number: int, *cells: str) -> str:
    """Give a row of cells written by hand."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def many_entries(path: Path) -> None:
    """Write an archive of more entries than anybody lists."""
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2000):
            archive.writestr(f"{number}.geojson", "")


def doubled(name: str) -> bytes:
    """Give the bytes of an archive with two entries of the same name."""
    entry = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name.encode()
    listed = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, at)
        + name.encode()
        for at in (0, len(entry))
    )
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(listed), 2 * len(entry), 0)
    return entry * 2 + listed + end


def encrypted(path: Path) -> None:
    """Write an archive whose entry is marked as encrypted."""
    packed({"stops.txt": STOPS})(path)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(bytes(data))


def lying_size(path: Path) -> None:
    """Write a workbook whose list says that its sheet is small, when it is not."""
    rows = "".join(f'<row r="{n}"><c><v>{n}</v></c><c><v>{n}</v></c></row>' for n in range(1, 5000))
    workbook(rows)(path)
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\1\2", data.rindex(b"PK\3\4"))
    while data[at + 46 : at + 46 + 24] != b"xl/worksheets/sheet1.xml":
        at = data.index(b"PK\1\2", at + 4)
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(bytes(data))


def damaged_member(path: Path) -> None:
    """Write a workbook with bytes of its sheet turned over."""
    rows = "".join(
        text_row(n, f'<c t="inlineStr"><is><t>{random.Random(n).random()}</t></is></c>')
        for n in range(1, 900)
    )
    workbook(rows)(path)
    data = bytearray(path.read_bytes())
    middle = data.index(b"xl/worksheets/sheet1.xml") + 4000
    data[middle : middle + 50] = bytes(50)
    path.write_bytes(bytes(data))


def many_empty_rows(path: Path) -> None:
    """Write five million rows without cells, varied so that the archive is no bomb."""
    chance = random.Random(4)
    rows = "".join(f'<row r="{n}" ht="{chance.randint(10, 9999)}"/>' for n in range(2, 5_000_002))
    workbook(HEADER_ROW + rows)(path)


def many_empty_cells(path: Path) -> None:
    """Write a million cells that have only a look, varied so that the archive is no bomb."""
    chance = random.Random(5)
    rows = (
        text_row(
            n, *(f'<c s="{chance.randint(10, 99)}" cm="{chance.randint(10, 9999)}"/>' for _ in range(100))
        )
        for n in range(2, 10_002)
    )
    workbook(HEADER_ROW + "".join(rows))(path)


def password_protected(path: Path) -> None:
    """Write the container in which Excel puts an encrypted workbook."""
    path.write_bytes(OLE + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(1000))


BILLION = workbook_members(HEADER_ROW, strings=ENTITY + STRINGS.replace("NOME", "&c;"))
WIDE = "".join(f"<c><v>{n}</v></c>" for n in range(10_000))
NOT_CALCULATED = text_row(2, '<c r="A2"><v>1</v></c>', '<c r="B2"><f>HYPERLINK("x")</f><v></v></c>')

ARCHIVES = [
    Malformed("cortado.zip", cut_short(packed({"a.geojson": "{}" * 500}), 0.6), "cut-off archive"),
    Malformed("vazio.zip", packed({}), "holds no shapefile"),
    Malformed("imagens.zip", packed({"imagem.jpg": b"\xff\xd8"}), "but imagem.jpg"),
    Malformed("bomba.zip", packed({"a.geojson": b" " * 100_000_000}), "times its size", "a.geojson"),
    Malformed("bombas.zip", packed({f"{n}.csv": bytes(40_000_000) for n in range(8)}), "at most 256 MB"),
    Malformed("fora.zip", packed({"../../etc/stops.txt": STOPS}), "leads out", "../../etc/stops.txt"),
    Malformed("raiz.zip", packed({"/etc/stops.txt": STOPS}), "leads out", "/etc/stops.txt"),
    Malformed("janela.zip", packed({"C:\\stops.txt": STOPS}), "leads out", "C:"),
    Malformed("entradas.zip", many_entries, "holds 2000 entries"),
    Malformed("duas_vezes.zip", lambda path: path.write_bytes(doubled("stops.txt")), "twice", "stops.txt"),
    Malformed("cifrado.zip", encrypted, "protected by a password", "stops.txt"),
    Malformed(
        "documento.docx", packed({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "no workbook"
    ),
    Malformed("planilha.ods", packed({"content.xml": "<a/>"}), "OpenDocument"),
    Malformed("binaria.xlsb", packed({"xl/workbook.bin": b"\0"}), "XLSB"),
    Malformed("gtfs.zip", packed({"agency.txt": "a", "routes.txt": "b"}), "is missing", "stops.txt"),
    Malformed("gtfs_vazio.zip", packed({"stops.txt": ""}), "is empty", "stops.txt"),
    Malformed(
        "gtfs_colunas.zip", packed({"stops.txt": "stop_id,stop_name\n1,Sé\n"}), "no column", "stops.txt"
    ),
    Malformed(
        "gtfs_texto.zip",
        packed({"stops.txt": f"{STOPS}1,Sé,aqui,ali\n"}),
        "no numbers",
        "row 2",
        row_fault=True,
    ),
    Malformed(
        "gtfs_fora.zip",
        packed({"stops.txt": f"{STOPS}1,Sé,-23,-46\n2,Luz,-23,-466\n3,Brás,-23,-46\n"}),
        "lie outside",
        "row 3",
        row_fault=True,
    ),
    Malformed(
        "gtfs_vias.zip",
        packed({"stops.txt": f"{STOPS}1,Sé,-23,-46\n", "pathways.txt": "pathway_id\n1\n"}),
        "no column",
        "pathways.txt",
    ),
    Malformed("muitos.zip", packed({"a.geojson": "{}", "b.geojson": "{}"}), "several files"),
]

WORKBOOKS = [
    Malformed("cortado.xlsx", cut_short(workbook(HEADER_ROW + GOOD_ROW), 0.7), "cut-off archive"),
    Malformed("entidade.xlsx", packed(BILLION), "document type or entities", "xl/sharedStrings.xml"),
    Malformed(
        "entidade_folha.xlsx", workbook("", sheet1=OUTSIDE + sheet(HEADER_ROW)), "entities", "sheet1.xml"
    ),
    Malformed(
        "entidade_livro.xlsx", workbook(HEADER_ROW, book=OUTSIDE + "<a>&b;</a>"), "entities", "workbook.xml"
    ),
    Malformed(
        "xml_cortado.xlsx", workbook("", sheet1=sheet(HEADER_ROW)[:-30]), "not well-formed", "sheet1.xml"
    ),
    Malformed("sem_folha.xlsx", workbook(HEADER_ROW, sheet1=None), "has no sheet with cells"),
    Malformed("sem_textos.xlsx", workbook(HEADER_ROW, strings=None), "is no whole XLSX workbook"),
    Malformed(
        "texto_fora.xlsx", workbook(HEADER_ROW.replace("<v>1<", "<v>77<")), "is no whole XLSX workbook"
    ),
    Malformed(
        "numero.xlsx", workbook(HEADER_ROW + text_row(2, "<c><v>x1</v></c>")), "is no whole XLSX workbook"
    ),
    Malformed("so_cabecalho.xlsx", workbook(HEADER_ROW), "no row below it"),
    Malformed("vazio.xlsx", workbook(""), "no row with a value"),
    Malformed("largo.xlsx", workbook(text_row(1, WIDE) + text_row(2, WIDE)), "has 10000 columns", "row 1"),
    Malformed(
        "coluna_xfd.xlsx", workbook(HEADER_ROW + text_row(2, '<c r="XFD2"><v>1</v></c>')), "16384", "row 2"
    ),
    Malformed(
        "distante.xlsx", workbook(HEADER_ROW + text_row(99_000_000, "<c><v>1</v></c>")), "are empty", "row"
    ),
    Malformed("vazias.xlsx", many_empty_rows, "more than 50000 blank rows", "sheet1.xml"),
    Malformed("celulas_vazias.xlsx", many_empty_cells, "more than 250000 blank cells", "sheet1.xml"),
    Malformed(
        "bomba.xlsx",
        workbook(HEADER_ROW, strings=STRINGS.replace("NOME", "a" * 50_000_000)),
        "times its size",
    ),
    Malformed("celulas.xlsx", workbook(HEADER_ROW + text_row(2, "<c/>" * 4_100_000)), "times its size"),
    Malformed("mentira.xlsx", lying_size, "damaged", "sheet1.xml"),
    Malformed("danificado.xlsx", damaged_member, "damaged", "sheet1.xml"),
    Malformed("senha.xlsx", password_protected, "protected by a password"),
    Malformed("fingido.xlsx", content(b"PK\x03\x04 nada"), "cut-off archive"),
    Malformed(
        "formula.xlsx",
        workbook(HEADER_ROW + NOT_CALCULATED),
        "cell B2 holds a formula",
        "row 2",
        row_fault=True,
    ),
    Malformed(
        "quebra.xlsx",
        workbook(HEADER_ROW + text_row(2, '<c r="A2" t="e"><v>#REF!</v></c>')),
        "cell A2 holds the error #REF!",
        "row 2",
        row_fault=True,
    ),
    Malformed("outro.xls", content(OLE + bytes(600)), "is no whole XLS workbook"),
    Malformed(
        "lixo.xls",
        lambda path: path.write_bytes(OLE + random.Random(7).randbytes(20_000)),
        "is no whole XLS workbook",
    ),
    Malformed(
        "carta.xls", content(OLE + bytes(500) + "WordDocument".encode("utf-16-le")), "is a Word document"
    ),
]

CASES = [*ARCHIVES, *WORKBOOKS]
