"""Files that are sent to the register: who may send them, how large they may be, what else is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from tests.api.register.conftest import STUDY, Send
from tests.made_register import workbook
from tracker.app import create_app
from tracker.settings import ApiSettings, Settings
from tracker.store.session import Database
from tracker.store.tables import ImportFile, RegisterImport

if TYPE_CHECKING:
    from tests.api.conftest import SignIn


def counted(database: Database, table: type[RegisterImport | ImportFile]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ({"crs": (None, "EPSG:4326")}, "/file"),
        ({"file": ("a.csv", b"x"), "colour": (None, "red")}, "/colour"),
        ({"file": ("a.csv", b"x"), "one": (None, "1"), "two": (None, "2")}, "/one"),
    ],
)
def test_a_form_without_a_file_or_with_something_else_names_it(
    partner_sao_paulo: TestClient, parts: dict[str, tuple[str | None, bytes | str]], pointer: str
) -> None:
    answer = partner_sao_paulo.post(f"{STUDY}/imports", files=parts)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json()["errors"]]


def test_what_is_no_form_and_no_table_is_refused_and_nothing_is_stored(
    send: Send, partner_sao_paulo: TestClient, seeded: Database
) -> None:
    assert partner_sao_paulo.post(f"{STUDY}/imports", json={"file": 1}).status_code == 422
    answer = send(b"\x00\x01\x02", name="../../etc/passwd")
    assert answer.status_code == 422
    assert ".." not in answer.text
    assert counted(seeded, RegisterImport) == counted(seeded, ImportFile) == 0


def test_only_those_who_keep_the_register_import_into_it(
    client: TestClient, reviewer_susa: TestClient, partner_lima: TestClient
) -> None:
    for who, status in ((client, 401), (reviewer_susa, 403), (partner_lima, 404)):
        answer = who.post(f"{STUDY}/imports", files={"file": ("a.xlsx", workbook())})
        assert answer.status_code == status


def test_a_file_above_the_limit_is_refused_and_nothing_is_stored(settings: Settings, sign_in: SignIn) -> None:
    token = sign_in("partner.saopaulo@demo.example").headers["Authorization"]
    limits = ApiSettings(body_limit_bytes=2_000, upload_limit_bytes=20_000)
    small = create_app(settings.model_copy(update={"api": limits}))
    with TestClient(small, headers={"Authorization": token}) as client:
        for size, status in ((19_000, 422), (200_000, 413)):  # the smaller one is read, and is no table
            answer = client.post(f"{STUDY}/imports", files={"file": ("a.bin", b"\x00" * size)})
            assert answer.status_code == status, answer.text
        assert "20000 bytes" in answer.json()["detail"]
