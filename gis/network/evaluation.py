"""What a profile makes of every link: its state, and its seconds penalty by penalty, in each direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.model import READINGS, BoolArray, ByteArray, FloatArray, Passability, Reading
from gis.network.graph import SMOOTHNESS, LinkKind, StreetNetwork
from gis.network.profiles import Factors, Profile, grade_slowing, validate
from gis.network.rules import Limit, LinkFacts, at_least, at_most, link_facts, rule_states, words_of

# Stairs nobody counted: the shortest going of a step in building codes (0.28-0.32 m) makes the most steps.
SHORTEST_TREAD_M = 0.28


@dataclass(frozen=True, slots=True)
class LinkCosts:
    """
    What a profile makes of every link, in both directions.

    Parameters
    ----------
    cost_s : numpy.ndarray of float, shape (2, 2, n_links)
        Seconds to walk the whole link; axis 0 is ``READINGS``, axis 1 forward and
        backward. The low reading takes the longest time that what is recorded
        leaves possible, the high one the shortest. Finite wherever the state is
        not BLOCKS; infinite where it is.
    state : numpy.ndarray of int8, shape (2, n_links)
        ``Passability`` codes.
    """

    cost_s: FloatArray
    state: ByteArray

    def in_reading(self, reading: Reading) -> FloatArray:
        """Give the seconds of one reading, shape (2, n_links) [s]."""
        return np.asarray(self.cost_s[READINGS.index(reading)])

    @property
    def uncertain(self) -> BoolArray:
        """Which links surely pass in a time that is only known between bounds, shape (2, n_links)."""
        return np.asarray((self.state == Passability.PASSES) & (self.cost_s[0] != self.cost_s[1]))


@dataclass(frozen=True, slots=True)
class Penalty:
    """
    One thing that takes time beside walking on even ground.

    Parameters
    ----------
    name : str
        What it is, e.g. ``rough surface``.
    unit : str
        Unit of value and limit; empty for words.
    limit : callable
        From a profile to where the penalty begins; None where the profile has no such penalty.
    extra_s : callable
        From facts, profile, reading and the seconds of walking, shape (2, n), to the
        seconds added, shape (n,) or (2, n). Where what decides is unknown: the most
        possible in the low reading, the least in the high one.
    value : callable
        From facts to the values that decide, shape (n,) or (2, n).
    """

    name: str
    unit: str
    limit: Callable[[Profile], Limit]
    extra_s: Callable[[LinkFacts, Profile, Reading, FloatArray], FloatArray]
    value: Callable[[LinkFacts], NDArray[Any]]


def evaluate(network: StreetNetwork, profile: Profile) -> LinkCosts:
    """
    Say what a profile makes of every link: passes, blocks or unknown, and the seconds.

    A known barrier blocks, whatever else is unknown. A rule whose attribute is
    unknown makes the link unknown. A value exactly at its limit passes. Where
    an attribute that time depends on is unknown, the low reading takes the
    longest time that is possible and the high one the shortest.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    profile : Profile
        Who travels.

    Returns
    -------
    LinkCosts
        Cost [s] and state of each link in each direction.

    Raises
    ------
    ProfileError
        If the profile is not valid.

    Notes
    -----
    ``cost = walking_s + sum of penalties``, with ``walking_s = length / speed(grade)``
    and each factor ``f`` of time adding ``(f - 1) walking_s``: what several
    penalties take can then be told one by one, in any order.

    An unknown grade lies within its bound, where one is recorded, and within
    the profile's limits, since nobody passes beyond them; of a profile without
    limit, within ``unmeasured_grade_share``; of a yardstick it is level. Speed
    and steep penalty are each taken at their own end of that range, so both
    times are bounds even where no single grade has both.

    Stairs are walked at the speed of level ground plus ``step_delay_s`` for
    each step: their grade is made of the steps and is not counted twice, nor
    held against the limits of grade. Stairs nobody counted have between one
    step and one for each 0.28 m begun. A lift has neither grade nor surface. The
    wait at a crossing that its source cuts into several links (at the
    carriageway's node) is shared among them by ``crossing_share``: paid once.

    ``wheelchair=no`` blocks a person on wheels; ``wheelchair=yes``, somebody's
    judgement on the spot, settles what is unknown but removes no known barrier.
    """
    validate(profile)
    facts = link_facts(network)
    states = combined_state(facts, profile)
    cost_s = np.empty((len(READINGS), 2, facts.count))
    for r, reading in enumerate(READINGS):
        moving_s = walking_s(facts, profile, reading)
        cost_s[r] = moving_s
        for _, extra_s in penalties_s(facts, profile, reading, moving_s):
            cost_s[r] += extra_s
    cost_s[:, states == Passability.BLOCKS] = np.inf
    return LinkCosts(cost_s=cost_s, state=states)


def combined_state(facts: LinkFacts, profile: Profile) -> ByteArray:
    """
    Combine the rules: blocks beats unknown beats passes.

    Parameters
    ----------
    facts : LinkFacts
        What is recorded of the links.
    profile : Profile
        Who travels; taken to be valid.

    Returns
    -------
    numpy.ndarray of int8, shape (2, n)
        ``Passability`` codes, forward and backward.
    """
    states = np.full((2, facts.count), Passability.PASSES, dtype=np.int8)
    for _, state in rule_states(facts, profile):
        np.minimum(states, state, out=states)  # BLOCKS (-1) < UNKNOWN (0) < PASSES (1)
    return states


def possible_grades(facts: LinkFacts, profile: Profile) -> tuple[FloatArray, FloatArray]:
    """
    Give between which grades each link lies, as far as a profile walks it.

    Parameters
    ----------
    facts : LinkFacts
        What is recorded of the links.
    profile : Profile
        Who travels; taken to be valid.

    Returns
    -------
    tuple of numpy.ndarray of float, shape (2, n)
        Lowest and highest grade in the direction walked, forward and backward;
        both are the grade where that is known.
    """
    if profile.yardstick:
        level = np.nan_to_num(facts.grade_share, nan=0.0)
        return level, level
    unknown = np.isnan(facts.grade_share)
    up, down = (
        np.fmin(facts.incline_bound_share, profile.unmeasured_grade_share if limit is None else limit)
        for limit in (profile.max_up_share, profile.max_down_share)
    )
    return np.where(unknown, -down, facts.grade_share), np.where(unknown, up, facts.grade_share)


def walking_s(facts: LinkFacts, profile: Profile, reading: Reading) -> FloatArray:
    """
    Give the seconds of walking each link at the speed of its grade.

    Parameters
    ----------
    facts : LinkFacts
        What is recorded of the links.
    profile : Profile
        Who travels; taken to be valid.
    reading : Reading
        Whether an unknown grade is the slowest possible (low) or the fastest (high).

    Returns
    -------
    numpy.ndarray of float, shape (2, n)
        Seconds forward and backward, without penalties [s].
    """
    if profile.slope_speed == "constant":
        level_s = facts.length_m / profile.speed_mps
        return np.stack([level_s, level_s])
    slowing, ideal_share = grade_slowing(profile)
    lowest, highest = possible_grades(facts, profile)
    if reading is Reading.HIGH:
        exponent = slowing(np.clip(ideal_share, lowest, highest))
    else:  # the farther from the ideal the slower, so the slowest grade is one of the two ends
        exponent = np.maximum(slowing(lowest), slowing(highest))
    return np.asarray(facts.length_m / profile.speed_mps * np.exp(exponent))


def penalties_s(
    facts: LinkFacts, profile: Profile, reading: Reading, moving_s: FloatArray
) -> list[tuple[Penalty, FloatArray]]:
    """
    Give what each penalty of a profile adds.

    Parameters
    ----------
    facts : LinkFacts
        What is recorded of the links.
    profile : Profile
        Who travels; taken to be valid.
    reading : Reading
        Whether what is unknown costs the most possible (low) or the least (high).
    moving_s : numpy.ndarray of float, shape (2, n)
        Seconds of walking [s].

    Returns
    -------
    list of (Penalty, numpy.ndarray of float)
        Each penalty the profile has and the seconds added, shape (n,) or (2, n) [s].
    """
    if profile.yardstick:
        reading = Reading.HIGH
    return [
        (penalty, penalty.extra_s(facts, profile, reading, moving_s))
        for penalty in PENALTIES
        if penalty.limit(profile) is not None
    ]


def _steep_s(facts: LinkFacts, profile: Profile, reading: Reading, moving_s: FloatArray) -> FloatArray:
    """Add in proportion to the grade beyond comfort, as OpenTripPlanner's slope table does."""
    assert profile.comfort_grade_share is not None
    lowest, highest = possible_grades(facts, profile)
    if reading is Reading.LOW:
        steepness = np.maximum(np.abs(lowest), np.abs(highest))
    else:
        steepness = np.maximum(lowest, -highest)  # below zero where level ground is possible
    beyond = np.maximum(steepness - profile.comfort_grade_share, 0.0)
    return np.asarray(moving_s * (profile.steep_factor_per_share * beyond))


def _surface_s(facts: LinkFacts, profile: Profile, reading: Reading, moving_s: FloatArray) -> FloatArray:
    usable = [
        (word, factor) for word, factor in profile.surface_factors if word not in profile.blocked_surfaces
    ]
    share = _added_share(usable, facts.surface_names, reading)[facts.surface_code]
    return moving_s * np.where(facts.is_lift, 0.0, share)


def _smoothness_s(facts: LinkFacts, profile: Profile, reading: Reading, moving_s: FloatArray) -> FloatArray:
    worst = SMOOTHNESS.index(profile.worst_smoothness or SMOOTHNESS[-1])
    usable = [
        (word, factor) for word, factor in profile.smoothness_factors if SMOOTHNESS.index(word) <= worst
    ]
    share = _added_share(usable, SMOOTHNESS, reading)[facts.smoothness_code]
    return moving_s * np.where(facts.is_lift, 0.0, share)


def _added_share(usable: Sequence[tuple[str, float]], words: tuple[str, ...], reading: Reading) -> FloatArray:
    """Give what each word adds; UNKNOWN_CODE (-1) reads the last entry: the worst of all, or nothing."""
    by_word = dict(usable)
    worst = max(by_word.values(), default=1.0) if reading is Reading.LOW else 1.0
    return np.array([*(by_word.get(word, 1.0) for word in words), worst]) - 1.0


def _narrow_s(facts: LinkFacts, profile: Profile, reading: Reading, moving_s: FloatArray) -> FloatArray:
    assert profile.comfort_width_m is not None
    wide = at_least(facts.width_m, profile.comfort_width_m)
    return moving_s * np.where(_fails(wide, reading), profile.narrow_factor - 1.0, 0.0)


def _no_tactile_s(facts: LinkFacts, profile: Profile, reading: Reading, moving_s: FloatArray) -> FloatArray:
    missing = _fails(facts.tactile_paving, reading) & ~facts.is_lift
    return moving_s * np.where(missing, profile.no_tactile_factor - 1.0, 0.0)


def _kerb_s(facts: LinkFacts, profile: Profile, reading: Reading, _moving_s: FloatArray) -> FloatArray:
    assert profile.comfort_kerb_m is not None
    return np.multiply(profile.kerb_delay_s, _fails(at_most(facts.kerb_m, profile.comfort_kerb_m), reading))


def _fails(comfortable: ByteArray, reading: Reading) -> BoolArray:
    """Say where a comfort is missed: in the low reading also where it is unknown."""
    return np.asarray(comfortable <= (Passability.UNKNOWN if reading is Reading.LOW else Passability.BLOCKS))


def step_counts(facts: LinkFacts, reading: Reading) -> FloatArray:
    """
    Give the steps of each link; where nobody counted, the most or the fewest there can be.

    Parameters
    ----------
    facts : LinkFacts
        What is recorded of the links.
    reading : Reading
        Low for the most, high for the fewest.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Number of steps.
    """
    if reading is Reading.LOW:
        possible = np.ceil(facts.length_m / SHORTEST_TREAD_M)
    else:
        possible = (facts.kind == LinkKind.STEPS).astype(np.float64)
    return np.where(np.isnan(facts.step_count), possible, facts.step_count)


def _steps_s(facts: LinkFacts, profile: Profile, reading: Reading, _moving_s: FloatArray) -> FloatArray:
    # a yardstick has one time, and stairs of one step would flatter it
    return profile.step_delay_s * step_counts(facts, Reading.LOW if profile.yardstick else reading)


def _crossing_s(facts: LinkFacts, profile: Profile, _reading: Reading, _moving_s: FloatArray) -> FloatArray:
    return profile.crossing_delay_s * facts.crossing_share


def _lift_s(facts: LinkFacts, profile: Profile, _reading: Reading, _moving_s: FloatArray) -> FloatArray:
    return np.multiply(profile.lift_delay_s, facts.is_lift)


def _tactile_words(facts: LinkFacts) -> NDArray[Any]:
    by_code = np.array([None, "yes", "no"], dtype=object)  # unknown, passes; BLOCKS (-1) reads the last entry
    return np.asarray(by_code[facts.tactile_paving])


def _slower_on(factors: Factors) -> str | None:
    words = ", ".join(sorted(word for word, factor in factors if factor > 1.0))
    return f"slower on {words}" if words else None


PENALTIES: tuple[Penalty, ...] = (
    Penalty("steep", "rise/run", lambda p: p.comfort_grade_share, _steep_s, lambda facts: facts.grade_share),
    Penalty(
        "rough surface",
        "",
        lambda p: _slower_on(p.surface_factors),
        _surface_s,
        lambda facts: words_of(facts.surface_code, facts.surface_names),
    ),
    Penalty(
        "uneven",
        "",
        lambda p: _slower_on(p.smoothness_factors),
        _smoothness_s,
        lambda facts: words_of(facts.smoothness_code, SMOOTHNESS),
    ),
    Penalty("narrow", "m", lambda p: p.comfort_width_m, _narrow_s, lambda facts: facts.width_m),
    Penalty(
        "no tactile paving",
        "",
        lambda p: "yes" if p.no_tactile_factor > 1.0 else None,
        _no_tactile_s,
        _tactile_words,
    ),
    Penalty("kerb", "m", lambda p: p.comfort_kerb_m, _kerb_s, lambda facts: facts.kerb_m),
    Penalty(
        "steps", "steps", lambda p: 0.0 if p.step_delay_s else None, _steps_s, lambda facts: facts.step_count
    ),
    Penalty(
        "crossing",
        "crossings",
        lambda p: 0.0 if p.crossing_delay_s else None,
        _crossing_s,
        lambda facts: facts.crossing_share,
    ),
    Penalty(
        "lift",
        "lifts",
        lambda p: 0.0 if p.lift_delay_s else None,
        _lift_s,
        lambda facts: facts.is_lift.astype(np.float64),
    ),
)
