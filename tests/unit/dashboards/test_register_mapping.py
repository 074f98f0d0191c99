"""The form of a mapping: read from the document, written back, and what is wrong told column by column."""

from __future__ import annotations

from typing import Any

import pytest

from dashboards.errors import ApiProblem, FieldFault
from dashboards.i18n import LANGUAGES, Translator
from dashboards.pages.register.mapping_lines import is_like
from dashboards.pages.register.preview import mapped_columns
from dashboards.pages.register.reference_system import landing_text
from dashboards.register.import_models import ColumnRead, InspectedTable, InspectionRead, LandingRead
from dashboards.register.mapping_rows import (
    ATTRIBUTES,
    LEFT,
    MILLIONTHS,
    TARGETS,
    Meaning,
    aligned,
    meanings_of,
    table_of,
    with_meaning,
)
from dashboards.register.mapping_words import (
    api_faults,
    column_text,
    key_of,
    table_faults,
    target_name,
)

EN = Translator("en")
COLUMNS = ["NOME ", "Endereço", "Rampa", "Acesso", "Obs", "Visto em", "X", "Y", "Tipo", "Ativo", "Dono"]
TABLE: dict[str, Any] = {
    "table": "Saude*",
    "kind": "health",
    "attributes": {"name": ["nome"], "address": ["Endereço"], "notes": ["Obs"]},
    "constants": {"municipality": "São Paulo"},
    "key": ["nome", "Endereço"],
    "answers": [
        {
            "fact": "step_free_entrance",
            "column": ["Rampa", "Acesso"],
            "spellings": {"yes": ["ok"], "no": ["x"]},
        }
    ],
    "prose": ["Obs"],
    "dates": [{"column": "Visto em", "facts": ["step_free_entrance"], "order": "day_first"}],
    "coordinates": {"lon": "X", "lat": "Y", "scale": MILLIONTHS, "swapped": True},
    "kinds": [{"column": "Tipo", "kinds": {"UBS": "health", "CEU": "education"}}],
    "only": {"Ativo": ["sim"]},
    "left": [{"column": "Dono", "because": "names persons", "out_of_step": True}],
    "digits": {"nome": 4},
}


def test_a_document_is_read_as_rows_and_written_back_the_same() -> None:
    written = table_of(TABLE, meanings_of(TABLE, COLUMNS))
    # columns come back as the file spells them
    assert written == {**TABLE, "attributes": {**TABLE["attributes"], "name": ["NOME "]}}


def test_one_word_may_stand_where_the_document_takes_a_list() -> None:
    table = {"kind": "other", "attributes": {"name": "a"}, "answers": [{"fact": "lift", "column": "b"}]}
    found = meanings_of(table, ["a", "b", "c"])
    assert [found[column][0].target for column in ("a", "b", "c")] == ["attribute:name", "fact:lift", LEFT]


def test_what_else_a_column_becomes_stays_until_it_is_not_taken() -> None:
    table = {"kind": "other", "attributes": {"district": ["a"]}, "only": {"a": ["Sé"]}}
    both = meanings_of(table, ["a"])["a"]
    changed = with_meaning(both, Meaning("attribute:name"))
    assert table_of(table, {"a": changed}) == {
        "kind": "other",
        "attributes": {"name": ["a"]},
        "only": {"a": ["Sé"]},
    }
    assert with_meaning(both, Meaning(LEFT)) == [Meaning(LEFT)]


def test_a_reason_for_leaving_a_column_is_kept_with_it_and_goes_when_it_is_taken() -> None:
    left = meanings_of(TABLE, COLUMNS)["Dono"]
    assert with_meaning(left, left[0])[0].because == "names persons"
    taken = table_of(TABLE, {"Dono": with_meaning(left, Meaning("attribute:responsible_body"))})
    assert "left" not in taken


@pytest.mark.parametrize(
    ("meanings", "said"),
    [
        ({"a": [Meaning("lon")]}, {"": "Choose the column that holds the name", "a": "needs a latitude"}),
        ({"n": [Meaning("attribute:name")], "a": [Meaning("lat")]}, {"a": "needs a longitude"}),
        ({"n": [Meaning("attribute:name")], "a": [Meaning("date")]}, {"a": "Choose the facts"}),
        ({"n": [Meaning("attribute:name")], "a": [Meaning("kind")]}, {"a": "at least one value"}),
        ({"n": [Meaning("attribute:name")], "a": [Meaning("only")]}, {"a": "which values"}),
        (
            {"n": [Meaning("attribute:name")], "a": [Meaning("fact:lift", yes=("Ótimo",), no=("otimo",))]},
            {"a": "both yes and no: otimo"},
        ),
        (
            {
                "n": [Meaning("attribute:name")],
                "a": [Meaning("lon")],
                "b": [Meaning("lon")],
                "c": [Meaning("lat")],
            },
            {"a": "Only one column", "b": "Only one column"},
        ),
    ],
)
def test_everything_that_is_missing_is_told_beside_its_column(
    meanings: dict[str, list[Meaning]], said: dict[str, str]
) -> None:
    faults = table_faults(EN, 0, {}, meanings)
    assert {fault.column for fault in faults} == set(said)
    assert all(said[fault.column] in fault.text for fault in faults)


def test_a_constant_may_name_the_places_and_nothing_is_wrong_then() -> None:
    assert table_faults(EN, 0, {"constants": {"name": "Rampa"}}, {"a": [Meaning()]}) == []


def test_faults_of_the_api_stand_beside_the_columns_they_are_about() -> None:
    body = {"tables": [TABLE]}
    pointers = {
        "body: tables.0.attributes.address": "Endereço",
        "body: tables.0.answers.0.spellings": "Rampa",
        "body: tables.0.only.Ativo.0": "Ativo",
        "body: tables.0.kind": "",
        "body: tables.7.kind": "",
        "body: country": "",
    }
    faults = tuple(FieldFault(pointer, "is wrong") for pointer in pointers)
    problem = ApiProblem(422, "invalid-input", "Invalid", "", faults)
    assert [fault.column for fault in api_faults(problem, body)] == list(pointers.values())
    # what is about no table keeps its place in words
    assert api_faults(problem, body)[-1].text == "body: country: is wrong"


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Rede acessível 2024", "rede_acessivel_2024"),
        ("2024 selos", "selos"),
        ("_ÚBS_", "ubs"),
        ("등록부", ""),
    ],
)
def test_a_mapping_is_kept_under_a_name_that_addresses_take(title: str, key: str) -> None:
    assert key_of(title) == key


def test_a_saved_mapping_meets_a_file_by_the_names_of_its_sheets() -> None:
    other = {"table": "*", "kind": "other", "attributes": {"name": "n"}}
    body = {"name": "m", "tables": [TABLE, other]}
    found = aligned(body, ["Saúde 2024", " Cultura "])
    assert found is not None
    assert [(table["table"], table["kind"]) for table in found["tables"]] == [
        ("Saúde 2024", "health"),
        ("Cultura", "other"),
    ]
    assert aligned({"tables": [TABLE]}, ["Cultura"]) is None


def test_a_column_is_told_with_how_full_it_is_and_examples() -> None:
    column = ColumnRead(
        column="a", filled=3, distinct=2, examples=["S", "N"], values=["S", "N"], guessed="answer"
    )
    assert column_text(EN, column, looked_at=5) == "3 of 5 rows: “S” · “N”"
    empty = column.model_copy(update={"filled": 0, "examples": []})
    assert column_text(EN, empty, looked_at=5) == "empty in every row"


def test_every_column_of_a_mapping_is_told_in_the_preview() -> None:
    told = {column for column, _ in mapped_columns(EN, TABLE)}
    named = {name for column in COLUMNS for name in (column, "nome") if column.strip() != "NOME"}
    assert {part for column in told for part in column.split(", ")} == named


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_meaning_has_a_name_in_every_language(language: str) -> None:
    names = [target_name(Translator(language), target) for target in TARGETS]
    assert len(set(names)) == len(TARGETS)
    assert [name for name in names if not name or "_" in name] == []


def test_the_meanings_are_those_of_the_register() -> None:
    from tracker.register.candidates import ATTRIBUTES as KNOWN

    assert ATTRIBUTES == KNOWN


@pytest.mark.parametrize(
    ("away_m", "apart_m", "district", "said"),
    [
        (700.0, 0.0, "SÉ", "in the district of Sé, 700 m from the centre of São Paulo"),
        (700.0, 0.2, "", "700 m from the centre of São Paulo: the same spot as by the first"),
        (700.0, 66.0, "", "700 m from the centre of São Paulo: 70 m beside the spot of the first"),
        (9_900_000.0, 9_900_000.0, "", "9,900 km from São Paulo: hardly right"),
    ],
)
def test_a_landing_says_whether_a_system_can_be_right(
    away_m: float, apart_m: float, district: str, said: str
) -> None:
    landing = LandingRead(
        crs="EPSG:1", name="x", lon_deg=0.0, lat_deg=0.0, away_m=away_m, apart_m=apart_m, district=district
    )
    assert landing_text(EN, landing, "São Paulo") == said


def test_lines_are_taken_over_only_when_a_form_can_show_them() -> None:
    columns = [
        ColumnRead(column=name, filled=1, distinct=1, examples=[], values=[], guessed="text")
        for name in COLUMNS
    ]
    shown = InspectedTable(table="Saude", rows=1, looked_at=1, columns=columns)
    looked_at = InspectionRead(
        file_name="a.xlsx", needs_crs=False, first_place="", landings=[], tables=[shown], fitting=[], draft={}
    )
    good = {"title": "a", "source": "b", "tables": [TABLE]}
    assert is_like(looked_at, good)
    for wrong in (
        None,
        "text",
        {**good, "title": 3},
        {**good, "tables": [TABLE, TABLE]},
        {**good, "tables": [{**TABLE, "kind": "castle"}]},
        {**good, "tables": [{**TABLE, "answers": [{"fact": "moat", "column": "Rampa"}]}]},
        {**good, "tables": [{**TABLE, "dates": [{"column": "Visto em"}]}]},
    ):
        assert not is_like(looked_at, wrong)
