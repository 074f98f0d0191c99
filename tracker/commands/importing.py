"""Bringing study definitions and their layers into the database, for `tracker import-study` and the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studies.errors import DefinitionError
from studies.loader import load_study, read_report
from tracker.clock import now
from tracker.errors import InvalidInputError
from tracker.services import reports, seeding
from tracker.services.datasets import read_catalogue
from tracker.services.study_layers import layers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from studies.schema import StudyDefinition
    from tracker.settings import Settings
    from tracker.store.session import Database


@dataclass(frozen=True, slots=True)
class ImportedStudy:
    """A study that was imported; why its data are invented, where they are."""

    definition: StudyDefinition
    synthetic_because: str | None


def load_definitions(folders: Sequence[Path], *, catalogue: Path) -> dict[Path, StudyDefinition]:
    """Load definitions against the data catalogue; the faults of all of them come together."""
    datasets = read_catalogue(catalogue).datasets
    definitions: dict[Path, StudyDefinition] = {}
    faults: list[tuple[str, str]] = []
    for folder in folders:
        try:
            definitions[folder] = load_study(folder, datasets=datasets)
        except DefinitionError as error:
            faults += [("", f"{folder}/{fault}") for fault in error.faults]
    if faults:
        raise InvalidInputError(f"{len(faults)} faults in the definitions; nothing was imported.", faults)
    return definitions


def import_studies(
    database: Database,
    settings: Settings,
    folders: Sequence[Path],
    *,
    progress: Callable[[float, str], None],
) -> list[ImportedStudy]:
    """
    Import studies with their layers and report drafts, all in one transaction.

    Importing the same again changes nothing; what people decided since is kept.
    """
    definitions = load_definitions(folders, catalogue=settings.data.catalogue)
    contents = {
        folder: layers.read_layers(definition, settings=settings, progress=_named(progress, definition.slug))
        for folder, definition in definitions.items()
    }
    at = now()
    with database.writing() as session:
        stored = seeding.seed_studies(session, list(definitions.values()))
        for study, (folder, definition) in zip(stored, definitions.items(), strict=True):
            layers.store_layers(session, study, contents[folder], at=at)
            for report in definition.reports:
                reports.seed_report(
                    session,
                    study,
                    key=report.key,
                    title=report.title,
                    language=report.language,
                    source=read_report(folder, report),
                )
        session.commit()
    return [
        ImportedStudy(
            definition, next((part.file.reason for part in contents[folder] if part.file.reason), None)
        )
        for folder, definition in definitions.items()
    ]


def _named(progress: Callable[[float, str], None], slug: str) -> Callable[[float, str], None]:
    def tell(share: float, message: str) -> None:
        progress(share, f"{slug}: {message}")

    return tell
