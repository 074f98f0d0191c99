"""Milestones over HTTP: who may see and change them, preconditions, rules and history."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

SAO_PAULO = "/api/v1/studies/sao_paulo_asnm/milestones"
PLANNED = "final_report"


@pytest.fixture
def milestone(manager: TestClient) -> dict[str, Any]:
    """Give a planned milestone of São Paulo as it is now."""
    items = manager.get(SAO_PAULO).json()["items"]
    found: dict[str, Any] = next(item for item in items if item["key"] == PLANNED)
    return found


def change(client: TestClient, milestone: dict[str, Any], version: int | None = None, **fields: Any) -> Any:  # noqa: ANN401 - a response
    return client.patch(
        f"/api/v1/milestones/{milestone['id']}",
        json=fields,
        headers={"If-Match": f'"{milestone["version"] if version is None else version}"'},
    )


class TestReading:
    def test_nobody_reads_without_signing_in(self, client: TestClient) -> None:
        answer = client.get(SAO_PAULO)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_the_partner_of_another_city_finds_nothing(
        self, partner_lima: TestClient, milestone: dict[str, Any]
    ) -> None:
        for address in (SAO_PAULO, f"/api/v1/milestones/{milestone['id']}"):
            assert partner_lima.get(address).status_code == 404

    def test_an_invisible_milestone_answers_as_a_missing_one(
        self, partner_lima: TestClient, milestone: dict[str, Any]
    ) -> None:
        hidden = partner_lima.get(f"/api/v1/milestones/{milestone['id']}").json()
        missing = partner_lima.get("/api/v1/milestones/00000000-0000-0000-0000-000000000000").json()
        assert hidden["title"] == missing["title"]
        assert hidden["type"] == missing["type"]

    def test_every_role_of_the_study_reads(
        self,
        manager: TestClient,
        partner_sao_paulo: TestClient,
        reviewer_susa: TestClient,
        administrator: TestClient,
    ) -> None:
        for client in (manager, partner_sao_paulo, reviewer_susa, administrator):
            assert client.get(SAO_PAULO).json()["total"] > 5

    def test_one_milestone_carries_its_version_as_etag(
        self, manager: TestClient, milestone: dict[str, Any]
    ) -> None:
        answer = manager.get(f"/api/v1/milestones/{milestone['id']}")
        assert answer.headers["ETag"] == f'"{milestone["version"]}"'


class TestChanging:
    def test_nobody_changes_without_signing_in(self, client: TestClient, milestone: dict[str, Any]) -> None:
        assert change(client, milestone, evidence="x").status_code == 401

    @pytest.mark.parametrize("role", ["partner_sao_paulo", "reviewer_susa"])
    def test_partners_and_reviewers_may_not(
        self, role: str, milestone: dict[str, Any], request: pytest.FixtureRequest
    ) -> None:
        answer = change(request.getfixturevalue(role), milestone, evidence="x")
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/not-allowed"

    @pytest.mark.parametrize("role", ["partner_lima", "reviewer_nia"])
    def test_people_of_the_other_study_find_nothing(
        self, role: str, milestone: dict[str, Any], request: pytest.FixtureRequest
    ) -> None:
        assert change(request.getfixturevalue(role), milestone, evidence="x").status_code == 404

    def test_a_change_without_if_match_is_refused(
        self, manager: TestClient, milestone: dict[str, Any]
    ) -> None:
        answer = manager.patch(f"/api/v1/milestones/{milestone['id']}", json={"evidence": "x"})
        assert answer.status_code == 428

    @pytest.mark.parametrize(
        "header", ['"0"', 'W/"1"', "1", "*", '"x"', '"99999999999999999999"', '""', '"-1"']
    )
    def test_an_if_match_that_is_not_the_newest_etag_is_refused(
        self, manager: TestClient, milestone: dict[str, Any], header: str
    ) -> None:
        answer = manager.patch(
            f"/api/v1/milestones/{milestone['id']}", json={"evidence": "x"}, headers={"If-Match": header}
        )
        assert answer.status_code == 412

    def test_unknown_fields_and_wrong_types_are_all_named(
        self, manager: TestClient, milestone: dict[str, Any]
    ) -> None:
        answer = change(manager, milestone, owner="somebody", actual_date="soon", state="done")
        assert answer.status_code == 422
        assert {fault["pointer"] for fault in answer.json()["errors"]} == {
            "/owner",
            "/actual_date",
            "/state",
        }

    def test_a_later_forecast_needs_a_reason(self, manager: TestClient, milestone: dict[str, Any]) -> None:
        answer = change(manager, milestone, forecast_date="2099-01-01", slip_reason=None)
        assert answer.status_code == 409
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/slip_reason"]

    def test_achieving_needs_a_date_and_evidence_and_says_both(
        self, manager: TestClient, milestone: dict[str, Any]
    ) -> None:
        answer = change(manager, milestone, state="achieved")
        assert answer.status_code == 409
        assert {fault["pointer"] for fault in answer.json()["errors"]} >= {"/actual_date", "/evidence"}

    def test_a_refused_change_leaves_nothing_behind(
        self, manager: TestClient, milestone: dict[str, Any]
    ) -> None:
        assert change(manager, milestone, state="achieved").status_code == 409
        assert manager.get(f"/api/v1/milestones/{milestone['id']}").json() == milestone

    def test_the_state_cannot_be_nothing(self, manager: TestClient, milestone: dict[str, Any]) -> None:
        assert change(manager, milestone, state=None).status_code == 422

    def test_a_good_change_is_saved_with_a_row_of_history(
        self, manager: TestClient, milestone: dict[str, Any]
    ) -> None:
        reason = f"Reason {milestone['version']}"
        answer = change(manager, milestone, forecast_date="2099-02-03", slip_reason=reason)
        assert answer.status_code == 200
        saved = answer.json()
        assert saved["version"] == milestone["version"] + 1
        assert answer.headers["ETag"] == f'"{saved["version"]}"'
        assert saved["status"] == "late"
        assert saved["slip_days"] > 20_000
        assert saved["baseline_date"] == milestone["baseline_date"]
        newest = manager.get(f"/api/v1/milestones/{milestone['id']}/history").json()["items"][0]
        assert newest["version"] == saved["version"]
        assert newest["changed_by"] == "Mina Park"
        assert {"field": "slip_reason", "before": milestone["slip_reason"], "after": reason} in newest[
            "changes"
        ]

    def test_whoever_saves_second_is_told_who_was_first(
        self, manager: TestClient, milestone: dict[str, Any]
    ) -> None:
        first = change(manager, milestone, slip_reason=f"First {milestone['version']}")
        assert first.status_code == 200
        second = change(manager, milestone, slip_reason="Second")
        assert second.status_code == 412
        assert "Mina Park" in second.json()["detail"]

    def test_a_change_that_changes_nothing_raises_no_version(
        self, manager: TestClient, milestone: dict[str, Any]
    ) -> None:
        answer = change(manager, milestone, slip_reason=milestone["slip_reason"])
        assert answer.status_code == 200
        assert answer.json()["version"] == milestone["version"]
