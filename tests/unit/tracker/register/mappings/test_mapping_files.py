"""Mappings: all faults at once, the words YAML takes for truth values, the mappings that are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tracker.errors import InvalidInputError
from tracker.register.mappings.files import (
    check_mapping,
    fitting_mappings,
    load_mappings,
    mapping_gaps,
    parse_mapping,
    write_mapping,
)
from tracker.register.mappings.model import SavedMapping
from tracker.register.tables import Row, SourceFile, Table

SHIPPED = Path(__file__).parents[5] / "data" / "register" / "mappings"


def document(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a document
    """Give a mapping of one table."""
    return {
        "name": "small",
        "title": "Small",
        "source": "small",
        "country": "BR",
        "language": "pt-BR",
        "tables": [{"kind": "health", "attributes": {"name": "NOME", "address": "ENDEREÇO"}}],
        **changes,
    }


def source(*tables: Table, file_format: str = "xlsx") -> SourceFile:
    """Give a file."""
    return SourceFile("small.xlsx", "0" * 64, file_format, tables)


def table(name: str, *columns: str) -> Table:
    """Give a table with one row."""
    return Table(name, columns, (Row(2, ("x",) * len(columns)),))


def test_the_shipped_mappings_are_those_of_the_sources_and_read_back_the_same() -> None:
    mappings = load_mappings(SHIPPED)
    assert set(mappings) == {
        *(
            "sao_paulo_rede_acessivel",
            "sao_paulo_selos",
            "sao_paulo_ubs",
            "sao_paulo_vistoria",
            "lima_mincetur_inventario",
        ),
        *("osm_places", "gtfs_stops", "a11yjson_places", "opensidewalks_points"),
    }
    for mapping in mappings.values():
        assert parse_mapping(write_mapping(mapping), place="again") == mapping


def test_the_column_out_of_step_is_left_with_its_reason() -> None:
    sheet = load_mappings(SHIPPED)["sao_paulo_rede_acessivel"].table_mapping("CIL")
    assert sheet is not None
    left = {each.column: each for each in sheet.left}
    assert left["Local Instalação"].out_of_step
    assert "Local Instalação" not in sheet.used_columns()


def test_all_faults_of_a_document_are_told_at_once_with_their_places() -> None:
    faulty = document(country="XX", colour="red", tables=[{"kind": "castle", "attributes": {"nome": "A"}}])
    with pytest.raises(InvalidInputError) as raised:
        check_mapping(faulty, place="m.yaml")
    places = {place for place, _ in raised.value.faults}
    assert {"m.yaml: country", "m.yaml: colour", "m.yaml: tables.0.kind"} <= places
    assert any(place.startswith("m.yaml: tables.0.attributes.nome") for place in places)


def test_faults_of_several_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("name: [", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("name: two", encoding="utf-8")
    good = write_mapping(check_mapping(document(), place=""))
    (tmp_path / "three.yaml").write_text(good, encoding="utf-8")
    with pytest.raises(InvalidInputError) as raised:
        load_mappings(tmp_path)
    files = {place.split(":")[0] for place, _ in raised.value.faults}
    assert files == {"one.yaml", "two.yaml", "three.yaml"}
    assert ("three.yaml: name", "is 'small', which is not the name of the file") in raised.value.faults


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tables": [{"kind": "health", "attributes": {"address": "A"}}]}, "no column is named"),
        (
            {"tables": [{"kind": "health", "attributes": {"name": "A"}, "trust_keys": True}]},
            "needs the columns",
        ),
        ({"bounds": {"west": 2, "south": 0, "east": 1, "north": 1}}, "west must be less than east"),
        ({"tables": []}, "at least 1"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        check_mapping(document(**changes), place="m")
    assert any(words in message for _, message in raised.value.faults)


def test_yes_and_no_survive_yaml() -> None:
    text = """
name: small
title: Small
source: small
country: BR
language: pt-BR
tables:
  - kind: health
    attributes: {name: NOME}
    answers:
      - {fact: lift, column: A, spellings: {yes: [yes, 1], no: no, unknown: limited}}
    facts:
      - {fact: seal, answer: yes, because: "all are certified"}
"""
    rules = parse_mapping(text, place="m").tables[0]
    assert rules.answers[0].by_spelling() == {"yes": "yes", "1": "yes", "no": "no", "limited": "unknown"}
    assert rules.facts[0].answer == "yes"


def test_table_and_columns_are_found_whatever_their_case_accents_and_blanks() -> None:
    mapping = check_mapping(
        document(
            tables=[
                {"table": "Saude*", "kind": "health", "attributes": {"name": "NOME", "address": "ENDEREÇO"}}
            ]
        ),
        place="m",
    )
    assert mapping_gaps(source(table("SAÚDE 2022 ", "nome ", " Endereco")), mapping) == []


def test_every_gap_between_file_and_mapping_is_told() -> None:
    mapping = check_mapping(
        document(tables=[{"table": "A", "kind": "health", "attributes": {"name": "NOME", "address": "RUA"}}]),
        place="m",
    )
    gaps = mapping_gaps(source(table("A", "NOME"), table("B", "NOME")), mapping)
    assert [place for place, _ in gaps] == ["small.xlsx, sheet 'A'", "small.xlsx, sheet 'B'"]
    assert "'RUA'" in gaps[0][1]


def test_an_optional_column_is_no_gap_but_the_key_is() -> None:
    rules = {
        "kind": "other",
        "optional": True,
        "attributes": {"name": "name", "phone": "phone"},
        "key": ["id"],
    }
    mapping = check_mapping(document(tables=[rules]), place="m")
    assert mapping_gaps(source(table("", "id")), mapping) == []
    assert len(mapping_gaps(source(table("", "name")), mapping)) == 1


def test_a_file_finds_its_mapping_by_format_and_columns() -> None:
    fitting = check_mapping(document(formats=["xlsx"]), place="m")
    others: list[SavedMapping] = [
        check_mapping(document(name="csv_only", formats=["csv"]), place="m"),
        check_mapping(
            document(name="other", tables=[{"kind": "health", "attributes": {"name": "TÍTULO"}}]), place="m"
        ),
    ]
    file = source(table("", "NOME", "ENDEREÇO"))
    assert fitting_mappings(file, [*others, fitting]) == [fitting]
