"""The window's public pages over an API that answers as it is told."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from starlette.testclient import TestClient

from dashboards.client import ApiClient
from tests.unit.dashboards.finder.made_pages import (
    CHOICES,
    DISTRICT,
    FINDERS,
    GROUND,
    Wire,
    choices,
    finders,
    open_window,
)


@pytest.fixture
def window(connect: Callable[..., ApiClient], wire: Wire) -> TestClient:
    """Give the window's public pages behind the same guards as the real one."""

    wire.answer(FINDERS, finders("other", "city"))
    wire.answer(CHOICES, choices())
    district = {"type": "Feature", "id": "1", "geometry": DISTRICT, "properties": {"name": "Lapa"}}
    ground = {"type": "FeatureCollection", "features": [district]}
    wire.answer(GROUND, httpx.Response(200, json=ground))
    return open_window(connect)
