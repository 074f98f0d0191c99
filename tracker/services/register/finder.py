"""The public finder: published places of a study, for anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

import shapely
from sqlalchemy.orm import Session

from tracker.errors import NotFoundError
from tracker.register.facts import REVIEW_MONTHS
from tracker.register.vocabulary import FACT_KINDS
from tracker.schemas.common import Feature, FeatureCollection, Page
from tracker.schemas.finder import (
    ChoiceCount,
    ChoicesRead,
    FactChoice,
    FinderSummary,
    PlaceFound,
    PlacesFound,
)
from tracker.services.register.search import PlaceQuery, search_places
from tracker.services.register.shapes import read_found
from tracker.services.studies import definition_of
from tracker.store import layers as layer_store
from tracker.store import register_places as store
from tracker.store import register_search
from tracker.store.geometry import to_geojson
from tracker.store.studies import find_study, list_studies
from tracker.store.tables import Study

PUBLISHED: Final = ("published",)
GROUND_TOLERANCE_DEG: Final = 0.001  # about 100 m


def list_finders(session: Session) -> Page[FinderSummary]:
    """List the studies that have published places, by city."""
    counts = register_search.count_by_study(session, states=PUBLISHED)
    items = []
    for study in list_studies(session, ids=counts.keys()):
        published_count, newest = counts[study.id]
        definition = definition_of(study)
        items.append(
            FinderSummary(
                slug=study.slug,
                city=definition.place.city,
                country=definition.place.country,
                title=definition.title,
                languages=list(definition.languages),
                published_count=published_count,
                newest_observation_on=newest,
            )
        )
    items.sort(key=lambda item: (item.city, item.slug))
    return Page(items=items, total=len(items))


def get_public_study(session: Session, slug: str) -> Study:
    """Find a study that has a register to show; one without published places is as if it were not there."""
    study = find_study(session, slug)
    if study is None or not register_search.has_places(session, study.id, states=PUBLISHED):
        raise NotFoundError(f"There is no public register called {slug}.")
    return study


def find_places(session: Session, slug: str, query: PlaceQuery, *, today: date) -> PlacesFound:
    """Find published places."""
    study = get_public_study(session, slug)
    found = search_places(session, study, query, states=PUBLISHED)
    observations = store.list_observations(session, [place.id for place in found.places])
    items = [
        read_found(
            place,
            observations[place.id],
            study=slug,
            today=today,
            distance_m=found.distances_m.get(place.id),
        )
        for place in found.places
    ]
    return PlacesFound(items=items, total=found.total, next_cursor=found.next_cursor)


def get_place(session: Session, slug: str, key: str, *, today: date) -> PlaceFound:
    """Read a published place."""
    study = get_public_study(session, slug)
    place = store.find_published(session, study.id, key)
    if place is None:
        raise NotFoundError("There is no such place.")
    observations = store.list_observations(session, [place.id])[place.id]
    return read_found(place, observations, study=slug, today=today)


def get_choices(session: Session, slug: str) -> ChoicesRead:
    """Read what the published places can be filtered by, with counts."""
    study = get_public_study(session, slug)
    wanted = register_search.PlaceFilter(study_id=study.id, states=PUBLISHED)
    total = register_search.count_places(session, wanted)
    definition = definition_of(study)
    return ChoicesRead(
        study=slug,
        title=definition.title,
        languages=list(definition.languages),
        centre_lon_deg=definition.place.lon_deg,
        centre_lat_deg=definition.place.lat_deg,
        total=total,
        kinds=_counts(register_search.count_by_kind(session, wanted)),
        districts=_counts(register_search.count_by_district(session, wanted)),
        facts=_fact_choices(register_search.count_facts(session, wanted), total),
        newest_observation_on=register_search.newest_observation_on(session, wanted),
    )


def get_ground(session: Session, slug: str) -> FeatureCollection:
    """Give the outlines of a study's districts, as coarse as the ground of a small map may be."""
    study = get_public_study(session, slug)
    zones = [layer for layer in layer_store.list_layers(session, study.id) if layer.kind == "zones"]
    found = [pair for layer in zones for pair in layer_store.list_features(session, layer.id)]
    # one by one: drawn as lines, neighbours may part by less than a screen shows
    outlines = shapely.simplify([shape for _, shape in found], GROUND_TOLERANCE_DEG)
    return FeatureCollection(
        features=[
            Feature(id=str(feature.id), geometry=to_geojson(outline), properties={"name": feature.name})
            for (feature, _), outline in zip(found, outlines, strict=True)
        ]
    )


def _counts(found: Sequence[tuple[str, int]]) -> list[ChoiceCount]:
    return [ChoiceCount(key=key, count=count) for key, count in sorted(found)]


def _fact_choices(found: Sequence[tuple[str, str, bool, int]], total: int) -> list[FactChoice]:
    """Give every kind of fact; of a place that nobody spoke about it is unknown."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    current_yes: dict[str, int] = defaultdict(int)
    for kind, answer, stale, count in found:
        counts[kind, answer] += count
        if answer == "yes" and not stale:
            current_yes[kind] += count
    return [
        FactChoice(
            kind=kind,
            current_yes=current_yes[kind],
            yes=counts[kind, "yes"],
            no=counts[kind, "no"],
            unknown=total - counts[kind, "yes"] - counts[kind, "no"],
            review_months=REVIEW_MONTHS[kind],
        )
        for kind in FACT_KINDS
    ]
