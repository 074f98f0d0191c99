"""Layers of a study: import them as its definition says, list them, and serve their features."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import cast

from studies.schema import LayerKind, StudyDefinition
from tracker.domain.permissions import Principal
from tracker.errors import NotFoundError, RuleConflictError
from tracker.schemas.common import Feature, FeatureCollection, Page
from tracker.schemas.layers import LayerRead
from tracker.services.principals import NOTHING_HERE, check_allowed
from tracker.services.register_use.selection import SelectedPlace, register_services, select_places
from tracker.services.studies import definition_of, get_study_row
from tracker.services.study_layers.content import LayerContent, LayerReader
from tracker.settings import Settings
from tracker.store import layers as store
from tracker.store.geometry import to_geojson
from tracker.store.session import Session
from tracker.store.tables import Layer, Study

DRAWN_KINDS = frozenset({"destinations", "zones"})


def read_layers(
    definition: StudyDefinition, *, settings: Settings, progress: Callable[[float, str], None] | None = None
) -> list[LayerContent]:
    """Obtain and read every layer of a definition; touches no database, reports all faults at once."""
    return LayerReader(definition, settings, progress=progress).read_all()


def store_layers(session: Session, study: Study, contents: list[LayerContent], *, at: datetime) -> int:
    """Make the study's layers those of its definition; return how many changed."""
    store.remove_layers_except(session, study.id, [content.layer.key for content in contents])
    return sum(_store_layer(session, study, content, at) for content in contents)


def list_layers(session: Session, principal: Principal, slug: str) -> Page[LayerRead]:
    """List a study's layers."""
    study = get_study_row(session, principal, slug)
    items = [_to_read(layer) for layer in store.list_layers(session, study.id)]
    return Page[LayerRead](items=items, total=len(items))


def get_layer(session: Session, principal: Principal, layer_id: str) -> LayerRead:
    """Give one layer."""
    return _to_read(_visible_layer(session, principal, layer_id))


def get_features(session: Session, principal: Principal, layer_id: str) -> FeatureCollection:
    """Give a layer's destinations or zones as GeoJSON."""
    layer = _visible_layer(session, principal, layer_id)
    if layer.kind not in DRAWN_KINDS:
        raise RuleConflictError(
            f"Layer {layer.key} holds {layer.kind}, which are kept as a file and not served as features."
        )
    features = [
        Feature(
            id=str(feature.id),
            geometry=to_geojson(shape),
            properties={"code": feature.code, "name": feature.name, **feature.properties},
        )
        for feature, shape in store.list_features(session, layer.id)
    ]
    return FeatureCollection(features=features)


def get_register_places(
    session: Session, principal: Principal, slug: str, analysis_key: str, service: str, *, at: date
) -> FeatureCollection:
    """Give the places, each with how sure it is; 404 where the service takes none from the register."""
    study = get_study_row(session, principal, slug)
    check_allowed(principal, "layer.read", study=slug)
    analyses = {part.key: part for part in definition_of(study).analyses}
    if analysis_key not in analyses:
        raise NotFoundError(f"Study {slug} has no analysis {analysis_key}; it has {', '.join(analyses)}.")
    asked = register_services(analyses[analysis_key]).get(service)
    if asked is None:
        raise NotFoundError(f"Analysis {analysis_key} has no service {service} with places of the register.")
    chosen = select_places(session, study.id, service, asked, at=at)
    return FeatureCollection(features=[_register_feature(place) for place in chosen.places])


def get_content_sha256(session: Session, principal: Principal, layer_id: str) -> str:
    """Give the hash that changes whenever a layer's features do."""
    return _visible_layer(session, principal, layer_id).content_sha256


def _register_feature(place: SelectedPlace) -> Feature:
    at = place.lon_lat_deg
    return Feature(
        id=place.key,
        geometry=None if at is None else to_geojson(place.point),
        properties={
            "code": place.key,
            "name": place.name,
            "kind": place.kind,
            "certain": place.certain,
            "known_position": at is not None and place.known_position,
            "precision": place.precision,
            "radius_m": None if at is None else place.radius_m,
        },
    )


def _visible_layer(session: Session, principal: Principal, layer_id: str) -> Layer:
    layer = store.find_layer(session, layer_id)
    if layer is None:
        raise NotFoundError(NOTHING_HERE)
    check_allowed(principal, "layer.read", study=layer.study.slug)
    return layer


def _store_layer(session: Session, study: Study, content: LayerContent, at: datetime) -> bool:
    definition = content.layer
    layer = store.find_layer_by_key(session, study.id, definition.key)
    same_content = layer is not None and layer.content_sha256 == content.content_sha256
    if layer is None:
        layer = Layer(study_id=study.id, key=definition.key)
        session.add(layer)
    # words may have changed although the content has not
    layer.title = definition.title
    layer.licence = content.source.licence
    layer.citation = content.source.citation
    if same_content:
        return False
    layer.kind = definition.kind
    layer.dataset = definition.dataset
    layer.sha256 = content.file.sha256
    layer.content_sha256 = content.content_sha256
    layer.feature_count = content.facts.feature_count
    layer.bounds = content.facts.bounds
    layer.notes = content.facts.notes
    layer.synthetic = content.file.synthetic
    layer.imported_at = at
    store.replace_features(session, layer, _features(content) if definition.kind in DRAWN_KINDS else [])
    return True


def _features(content: LayerContent) -> list[store.FeatureRow]:
    rows = content.rows()
    properties = rows["properties"] if "properties" in rows.columns else ["{}"] * len(rows)
    return [
        store.FeatureRow(code=code, name=name, properties=json.loads(more), shape=shape)
        for code, name, more, shape in zip(rows["code"], rows["name"], properties, rows.geometry, strict=True)
    ]


def _to_read(layer: Layer) -> LayerRead:
    west, south, east, north = layer.bounds or (None, None, None, None)
    bounds = (
        None if west is None or south is None or east is None or north is None else (west, south, east, north)
    )
    return LayerRead(
        id=layer.id,
        study=layer.study.slug,
        key=layer.key,
        title=layer.title,
        kind=cast("LayerKind", layer.kind),
        dataset=layer.dataset,
        sha256=layer.sha256,
        licence=layer.licence,
        citation=layer.citation,
        feature_count=layer.feature_count,
        bounds=bounds,
        synthetic=layer.synthetic,
        notes=layer.notes,
        imported_at=layer.imported_at,
    )
