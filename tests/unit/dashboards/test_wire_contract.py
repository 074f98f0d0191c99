"""The window's models against the API's committed document: every field read is one that is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dashboards import models, report_models
from dashboards.register import import_models
from dashboards.register import models as register_models

NAMED = [
    model
    for module in (models, report_models, register_models, import_models)
    for model in vars(module).values()
    if isinstance(model, type)
    and issubclass(model, models.Wire)
    and model.__module__ == module.__name__
    and model not in {models.Wire, models.Page}
]


@pytest.fixture(scope="module")
def components(repository: Path) -> dict[str, Any]:
    document = json.loads((repository / "docs" / "api" / "openapi.json").read_text(encoding="utf-8"))
    schemas: dict[str, Any] = document["components"]["schemas"]
    return schemas


@pytest.mark.parametrize("model", NAMED, ids=lambda model: model.__name__)
def test_every_field_the_window_reads_is_in_the_apis_document(
    components: dict[str, Any], model: type[models.Wire]
) -> None:
    sent = set(components[model.__name__]["properties"])
    assert set(model.model_fields) - sent == set()
