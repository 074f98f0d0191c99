"""What the register already holds, as far as an import must know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tracker.register.candidates import Attribute, StatedFact
from tracker.register.vocabulary import FactKind, ServiceKind

ProposalState = Literal["open", "confirmed", "rejected"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """
    What one row of a source last gave to a place.

    Parameters
    ----------
    key : str
        Of the row.
    table, row : str, int
        Where the row stood.
    attributes : mapping
        As the source gave them, whatever people have made of them since.
    facts : tuple of StatedFact
        As the source stated them, without proposals.
    lon_deg, lat_deg : float or None
        Position in the file.
    made_place : bool
        True for the row that the place was made of, False for one that only added to it.
    """

    key: str
    table: str
    row: int
    attributes: Mapping[Attribute, str]
    facts: tuple[StatedFact, ...] = ()
    lon_deg: float | None = None
    lat_deg: float | None = None
    made_place: bool = False


@dataclass(frozen=True, slots=True)
class KnownProposal:
    """
    A fact that prose proposed before.

    Parameters
    ----------
    kind, answer, words : str
        What was proposed.
    state : str
        Whether it is open, confirmed or rejected.
    """

    kind: FactKind
    answer: str
    words: str
    state: ProposalState


@dataclass(frozen=True, slots=True)
class ExistingPlace:
    """
    A place of the register.

    Parameters
    ----------
    id : str
        Identifier.
    kind : ServiceKind
        What it offers.
    attributes : mapping
        As they stand today.
    contributions : tuple of Contribution
        What rows of sources gave to it.
    proposals : tuple of KnownProposal
        Of its notes.
    lon_deg, lat_deg : float or None
        Where it is.
    """

    id: str
    kind: ServiceKind
    attributes: Mapping[Attribute, str]
    contributions: tuple[Contribution, ...] = ()
    proposals: tuple[KnownProposal, ...] = ()
    lon_deg: float | None = None
    lat_deg: float | None = None
