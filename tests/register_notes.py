"""
How well the rules of the prose read the notes of the workbook, beside what a careful reader found there.

``python -m tests.register_notes WORKBOOK`` prints the tables of docs/register/prose.md.
"""

from __future__ import annotations

import csv
import hashlib
import re
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree as ET

from tracker.register.prose.proposals import propose
from tracker.register.vocabulary import FACT_KINDS

REPOSITORY = Path(__file__).resolve().parent.parent
LABELS = REPOSITORY / "data" / "register" / "notes_labelled.csv"
WORKBOOK = Path("sao-paulo", "rede-acessivel", "mapa_da_rede_servicos_acessiveis_2022_redacted.xlsx")
SHEET_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PACKAGE_XML = "{http://schemas.openxmlformats.org/package/2006/relationships}"
OFFICE_XML = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# Text cells by sheet, column heading and row.
Cells: TypeAlias = dict[tuple[str, str, int], str]


@dataclass(frozen=True, slots=True)
class Label:
    """What the reader found in one note: where it stands, the hash of its text, and the facts."""

    sheet: str
    column: str
    row: int
    sha256: str
    half: str
    round: int
    facts: dict[str, str]


@dataclass(slots=True)
class Tally:
    """Facts proposed, those of them that the label has too, and those that the label has."""

    proposed: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    stated: Counter[str] = field(default_factory=Counter)
    notes: int = 0

    def add(self, note: str, facts: dict[str, str], *, weight: int = 1) -> None:
        """Count one note, as often as it is repeated."""
        found: dict[str, str] = {p.kind: p.answer for p in propose(note, language="pt-BR")}
        self.notes += weight
        for kind, answer in found.items():
            self.proposed[kind] += weight
            self.right[kind] += weight * (facts.get(kind) == answer)
        for kind in facts:
            self.stated[kind] += weight

    def precision(self) -> float:
        """Give the share of the proposed facts that the label has."""
        return self.right.total() / self.proposed.total()

    def recall(self) -> float:
        """Give the share of the label's facts that were proposed."""
        return self.right.total() / self.stated.total()


def read_labels(path: Path = LABELS) -> list[Label]:
    """Read the labelled set."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Label(
                sheet=row["sheet"],
                column=row["column"],
                row=int(row["row"]),
                sha256=row["sha256"],
                half=row["half"],
                round=int(row["round"]),
                facts=dict(fact.split("=", 1) for fact in row["facts"].split()),
            )
            for row in csv.DictReader(lines)
        ]


def read_cells(workbook: Path) -> Cells:
    """Read every text cell of a workbook, exactly as the file has it and by no library of the product."""
    cells: Cells = {}
    with zipfile.ZipFile(workbook) as archive:
        targets = {
            relation.attrib["Id"]: relation.attrib["Target"]
            for relation in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels")).iter(
                f"{PACKAGE_XML}Relationship"
            )
        }
        for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{SHEET_XML}sheet"):
            target = targets[sheet.attrib[f"{OFFICE_XML}id"]].removeprefix("/xl/")
            headings: dict[str, str] = {}
            for cell in ET.fromstring(archive.read(f"xl/{target}")).iter(f"{SHEET_XML}c"):
                # This workbook writes its texts into the cells, none into a shared table.
                if cell.get("t") != "inlineStr":
                    continue
                place = re.fullmatch(r"([A-Z]+)(\d+)", cell.attrib["r"])
                assert place is not None
                text = "".join(part.text or "" for part in cell.iter(f"{SHEET_XML}t"))
                letter, row = place.group(1), int(place.group(2))
                if row == 1:
                    headings[letter] = text
                elif letter in headings:
                    cells[sheet.attrib["name"], headings[letter], row] = text
    return cells


def sha256_of(note: str) -> str:
    """Give the hash by which the labelled set knows a note."""
    return hashlib.sha256(note.encode("utf-8")).hexdigest()


def tallies(labels: list[Label], cells: Cells) -> dict[str, Tally]:
    """Count by half, together, and together with each note as often as the workbook repeats it."""
    repeats = Counter(sha256_of(text) for (_, column, _), text in cells.items() if is_note(column))
    found = {"before": Tally(), "after": Tally(), "all": Tally(), "rows": Tally()}
    for label in labels:
        note = cells[label.sheet, label.column, label.row]
        found[label.half].add(note, label.facts)
        found["all"].add(note, label.facts)
        found["rows"].add(note, label.facts, weight=repeats[label.sha256])
    return found


def is_note(column: str) -> bool:
    """Tell whether a column of the workbook holds notes."""
    return column.strip() == "OBSERVAÇÕES"


def table(found: dict[str, Tally]) -> str:
    """Write the tallies by kind and half as a table: right / proposed / stated."""
    lines = [
        "| kind | before | after | all |",
        "| --- | --- | --- | --- |",
    ]
    halves = ("before", "after", "all")
    for kind in FACT_KINDS:
        counts = [
            f"{found[half].right[kind]} / {found[half].proposed[kind]} / {found[half].stated[kind]}"
            for half in halves
        ]
        lines.append(f"| {kind} | {' | '.join(counts)} |")
    totals = [
        f"{found[half].right.total()} / {found[half].proposed.total()} / {found[half].stated.total()}"
        for half in halves
    ]
    lines += [
        f"| **together** | {' | '.join(totals)} |",
        f"| precision | {' | '.join(f'{found[half].precision():.3f}' for half in halves)} |",
        f"| recall | {' | '.join(f'{found[half].recall():.3f}' for half in halves)} |",
        f"| notes | {' | '.join(str(found[half].notes) for half in halves)} |",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    measured = tallies(read_labels(), read_cells(Path(sys.argv[1])))
    rows = measured["rows"]
    counts = f"{rows.right.total()} / {rows.proposed.total()} / {rows.stated.total()}"
    sys.stdout.write(f"{table(measured)}\n\nEach row of the workbook counted: {counts}\n")
