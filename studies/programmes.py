"""The door to studies/programmes: organisations, the calendar, every programme; reports every fault."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from studies.documents import Document
from studies.errors import DefinitionError, Fault
from studies.record.checks import keys_of
from studies.record.programme_consistency import check_calendar, check_organisations, check_programme
from studies.record.programme_definition import (
    CalendarDefinition,
    OrganisationsDefinition,
    ProgrammeDefinition,
    Programmes,
)

PROGRAMMES_FOLDER: Final = Path(__file__).resolve().parent / "programmes"
ORGANISATIONS: Final = "organisations.yaml"
CALENDAR: Final = "calendar.yaml"
_MODELS: Final[Mapping[str, type[BaseModel]]] = {
    ORGANISATIONS: OrganisationsDefinition,
    CALENDAR: CalendarDefinition,
}


@dataclass(frozen=True, slots=True)
class _File:
    """A file and what it should hold."""

    name: str
    model: type[BaseModel]
    document: Document

    @property
    def data(self) -> dict[str, Any]:
        """Its raw fields."""
        return self.document.data


def load_programmes(folder: Path = PROGRAMMES_FOLDER) -> Programmes:
    """
    Read and check all programmes.

    Parameters
    ----------
    folder : pathlib.Path
        Holds ``organisations.yaml``, ``calendar.yaml`` and one file a programme, named by its key.

    Returns
    -------
    Programmes
        Everything, consistent in itself; programmes in alphabetical order of their keys.

    Raises
    ------
    DefinitionError
        With every fault of every file, each with its line and path.
    """
    files = [_read(path) for path in sorted(folder.glob("*.yaml"))]
    known = _known(files)
    faults: list[Fault] = [
        Fault(name, 1, "", f"the file is missing in {folder.name}")
        for name in (ORGANISATIONS, CALENDAR)
        if name not in {file.name for file in files}
    ]
    fields: dict[str, Any] = {"programmes": {}}
    for file in files:
        # the fields of a file that could not be read are not missing: the file is
        unread = bool(file.document.faults) and not file.data
        read = None if unread else file.document.check(file.model, file.data)
        _check(file, known)
        faults += file.document.faults
        if isinstance(read, ProgrammeDefinition):
            fields["programmes"][read.programme.key] = read
        elif read is not None:
            fields |= {name: getattr(read, name) for name in type(read).model_fields}
    if faults:
        raise DefinitionError(folder.name, faults)
    return Programmes.model_validate(fields)


@cache
def shipped_programmes() -> Programmes:
    """
    Give the programmes that come with the system; they are read once.

    Returns
    -------
    Programmes
        As in ``studies/programmes``.

    Raises
    ------
    DefinitionError
        With every fault of the files.
    """
    return load_programmes()


def _read(path: Path) -> _File:
    file = _File(path.name, _MODELS.get(path.name, ProgrammeDefinition), Document())
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        file.document.faults.append(Fault(path.name, 1, "", f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        file.document.faults.append(Fault(path.name, 1, "", f"is not UTF-8 text: {error.reason}"))
    else:
        file.document.read(path.name, text)
    return file


def _known(files: Collection[_File]) -> Mapping[str, Collection[str]]:
    """Give the keys that any of the files may name."""
    data = {file.name: file.data for file in files}
    organisations = data.get(ORGANISATIONS, {})
    return {
        "organisation": keys_of(organisations.get("organisations")),
        "grouping": keys_of(organisations.get("groupings")),
        "programme": [Path(file.name).stem for file in files if file.model is ProgrammeDefinition],
    }


def _check(file: _File, known: Mapping[str, Collection[str]]) -> None:
    if file.model is OrganisationsDefinition:
        check_organisations(file.document, known=known)
    elif file.model is CalendarDefinition:
        check_calendar(file.document, known=known)
    else:
        check_programme(file.document, name=Path(file.name).stem, known=known)
