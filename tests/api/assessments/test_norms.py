"""Norms of a run over HTTP: in its diagnostics, in its provenance, with the study's own limits."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboards.i18n import LANGUAGES, Translator
from dashboards.norms import norm_remarks, norm_table, standards_of
from studies.schema import StudyDefinition
from studies.standards import read_standards
from tracker.services import engine


def test_a_run_tells_of_each_requirement_how_far_the_streets_meet_it(
    assessed: dict[str, Any], sao_paulo: StudyDefinition
) -> None:
    (norm,) = assessed["diagnostics"]["standards"]
    assert [norm["key"]] == sao_paulo.analyses[0].standards == ["nbr_9050"]
    assert [rule["key"] for rule in norm["requirements"]] == list(read_standards()["nbr_9050"].rules)
    for rule in norm["requirements"]:
        assert rule["clause"]
        assert rule["source"]
        shares = [rule[f"{state}_share"] for state in ("meets", "fails", "unknown")]
        if rule["concerned_m"]:
            assert sum(shares) == pytest.approx(1, abs=1e-5)
        else:
            assert shares == [None, None, None]
    unsure = {rule["key"] for rule in norm["requirements"] if rule["to_be_confirmed"]}
    assert "kerb_lip" in unsure
    assert "free_width" not in unsure


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_window_makes_a_table_of_what_the_api_sends(assessed: dict[str, Any], language: str) -> None:
    (norm,) = standards_of(assessed["diagnostics"])
    table = norm_table(Translator(language), norm)
    assert len(table.rows) == len(norm["requirements"])
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert len(norm_remarks(Translator(language), norm)) == 2


def test_the_norms_are_part_of_what_a_run_was_made_of(
    manager: TestClient, assessed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    parameters = assessed["provenance"]["parameters"]
    assert parameters["standards"] == ["nbr_9050"]
    assert parameters["standards_sha256"] == engine.standards_sha256(["nbr_9050"], {})
    assert assessed["stale_reasons"] == []
    monkeypatch.setattr(engine, "standards_sha256", lambda *_: "0" * 64)
    found = manager.get(f"/api/v1/assessments/{assessed['id']}").json()
    assert found["stale_reasons"] == ["The standards have changed since this run."]


def test_a_study_s_own_limits_come_before_those_shipped() -> None:
    shipped = read_standards()["nbr_9050"]
    rule = shipped.rules["free_width"]
    wider = rule.model_copy(update={"limit": rule.limit.model_copy(update={"value": 1.5})})
    own = {"nbr_9050": shipped.model_copy(update={"rules": {**shipped.rules, "free_width": wider}})}
    chosen = engine.find_standards(["nbr_9050"], own)
    assert chosen["nbr_9050"].rules["free_width"].limit.value == 1.5
    assert engine.standards_sha256(["nbr_9050"], own) != engine.standards_sha256(["nbr_9050"], {})
    assert engine.standards_sha256([], own) == engine.standards_sha256(["gone"], own) == ""
