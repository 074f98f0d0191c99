"""Who travels: a mobility profile, and what it makes of each link (passes, blocks, unknown; seconds)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from gis.errors import ProfileError
from gis.model import BoolArray, ByteArray, FloatArray, Passability
from gis.network.graph import SMOOTHNESS, UNKNOWN_CODE, LinkKind, StreetNetwork

SlopeSpeed = Literal["constant", "tobler", "wheels"]
StepsRule = Literal["pass", "block"]

# A tag of "3 cm" or "8.33 %" must not fail its own limit for a rounding error.
LIMIT_TOLERANCE = 1e-9

# Stairs that nobody counted: going of one step, the middle of the 0.28-0.32 m that building codes ask for.
ASSUMED_TREAD_M = 0.30

# On wheels, the speed at the steepest usable grade is this part of the speed on the ideal grade
# (AccessMap's cost function: v = v0 exp(-k |g - g0|) with k = ln 5 / |g_max - g0|).
WHEELS_SLOWEST_SHARE = 0.2

# Tobler (1993): v ~ exp(-3.5 |s + 0.05|), fastest when descending five per cent.
TOBLER_DECAY = 3.5
TOBLER_IDEAL_SHARE = -0.05


@dataclass(frozen=True, slots=True)
class Profile:
    """
    One mobility profile. ``None`` means the profile has no such limit.

    Parameters
    ----------
    name : str
        Identifier, e.g. ``manual_wheelchair``.
    speed_mps : float
        Speed on level, even ground [m/s].
    slope_speed : {"constant", "tobler", "wheels"}
        How speed changes with grade.
    max_up_share, max_down_share : float or None
        Steepest grade that can be climbed or descended (rise over run, positive).
    max_kerb_m : float or None
        Highest kerb that can be taken [m].
    min_width_m : float or None
        Narrowest clear width [m].
    blocked_surfaces : frozenset of str
        OSM surface values this profile cannot use; empty means no surface rule.
    worst_smoothness : str or None
        Worst OSM smoothness still usable.
    steps : {"pass", "block"}
        Whether stairs can be climbed at all.
    step_delay_s : float
        Extra time per step [s].
    crossing_delay_s, lift_delay_s : float
        Waiting time at each crossing and lift [s].
    uses_wheels : bool
        Whether the OSM ``wheelchair`` tag speaks about this person.
    ideal_grade_share : float
        Grade at which a person on wheels is fastest; only for ``"wheels"``.
    """

    name: str
    speed_mps: float
    slope_speed: SlopeSpeed = "constant"
    max_up_share: float | None = None
    max_down_share: float | None = None
    max_kerb_m: float | None = None
    min_width_m: float | None = None
    blocked_surfaces: frozenset[str] = frozenset()
    worst_smoothness: str | None = None
    steps: StepsRule = "pass"
    step_delay_s: float = 0.0
    crossing_delay_s: float = 0.0
    lift_delay_s: float = 0.0
    uses_wheels: bool = False
    ideal_grade_share: float = 0.0


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


def validate(profile: Profile) -> None:
    """
    Refuse a profile whose parameters lie outside their range or contradict each other.

    Parameters
    ----------
    profile : Profile
        The profile to look at.

    Raises
    ------
    ProfileError
        Naming every fault.
    """
    faults = [*_range_faults(profile), *_choice_faults(profile)]
    if not faults and profile.slope_speed == "wheels":
        faults = _wheels_faults(profile)
    if profile.steps == "block" and profile.step_delay_s:
        faults.append("step_delay_s is set although steps block")
    if faults:
        raise ProfileError(f"profile {profile.name!r}", faults)


def _range_faults(profile: Profile) -> list[str]:
    """Say which numbers lie outside their range."""
    faults = []
    if not (np.isfinite(profile.speed_mps) and profile.speed_mps > 0):
        faults.append(f"speed_mps must be a positive number, not {profile.speed_mps}")
    for field in ("max_up_share", "max_down_share", "min_width_m"):
        value = getattr(profile, field)
        if value is not None and not (np.isfinite(value) and value > 0):
            faults.append(f"{field} must be a positive number or nothing, not {value}")
    if profile.max_kerb_m is not None and not (np.isfinite(profile.max_kerb_m) and profile.max_kerb_m >= 0):
        faults.append(f"max_kerb_m must be zero, a positive number or nothing, not {profile.max_kerb_m}")
    for field in ("step_delay_s", "crossing_delay_s", "lift_delay_s"):
        value = getattr(profile, field)
        if not (np.isfinite(value) and value >= 0):
            faults.append(f"{field} must be zero or a positive number, not {value}")
    return faults


def _choice_faults(profile: Profile) -> list[str]:
    """Say which words are none of those allowed."""
    faults = []
    if not profile.name.strip():
        faults.append("name is empty")
    if profile.slope_speed not in get_args(SlopeSpeed):
        faults.append(f"slope_speed must be one of {get_args(SlopeSpeed)}, not {profile.slope_speed!r}")
    if profile.steps not in get_args(StepsRule):
        faults.append(f"steps must be one of {get_args(StepsRule)}, not {profile.steps!r}")
    if profile.worst_smoothness is not None and profile.worst_smoothness not in SMOOTHNESS:
        faults.append(f"worst_smoothness must be one of {SMOOTHNESS}, not {profile.worst_smoothness!r}")
    return faults


def _wheels_faults(profile: Profile) -> list[str]:
    """Say why the speed on wheels could not be computed."""
    if profile.max_up_share is None or profile.max_down_share is None:
        return ["slope_speed 'wheels' needs max_up_share and max_down_share"]
    if not -profile.max_down_share < profile.ideal_grade_share < profile.max_up_share:
        return ["ideal_grade_share must lie between -max_down_share and max_up_share"]
    return []


def evaluate(network: StreetNetwork, profile: Profile) -> LinkCosts:
    """
    Say what a profile makes of every link: passes, blocks or unknown, and the seconds.

    A known barrier blocks, whatever else is unknown. A rule whose attribute is
    unknown makes the link unknown. A value exactly at its limit passes. An
    unknown grade is walked at the speed of level ground.

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
    state = _undirected_state(network, profile)
    grade = _directed_grade(network)
    states = np.minimum(state, _grade_state(network, profile, grade))
    allowed = np.stack([network.forward, network.backward])
    states = _worst(states, np.where(allowed, Passability.PASSES, Passability.BLOCKS))
    if profile.uses_wheels:
        vouched = (network.wheelchair == Passability.PASSES) & (states == Passability.UNKNOWN)
        states = np.where(vouched, Passability.PASSES, states)
        states = np.where(network.wheelchair == Passability.BLOCKS, Passability.BLOCKS, states)
    cost_s = network.length_m / _speed_mps(profile, grade) + _delay_s(network, profile)
    cost_s = np.where(states == Passability.BLOCKS, np.inf, cost_s)
    return LinkCosts(cost_s=cost_s, state=states.astype(np.int8))


def _rule(passes: BoolArray, known: BoolArray) -> ByteArray:
    """Turn a comparison and the knowledge behind it into a state."""
    judged = np.where(passes, Passability.PASSES, Passability.BLOCKS)
    return np.where(known, judged, Passability.UNKNOWN).astype(np.int8)


def _worst(*states: ByteArray) -> ByteArray:
    """Combine rules: BLOCKS (-1) beats UNKNOWN (0) beats PASSES (1), so the smallest code wins."""
    return np.asarray(np.minimum.reduce(states))


def _undirected_state(network: StreetNetwork, profile: Profile) -> ByteArray:
    """Apply the rules that do not depend on direction."""
    lift = network.kind == LinkKind.LIFT
    state = np.full(network.n_links, Passability.PASSES, dtype=np.int8)
    if profile.max_kerb_m is not None:
        low_enough = network.kerb_m <= profile.max_kerb_m + LIMIT_TOLERANCE
        state = _worst(state, _rule(low_enough, ~np.isnan(network.kerb_m)))
    if profile.min_width_m is not None:
        wide_enough = network.width_m >= profile.min_width_m - LIMIT_TOLERANCE
        state = _worst(state, _rule(wide_enough, ~np.isnan(network.width_m)))
    if profile.blocked_surfaces:
        blocked = np.array([name in profile.blocked_surfaces for name in network.surface_names] + [False])
        usable = ~blocked[network.surface_code]  # UNKNOWN_CODE (-1) reads the last entry
        state = _worst(state, _rule(usable | lift, (network.surface_code != UNKNOWN_CODE) | lift))
    if profile.worst_smoothness is not None:
        even_enough = network.smoothness_code <= SMOOTHNESS.index(profile.worst_smoothness)
        state = _worst(state, _rule(even_enough | lift, (network.smoothness_code != UNKNOWN_CODE) | lift))
    if profile.steps == "block":
        stairs = network.kind == LinkKind.STEPS
        known = stairs | ~np.isnan(network.step_count)
        state = _worst(state, _rule(~stairs & (network.step_count == 0), known))
    return state


def _directed_grade(network: StreetNetwork) -> FloatArray:
    """Give the grade met in each direction; NaN where unknown, 0 where grade is no matter of walking."""
    level = np.isin(network.kind, (LinkKind.STEPS, LinkKind.LIFT))
    grade = np.where(level, 0.0, network.incline_share)
    return np.stack([grade, -grade])


def _grade_state(network: StreetNetwork, profile: Profile, grade: FloatArray) -> ByteArray:
    """Apply the limits of grade: what climbs forward descends backward."""
    state = np.full((2, network.n_links), Passability.PASSES, dtype=np.int8)
    known = ~np.isnan(grade)
    if profile.max_up_share is not None:
        state = _worst(state, _rule(grade <= profile.max_up_share + LIMIT_TOLERANCE, known))
    if profile.max_down_share is not None:
        state = _worst(state, _rule(grade >= -profile.max_down_share - LIMIT_TOLERANCE, known))
    return state


def _speed_mps(profile: Profile, grade: FloatArray) -> FloatArray:
    """Give the speed at each grade."""
    grade = np.nan_to_num(grade, nan=0.0)
    if profile.slope_speed == "tobler":
        flat = abs(TOBLER_IDEAL_SHARE)
        steepness = np.abs(grade - TOBLER_IDEAL_SHARE) - flat  # 0 on level ground, so that is speed_mps
        return profile.speed_mps * np.exp(-TOBLER_DECAY * steepness)
    if profile.slope_speed == "wheels":
        assert profile.max_up_share is not None  # validate() has seen to it
        assert profile.max_down_share is not None
        away = grade - profile.ideal_grade_share
        limit = np.where(away >= 0, profile.max_up_share, -profile.max_down_share)
        # Beyond the limit the link blocks; capping there keeps the number finite.
        used_share = np.minimum(away / (limit - profile.ideal_grade_share), 1.0)
        return profile.speed_mps * np.power(WHEELS_SLOWEST_SHARE, used_share)
    return np.full(grade.shape, profile.speed_mps)


def _delay_s(network: StreetNetwork, profile: Profile) -> FloatArray:
    """Give the seconds spent on each link without getting on: steps, crossings, lifts."""
    delay_s = np.zeros(network.n_links)
    if profile.step_delay_s:
        stairs = network.kind == LinkKind.STEPS
        assumed = np.where(stairs, np.ceil(network.length_m / ASSUMED_TREAD_M), 0.0)
        steps = np.where(np.isnan(network.step_count), assumed, network.step_count)
        delay_s += profile.step_delay_s * steps
    delay_s += profile.crossing_delay_s * network.crossing_share
    delay_s += profile.lift_delay_s * (network.kind == LinkKind.LIFT)
    return delay_s
