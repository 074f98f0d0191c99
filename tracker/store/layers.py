"""Queries on layers: find, list, replace, and the features that are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from tracker.store.geometry import from_stored, to_stored
from tracker.store.tables import FeatureGeometry, Layer, LayerFeature


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """A destination or zone as it is stored and served."""

    code: str
    name: str
    properties: dict[str, Any]
    shape: BaseGeometry


def find_layer(session: Session, layer_id: str) -> Layer | None:
    """Find a layer by its identifier, with its study."""
    return session.scalars(
        select(Layer).where(Layer.id == layer_id).options(joinedload(Layer.study))
    ).one_or_none()


def find_layer_by_key(session: Session, study_id: str, key: str) -> Layer | None:
    """Find a study's layer by its key."""
    return session.scalars(select(Layer).where(Layer.study_id == study_id, Layer.key == key)).one_or_none()


def list_layers(session: Session, study_id: str) -> Sequence[Layer]:
    """List a study's layers by key, with their study."""
    return session.scalars(
        select(Layer).where(Layer.study_id == study_id).options(joinedload(Layer.study)).order_by(Layer.key)
    ).all()


def remove_layers_except(session: Session, study_id: str, keys: Sequence[str]) -> None:
    """Remove the layers that a study's definition no longer names."""
    session.execute(delete(Layer).where(Layer.study_id == study_id, Layer.key.not_in(keys)))


def replace_features(session: Session, layer: Layer, features: Sequence[FeatureRow]) -> None:
    """Put these features in the place of a layer's old ones, in their order."""
    session.flush()
    session.execute(delete(LayerFeature).where(LayerFeature.layer_id == layer.id))
    if not features:
        return
    rows = [
        {
            "layer_id": layer.id,
            "position": position,
            "code": feature.code,
            "name": feature.name,
            "properties": feature.properties,
        }
        for position, feature in enumerate(features)
    ]
    identifiers = session.scalars(
        insert(LayerFeature).returning(LayerFeature.id, sort_by_parameter_order=True), rows
    ).all()
    session.execute(
        insert(FeatureGeometry),
        [
            {"feature_id": identifier, "geometry": to_stored(feature.shape)}
            for identifier, feature in zip(identifiers, features, strict=True)
        ],
    )


def list_features(session: Session, layer_id: str) -> list[tuple[LayerFeature, BaseGeometry]]:
    """List a layer's features in the order of its file, with their shapes."""
    features = session.scalars(
        select(LayerFeature)
        .join(LayerFeature.shape)
        .where(LayerFeature.layer_id == layer_id)
        .options(contains_eager(LayerFeature.shape))
        .order_by(LayerFeature.position)
    )
    return [(feature, from_stored(feature.shape.geometry)) for feature in features]
