"""Measures asked for in words of the command line, such as `cumulative:15` or `gravity:exponential:10:60`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from gis.measures.requests import Measure
from studies import measures as asked
from tracker.services.engine.measures import to_request

SERVICE: Final = "destinations"
ISOCHRONES: Final = "isochrones"

# Word -> kind, and the parameters that follow it [min].
PLAIN: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "cumulative": ("cumulative", ("cutoff_min",)),
    "interval": ("cumulative_interval", ("from_min", "cutoff_min")),
    "dual": ("dual", ("wanted_count", "cutoff_min")),
    "2sfca": ("two_step", ("cutoff_min",)),
    "penalty": ("penalty", ("cutoff_min",)),
}
# Word -> kind; a decay follows it.
DECAYED: Final[Mapping[str, str]] = {
    "gravity": "gravity",
    "e2sfca": "enhanced_two_step",
    "balanced": "balanced",
    "availability": "spatial_availability",
}
DECAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "linear": ("full_until_min", "reach_min"),
    "exponential": ("half_life_min", "reach_min"),
    "gaussian": ("sd_min", "reach_min"),
    "logistic": ("mean_min", "sd_min", "reach_min"),
    "power": ("scale_min", "exponent", "reach_min"),
}
# The bands of Luo and Qi (2009), Health & Place 15(4), 1100-1107: what E2SFCA is without another decay.
LUO_QI: Final = {"kind": "bands", "limits_min": [10.0, 20.0, 30.0], "weights": [1.0, 0.68, 0.22]}

_MEASURE: Final[TypeAdapter[asked.Measure]] = TypeAdapter(asked.Measure)


def read_measures(words: Sequence[str], cutoffs_min: Sequence[float]) -> tuple[list[Measure], list[str]]:
    """
    Read what was asked for; every fault comes back as a sentence.

    `penalty` and `cumulative` without a number mean one measure for each cutoff of the run.
    """
    measures, faults = [], []
    for word in dict.fromkeys(words):
        by_cutoff = [f"{word}:{minutes:g}" for minutes in cutoffs_min]
        for one in by_cutoff if word in {"penalty", "cumulative"} else [word]:
            try:
                measures.append(_measure(one))
            except ValueError as error:
                faults.append(f"{word}: {error}")
    return measures, list(dict.fromkeys(faults))


def _measure(word: str) -> Measure:
    name, *values = word.split(":")
    if name in PLAIN:
        kind, parameters = PLAIN[name]
        fields: dict[str, Any] = {"kind": kind, **_numbers(name, parameters, values)}
    elif name in DECAYED:
        fields = {"kind": DECAYED[name], "decay": _decay(name, values)}
    else:
        known = ", ".join([*PLAIN, *DECAYED, ISOCHRONES])
        raise ValueError(f"there is no measure {name!r} (known: {known})")
    key = re.sub(r"[^a-z0-9]+", "_", f"m_{word}" if word[0].isdigit() else word)
    try:
        return to_request(
            _MEASURE.validate_python(fields | {"key": key, "title": {"en": word}, "service": SERVICE})
        )
    except ValidationError as error:
        told = [f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors(include_url=False)]
        raise ValueError("; ".join(told)) from error


def _decay(name: str, values: list[str]) -> dict[str, Any]:
    if not values and name == "e2sfca":
        return LUO_QI
    kind, *rest = values or [""]
    if kind not in DECAYS:
        forms = ", ".join(":".join([one, *parameters]) for one, parameters in DECAYS.items())
        raise ValueError(f"needs a decay, one of {forms}")
    return {"kind": kind, **_numbers(f"{name}:{kind}", DECAYS[kind], rest)}


def _numbers(name: str, parameters: tuple[str, ...], values: list[str]) -> dict[str, float]:
    if len(values) != len(parameters):
        raise ValueError(f"is written {':'.join([name, *parameters])}")
    numbers = {}
    for parameter, value in zip(parameters, values, strict=True):
        try:
            numbers[parameter] = float(value)
        except ValueError as error:
            raise ValueError(f"{parameter} must be a number, not {value!r}") from error
    return numbers
