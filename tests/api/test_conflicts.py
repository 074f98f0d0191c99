"""Somebody else saved first: the problem says both versions and shows the object as it is now."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.made_places import add_place
from tests.made_register import MAPPING, workbook
from tracker.store.session import Database

REGISTER = "/api/v1/studies/sao_paulo_asnm/register"
NEW = {"If-None-Match": "*"}


def stale(answer: Any, *, expected: int, current: int) -> dict[str, Any]:  # noqa: ANN401 - the client's answer
    """Check what stands in the problem besides the object, and give that."""
    assert answer.status_code == 412, answer.text
    problem = answer.json()
    assert (problem["type"], problem["expected"], problem["current"]) == (
        "/problems/precondition-failed",
        expected,
        current,
    )
    record: dict[str, Any] = problem["record"]
    return record


def test_of_a_milestone(manager: TestClient) -> None:
    item = manager.get("/api/v1/studies/lima_smart_tourism/milestones").json()["items"][0]
    address = f"/api/v1/milestones/{item['id']}"
    first = manager.patch(address, json={"evidence": "Hers"}, headers={"If-Match": f'"{item["version"]}"'})
    assert first.status_code == 200, first.text
    second = manager.patch(address, json={"evidence": "His"}, headers={"If-Match": f'"{item["version"]}"'})
    record = stale(second, expected=item["version"], current=item["version"] + 1)
    assert record == manager.get(address).json() == first.json()
    assert first.json()["updated_by"] in second.json()["detail"]


def test_of_a_place(seeded: Database, partner_sao_paulo: TestClient) -> None:
    with seeded.writing() as session:
        address = f"/api/v1/register/places/{add_place(session, 'UBS Norte', key='conflict')}"
        session.commit()
    change = {"name": "UBS Norte II", "reason": "The sign says so"}
    version = partner_sao_paulo.get(address).json()["version"]
    headers = {"If-Match": f'"{version}"'}
    assert partner_sao_paulo.patch(address, json=change, headers=headers).status_code == 200
    refused = partner_sao_paulo.patch(address, json={**change, "name": "UBS III"}, headers=headers)
    assert stale(refused, expected=version, current=version + 1) == partner_sao_paulo.get(address).json()


def test_of_a_mapping_and_of_an_import(partner_sao_paulo: TestClient) -> None:
    address = f"{REGISTER}/mappings/twice"
    body = {"body": {**MAPPING, "name": "twice"}}
    made = partner_sao_paulo.put(address, json=body, headers=NEW)
    assert (made.status_code, made.headers["etag"]) == (200, '"1"')
    assert stale(partner_sao_paulo.put(address, json=body, headers=NEW), expected=0, current=1) == made.json()
    titled = {"body": {**body["body"], "title": "Another title"}}
    replaced = partner_sao_paulo.put(address, json=titled, headers={"If-Match": '"1"'})
    assert (replaced.status_code, replaced.headers["etag"]) == (200, '"2"')
    stale(partner_sao_paulo.put(address, json=body, headers={"If-Match": '"1"'}), expected=1, current=2)

    sent = partner_sao_paulo.post(
        f"{REGISTER}/imports", files={"file": ("a.xlsx", workbook())}, data={"mapping": "twice"}
    )
    place = f"/api/v1/register/imports/{sent.json()['id']}"
    headers = {"If-Match": sent.headers["etag"]}
    assert partner_sao_paulo.post(f"{place}/discard", headers=headers).status_code == 200
    record = stale(partner_sao_paulo.post(f"{place}/discard", headers=headers), expected=1, current=2)
    assert record["state"] == "discarded"


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 428), ({"If-Match": '"1"'}, 412), ({"If-None-Match": '"1"'}, 412), ({"If-Match": "*"}, 412)],
)
def test_of_a_mapping_that_is_not_there(
    partner_sao_paulo: TestClient, headers: dict[str, str], status: int
) -> None:
    body = {"body": {**MAPPING, "name": "nowhere"}}
    answer = partner_sao_paulo.put(f"{REGISTER}/mappings/nowhere", json=body, headers=headers)
    assert answer.status_code == status
    listed = partner_sao_paulo.get(f"{REGISTER}/mappings").json()["items"]
    assert "nowhere" not in [mapping["key"] for mapping in listed]


def test_somebody_who_may_not_change_an_object_is_not_shown_it(
    partner_sao_paulo: TestClient, manager: TestClient
) -> None:
    item = manager.get("/api/v1/studies/lima_smart_tourism/milestones").json()["items"][1]
    answer = partner_sao_paulo.patch(
        f"/api/v1/milestones/{item['id']}", json={"evidence": "x"}, headers={"If-Match": '"999"'}
    )
    assert answer.status_code == 404
    assert "record" not in answer.json()
