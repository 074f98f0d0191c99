"""Known points and postcodes: exact keys find, everything near is for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.errors import InvalidInputError
from tracker.register.addresses.parsing import parse_address
from tracker.register.location.ground import Circle
from tracker.register.location.points import KnownPoints
from tracker.register.location.postcodes import POSTCODE_RADIUS_M, Postcodes, read_postcodes
from tracker.register.location.verdicts import Ambiguous, Answer, Nothing, Sought
from tracker.register.positions import Position

ROWS: list[tuple[str | None, str | None, float, float]] = [
    ("UBS Jardim Alto", "Rua do Cedro, 12", -46.600, -23.500),
    ("Escola Alta", "Av. do Ipê, 100/120 - Vale", -46.610, -23.500),
    ("Posto Um", "Rua Dupla, 5", -46.620, -23.500),
    ("Posto Dois", "Rua Dupla, 5", -46.650, -23.500),
    ("Guichê A", "Rua Larga, 9", -46.6300, -23.500),
    ("Guichê B", "R. Larga 9", -46.6305, -23.500),
    ("Sem Lugar", "Rua Nula, 1", 0.0, 0.0),
    ("Sem Número Nenhum", None, -46.640, -23.500),
    ("Luz", None, -46.641, -23.500),
    (None, "Rua Falha, 1", float("nan"), -23.5),
]
POINTS = KnownPoints(
    "a layer",
    country="BR",
    names=[row[0] for row in ROWS],
    addresses=[row[1] for row in ROWS],
    lon_deg=[row[2] for row in ROWS],
    lat_deg=[row[3] for row in ROWS],
)


def located(text: str | None, name: str | None = None) -> Answer:
    """Look among the points."""
    return POINTS.locate(Sought(parse_address(text, country="BR") if text else None, name=name))


@pytest.mark.parametrize(
    ("text", "lon"),
    [
        ("R. do Cedro 12", -46.600),
        ("RUA DO CEDRO, nº 12 - sala 3", -46.600),
        ("do Cedro 12", -46.600),
        ("Avenida do Ipê, 100", -46.610),
        ("Avenida do Ipê, 120", -46.610),
        ("Avenida do Ipê, 120/130", -46.610),
    ],
)
def test_an_equal_street_and_number_find_the_point(text: str, lon: float) -> None:
    position = located(text)
    assert isinstance(position, Position)
    assert position.lon_deg == pytest.approx(lon)
    assert position.lat_deg == pytest.approx(-23.5)
    assert position.precision == "address"
    assert position.radius_m == pytest.approx(50.0)
    assert position.found_by.startswith("address ")
    assert position.found_by.endswith("(a layer)")


@pytest.mark.parametrize(
    "text", ["Av. do Cedro, 12", "Rua do Cedro, 12A", "Rua Dr. Cedro, 12", "Rua do Sedro, 12"]
)
def test_an_address_that_is_only_alike_is_for_a_person(text: str) -> None:
    answer = located(text)
    assert isinstance(answer, Ambiguous)
    assert [candidate.lon_deg for candidate in answer.candidates] == [pytest.approx(-46.600)]


@pytest.mark.parametrize(
    "text", ["Rua do Cedro, 14", "Rua do Cedro, s/n", "Rua do Cedro", "Rua Nula, 1", "Rua Falha, 1"]
)
def test_another_number_none_or_a_point_without_position_finds_nothing(text: str) -> None:
    assert isinstance(located(text), Nothing)


def test_points_without_position_are_counted() -> None:
    assert POINTS.passed_over == 2


def test_one_address_at_two_places_is_for_a_person() -> None:
    answer = located("Rua Dupla, 5")
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) == 2


def test_points_of_one_place_are_held_by_one_circle() -> None:
    position = located("Rua Larga, 9")
    assert isinstance(position, Position)
    # Half of 0.0005 degrees of longitude, 102.1 km a degree: 25.5 m, and 50 m for the building.
    assert position.radius_m == pytest.approx(75.5, abs=0.2)


def test_an_exact_name_finds_unless_the_street_says_otherwise() -> None:
    assert isinstance(located(None, "ubs jd. alto"), Position)
    assert isinstance(located("Rua do Cedro, s/n", "UBS Jardim Alto"), Position)
    assert isinstance(located("Rua Qualquer, 3", "SEM NUMERO NENHUM"), Position)
    contradicted = located("Rua do Ipê Roxo, 12", "UBS Jardim Alto")
    assert isinstance(contradicted, Ambiguous)
    assert "another street" in contradicted.why


@pytest.mark.parametrize("name", ["UBS Jardim Alt", "Luz", "", None])
def test_a_name_that_is_not_exact_or_one_word_only_finds_nothing(name: str | None) -> None:
    assert isinstance(located(None, name), Nothing)


def test_postcodes_are_read_with_and_without_radius(tmp_path: Path) -> None:
    path = tmp_path / "postcodes.csv"
    path.write_text(
        "cep,lon,lat,radius_m\n01234-567,-46.6,-23.5,80\n01234568,-46.7,-23.6,\n", encoding="utf-8"
    )
    assert read_postcodes(path) == {
        "01234567": Circle(-46.6, -23.5, 80.0),
        "01234568": Circle(-46.7, -23.6, POSTCODE_RADIUS_M),
    }


def test_two_rows_of_one_postcode_are_held_by_one_circle(tmp_path: Path) -> None:
    path = tmp_path / "postcodes.csv"
    path.write_text(
        "cep,lon,lat,radius_m\n01234567,-46.60,-23.5,80\n01234567,-46.61,-23.5,10\n", encoding="utf-8"
    )
    circle = read_postcodes(path)["01234567"]
    # The centres are 1,021 m apart; from the middle the wider one reaches 510.5 + 80 m.
    assert circle.lon_deg == pytest.approx(-46.605)
    assert circle.radius_m == pytest.approx(590.5, abs=1)


def test_every_fault_of_a_table_of_postcodes_is_named_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "postcodes.csv"
    path.write_text(
        "cep,lon,lat,radius_m\nabc,-46.6,-23.5,\n01234567,far,-23.5,\n01234567,-46.6,95,\n01234567,-46.6,-23.5,-3\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidInputError) as refused:
        read_postcodes(path)
    assert [place for place, _ in refused.value.faults] == [
        "postcodes.csv, line 2, column cep",
        "postcodes.csv, line 3, column lon",
        "postcodes.csv, line 4, column lat",
        "postcodes.csv, line 5, column radius_m",
    ]


def test_a_table_without_its_columns_names_them_all(tmp_path: Path) -> None:
    path = tmp_path / "postcodes.csv"
    path.write_text("code,lon\n1,2\n", encoding="utf-8")
    with pytest.raises(InvalidInputError) as refused:
        read_postcodes(path)
    assert [message for _, message in refused.value.faults] == [
        "there is no column cep",
        "there is no column lat",
    ]


def test_a_postcode_is_found_missing_or_not_asked() -> None:
    rung = Postcodes({"01234567": Circle(-46.6, -23.5, 80.0)}, source="a table")
    found = rung.locate(Sought(parse_address("Rua A, 1, 01234-567", country="BR")))
    assert found == Position(-46.6, -23.5, "postcode", 80.0, "postcode 01234567 (a table)")
    unknown = rung.locate(Sought(parse_address("Rua A, 1, 01234-999", country="BR")))
    assert unknown == Nothing("postcode 01234999 is not in a table")
    assert rung.locate(Sought()) == Nothing("no postcode in the address", skipped=True)
