"""An address and its parts, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracker.register.addresses.words import Country

PartKind = Literal[
    "label",
    "street",
    "number",
    "block",
    "lot",
    "kilometre",
    "complement",
    "corner",
    "neighbourhood",
    "district",
    "municipality",
    "state",
    "postcode",
    "reference",
    "rest",
]


@dataclass(frozen=True, slots=True)
class Part:
    """
    A piece of an address's text.

    Parameters
    ----------
    kind : PartKind
        What it is; ``rest`` where no rule knows.
    words : str
        As the text has it.
    start, end : int
        Its span in ``Address.text``.
    """

    kind: PartKind
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Street:
    """
    The name of a street.

    Parameters
    ----------
    type : str or None
        Kind of street, folded and in full ("avenida"); None where the text names none.
    titles : tuple of str
        Honours before the name, folded and in full ("professor", "doutor").
    name : str
        The rest, as the text has it.
    words : str
        Titles and name together, as the text has them.
    country : "BR" or "PE"
        Whose words it is made of.
    """

    type: str | None
    titles: tuple[str, ...]
    name: str
    words: str
    country: Country


@dataclass(frozen=True, slots=True)
class Address:
    """
    An address taken apart.

    Parameters
    ----------
    text : str
        As it was given, each accented letter one character.
    country : "BR" or "PE"
        Whose rules read it.
    parts : tuple of Part
        Every piece, in order; each letter and digit of the text lies in exactly one.
    street : Street or None
        The street.
    number : str or None
        House number in its plain form: "415B", "6122", "100/120" for a range; None when there is none.
    without_number : bool
        True when the text says that there is none ("s/nº", 0).
    kilometre : float or None
        Of a road [km].
    block : str or None
        Number of the block along the street ("cdra. 5"), "4/5" for two.
    lot : str or None
        Manzana and lote.
    complements : tuple of str
        What stands within the building, or the name of the building before the street.
    corners : tuple of Street
        Streets that cross there.
    neighbourhoods : tuple of str
        Quarters, nearest first.
    district, municipality, state, reference : str or None
        As the text has them, without their labels.
    postcode : str or None
        Eight digits in Brazil, five in Peru.
    """

    text: str
    country: Country
    parts: tuple[Part, ...] = ()
    street: Street | None = None
    number: str | None = None
    without_number: bool = False
    kilometre: float | None = None
    block: str | None = None
    lot: str | None = None
    complements: tuple[str, ...] = ()
    corners: tuple[Street, ...] = ()
    neighbourhoods: tuple[str, ...] = ()
    district: str | None = None
    municipality: str | None = None
    state: str | None = None
    postcode: str | None = None
    reference: str | None = None

    @property
    def neighbourhood(self) -> str | None:
        """The first of the quarters."""
        return self.neighbourhoods[0] if self.neighbourhoods else None

    @property
    def rest(self) -> str:
        """What no rule knows, pieces joined by a comma."""
        return ", ".join(part.words for part in self.parts if part.kind == "rest")

    @property
    def house_numbers(self) -> tuple[int, int] | None:
        """First and last house number without letters; equal unless it is a range."""
        if self.number is None:
            return None
        figures = [int("".join(filter(str.isdigit, part))) for part in self.number.split("/")]
        return figures[0], figures[-1]
