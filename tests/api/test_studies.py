"""Studies over HTTP: who sees which, the portfolio, one study in full."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from studies.schema import StudyDefinition

STUDIES = "/api/v1/studies"


def slugs(client: TestClient) -> list[str]:
    return [item["slug"] for item in client.get(STUDIES).json()["items"]]


@pytest.mark.parametrize("address", [STUDIES, f"{STUDIES}/sao_paulo_asnm"])
def test_nobody_reads_without_signing_in(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 401


def test_each_role_sees_its_own_studies_only(
    manager: TestClient,
    administrator: TestClient,
    partner_sao_paulo: TestClient,
    reviewer_nia: TestClient,
) -> None:
    assert slugs(manager) == ["lima_smart_tourism", "sao_paulo_asnm"]
    assert slugs(administrator) == ["lima_smart_tourism", "sao_paulo_asnm"]
    assert slugs(partner_sao_paulo) == ["sao_paulo_asnm"]
    assert slugs(reviewer_nia) == ["lima_smart_tourism"]


def test_another_citys_study_answers_as_a_missing_one(partner_lima: TestClient) -> None:
    hidden = partner_lima.get(f"{STUDIES}/sao_paulo_asnm")
    missing = partner_lima.get(f"{STUDIES}/no_such_study")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json()["detail"] == missing.json()["detail"]


def test_a_missing_study_is_missing_for_the_administrator(administrator: TestClient) -> None:
    assert administrator.get(f"{STUDIES}/no_such_study").status_code == 404


def test_the_portfolio_counts_milestones_and_gives_a_reason_for_each_slip(
    manager: TestClient, definitions: list[StudyDefinition]
) -> None:
    for item, definition in zip(manager.get(STUDIES).json()["items"], definitions, strict=True):
        assert item["milestones_total"] == len(definition.milestones)
        achieved = sum(milestone.state == "achieved" for milestone in definition.milestones)
        assert item["milestones_achieved"] == achieved
        slips = [late["slip_days"] for late in item["late"]]
        assert slips == sorted(slips, reverse=True)
        assert all(slip > 0 for slip in slips)
        assert item["illustrative"] is True


def test_one_study_carries_its_whole_definition(
    manager: TestClient, definitions: list[StudyDefinition]
) -> None:
    definition = next(found for found in definitions if found.slug == "sao_paulo_asnm")
    study = manager.get(f"{STUDIES}/sao_paulo_asnm").json()
    assert study["definition_sha256"] == definition.sha256
    assert study["question"] == definition.question
    assert [party["key"] for party in study["parties"]] == [party.key for party in definition.parties]
    assert [stage["key"] for stage in study["stages"]] == [stage.key for stage in definition.stages]
    assert len(study["deliverables"]) == len(definition.deliverables)
    assert len(study["indicators"]) == len(definition.indicators)
    assert len(study["parameters"]) == len(definition.parameters)
    assert [found["key"] for found in study["analyses"]] == [found.key for found in definition.analyses]
