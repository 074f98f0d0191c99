"""What `tracker trip` prints: ways, obstacles, nearest places and chains, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.schemas.trips import (
        ChainOfProfileRead,
        ChainReadingRead,
        InTheWayRead,
        NearestOfProfileRead,
        PlaceTimeRead,
        ReasonRead,
        StepRead,
        TripRead,
        WayRead,
    )

SECONDS_PER_MINUTE = 60


def trip_lines(trips: Sequence[TripRead]) -> Iterator[str]:
    """Tell each profile's way in both readings, once where they are the same."""
    for trip in trips:
        yield trip.profile
        if trip.low is not None and trip.low == trip.high:
            yield from _way_lines("low and high", trip.low)
            continue
        if trip.low is not None:
            yield from _way_lines("low", trip.low)
        elif trip.in_the_way is None:
            yield "  no way: the streets do not connect the two points"
            continue
        else:
            yield "  low: no way; in the way stand, the nearest first"
            yield from _obstacle_lines(trip.in_the_way)
        if trip.high is None:
            yield "  high: no way"
        else:
            yield from _way_lines("high", trip.high)


def nearest_lines(nearest: Sequence[NearestOfProfileRead]) -> Iterator[str]:
    """Tell the nearest places of each profile."""
    for found in nearest:
        yield found.profile
        for reading, places in (("low", found.low), ("high", found.high)):
            if not places:
                yield f"  {reading}: no place within reach"
            for rank, place in enumerate(places, start=1):
                yield f"  {reading} {rank:>3}  {clock(place.time_s):>8}  {_place(place)}"


def chain_lines(chains: Sequence[ChainOfProfileRead]) -> Iterator[str]:
    """Tell how far each profile gets along the chain from door to service."""
    for chain in chains:
        yield f"{chain.profile}: {' > '.join(chain.links)}"
        for reading, end in (("low", chain.low), ("high", chain.high)):
            yield f"  {reading}: {_chain_end(end)}"


def clock(seconds: float) -> str:
    """Write a time as minutes and whole seconds."""
    minutes, rest = divmod(round(seconds), SECONDS_PER_MINUTE)
    return f"{minutes}:{rest:02d}"


def _way_lines(reading: str, way: WayRead) -> Iterator[str]:
    unknown = f", {way.unknown_length_m:,.0f} m of it not recorded" if way.unknown_length_m else ""
    yield f"  {reading}: {clock(way.time_s)} min, {way.length_m:,.0f} m{unknown}"
    for step in way.steps:
        yield f"    {clock(step.arrival_s):>8}  {_step(step)}"


def _obstacle_lines(found: InTheWayRead) -> Iterator[str]:
    for joins, what in ((found.start_joins, "start"), (found.end_joins, "end")):
        if not joins:
            yield f"    the street in front of the {what} cannot be used, or nobody recorded whether it can"
    for obstacle in found.obstacles:
        yield f"    after {obstacle.after_m:>6,.0f} m  {_step(obstacle.step)}"


def _step(step: StepRead) -> str:
    told = [_blocking(reason) for reason in step.reasons if reason.state == "blocks"]
    unknown = [reason.rule for reason in step.reasons if reason.state == "unknown"]
    told += [f"not recorded: {', '.join(unknown)}"] if unknown else []
    told += [_slowing(reason) for reason in step.reasons if reason.state == "slows"]
    why = f"  ({'; '.join(told)})" if told else ""
    return f"{step.length_m:>7,.1f} m  {step.kind:<9} {step.street}{why}"


def _blocking(reason: ReasonRead) -> str:
    value = "" if reason.value is None else f" {_amount(reason.value, reason.unit)}"
    limit = "" if reason.limit is None else f", limit {_amount(reason.limit, reason.unit)}"
    return f"blocked: {reason.rule}{value}{limit}"


def _slowing(reason: ReasonRead) -> str:
    value = "not recorded" if reason.value is None else _amount(reason.value, reason.unit)
    return f"{reason.rule} {value}, +{reason.extra_s:.1f} s"


def _amount(value: float | str, unit: str) -> str:
    shown = f"{value:.4g}" if isinstance(value, float) else value
    return f"{shown} {unit}".rstrip()


def _place(place: PlaceTimeRead) -> str:
    return f"{place.code} {place.name}".rstrip()


def _chain_end(end: ChainReadingRead) -> str:
    if end.place is None:
        return "broken at route: no place within reach"
    where = f"{_place(end.place)}, {clock(end.place.time_s)} min"
    return f"whole ({where})" if end.broken_at is None else f"broken at {end.broken_at} ({where})"
