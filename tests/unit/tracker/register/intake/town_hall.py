"""A small town's register for the tests of this folder: its mapping, its workbook, its runs."""

from __future__ import annotations

from datetime import date
from typing import Any

from tracker.register.intake.existing import ExistingPlace, KnownProposal
from tracker.register.intake.running import Run, Surroundings, run_intake
from tracker.register.mappings.files import check_mapping
from tracker.register.mappings.model import SavedMapping
from tracker.register.tables import Cell, Row, SourceFile, Table

TODAY = date(2024, 6, 30)
COLUMNS = ("NOME ", "ENDEREÇO", "CEP", "FONE", "Banheiro", "Visto em", "OBS", "Gestor")
TOWN = {
    "name": "town",
    "title": "Town",
    "source": "town_hall",
    "country": "BR",
    "language": "pt-BR",
    "bounds": {"west": -47, "south": -24, "east": -46, "north": -23},
    "postcodes": [{"first": "01000000", "last": "05999999"}],
    "tables": [
        {
            "kind": "health",
            "attributes": {
                "name": "nome",
                "address": "endereco",
                "postcode": "cep",
                "phone": "fone",
                "notes": "obs",
            },
            "answers": [{"fact": "adapted_toilet", "column": "banheiro"}],
            "dates": [{"column": "visto em", "facts": ["adapted_toilet"]}],
            "prose": ["obs"],
            "left": [{"column": "Gestor", "because": "it names persons"}],
        }
    ],
}

Line = tuple[Cell, ...]


def sheet(*lines: Line, name: str = "Saúde ", columns: tuple[str, ...] = COLUMNS) -> Table:
    """Give a sheet; lines may leave off their last cells."""
    width = len(columns)
    rows = tuple(
        Row(number, (*line, *(None,) * (width - len(line)))) for number, line in enumerate(lines, start=2)
    )
    return Table(name, columns, rows)


def book(*tables: Table, sha256: str = "0" * 64) -> SourceFile:
    """Give a workbook."""
    return SourceFile("town.xlsx", sha256, "xlsx", tables)


def town(**changes: Any) -> SavedMapping:  # noqa: ANN401 - parts of a document
    """Give the town's mapping."""
    return check_mapping({**TOWN, **changes}, place="town")


def run(*lines: Line, existing: tuple[ExistingPlace, ...] = (), **around: Any) -> Run:  # noqa: ANN401 - options
    """Run the town's sheet."""
    return run_intake(book(sheet(*lines)), town(), Surroundings(TODAY, "ana", existing=existing, **around))


def carried_out(made: Run, before: tuple[ExistingPlace, ...] = ()) -> tuple[ExistingPlace, ...]:
    """Carry out a plan as the record does: what rows gave is kept beside what the place is."""
    places = {place.id: place for place in before}
    of_key = {each.key: place.id for place in before for each in place.contributions}
    for row in made.plan.rows:
        if row.action in {"none", "unchanged"} or row.contribution is None:
            continue
        if row.action == "create":
            place = ExistingPlace(f"place-{len(places) + 1}", row.kind, {})
        else:
            place = places[row.place or of_key[row.of_row or ""]]
        attributes = dict(place.attributes)
        for change in row.attributes:
            if change.after is None:
                attributes.pop(change.attribute, None)
            elif not change.conflicts:
                attributes[change.attribute] = change.after
        old = {row.contribution.key, row.replaced_key}
        kept = [each for each in place.contributions if each.key not in old]
        contributions = (*kept, row.contribution)
        proposals = tuple(KnownProposal(each.kind, each.answer, each.words, "open") for each in row.proposals)
        places[place.id] = ExistingPlace(
            place.id,
            place.kind,
            attributes,
            contributions,
            (*place.proposals, *proposals),
            row.contribution.lon_deg,
            row.contribution.lat_deg,
        )
        of_key[row.key] = place.id
    return tuple(places.values())


def codes(made: Run) -> list[tuple[str, list[str]]]:
    """Give outcome and codes of each row."""
    return [(each.outcome, [remark.code for remark in each.remarks]) for each in made.results]


def outcomes(made: Run) -> list[str]:
    """Give the outcome of each row."""
    return [each.outcome for each in made.results]
