"""What a profile makes of every link: its state, and its seconds penalty by penalty, in each direction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.model import ByteArray, FloatArray, Passability
from gis.network.graph import SMOOTHNESS, LinkKind, StreetNetwork
from gis.network.profiles import Factors, Profile, validate
from gis.network.rules import LIMIT_TOLERANCE, Limit, LinkFacts, link_facts, rule_states, words_of

# Stairs that nobody counted: going of one step, the middle of the 0.28-0.32 m that building codes ask for.
ASSUMED_TREAD_M = 0.30

# On wheels, the speed at the steepest usable grade is this part of the speed on the ideal grade
# (AccessMap's cost function: v = v0 exp(-k |g - g0|) with k = ln 5 / |g_max - g0|).
WHEELS_SLOWEST_SHARE = 0.2

# Tobler (1993): v ~ exp(-3.5 |s + 0.05|), fastest when descending five per cent.
TOBLER_DECAY = 3.5
TOBLER_IDEAL_SHARE = -0.05


@dataclass(frozen=True, slots=True)
class LinkCosts:
    """
    What a profile makes of every link, in both directions.

    Parameters
    ----------
    cost_s : numpy.ndarray of float, shape (2, n_links)
        Seconds to walk the whole link; row 0 forward, row 1 backward. Finite
        wherever the state is not BLOCKS; infinite where it is.
    state : numpy.ndarray of int8, shape (2, n_links)
        ``Passability`` codes.
    """

    cost_s: FloatArray
    state: ByteArray


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
        From facts, profile and the seconds of walking, shape (2, n), to the seconds added,
        shape (n,) or (2, n).
    value : callable
        From facts to the values that decide, shape (n,) or (2, n).
    """

    name: str
    unit: str
    limit: Callable[[Profile], Limit]
    extra_s: Callable[[LinkFacts, Profile, FloatArray], FloatArray]
    value: Callable[[LinkFacts], NDArray[Any]]


def evaluate(network: StreetNetwork, profile: Profile) -> LinkCosts:
    """
    Say what a profile makes of every link: passes, blocks or unknown, and the seconds.

    A known barrier blocks, whatever else is unknown. A rule whose attribute is
    unknown makes the link unknown. A value exactly at its limit passes. An
    unknown grade is walked at the speed of level ground, and an unknown
    attribute costs no soft penalty.

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

    Stairs are walked at the speed of level ground plus ``step_delay_s`` for
    each step: their grade is made of the steps and is not counted twice, nor
    held against the limits of grade. Stairs nobody counted are taken to have
    one step for each 0.30 m begun. A lift has neither grade nor surface. The
    wait at a crossing that its source cuts into several links (at the
    carriageway's node) is shared among them by ``crossing_share``: paid once.

    ``wheelchair=no`` blocks a person on wheels; ``wheelchair=yes``, somebody's
    judgement on the spot, settles what is unknown but removes no known barrier.
    """
    validate(profile)
    facts = link_facts(network)
    states = combined_state(facts, profile)
    moving_s = walking_s(facts, profile)
    cost_s = moving_s.copy()
    for _, extra_s in penalties_s(facts, profile, moving_s):
        cost_s += extra_s
    cost_s[states == Passability.BLOCKS] = np.inf
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


def walking_s(facts: LinkFacts, profile: Profile) -> FloatArray:
    """
    Give the seconds of walking each link at the speed of its grade.

    Parameters
    ----------
    facts : LinkFacts
        What is recorded of the links.
    profile : Profile
        Who travels; taken to be valid.

    Returns
    -------
    numpy.ndarray of float, shape (2, n)
        Seconds forward and backward, without penalties [s].

    References
    ----------
    Tobler, W. (1993). Three presentations on geographical analysis and modeling. NCGIA 93-1.
    Bolten, N., Caspi, A. (2021). Towards routine, city-scale accessibility metrics.
    PLoS ONE 16(3), e0248399 (speed on wheels, code of AccessMap).
    """
    if profile.slope_speed == "constant":
        level_s = facts.length_m / profile.speed_mps
        return np.stack([level_s, level_s])
    grade = np.nan_to_num(facts.grade_share, nan=0.0)
    if profile.slope_speed == "tobler":
        flat = abs(TOBLER_IDEAL_SHARE)
        steepness = np.abs(grade - TOBLER_IDEAL_SHARE) - flat  # 0 on level ground, so that is speed_mps
        return facts.length_m / (profile.speed_mps * np.exp(-TOBLER_DECAY * steepness))
    assert profile.max_up_share is not None  # validate() has seen to it
    assert profile.max_down_share is not None
    away = grade - profile.ideal_grade_share
    limit = np.where(away >= 0, profile.max_up_share, -profile.max_down_share)
    # Beyond the limit the link blocks; capping there keeps the number finite.
    used_share = np.minimum(away / (limit - profile.ideal_grade_share), 1.0)
    return facts.length_m / (profile.speed_mps * np.power(WHEELS_SLOWEST_SHARE, used_share))


def penalties_s(facts: LinkFacts, profile: Profile, moving_s: FloatArray) -> list[tuple[Penalty, FloatArray]]:
    """
    Give what each penalty of a profile adds.

    Parameters
    ----------
    facts : LinkFacts
        What is recorded of the links.
    profile : Profile
        Who travels; taken to be valid.
    moving_s : numpy.ndarray of float, shape (2, n)
        Seconds of walking [s].

    Returns
    -------
    list of (Penalty, numpy.ndarray of float)
        Each penalty the profile has and the seconds added, shape (n,) or (2, n) [s].
    """
    return [
        (penalty, penalty.extra_s(facts, profile, moving_s))
        for penalty in PENALTIES
        if penalty.limit(profile) is not None
    ]


def _steep_s(facts: LinkFacts, profile: Profile, moving_s: FloatArray) -> FloatArray:
    """Add in proportion to the grade beyond comfort, as OpenTripPlanner's slope table does."""
    assert profile.comfort_grade_share is not None
    steepness = np.nan_to_num(np.abs(facts.grade_share[0]), nan=0.0)
    beyond = np.maximum(steepness - profile.comfort_grade_share, 0.0)
    return np.asarray(moving_s * (profile.steep_factor_per_share * beyond))


def _surface_s(facts: LinkFacts, profile: Profile, moving_s: FloatArray) -> FloatArray:
    share = _added_share(profile.surface_factors, facts.surface_names)[facts.surface_code]
    return moving_s * np.where(facts.is_lift, 0.0, share)


def _smoothness_s(facts: LinkFacts, profile: Profile, moving_s: FloatArray) -> FloatArray:
    share = _added_share(profile.smoothness_factors, SMOOTHNESS)[facts.smoothness_code]
    return moving_s * np.where(facts.is_lift, 0.0, share)


def _added_share(factors: Factors, words: tuple[str, ...]) -> FloatArray:
    """Give what each word adds; the last entry, which UNKNOWN_CODE (-1) reads, adds nothing."""
    by_word = dict(factors)
    return np.array([*(by_word.get(word, 1.0) - 1.0 for word in words), 0.0])


def _narrow_s(facts: LinkFacts, profile: Profile, moving_s: FloatArray) -> FloatArray:
    assert profile.comfort_width_m is not None
    narrow = facts.width_m < profile.comfort_width_m - LIMIT_TOLERANCE  # false where unknown
    return moving_s * np.where(narrow, profile.narrow_factor - 1.0, 0.0)


def _no_tactile_s(facts: LinkFacts, profile: Profile, moving_s: FloatArray) -> FloatArray:
    missing = (facts.tactile_paving == Passability.BLOCKS) & ~facts.is_lift
    return moving_s * np.where(missing, profile.no_tactile_factor - 1.0, 0.0)


def _kerb_s(facts: LinkFacts, profile: Profile, _moving_s: FloatArray) -> FloatArray:
    assert profile.comfort_kerb_m is not None
    return np.multiply(profile.kerb_delay_s, facts.kerb_m > profile.comfort_kerb_m + LIMIT_TOLERANCE)


def step_counts(facts: LinkFacts) -> FloatArray:
    """
    Give the steps of each link, assumed by its length where nobody counted.

    Parameters
    ----------
    facts : LinkFacts
        What is recorded of the links.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Number of steps.
    """
    stairs = facts.kind == LinkKind.STEPS
    assumed = np.where(stairs, np.ceil(facts.length_m / ASSUMED_TREAD_M), 0.0)
    return np.where(np.isnan(facts.step_count), assumed, facts.step_count)


def _steps_s(facts: LinkFacts, profile: Profile, _moving_s: FloatArray) -> FloatArray:
    return profile.step_delay_s * step_counts(facts)


def _crossing_s(facts: LinkFacts, profile: Profile, _moving_s: FloatArray) -> FloatArray:
    return profile.crossing_delay_s * facts.crossing_share


def _lift_s(facts: LinkFacts, profile: Profile, _moving_s: FloatArray) -> FloatArray:
    return np.multiply(profile.lift_delay_s, facts.is_lift)


def _tactile_words(facts: LinkFacts) -> NDArray[Any]:
    return np.where(facts.tactile_paving == Passability.BLOCKS, "no", "yes")


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
    Penalty("steps", "steps", lambda p: 0.0 if p.step_delay_s else None, _steps_s, step_counts),
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
