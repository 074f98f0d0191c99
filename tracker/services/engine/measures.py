"""Measures and isochrones of a study: requests from its definition, results summed up by area."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import numpy as np

from gis.assess import AccessResult
from gis.decay.bands import Bands
from gis.decay.contract import Decay
from gis.decay.exponential import Exponential
from gis.decay.gaussian import Gaussian
from gis.decay.linear import Linear
from gis.decay.logistic import Logistic
from gis.decay.power import Power
from gis.measures.equity import Grounds, equity_of
from gis.measures.requests import Measure
from gis.measures.summaries import by_area
from gis.measures.values import MeasureValues, assess_measures
from gis.model import READINGS, FloatArray, IntArray
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.travel.service_areas import service_areas
from studies import measures as asked
from studies.schema import Analysis
from tracker.store.measures import Interval, IsochroneFigures, MeasureFigures, ProfileFigures

Progress = Callable[[float, str], None]

SECONDS_PER_MINUTE = 60.0
MINUTES = "_min"  # ends the name of a time in a definition


@dataclass(frozen=True)
class Run:
    """An assessment whose nearest times are known, to be asked for more."""

    network: StreetNetwork
    people: FloatArray
    profiles: Sequence[Profile]
    result: AccessResult
    grounds: Grounds
    groups: Mapping[str, FloatArray]  # people of each group at each origin


def measure_figures(
    analysis: Analysis,
    run: Run,
    supply: Mapping[str, FloatArray],
    divisions: Sequence[tuple[IntArray, int]],
    *,
    progress: Progress,
) -> list[MeasureFigures]:
    """Work out the measures of an analysis; `divisions` are (area of each origin, number of areas)."""
    found = assess_measures(
        run.network,
        run.result.prepared,
        run.people,
        run.result.service_keys,
        run.profiles,
        [to_request(measure) for measure in analysis.measures],
        nearest_s=run.result.time_s,
        supply=supply,
        groups=run.groups,
        progress=progress,
    )
    return [
        MeasureFigures(
            key=measure.key,
            kind=measure.kind,
            service=measure.service,
            title=measure.title,
            parameters=measure.model_dump(
                mode="json", exclude={"key", "kind", "service", "title"}, exclude_none=True
            ),
            people=float(values.people.sum()),
            unit=values.facts.unit,
            guaranteed=values.facts.guaranteed,
            larger_is_better=values.facts.larger_is_better,
            note=values.note,
            profiles=list(_profile_figures(values, run, divisions)),
        )
        for measure, values in zip(analysis.measures, found, strict=True)
    ]


def isochrone_figures(analysis: Analysis, run: Run, *, progress: Progress) -> Iterator[IsochroneFigures]:
    """Draw from where each service is reached, for every profile in both readings."""
    if not analysis.isochrones:
        return
    cutoffs_s = [_seconds(minutes) for minutes in analysis.cutoffs_min]
    prepared = run.result.prepared
    for area in service_areas(
        run.network,
        prepared.services,
        run.profiles,
        cutoffs_s=cutoffs_s,
        hierarchy=prepared.hierarchy,
        progress=progress,
    ):
        for reading, shapes in zip(READINGS, area.shapes, strict=True):
            for cutoff_s, shape in zip(cutoffs_s, shapes, strict=True):
                service = run.result.service_keys[area.service]
                name = run.result.profile_names[area.profile]
                yield IsochroneFigures(service, name, cutoff_s, reading.value, shape)


def groups_asked(analysis: Analysis) -> tuple[str, ...]:
    """Name the groups of people that the measures of an analysis are about, each once."""
    named = [one.group for one in analysis.measures if isinstance(one, asked.GroupMeasure)]
    return tuple(dict.fromkeys(named))


def to_request(measure: asked.Measure) -> Measure:
    """Turn a measure of a definition into what the engine is asked: minutes become seconds."""
    given: dict[str, Any] = {}
    for name, value in measure:
        if name == "title":
            continue  # words for people
        if name == "equity":
            given["minimum"] = None if value is None else value.minimum
        elif name == "decay":
            given[name] = to_decay(value)
        elif name.endswith(MINUTES):
            given[f"{name.removesuffix(MINUTES)}_s"] = _seconds(value)
        else:
            given[name] = value
    return Measure(**given)


def to_decay(decay: asked.Decay) -> Decay:
    """Turn a decay of a definition into the engine's."""
    reach_s = _seconds(decay.limits_min[-1] if isinstance(decay, asked.BandsDecay) else decay.reach_min)
    match decay:
        case asked.BandsDecay():
            return Bands(tuple(_seconds(limit) for limit in decay.limits_min), tuple(decay.weights))
        case asked.LinearDecay():
            return Linear(_seconds(decay.full_until_min), reach_s)
        case asked.ExponentialDecay():
            return Exponential.half_life(_seconds(decay.half_life_min), reach_s=reach_s)
        case asked.GaussianDecay():
            return Gaussian(_seconds(decay.sd_min), reach_s)
        case asked.LogisticDecay():
            return Logistic(_seconds(decay.mean_min), _seconds(decay.sd_min), reach_s)
        case asked.PowerDecay():
            return Power(_seconds(decay.scale_min), decay.exponent, reach_s)
        case _:
            assert_never(decay)


def _seconds(minutes: float) -> float:
    return minutes * SECONDS_PER_MINUTE


def _profile_figures(
    found: MeasureValues, run: Run, divisions: Sequence[tuple[IntArray, int]]
) -> Iterator[ProfileFigures]:
    whole = by_area(found, np.zeros(len(run.people), dtype=np.int64), 1)
    areas = [by_area(found, area_index, n_areas) for area_index, n_areas in divisions]
    equity = equity_of(found, run.grounds)
    for p, name in enumerate(run.result.profile_names):
        yield ProfileFigures(
            profile=name,
            whole=_intervals(whole[p])[0],
            areas=[interval for division in areas for interval in _intervals(division[p])],
            equity={index: _intervals(values[p, :, np.newaxis])[0] for index, values in equity.items()},
        )


def _intervals(values: FloatArray) -> list[Interval]:
    """Pair low and high of each area; what is no finite number becomes null."""
    low, high = ([value if math.isfinite(value) else None for value in row] for row in values.tolist())
    return list(zip(low, high, strict=True))
