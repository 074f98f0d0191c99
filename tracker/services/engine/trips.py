"""Single trips answered by the engine in the words of the record: ways, obstacles, nearest places, chains."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from gis.crs import LAT_LIMIT_DEG, LON_LIMIT_DEG
from gis.errors import FaultyInputsError, InputError
from gis.model import READINGS, ByteArray, Passability, Places
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.profiles import Profile
from gis.travel.barriers import Barriers
from gis.travel.chain import AccessChain
from gis.travel.paths import Path
from gis.trips import (
    Streets,
    Trip,
    find_trips,
    follow_chain,
    nearest_places,
    obstacle_steps,
    one_point,
    step_lengths_m,
)
from studies.errors import DefinitionError
from studies.profile_records import ProfileChanges
from studies.profiles import study_profiles, to_profiles
from tracker.errors import AnalysisError, InvalidInputError
from tracker.register.vocabulary import Answer
from tracker.schemas.trips import (
    ChainOfProfileRead,
    ChainReadingRead,
    InTheWayRead,
    NearestOfProfileRead,
    ObstacleRead,
    PlaceTimeRead,
    ReasonRead,
    StateName,
    StepRead,
    TripRead,
    WayRead,
)
from tracker.store.geometry import to_geojson

FROM, TO = "from", "to"
STATE_NAMES: Mapping[int, StateName] = {
    Passability.PASSES: "passes",
    Passability.UNKNOWN: "unknown",
    Passability.BLOCKS: "blocks",
}
PASSABILITIES: Mapping[Answer, Passability] = {
    "yes": Passability.PASSES,
    "no": Passability.BLOCKS,
    "unknown": Passability.UNKNOWN,
}
DECIMALS = 3  # of metres; seconds are whole tenths


@dataclass(frozen=True)
class Destinations:
    """Places to reach, with their names; empty where the source has none."""

    places: Places
    names: Sequence[str]


@dataclass(frozen=True)
class ChainFacts:
    """What is recorded of places beyond their street: the entrance, and features by name, in order."""

    entrance: ByteArray
    features: Mapping[str, ByteArray]


def place_facts(entrance: Answer, features: Mapping[str, Answer]) -> ChainFacts:
    """Put what is known of one place into the chain's words: yes passes, no blocks, else it is unknown."""
    return ChainFacts(
        np.array([PASSABILITIES[entrance]], dtype=np.int8),
        {name: np.array([PASSABILITIES[answer]], dtype=np.int8) for name, answer in features.items()},
    )


def read_point(text: str) -> tuple[float, float]:
    """Read "lon,lat" in degrees; a ValueError says what is wrong with it."""
    parts = text.split(",")
    try:
        lon_deg, lat_deg = (float(part) for part in parts)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a longitude and a latitude, like -46.633,-23.550") from error
    faults = [
        f"{name} {value:g} lies outside {-limit:g} to {limit:g} degrees"
        for name, value, limit in (
            ("longitude", lon_deg, LON_LIMIT_DEG),
            ("latitude", lat_deg, LAT_LIMIT_DEG),
        )
        if not (math.isfinite(value) and abs(value) <= limit)
    ]
    if faults:
        raise ValueError("; ".join(faults))
    return lon_deg, lat_deg


def chosen_profiles(names: Sequence[str], changes: Mapping[str, ProfileChanges]) -> list[Profile]:
    """Give some profiles of a study, with its own changes; the names must exist."""
    try:
        known = to_profiles(study_profiles(changes))
    except DefinitionError as error:
        raise AnalysisError(f"The mobility profiles of the study cannot be used: {error}") from error
    return [known[name] for name in names]


def destinations_of(
    *,
    codes: Sequence[str],
    names: Sequence[str],
    lon_deg: Sequence[float],
    lat_deg: Sequence[float],
    source: str,
) -> Destinations:
    """Make destinations of plain values."""
    places = Places(
        tuple(codes),
        np.asarray(lon_deg, dtype=np.float64),
        np.asarray(lat_deg, dtype=np.float64),
        source=source,
    )
    return Destinations(places, names)


def answer_trips(
    streets: Streets,
    start_deg: tuple[float, float],
    end_deg: tuple[float, float],
    profiles: Sequence[Profile],
    *,
    pointers: Mapping[str, str],
) -> list[TripRead]:
    """Give each profile's trip; a point far from every street is a fault at the pointer of `from` or `to`."""
    start, end = one_point(*start_deg, source=FROM), one_point(*end_deg, source=TO)
    with _faults_at(pointers):
        trips = find_trips(streets, start, end, profiles)
    return [_trip(streets.network, trip) for trip in trips]


def answer_nearest(
    streets: Streets,
    start_deg: tuple[float, float],
    destinations: Destinations,
    profiles: Sequence[Profile],
    *,
    k: int,
    cutoff_s: float,
    pointers: Mapping[str, str],
) -> list[NearestOfProfileRead]:
    """Give the `k` nearest places of each profile in both readings."""
    start = one_point(*start_deg, source=FROM)
    with _faults_at(pointers):
        found = nearest_places(streets, start, destinations.places, profiles, k=k, cutoff_s=cutoff_s)
    return [
        NearestOfProfileRead(
            profile=profile.name,
            **{
                reading.value: [
                    _place_time(destinations, int(place), float(time_s))
                    for place, time_s in zip(found.place[p, r, 0], found.time_s[p, r, 0], strict=True)
                    if place >= 0
                ]
                for r, reading in enumerate(READINGS)
            },
        )
        for p, profile in enumerate(profiles)
    ]


def answer_chain(
    streets: Streets,
    start_deg: tuple[float, float],
    destinations: Destinations,
    facts: ChainFacts,
    profiles: Sequence[Profile],
    *,
    cutoff_s: float,
    pointers: Mapping[str, str],
) -> list[ChainOfProfileRead]:
    """Follow the chain from door to service for each profile."""
    start = one_point(*start_deg, source=FROM)
    with _faults_at(pointers):
        chains = follow_chain(
            streets,
            start,
            destinations.places,
            facts.entrance,
            facts.features,
            profiles,
            cutoff_s=cutoff_s,
        )
    return [
        ChainOfProfileRead(
            profile=profile.name,
            links=list(chain.links),
            **{reading.value: _chain_reading(destinations, chain, r) for r, reading in enumerate(READINGS)},
        )
        for profile, chain in zip(profiles, chains, strict=True)
    ]


@contextmanager
def _faults_at(pointers: Mapping[str, str]) -> Iterator[None]:
    """Turn what the engine refuses into faults, each at the field that its source came from."""
    try:
        yield
    except InputError as error:
        single = error.errors if isinstance(error, FaultyInputsError) else (error,)
        faults = [
            (pointers[one.source], fault) if one.source in pointers else ("", f"{one.source}: {fault}")
            for one in single
            for fault in one.faults
        ]
        raise InvalidInputError("The trip cannot be looked for.", faults) from error


def _trip(network: StreetNetwork, trip: Trip) -> TripRead:
    return TripRead(
        profile=trip.profile,
        low=None if trip.low is None else _way(network, trip.low),
        high=None if trip.high is None else _way(network, trip.high),
        in_the_way=None if trip.barriers is None else _in_the_way(network, trip.barriers),
    )


def _way(network: StreetNetwork, path: Path) -> WayRead:
    lengths_m = step_lengths_m(network, path)
    return WayRead(
        time_s=path.total_s,
        length_m=round(float(lengths_m.sum()), DECIMALS),
        unknown_length_m=round(float(lengths_m[path.state == Passability.UNKNOWN].sum()), DECIMALS),
        to_street_s=path.first_leg_s,
        from_street_s=path.last_leg_s,
        steps=[_step(network, path, position, length_m) for position, length_m in enumerate(lengths_m)],
    )


def _step(network: StreetNetwork, path: Path, position: int, length_m: float) -> StepRead:
    link = int(path.link[position])
    return StepRead(
        street=network.link_ids[link],
        kind=LinkKind(int(network.kind[link])).name.lower(),
        length_m=round(float(length_m), DECIMALS),
        time_s=float(path.time_s[position]),
        arrival_s=float(path.arrival_s[position]),
        state=STATE_NAMES[int(path.state[position])],
        reasons=[ReasonRead.model_validate(reason) for reason in path.reasons[position]],
        geometry=to_geojson(path.course[position]),
    )


def _in_the_way(network: StreetNetwork, barriers: Barriers) -> InTheWayRead:
    direct = barriers.direct
    lengths_m = step_lengths_m(network, direct)
    until_m = np.cumsum(lengths_m) - lengths_m
    until_s = direct.arrival_s - direct.time_s
    return InTheWayRead(
        time_s=direct.total_s,
        length_m=round(float(lengths_m.sum()), DECIMALS),
        start_joins=barriers.origin_joins,
        end_joins=barriers.place_joins,
        obstacles=[
            ObstacleRead(
                after_m=round(float(until_m[step]), DECIMALS),
                after_s=round(float(until_s[step]), 1),
                step=_step(network, direct, step, float(lengths_m[step])),
            )
            for step in obstacle_steps(barriers).tolist()
        ],
    )


def _place_time(destinations: Destinations, place: int, time_s: float) -> PlaceTimeRead:
    places = destinations.places
    return PlaceTimeRead(
        code=places.ids[place],
        name=destinations.names[place],
        lon_deg=round(float(places.lon_deg[place]), 6),
        lat_deg=round(float(places.lat_deg[place]), 6),
        time_s=time_s,
    )


def _chain_reading(destinations: Destinations, chain: AccessChain, reading: int) -> ChainReadingRead:
    broken, place = int(chain.broken[reading, 0]), int(chain.place[reading, 0])
    return ChainReadingRead(
        broken_at=chain.links[broken] if broken < len(chain.links) else None,
        place=None if place < 0 else _place_time(destinations, place, float(chain.time_s[reading, 0])),
    )
