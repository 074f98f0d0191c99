"""Proposing: a mapping guessed from the names and the content of columns, for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from tracker.register.candidates import Attribute
from tracker.register.cells.spelling import folded
from tracker.register.mappings.files import check_mapping
from tracker.register.mappings.model import SavedMapping
from tracker.register.mappings.profiling import ColumnProfile, profile
from tracker.register.tables import SourceFile, Table
from tracker.register.vocabulary import FactKind, ServiceKind

# Words of column names, the surest first; columns of persons are asked before all others and never taken.
_PERSONS: Final = re.compile(
    r"responsavel|responsable|contato|contacto|dono|propriet\w*|diretor\w*|gerente|cpf|dni\b|\brg\b"
)
_ATTRIBUTES: Final[tuple[tuple[Attribute, str], ...]] = (
    ("name", r"(?:nome|titulo|name|nombre|denominacao|razao social|equipamento|estabelecimento)(?: .*)?"),
    ("name", r"\w*_nome|nome\w+|stop_name"),
    ("address", r"endereco\w*|direccion|address|logradouro|addr:street|\w*enderec\w*"),
    ("postcode", r"cep|codigo postal|postcode|zip|addr:postcode"),
    ("district", r"distritos?|district|ds_nome"),
    ("neighbourhood", r"bairro|urbanizacion|neighbou?rhood"),
    ("municipality", r"municipio|cidade|ciudad|city|addr:city"),
    ("phone", r"(?:tele)?fones?|tel|telefonos?|phone|contact:phone"),
    ("email", r"e-?mails?|correo.*|contact:email"),
    ("website", r"url|site|website|pagina web|contact:website"),
    ("opening_hours", r"horarios?.*|funcionamento|opening_hours|hours"),
    ("reference_point", r"ponto de referencia|referencia"),
    ("external_id", r"id|codigo.*|cnes|ref|stop_id|osm_id|\w+_id"),
    ("notes", r"observac\w*|obs|notas?|notes|descri\w*|description|observaciones"),
)
_FACTS: Final[tuple[tuple[FactKind, str], ...]] = (
    ("adapted_toilet", r"banheiro|sanitario|bano|toilet|servicios higienicos"),
    ("tactile_paving", r"tatil|podotatil|relevos?|tactile"),
    ("lift", r"elevador|ascensor|\blift\b|elevator"),
    ("sign_language", r"libras|lengua de senas|lingua de sinais|sign.?language"),
    ("braille", r"braille|braile"),
    ("audio", r"audiodescricao|audio"),
    ("reserved_parking", r"vagas?\b|estacionamento|estacionamiento|parking"),
    ("seal", r"\bselo\b|\bsello\b|certificad"),
    ("route_inside", r"rota|ruta|circulacao interna"),
    ("step_free_entrance", r"acesso|entrada|ingreso|acceso|rampa|entrance|wheelchair"),
)
_KINDS: Final[tuple[tuple[ServiceKind, str], ...]] = (
    ("health", r"saude|salud|health|ubs|hospita"),
    ("education", r"educac|escola|colegio|school"),
    ("social_assistance", r"assistencia|asistencia|social"),
    ("sport_and_leisure", r"esporte|lazer|deporte|sport"),
    ("library", r"bibliotec|library"),
    ("culture", r"cultur|museu|museo|teatro"),
    ("sign_language_service", r"libras|\bcil\b"),
    ("tactile_map", r"tatil"),
    ("institution", r"institui|institucion"),
    ("public_wifi", r"wi-?fi"),
    ("station", r"stops|estac(?:ao|oes|ion)|station"),
    ("tourism", r"turis|tourism"),
)
_LON: Final = re.compile(r"lon|long|longitude|longitud|lng|x|stop_lon")
_LAT: Final = re.compile(r"lat|latitude|latitud|y|stop_lat")


def propose_mapping(source: SourceFile, *, name: str, country: Literal["BR", "PE"]) -> SavedMapping:
    """
    Guess what the columns of a file mean.

    Parameters
    ----------
    source : SourceFile
        A file that no saved mapping fits.
    name : str
        What the mapping is to be called.
    country : str
        Whose forms of addresses and telephones.

    Returns
    -------
    SavedMapping
        For a person to look at. Columns of persons are left; a table without a column that may be a name
        takes its first text.

    Raises
    ------
    InvalidInputError
        If no table has a column that may be a name.
    """
    return check_mapping(draft_mapping(source, name=name, country=country), place=source.name)


def draft_mapping(source: SourceFile, *, name: str, country: Literal["BR", "PE"]) -> dict[str, Any]:
    """
    Guess as `propose_mapping` does, for a form in which a person fills in what could not be guessed.

    Parameters
    ----------
    source : SourceFile
        A file.
    name : str
        What the mapping is to be called.
    country : str
        Whose forms of addresses and telephones.

    Returns
    -------
    dict
        A mapping's document with one table for each of the file that has columns, in order; a table may
        lack a column for the name.
    """
    return {
        "name": name,
        "title": source.name,
        "source": name,
        "country": country,
        "language": "pt-BR" if country == "BR" else "es",
        "tables": [
            _propose_table(table, alone=len(source.tables) == 1) for table in source.tables if table.columns
        ],
    }


def _propose_table(table: Table, *, alone: bool) -> dict[str, Any]:
    """Guess what the columns of a table mean."""
    profiles = [each for each in profile(table) if each.guessed != "empty"]
    attributes: dict[Attribute, str] = {}
    answers: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    lon = lat = None
    for each in profiles:
        column = folded(each.column)
        if _PERSONS.search(column):
            left.append({"column": each.column, "because": "it may name persons"})
        elif _LON.fullmatch(column):
            lon = each.column
        elif _LAT.fullmatch(column):
            lat = each.column
        elif each.guessed == "answer" and (fact := _named(column, _FACTS)) is not None:
            answers.append({"fact": fact, "column": each.column})
        elif (attribute := _attribute(column, each)) is not None and attribute not in attributes:
            attributes[attribute] = each.column
    if "name" not in attributes and (first := _first_text(profiles, attributes)) is not None:
        attributes["name"] = first
    proposal: dict[str, Any] = {
        "table": "*" if alone else table.name.strip(),
        "kind": _named(folded(table.name), _KINDS) or "other",
        "attributes": attributes,
        "answers": _one_a_fact(answers),
        "prose": [attributes["notes"]] if "notes" in attributes else [],
        "left": left,
    }
    if lon is not None and lat is not None:
        proposal["coordinates"] = {"lon": lon, "lat": lat}
    if (key := attributes.get("external_id")) is not None and _is_key(key, profiles):
        proposal |= {"key": [key], "trust_keys": True}
    return proposal


def _attribute(column: str, each: ColumnProfile) -> Attribute | None:
    """Give the attribute that a column may hold: by its name, else by its content."""
    for attribute, pattern in _ATTRIBUTES:
        if re.fullmatch(pattern, column):
            return attribute
    by_content: Mapping[str, Attribute] = {"email": "email", "website": "website", "postcode": "postcode"}
    return by_content.get(each.guessed)


def _named(text: str, patterns: Sequence[tuple[Any, str]]) -> Any:  # noqa: ANN401 - a fact or a kind
    """Give what the first pattern that fits stands for."""
    return next((meaning for meaning, pattern in patterns if re.search(pattern, text)), None)


def _first_text(profiles: Sequence[ColumnProfile], taken: Mapping[Attribute, str]) -> str | None:
    """Give the first column of short texts that nothing else claims."""
    used = set(taken.values())
    return next(
        (each.column for each in profiles if each.guessed == "text" and each.column not in used), None
    )


def _one_a_fact(answers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put the columns that answer for one fact together."""
    columns: dict[str, list[str]] = {}
    for each in answers:
        columns.setdefault(each["fact"], []).append(each["column"])
    return [{"fact": fact, "column": found} for fact, found in columns.items()]


def _is_key(column: str, profiles: Sequence[ColumnProfile]) -> bool:
    """Tell whether a column is filled in every row, with another value in each."""
    return any(each.column == column and each.distinct == each.filled == each.rows for each in profiles)
