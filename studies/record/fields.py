"""Kinds of values that the record's models use: words in any language, references, amounts, hashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from studies.characters import Printable
from studies.values import LANGUAGES, Flag, Key, Line, Part

Visibility = Literal["draft", "partner", "programme", "public"]
Known = Literal["known", "unknown", "not_applicable"]


def _in_some_language(texts: dict[str, str]) -> dict[str, str]:
    faults = [
        f"language {tag!r} is not one of {', '.join(LANGUAGES)}" for tag in texts if tag not in LANGUAGES
    ]
    faults += [f"the text in {tag!r} is empty" for tag, text in texts.items() if not text.strip()]
    if not texts:
        faults.append("a text is needed in at least one language")
    if faults:
        raise ValueError("; ".join(faults))
    return texts


Written = Annotated[Printable, Field(max_length=20_000)]
# Unlike a definition's Text, nobody is made to write English: a city writes in its own language.
Words = Annotated[dict[str, Written], AfterValidator(_in_some_language)]
Remark = Annotated[Printable, Field(min_length=1, max_length=4000)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
Year = Annotated[int, Field(strict=True, ge=1990, le=2100)]
Ordinal = Annotated[int, Field(strict=True, ge=1, le=9999)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=6, allow_inf_nan=False)]
Measured = Annotated[Decimal, Field(max_digits=20, decimal_places=6, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Refers:
    """
    Says in a field's annotation that its keys name things of a kind in the same scope.

    Parameters
    ----------
    kind : str
        Such as ``finding``; ``organisation``, ``programme`` and ``grouping`` are looked up in the instance.
    """

    kind: str


class RecordPart(Part):
    """
    Base of everything in the record.

    Parameters
    ----------
    key : str
        Names it within its scope and kind, for good.
    source : str or None
        Where it was read.
    illustrative : bool
        True when it was made up to show the tracker at work; screens say so.
    """

    key: Key
    source: Line | None = None
    illustrative: Flag = False


class EngagementPart(RecordPart):
    """
    Base of what belongs to an engagement.

    Parameters
    ----------
    visibility : {"draft", "partner", "programme", "public"}
        Who may see it: those who prepare it, the engagement's partners, everybody in the programme, anybody.
    """

    visibility: Visibility = "partner"


class PricedAmount(Part):
    """
    An amount of money, or the plain statement that it is unknown or that there is none to name.

    Parameters
    ----------
    state : {"known", "unknown", "not_applicable"}
        Zero is a known amount.
    amount : decimal or None
        Present exactly when it is known.
    currency : str or None
        ISO 4217; goes with an amount.
    price_year : int or None
        The year whose prices it is in; goes with an amount.
    """

    state: Known
    amount: Amount | None = None
    currency: Currency | None = None
    price_year: Year | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        together = (self.amount, self.currency, self.price_year)
        if self.state == "known" and None in together:
            raise ValueError("a known amount needs amount, currency and price_year")
        if self.state != "known" and any(part is not None for part in together):
            raise ValueError(f"an amount that is {self.state} has no amount, currency or price_year")
        return self


class MeasuredValue(Part):
    """
    A measured number, or the plain statement that it is unknown or does not apply.

    Parameters
    ----------
    state : {"known", "unknown", "not_applicable"}
        Zero is a known value.
    value : decimal or None
        Present exactly when it is known.
    """

    state: Known
    value: Measured | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.state == "known") != (self.value is not None):
            raise ValueError("a value is there exactly when its state is 'known'")
        return self


def check_order(start: date | None, end: date | None, words: str) -> None:
    """
    Refuse an end before its beginning.

    Parameters
    ----------
    start, end : datetime.date or None
        The two days; None is never at fault.
    words : str
        What they are, for the message.

    Raises
    ------
    ValueError
        If the end lies before the start.
    """
    if start is not None and end is not None and end < start:
        raise ValueError(f"{words}: the end {end} lies before the beginning {start}")
