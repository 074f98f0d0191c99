"""Many people changing one milestone over HTTP at once: no change lost, every change in the history."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from starlette.testclient import TestClient

PEOPLE = 6
CHANGES_EACH = 8


def test_no_acknowledged_change_is_lost(manager: TestClient) -> None:
    item = manager.get("/api/v1/studies/lima_smart_tourism/milestones").json()["items"][-1]
    address = f"/api/v1/milestones/{item['id']}"

    def change(name: str) -> int:
        """Save once, reading again after each 412; return the version that was acknowledged."""
        while True:
            version = manager.get(address).headers["ETag"]
            answer = manager.patch(address, json={"evidence": name}, headers={"If-Match": version})
            if answer.status_code == 200:
                return int(answer.json()["version"])
            assert answer.status_code == 412, answer.text

    names = [f"change {number}" for number in range(PEOPLE * CHANGES_EACH)]
    with ThreadPoolExecutor(PEOPLE) as people:
        versions = dict(zip(names, people.map(change, names), strict=True))

    assert sorted(versions.values()) == list(range(item["version"] + 1, item["version"] + 1 + len(names)))
    history = manager.get(f"{address}/history").json()["items"]
    recorded = {entry["changes"][0]["after"]: entry["version"] for entry in history}
    assert {name: recorded[name] for name in names} == versions
