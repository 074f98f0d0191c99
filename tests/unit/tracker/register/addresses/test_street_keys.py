"""Keys of streets: equal for one street however it is written, different for two."""

from __future__ import annotations

import pytest

from tracker.register.addresses.address import Street
from tracker.register.addresses.parsing import parse_address
from tracker.register.addresses.streets import StreetKeys, normal_street, parse_street, street_keys
from tracker.register.addresses.words import Country


def keys(text: str, country: Country = "BR") -> StreetKeys:
    """Give the keys of a street's name."""
    street = parse_street(text, country=country)
    assert street is not None
    return street_keys(street)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Av. Brig. Faria Prado, 10", "avenida brigadeiro faria prado"),
        ("PRAÇA XV DE NOVEMBRO", "praca 15 novembro"),
        ("Pça Quinze de Novembro", "praca 15 novembro"),
        ("Praça 15 de Novembro", "praca 15 novembro"),
        ("Rua Nove de Julho", "rua 9 julho"),
        ("R. 9 de Julho", "rua 9 julho"),
        ("R. 09 de Julho", "rua 9 julho"),
        ("Rua Primeiro de Maio", "rua 1 maio"),
        ("Rua 1º de Maio", "rua 1 maio"),
        ("Rua Vinte e Quatro de Maio", "rua 24 maio"),
        ("Rua 24 de Maio", "rua 24 maio"),
        ("Rua Trinta e Um", "rua 31"),
        ("Rua Cento e Dois", "rua 102"),
        ("Rua Mil Oitocentos e Vinte e Dois", "rua 1822"),
        ("Rua 1822", "rua 1822"),
        ("Rua Dois e Três", "rua 2 3"),
        ("Rua João XXIII", "rua joao 23"),
        ("Rua Pedro II", "rua pedro 2"),
        ("Rua Humberto I", "rua humberto 1"),
        ("Rua V. Prado", "rua v prado"),
        ("Rua Nossa Sra. da Luz", "rua nossa senhora luz"),
        ("R. N. S. da Luz", "rua nossa senhora luz"),
        ("Rua N. Sra. da Luz", "rua nossa senhora luz"),
        ("Rua S. Bento", "rua sao bento"),
        ("Rua São Bento", "rua sao bento"),
        ("Rua Sto. Antão", "rua santo antao"),
        ("Rua D'Ávila", "rua davila"),
        ("Rua José d Ávila", "rua jose davila"),
        ("Estrada do M'Boi", "estrada mboi"),
        ("Rua Nilo Prado Jr.", "rua nilo prado junior"),
        ("Rua da Mooca", "rua mooca"),
        ("Largo do Ó", "largo o"),
        ("Nilo Prado 10", "nilo prado"),
    ],
)
def test_a_brazilian_street_has_one_key_however_it_is_written(text: str, key: str) -> None:
    assert normal_street(parse_address(text if "10" in text else f"{text}, 10", country="BR")) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Av. 28 de Julio", "avenida 28 julio"),
        ("Avenida Veintiocho de Julio", "avenida 28 julio"),
        ("Plaza Dos de Mayo", "plaza 2 mayo"),
        ("Jr. de la Unión", "jiron union"),
        ("Jirón Unión", "jiron union"),
        ("Av. La Marina", "avenida la marina"),
        ("Ca. Gral. Prado", "calle general prado"),
        ("Calle General Prado", "calle general prado"),
        ("Av. Mcal. Prado", "avenida mariscal prado"),
        ("Jr. Cap. Prado", "jiron capitan prado"),
        ("Av. Sta. Rosa", "avenida santa rosa"),
        ("Av. Treinta y Uno de Enero", "avenida 31 enero"),
    ],
)
def test_a_peruvian_street_has_one_key_however_it_is_written(text: str, key: str) -> None:
    assert normal_street(parse_address(f"{text} 10", country="PE")) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rua Prado", "Avenida Prado"),
        ("Rua Doutor Prado", "Rua Prado"),
        ("Rua Luiz Prado", "Rua Luis Prado"),
        ("Rua Santa Rita", "Rua Rita"),
        ("Rua 7 de Abril", "Rua 17 de Abril"),
    ],
)
def test_streets_that_may_be_two_have_two_keys(one: str, other: str) -> None:
    assert keys(one).full != keys(other).full


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rua Luiz Prado", "Av. Luis Prado"),
        ("Rua Souza", "Rua Sousa"),
        ("Rua Manoel Prado", "Rua Manuel Prado"),
        ("Rua Dr. Prado", "Rua Prado"),
        ("Rua Thereza Mello", "Rua Tereza Melo"),
        ("Rua Philippe", "Rua Filipe"),
    ],
)
def test_names_that_sound_alike_share_the_loose_key(one: str, other: str) -> None:
    assert keys(one).loose == keys(other).loose


@pytest.mark.parametrize(("one", "other"), [("Rua Rita", "Rua Santa Rita"), ("Rua Prado", "Rua Prata")])
def test_names_that_sound_different_do_not_share_it(one: str, other: str) -> None:
    assert keys(one).loose != keys(other).loose


def test_columns_of_a_layer_joined_give_the_key_of_the_street() -> None:
    assert keys("AV CONS RODRIGUES PRADO").full == "avenida conselheiro rodrigues prado"
    assert keys("R MAEST PRADO").full == keys("Rua Maestro Prado").full


def test_a_text_without_letters_is_no_street() -> None:
    assert parse_street(" - ", country="BR") is None
    assert normal_street(parse_address("Jardim Alto", country="BR")) is None


def test_a_name_that_is_all_prepositions_keeps_a_key() -> None:
    assert street_keys(Street("rua", (), "E", "E", "BR")) == StreetKeys("rua e", "e", "e")
