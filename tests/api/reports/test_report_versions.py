"""Drafts and frozen versions over HTTP: faults with their lines, frozen bytes, and what goes stale."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from tracker.services.reports import read_content
from tracker.store import reports as store
from tracker.store.session import Database

NewReport = Callable[..., str]


def test_a_draft_shows_its_figures_from_the_newest_run(report_id: str, manager: TestClient) -> None:
    answer = manager.get(f"/api/v1/reports/{report_id}/draft")
    draft = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert draft["faults"] == []
    assert [figure["kind"] for figure in draft["figures"]] == ["coverage", "map", "milestones"]
    assert (
        "Between 41\N{NO-BREAK SPACE}% and 63\N{NO-BREAK SPACE}% of the 100 people counted" in draft["html"]
    )
    assert "1a2b3c4d" in draft["html"]
    assert "Synthetic data" in draft["html"]
    assert "Maker of" in draft["html"]


def test_saving_needs_the_newest_version_of_the_draft(report_id: str, manager: TestClient) -> None:
    path = f"/api/v1/reports/{report_id}/draft"
    assert manager.put(path, json={"source": "## A"}).status_code == 428
    saved = manager.put(path, json={"source": "## A"}, headers={"If-Match": '"1"'})
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"2"')
    late = manager.put(path, json={"source": "## B"}, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert manager.get(path).json()["source"] == "## A"


def test_a_faulty_draft_is_kept_but_not_submitted_and_every_fault_is_named(
    new_report: NewReport, manager: TestClient
) -> None:
    source = """## Findings

::coverage{analysis=coverage service=cinema profile=jetpack cutoff_min=11}

#### Too deep

::map{analysis=other}

::pie{}
"""
    report_id = new_report(source)
    faults = manager.get(f"/api/v1/reports/{report_id}/draft").json()["faults"]
    assert [fault.split(":")[0] for fault in faults] == ["line 3"] * 3 + ["line 5"] + ["line 7"] * 5 + [
        "line 9"
    ]
    refused = manager.post(f"/api/v1/reports/{report_id}/versions")
    assert refused.status_code == 422
    assert len(refused.json()["errors"]) == len(faults)
    assert refused.json()["errors"][0]["pointer"] == "/source, line 3"
    assert manager.get(f"/api/v1/reports/{report_id}/versions").json()["total"] == 0


def test_an_analysis_without_a_finished_run_is_a_fault(manager: TestClient, seeded: Database) -> None:
    from tracker.services.reports import seed_report
    from tracker.store import studies

    source = "::coverage{analysis=coverage service=attraction profile=walk cutoff_min=15}"
    with seeded.writing() as session:
        lima = studies.find_study(session, "lima_smart_tourism")
        assert lima is not None
        report = seed_report(session, lima, key="unrun", title={"en": "R"}, language="en", source=source)
        session.commit()
    faults = manager.get(f"/api/v1/reports/{report.id}/draft").json()["faults"]
    assert faults == ["line 1: analysis coverage has no finished assessment; run it first"]


def test_seeding_twice_keeps_what_people_wrote(report_id: str, manager: TestClient, seeded: Database) -> None:
    from tracker.services.reports import seed_report
    from tracker.store import studies

    manager.put(f"/api/v1/reports/{report_id}/draft", json={"source": "## A"}, headers={"If-Match": '"1"'})
    with seeded.writing() as session:
        study = studies.find_study(session, "sao_paulo_asnm")
        before = store.find_report(session, report_id)
        assert study is not None
        assert before is not None
        again = seed_report(session, study, key=before.key, title={"en": "?"}, language="en", source="?")
        assert again.id == report_id
        session.commit()
    assert manager.get(f"/api/v1/reports/{report_id}/draft").json()["source"] == "## A"


def test_a_frozen_version_stays_byte_identical_and_says_what_is_newer(
    version: dict[str, Any], manager: TestClient, reviewer_susa: TestClient, assess: Callable[..., str]
) -> None:
    path = f"/api/v1/versions/{version['id']}"
    before, pdf_before = reviewer_susa.get(path).json(), reviewer_susa.get(f"{path}/pdf").content
    assert [figure["stale"] for figure in before["figures"]] == [False, False, False]
    milestones = manager.get("/api/v1/studies/sao_paulo_asnm/milestones").json()["items"]
    open_one = next(item for item in milestones if item["state"] == "planned")
    change = {"forecast_date": "2031-01-31", "slip_reason": "A test moved it."}
    moved = manager.patch(
        f"/api/v1/milestones/{open_one['id']}", json=change, headers={"If-Match": f'"{open_one["version"]}"'}
    )
    assert moved.status_code == 200, moved.text
    assess("99999999" * 8, low=10.0, high=20.0)
    after, pdf_after = reviewer_susa.get(path).json(), reviewer_susa.get(f"{path}/pdf").content
    assert [figure["stale"] for figure in after["figures"]] == [True, True, True]
    assert "newer run 99999999" in after["figures"][0]["stale_reason"]
    assert open_one["title"]["en"] in after["figures"][2]["stale_reason"]
    assert (after["html"], after["content_sha256"]) == (before["html"], before["content_sha256"])
    assert pdf_after == pdf_before
    draft = manager.get(f"/api/v1/reports/{version['report_id']}/draft").json()
    assert "Between 10\N{NO-BREAK SPACE}% and 20\N{NO-BREAK SPACE}%" in draft["html"]


def test_the_content_hash_is_that_of_the_stored_numbers(version: dict[str, Any], seeded: Database) -> None:
    with seeded.reading() as session:
        text = store.get_content(session, version["id"])
    assert hashlib.sha256(text.encode()).hexdigest() == version["content_sha256"]
    coverage, chart, plan = read_content(text).figures
    assert coverage.kind == "coverage"
    assert chart.kind == "map"
    assert plan.kind == "milestones"
    assert (coverage.population, coverage.run) == (100.0, chart.run)


def test_a_newer_run_with_the_same_result_leaves_a_figure_current(
    version: dict[str, Any], reviewer_susa: TestClient, assess: Callable[..., str]
) -> None:
    run_sha256 = reviewer_susa.get(f"/api/v1/versions/{version['id']}").json()["figures"][0]["run_sha256"]
    assess(run_sha256)
    figures = reviewer_susa.get(f"/api/v1/versions/{version['id']}").json()["figures"]
    assert not figures[0]["stale"]


def test_a_version_in_review_or_without_change_is_not_submitted_again(
    version: dict[str, Any], manager: TestClient, reviewer_susa: TestClient
) -> None:
    path = f"/api/v1/reports/{version['report_id']}"
    assert manager.post(f"{path}/versions").status_code == 409
    body = {"verdict": "revise", "reasoning": "More.", "content_sha256": version["content_sha256"]}
    decided = reviewer_susa.post(
        f"/api/v1/versions/{version['id']}/decisions", json=body, headers={"If-Match": '"1"'}
    )
    assert decided.status_code == 201, decided.text
    unchanged = manager.post(f"{path}/versions")
    assert unchanged.status_code == 409
    assert "Nothing has changed" in unchanged.json()["detail"]
    manager.put(f"{path}/draft", json={"source": "## Better"}, headers={"If-Match": '"1"'})
    second = manager.post(f"{path}/versions")
    assert (second.status_code, second.json()["number"]) == (201, 2)
    summary = manager.get(path).json()
    assert (summary["newest_version_number"], summary["newest_version_state"]) == (2, "in_review")
    listed = manager.get(f"{path}/versions").json()["items"]
    assert [(item["number"], item["state"]) for item in listed] == [(2, "in_review"), (1, "revise")]


def test_the_pdf_is_asked_for_once(version: dict[str, Any], reviewer_susa: TestClient) -> None:
    path = f"/api/v1/versions/{version['id']}/pdf"
    first = reviewer_susa.get(path)
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert first.headers["Content-Disposition"].endswith('-1.pdf"')
    assert reviewer_susa.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_text_that_no_font_covers_is_refused_before_anything_is_stored(
    new_report: NewReport, manager: TestClient
) -> None:
    report_id = new_report("## Amulet \U0001f9ff")
    refused = manager.post(f"/api/v1/reports/{report_id}/versions")
    assert refused.status_code == 422, refused.text
    assert "\U0001f9ff" in refused.json()["detail"]
    assert manager.get(f"/api/v1/reports/{report_id}/versions").json()["total"] == 0
