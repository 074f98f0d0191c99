"""Why a link is blocked, unknown or slow for a profile: the rules and penalties behind what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gis.model import BoolArray, FloatArray, IntArray, Passability, Reading
from gis.network.evaluation import penalties_s, walking_s
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile, validate
from gis.network.rules import Limit, LinkFacts, link_facts, rule_states

STATE_WORDS: dict[int, Literal["blocks", "unknown"]] = {
    Passability.BLOCKS: "blocks",
    Passability.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class LinkReason:
    """
    One reason why a link is not simply walked.

    Parameters
    ----------
    rule : str
        Name of the rule or penalty, e.g. ``kerb``.
    state : {"blocks", "unknown", "slows"}
        What it does.
    value : float, str or None
        What is recorded, in the direction of travel; None where nobody recorded it.
    limit : float, str or None
        The profile's limit, or where the penalty begins.
    unit : str
        Unit of value and limit; empty for words.
    extra_s : float
        Seconds added; 0 unless it slows [s].
    """

    rule: str
    state: Literal["blocks", "unknown", "slows"]
    value: float | str | None
    limit: float | str | None
    unit: str
    extra_s: float


def link_reasons(
    network: StreetNetwork, profile: Profile, link: IntArray, backward: BoolArray, *, reading: Reading
) -> list[tuple[LinkReason, ...]]:
    """
    Say of each link, in the direction it is walked, what blocks it, leaves it unknown or slows it.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    profile : Profile
        Who travels.
    link : numpy.ndarray of int, shape (n,)
        Positions of links, in any order; the same link may occur several times.
    backward : numpy.ndarray of bool, shape (n,)
        True where the link is walked against its own direction.
    reading : Reading
        Whose seconds: the longest possible (low) or the shortest (high).

    Returns
    -------
    list of tuple of LinkReason
        For each link: what blocks, then what is unknown, then what slows; empty
        where the link passes at the speed of level, even ground.

    Raises
    ------
    ProfileError
        If the profile is not valid.

    Notes
    -----
    The same rules and penalties as in ``evaluate``: a link with a reason that
    blocks is blocked, one with none that blocks but one unknown is unknown, all
    others pass. ``length / speed + sum of extra_s`` is the link's cost in the
    reading, where walking downhill is not faster than on level ground. A reason
    that slows without a value is an assumption of the low reading: nobody
    recorded what would tell.
    """
    validate(profile)
    facts = link_facts(network, np.asarray(link, dtype=np.int64))
    row = np.asarray(backward, dtype=bool).astype(np.int64)
    found: list[list[LinkReason]] = [[] for _ in range(facts.count)]
    for rule, state in rule_states(facts, profile):
        judged = _directed(state, row)
        value = _directed(rule.value(facts), row)
        for position in np.flatnonzero(judged != Passability.PASSES):
            found[position].append(
                LinkReason(
                    rule.name,
                    STATE_WORDS[int(judged[position])],
                    _plain(value[position]),
                    rule.limit(profile),
                    rule.unit,
                    0.0,
                )
            )
    for name, unit, limit, values, seconds in _slowing(facts, profile, reading):
        extra_s, value = _directed(seconds, row), _directed(values, row)
        for position in np.flatnonzero(extra_s > 0.0):
            found[position].append(
                LinkReason(name, "slows", _plain(value[position]), limit, unit, float(extra_s[position]))
            )
    order = ("blocks", "unknown", "slows")
    return [tuple(sorted(reasons, key=lambda reason: order.index(reason.state))) for reasons in found]


def _slowing(
    facts: LinkFacts, profile: Profile, reading: Reading
) -> list[tuple[str, str, Limit, NDArray[Any], FloatArray]]:
    """Give name, unit, limit, values and seconds of what takes time beside walking on level ground."""
    moving_s = walking_s(facts, profile, reading)
    slope_s = moving_s - facts.length_m / profile.speed_mps
    level = profile.ideal_grade_share if profile.slope_speed == "wheels" else 0.0
    slowing: list[tuple[str, str, Limit, NDArray[Any], FloatArray]] = [
        ("slope", "rise/run", level, facts.grade_share, slope_s)
    ]
    for penalty, extra_s in penalties_s(facts, profile, reading, moving_s):
        slowing.append((penalty.name, penalty.unit, penalty.limit(profile), penalty.value(facts), extra_s))
    return slowing


def _directed(values: NDArray[Any], row: IntArray) -> NDArray[Any]:
    """Take each link's value in the direction it is walked; values of shape (n,) are alike both ways."""
    return values[row, np.arange(len(row))] if values.ndim == 2 else values  # noqa: PLR2004 - two directions


def _plain(value: object) -> float | str | None:
    """Turn a value of an array into one of Python's; NaN is nobody's record."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    number = float(value)  # type: ignore[arg-type]  # numbers are all that is left
    return None if np.isnan(number) else number
