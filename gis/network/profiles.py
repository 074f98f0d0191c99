"""Who travels: a mobility profile with speed, hard limits and soft penalties, and what makes one valid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from gis.errors import ProfileError
from gis.model import FloatArray
from gis.network.graph import SMOOTHNESS

SlopeSpeed = Literal["constant", "tobler", "wheels"]
StepsRule = Literal["pass", "block"]
Factors = tuple[tuple[str, float], ...]

# On wheels, the speed at the steepest usable grade is this part of the speed on the ideal grade
# (AccessMap's cost function: v = v0 exp(-k |g - g0|) with k = ln 5 / |g_max - g0|).
WHEELS_SLOWEST_SHARE = 0.2

# Tobler (1993): v ~ exp(-3.5 |s + 0.05|), fastest when descending five per cent.
TOBLER_DECAY = 3.5
TOBLER_IDEAL_SHARE = -0.05

# What most profiles on foot can climb at all; steeper streets exist, and should be measured.
STEEPEST_UNMEASURED_SHARE = 0.12

POSITIVE_OR_NOTHING = (
    "max_up_share",
    "max_down_share",
    "max_cross_slope_share",
    "min_width_m",
    "comfort_grade_share",
    "comfort_width_m",
)
NOT_NEGATIVE_OR_NOTHING = ("max_kerb_m", "comfort_kerb_m", "hidden_kerb_m")
NOT_NEGATIVE = (
    "step_delay_s",
    "crossing_delay_s",
    "lift_delay_s",
    "kerb_delay_s",
    "steep_factor_per_share",
    "unmeasured_grade_share",
)
# A soft penalty has two numbers: where it begins and how much it takes. One without the other does nothing.
PAIRS = (
    ("comfort_grade_share", "steep_factor_per_share", 0.0),
    ("comfort_width_m", "narrow_factor", 1.0),
    ("comfort_kerb_m", "kerb_delay_s", 0.0),
)
# A comfort threshold beyond its hard limit could never be felt.
COMFORT_BELOW_LIMIT = (("comfort_kerb_m", "max_kerb_m"), ("min_width_m", "comfort_width_m"))


@dataclass(frozen=True, slots=True)
class Profile:
    """
    One mobility profile. ``None`` means the profile has no such limit.

    Hard limits say where a person cannot pass (``max_*``, ``min_*``,
    ``blocked_surfaces``, ``worst_smoothness``, ``steps``). Soft penalties say
    what takes longer; they are times, so that minutes stay minutes, and they
    add up. A factor is the time on the link over the time without it.

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
    max_cross_slope_share : float or None
        Steepest slope across the direction of travel.
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
    comfort_grade_share : float or None
        Grade, up or down, beyond which each metre takes longer.
    steep_factor_per_share : float
        Share of time added for each unit of grade beyond the comfortable one: 100
        adds the whole time again for each per cent.
    surface_factors : tuple of (str, float)
        OSM surface and its factor of time, at least 1.
    smoothness_factors : tuple of (str, float)
        OSM smoothness and its factor of time, at least 1.
    comfort_width_m : float or None
        Clear width below which ``narrow_factor`` counts [m].
    narrow_factor : float
        Factor of time where it is narrow, at least 1.
    comfort_kerb_m : float or None
        Height above which a kerb costs ``kerb_delay_s`` [m].
    kerb_delay_s : float
        Time to get over such a kerb [s].
    hidden_kerb_m : float or None
        Kerbs up to this height a long cane does not feel: without tactile paving they
        block, since nothing tells where the carriageway begins [m].
    no_tactile_factor : float
        Factor of time where tactile paving is missing, at least 1.
    unmeasured_grade_share : float
        Steepest grade, up or down, to reckon with on a street whose grade nobody recorded,
        where this profile has no limit; 0 takes such streets for level.
    yardstick : bool
        True for the profile that others are compared with: what nobody recorded is level, even
        and comfortable for it in both readings, so that it has one time and is no bound.
    """

    name: str
    speed_mps: float
    slope_speed: SlopeSpeed = "constant"
    max_up_share: float | None = None
    max_down_share: float | None = None
    max_cross_slope_share: float | None = None
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
    comfort_grade_share: float | None = None
    steep_factor_per_share: float = 0.0
    surface_factors: Factors = ()
    smoothness_factors: Factors = ()
    comfort_width_m: float | None = None
    narrow_factor: float = 1.0
    comfort_kerb_m: float | None = None
    kerb_delay_s: float = 0.0
    hidden_kerb_m: float | None = None
    no_tactile_factor: float = 1.0
    unmeasured_grade_share: float = STEEPEST_UNMEASURED_SHARE
    yardstick: bool = False


def grade_slowing(profile: Profile) -> tuple[Callable[[FloatArray], FloatArray], float]:
    """
    Say how a profile's time depends on the grade.

    Parameters
    ----------
    profile : Profile
        A valid profile whose ``slope_speed`` is not constant.

    Returns
    -------
    tuple of (callable, float)
        From grades to the natural logarithm of the time they take over that at
        ``speed_mps``, which grows with the distance from the ideal grade; and
        that grade, the fastest of all.

    References
    ----------
    Tobler, W. (1993). Three presentations on geographical analysis and modeling. NCGIA 93-1.
    Bolten, N., Caspi, A. (2021). Towards routine, city-scale accessibility metrics.
    PLoS ONE 16(3), e0248399 (speed on wheels, code of AccessMap).

    Examples
    --------
    >>> slowing, ideal_share = grade_slowing(Profile("hiker", speed_mps=1.2, slope_speed="tobler"))
    >>> np.round(np.exp(slowing(np.array([0.0, 0.10, ideal_share]))), 4).tolist()
    [1.0, 1.4191, 0.8395]
    """
    if profile.slope_speed == "tobler":
        flat = abs(TOBLER_IDEAL_SHARE)  # 0 on level ground, so that speed_mps is the speed there
        return lambda grade: TOBLER_DECAY * (np.abs(grade - TOBLER_IDEAL_SHARE) - flat), TOBLER_IDEAL_SHARE
    ideal, up, down = profile.ideal_grade_share, profile.max_up_share, profile.max_down_share
    assert up is not None  # validate() has seen to it
    assert down is not None

    def on_wheels(grade: FloatArray) -> FloatArray:
        away = grade - ideal
        used_share = away / (np.where(away >= 0, up, -down) - ideal)
        # Beyond the limit the link blocks; capping there keeps the number finite.
        return np.asarray(-np.log(WHEELS_SLOWEST_SHARE) * np.minimum(used_share, 1.0))

    return on_wheels, ideal


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
        Naming every fault; each begins with the parameter's name.
    """
    faults = [*_range_faults(profile), *_choice_faults(profile), *_factor_faults(profile)]
    if not faults:
        faults = [*_wheels_faults(profile), *_comfort_faults(profile)]
    if profile.steps == "block" and profile.step_delay_s:
        faults.append("step_delay_s is set although steps block")
    if faults:
        raise ProfileError(f"profile {profile.name!r}", faults)


def _range_faults(profile: Profile) -> list[str]:
    """Say which numbers lie outside their range."""
    faults = []
    if not (np.isfinite(profile.speed_mps) and profile.speed_mps > 0):
        faults.append(f"speed_mps must be a positive number, not {profile.speed_mps}")
    for field in POSITIVE_OR_NOTHING:
        value = getattr(profile, field)
        if value is not None and not (np.isfinite(value) and value > 0):
            faults.append(f"{field} must be a positive number or nothing, not {value}")
    for field in NOT_NEGATIVE_OR_NOTHING:
        value = getattr(profile, field)
        if value is not None and not (np.isfinite(value) and value >= 0):
            faults.append(f"{field} must be zero, a positive number or nothing, not {value}")
    for field in NOT_NEGATIVE:
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
    faults += [
        f"smoothness_factors names {word!r}, which is none of {SMOOTHNESS}"
        for word, _ in profile.smoothness_factors
        if word not in SMOOTHNESS
    ]
    return faults


def _factor_faults(profile: Profile) -> list[str]:
    """Say which factors would make people faster, or are given twice."""
    faults = []
    for field in ("surface_factors", "smoothness_factors"):
        factors: Factors = getattr(profile, field)
        faults += [
            f"{field} must be 1 or more, not {factor} for {word}"
            for word, factor in factors
            if not (np.isfinite(factor) and factor >= 1)
        ]
        words = [word for word, _ in factors]
        faults += [f"{field} names {word} twice" for word in sorted({w for w in words if words.count(w) > 1})]
    for field in ("narrow_factor", "no_tactile_factor"):
        factor: float = getattr(profile, field)
        if not (np.isfinite(factor) and factor >= 1):
            faults.append(f"{field} must be 1 or more, not {factor}")
    return faults


def _wheels_faults(profile: Profile) -> list[str]:
    """Say why the speed on wheels could not be computed."""
    if profile.slope_speed != "wheels":
        return []
    if profile.max_up_share is None or profile.max_down_share is None:
        return ["slope_speed 'wheels' needs max_up_share and max_down_share"]
    if not -profile.max_down_share < profile.ideal_grade_share < profile.max_up_share:
        return ["ideal_grade_share must lie between -max_down_share and max_up_share"]
    return []


def _comfort_faults(profile: Profile) -> list[str]:
    """Say which soft penalties could never act."""
    faults = []
    for begins, takes, nothing in PAIRS:
        if (getattr(profile, begins) is None) != (getattr(profile, takes) == nothing):
            faults.append(f"{begins} and {takes} belong together: give both or neither")
    for smaller, larger in COMFORT_BELOW_LIMIT:
        low, high = getattr(profile, smaller), getattr(profile, larger)
        if low is not None and high is not None and low > high:
            faults.append(f"{smaller} ({low}) lies beyond {larger} ({high})")
    limits = [share for share in (profile.max_up_share, profile.max_down_share) if share is not None]
    comfort = profile.comfort_grade_share
    if comfort is not None and len(limits) == 2 and comfort > max(limits):  # noqa: PLR2004 - up and down
        faults.append(f"comfort_grade_share ({comfort}) lies beyond the steepest grade that passes")
    return faults
