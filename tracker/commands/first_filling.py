"""The first filling of a study's register, for the demo: known files by known mappings, published at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from studies.schema import StudyDefinition
from tracker.errors import DataSetError, InvalidInputError
from tracker.register.mappings.model import Bounds, SavedMapping
from tracker.services.datasets import ResolvedFile, pull, read_catalogue, resolve_sample
from tracker.services.register.intake_runs import Asked, carry_out_import, plan_file, store_preview
from tracker.services.register.mappings import list_study_mappings
from tracker.settings import Settings
from tracker.store.layers import list_layers
from tracker.store.register import imports, publishing
from tracker.store.session import Database, Session
from tracker.store.studies import find_study
from tracker.store.tables import RegisterImport, Study

Tell = Callable[[float, str], None]

FILE: Final = Path("register") / "first_filling.yaml"  # beside the catalogue
WHO: Final = "demo"
REASON: Final = "first filling of the register"
SYNTHETIC_TITLE: Final = "SYNTHETIC SAMPLE"
IMPORTS_LOOKED_AT: Final = 200
MARGIN_DEG: Final = 0.1


class Source(BaseModel):
    """A data set and the mapping that reads it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: str
    mapping: str
    only_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """What one file brought, or why it could not be had."""

    study: str
    dataset: str
    published: int
    left_out: str | None = None


def read_sources(catalogue: Path) -> dict[str, list[Source]]:
    """Read what each study's register is filled with."""
    path = catalogue.parent / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}  # an installation with a catalogue of its own
    try:
        return TypeAdapter(dict[str, list[Source]]).validate_python(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise InvalidInputError(f"{path.name} cannot be read.", [(path.name, str(error))]) from error


def fill_register(
    database: Database, definition: StudyDefinition, *, settings: Settings, at: datetime, tell: Tell
) -> list[Filled]:
    """
    Import and publish the files of a study's first filling; what was imported before is left alone.

    Each file is one transaction. Rows that a person must look at stay drafts.
    """
    catalogue = read_catalogue(settings.data.catalogue)
    found = []
    for source in read_sources(settings.data.catalogue).get(definition.slug, []):
        tell(0.0, f"filling the register from {source.dataset}")
        with database.reading() as session:
            synthetic = _is_synthetic(session, definition.slug)
        if source.only_synthetic and not synthetic:
            continue
        dataset = catalogue[source.dataset]
        try:
            sampled = synthetic and not dataset.synthetic
            file = (resolve_sample if sampled else pull)(dataset, settings=settings)
        except DataSetError as error:
            found.append(Filled(definition.slug, source.dataset, 0, error.detail))
            continue
        published = _import_once(
            database, definition, source, file, crs=dataset.crs, settings=settings, at=at, tell=tell
        )
        found.append(Filled(definition.slug, source.dataset, published))
    return found


def _is_synthetic(session: Session, slug: str) -> bool:
    """Tell whether the study's layers are invented; places of another city would be near nobody."""
    return any(layer.synthetic for layer in list_layers(session, _study(session, slug).id))


def _import_once(
    database: Database,
    definition: StudyDefinition,
    source: Source,
    file: ResolvedFile,
    *,
    crs: str,
    settings: Settings,
    at: datetime,
    tell: Tell,
) -> int:
    """Import a file unless these bytes are in the register already; give how many places were published."""
    with database.reading() as session:
        study = _study(session, definition.slug)
        if _was_imported(imports.list_imports(session, study.id, limit=IMPORTS_LOOKED_AT), file.sha256):
            return 0
        mapping = _mapping(session, study, definition, source.mapping, settings, synthetic=file.synthetic)
        asked = Asked(file.path, crs if crs.startswith("EPSG:") else None, None, mapping, WHO, at.date())
        planned = plan_file(session, study, asked, settings=settings, tell=tell)
    with database.writing() as session:
        row = store_preview(session, planned, at=at)
        carry_out_import(session, row, planned, by=WHO, at=at, tell=tell)
        ready = [
            place_id for place_id, needs_review in publishing.list_drafts(session, row.id) if not needs_review
        ]
        publishing.publish(session, ready, reason=REASON, by=WHO, at=at)
        session.commit()
    return len(ready)


def _was_imported(rows: Sequence[RegisterImport], sha256: str) -> bool:
    return any(row.sha256 == sha256 and row.state in {"committed", "undone"} for row in rows)


def _mapping(
    session: Session,
    study: Study,
    definition: StudyDefinition,
    name: str,
    settings: Settings,
    *,
    synthetic: bool,
) -> SavedMapping:
    """Give a mapping by name; for our samples with the bounds of the invented city, by its layers."""
    available = list_study_mappings(session, study, definition, settings=settings)
    mapping = next(each.mapping for each in available if each.mapping.name == name)
    if not synthetic:
        return mapping
    sides = [layer.bounds for layer in list_layers(session, study.id) if layer.bounds]
    west, south = (min(side[axis] for side in sides) - MARGIN_DEG for axis in (0, 1))
    east, north = (max(side[axis] for side in sides) + MARGIN_DEG for axis in (2, 3))
    return mapping.model_copy(
        update={
            "bounds": Bounds(west=west, south=south, east=east, north=north),
            "title": f"{SYNTHETIC_TITLE}: {mapping.title}",
            "source": f"synthetic_{mapping.source}",
        }
    )


def _study(session: Session, slug: str) -> Study:
    study = find_study(session, slug)
    assert study is not None, "was imported before"
    return study
