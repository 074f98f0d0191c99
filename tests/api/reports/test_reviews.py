"""Comments, responses, decisions and answers over HTTP: bound to exactly what was read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient


def comment(client: TestClient, version: dict[str, Any], **fields: str) -> Any:  # noqa: ANN401 - an answer
    body = {"severity": "must", "anchor": "section-findings", "body": "Explain the gap.", **fields}
    return client.post(f"/api/v1/versions/{version['id']}/comments", json=body)


def decide(
    client: TestClient, version: dict[str, Any], verdict: str, *, etag: str = '"1"', **fields: str
) -> Any:  # noqa: ANN401 - an answer
    body = {
        "verdict": verdict,
        "reasoning": "Read in full.",
        "content_sha256": version["content_sha256"],
        **fields,
    }
    headers = {"If-Match": etag}
    return client.post(f"/api/v1/versions/{version['id']}/decisions", json=body, headers=headers)


def state(client: TestClient, version: dict[str, Any]) -> str:
    found: str = client.get(f"/api/v1/versions/{version['id']}").json()["state"]
    return found


@pytest.mark.parametrize("anchor", ["section-findings", "figure-1", "figure-3"])
def test_a_comment_points_at_a_heading_or_figure(
    anchor: str, version: dict[str, Any], partner_sao_paulo: TestClient
) -> None:
    made = comment(partner_sao_paulo, version, anchor=anchor, severity="question").json()
    assert (made["number"], made["state"], made["organisation"]) == (1, "open", "São Paulo")
    read = partner_sao_paulo.get(f"/api/v1/versions/{version['id']}").json()
    assert f'id="{anchor}"' in read["html"]
    assert (read["comments_open"], read["comments_total"]) == (1, 1)


def test_a_comment_on_nothing_is_refused(version: dict[str, Any], reviewer_susa: TestClient) -> None:
    refused = comment(reviewer_susa, version, anchor="figure-9")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/anchor"


def test_an_open_must_keeps_its_institution_from_accepting_until_it_is_answered(
    version: dict[str, Any], reviewer_susa: TestClient, manager: TestClient
) -> None:
    first = comment(reviewer_susa, version).json()
    comment(reviewer_susa, version, severity="minor")
    comment(reviewer_susa, version)
    refused = decide(reviewer_susa, version, "accept")
    assert refused.status_code == 409
    assert [error["message"].split()[1] for error in refused.json()["errors"]] == ["1", "3"]
    assert state(manager, version) == "in_review"
    listed = manager.get(f"/api/v1/versions/{version['id']}/comments").json()["items"]
    for item in listed:
        answer = {"stance": "partly", "body": "Added a line."}
        answered = manager.post(f"/api/v1/comments/{item['id']}/responses", json=answer).json()
        assert (answered["state"], answered["responses"][0]["author"]) == ("responded", "Mina Park")
    assert listed[0]["id"] == first["id"]
    assert decide(reviewer_susa, version, "accept").status_code == 201
    assert state(manager, version) == "accepted"


def test_anothers_must_does_not_bind_the_institution(
    version: dict[str, Any], partner_sao_paulo: TestClient, reviewer_susa: TestClient
) -> None:
    comment(partner_sao_paulo, version)
    assert decide(reviewer_susa, version, "accept").status_code == 201


@pytest.mark.parametrize(
    ("verdict", "conditions", "after"),
    [
        ("accept", "", "accepted"),
        ("accept_with_conditions", "Survey the kerbs.", "accepted_with_conditions"),
        ("revise", "", "revise"),
        ("reject", "", "rejected"),
    ],
)
def test_the_version_follows_the_decision_and_the_manager_answers(
    verdict: str,
    conditions: str,
    after: str,
    version: dict[str, Any],
    reviewer_susa: TestClient,
    manager: TestClient,
) -> None:
    decided = decide(reviewer_susa, version, verdict, conditions=conditions)
    assert decided.status_code == 201, decided.text
    decision = decided.json()
    assert (decision["organisation"], decision["decided_by"], decision["answer"]) == (
        "SUSA",
        "Soo-jin Lee",
        None,
    )
    answer = manager.post(f"/api/v1/decisions/{decision['id']}/answer", json={"body": "We will."})
    assert answer.status_code == 201
    read = manager.get(f"/api/v1/versions/{version['id']}").json()
    assert read["state"] == after
    assert [(row["answer"], row["answered_by"]) for row in read["decisions"]] == [("We will.", "Mina Park")]
    assert read["decisions"][0]["decided_at"].endswith("Z")


@pytest.mark.parametrize(("verdict", "conditions"), [("accept_with_conditions", " "), ("revise", "Some.")])
def test_conditions_are_stated_exactly_when_there_are_any(
    verdict: str, conditions: str, version: dict[str, Any], reviewer_susa: TestClient
) -> None:
    refused = decide(reviewer_susa, version, verdict, conditions=conditions)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/conditions"


def test_a_decision_names_what_was_read(version: dict[str, Any], reviewer_susa: TestClient) -> None:
    refused = decide(reviewer_susa, version, "accept", content_sha256="0" * 64)
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["pointer"] == "/content_sha256"


def test_a_decision_needs_the_etag_and_is_made_once(
    version: dict[str, Any], reviewer_susa: TestClient
) -> None:
    body = {"verdict": "revise", "reasoning": "More.", "content_sha256": version["content_sha256"]}
    path = f"/api/v1/versions/{version['id']}"
    assert reviewer_susa.post(f"{path}/decisions", json=body).status_code == 428
    assert decide(reviewer_susa, version, "revise", etag='"7"').status_code == 412
    assert decide(reviewer_susa, version, "revise").status_code == 201
    etag = reviewer_susa.get(path).headers["ETag"]
    assert etag == '"2"'
    again = decide(reviewer_susa, version, "accept", etag=etag)
    assert again.status_code == 409
    assert "already decided" in again.json()["detail"]


def test_whoever_submitted_never_decides_even_with_the_role(
    version: dict[str, Any],
    manager: TestClient,
    seeded: Any,  # noqa: ANN401 - the database
) -> None:
    from tracker.store import accounts
    from tracker.store.tables import Membership

    with seeded.writing() as session:
        user = accounts.find_user_by_email(session, "manager@demo.example")
        assert user is not None
        study_id = next(
            row.study_id for row in user.memberships if row.study and row.study.slug == "sao_paulo_asnm"
        )
        grant = Membership(user_id=user.id, role="reviewer", study_id=study_id)
        session.add(grant)
        session.commit()
    try:
        assert decide(manager, version, "accept").status_code == 403
    finally:
        with seeded.writing() as session:
            session.delete(grant)
            session.commit()


def test_open_comments_of_an_earlier_version_stay_listed_with_the_report(
    version: dict[str, Any], manager: TestClient, reviewer_susa: TestClient
) -> None:
    comment(reviewer_susa, version)
    assert decide(reviewer_susa, version, "revise").status_code == 201
    report = f"/api/v1/reports/{version['report_id']}"
    manager.put(f"{report}/draft", json={"source": "## Findings\n\nMore."}, headers={"If-Match": '"1"'})
    second = manager.post(f"{report}/versions").json()
    old = comment(reviewer_susa, version)
    assert old.status_code == 409
    assert decide(reviewer_susa, version, "accept", etag='"2"').status_code == 409
    comment(reviewer_susa, second, severity="minor")
    listed = manager.get(f"{report}/comments", params={"state": "open"}).json()["items"]
    assert [item["version_id"] for item in listed] == [version["id"], second["id"]]
    assert manager.get(f"{report}/comments", params={"state": "verified"}).json()["total"] == 0


def test_an_institution_is_one_by_whatever_name_its_accounts_carry(
    version: dict[str, Any],
    reviewer_susa: TestClient,
    seeded: Any,  # noqa: ANN401 - the database
) -> None:
    from tracker.store import accounts

    def rename(organisation: str) -> None:
        with seeded.writing() as session:
            user = accounts.find_user_by_email(session, "reviewer.susa@demo.example")
            assert user is not None
            user.organisation = organisation
            session.commit()

    comment(reviewer_susa, version)
    try:
        rename("Seoul Urban Solutions Agency")  # the party whose key is susa
        blocked = decide(reviewer_susa, version, "accept")
        assert blocked.status_code == 409
        assert "must be met first" in blocked.json()["detail"]
        assert decide(reviewer_susa, version, "revise").status_code == 201
        rename("susa")
        again = decide(reviewer_susa, version, "revise", etag='"2"')
        assert again.status_code == 409
        assert "already decided" in again.json()["detail"]
    finally:
        rename("SUSA")


def test_of_two_answers_given_at_once_one_stands(
    version: dict[str, Any], reviewer_susa: TestClient, manager: TestClient
) -> None:
    decision = decide(reviewer_susa, version, "revise").json()
    address = f"/api/v1/decisions/{decision['id']}/answer"
    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(lambda n: manager.post(address, json={"body": f"answer {n}"}), range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    said = next(answer.json()["answer"] for answer in answers if answer.status_code == 201)
    read = manager.get(f"/api/v1/versions/{version['id']}").json()
    assert [row["answer"] for row in read["decisions"]] == [said]
