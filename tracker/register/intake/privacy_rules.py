"""Rules of privacy, as data: which names are those of shelters and homes, in Portuguese and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

Consequence = Literal["refuse", "flag"]


@dataclass(frozen=True, slots=True)
class PrivacyRule:
    """
    A rule for folded names.

    Parameters
    ----------
    name : str
        Identifier, for reports and for the names that a mapping clears.
    language : str
        "pt-BR" or "es".
    consequence : str
        ``refuse`` keeps the row out; ``flag`` has a person look.
    pattern : re.Pattern
        What it looks for.
    spares : re.Pattern or None
        Names that look alike and are public places.
    """

    name: str
    language: str
    consequence: Consequence
    pattern: re.Pattern[str]
    spares: re.Pattern[str] | None = field(default=None)


def _rule(
    name: str, language: str, consequence: Consequence, pattern: str, spares: str | None = None
) -> PrivacyRule:
    """Compile a rule; its patterns begin and end at words."""
    return PrivacyRule(
        name,
        language,
        consequence,
        re.compile(rf"\b(?:{pattern})\b"),
        None if spares is None else re.compile(rf"\b(?:{spares})\b"),
    )


# Services of the day have visitors, not residents; their names often hold "casa" or "lar".
_DAY_PT: Final = (
    r"cca|cj|nci|scfv|scfvcca|cedesp|centro[- ]dia|centro de convivencia|cras|creas|centro pop|ubs|caps\w*|"
    r"casa de cultura|cultural|museu|biblioteca|teatro|ambulatorio|escola|emei|emef|cei|ceu|"
    r"restaurante|praca|"
    r"parque|fundacao casa de"
)
_TOURISM_ES: Final = (
    r"turistic[oa]s?|juvenil(?:es)?|hostel|lodge|ecolodge|hospedaje|mirador|vida silvestre|nacional|museo"
)

PORTUGUESE: Final = (
    _rule(
        "pt_shelter",
        "pt-BR",
        "refuse",
        r"abrigos?|abrigamento|acolhimento institucional|acolhida|acolhimento|casa lar|saica|"
        r"familia acolhedora",
        r"abrigos? de (?:onibus|taxi|passageiros|animais)|ponto de parada|abrigo (?:de )?bondes?|"
        r"classificacao de risco|"
        r"acolhimento (?:ao|do) (?:usuario|paciente|cidadao)",
    ),
    _rule("pt_night_shelter", "pt-BR", "refuse", r"albergues?", r"juventude|turistic[oa]|hostel|pousada"),
    _rule(
        "pt_shared_home",
        "pt-BR",
        "refuse",
        r"republicas? (?:para|jove(?:m|ns)|femininas?|masculinas?|de (?:jovens|idosos|adultos|"
        r"mulheres|homens))",
    ),
    _rule(
        "pt_residence",
        "pt-BR",
        "refuse",
        r"residencias? (?:inclusivas?|terapeuticas?|assistidas?|protegidas?)|"
        r"servicos? residencia(?:l|is) terapeuticos?|"
        r"moradias? (?:inclusivas?|assistidas?|protegidas?|transitorias?|provisorias?)|"
        r"unidade de acolhimento",
    ),
    _rule(
        "pt_long_stay",
        "pt-BR",
        "refuse",
        r"longa permanencia|ilpi|casas? de repouso|asilos?|lar (?:de|para|dos) (?:idos[oa]s|"
        r"velhinhos|velhos)|"
        r"lar (?:da|de) velhice|abrigo de idosos",
    ),
    _rule(
        "pt_children_home", "pt-BR", "refuse", r"orfanatos?|lar (?:de|das|para) criancas?|casa de passagem"
    ),
    _rule(
        "pt_women_home",
        "pt-BR",
        "refuse",
        r"(?:casa|moradia|lar) (?:para|de) mulheres|mulheres (?:vitimas|em situacao) de violencia",
        r"centro de (?:defesa|referencia|convivencia)\b.*",
    ),
    _rule(
        "pt_therapeutic_community",
        "pt-BR",
        "refuse",
        r"comunidades? terapeuticas?|semiliberdade|casa de recuperacao",
    ),
    _rule(
        "pt_maybe_residence",
        "pt-BR",
        "flag",
        r"residencias?|moradias?|internato|unidade (?:feminina|masculina)",
        _DAY_PT,
    ),
    _rule("pt_maybe_home", "pt-BR", "flag", r"lar|lares|larzinho", _DAY_PT),
    _rule(
        "pt_maybe_group_home",
        "pt-BR",
        "flag",
        r"casas? d[aeo]s? (?:criancas?|menin[oa]s?|menor|meninas?|mulher(?:es)?|idos[oa]s?|apoio)|"
        r"educandarios?",
        _DAY_PT,
    ),
)
SPANISH: Final = (
    _rule(
        "es_shelter",
        "es",
        "refuse",
        r"casas? hogar|casas? (?:de )?(?:refugio|acogida)|refugios? (?:temporal(?:es)?|"
        r"para (?:mujeres|ninos|migrantes))|"
        r"hogar(?:es)? (?:de )?(?:refugio|acogida|temporal(?:es)?|protegidos?)|centros? de acogida|"
        r"centros? de acogida residencial|centros? de atencion residencial",
    ),
    _rule(
        "es_children_home",
        "es",
        "refuse",
        r"orfanatos?|orfelinatos?|puericultorios?|aldeas? infantil(?:es)?|hogar(?:es)? (?:de|"
        r"para) (?:ninos|ninas|menores|madres)|"
        r"albergues? (?:infantil(?:es)?|(?:de|para) (?:ninos|ninas|menores|mujeres|madres|"
        r"adultos? mayor(?:es)?))",
    ),
    _rule(
        "es_long_stay",
        "es",
        "refuse",
        r"asilos?|casas? de reposo|hogar(?:es)? (?:de|para|del) (?:ancianos|ancianas|"
        r"adultos? mayor(?:es)?|la tercera edad)|"
        r"residencias? (?:geriatricas?|para adultos? mayor(?:es)?|protegidas?|tuteladas?)|"
        r"viviendas? (?:protegidas?|tuteladas?)",
        r"antiguo asilo|ex asilo|museo",
    ),
    _rule(
        "es_therapeutic_community",
        "es",
        "refuse",
        r"comunidad(?:es)? terapeuticas?|centro de rehabilitacion juvenil",
    ),
    _rule("es_maybe_shelter", "es", "flag", r"albergues?", _TOURISM_ES),
    _rule(
        "es_maybe_home",
        "es",
        "flag",
        r"hogar(?:es)?|casa de la mujer",
        r"club|centro comercial|articulos|museo|tienda",
    ),
)
# Whoever is sheltered from somebody is sheltered by an address that nobody publishes.
SECRET_ADDRESS: Final = re.compile(
    r"\b(?:enderecos? (?:sigilosos?|reservados?|protegidos?|secretos?)|casa sigilosa|"
    r"direccion(?:es)? (?:reservadas?|secretas?|confidencial(?:es)?))\b"
)
RULES: Final = (*PORTUGUESE, *SPANISH)

# An address that is a dwelling: an association is often registered at somebody's flat.
DWELLING: Final = re.compile(
    r"\b(?:apto?|apart(?:amento)?|apartamento|dpto|departamento|depto)\b\.?\s*(?:n\w*\s*)?\d+|\bfundos\b"
)
