"""São Paulo's street polygons as layers of its study: the whole city's file, and districts as published."""

from __future__ import annotations

from pathlib import Path

import pytest

from studies.loader import list_studies, load_study
from studies.schema import Layer, StudyDefinition
from tracker.services.engine import KeptNetwork
from tracker.services.study_layers.content import LayerReader
from tracker.settings import DataSettings, Settings

pytestmark = pytest.mark.realdata

DISTRICTS = {
    "se": "78 - poligono de vias de se",
    "republica": "66 - poligono de vias de republica",
    "bela_vista": "7 - poligono de vias de bela vista",
}


def streets_of(definition: StudyDefinition, polygons: list[str], settings: Settings) -> KeptNetwork:
    """Read the streets with some layers of polygons and nothing else of the study."""
    used = [layer for layer in definition.layers if layer.key in {"streets", *polygons}]
    analysis = definition.analyses[0].model_copy(update={"street_polygons": polygons})
    return LayerReader(definition.model_copy(update={"layers": used}), settings).streets(analysis)


@pytest.fixture(scope="module")
def settings(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    cache = tmp_path_factory.mktemp("cache")
    return Settings(data=DataSettings(cache=cache, mirror=real_data, download=False))


def test_the_study_reads_the_polygons_of_the_whole_city(settings: Settings) -> None:
    definition = load_study(list_studies()["sao_paulo_asnm"])
    assert definition.analyses[0].street_polygons == ["carriageways"]
    fit = streets_of(definition, ["carriageways"], settings).street_polygons
    # docs/method/network.md: width known on 79 % of the length, 3 % of it from tags; bounds on 78 %
    assert fit["width_length_share"] == pytest.approx(0.76, abs=0.005)
    assert fit["slope_length_share"] == pytest.approx(0.78, abs=0.005)


def test_districts_as_published_can_be_named_together(settings: Settings) -> None:
    definition = load_study(list_studies()["sao_paulo_asnm"])
    originals = [
        Layer.model_validate(
            {
                "key": key,
                "kind": "street_polygons",
                "dataset": f"spo_street_polygons_{key}",
                "sublayer": sublayer,
                "title": {"en": key},
            }
        )
        for key, sublayer in DISTRICTS.items()
    ]
    definition = definition.model_copy(update={"layers": [*definition.layers, *originals]})
    alone = [streets_of(definition, [key], settings).street_polygons for key in DISTRICTS]
    together = streets_of(definition, list(DISTRICTS), settings)
    inside = together.street_polygons["inside_length_share"]
    # districts meet along streets only, so what lies inside any of them is nearly the sum
    assert inside == pytest.approx(sum(fit["inside_length_share"] for fit in alone), rel=0.02)
    whole = streets_of(definition, ["carriageways"], settings).street_polygons
    assert 0.05 < inside < whole["inside_length_share"]
