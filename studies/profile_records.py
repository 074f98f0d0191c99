"""What a file of mobility profiles may say: every parameter with its value, unit and source."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from gis.network.graph import SMOOTHNESS
from studies.values import Flag, Key, Line, Number, Part, Prose, Text

# The unit a parameter must be written in follows from the end of its name; the longest ending decides.
UNITS = {
    "_mps": "m/s",
    "_m": "m",
    "_s": "s",
    "_share": "rise/run",
    "_per_share": "per rise/run",
    "_factor": "time/time",
}
Unit = Literal["m/s", "m", "s", "rise/run", "per rise/run", "time/time"]


class ProfileNumber(Part):
    """A profile's number with its unit, plausible range and source."""

    value: Annotated[Number, Field(ge=0)] | None
    unit: Unit
    low: Number | None = None
    high: Number | None = None
    source: Prose


class ProfileChoice(Part):
    """A profile's word from a closed list, with its source."""

    value: Line | None
    source: Prose


class ProfileSignedNumber(Part):
    """A profile's number that may be negative, with its unit and source."""

    value: Number
    unit: Literal["rise/run"]
    source: Prose


class ProfileSwitch(Part):
    """Yes or no, with its source."""

    value: Flag
    source: Prose


class ProfileSurfaces(Part):
    """Surfaces a profile cannot use, with their source."""

    value: list[Line]
    source: Prose


class ProfileFactors(Part):
    """Words and their factors of time, with the unit and their source."""

    value: dict[Line, Annotated[Number, Field(ge=1)]]
    unit: Literal["time/time"]
    source: Prose


def _known_smoothness(choice: ProfileChoice) -> ProfileChoice:
    if choice.value is not None and choice.value not in SMOOTHNESS:
        raise ValueError(f"{choice.value!r} is not an OSM smoothness ({', '.join(SMOOTHNESS)})")
    return choice


def _known_steps(choice: ProfileChoice) -> ProfileChoice:
    if choice.value not in {"pass", "block"}:
        raise ValueError("must be pass or block")
    return choice


def _known_slope_speed(choice: ProfileChoice) -> ProfileChoice:
    if choice.value not in {"constant", "tobler", "wheels"}:
        raise ValueError("must be constant, tobler or wheels")
    return choice


SlopeSpeedChoice = Annotated[ProfileChoice, AfterValidator(_known_slope_speed)]
SmoothnessChoice = Annotated[ProfileChoice, AfterValidator(_known_smoothness)]
StepsChoice = Annotated[ProfileChoice, AfterValidator(_known_steps)]


class ProfileChanges(Part):
    """
    What a study says of a profile: only what differs from the shipped one, each with unit and source.

    A profile of a new name must say all that ``ProfileRecord`` asks for. To take
    a limit away, write the parameter with ``value: null``.
    """

    title: Text | None = None
    speed_mps: ProfileNumber | None = None
    slope_speed: SlopeSpeedChoice | None = None
    max_up_share: ProfileNumber | None = None
    max_down_share: ProfileNumber | None = None
    max_cross_slope_share: ProfileNumber | None = None
    max_kerb_m: ProfileNumber | None = None
    min_width_m: ProfileNumber | None = None
    blocked_surfaces: ProfileSurfaces | None = None
    worst_smoothness: SmoothnessChoice | None = None
    steps: StepsChoice | None = None
    step_delay_s: ProfileNumber | None = None
    crossing_delay_s: ProfileNumber | None = None
    lift_delay_s: ProfileNumber | None = None
    uses_wheels: ProfileSwitch | None = None
    ideal_grade_share: ProfileSignedNumber | None = None
    comfort_grade_share: ProfileNumber | None = None
    steep_factor_per_share: ProfileNumber | None = None
    surface_factors: ProfileFactors | None = None
    smoothness_factors: ProfileFactors | None = None
    comfort_width_m: ProfileNumber | None = None
    narrow_factor: ProfileNumber | None = None
    comfort_kerb_m: ProfileNumber | None = None
    kerb_delay_s: ProfileNumber | None = None
    hidden_kerb_m: ProfileNumber | None = None
    no_tactile_factor: ProfileNumber | None = None
    unmeasured_grade_share: ProfileNumber | None = None
    yardstick: ProfileSwitch | None = None


class ProfileRecord(ProfileChanges):
    """One whole profile. What may be left out are soft penalties and rules that most people do not have."""

    title: Text
    speed_mps: ProfileNumber
    slope_speed: SlopeSpeedChoice
    max_up_share: ProfileNumber
    max_down_share: ProfileNumber
    max_kerb_m: ProfileNumber
    min_width_m: ProfileNumber
    blocked_surfaces: ProfileSurfaces
    worst_smoothness: SmoothnessChoice
    steps: StepsChoice
    step_delay_s: ProfileNumber
    crossing_delay_s: ProfileNumber
    lift_delay_s: ProfileNumber
    uses_wheels: ProfileSwitch
    ideal_grade_share: ProfileSignedNumber


class ProfileFile(Part):
    """The whole file: version and profiles by name."""

    version: Annotated[int, Field(strict=True, ge=1)]
    profiles: dict[Key, ProfileRecord]


def unit_of(parameter: str) -> str | None:
    """
    Tell the unit a parameter must be written in.

    Parameters
    ----------
    parameter : str
        For example ``max_kerb_m``.

    Returns
    -------
    str or None
        For example ``m``; None for words and switches.
    """
    endings = [ending for ending in UNITS if parameter.endswith(ending)]
    return UNITS[max(endings, key=len)] if endings else None
