"""Mappings of a study: those that people saved, those that come with the product, and the one for a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from studies.schema import StudyDefinition
from tracker.domain.permissions import Principal
from tracker.domain.provenance import sha256_of
from tracker.errors import InvalidInputError, PreconditionFailedError
from tracker.register.cells.contacts import Country
from tracker.register.mappings.files import (
    check_mapping,
    fitting_mappings,
    load_mappings,
    mapping_gaps,
    write_mapping,
)
from tracker.register.mappings.model import SavedMapping
from tracker.register.mappings.proposing import propose_mapping
from tracker.register.tables import SourceFile
from tracker.schemas.common import ResponseModel
from tracker.services import audit
from tracker.services.principals import check_version
from tracker.settings import Settings
from tracker.store import tables
from tracker.store.register import imports as store

Origin = Literal["saved", "shipped"]
LANGUAGES: dict[Country, Literal["pt-BR", "es"]] = {"BR": "pt-BR", "PE": "es"}
PROPOSED_KEY = "proposed"


@dataclass(frozen=True, slots=True)
class StudyMapping:
    """A mapping that a study may use, and whether somebody saved it there."""

    mapping: SavedMapping
    origin: Origin
    saved_at: datetime | None = None
    saved_by: str | None = None
    version: int | None = None


def list_study_mappings(
    session: Session, study: tables.Study, definition: StudyDefinition, *, settings: Settings
) -> list[StudyMapping]:
    """
    List the mappings of a study.

    Saved ones go before those of the product with the same name. Of these, the ones of another place are
    left out; those of a format that any place may use take the study's country.
    """
    found = {row.key: _saved(row) for row in store.list_mappings(session, study.id)}
    for name, mapping in load_mappings(mappings_folder(settings)).items():
        fitted = _for_study(mapping, definition)
        if fitted is not None:
            found.setdefault(name, StudyMapping(fitted, "shipped"))
    return list(found.values())


def mappings_folder(settings: Settings) -> Path:
    """Give the folder of the product's mappings, which lies beside the catalogue."""
    return settings.data.catalogue.parent / "register" / "mappings"


def choose_mapping(
    source: SourceFile,
    available: Sequence[StudyMapping],
    definition: StudyDefinition,
    *,
    name: str | None,
) -> SavedMapping:
    """
    Choose the mapping that a file is read by.

    Parameters
    ----------
    source : SourceFile
        The file.
    available : sequence of StudyMapping
        Of the study.
    definition : StudyDefinition
        The study.
    name : str or None
        The mapping that was asked for; when None the one that fits and reads the most columns.

    Returns
    -------
    SavedMapping
        It fits the file.

    Raises
    ------
    InvalidInputError
        If there is none of that name, it does not fit, several fit or none does: then with a proposal to
        be looked at and saved.
    """
    known = {each.mapping.name: each.mapping for each in available}
    if name is not None:
        if name not in known:
            raise InvalidInputError(
                f"There is no mapping called {name!r}.", [("mapping", f"is none of {', '.join(known)}")]
            )
        if gaps := mapping_gaps(source, known[name]):
            raise InvalidInputError(f"The mapping {name!r} does not fit {source.name}.", gaps)
        return known[name]
    fitting = _fullest(source, fitting_mappings(source, known.values()))
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(mapping.name for mapping in fitting)
        raise InvalidInputError(
            f"Several mappings fit {source.name}; say which one.", [("mapping", f"one of {names}")]
        )
    raise _none_fits(source, list(known.values()), definition)


def propose_for(source: SourceFile, definition: StudyDefinition, *, name: str) -> SavedMapping:
    """Guess a mapping for a file that none fits."""
    country = country_of(definition)
    return propose_mapping(source, name=name, country=country)


def check_saved_version(
    session: Session,
    study: tables.Study,
    key: str,
    *,
    expected: int | None,
    read: Callable[[StudyMapping], ResponseModel],
) -> None:
    """Raise unless the study's mapping is the version expected; None expects that there is none."""
    row = store.find_mapping(session, study.id, key)
    if row is not None:
        check_version(
            row.version,
            expected=0 if expected is None else expected,
            what="mapping",
            saved_by=row.saved_by,
            record=lambda: read(_saved(row)),
        )
    elif expected is not None:
        raise PreconditionFailedError(
            "There is no such mapping to replace; send If-None-Match: * to make it."
        )


def save_mapping(
    session: Session, study: tables.Study, mapping: SavedMapping, *, by: Principal | str, at: datetime
) -> StudyMapping:
    """Keep a mapping for a study; the one of the same name is replaced. Imports keep the one they used."""
    body = mapping.model_dump(mode="json", exclude_defaults=True)
    who = by if isinstance(by, str) else by.name
    row = store.find_mapping(session, study.id, mapping.name)
    before = None if row is None else sha256_of(row.body)
    if row is None:
        row = tables.SavedMapping(study_id=study.id, key=mapping.name, body=body, saved_at=at, saved_by=who)
        store.add_mapping(session, row)
    else:
        row.body, row.saved_at, row.saved_by = body, at, who
    session.flush()
    audit.record(
        session,
        scope=audit.scope_of(study),
        principal=by,
        action="mapping.save",
        kind="mapping",
        object_id=row.id,
        version=row.version,
        changes=[audit.Change("key", None, row.key), audit.Change("body_sha256", before, sha256_of(body))],
        at=at,
    )
    return _saved(row)


def _saved(row: tables.SavedMapping) -> StudyMapping:
    mapping = check_mapping(row.body, place=f"mapping {row.key}")
    return StudyMapping(mapping, "saved", row.saved_at, row.saved_by, row.version)


def _fullest(source: SourceFile, fitting: Sequence[SavedMapping]) -> list[SavedMapping]:
    """Keep the mappings that read the most columns: one made for less than this file also fits it."""
    read = [
        sum(
            len(rules.used_columns())
            for table in source.tables
            if (rules := mapping.table_mapping(table.name)) is not None
        )
        for mapping in fitting
    ]
    return [mapping for mapping, count in zip(fitting, read, strict=True) if count == max(read)]


def _none_fits(
    source: SourceFile, known: Sequence[SavedMapping], definition: StudyDefinition
) -> InvalidInputError:
    """Say what each mapping lacks, and propose one."""
    faults = [
        (f"mapping {mapping.name}", f"{gaps[0][0]}: {gaps[0][1]}")
        for mapping in known
        if not mapping.formats or source.format in mapping.formats
        if (gaps := mapping_gaps(source, mapping))
    ]
    try:
        proposed = write_mapping(propose_for(source, definition, name=PROPOSED_KEY))
    except InvalidInputError as error:
        faults += error.faults
        return InvalidInputError(f"No mapping fits {source.name}, and none can be guessed.", faults)
    return InvalidInputError(
        f"No mapping fits {source.name}. The one below was guessed from its columns: look at it, give it a "
        "name, save it with PUT /api/v1/studies/{study}/register/mappings/{name} or, in a file, with "
        "`tracker register import --mapping FILE.yaml`, and import again.",
        [*faults, ("proposed mapping", proposed)],
    )


def country_of(definition: StudyDefinition) -> Country:
    """Give the country whose addresses are read; the register knows those of two."""
    country = definition.place.country
    if country not in LANGUAGES:
        raise InvalidInputError(
            f"Addresses of {country} cannot be read yet.", [("study", f"lies in {country}")]
        )
    return country


def _for_study(mapping: SavedMapping, definition: StudyDefinition) -> SavedMapping | None:
    """Give a mapping of the product as a study may use it; None for one of another place."""
    if mapping.bounds is not None:
        place = definition.place
        return mapping if mapping.bounds.hold(place.lon_deg, place.lat_deg) else None
    country = definition.place.country
    if country not in LANGUAGES:
        return mapping
    chosen: Country = country
    return mapping.model_copy(update={"country": chosen, "language": LANGUAGES[chosen]})
