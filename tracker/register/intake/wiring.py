"""The rest of the register as a run asks for it: rules for prose, keys of streets, the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

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

    @lru_cache(maxsize=16384)
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

    @lru_cache(maxsize=65536)
    def found(address: str) -> tuple[str, str] | None:
        parsed = parse_address(address, country=country)
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
        address = candidate.attributes.get("address")
        located = ladder.locate(
            None if address is None else parse_address(address, country=country),
            district=candidate.attributes.get("district"),
            name=candidate.attributes.get("name"),
            lon_deg=candidate.lon_deg,
            lat_deg=candidate.lat_deg,
        )
        choices = tuple(f"{verdict.rung}: {verdict.detail}" for verdict in located.doubts[:CHOICES_TOLD])
        return Finding(located.position, choices)

    return found
