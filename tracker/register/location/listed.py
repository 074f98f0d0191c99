"""The list of gazetteers: what each data set tells of where things are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tracker.errors import InvalidInputError

ENDS = 4


class _Part(BaseModel):
    """Frozen, and strict about names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PointColumns(_Part):
    """
    What points say besides their position; a layer names its own column of names.

    An absent column of addresses is no fault of a sample.
    """

    name: str | None = None
    address: str | None = None


class AreaColumns(_Part):
    """What the zones are, and the columns of what they make up."""

    level: str
    larger: dict[str, str] = Field(default_factory=dict)


class StreetColumns(_Part):
    """Where a network says what its streets are called."""

    name: str
    ends: Annotated[tuple[str, ...], Field(min_length=ENDS, max_length=ENDS)] | None = None
    partial: bool = False


class SegmentsColumns(_Part):
    """Where lines say their names and house numbers, in the direction of the line."""

    name: Annotated[tuple[str, ...], Field(min_length=1)]
    first_even: str
    last_even: str
    first_odd: str
    last_odd: str
    partial: bool = False


class NumberColumns(_Part):
    """Where points say street and house number: the first of the texts that has any, up to a mark."""

    texts: Annotated[tuple[str, ...], Field(min_length=1)]
    until: str | None = None


class MentionColumns(_Part):
    """Where points say which streets are close: in a text after a mark, one after another."""

    text: str
    after: str | None = None
    between: str = "/"


class Gazetteer(_Part):
    """
    What a data set tells of where things are.

    One that is no layer of a study names the studies that may ask it, and its reference system if its file
    does not. `postcodes` says that its file is a table as `read_postcodes` takes it.
    """

    studies: tuple[str, ...] = ()
    source_crs: str | None = None
    points: PointColumns | None = None
    areas: AreaColumns | None = None
    streets: StreetColumns | None = None
    segments: SegmentsColumns | None = None
    numbers: NumberColumns | None = None
    mentions: MentionColumns | None = None
    postcodes: bool = False


def read_gazetteers(path: Path) -> dict[str, Gazetteer]:
    """
    Read the list of gazetteers.

    Parameters
    ----------
    path : pathlib.Path
        YAML with an entry for each data set.

    Returns
    -------
    dict of str to Gazetteer
        By data set; empty where there is no such file.

    Raises
    ------
    InvalidInputError
        With every entry that cannot be taken.
    """
    if not path.is_file():
        return {}
    try:
        document: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return TypeAdapter(dict[str, Gazetteer]).validate_python(document)
    except yaml.YAMLError as error:
        raise InvalidInputError(f"{path.name} is no YAML: {error}", [(path.name, str(error))]) from error
    except ValidationError as error:
        faults = [
            (f"{path.name}: {'.'.join(map(str, fault['loc']))}", fault["msg"]) for fault in error.errors()
        ]
        raise InvalidInputError(f"{path.name} has {len(faults)} faults.", faults) from error
