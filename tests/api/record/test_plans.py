"""Studies begun from a template, their plan, and dates that move only as the record allows."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from tests.api.record.conftest import Join
from tests.api.record.made import words

API = "/api/v1"


def begin(client: TestClient, slug: str, **changed: object) -> Any:  # noqa: ANN401 - an answer
    body = {
        "slug": slug,
        "title": words("A study"),
        "question": words("What?"),
        "summary": words("This."),
        "languages": ["en"],
        "city": "Lima",
        "country": "PE",
        "lon_deg": -77.0,
        "lat_deg": -12.0,
        "template": "korean_study",
        "starts_on": "2026-03-02",
        "parties": {
            "secretariat": "wego",
            "consultant": "example_consulting",
            "city_partner": "mml",
            "reviewer": "nia",
        },
        **changed,
    }
    return client.post(f"{API}/engagements/lima_smart_tourism/studies", json=body)


def test_a_study_begins_with_a_templates_plan(secretariat: TestClient) -> None:
    made = begin(secretariat, "second_study")
    assert made.status_code == 201, made.text
    plan = secretariat.get(f"{API}/studies/second_study/plan").json()
    assert plan["baseline_frozen_at"] is None
    assert plan["rows"]
    assert plan["dependencies"]
    assert plan["critical_paths"]
    # 2 March 2026 is a substitute holiday in Korea: Independence Movement Day fell on a Sunday
    first = min(row["baseline_date"] for row in plan["rows"])
    assert first == "2026-03-03"


def test_every_fault_of_a_new_study_is_told_at_once(secretariat: TestClient) -> None:
    answer = begin(secretariat, "third_study", starts_on=None, parties={"reviewer": "nobody"})
    assert answer.status_code == 422
    pointers = {fault["pointer"] for fault in answer.json()["errors"]}
    assert {"/starts_on", "/parties/reviewer", "/parties/secretariat"} <= pointers


def test_trying_a_change_shows_what_moves_and_saves_nothing(partner_lima: TestClient) -> None:
    before = partner_lima.get(f"{API}/studies/lima_smart_tourism/plan").json()
    late = {"milestone": "survey_centre", "field": "forecast_date", "value": "2027-03-01"}
    answer = partner_lima.post(f"{API}/studies/lima_smart_tourism/plan/what-if", json={"changes": [late]})
    assert answer.status_code == 200, answer.text
    moved = {move["key"] for move in answer.json()["moves"]}
    assert "survey_centre" in moved
    assert len(moved) > 1  # what waits for the survey moves with it
    assert partner_lima.get(f"{API}/studies/lima_smart_tourism/plan").json() == before


def test_a_frozen_baseline_moves_only_by_a_change_that_another_person_approves(
    secretariat: TestClient, manager: TestClient, join: Join
) -> None:
    approver = join("Ji-ho Choi", "SMG", "institutional_approver", engagement="sao_paulo_asnm")
    colleague = join("Sun-hee Oh", "WeGO", "institutional_approver", engagement="sao_paulo_asnm")
    plan = manager.get(f"{API}/studies/sao_paulo_asnm/plan").json()
    row = next(row for row in plan["rows"] if row["key"] == "strategy_draft")
    page = manager.get(f"{API}/studies/sao_paulo_asnm/milestones").json()["items"]
    milestone = next(item for item in page if item["key"] == "strategy_draft")
    direct = manager.patch(
        f"{API}/milestones/{milestone['id']}",
        json={"baseline_date": "2027-01-15"},
        headers={"If-Match": f'"{milestone["version"]}"'},
    )
    assert direct.status_code == 409
    asked = manager.post(
        f"{API}/engagements/sao_paulo_asnm/baseline-changes",
        json={
            "study": "sao_paulo_asnm",
            "milestone": "strategy_draft",
            "old_date": row["baseline_date"],
            "new_date": "2027-01-15",
            "reason": "The workshop was moved",
        },
    )
    assert asked.status_code == 201, asked.text
    path = f"{API}/engagements/sao_paulo_asnm/baseline-changes/{asked.json()['key']}"
    approve: dict[str, Any] = {"json": {"move": "approve"}, "headers": {"If-Match": asked.headers["ETag"]}}
    assert manager.post(f"{path}/moves", **approve).status_code == 403
    # the one who asked and a colleague of the same organisation are one party
    assert colleague.post(f"{path}/moves", **approve).status_code == 409
    done = approver.post(f"{path}/moves", **approve)
    assert done.status_code == 200, done.text
    again = manager.get(f"{API}/studies/sao_paulo_asnm/plan").json()
    assert next(r for r in again["rows"] if r["key"] == "strategy_draft")["baseline_date"] == "2027-01-15"
    assert secretariat.get(path).json()["old_date"] == row["baseline_date"]
