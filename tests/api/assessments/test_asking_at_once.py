"""Many people asking for the same run at once: there is one run, and all are given it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from starlette.testclient import TestClient

from tracker.store.session import Database


def test_people_who_ask_at_once_get_the_same_run(
    imported: Database, manager: TestClient, work: Callable[[], int]
) -> None:
    address = "/api/v1/studies/sao_paulo_asnm/assessments"
    assert imported
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: manager.post(address, json={"analysis": "coverage"}), range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert work() == 1
