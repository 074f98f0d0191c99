"""Layers of a study: what was imported, and the places and zones to draw."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from tracker.clock import today
from tracker.routes.caching import answer_once
from tracker.routes.deps import PrincipalDep, ReadingDep, declares
from tracker.schemas.common import FeatureCollection, Page
from tracker.schemas.layers import LayerRead
from tracker.services.study_layers import layers

router = APIRouter(tags=["layers"])


@router.get("/studies/{slug}/layers", openapi_extra=declares("layer.read"))
def list_layers(slug: str, session: ReadingDep, principal: PrincipalDep) -> Page[LayerRead]:
    """List the layers of a study with their checksums, licences and what was left out of them."""
    return layers.list_layers(session, principal, slug)


@router.get("/layers/{layer_id}", openapi_extra=declares("layer.read"))
def read_layer(layer_id: str, session: ReadingDep, principal: PrincipalDep) -> LayerRead:
    """Read one layer."""
    return layers.get_layer(session, principal, layer_id)


@router.get(
    "/layers/{layer_id}/features", response_model=FeatureCollection, openapi_extra=declares("layer.read")
)
def read_features(layer_id: str, request: Request, session: ReadingDep, principal: PrincipalDep) -> Response:
    """Read the destinations or zones as GeoJSON; networks and origins are not served (409)."""
    content_sha256 = layers.get_content_sha256(session, principal, layer_id)
    return answer_once(request, content_sha256, lambda: layers.get_features(session, principal, layer_id))


@router.get(
    "/studies/{slug}/analyses/{analysis}/services/{service}/register-places",
    openapi_extra=declares("layer.read"),
)
def read_register_places(
    slug: str, analysis: str, service: str, session: ReadingDep, principal: PrincipalDep
) -> FeatureCollection:
    """
    Read the places a service would take from the register today, as GeoJSON.

    `certain` says whether all needed facts are known to hold, `known_position` whether the place lies at a
    street around its point; else it is somewhere within `radius_m`. Without a position there is no geometry.
    """
    return layers.get_register_places(session, principal, slug, analysis, service, at=today())
