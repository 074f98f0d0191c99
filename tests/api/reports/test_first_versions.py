"""The demo submits each report once, so that its reviewers have something to decide on."""

from __future__ import annotations

from starlette.testclient import TestClient

from tracker.services.principals import to_principal
from tracker.services.reports import submit_first_versions
from tracker.store import accounts
from tracker.store.session import Database


def test_first_versions_are_submitted_once_for_the_demo(
    report_id: str, manager: TestClient, seeded: Database
) -> None:
    with seeded.writing() as session:
        user = accounts.find_user_by_email(session, "manager@demo.example")
        assert user is not None
        submit_first_versions(session, to_principal(user), "sao_paulo_asnm")
        assert submit_first_versions(session, to_principal(user), "sao_paulo_asnm") == []
        session.commit()
    assert manager.get(f"/api/v1/reports/{report_id}").json()["newest_version_number"] == 1
