"""Places of the register that a service of an analysis takes: which, how sure, and their fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import geopandas
import shapely

from studies.register import RegisterPlaces
from studies.schema import Analysis
from tracker.domain.provenance import sha256_of
from tracker.register.positions import ADDRESS_RADIUS_M, COORDINATES_RADIUS_M
from tracker.register.selection import Criteria, judge
from tracker.register.vocabulary import PRECISION_CLASSES
from tracker.services import engine
from tracker.store.register.selection import (
    PlaceOfKind,
    RegisterState,
    list_places_of,
    register_state,
)
from tracker.store.session import Session

# Of positions whose source does not say how good they are; of other classes that is not known.
USUAL_RADIUS_M = {"coordinates": COORDINATES_RADIUS_M, "address": ADDRESS_RADIUS_M}
DEGREE_DECIMALS = 7  # of the fingerprint, a centimetre
WGS84 = "EPSG:4326"
FINGERPRINTS_KEPT = 256

_fingerprints: dict[tuple[str, str, date, RegisterState], str] = {}


@dataclass(frozen=True, slots=True)
class SelectedPlace:
    """A place that counts: surely, or only if what nobody knows is as hoped."""

    key: str
    name: str
    kind: str
    certain: bool  # of its facts; its position is another matter
    precision: str
    radius_m: float
    lon_lat_deg: tuple[float, float] | None  # None: it has no position, and takes no part

    @property
    def known_position(self) -> bool:
        """Whether it lies at one of the streets around its point."""
        return self.radius_m <= engine.SURE_RADIUS_M

    @property
    def point(self) -> shapely.Point:
        """Its point; only places with a position have one."""
        assert self.lon_lat_deg is not None, "ask those that are located"
        return shapely.Point(self.lon_lat_deg)


@dataclass(frozen=True)
class Selection:
    """The places of one service on a day."""

    service: str
    as_of: date
    places: tuple[SelectedPlace, ...]
    excluded: int  # of the kinds asked for, but with a need that is a current no

    @cached_property
    def located(self) -> tuple[SelectedPlace, ...]:
        """Those with a position."""
        return tuple(place for place in self.places if place.lon_lat_deg is not None)

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of what a run takes of the places: which, how sure, where."""
        return sha256_of(
            [
                [
                    place.key,
                    place.certain,
                    round(place.radius_m, 3),
                    [round(degrees, DEGREE_DECIMALS) for degrees in place.lon_lat_deg or ()],
                ]
                for place in sorted(self.places, key=lambda place: place.key)
            ]
        )

    def frame(self) -> geopandas.GeoDataFrame:
        """Give the located places as a layer: the columns of destinations, and how sure each is."""
        located = self.located
        columns = {
            "code": [place.key for place in located],
            "name": [place.name for place in located],
            "supply": [1.0] * len(located),
            "certain": [place.certain for place in located],
            "radius_m": [place.radius_m for place in located],
        }
        points = [place.point for place in located]
        return geopandas.GeoDataFrame(columns, geometry=points, crs=WGS84)

    def facts(self) -> dict[str, Any]:
        """Count the places for the diagnostics of a run."""
        located = self.located
        found = Counter(place.precision for place in located)
        return {
            "as_of": self.as_of.isoformat(),
            "sha256": self.sha256,
            "places": len(located),
            "certain": sum(place.certain and place.known_position for place in located),
            "uncertain_by_need": sum(not place.certain for place in located),
            "uncertain_by_position": sum(not place.known_position for place in located),
            "uncertain_by_both": sum(not (place.certain or place.known_position) for place in located),
            "by_precision": {name: found[name] for name in PRECISION_CLASSES if found[name]},
            "without_position": len(self.places) - len(located),
            "excluded": self.excluded,
        }

    def note(self) -> str:
        """Say the same in a sentence or two."""
        facts = self.facts()
        begun = f"Service {self.service}: {facts['places']} places of the register as of {facts['as_of']}"
        told = [f"{begun} ({_listed(facts['by_precision'])}), {facts['certain']} of them in both readings."]
        if facts["places"] > facts["certain"]:
            told.append(
                f"In the high reading only: {facts['uncertain_by_need']} of which a fact that is needed is "
                f"not known, {facts['uncertain_by_position']} known to within no better than "
                f"{engine.SURE_RADIUS_M:.0f} m ({facts['uncertain_by_both']} are both)."
            )
        if facts["excluded"]:
            told.append(f"{facts['excluded']} lack what is needed and take no part.")
        if facts["without_position"]:
            told.append(
                f"{facts['without_position']} have no position and take no part, not even in the high "
                "reading, which would be higher with them."
            )
        return " ".join(told)


def register_services(analysis: Analysis) -> dict[str, RegisterPlaces]:
    """Give what the services of an analysis ask of the register."""
    return {
        key: service.register_places
        for key, service in analysis.services.items()
        if service.register_places is not None
    }


def select_places(
    session: Session, study_id: str, service: str, asked: RegisterPlaces, *, at: date
) -> Selection:
    """Select the published places of a service as the register stands; those that lack a need are counted."""
    criteria = Criteria(tuple(asked.needs), asked.verified_within_months)
    places, excluded = [], 0
    for place in list_places_of(session, study_id, asked.kinds, criteria.needs):
        verdict = judge(place.observations, criteria, at=at)
        if verdict == "excluded":
            excluded += 1
        else:
            places.append(selected_place(place, certain=verdict == "certain"))
    return Selection(service, at, tuple(places), excluded)


def selection_sha256(session: Session, study_id: str, asked: RegisterPlaces, *, at: date) -> str:
    """
    Fingerprint what a run would take of the register today.

    Lists of runs ask for it line by line, so it is remembered for as long as the register has not
    changed and the day is the same: observations age over night.
    """
    state = register_state(session, study_id, asked.kinds)
    question = (study_id, asked.model_dump_json(), at, state)
    if question not in _fingerprints:
        if len(_fingerprints) >= FINGERPRINTS_KEPT:
            _fingerprints.clear()
        _fingerprints[question] = select_places(session, study_id, "", asked, at=at).sha256
    return _fingerprints[question]


def selected_place(place: PlaceOfKind, *, certain: bool) -> SelectedPlace:
    """Take a place with the radius that its source, or else its class of precision, gives it."""
    radius_m = USUAL_RADIUS_M.get(place.precision) if place.radius_m is None else place.radius_m
    return SelectedPlace(
        key=place.key,
        name=place.name,
        kind=place.kind,
        certain=certain,
        precision=place.precision,
        radius_m=0.0 if radius_m is None else radius_m,
        # a point of which nobody knows how good it is could be anywhere
        lon_lat_deg=None if radius_m is None else place.lon_lat_deg,
    )


def _listed(by_precision: Mapping[str, int]) -> str:
    """Say how many are located by what."""
    return ", ".join(f"{count} by {name}" for name, count in by_precision.items()) or "none located"
