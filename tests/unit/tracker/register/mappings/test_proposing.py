"""Proposed mappings: names and content of columns, persons left out, nothing that a person must not see."""

from __future__ import annotations

import pytest

from tracker.errors import InvalidInputError
from tracker.register.mappings.profiling import profile
from tracker.register.mappings.proposing import propose_mapping
from tracker.register.tables import Cell, Row, SourceFile, Table


def table(name: str, columns: dict[str, list[Cell]]) -> Table:
    """Give a table by its columns."""
    rows = zip(*columns.values(), strict=True)
    return Table(
        name, tuple(columns), tuple(Row(number, cells) for number, cells in enumerate(rows, start=2))
    )


CLINICS = table(
    "Saúde ",
    {
        "Código": ["7", "8", "9"],
        "NOME ": ["UBS Azul", "UBS Verde", "UBS Lilás"],
        "Endereço": ["Rua A, 1", "Rua B, 2", "Rua C, 3"],
        "CEP": ["01310-200", "01310-201", "01310-202"],
        "Telefone": ["3333-4444", "3333-5555", "3333-6666"],
        "Responsável": ["Ana", "Bia", "Caio"],
        "Banheiro adaptado": ["Sim", "Não", "Sim"],
        "Sanitário acessível": ["Sim", "Não", None],
        "Longitude": ["-46.6312", "-46.6313", "-46.6314"],
        "Latitude": ["-23.5312", "-23.5313", "-23.5314"],
        "Vazia": [None, None, None],
        "Observações": ["Tem rampa.", "Tem elevador.", None],
        "Início": ["28/05/2019", "29/05/2019", "30/05/2019"],
    },
)


def test_a_proposal_takes_what_names_and_content_say() -> None:
    mapping = propose_mapping(SourceFile("f.xlsx", "0", "xlsx", (CLINICS,)), name="clinics", country="BR")
    (rules,) = mapping.tables
    assert rules.kind == "health"
    assert rules.attributes == {
        "external_id": ("Código",),
        "name": ("NOME ",),
        "address": ("Endereço",),
        "postcode": ("CEP",),
        "phone": ("Telefone",),
        "notes": ("Observações",),
    }
    assert [(each.fact, each.column) for each in rules.answers] == [
        ("adapted_toilet", ("Banheiro adaptado", "Sanitário acessível"))
    ]
    assert rules.coordinates is not None
    assert (rules.coordinates.lon, rules.coordinates.lat) == ("Longitude", "Latitude")
    assert rules.prose == ("Observações",)
    assert (rules.key, rules.trust_keys) == (("Código",), True)


def test_columns_of_persons_are_never_taken() -> None:
    mapping = propose_mapping(SourceFile("f.xlsx", "0", "xlsx", (CLINICS,)), name="clinics", country="BR")
    assert [each.column for each in mapping.tables[0].left] == ["Responsável"]
    assert "Responsável" not in mapping.tables[0].used_columns()


def test_an_identifier_that_repeats_is_no_key() -> None:
    repeated = table("", {"id": ["1", "1"], "nome": ["A b", "C d"]})
    mapping = propose_mapping(SourceFile("f.csv", "0", "csv", (repeated,)), name="f", country="BR")
    assert mapping.tables[0].key == ()


def test_a_table_without_a_name_takes_its_first_text_and_one_without_text_is_refused() -> None:
    plain = table("", {"n": [1, 2], "Sede": ["Casa Azul", "Casa Verde"]})
    mapping = propose_mapping(SourceFile("f.csv", "0", "csv", (plain,)), name="f", country="PE")
    assert mapping.tables[0].attributes["name"] == ("Sede",)
    numbers = table("", {"n": [1, 2]})
    with pytest.raises(InvalidInputError):
        propose_mapping(SourceFile("f.csv", "0", "csv", (numbers,)), name="f", country="PE")


def test_a_profile_counts_and_guesses() -> None:
    profiles = {each.column: each for each in profile(CLINICS)}
    guessed = {column: each.guessed for column, each in profiles.items()}
    assert guessed == {
        "Código": "number",
        "NOME ": "text",
        "Endereço": "text",
        "CEP": "postcode",
        "Telefone": "phone",
        "Responsável": "text",
        "Banheiro adaptado": "answer",
        "Sanitário acessível": "answer",
        "Longitude": "coordinate",
        "Latitude": "coordinate",
        "Vazia": "empty",
        "Observações": "text",
        "Início": "date",
    }
    toilet = profiles["Banheiro adaptado"]
    assert (toilet.filled, toilet.rows, toilet.distinct, toilet.examples) == (3, 3, 2, ("Sim", "Não"))
