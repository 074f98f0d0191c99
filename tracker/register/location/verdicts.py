"""What is asked of a rung of the ladder and what it may answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias, runtime_checkable

from tracker.register.addresses.address import Address
from tracker.register.positions import Position
from tracker.register.vocabulary import PrecisionClass

# The distance between a street's middle line and the doors along it [m].
ROADSIDE_M: Final = 20.0
# A reviewer chooses among these; more help nobody.
CANDIDATES_SHOWN: Final = 5

Outcome = Literal["found", "ambiguous", "nothing", "skipped", "not_asked"]


@dataclass(frozen=True, slots=True)
class Sought:
    """
    What is known of where a place lies.

    Parameters
    ----------
    address : Address or None
        Its address, taken apart.
    district : str or None
        District or larger area that the row names in a column of its own, as the file has it.
    name : str or None
        Name of the place.
    lon_deg, lat_deg : float or None
        Position in the file.
    """

    address: Address | None = None
    district: str | None = None
    name: str | None = None
    lon_deg: float | None = None
    lat_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """
    A rung's answer when a person must look.

    Parameters
    ----------
    why : str
        What speaks for more than one place, or against the only one.
    candidates : tuple of Position
        Where it may be; may be empty.
    """

    why: str
    candidates: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """
    A rung's answer when it has no place, with the reason.

    Parameters
    ----------
    why : str
        What it missed.
    skipped : bool
        True when it could not be asked: nothing to ask by, or its data are not installed.
    """

    why: str
    skipped: bool = False


# None is short for a Nothing without a reason.
Answer: TypeAlias = Position | Ambiguous | Nothing | None


@runtime_checkable
class Rung(Protocol):
    """One way to find a place; a city may add its own."""

    @property
    def name(self) -> str:
        """What people know it by, such as ``streets``."""
        ...

    def locate(self, sought: Sought) -> Answer:
        """
        Look for a place.

        Parameters
        ----------
        sought : Sought
            What is known.

        Returns
        -------
        Position, Ambiguous, Nothing or None
            A position only when nothing speaks for another place.
        """
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What one rung said, for the report.

    Parameters
    ----------
    rung : str
        Its name.
    outcome : Outcome
        ``not_asked`` when a better rung had found the place already.
    detail : str
        The particulars, as a sentence or less.
    candidates : tuple of Position
        Where the place may be, when it is ambiguous.
    """

    rung: str
    outcome: Outcome
    detail: str
    candidates: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    """
    What the ladder said.

    Parameters
    ----------
    position : Position or None
        Of the first rung that found the place.
    verdicts : tuple of Verdict
        One a rung, in order.
    """

    position: Position | None
    verdicts: tuple[Verdict, ...]

    @property
    def precision(self) -> PrecisionClass:
        """The class of the position, ``none`` without one."""
        return "none" if self.position is None else self.position.precision

    @property
    def doubts(self) -> tuple[Verdict, ...]:
        """The verdicts that a person must look at."""
        return tuple(verdict for verdict in self.verdicts if verdict.outcome == "ambiguous")
