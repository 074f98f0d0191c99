"""Telephones and e-mail: mobile numbers are taken out, odd ones told. All numbers are made up."""

from __future__ import annotations

import pytest

from tracker.register.cells.contacts import Country, Hidden, free_mail, hide_mobiles, is_email, is_odd_phone


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("98765-4321", ""),
        ("987654321", ""),
        ("9 8765-4321", ""),
        ("9.8765.4321", ""),
        ("(11) 98765-4321", ""),
        ("11987654321", ""),
        ("011 98765 4321", ""),
        ("+55 11 98765-4321", ""),
        ("+5511987654321", ""),
        ("3333-4444 / 98765-4321", "3333-4444"),
        ("98765-4321 / 3333-4444", "3333-4444"),
        ("3333-4444 ou (11) 9 8765-4321", "3333-4444"),
        ("(11) 3333-4444; 97777-6666; 96666-5555", "(11) 3333-4444"),
    ],
)
def test_brazilian_mobile_numbers_are_taken_out(text: str, left: str) -> None:
    hidden = hide_mobiles(text, "BR", is_prose=False)
    assert hidden.text == left
    assert hidden.found
    assert not any(mark in text for mark in hidden.found), "what is told of a number cannot be dialled"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "3333-4444",
            "(11) 3333-4444",
            "33334444",
            "1133334444",
            "0800 123 4567",
            "3333-4444 / 5555",
            "2222 3333",
        ),
        *(
            "2222-9579 2017-3621",
            "2222-3333 2222-4444 2222-5555",
            "4003-1234",
            "156",
            "05894-380",
            "3333-4444 ramal 921",
        ),
    ],
)
def test_brazilian_landlines_are_kept(text: str) -> None:
    assert hide_mobiles(text, "BR", is_prose=False) == Hidden(text, ())
    if text != "05894-380":
        assert not is_odd_phone(text, "BR")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("987654321", ""),
        ("987 654 321", ""),
        ("+51 987-654-321", ""),
        ("01 234-5678 / 987 654 321", "01 234-5678"),
    ],
)
def test_peruvian_mobile_numbers_are_taken_out(text: str, left: str) -> None:
    assert hide_mobiles(text, "PE", is_prose=False).text == left


@pytest.mark.parametrize("text", ["(01) 234-5678", "234 5678", "0800-12345", "(054) 234567"])
def test_peruvian_landlines_are_kept(text: str) -> None:
    assert hide_mobiles(text, "PE", is_prose=False) == Hidden(text, ())
    assert not is_odd_phone(text, "PE")


def test_prose_keeps_its_words_around_a_number() -> None:
    hidden = hide_mobiles(
        "Tel. 3333-4444. WhatsApp 11 98765-4321, das 9 às 17h de 2019.", "BR", is_prose=True
    )
    assert hidden.text == "Tel. 3333-4444. WhatsApp […], das 9 às 17h de 2019."
    assert hidden.found == ("9…21",)


@pytest.mark.parametrize(
    "text",
    [
        "CEP 05894-380, CNPJ 12.345.678/0001-90",
        "processo 2019.9123.4567",
        "das 9 às 19h, 2ª a 6ª",
        "R$ 9.000,00",
    ],
)
def test_other_figures_in_prose_are_no_numbers_of_people(text: str) -> None:
    assert hide_mobiles(text, "BR", is_prose=True).found == ()


@pytest.mark.parametrize(
    ("text", "country"),
    [("3334-038", "BR"), ("332979996", "BR"), ("não tem", "BR"), ("333", "BR"), ("12345678901", "PE")],
)
def test_what_cannot_be_dialled_is_told(text: str, country: Country) -> None:
    assert is_odd_phone(text, country)


def test_free_mail_is_told_by_its_domain_only() -> None:
    text = "centro.azul@gmail.com; contato@prefeitura.sp.gov.br; a_b@Yahoo.com.br; x@gmail.com.evil.org"
    assert free_mail(text) == ("gmail.com", "yahoo.com.br")


@pytest.mark.parametrize(
    ("text", "found"),
    [("a@b.org", True), ("a@b.org; c@d.org.br", True), ("a@b", False), ("contato: a@b.org", False)],
)
def test_an_email_cell_holds_addresses_only(text: str, *, found: bool) -> None:
    assert is_email(text) is found
