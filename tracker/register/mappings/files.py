"""Mappings in files: read with every fault named, found for a file by its columns, written to be saved."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tracker.errors import InvalidInputError
from tracker.register.cells.columns import TableColumns
from tracker.register.mappings.model import SavedMapping, TableMapping
from tracker.register.tables import SourceFile


def parse_mapping(text: str, *, place: str) -> SavedMapping:
    """
    Read a mapping from YAML.

    Parameters
    ----------
    text : str
        The document.
    place : str
        Where it is from, for messages.

    Returns
    -------
    SavedMapping
        As it says.

    Raises
    ------
    InvalidInputError
        If it is no mapping: every fault with its place in the document.
    """
    try:
        document: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidInputError(f"{place} is no YAML: {error}", [(place, str(error))]) from error
    return check_mapping(document, place=place)


def check_mapping(document: Any, *, place: str) -> SavedMapping:  # noqa: ANN401 - whatever was saved
    """
    Check what was saved or sent as a mapping.

    Parameters
    ----------
    document : object
        Mappings, lists and plain values.
    place : str
        Where it is from, for messages.

    Returns
    -------
    SavedMapping
        As it says.

    Raises
    ------
    InvalidInputError
        If it is no mapping: every fault with its place in the document.
    """
    try:
        return SavedMapping.model_validate(document)
    except ValidationError as error:
        faults = [
            (f"{place}: {'.'.join(map(str, fault['loc'])) or 'document'}", fault["msg"])
            for fault in error.errors()
        ]
        first, message = faults[0]
        raise InvalidInputError(f"{first}: {message} ({len(faults)} faults in all)", faults) from error


def write_mapping(mapping: SavedMapping) -> str:
    """
    Write a mapping as YAML that reads back the same.

    Parameters
    ----------
    mapping : SavedMapping
        As confirmed.

    Returns
    -------
    str
        The document.
    """
    document = mapping.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def load_mappings(folder: Path) -> dict[str, SavedMapping]:
    """
    Read the mappings of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Holds one ``.yaml`` file a mapping, called as the mapping is.

    Returns
    -------
    dict of str to SavedMapping
        By name.

    Raises
    ------
    InvalidInputError
        If any is no mapping: the faults of all files.
    """
    found: dict[str, SavedMapping] = {}
    faults: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            mapping = parse_mapping(path.read_text(encoding="utf-8"), place=path.name)
        except InvalidInputError as error:
            faults += error.faults
            continue
        if mapping.name != path.stem:
            faults.append((f"{path.name}: name", f"is {mapping.name!r}, which is not the name of the file"))
        found[mapping.name] = mapping
    if faults:
        raise InvalidInputError(f"{faults[0][0]}: {faults[0][1]} ({len(faults)} faults in all)", faults)
    return found


def fitting_mappings(source: SourceFile, mappings: Iterable[SavedMapping]) -> list[SavedMapping]:
    """
    Find the saved mappings that a file is made for.

    Parameters
    ----------
    source : SourceFile
        The file.
    mappings : iterable of SavedMapping
        All that are saved.

    Returns
    -------
    list of SavedMapping
        Those for which every table of the file has a table mapping and every column that this needs.
    """
    return [
        mapping
        for mapping in mappings
        if (not mapping.formats or source.format in mapping.formats) and not mapping_gaps(source, mapping)
    ]


def mapping_gaps(source: SourceFile, mapping: SavedMapping) -> list[tuple[str, str]]:
    """
    Say what a mapping misses in a file.

    Parameters
    ----------
    source : SourceFile
        The file.
    mapping : SavedMapping
        To be applied to it.

    Returns
    -------
    list of (str, str)
        Place in the file, and what is missing there.
    """
    gaps: list[tuple[str, str]] = []
    for table in source.tables:
        where = f"{source.name}, sheet {table.name!r}" if table.name else source.name
        wanted = mapping.table_mapping(table.name)
        if wanted is None:
            gaps.append((where, f"mapping {mapping.name!r} knows no such table"))
        elif table.rows:
            gaps += [
                (
                    where,
                    f"mapping {mapping.name!r} needs the column {column!r}; the table has none of that name",
                )
                for column in TableColumns(table).absent(needed_columns(wanted))
            ]
    return gaps


def needed_columns(mapping: TableMapping) -> tuple[str, ...]:
    """
    List the columns without which a table mapping cannot be applied.

    Parameters
    ----------
    mapping : TableMapping
        To be applied.

    Returns
    -------
    tuple of str
        Those of the key only, when the others are optional: a row without a name is then refused, not
        the file.
    """
    if mapping.optional:
        return mapping.key or mapping.attributes.get("name", ())
    return mapping.used_columns()
