"""Privacy by rule: names of shelters and homes, numbers of persons. Names and numbers are made up."""

from __future__ import annotations

import pytest

from tracker.register.cells.contacts import Country
from tracker.register.intake.privacy import protect, rules_met
from tracker.register.intake.privacy_rules import RULES

REFUSED_PT = [
    *("Abrigo Raio de Sol", "CASA ABRIGO MARGARIDA", "Abrigamento Infantil Norte", "Casa de Acolhida Lua"),
    *(
        "Centro de Acolhida Especial para Idosos",
        "Casa de Acolhimento Estrela",
        "SAICA Girassol",
        "Casa Lar Esperança",
    ),
    *("Serviço de Acolhimento Institucional II", "República para Jovens Aurora", "REPUBLICA JOVEM FEMININA"),
    *(
        "Residência Inclusiva III",
        "RESIDENCIA TERAPEUTICA SUL",
        "Moradia Assistida Vida",
        "Albergue Noturno Central",
    ),
    *("ILPI Santa Clara", "Instituição de Longa Permanência Alfa", "Casa de Repouso Ipê", "Asilo São Bento"),
    *("Lar de Idosos Bem Viver", "Lar dos Velhinhos", "Orfanato Santa Rita", "Lar para Crianças Azul"),
    *(
        "Casa de Passagem Centro",
        "Casa para Mulheres Vitória",
        "Comunidade Terapêutica Luz",
        "Família Acolhedora Leste",
    ),
    *("Unidade de Semiliberdade Norte", "Serviço Residencial Terapêutico"),
]
FLAGGED_PT = [
    *("Associação Lar Feliz", "Larzinho do Bairro", "Casa da Criança Betânia", "Casa da Mulher Guarani"),
    *(
        "Instituto Azul (Unidade Masculina)",
        "Internato São Luís",
        "Casa de Apoio Norte",
        "Residência Artística Sul",
    ),
]
FREE_PT = [
    *(
        "Abrigo de Ônibus Terminal Sul",
        "Praça da República",
        "Metrô República",
        "Consulado da República do Chile",
    ),
    *(
        "UBS Jardim Larissa",
        "Biblioteca Álvares de Azevedo",
        "CCA Casa da Criança Sol",
        "Centro de Convivência Lar Amigo",
    ),
    *("Centro-Dia do Idoso Lar", "NCI Casa do Idoso", "Museu da Casa", "Albergue da Juventude Central"),
    *(
        "Albergue Turístico Praia",
        "Casa de Cultura do Butantã",
        "Hospital Geral",
        "Escola Largo do Rosário",
        "Casa das Artes",
    ),
    *("Acolhimento com Classificação de Risco UPA", "Centro de Defesa e Convivência da Mulher"),
]
REFUSED_ES = [
    *("Casa Hogar San Martín", "Hogar Refugio Esperanza", "Refugio Temporal Lima Sur", "Casa de Acogida Sol"),
    *(
        "Centro de Acogida Residencial Vida",
        "Albergue Infantil Luz",
        "Albergue para Mujeres Norte",
        "Hogar de Ancianos",
    ),
    *(
        "Asilo San Vicente",
        "Puericultorio Pérez",
        "Aldea Infantil Rosa",
        "Hogar para Niños Alegría",
        "Casa de Reposo Alfa",
    ),
    *("Residencia para Adultos Mayores", "Centro de Atención Residencial 5", "Comunidad Terapéutica Sur"),
]
FLAGGED_ES = ["Albergue Municipal", "Hogar Clínica San Juan", "Casa de la Mujer Comas"]
FREE_ES = [
    *("Albergue Juvenil Miraflores", "Albergue Turístico Pachacámac", "Refugio de Vida Silvestre Pantanos"),
    *("Museo del Antiguo Asilo", "Iglesia San Francisco", "Posta Médica Los Olivos", "Club Hogar Deportivo"),
]


def consequence(name: str, country: Country) -> str | None:
    """Tell what the rules do with a name."""
    met = rules_met(name, country)
    return met[0].consequence if met else None


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        *((name, "BR", "refuse") for name in REFUSED_PT),
        *((name, "BR", "flag") for name in FLAGGED_PT),
        *((name, "BR", None) for name in FREE_PT),
        *((name, "PE", "refuse") for name in REFUSED_ES),
        *((name, "PE", "flag") for name in FLAGGED_ES),
        *((name, "PE", None) for name in FREE_ES),
    ],
)
def test_names_are_refused_flagged_or_free(name: str, country: Country, expected: str | None) -> None:
    assert consequence(name, country) == expected
    assert consequence(name.upper(), country) == expected


def test_every_rule_is_met_by_a_name_of_this_test() -> None:
    names: list[tuple[str, Country]] = [(name, "BR") for name in REFUSED_PT + FLAGGED_PT]
    names += [(name, "PE") for name in REFUSED_ES + FLAGGED_ES]
    met = {rule.name for name, country in names for rule in rules_met(name, country)}
    assert met == {rule.name for rule in RULES}


def test_a_refused_row_keeps_nothing_and_says_the_rule() -> None:
    private = protect({"name": "Abrigo Azul", "address": "Rua A, 1"}, {"name": "NOME"}, country="BR")
    assert private.attributes == {}
    assert [(remark.code, remark.column, remark.detail) for remark in private.refusals] == [
        ("private_place", "NOME", "pt_shelter")
    ]


@pytest.mark.parametrize("attribute", ["name", "address", "notes"])
def test_a_secret_address_is_refused_wherever_it_is_said_to_be_one(attribute: str) -> None:
    attributes = {"name": "Casa Azul", "address": "Rua A, 1", attribute: "Endereço sigiloso"}
    assert protect(attributes, {}, country="BR").refusals  # type: ignore[arg-type]


def test_a_name_that_a_person_has_cleared_enters() -> None:
    cleared = {"lar feliz": frozenset({"pt_maybe_home"})}
    attributes = {"name": "Lar  Feliz"}
    assert protect(attributes, {}, country="BR").doubts  # type: ignore[arg-type]
    assert protect(attributes, {}, country="BR", cleared=cleared).doubts == ()  # type: ignore[arg-type]


def test_mobile_numbers_are_blanked_and_told_without_the_number() -> None:
    attributes = {"name": "UBS", "phone": "3333-4444 / 98765-4321", "notes": "Zap 98765-4321"}
    private = protect(attributes, {"phone": "TEL", "notes": "OBS"}, country="BR")  # type: ignore[arg-type]
    assert private.attributes == {"name": "UBS", "phone": "3333-4444", "notes": "Zap […]"}
    assert {(remark.code, remark.column) for remark in private.doubts} == {
        ("mobile_hidden", "TEL"),
        ("mobile_hidden", "OBS"),
    }
    assert "4321" not in " ".join(remark.detail for remark in private.doubts)
    assert attributes["phone"] == "3333-4444 / 98765-4321", "inputs are never changed"


def test_a_telephone_that_was_nothing_but_mobile_is_gone() -> None:
    private = protect({"name": "UBS", "phone": "98765-4321"}, {}, country="BR")
    assert "phone" not in private.attributes


def test_contacts_that_are_the_institutions_own_are_kept() -> None:
    attributes = {"name": "UBS", "phone": "98765-4321", "email": "ubs@gmail.com"}
    private = protect(attributes, {}, country="BR", own_contacts={"phone", "email"})  # type: ignore[arg-type]
    assert private.attributes == attributes
    assert private.doubts == ()


def test_a_free_mail_address_is_flagged_and_an_own_domain_is_not() -> None:
    free = protect({"name": "UBS", "email": "ubs@gmail.com"}, {"email": "E-MAIL"}, country="BR")
    assert [(remark.code, remark.detail) for remark in free.doubts] == [("email_maybe_personal", "gmail.com")]
    assert protect({"name": "UBS", "email": "ubs@saude.sp.gov.br"}, {}, country="BR").doubts == ()


@pytest.mark.parametrize(
    ("address", "flagged"),
    [
        ("Rua A, 10, apto 34", True),
        ("Av. B 980 apto. 11", True),
        ("Rua C 5 - fundos", True),
        ("Rua D, 10 sala 3", False),
    ],
)
def test_an_address_that_is_a_dwelling_is_flagged(address: str, *, flagged: bool) -> None:
    doubts = protect({"name": "Associação", "address": address}, {}, country="BR").doubts
    assert ([remark.code for remark in doubts] == ["maybe_dwelling"]) is flagged
