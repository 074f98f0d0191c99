"""What is written down of a report's review: every step with its hash, and no word of what was written."""

from __future__ import annotations

import hashlib
from typing import Any

from starlette.testclient import TestClient

from tests.made_register import workbook

STUDY = "/api/v1/studies/sao_paulo_asnm"
SECRET = "A remark that names Maria dos Santos."


def entries(client: TestClient, after: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{STUDY}/audit", params={"after": after, "limit": 500}).json()[
        "items"
    ]
    return found


def post(client: TestClient, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = client.post(f"/api/v1{path}", json=body, headers={"If-Match": '"1"'})
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, Any] = answer.json()
    return found


def after_of(entry: dict[str, Any], field: str) -> Any:  # noqa: ANN401 - JSON
    return next(change["after"] for change in entry["changes"] if change["field"] == field)


def test_every_step_of_a_review_is_written_down_without_its_words(
    report_id: str, manager: TestClient, reviewer_susa: TestClient
) -> None:
    began = len(entries(manager))
    source = manager.get(f"/api/v1/reports/{report_id}/draft").json()["source"] + f"\n{SECRET}\n"
    saved = manager.put(
        f"/api/v1/reports/{report_id}/draft", json={"source": source}, headers={"If-Match": '"1"'}
    )
    assert saved.status_code == 200, saved.text
    version = post(manager, f"/reports/{report_id}/versions")
    comment = post(
        reviewer_susa,
        f"/versions/{version['id']}/comments",
        {"severity": "minor", "anchor": "figure-1", "body": SECRET},
    )
    post(manager, f"/comments/{comment['id']}/responses", {"stance": "agree", "body": SECRET})
    decision = post(
        reviewer_susa,
        f"/versions/{version['id']}/decisions",
        {"verdict": "accept", "reasoning": SECRET, "content_sha256": version["content_sha256"]},
    )
    post(manager, f"/decisions/{decision['id']}/answer", {"body": SECRET})

    written = entries(manager, began)
    assert [(entry["action"], entry["kind"], entry["object_id"]) for entry in written] == [
        ("draft.update", "draft", report_id),
        ("version.submit", "version", version["id"]),
        ("comment.create", "comment", comment["id"]),
        ("comment.respond", "comment", comment["id"]),
        ("version.decide", "decision", decision["id"]),
        ("decision.answer", "decision", decision["id"]),
    ]
    assert all("Maria" not in entry["canonical"] for entry in written)
    sha256 = hashlib.sha256(SECRET.encode("utf-8")).hexdigest()
    assert after_of(written[2], "body") == {"sha256": sha256, "characters": len(SECRET)}
    assert after_of(written[0], "source")["sha256"] == hashlib.sha256(source.strip().encode()).hexdigest()
    assert after_of(written[4], "content_sha256") == version["content_sha256"]
    assert [entry["actor"]["name"] for entry in written[4:]] == [
        reviewer_susa.get("/api/v1/me").json()["name"],
        manager.get("/api/v1/me").json()["name"],
    ]


def test_a_stale_draft_and_a_stale_decision_show_what_is_there_now(
    report_id: str, manager: TestClient, reviewer_susa: TestClient
) -> None:
    address = f"/api/v1/reports/{report_id}/draft"
    before = manager.get(address).json()
    saved = manager.put(address, json={"source": before["source"] + "\nMore.\n"}, headers={"If-Match": '"1"'})
    assert saved.status_code == 200, saved.text
    refused = manager.put(address, json={"source": "## Other\n"}, headers={"If-Match": '"1"'})
    problem = refused.json()
    assert (refused.status_code, problem["expected"], problem["current"]) == (412, 1, 2)
    assert problem["record"]["source"] == saved.json()["source"]

    version = post(manager, f"/reports/{report_id}/versions")
    stale = reviewer_susa.post(
        f"/api/v1/versions/{version['id']}/decisions",
        json={"verdict": "accept", "reasoning": "Clear.", "content_sha256": version["content_sha256"]},
        headers={"If-Match": '"7"'},
    )
    problem = stale.json()
    assert (stale.status_code, problem["expected"], problem["current"]) == (412, 7, 1)
    assert problem["record"]["content_sha256"] == version["content_sha256"]


def test_every_step_of_the_register_is_written_down(
    registered: dict[str, str], manager: TestClient, partner_sao_paulo: TestClient
) -> None:
    began = len(entries(manager))
    register = "/register"
    place = f"{register}/places/{registered['place_id']}"
    post(partner_sao_paulo, f"{place}/observations", {"kind": "braille", "answer": "yes", "observer": SECRET})
    post(partner_sao_paulo, f"{register}/proposals/{registered['proposal_id']}/decision", {"confirm": False})
    post(
        partner_sao_paulo,
        f"{register}/suggestions/{registered['suggestion_id']}/decision",
        {"accept": False, "reason": SECRET},
    )
    version = partner_sao_paulo.get(f"/api/v1{place}").headers["etag"]
    changed = partner_sao_paulo.patch(
        f"/api/v1{place}",
        json={"name": "UBS Centro II", "reason": "The sign says so"},
        headers={"If-Match": version},
    )
    assert changed.status_code == 200, changed.text
    step = f"{register}/imports/{registered['import_id']}"
    # the place was changed since the preview, which touches none of the file's own
    content = workbook()
    sent = partner_sao_paulo.post(
        f"{STUDY}{register}/imports", files={"file": ("services.xlsx", content)}
    ).json()
    post(partner_sao_paulo, f"{step}/discard")
    imported = post(partner_sao_paulo, f"{register}/imports/{sent['id']}/commit")
    path = f"/studies/sao_paulo_asnm{register}/publications"
    published = post(partner_sao_paulo, path, {"import_id": sent["id"], "reason": "All were looked at"})
    undone = partner_sao_paulo.post(
        f"/api/v1/register/imports/{sent['id']}/undo", headers={"If-Match": f'"{imported["version"]}"'}
    )

    written = entries(manager, began)
    actions = [entry["action"] for entry in written]
    assert actions[:7] == [
        "place.observe",
        "proposal.decide",
        "suggestion.decide",
        "place.update",
        "import.discard",
        "import.commit",
        "import.publish",
    ]
    # publishing changed its places, so that taking the import back is refused, and that is no deed
    assert (undone.status_code, actions[7:]) == (409, [])
    assert all("Maria" not in entry["canonical"] for entry in written)
    assert written[3]["changes"] == [{"field": "name", "before": "UBS Centro", "after": "UBS Centro II"}]
    assert written[3]["reason"] == "The sign says so"
    assert after_of(written[5], "sha256") == hashlib.sha256(content).hexdigest()
    assert after_of(written[6], "published") == published["published"] > 0
