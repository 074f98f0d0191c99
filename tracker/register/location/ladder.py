"""The ladder: rungs asked from the surest to the coarsest, and what each of them said."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.register.addresses.address import Address
from tracker.register.location.agreement import agrees, outside_m, stated_areas
from tracker.register.location.areas import Areas
from tracker.register.location.ground import distance_m
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
            not asked. What a rung before held for possible, and only that, is found too when it lies there:
            two sources that know nothing of one another agree, and the closer of the two counts.
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
        return _with_confirmed(position, verdicts, sought, self._areas)

    def _held_against_areas(self, answer: Answer, sought: Sought) -> Answer:
        """Doubt a position that lies outside an area its row names."""
        if not isinstance(answer, Position):
            return answer
        for area, margin_m in stated_areas(self._areas, sought):
            away_m = outside_m(area, margin_m, answer)
            if away_m is not None:
                far = f"{away_m / 1000:.1f} km outside {area.name}"
                return Ambiguous(f"{answer.found_by} lies {far}, which the row names", (answer,))
        return answer


def _with_confirmed(
    position: Position | None, verdicts: Sequence[Verdict], sought: Sought, areas: Areas | None
) -> Located:
    """Let a position confirm what an earlier rung doubted for want of a second source."""
    told: list[Verdict] = []
    closest = position
    for verdict in verdicts:
        candidate = verdict.candidates[0] if len(verdict.candidates) == 1 else None
        if (
            position is not None
            and closest is not None
            and verdict.outcome == "ambiguous"
            and candidate is not None
            and agrees(areas, sought, candidate)
            and distance_m((position.lon_deg, position.lat_deg), (candidate.lon_deg, candidate.lat_deg))
            <= max(position.radius_m, candidate.radius_m)
        ):
            told.append(
                Verdict(verdict.rung, "found", f"{candidate.found_by}, confirmed by {position.found_by}")
            )
            closest = min(closest, candidate, key=lambda one: one.radius_m)
        else:
            told.append(verdict)
    return Located(closest, tuple(told))


def _verdict(rung: str, answer: Answer) -> Verdict:
    """Put an answer into words."""
    if isinstance(answer, Position):
        return Verdict(rung, "found", answer.found_by)
    if isinstance(answer, Ambiguous):
        return Verdict(rung, "ambiguous", answer.why, answer.candidates)
    if isinstance(answer, Nothing):
        return Verdict(rung, "skipped" if answer.skipped else "nothing", answer.why)
    return Verdict(rung, "nothing", "")
