"""Measures asked for in words of the command line, such as `cumulative:15` or `gravity:linear:0:30:min=2`."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from gis.measures.kinds import FACTS
from gis.measures.requests import Measure
from studies import measures as asked
from tracker.services.engine.measures import to_request

SERVICE: Final = "destinations"
ISOCHRONES: Final = "isochrones"
LONGEST_KEY: Final = 63

# Word -> kind, and the parameters that follow it [min].
PLAIN: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "cumulative": ("cumulative", ("cutoff_min",)),
    "interval": ("cumulative_interval", ("from_min", "cutoff_min")),
    "dual": ("dual", ("wanted_count", "cutoff_min")),
    "raam": ("raam", ("tau_min", "cutoff_min")),
    "coverage": ("coverage", ("cutoff_min",)),
    "gaps": ("gaps", ("cutoff_min",)),
    "2sfca": ("two_step", ("cutoff_min",)),
    "penalty": ("penalty", ("cutoff_min",)),
}
BY_CUTOFF: Final = frozenset({"coverage", "cumulative", "gaps", "penalty"})
# Word -> what it means; a decay follows it.
DECAYED: Final[Mapping[str, Mapping[str, str]]] = {
    "gravity": {"kind": "gravity"},
    "e2sfca": {"kind": "enhanced_two_step"},
    "3sfca": {"kind": "three_step"},
    "balanced": {"kind": "balanced"},
    "availability": {"kind": "spatial_availability"},
    "total": {"kind": "constrained", "constraint": "total"},
    "singly": {"kind": "constrained", "constraint": "singly"},
}
GROUP: Final = "group"  # group:COLUMN:MINUTES
MINIMUM: Final = "min="  # the last part of a word may say what is enough
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

    `coverage`, `cumulative`, `gaps` and `penalty` without a number mean one measure for each cutoff of
    the run.
    """
    measures, faults = [], []
    for word in dict.fromkeys(words):
        by_cutoff = [f"{word}:{minutes:g}" for minutes in cutoffs_min]
        for one in by_cutoff if word in BY_CUTOFF else [word]:
            try:
                measures.append(_measure(one))
            except ValueError as error:
                faults.append(f"{word}: {error}")
    return measures, list(dict.fromkeys(faults))


def _measure(word: str) -> Measure:
    name, *values = word.split(":")
    common: dict[str, Any] = {"title": {"en": word}, "service": SERVICE}
    if values and values[-1].startswith(MINIMUM):
        common["equity"] = _numbers(word, ("minimum",), [values.pop().removeprefix(MINIMUM)])
    column = ""
    if name in PLAIN:
        kind, parameters = PLAIN[name]
        fields: dict[str, Any] = {"kind": kind, **_numbers(name, parameters, values)}
    elif name in DECAYED:
        fields = {**DECAYED[name], "decay": _decay(name, values)}
    elif name == GROUP:
        column, *values = values or [""]
        # the group of a definition is a key, that of a file a column of any name
        fields = {"kind": "group_coverage", "group": GROUP}
        fields |= _numbers(f"{GROUP}:COLUMN", ("cutoff_min",), values)
    else:
        known = ", ".join([*PLAIN, *DECAYED, GROUP, ISOCHRONES])
        raise ValueError(f"there is no measure {name!r} (known: {known})")
    try:
        asked_for = _MEASURE.validate_python(fields | common | {"key": _key(word)})
    except ValidationError as error:
        told = [f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors(include_url=False)]
        raise ValueError("; ".join(told)) from error
    request = to_request(asked_for)
    if request.minimum is not None and not FACTS[request.kind].has_equity:
        raise ValueError(f"a minimum has no meaning for {name}: it is no amount that people have")
    return replace(request, group=column) if column else request


def _key(word: str) -> str:
    """Make an identifier of a word, unlike that of any other word."""
    plain = re.sub(r"[^a-z0-9]+", "_", word.casefold())
    key = f"m_{plain}" if not plain[0].isalpha() else plain
    if word.isascii() and word == word.casefold() and len(key) <= LONGEST_KEY:
        return key
    # what was lost of the word must not make two of them one
    return f"{key[: LONGEST_KEY - 9]}_{zlib.crc32(word.encode()):08x}"


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
