"""Who did what, over HTTP: written with the change, read by those who may, checkable by any program."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tracker.services.audit import verify_chains
from tracker.store.session import Database

STUDY = "lima_smart_tourism"
AUDIT = f"/api/v1/studies/{STUDY}/audit"


@pytest.fixture
def milestone(manager: TestClient) -> dict[str, Any]:
    """Give a milestone of Lima's study as it is now."""
    found: dict[str, Any] = manager.get(f"/api/v1/studies/{STUDY}/milestones").json()["items"][-1]
    return found


def save(client: TestClient, milestone: dict[str, Any], evidence: str, version: int | None = None) -> int:
    number = milestone["version"] if version is None else version
    answer = client.patch(
        f"/api/v1/milestones/{milestone['id']}",
        json={"evidence": evidence},
        headers={"If-Match": f'"{number}"'},
    )
    return answer.status_code


def last_entry(client: TestClient) -> dict[str, Any]:
    total = client.get(AUDIT).json()["total"]
    (entry,) = client.get(AUDIT, params={"after": total - 1}).json()["items"]
    found: dict[str, Any] = entry
    return found


def test_a_change_is_written_down_with_who_when_and_what(
    manager: TestClient, milestone: dict[str, Any]
) -> None:
    before = milestone["evidence"]
    assert save(manager, milestone, "Minutes of 3 March") == 200
    entry = last_entry(manager)
    me = manager.get("/api/v1/me").json()
    assert entry["actor"] == {"id": me["id"], "name": me["name"], "organisation": me["organisation"]}
    assert (entry["action"], entry["kind"], entry["object_id"], entry["version"]) == (
        "milestone.update",
        "milestone",
        milestone["id"],
        milestone["version"] + 1,
    )
    assert entry["changes"] == [{"field": "evidence", "before": before, "after": "Minutes of 3 March"}]
    assert me["email"] not in entry["canonical"]


def test_any_program_can_check_an_entry(manager: TestClient, milestone: dict[str, Any]) -> None:
    assert save(manager, milestone, "Minutes, checked by others") == 200
    items = manager.get(AUDIT, params={"limit": 500}).json()["items"]
    for entry, before in zip(items[1:], items, strict=False):
        assert hashlib.sha256(entry["canonical"].encode("utf-8")).hexdigest() == entry["sha256"]
        assert json.loads(entry["canonical"])["previous"] == entry["previous"] == before["sha256"]


def test_what_was_refused_or_changed_nothing_is_not_written_down(
    manager: TestClient, milestone: dict[str, Any]
) -> None:
    assert save(manager, milestone, "Minutes, once") == 200
    total = manager.get(AUDIT).json()["total"]
    assert save(manager, milestone, "Minutes, too late") == 412
    assert save(manager, milestone, "Minutes, once", version=milestone["version"] + 1) == 200
    assert manager.get(AUDIT).json()["total"] == total


def test_the_chain_is_read_in_pages(manager: TestClient, milestone: dict[str, Any]) -> None:
    for number in range(3):
        assert save(manager, milestone, f"Minutes {number}", version=milestone["version"] + number) == 200
    whole = manager.get(AUDIT, params={"limit": 500}).json()
    assert whole["next_after"] is None
    assert [entry["sequence"] for entry in whole["items"]] == list(range(1, whole["total"] + 1))
    seen: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = manager.get(AUDIT, params={"limit": 2, "after": after}).json()
        seen += page["items"]
        after = page["next_after"]
    assert seen == whole["items"]


def test_the_chain_is_read_by_managers_only(
    client: TestClient,
    partner_lima: TestClient,
    partner_sao_paulo: TestClient,
    reviewer_nia: TestClient,
    administrator: TestClient,
) -> None:
    answers = [
        person.get(AUDIT).status_code
        for person in (client, partner_lima, partner_sao_paulo, reviewer_nia, administrator)
    ]
    assert answers == [401, 403, 404, 403, 200]
    assert administrator.get("/api/v1/studies/no_such_study/audit").status_code == 404


def test_history_is_read_by_whoever_may_read_the_object(
    manager: TestClient,
    partner_lima: TestClient,
    partner_sao_paulo: TestClient,
    client: TestClient,
    milestone: dict[str, Any],
) -> None:
    assert save(manager, milestone, "Minutes for the partner") == 200
    address = f"/api/v1/history/milestone/{milestone['id']}"
    told = partner_lima.get(address).json()["items"]
    assert told[-1]["changes"][0]["after"] == "Minutes for the partner"
    assert {entry["object_id"] for entry in told} == {milestone["id"]}
    assert [person.get(address).status_code for person in (partner_sao_paulo, client)] == [404, 401]


def test_history_of_what_is_not_there_or_of_no_known_kind_is_not_found(
    manager: TestClient, milestone: dict[str, Any]
) -> None:
    assert save(manager, milestone, "Minutes before the question") == 200
    for kind, object_id in (("milestone", "0"), ("secret", milestone["id"]), ("draft", milestone["id"])):
        assert manager.get(f"/api/v1/history/{kind}/{object_id}").status_code == 404


def test_the_chain_holds_after_all_this(seeded: Database) -> None:
    with seeded.reading() as session:
        found = verify_chains(session)
    assert [fault for _, fault in found] == [None] * len(found)
    assert f"engagement:{STUDY}" in {head.scope for head, _ in found}
