"""The rest of the register as a run asks for it: rules for prose, keys of streets, the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from tracker.register.addresses.address import Address
from tracker.register.addresses.parsing import parse_address
from tracker.register.addresses.streets import street_keys
from tracker.register.candidates import Candidate
from tracker.register.cells.contacts import Country
from tracker.register.intake.fact_columns import Propose
from tracker.register.intake.likeness import StreetKey
from tracker.register.intake.outcomes import Finding, Locate
from tracker.register.location.ladder import Ladder
from tracker.register.prose.proposals import Language, Proposal, propose

CHOICES_TOLD = 5


def proposer(language: Language) -> Propose:
    """
    Give what finds the facts of a note.

    Parameters
    ----------
    language : str
        Of the source's notes.

    Returns
    -------
    callable
        Notes that repeat are read once.
    """

    @lru_cache(maxsize=4_096)
    def found(note: str) -> Sequence[Proposal]:
        return propose(note, language=language)

    return found


def street_key_of(country: Country) -> StreetKey:
    """
    Give what finds the street and number of an address.

    Parameters
    ----------
    country : str
        Whose forms of addresses.

    Returns
    -------
    callable
        The street without its type, which many lists leave out.
    """

    def found(address: str) -> tuple[str, str] | None:
        parsed = _parsed(address, country)
        if parsed.street is None:
            return None
        return street_keys(parsed.street).named, (parsed.number or "").casefold()

    return found


def locator(ladder: Ladder, country: Country) -> Locate:
    """
    Give what finds the place of a candidate.

    Parameters
    ----------
    ladder : Ladder
        Its rungs.
    country : str
        Whose forms of addresses.

    Returns
    -------
    callable
        What was ambiguous is told also where a coarser rung found a position: a person may know better.
    """

    def found(candidate: Candidate) -> Finding:
        text = candidate.attributes.get("address")
        address = None if text is None else _parsed(text, country)
        postcode = "".join(filter(str.isdigit, candidate.attributes.get("postcode") or ""))
        if address is not None and address.postcode is None and postcode:
            address = replace(address, postcode=postcode)
        located = ladder.locate(
            address,
            district=candidate.attributes.get("district"),
            name=candidate.attributes.get("name"),
            lon_deg=candidate.lon_deg,
            lat_deg=candidate.lat_deg,
        )
        choices = tuple(f"{verdict.rung}: {verdict.detail}" for verdict in located.doubts[:CHOICES_TOLD])
        return Finding(located.position, choices, _sought(address) if located.position is None else "")

    return found


# A row is compared and located one after the other: its address is taken apart once for both.
@lru_cache(maxsize=1024)
def _parsed(address: str, country: Country) -> Address:
    return parse_address(address, country=country)


def _sought(address: Address | None) -> str:
    """Give the street of an address, or what it says instead of one."""
    if address is None:
        return ""
    if address.street is None:
        return address.text
    return next((part.words for part in address.parts if part.kind == "street"), address.street.words)
