"""The record of an engagement over HTTP: for those who may see all that is in it, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tracker.services.record_files.reading import read_export

Join = Callable[..., TestClient]
LIMA = "/api/v1/engagements/lima_smart_tourism/export"


def test_a_manager_of_the_whole_takes_the_file(secretariat: TestClient) -> None:
    answer = secretariat.get(LIMA)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == 'attachment; filename="lima_smart_tourism.json"'
    export = read_export(answer.content)
    assert export.manifest.engagement == "lima_smart_tourism"
    assert len(export.rows["candidacy_score"]) > 0


def test_an_auditor_takes_it_too(join: Join) -> None:
    assert join("Otto Book", "Audit", "auditor").get(LIMA).status_code == 200


@pytest.mark.parametrize("role", ["consultant", "city_partner", "reviewer", "institutional_approver"])
def test_other_roles_do_not(join: Join, role: str) -> None:
    answer = join(f"Any {role}", "Somebody", role, engagement="lima_smart_tourism").get(LIMA)
    assert answer.status_code == 403


def test_a_manager_of_the_engagement_alone_does_not_see_the_scores_of_the_programme(
    join: Join, manager: TestClient
) -> None:
    own = join("Ria Own", "WeGO", "project_manager", engagement="lima_smart_tourism")
    # the demo's manager holds a role for the one study only
    for client in (own, manager):
        answer = client.get(LIMA)
        assert answer.status_code == 403
        assert "scores" in answer.json()["detail"]


def test_who_is_not_signed_in_or_asks_for_nothing_learns_nothing(
    client: TestClient, secretariat: TestClient
) -> None:
    assert client.get(LIMA).status_code == 401
    assert secretariat.get("/api/v1/engagements/no_such/export").status_code == 404
