"""Who may see, write, submit, comment and decide: every role on every route of a report."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

# Answers by role: nobody, partner and reviewer of the study, reviewer of another study, administrator.
ROUTES = [
    ("GET", "/studies/sao_paulo_asnm/reports", 401, 200, 200, 404, 200),
    ("GET", "/reports/{report}", 401, 200, 200, 404, 200),
    ("GET", "/reports/{report}/draft", 401, 403, 403, 404, 200),
    ("PUT", "/reports/{report}/draft", 401, 403, 403, 404, 403),
    ("POST", "/reports/{report}/versions", 401, 403, 403, 404, 403),
    ("GET", "/reports/{report}/versions", 401, 200, 200, 404, 200),
    ("GET", "/reports/{report}/comments", 401, 200, 200, 404, 200),
    ("GET", "/versions/{version}", 401, 200, 200, 404, 200),
    ("GET", "/versions/{version}/pdf", 401, 200, 200, 404, 200),
    ("GET", "/versions/{version}/comments", 401, 200, 200, 404, 200),
    ("POST", "/versions/{version}/comments", 401, 201, 201, 404, 403),
    ("POST", "/versions/{version}/decisions", 401, 403, 201, 404, 403),
]
BODIES = {
    "draft": {"source": "## New"},
    "comments": {"severity": "minor", "anchor": "section-findings", "body": "Say more."},
    "decisions": {"verdict": "revise", "reasoning": "Too short.", "content_sha256": "?"},
}


def ask(client: TestClient, method: str, path: str, version: dict[str, Any]) -> int:
    address = "/api/v1" + path.format(report=version["report_id"], version=version["id"])
    if method == "GET":
        return client.get(address).status_code
    body = BODIES.get(path.rpartition("/")[2])
    if body and "content_sha256" in body:
        body = {**body, "content_sha256": version["content_sha256"]}
    headers = {"If-Match": '"99"' if "draft" in path else '"1"'}
    return client.request(method, address, json=body, headers=headers).status_code


@pytest.mark.parametrize(("method", "path", *("nobody", "partner", "reviewer", "other", "admin")), ROUTES)
def test_each_role_gets_exactly_what_it_may(
    method: str,
    path: str,
    nobody: int,
    partner: int,
    reviewer: int,
    other: int,
    admin: int,
    version: dict[str, Any],
    client: TestClient,
    partner_sao_paulo: TestClient,
    reviewer_susa: TestClient,
    reviewer_nia: TestClient,
    administrator: TestClient,
) -> None:
    askers = (client, partner_sao_paulo, reviewer_nia, administrator, reviewer_susa)
    found = [ask(asker, method, path, version) for asker in askers]
    assert found == [nobody, partner, other, admin, reviewer]


def test_what_does_not_exist_and_what_is_hidden_answer_alike(
    report_id: str, reviewer_nia: TestClient, manager: TestClient
) -> None:
    hidden = reviewer_nia.get(f"/api/v1/reports/{report_id}").json()
    absent = manager.get("/api/v1/reports/00000000-0000-0000-0000-000000000000").json()
    assert hidden["type"] == absent["type"] == "/problems/not-found"
    for kind in ("versions", "comments", "decisions"):
        path = {
            "versions": "/versions/x",
            "comments": "/comments/x/responses",
            "decisions": "/decisions/x/answer",
        }
        body = {"comments": {"stance": "agree", "body": "Yes."}, "decisions": {"body": "Thanks."}}.get(kind)
        method = "GET" if body is None else "POST"
        assert manager.request(method, f"/api/v1{path[kind]}", json=body).status_code == 404


def test_only_the_project_answers_comments_and_decisions(
    version: dict[str, Any], manager: TestClient, reviewer_susa: TestClient, partner_sao_paulo: TestClient
) -> None:
    path = f"/api/v1/versions/{version['id']}"
    comment = reviewer_susa.post(f"{path}/comments", json=BODIES["comments"]).json()
    response = {"stance": "agree", "body": "Done."}
    for asker, status in ((partner_sao_paulo, 403), (reviewer_susa, 403), (manager, 201)):
        assert asker.post(f"/api/v1/comments/{comment['id']}/responses", json=response).status_code == status
    body = {**BODIES["decisions"], "content_sha256": version["content_sha256"]}
    decision = reviewer_susa.post(f"{path}/decisions", json=body, headers={"If-Match": '"1"'}).json()
    for asker, status in ((partner_sao_paulo, 403), (reviewer_susa, 403), (manager, 201), (manager, 409)):
        answer = asker.post(f"/api/v1/decisions/{decision['id']}/answer", json={"body": "Thanks."})
        assert answer.status_code == status
