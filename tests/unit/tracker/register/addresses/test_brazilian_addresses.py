"""Brazilian addresses, each in words of our own, taken apart as a careful reader would."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.register.addresses.address import Address
from tracker.register.addresses.parsing import parse_address

STREET, NUMBER, QUARTER = "street", "number", "neighbourhoods"


def parts_of(address: Address) -> dict[str, Any]:
    """Give what an address holds, the street as type, titles and name, empty parts left out."""
    street = address.street
    found: dict[str, Any] = {
        "street": street and " ".join([f"[{street.type}]", *(f"<{t}>" for t in street.titles), street.name]),
        "number": address.number,
        "without_number": address.without_number,
        "kilometre": address.kilometre,
        "block": address.block,
        "lot": address.lot,
        "complements": address.complements,
        "corners": tuple(f"[{corner.type}] {corner.words}" for corner in address.corners),
        "neighbourhoods": address.neighbourhoods,
        "district": address.district,
        "municipality": address.municipality,
        "state": address.state,
        "postcode": address.postcode,
        "reference": address.reference,
        "rest": address.rest,
    }
    return {name: value for name, value in found.items() if value}


STREETS = [
    ("Rua das Acácias, 12", "[rua] das Acácias", "12"),
    ("R. das Acácias 12", "[rua] das Acácias", "12"),
    ("R DAS ACÁCIAS 12", "[rua] DAS ACÁCIAS", "12"),
    ("R.das Acácias,12", "[rua] das Acácias", "12"),
    ("Rua: das Acácias 12", "[rua] das Acácias", "12"),
    ("Rua. das Acácias, 12", "[rua] das Acácias", "12"),
    ("av. do Cedro 9000", "[avenida] do Cedro", "9000"),
    ("AV DO CEDRO, nº 9000", "[avenida] DO CEDRO", "9000"),
    ("Aven. do Cedro n. 9000", "[avenida] do Cedro", "9000"),
    ("Pça. Bela, 1", "[praca] Bela", "1"),
    ("Pc Bela, 1", "[praca] Bela", "1"),
    ("Tv. do Poço, 7", "[travessa] do Poço", "7"),
    ("Trav. do Poço, 7", "[travessa] do Poço", "7"),
    ("Al. Ipê, 300", "[alameda] Ipê", "300"),
    ("Lgo. do Chafariz, 8", "[largo] do Chafariz", "8"),
    ("Estr. do Moinho, 4500", "[estrada] do Moinho", "4500"),
    ("Est. do Moinho, 4500", "[estrada] do Moinho", "4500"),
    ("Viad. Novo, 3", "[viaduto] Novo", "3"),
    ("Ladeira da Fonte 22", "[ladeira] da Fonte", "22"),
    ("Viela Sete, 5", "[viela] Sete", "5"),
    ("Beco do Sapo, 2", "[beco] do Sapo", "2"),
    ("Passagem Clara, 31", "[passagem] Clara", "31"),
    ("Rua Prof. Dr. Nilo Prado, 80", "[rua] <professor> <doutor> Nilo Prado", "80"),
    ("Rua Profª Nilza Prado, 80", "[rua] <professora> Nilza Prado", "80"),
    ("R. Cel. Bento Prado, 80", "[rua] <coronel> Bento Prado", "80"),
    ("R. Pe. Bento, 80", "[rua] <padre> Bento", "80"),
    ("Av. Gal. Prado, 80", "[avenida] <general> Prado", "80"),
    ("Av. Brig. Prado, 80", "[avenida] <brigadeiro> Prado", "80"),
    ("Rua Cap. Prado, 80", "[rua] <capitao> Prado", "80"),
    ("Rua Mons. Prado, 80", "[rua] <monsenhor> Prado", "80"),
    ("Rua Sta. Luzia, 80", "[rua] Sta. Luzia", "80"),
    ("Av. Dep. Rui Prado, 80", "[avenida] <deputado> Rui Prado", "80"),
    ("Rua Mar Azul, 80", "[rua] Mar Azul", "80"),
    ("Rua Mar. Prado, 80", "[rua] <marechal> Prado", "80"),
    ("Rua Dom Nuno, 80", "[rua] <dom> Nuno", "80"),
    ("Rua Barão, 80", "[rua] Barão", "80"),
    ("Rua Avenida Nova, 15", "[avenida] Nova", "15"),
    ("NILO PRADO 203", "[None] NILO PRADO", "203"),
    ("Do Cedro, 14", "[None] Do Cedro", "14"),
    ("Prof. Nilo Prado 14", "[None] <professor> Nilo Prado", "14"),
    ("Rua 25 de Março, 10", "[rua] 25 de Março", "10"),
    ("Rua 25 de Março 10", "[rua] 25 de Março", "10"),
    ("Rua Treze de Maio 10", "[rua] Treze de Maio", "10"),
    ("Av. 9 de Julho, nº 10", "[avenida] 9 de Julho", "10"),
    ("Rua 7, 10", "[rua] 7", "10"),
    ("Rua 7 10", "[rua] 7", "10"),
    ("Rua Vinte e Dois 10", "[rua] Vinte e Dois", "10"),
    ("Rua Pio XII 10", "[rua] Pio XII", "10"),
    ("Parque Verde, 128", "[parque] Verde", "128"),
    ("Rua d'Oeste, 4", "[rua] d'Oeste", "4"),
]
NUMBERS = [
    ("415B", "415B"),
    ("415-B", "415B"),
    ("415 B", "415B"),
    ("nº 415", "415"),
    ("n.º 415", "415"),
    ("n° 415", "415"),
    ("Nº.415", "415"),
    ("número 415", "415"),
    ("Número: 415", "415"),
    ("# 415", "415"),
    ("1.415", "1415"),
    ("08", "8"),
    ("100/120", "100/120"),
    ("100 / 120", "100/120"),
    ("100-120", "100/120"),
    ("100 a 120", "100/120"),
    ("100 e 120", "100/120"),
]
NO_NUMBERS = ["s/nº", "S/N", "s/n", "S/Nº.", "s/ n", "S.N.", "sem número", "0"]
WHOLE: list[tuple[str, dict[str, Any]]] = [
    (
        "Av. do Cedro, 55 - Vila Vale, São Paulo - SP, 01234-567",
        {
            STREET: "[avenida] do Cedro",
            NUMBER: "55",
            QUARTER: ("Vila Vale",),
            "municipality": "São Paulo",
            "state": "SP",
            "postcode": "01234567",
        },
    ),
    (
        "Endereço: R. do Cedro 55 2 andar ; Bairro: Vale ; CEP: 1234567",
        {
            STREET: "[rua] do Cedro",
            NUMBER: "55",
            "complements": ("2 andar",),
            QUARTER: ("Vale",),
            "postcode": "01234567",
        },
    ),
    (
        "Rua do Cedro, 55 \u2013 Vale \u2013 CEP: 01234567",
        {STREET: "[rua] do Cedro", NUMBER: "55", QUARTER: ("Vale",), "postcode": "01234567"},
    ),
    (
        "Rua do Cedro, 55 | CEP:",
        {STREET: "[rua] do Cedro", NUMBER: "55"},
    ),
    (
        "Rua do Cedro, 55, Vale, Itu/SP",
        {STREET: "[rua] do Cedro", NUMBER: "55", QUARTER: ("Vale",), "municipality": "Itu", "state": "SP"},
    ),
    (
        "Rua do Cedro, 55 - Vale - Campinas-SP",
        {
            STREET: "[rua] do Cedro",
            NUMBER: "55",
            QUARTER: ("Vale",),
            "municipality": "Campinas",
            "state": "SP",
        },
    ),
    (
        "Rua do Cedro, 55 - Vale São Paulo/SP",
        {
            STREET: "[rua] do Cedro",
            NUMBER: "55",
            QUARTER: ("Vale",),
            "municipality": "São Paulo",
            "state": "SP",
        },
    ),
    (
        "Rua do Cedro, 55, Vale, São Paulo - State of São Paulo, 01234-567",
        {
            STREET: "[rua] do Cedro",
            NUMBER: "55",
            QUARTER: ("Vale",),
            "municipality": "São Paulo",
            "state": "State of São Paulo",
            "postcode": "01234567",
        },
    ),
    (
        "Rua do Cedro, 55 Bairro Vale - Distrito Jardim Alto, Zona Sul",
        {
            STREET: "[rua] do Cedro",
            NUMBER: "55",
            QUARTER: ("Vale",),
            "district": "Jardim Alto",
            "rest": "Zona Sul",
        },
    ),
    (
        "Rua do Cedro, 55. Bairro Vale",
        {STREET: "[rua] do Cedro", NUMBER: "55", QUARTER: ("Vale",)},
    ),
    (
        "Rua do Cedro, 781 / 402",
        {STREET: "[rua] do Cedro", NUMBER: "781", "complements": ("/ 402",)},
    ),
    (
        "Rua do Cedro, 55 - 4º andar - sala 12 - Centro",
        {
            STREET: "[rua] do Cedro",
            NUMBER: "55",
            "complements": ("4º andar", "sala 12"),
            QUARTER: ("Centro",),
        },
    ),
    (
        "Rua do Cedro, 55, cj 12/13",
        {STREET: "[rua] do Cedro", NUMBER: "55", "complements": ("cj 12/13",)},
    ),
    (
        "Rua do Cedro, 55 - Conj. 12",
        {STREET: "[rua] do Cedro", NUMBER: "55", "complements": ("Conj. 12",)},
    ),
    (
        "Rua do Cedro, 55 - Conj. Hab. Vale",
        {STREET: "[rua] do Cedro", NUMBER: "55", QUARTER: ("Conj. Hab. Vale",)},
    ),
    (
        "Rua do Cedro, 55 Bloco B apto. 3",
        {STREET: "[rua] do Cedro", NUMBER: "55", "complements": ("Bloco B apto. 3",)},
    ),
    (
        "Rua do Cedro, 55, 12A",
        {STREET: "[rua] do Cedro", NUMBER: "55", "complements": ("12A",)},
    ),
    (
        "Rua do Cedro 55 casa 2",
        {STREET: "[rua] do Cedro", NUMBER: "55", "complements": ("casa 2",)},
    ),
    (
        "Av. do Cedro, s/n - Terminal Leste",
        {STREET: "[avenida] do Cedro", "without_number": True, "complements": ("Terminal Leste",)},
    ),
    (
        "Portão 3, Av. do Cedro, s/n - Vale",
        {
            STREET: "[avenida] do Cedro",
            "without_number": True,
            "complements": ("Portão 3",),
            QUARTER: ("Vale",),
        },
    ),
    (
        "Casa Azul Rua do Cedro, 55",
        {STREET: "[rua] do Cedro", NUMBER: "55", "complements": ("Casa Azul",)},
    ),
    (
        "Rodovia do Cedro, km 12,5",
        {STREET: "[rodovia] do Cedro", "kilometre": 12.5},
    ),
    (
        "Rod. do Cedro Km 82",
        {STREET: "[rodovia] do Cedro", "kilometre": 82.0},
    ),
    (
        "Rua do Cedro x Rua do Ipê",
        {STREET: "[rua] do Cedro", "corners": ("[rua] do Ipê",)},
    ),
    (
        "Rua do Cedro, esquina com a Av. do Ipê",
        {STREET: "[rua] do Cedro", "corners": ("[avenida] do Ipê",)},
    ),
    (
        "Rua do Cedro, 55 (esq. Rua do Ipê)",
        {STREET: "[rua] do Cedro", NUMBER: "55", "corners": ("[rua] do Ipê",)},
    ),
    (
        "RUA DO CEDRO COM A RUA DO IPÊ",
        {STREET: "[rua] DO CEDRO", "corners": ("[rua] DO IPÊ",)},
    ),
    (
        "Rua do Cedro c/ Rua do Ipê",
        {STREET: "[rua] do Cedro", "corners": ("[rua] do Ipê",)},
    ),
    (
        "Rua do Cedro X Rua do Ipê C/ Rua Alta",
        {STREET: "[rua] do Cedro", "corners": ("[rua] do Ipê", "[rua] Alta")},
    ),
    (
        "Rua do Cedro, 55, próximo ao mercado, Vale",
        {STREET: "[rua] do Cedro", NUMBER: "55", "reference": "próximo ao mercado", QUARTER: ("Vale",)},
    ),
    (
        "Rua do Cedro, 55 - em frente à igreja",
        {STREET: "[rua] do Cedro", NUMBER: "55", "reference": "em frente à igreja"},
    ),
    (
        "Rua do Cedro, 55 (ao lado da estação)",
        {STREET: "[rua] do Cedro", NUMBER: "55", "reference": "ao lado da estação"},
    ),
    (
        "Rua do Cedro, 55 Tel: 2222-3333",
        {STREET: "[rua] do Cedro", NUMBER: "55", "rest": "Tel: 2222-3333"},
    ),
    (
        "Jardim Alto, São Paulo - SP, 01234-567",
        {QUARTER: ("Jardim Alto",), "municipality": "São Paulo", "state": "SP", "postcode": "01234567"},
    ),
    ("Casa de Cultura do Cedro", {"rest": "Casa de Cultura do Cedro"}),
    ("Nilo Prado", {"rest": "Nilo Prado"}),
    ("", {}),
    (" - , ", {}),
]


@pytest.mark.parametrize(("text", "street", "number"), STREETS)
def test_type_titles_name_and_number_are_told_apart(text: str, street: str, number: str) -> None:
    assert parts_of(parse_address(text, country="BR")) == {STREET: street, NUMBER: number}


@pytest.mark.parametrize(("words", "number"), NUMBERS)
@pytest.mark.parametrize("before", ["Rua do Cedro, ", "Rua do Cedro "])
def test_a_house_number_is_plain_however_it_is_written(before: str, words: str, number: str) -> None:
    assert parts_of(parse_address(before + words, country="BR")) == {STREET: "[rua] do Cedro", NUMBER: number}


@pytest.mark.parametrize("words", NO_NUMBERS)
def test_the_lack_of_a_number_is_known_as_such(words: str) -> None:
    expected = {STREET: "[praca] Bela", "without_number": True}
    assert parts_of(parse_address(f"Praça Bela, {words}", country="BR")) == expected


@pytest.mark.parametrize(("text", "expected"), WHOLE)
def test_what_stands_around_the_street_is_told_apart(text: str, expected: dict[str, Any]) -> None:
    assert parts_of(parse_address(text, country="BR")) == expected


def test_a_range_gives_both_its_numbers_and_a_letter_gives_none() -> None:
    assert parse_address("Rua do Cedro, 100/120", country="BR").house_numbers == (100, 120)
    assert parse_address("Rua do Cedro, 415B", country="BR").house_numbers == (415, 415)
    assert parse_address("Rua do Cedro, s/n", country="BR").house_numbers is None
