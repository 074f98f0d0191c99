"""A mapping as data: what each column of a source means, confirmed by a person and saved."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tracker.register.candidates import Attribute
from tracker.register.cells.dates import DateOrder
from tracker.register.cells.spelling import folded
from tracker.register.vocabulary import Answer, FactKind, ServiceKind


def _listed(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Take one value where a list may stand."""
    return (value,) if isinstance(value, str | int | float | bool) else value


def _spelt(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Give back the word that YAML took for a truth value."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _spelt_keys(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Give back the keys that YAML took for truth values."""
    return {_spelt(key): each for key, each in value.items()} if isinstance(value, Mapping) else value


def _spelt_list(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Take one word or several, as they were spelt."""
    listed = _listed(value)
    return tuple(str(_spelt(each)) for each in listed) if isinstance(listed, list | tuple) else listed


Columns = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
Words = Annotated[tuple[str, ...], BeforeValidator(_spelt_list), Field(min_length=1)]
SaidAnswer = Annotated[Answer, BeforeValidator(_spelt)]


class _Part(BaseModel):
    """Frozen, and strict about names."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)


class AnswerColumns(_Part):
    """Columns that answer for a fact: yes when all of them say yes, no when one says no."""

    fact: FactKind
    column: Columns
    spellings: Annotated[dict[Answer, Words], BeforeValidator(_spelt_keys)] = Field(default_factory=dict)

    def by_spelling(self) -> dict[str, Answer]:
        """Give the answer of each folded spelling."""
        return {folded(word): answer for answer, words in self.spellings.items() for word in words}


class ConstantFact(_Part):
    """A fact that holds for every row of a table, and why."""

    fact: FactKind
    answer: SaidAnswer
    because: str


class CoordinateColumns(_Part):
    """Columns of a position; ``swapped`` when they are exchanged, ``scale`` when they are no degrees."""

    lon: str
    lat: str
    scale: float = Field(default=1.0, gt=0)
    swapped: bool = False


class DateColumn(_Part):
    """A column that says when facts were seen; in which order text dates are, when that is known."""

    column: str
    facts: tuple[FactKind, ...] = Field(min_length=1)
    order: DateOrder | None = None


class KindColumn(_Part):
    """A column whose values decide the kind of service."""

    column: str
    kinds: dict[str, ServiceKind] = Field(min_length=1)


class LeftColumn(_Part):
    """A column that is not taken, and why."""

    column: str
    because: str
    out_of_step: bool = False


class TableMapping(_Part):
    """What a table means; its name is a pattern in which case, accents and outer blanks do not count."""

    table: str = "*"
    kind: ServiceKind
    attributes: dict[Attribute, Columns]
    constants: dict[Attribute, str] = Field(default_factory=dict)
    joined_by: str = ", "
    key: tuple[str, ...] = ()
    trust_keys: bool = False
    kinds: tuple[KindColumn, ...] = ()
    answers: tuple[AnswerColumns, ...] = ()
    facts: tuple[ConstantFact, ...] = ()
    prose: tuple[str, ...] = ()
    dates: tuple[DateColumn, ...] = ()
    coordinates: CoordinateColumns | None = None
    only: dict[str, Words] = Field(default_factory=dict)
    digits: dict[str, Annotated[int, Field(ge=1, le=20)]] = Field(default_factory=dict)
    own_contacts: tuple[Attribute, ...] = ()
    optional: bool = False
    left: tuple[LeftColumn, ...] = ()

    @model_validator(mode="after")
    def _has_a_name(self) -> TableMapping:
        """Refuse a mapping that says not what a place is called."""
        if "name" not in self.attributes and "name" not in self.constants:
            message = "no column is named for the attribute 'name'"
            raise ValueError(message)
        if self.trust_keys and not self.key:
            message = "'trust_keys' needs the columns of the key"
            raise ValueError(message)
        return self

    def fits(self, table_name: str) -> bool:
        """Tell whether the pattern fits a table's name."""
        return fnmatch.fnmatchcase(folded(table_name), folded(self.table))

    def used_columns(self) -> tuple[str, ...]:
        """List the columns that are read, in the order in which the mapping names them."""
        used = [column for columns in self.attributes.values() for column in columns]
        used += [*self.key, *self.prose, *self.only, *self.digits]
        used += [column for answers in self.answers for column in answers.column]
        used += [each.column for each in self.dates] + [each.column for each in self.kinds]
        if self.coordinates is not None:
            used += [self.coordinates.lon, self.coordinates.lat]
        return tuple(dict.fromkeys(used))


class Bounds(_Part):
    """A rectangle in which the source's places lie [degree]."""

    west: float = Field(ge=-180, le=180)
    south: float = Field(ge=-90, le=90)
    east: float = Field(ge=-180, le=180)
    north: float = Field(ge=-90, le=90)

    @model_validator(mode="after")
    def _is_a_rectangle(self) -> Bounds:
        """Refuse sides that are exchanged."""
        if not (self.west < self.east and self.south < self.north):
            message = "west must be less than east, and south less than north"
            raise ValueError(message)
        return self

    def hold(self, lon_deg: float, lat_deg: float) -> bool:
        """Tell whether a position lies inside, the sides included."""
        return self.west <= lon_deg <= self.east and self.south <= lat_deg <= self.north


class PostcodeRange(_Part):
    """Postcodes from the first to the last, digits only."""

    first: str = Field(pattern=r"^\d+$")
    last: str = Field(pattern=r"^\d+$")


class ClearedName(_Part):
    """A name that looks like a shelter or home by a rule and is none, as a person has found."""

    name: str
    rule: str
    because: str


class SavedMapping(_Part):
    """What a source's files mean."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    source: str
    country: Literal["BR", "PE"]
    language: Literal["pt-BR", "es"]
    bounds: Bounds | None = None
    outside: Literal["review", "reject"] = "review"
    postcodes: tuple[PostcodeRange, ...] = ()
    formats: tuple[str, ...] = ()
    cleared: tuple[ClearedName, ...] = ()
    tables: tuple[TableMapping, ...] = Field(min_length=1)

    def table_mapping(self, table_name: str) -> TableMapping | None:
        """Give the first table mapping whose pattern fits; None when there is none."""
        return next((mapping for mapping in self.tables if mapping.fits(table_name)), None)

    def cleared_rules(self) -> dict[str, frozenset[str]]:
        """Give the rules that were set aside, by folded name."""
        rules: dict[str, set[str]] = {}
        for each in self.cleared:
            rules.setdefault(folded(each.name), set()).add(each.rule)
        return {name: frozenset(found) for name, found in rules.items()}
