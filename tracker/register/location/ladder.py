"""The ladder: rungs asked from the surest to the coarsest, and what each of them said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.register.addresses.address import Address
from tracker.register.location.areas import QUARTER_MARGIN_M, Area, Areas, stated_area
from tracker.register.location.verdicts import Ambiguous, Answer, Located, Nothing, Rung, Sought, Verdict
from tracker.register.positions import Position


class Ladder:
    """
    Rungs in order.

    Parameters
    ----------
    rungs : sequence of Rung
        The surest first.
    areas : Areas or None
        Districts and larger areas. With them a position that lies outside the area its row names, as a
        district or as a quarter, is ambiguous, whoever found it.
    """

    def __init__(self, rungs: Sequence[Rung], *, areas: Areas | None = None) -> None:
        self._rungs = tuple(rungs)
        self._areas = areas

    def locate(
        self,
        address: Address | None,
        *,
        district: str | None = None,
        name: str | None = None,
        lon_deg: float | None = None,
        lat_deg: float | None = None,
    ) -> Located:
        """
        Find a place.

        Parameters
        ----------
        address : Address or None
            Its address, taken apart.
        district : str or None
            District or larger area that the row names.
        name : str or None
            Name of the place.
        lon_deg, lat_deg : float or None
            Position in the file.

        Returns
        -------
        Located
            The position of the first rung that found it, and the verdict of every rung; those below are
            not asked.
        """
        sought = Sought(address, district, name, lon_deg, lat_deg)
        position: Position | None = None
        verdicts: list[Verdict] = []
        for rung in self._rungs:
            if position is not None:
                verdicts.append(Verdict(rung.name, "not_asked", ""))
                continue
            answer = self._held_against_areas(rung.locate(sought), sought)
            verdicts.append(_verdict(rung.name, answer))
            position = answer if isinstance(answer, Position) else None
        return Located(position, tuple(verdicts))

    def _held_against_areas(self, answer: Answer, sought: Sought) -> Answer:
        """Doubt a position that lies outside an area its row names."""
        if not isinstance(answer, Position):
            return answer
        for area, margin_m in self._stated(sought):
            away_m = area.away_m(answer.lon_deg, answer.lat_deg)
            if away_m > answer.radius_m + margin_m:
                far = f"{away_m / 1000:.1f} km outside {area.name}"
                return Ambiguous(f"{answer.found_by} lies {far}, which the row names", (answer,))
        return answer

    def _stated(self, sought: Sought) -> Iterator[tuple[Area, float]]:
        """Give the areas a row names and how far beyond their bounds each may reach [m]."""
        if self._areas is None:
            return
        if (stated := stated_area(self._areas, sought)) is not None:
            yield stated, 0.0
        for quarter in sought.address.neighbourhoods if sought.address else ():
            if (named := self._areas.exactly(quarter)) is not None:
                yield named, QUARTER_MARGIN_M


def _verdict(rung: str, answer: Answer) -> Verdict:
    """Put an answer into words."""
    if isinstance(answer, Position):
        return Verdict(rung, "found", answer.found_by)
    if isinstance(answer, Ambiguous):
        return Verdict(rung, "ambiguous", answer.why, answer.candidates)
    if isinstance(answer, Nothing):
        return Verdict(rung, "skipped" if answer.skipped else "nothing", answer.why)
    return Verdict(rung, "nothing", "")
