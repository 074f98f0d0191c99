"""Layers over HTTP: what was imported, from which bytes, and the shapes to draw."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from studies.schema import StudyDefinition
from tracker.clock import now
from tracker.errors import InvalidInputError
from tracker.services.study_layers import layers
from tracker.services.study_layers.content import LayerContent
from tracker.settings import Settings
from tracker.store import studies
from tracker.store.session import Database

LAYERS = "/api/v1/studies/sao_paulo_asnm/layers"
pytestmark = pytest.mark.usefixtures("imported")


@pytest.fixture
def by_key(manager: TestClient) -> dict[str, dict[str, Any]]:
    return {item["key"]: item for item in manager.get(LAYERS).json()["items"]}


def features(client: TestClient, layer: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/api/v1/layers/{layer['id']}/features")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def numbers_in(value: Any) -> list[float]:  # noqa: ANN401 - coordinates of any depth
    return [value] if isinstance(value, float) else [number for item in value for number in numbers_in(item)]


def test_every_layer_of_the_definition_is_there_with_its_bytes_and_terms(
    by_key: dict[str, dict[str, Any]], sao_paulo: StudyDefinition
) -> None:
    assert set(by_key) == {layer.key for layer in sao_paulo.layers}
    for layer in by_key.values():
        assert len(layer["sha256"]) == 64
        assert layer["licence"]
        assert layer["citation"]
        assert layer["feature_count"] > 0
        assert layer["synthetic"] is True  # the samples say so wherever they are shown
        west, south, east, north = layer["bounds"]
        assert west < east or layer["feature_count"] == 1
        assert south < north or layer["feature_count"] == 1


def test_destinations_and_zones_are_served_as_shapes_with_six_decimals(
    manager: TestClient, by_key: dict[str, dict[str, Any]]
) -> None:
    for key, kind in (("health_units", "Point"), ("districts", "Polygon")):
        collection = features(manager, by_key[key])
        assert len(collection["features"]) == by_key[key]["feature_count"]
        west, south, east, north = by_key[key]["bounds"]
        for feature in collection["features"]:
            assert feature["geometry"]["type"] == kind
            assert feature["properties"]["code"]
            coordinates = numbers_in(feature["geometry"]["coordinates"])
            assert coordinates == [round(number, 6) for number in coordinates]
            assert all(west <= lon <= east for lon in coordinates[::2])
            assert all(south <= lat <= north for lat in coordinates[1::2])


def test_people_and_streets_are_not_served_as_shapes(
    manager: TestClient, by_key: dict[str, dict[str, Any]]
) -> None:
    for key in ("residents", "streets"):
        assert manager.get(f"/api/v1/layers/{by_key[key]['id']}/features").status_code == 409


def test_shapes_are_sent_once(manager: TestClient, by_key: dict[str, dict[str, Any]]) -> None:
    address = f"/api/v1/layers/{by_key['districts']['id']}/features"
    etag = manager.get(address).headers["ETag"]
    again = manager.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert manager.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_layers_are_hidden_from_other_cities_and_from_nobody_signed_in(
    client: TestClient,
    partner_lima: TestClient,
    partner_sao_paulo: TestClient,
    by_key: dict[str, dict[str, Any]],
) -> None:
    layer_id = by_key["districts"]["id"]
    for address in (LAYERS, f"/api/v1/layers/{layer_id}", f"/api/v1/layers/{layer_id}/features"):
        assert client.get(address).status_code == 401
        assert partner_lima.get(address).status_code == 404
        assert partner_sao_paulo.get(address).status_code == 200


def test_importing_the_same_again_changes_nothing(
    imported: Database, manager: TestClient, sao_paulo: StudyDefinition, settings: Settings
) -> None:
    before = manager.get(LAYERS).json()
    again = layers.read_layers(sao_paulo, settings=settings)
    with imported.writing() as session:
        study = studies.find_study(session, "sao_paulo_asnm")
        assert study is not None
        assert layers.store_layers(session, study, again, at=now()) == 0
        session.commit()
    assert manager.get(LAYERS).json() == before


def test_other_reading_options_give_other_content(
    contents: list[LayerContent], sao_paulo: StudyDefinition, settings: Settings
) -> None:
    finer = [
        layer.model_copy(update={"aggregate_h3": 9}) if layer.key == "residents" else layer
        for layer in sao_paulo.layers
    ]
    changed = layers.read_layers(sao_paulo.model_copy(update={"layers": finer}), settings=settings)
    before = {content.layer.key: content for content in contents}
    after = {content.layer.key: content for content in changed}
    assert [key for key in after if after[key].content_sha256 != before[key].content_sha256] == ["residents"]
    people = [content["residents"].rows()["population"].sum() for content in (before, after)]
    assert people[0] == pytest.approx(people[1])
    assert after["residents"].facts.feature_count < before["residents"].facts.feature_count


def test_the_faults_of_all_layers_are_told_at_once_and_nothing_is_kept(
    sao_paulo: StudyDefinition, settings: Settings
) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "residents": {"population_column": "PEOPLE"},
        "districts": {"id_column": "CODE", "name_column": "NAME"},
        "health_units": {"where": {"CNES": ["0000000"]}},
    }
    broken = sao_paulo.model_copy(
        update={"layers": [layer.model_copy(update=wrong.get(layer.key, {})) for layer in sao_paulo.layers]}
    )
    kept = sorted((settings.data.cache / "layers").iterdir())
    with pytest.raises(InvalidInputError) as refusal:
        layers.read_layers(broken, settings=settings)
    faults = dict(refusal.value.faults)
    positions = [layer.key for layer in sao_paulo.layers]
    assert set(faults) == {f"/layers/{positions.index(key)}" for key in wrong}
    assert "'PEOPLE'" in faults[f"/layers/{positions.index('residents')}"]
    assert "'CODE'" in faults[f"/layers/{positions.index('districts')}"]
    assert "'NAME'" in faults[f"/layers/{positions.index('districts')}"]
    assert "no rows are left" in faults[f"/layers/{positions.index('health_units')}"]
    assert sorted((settings.data.cache / "layers").iterdir()) == kept
