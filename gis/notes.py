"""Diagnostics of an assessment in numbers and in sentences: what was left out, what was assumed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gis.model import READINGS, IntArray, Places, Reading
from gis.network.evaluation import SHORTEST_TREAD_M
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.profiles import Profile
from gis.network.snap import Candidates
from gis.travel.nearest import NearestTimes

NAMED_PLACES = 5
SMALLEST_SHARE_TOLD = 0.005  # less would read "0 %"


def layer_diagnostics(
    places: Places, candidates: Candidates, profile_names: Sequence[str], joined: IntArray
) -> dict[str, object]:
    """
    Describe how a layer of places meets the network.

    Parameters
    ----------
    places : Places
        The layer.
    candidates : Candidates
        Links it could join.
    profile_names : sequence of str
        Who travels.
    joined : numpy.ndarray of int, shape (n_profiles, 2)
        Places that join a link, by profile and reading.

    Returns
    -------
    dict
        ``source``, ``count``, ``too_far``, ``joined`` by profile and reading,
        ``median_join_m`` and ``largest_join_m`` (to the nearest link, of the
        places that are not too far).
    """
    near_m = candidates.nearest_m[~candidates.too_far]
    return {
        "source": places.source,
        "count": len(places),
        "too_far": int(candidates.too_far.sum()),
        "median_join_m": round(float(np.median(near_m)), 2) if near_m.size else None,
        "largest_join_m": round(float(near_m.max()), 2) if near_m.size else None,
        "joined": {
            name: {reading.value: int(count) for reading, count in zip(READINGS, counts, strict=True)}
            for name, counts in zip(profile_names, joined, strict=True)
        },
    }


def assessment_notes(
    network: StreetNetwork,
    layers: Sequence[tuple[Places, Candidates]],
    service_keys: Sequence[str],
    profiles: Sequence[Profile],
    found: NearestTimes,
) -> tuple[str, ...]:
    """
    Say in sentences what was assumed or could not be; the origins are the first layer.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    layers : sequence of (Places, Candidates)
        Origins, then the places of each class of service.
    service_keys : sequence of str
        Name of each class.
    profiles : sequence of Profile
        Who travels.
    found : NearestTimes
        The result.

    Returns
    -------
    tuple of str
        One sentence each; empty when there is nothing to say.
    """
    notes = _island_notes(layers)
    for p, profile in enumerate(profiles):
        notes.append(_not_joined_note(layers[0], profile, found.joined_origins[p]))
        notes.append(_no_way_note(service_keys, profile, found, p))
    shares = zip(found.unknown_length_share, found.uncertain_time_length_share, strict=True)
    for profile, (unknown, uncertain) in zip(profiles, shares, strict=True):
        notes.append(_unknown_note(profile, unknown))
        notes.append(_uncertain_note(profile, uncertain))
    notes += [_steps_note(network, profiles)]
    notes += [_left_out_note(network)]
    return tuple(note for note in notes if note)


def left_out_warnings(layers: Sequence[tuple[Places, Candidates]], *, max_join_m: float) -> tuple[str, ...]:
    """
    Name the rows of the input that take no part because no street is near.

    Parameters
    ----------
    layers : sequence of (Places, Candidates)
        Origins, then the places of each class of service.
    max_join_m : float
        Farthest a place may lie from the link it joins [m].

    Returns
    -------
    tuple of str
        One sentence a layer that has such rows.
    """
    warnings = (_too_far_note(places, candidates, max_join_m) for places, candidates in layers)
    return tuple(warning for warning in warnings if warning)


def _too_far_note(places: Places, candidates: Candidates, max_join_m: float) -> str:
    """Name the places beyond every link."""
    far = np.flatnonzero(candidates.too_far)
    if not far.size:
        return ""
    far = far[np.argsort(-candidates.nearest_m[far], kind="stable")]
    named = [
        f"row {place + 1} ({places.ids[place]}, {candidates.nearest_m[place]:,.0f} m)"
        for place in far[:NAMED_PLACES]
    ]
    more = f" and {far.size - NAMED_PLACES} more" if far.size > NAMED_PLACES else ""
    return (
        f"{far.size} of {len(places)} places of {places.source} lie more than {max_join_m:,.0f} m from every "
        f"street and were left out: {', '.join(named)}{more}."
    )


def _not_joined_note(layer: tuple[Places, Candidates], profile: Profile, joined: IntArray) -> str:
    """Say how many origins have streets nearby, but none that the profile may use."""
    places, candidates = layer
    near = int((~candidates.too_far).sum())
    low, high = (near - int(joined[READINGS.index(reading)]) for reading in (Reading.LOW, Reading.HIGH))
    if not low:
        return ""
    return (
        f"{profile.name}: {low} of {near} places of {places.source} have no street nearby that surely "
        f"passes, {high} have none that may pass; they count as not covered in that reading."
    )


def _island_notes(layers: Sequence[tuple[Places, Candidates]]) -> list[str]:
    """Say how many places have only streets nearby that nothing connects with the rest."""
    notes = []
    for places, candidates in layers:
        on_mainland = np.unique(candidates.joins.place[candidates.on_mainland])
        stranded = int((~candidates.too_far).sum()) - len(on_mainland)
        if stranded:
            notes.append(
                f"{stranded} of {len(places)} places of {places.source} have no street nearby but such as "
                "are cut off from the largest connected part of the network."
            )
    return notes


def _no_way_note(service_keys: Sequence[str], profile: Profile, found: NearestTimes, p: int) -> str:
    """Say from how many origins that join a street there is no way even in the high reading."""
    high = READINGS.index(Reading.HIGH)
    reached = np.isfinite(found.time_s[:, p, high]).sum(axis=1)
    without = {
        key: int(found.joined_origins[p, high] - count)
        for key, count in zip(service_keys, reached, strict=True)
        if count < found.joined_origins[p, high]
    }
    if not without:
        return ""
    named = ", ".join(f"to {key} from {count}" for key, count in without.items())
    return f"{profile.name}: origins without any way, even if everything unknown passes: {named}."


def _unknown_note(profile: Profile, share: float) -> str:
    """Say how much of the network a profile's result rests on guesses about."""
    if share < SMALLEST_SHARE_TOLD:
        return ""
    return f"{profile.name}: whether {share:.0%} of the street length can be used is not known."


def _uncertain_note(profile: Profile, share: float) -> str:
    """Say of how much of the network only bounds of a profile's time are known."""
    if profile.yardstick:
        return (
            f"{profile.name}: the yardstick for the others: slope and surface that nobody recorded "
            "are taken as level and firm in both readings."
        )
    if share < SMALLEST_SHARE_TOLD:
        return ""
    return (
        f"{profile.name}: on {share:.0%} of the street length the time is only known between two bounds, "
        "since slope, surface or the like is not recorded; the low reading takes the longer."
    )


def _left_out_note(network: StreetNetwork) -> str:
    """Say what the source of the network held and the network does not."""
    if not network.left_out:
        return ""
    reasons = "; ".join(f"{reason}: {count:,}" for reason, count in network.left_out)
    return f"Left out of {network.source} when it was read: {reasons}."


def _steps_note(network: StreetNetwork, profiles: Sequence[Profile]) -> str:
    """Say that steps were assumed where nobody counted them."""
    uncounted = int(((network.kind == LinkKind.STEPS) & np.isnan(network.step_count)).sum())
    if not uncounted or not any(profile.step_delay_s for profile in profiles):
        return ""
    return (
        f"{uncounted} stairs without a count of steps have one step every {SHORTEST_TREAD_M} m in the low "
        "reading and a single one in the high."
    )
