"""What the tests of the register share: the small city's mapping saved, and a way to send its file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.made_register import MAPPING, workbook

STUDY = "/api/v1/studies/sao_paulo_asnm/register"
Send = Callable[..., Response]
Import = Callable[..., dict[str, Any]]


@pytest.fixture
def send(partner_sao_paulo: TestClient) -> Send:
    """Give a function that sends a file for preview."""
    saved = partner_sao_paulo.put(
        f"{STUDY}/mappings/small_city", json={"body": MAPPING}, headers={"If-None-Match": "*"}
    )
    # where the tests of a module share the register, the first of them has saved it
    assert saved.status_code in (200, 412), saved.text

    def send_file(content: bytes | None = None, name: str = "services.xlsx", **fields: str) -> Response:
        files = {"file": (name, workbook() if content is None else content)}
        return partner_sao_paulo.post(f"{STUDY}/imports", files=files, data=fields)

    return send_file


@pytest.fixture
def change(partner_sao_paulo: TestClient) -> Callable[[dict[str, Any], str], Response]:
    """Give a function that commits, undoes or discards an import in the version that was read."""

    def do(read: dict[str, Any], what: str) -> Response:
        headers = {"If-Match": f'"{read["version"]}"'}
        return partner_sao_paulo.post(f"/api/v1/register/imports/{read['id']}/{what}", headers=headers)

    return do


@pytest.fixture
def imported(send: Send, change: Callable[[dict[str, Any], str], Response]) -> Import:
    """Give a function that previews a file and commits it."""

    def bring(content: bytes | None = None, **fields: str) -> dict[str, Any]:
        preview = send(content, **fields)
        assert preview.status_code == 201, preview.text
        done = change(preview.json(), "commit")
        assert done.status_code == 200, done.text
        answer: dict[str, Any] = done.json()
        return answer

    return bring
