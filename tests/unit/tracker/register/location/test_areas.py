"""Districts and larger areas: spellings, names on two levels, names that are two places."""

from __future__ import annotations

import pytest
import shapely

from tracker.register.addresses.parsing import parse_address
from tracker.register.location.areas import QUARTER_MARGIN_M, Area, Areas, NamedAreas, area_key, area_of
from tracker.register.location.verdicts import Ambiguous, Nothing, Sought
from tracker.register.positions import Position


def square(name: str, column: int, row: int, *, wide: int = 1, level: str = "district") -> Area:
    """Make an area of squares of a hundredth of a degree."""
    west, south = -46.6 + column / 100, -23.5 + row / 100
    return area_of(name, shapely.box(west, south, west + wide / 100, south + 0.01), level=level)


PEDRA = square("PEDRA ALTA", 0, 0)
PEDRA_AND_LAGO = square("PEDRA ALTA-LAGO", 0, 0, wide=2, level="subprefecture")
MBOI = square("M'BOI MANSO", 0, 3)
SAO_NILO = square("SAO NILO", 3, 3)
CIDADE_NOVA = square("CIDADE NOVA SERRA", 6, 3)
AREAS = Areas(
    [PEDRA, square("LAGO", 1, 0), PEDRA_AND_LAGO, MBOI, SAO_NILO, CIDADE_NOVA, square("GUARANAZES", 9, 9)],
    aliases={"Centro Velho": "São Nilo"},
)


@pytest.mark.parametrize(
    ("spelled", "name", "how"),
    [
        ("São Nilo", "SAO NILO", "exact"),
        ("são nilo ", "SAO NILO", "exact"),
        ("Centro velho", "SAO NILO", "exact"),
        ("São Nilo Paulista", "SAO NILO", "part"),
        ("M Boi Manso", "M'BOI MANSO", "exact"),
        ("MBoi Manso", "M'BOI MANSO", "exact"),
        ("Nova Serra", "CIDADE NOVA SERRA", "part"),
        ("Cid. Nova Serra", "CIDADE NOVA SERRA", "exact"),
        ("Guaranases", "GUARANAZES", "alike"),
        ("Pedra Alta / Lago", "PEDRA ALTA-LAGO", "exact"),
        ("Pedra Alta/Lgo", "PEDRA ALTA-LAGO", "alike"),
        ("Lago", "PEDRA ALTA-LAGO", "exact"),
    ],
)
def test_an_area_is_known_however_it_is_spelled(spelled: str, name: str, how: str) -> None:
    named = AREAS.named(spelled)
    assert named is not None
    assert isinstance(named.area, Area)
    assert (named.area.name, named.how) == (name, how)


@pytest.mark.parametrize("spelled", ["", " - ", "Xique", "de"])
def test_what_is_no_area_is_none(spelled: str) -> None:
    assert AREAS.named(spelled) is None


def test_a_name_on_two_levels_means_the_larger_area_which_holds_both() -> None:
    named = AREAS.named("Pedra Alta")
    assert named is not None
    assert named.area is PEDRA_AND_LAGO


def test_a_name_of_two_areas_that_lie_apart_is_for_a_person() -> None:
    twins = Areas([square("VILA BELA", 0, 0), square("VILA BELA", 5, 5)])
    answer = NamedAreas(twins, "a layer").locate(Sought(district="Vila Bela"))
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) == 2
    assert twins.exactly("Vila Bela") is None


def test_two_names_with_a_stroke_are_for_a_person_unless_one_area_holds_both() -> None:
    answer = NamedAreas(AREAS, "a layer").locate(Sought(district="São Nilo/Guaranazes"))
    assert isinstance(answer, Ambiguous)
    assert {c.found_by for c in answer.candidates} == {
        "district SAO NILO (a layer)",
        "district GUARANAZES (a layer)",
    }


def test_the_radius_of_an_area_reaches_its_farthest_corner() -> None:
    position = NamedAreas(AREAS, "a layer").locate(Sought(district="São Nilo"))
    assert isinstance(position, Position)
    assert position.precision == "district"
    # Half the diagonal of 0.01 degrees: 1.021 km wide at 23.46 degrees south, 1.108 km high.
    assert position.radius_m == pytest.approx(753, abs=2)


def test_a_misspelled_area_is_found_and_says_what_was_read() -> None:
    position = NamedAreas(AREAS, "a layer").locate(Sought(district="Guaranases"))
    assert isinstance(position, Position)
    assert position.found_by == "district GUARANAZES (a layer), read from 'Guaranases'"


def test_the_column_counts_before_the_address_and_the_address_before_its_quarter() -> None:
    rung = NamedAreas(AREAS, "a layer")
    address = parse_address("Rua A, 1 - São Nilo - Distrito Guaranazes", country="BR")
    by_column = rung.locate(Sought(address, district="M'Boi Manso"))
    by_address = rung.locate(Sought(address, district="Xique"))
    by_quarter = rung.locate(Sought(parse_address("Rua A, 1 - São Nilo", country="BR")))
    assert isinstance(by_column, Position)
    assert isinstance(by_address, Position)
    assert isinstance(by_quarter, Position)
    assert "M'BOI MANSO" in by_column.found_by
    assert "GUARANAZES" in by_address.found_by
    assert "SAO NILO (a layer), named as the quarter" in by_quarter.found_by
    assert by_quarter.radius_m == pytest.approx(SAO_NILO.radius_m + QUARTER_MARGIN_M)


def test_a_quarter_that_is_only_like_an_area_is_none() -> None:
    rung = NamedAreas(AREAS, "a layer")
    for quarter in ("Jardim São Nilo", "Guaranases"):
        address = parse_address(f"Rua A, 1 - {quarter}", country="BR")
        assert rung.locate(Sought(address)) == Nothing("no known district")


def test_an_area_measures_the_way_to_a_point() -> None:
    # A hundredth of a degree of latitude is 1,107.6 m there.
    assert SAO_NILO.away_m(-46.565, -23.45) == pytest.approx(1107.6, abs=1)
    assert SAO_NILO.away_m(SAO_NILO.lon_deg, SAO_NILO.lat_deg) == 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Freguesia do Ó", "FREGUESIA DO O"),
        ("Jd. Paz", "Jardim da Paz"),
        ("D'Oeste", "D OESTE"),
        ("Vila D", "VILA D"),
    ],
)
def test_keys_of_areas_agree(one: str, other: str) -> None:
    assert area_key(one) == area_key(other)
