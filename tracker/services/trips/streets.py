"""The streets of an analysis as they were last prepared: found by hash, indexed once a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from studies.schema import Analysis
from tracker.clock import today
from tracker.errors import BusyError, RuleConflictError
from tracker.schemas.trips import TripInputRead
from tracker.services import engine
from tracker.services.register_use.selection import select_places, selection_sha256
from tracker.settings import Settings
from tracker.store.layers import list_features, list_layers
from tracker.store.session import Session
from tracker.store.tables import Layer, Study

NETWORKS_READY = 4  # kept indexed in memory; São Paulo's centre takes some 100 MB
AT_ONCE = 2
PATIENCE_S = 2.0  # while it waits, a request holds a thread that others need

_slots = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class StudyStreets:
    """The imported layers of an analysis, as far as single trips ask for them."""

    study_id: str
    analysis: Analysis
    layers: dict[str, Layer]
    sha256: str  # of the streets
    max_join_m: float
    folder: Path

    def ready(self) -> engine.Streets:
        """Give the streets, indexed; 409 where no run has prepared them yet."""
        return _ready(self.sha256, self.folder, self.max_join_m)

    def inputs(self, *services: str) -> list[TripInputRead]:
        """Say which layers an answer rests on, those of some services among them."""
        keys = [*_street_layers(self.analysis)]
        keys += [key for service in services for key in self.analysis.services[service].layers]
        return [
            TripInputRead(
                layer=layer.key, dataset=layer.dataset, sha256=layer.sha256, synthetic=layer.synthetic
            )
            for layer in (self.layers[key] for key in dict.fromkeys(keys))
        ]

    def contents(self, session: Session, service: str) -> list[str]:
        """Give the hashes of a service's places, those of the register as they are today."""
        part = self.analysis.services[service]
        found = [self.layers[key].content_sha256 for key in part.layers]
        if part.register_places is not None:
            found.append(selection_sha256(session, self.study_id, part.register_places, at=today()))
        return found

    def destinations(self, session: Session, service: str) -> engine.Destinations:
        """
        Give a service's places as they were imported.

        Of those of the register only the ones that count in both readings: a way leads to a point.
        """
        part = self.analysis.services[service]
        rows = [
            (feature.code, feature.name, shape.representative_point())
            for key in part.layers
            for feature, shape in list_features(session, self.layers[key].id)
        ]
        if part.register_places is not None:
            chosen = select_places(session, self.study_id, service, part.register_places, at=today())
            rows += [
                (place.key, place.name, place.point)
                for place in chosen.located
                if place.certain and place.known_position
            ]
        if not rows:
            raise RuleConflictError(f"No place of {service} is known well enough to be led to.")
        return engine.destinations_of(
            codes=[code for code, _, _ in rows],
            names=[name for _, name, _ in rows],
            lon_deg=[point.x for _, _, point in rows],
            lat_deg=[point.y for _, _, point in rows],
            source=service,
        )


def find_streets(session: Session, study: Study, analysis: Analysis, *, settings: Settings) -> StudyStreets:
    """Find what an analysis needs among the imported layers; 409 names those that are missing."""
    layers = {layer.key: layer for layer in list_layers(session, study.id)}
    needed = [*_street_layers(analysis)]
    needed += [key for service in analysis.services.values() for key in service.layers]
    missing = [key for key in dict.fromkeys(needed) if key not in layers]
    if missing:
        raise RuleConflictError(
            f"Layers {', '.join(missing)} of {study.slug} have not been imported; import them first."
        )
    sha256 = engine.network_sha256(
        layers[analysis.network].content_sha256,
        elevation=None if analysis.elevation is None else layers[analysis.elevation].content_sha256,
        street_polygons=[layers[key].content_sha256 for key in analysis.street_polygons],
    )
    folder = settings.data.cache / engine.NETWORKS_FOLDER
    return StudyStreets(study.id, analysis, layers, sha256, float(analysis.max_join_m), folder)


@contextmanager
def one_of_few() -> Iterator[None]:
    """Search while few others do: a search takes a core, and the rest of the record must stay awake."""
    if not _slots.acquire(timeout=PATIENCE_S):
        raise BusyError("Others are looking for trips at the moment.")
    try:
        yield
    finally:
        _slots.release()


@lru_cache(maxsize=NETWORKS_READY)
def _ready(sha256: str, folder: Path, max_join_m: float) -> engine.Streets:
    kept = engine.find_network(sha256, folder)
    if kept is None:
        raise RuleConflictError(
            "The streets of this analysis are not prepared, or not by this version of the engine: run the "
            "analysis once, then ask again."
        )
    return engine.ready_streets(kept.network, max_join_m=max_join_m, hierarchy=kept.hierarchy)


def _street_layers(analysis: Analysis) -> Iterator[str]:
    yield analysis.network
    if analysis.elevation is not None:
        yield analysis.elevation
    yield from analysis.street_polygons
