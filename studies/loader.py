"""The door to the definitions: read a study's folder, report every fault, write a folder back."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

import yaml

from studies.consistency import check_consistency
from studies.documents import Document
from studies.errors import DefinitionError, Fault
from studies.profiles import check_study_profiles
from studies.programmes import shipped_programmes
from studies.record.consistency import check_record
from studies.record.programme_definition import Programmes
from studies.schema import ReportTemplate, StudyDefinition
from studies.standards import STANDARDS, own_standards, standard_names

STUDIES_FOLDER = Path(__file__).resolve().parent

# Which top-level field stands in which file of a study's folder.
FILES: dict[str, tuple[str, ...]] = {
    "study.yaml": (
        "slug",
        "version",
        "title",
        "question",
        "summary",
        "place",
        "languages",
        "programme",
        "facts",
        "parties",
        "stages",
        "milestones",
        "deliverables",
        "reports",
    ),
    "parameters.yaml": ("parameters",),
    "indicators.yaml": ("indicators",),
    "layers.yaml": ("layers",),
    "analyses.yaml": ("analyses",),
}
# A study without the first uses what is shipped; one without the second has no record yet.
OPTIONAL_FILES: dict[str, tuple[str, ...]] = {"profiles.yaml": ("profiles",), "record.yaml": ("record",)}


def list_studies(folder: Path = STUDIES_FOLDER) -> dict[str, Path]:
    """
    Find the studies of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Holds one folder a study.

    Returns
    -------
    dict of str to pathlib.Path
        Name of each folder with a ``study.yaml``, in alphabetical order.
    """
    return {path.parent.name: path.parent for path in sorted(folder.glob("*/study.yaml"))}


def load_study(
    folder: Path, *, datasets: Collection[str] | None = None, programmes: Programmes | None = None
) -> StudyDefinition:
    """
    Read and check a study's definition.

    Parameters
    ----------
    folder : pathlib.Path
        Holds the files named in ``FILES`` and perhaps those in ``OPTIONAL_FILES``.
    datasets : collection of str or None
        Keys of the data catalogue; None leaves data set names unchecked.
    programmes : Programmes or None
        What the study's record may name; None for the programmes shipped.

    Returns
    -------
    StudyDefinition
        The definition, consistent in itself.

    Raises
    ------
    DefinitionError
        With every fault, each with its file, line and path.
    """
    document = Document()
    for name, fields in (FILES | OPTIONAL_FILES).items():
        try:
            text = (folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            if name in FILES:
                document.faults.append(Fault(name, 1, "", f"the file is missing in {folder.name}"))
        except OSError as error:
            document.faults.append(Fault(name, 1, "", f"cannot be read: {error.strerror}"))
        except UnicodeDecodeError as error:
            document.faults.append(Fault(name, 1, "", f"is not UTF-8 text: {error.reason}"))
        else:
            document.read(name, text, allowed=fields)
    files = {field: name for name, fields in FILES.items() for field in fields}
    unread = {fault.file for fault in document.faults if not fault.path}
    definition = document.check(StudyDefinition, document.data, files=files)
    # the fields of a file that could not be read are not missing: the file is
    document.faults = [
        fault for fault in document.faults if not (fault.file in unread and fault.message == "is missing")
    ]
    check_consistency(
        document,
        profiles=check_study_profiles(document),
        standards=standard_names(folder),
        datasets=datasets,
    )
    if "record" in document.data:
        check_record(document, programmes=programmes or shipped_programmes())
    standards, faults = own_standards(folder)
    document.faults += faults
    _check_folder(document, folder)
    if document.faults or definition is None:
        raise DefinitionError(folder.name, document.faults)
    return definition.model_copy(update={"standards": standards})


def _check_folder(document: Document, folder: Path) -> None:
    slug = document.data.get("slug")
    if isinstance(slug, str) and slug != folder.name:
        document.fault(("slug",), f"is {slug!r} but the folder is {folder.name!r}")
    reports = document.data.get("reports")
    for position, report in enumerate(reports if isinstance(reports, list) else ()):
        file = report.get("file") if isinstance(report, dict) else None
        if not isinstance(file, str):
            continue
        route = ("reports", position, "file")
        if not (folder / file).is_file():
            document.fault(route, f"there is no file {file!r} in the folder")
            continue
        try:
            (folder / file).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            document.fault(route, f"{file!r} is not UTF-8 text: {error.reason}")


def read_report(folder: Path, report: ReportTemplate) -> str:
    """
    Give the Markdown text a report starts from.

    Parameters
    ----------
    folder : pathlib.Path
        The study's folder.
    report : ReportTemplate
        One of the definition's reports.

    Returns
    -------
    str
        Markdown with figure directives.
    """
    return (folder / report.file).read_text(encoding="utf-8")


def write_study(definition: StudyDefinition, folder: Path) -> None:
    """
    Write a definition as the YAML files of a new folder.

    Parameters
    ----------
    definition : StudyDefinition
        What to write. Reading the folder gives an equal definition.
    folder : pathlib.Path
        Must not exist; it appears complete or not at all. The texts of the
        reports are not part of a definition and must be copied beside it.

    Raises
    ------
    FileExistsError
        If the folder exists.
    """
    if folder.exists():
        raise FileExistsError(folder)
    fields = definition.model_dump(mode="json", exclude_defaults=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        for name, names in (FILES | OPTIONAL_FILES).items():
            part = {field: fields[field] for field in names if field in fields}
            if name in OPTIONAL_FILES and not part:
                continue
            _write_yaml(unfinished / name, part)
        for name, standard in fields.get("standards", {}).items():
            (unfinished / STANDARDS).mkdir(exist_ok=True)
            _write_yaml(unfinished / STANDARDS / f"{name}.yaml", standard)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished)
        raise


def _write_yaml(path: Path, part: object) -> None:
    text = yaml.safe_dump(part, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(text, encoding="utf-8")


def definition_schema() -> str:
    """
    Give the JSON Schema of a whole definition, for editors and the documentation.

    Returns
    -------
    str
        The text of ``study.schema.json``.
    """
    return (
        json.dumps(StudyDefinition.model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    )
