"""The rules of the workflows by hand: quorums, conflicts, time limits, hashes, several faults at once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tracker.record.workflow_cases import GOOD, MOVE, NEW, OLD, REQUEST, TODAY, TOMORROW, VERSION
from tracker.record.workflows.candidacy import (
    CANDIDACY,
    CandidacyFacts,
    CriterionScore,
    every_criterion_is_scored_by_the_quorum,
)
from tracker.record.workflows.deliverables import DELIVERABLE
from tracker.record.workflows.engagement import ENGAGEMENT, IATI_STATUS, EngagementFacts, OwedDeliverable
from tracker.record.workflows.gates import GATE, ConditionOfGate, GateFacts
from tracker.record.workflows.indicators import INDICATOR_UPDATE, IndicatorUpdateFacts
from tracker.record.workflows.machine import Workflow, act, faults
from tracker.record.workflows.milestones import BASELINE_CHANGE, MILESTONE, MilestoneFacts
from tracker.record.workflows.pictures import states_page
from tracker.record.workflows.pilots import PILOT, PilotFacts, PilotIndicator
from tracker.record.workflows.recommendations import RECOMMENDATION, response_due_on, response_status
from tracker.record.workflows.registry import WORKFLOWS

REPOSITORY = Path(__file__).resolve().parents[4]
CANDIDATE: CandidacyFacts = GOOD["candidacy"]


def pointers(found: list[tuple[str, str]]) -> list[str]:
    return [pointer for pointer, _ in found]


def test_a_judge_who_scores_twice_counts_once() -> None:
    twice = replace(CANDIDATE, scores=(CriterionScore("fit", "eve", "NIA"),) * 2)
    assert every_criterion_is_scored_by_the_quorum(twice, REQUEST) == [
        ("/scores/fit", "1 of 2 judges without a conflict of interest have scored 'fit'.")
    ]


def test_scores_of_the_applicant_and_of_judges_with_a_conflict_do_not_count() -> None:
    scores = (
        CriterionScore("fit", "eve", "NIA"),
        CriterionScore("fit", "kim", "SUSA"),
        CriterionScore("fit", "luz", "Lima"),
    )
    conflicted = replace(CANDIDATE, scores=scores, conflicted_ids=frozenset({"kim"}))
    assert pointers(faults(CANDIDACY, "shortlisted", "select", conflicted, REQUEST)) == ["/scores/fit"]
    assert faults(CANDIDACY, "shortlisted", "select", replace(conflicted, quorum=1), REQUEST) == []


def test_neither_a_quorum_of_zero_nor_an_edition_without_criteria_is_a_way_round_the_scores() -> None:
    unscored = replace(CANDIDATE, scores=(), quorum=0)
    assert pointers(faults(CANDIDACY, "shortlisted", "select", unscored, REQUEST)) == ["/scores/fit"]
    aimless = replace(CANDIDATE, criteria=())
    assert pointers(faults(CANDIDACY, "shortlisted", "select", aimless, REQUEST)) == ["/criteria"]


def test_a_selection_without_scores_or_decision_by_the_applicant_lists_all_three_faults() -> None:
    bare = replace(CANDIDATE, scores=(), decision=None)
    request = replace(REQUEST, organisation="Lima")
    found = faults(CANDIDACY, "shortlisted", "select", bare, request)
    assert pointers(found) == ["/scores/fit", "/decision", ""]


def test_a_decision_of_tomorrow_selects_nobody_today() -> None:
    assert CANDIDATE.decision is not None
    early = replace(CANDIDATE, decision=replace(CANDIDATE.decision, decided_on=TOMORROW))
    assert pointers(faults(CANDIDACY, "shortlisted", "select", early, REQUEST)) == ["/decision/decided_on"]


def test_an_engagement_is_completed_only_when_each_obligatory_deliverable_is_accepted_or_waived() -> None:
    owed = tuple(OwedDeliverable(state, state) for state in DELIVERABLE.states)
    found = faults(ENGAGEMENT, "running", "complete", EngagementFacts(deliverables=owed), REQUEST)
    left = {"planned", "in_preparation", "submitted", "in_review", "changes_requested"}
    # the waived one carries no reason
    assert {pointer.removeprefix("/deliverables/") for pointer in pointers(found)} == left | {"waived"}
    optional = tuple(replace(deliverable, is_obligatory=False) for deliverable in owed)
    assert faults(ENGAGEMENT, "running", "complete", EngagementFacts(deliverables=optional), REQUEST) == []


@pytest.mark.parametrize("state", ["proposed", "agreed", "running"])
def test_a_suspended_engagement_resumes_where_it_was(state: str) -> None:
    assert act(ENGAGEMENT, state, "suspend", EngagementFacts(), REQUEST) == "suspended"
    assert act(ENGAGEMENT, "suspended", "resume", EngagementFacts(state_before=state), REQUEST) == state


def test_every_state_of_an_engagement_has_its_code_of_the_iati_list() -> None:
    assert set(IATI_STATUS) == set(ENGAGEMENT.states)
    assert set(IATI_STATUS.values()) == set("123456")


def test_stages_may_overlap_since_a_gate_asks_only_for_its_own_facts() -> None:
    assert set(GateFacts.__dataclass_fields__) == {"conditions", "opened_by_id", "opened_organisation"}
    assert act(GATE, "not_started", "start", GateFacts(), REQUEST) == "active"


def test_a_conditional_pass_names_each_condition_that_lacks_an_owner_or_a_date_to_come() -> None:
    conditions = (
        ConditionOfGate(1, "open", "", None),
        ConditionOfGate(2, "open", "SMPED", date(2026, 3, 1)),
        ConditionOfGate(3, "open", "SMPED", TODAY),
        ConditionOfGate(4, "met", "", None),
    )
    found = faults(GATE, "gate_open", "pass_with_conditions", GateFacts(conditions=conditions), REQUEST)
    assert pointers(found) == ["/conditions/1/owner", "/conditions/1/due_on", "/conditions/2/due_on"]


def test_a_milestone_achieved_tomorrow_without_proof_or_the_city_lists_every_fault() -> None:
    facts = MilestoneFacts(baseline_date=TODAY, needs_city=True, city_organisations=frozenset({"SMPED"}))
    request = replace(REQUEST, actual_date=TOMORROW, evidence=(), reason="")
    found = faults(MILESTONE, "planned", "achieve", facts, request)
    assert pointers(found) == ["/evidence", "/actual_date", "/confirmation", "/reason"]


def test_a_milestone_of_this_morning_in_seoul_is_not_in_the_future() -> None:
    # 3 March, 8:30 in Seoul, is still 2 March in UTC
    moment = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    seoul = moment.astimezone(timezone(timedelta(hours=9)))
    facts = MilestoneFacts(baseline_date=TOMORROW)
    request = replace(REQUEST, actual_date=TOMORROW)
    assert faults(MILESTONE, "planned", "achieve", facts, replace(request, at=seoul)) == []
    assert pointers(faults(MILESTONE, "planned", "achieve", facts, replace(request, at=moment))) == [
        "/actual_date"
    ]


def test_a_recorded_reason_of_a_slip_need_not_be_said_again() -> None:
    late = MilestoneFacts(baseline_date=date(2026, 2, 1), slip_reason="elections")
    assert faults(MILESTONE, "planned", "forecast", late, replace(REQUEST, reason="")) == []


def test_due_and_late_are_computed_and_not_declared() -> None:
    facts = MilestoneFacts(baseline_date=date(2026, 3, 31))
    # due within 30 days: 31 March is 30 days after 1 March and 31 after 28 February
    assert facts.status("planned", actual_date=None, today=date(2026, 2, 28)) == "planned"
    assert facts.status("planned", actual_date=None, today=date(2026, 3, 1)) == "due"
    assert facts.status("planned", actual_date=None, today=date(2026, 4, 1)) == "late"
    assert facts.status("waived", actual_date=None, today=date(2026, 4, 1)) == "waived"


def test_a_change_of_baseline_moves_all_its_dates_or_none() -> None:
    moves = (MOVE, replace(MOVE, milestone="final", current_date=TODAY, milestone_state="missed"))
    facts = replace(GOOD["baseline_change"], moves=moves)
    assert pointers(faults(BASELINE_CHANGE, "requested", "approve", facts, REQUEST)) == [
        "/moves/1",
        "/moves/1/old_date",
    ]
    empty = replace(facts, moves=())
    assert pointers(faults(BASELINE_CHANGE, None, "request", empty, REQUEST)) == ["/moves"]


def test_acceptance_is_of_one_hash_and_a_newer_version_needs_its_own() -> None:
    both = replace(GOOD["deliverable"], versions=(VERSION, replace(VERSION, number=3, content_sha256=OLD)))
    assert pointers(faults(DELIVERABLE, "in_review", "accept", both, REQUEST)) == ["/content_sha256"]
    assert act(DELIVERABLE, "in_review", "accept", both, replace(REQUEST, content_sha256=OLD)) == "accepted"
    assert faults(DELIVERABLE, "accepted", "publish", both, replace(REQUEST, content_sha256=NEW)) == []


def test_a_deliverable_without_a_version_is_neither_accepted_nor_published() -> None:
    bare = replace(GOOD["deliverable"], versions=(), accepted_sha256=None)
    assert pointers(faults(DELIVERABLE, "in_review", "accept", bare, REQUEST)) == ["/versions"]
    assert pointers(faults(DELIVERABLE, "accepted", "publish", bare, REQUEST)) == ["/accepted"]


def test_who_submitted_does_not_decide_nor_does_their_firm() -> None:
    facts = GOOD["deliverable"]
    same = replace(REQUEST, actor_id="bob")
    firm = replace(REQUEST, organisation="Consultant")
    for request in (same, firm):
        assert pointers(faults(DELIVERABLE, "in_review", "accept", facts, request)) == [""]


@pytest.mark.parametrize(
    ("workflow", "state", "move", "asked_by"),
    [
        (GATE, "gate_open", "pass", "opened_organisation"),
        (BASELINE_CHANGE, "requested", "approve", "requested_organisation"),
        (PILOT, "scoped", "decide_go", "proposed_organisation"),
    ],
)
def test_who_asks_for_a_decision_does_not_take_it_nor_does_their_firm(
    workflow: Workflow[Any], state: str, move: str, asked_by: str
) -> None:
    asked: dict[str, Any] = {asked_by: "SUSA"}
    facts = replace(GOOD[workflow.kind], **asked)
    assert pointers(faults(workflow, state, move, facts, REQUEST)) == [""]
    other = replace(REQUEST, organisation="NIA")
    assert faults(workflow, state, move, facts, other) == []
    # what a definition brought was asked for by nobody, and nobody is no organisation
    nobody = replace(REQUEST, organisation="")
    assert faults(workflow, state, move, GOOD[workflow.kind], nobody) == []


def test_a_response_is_due_within_28_days() -> None:
    # 2 March and 28 days is 30 March
    due = response_due_on(date(2026, 3, 2))
    assert due == date(2026, 3, 30)
    assert response_status("issued", due_on=due, today=due) == "awaited"
    assert response_status("issued", due_on=due, today=date(2026, 3, 31)) == "overdue"
    assert response_status("issued", due_on=None, today=date(2030, 1, 1)) == "awaited"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", "not_due"),
        ("superseded", "not_due"),
        ("overtaken", "not_due"),
        ("partly_accepted", "given"),
        ("rejected", "given"),
        ("implemented", "given"),
    ],
)
def test_a_response_is_owed_only_by_what_was_issued(state: str, expected: str) -> None:
    assert response_status(state, due_on=TODAY, today=TOMORROW) == expected


def test_a_recommendation_of_a_draft_interim_report_lists_both_faults() -> None:
    facts = replace(GOOD["recommendation"], from_final=False, source_state="in_review")
    assert pointers(faults(RECOMMENDATION, "draft", "issue", facts, REQUEST)) == [
        "/deliverable",
        "/deliverable/state",
    ]


@pytest.mark.parametrize("successor", ["r1", "r9"])
def test_a_recommendation_is_superseded_neither_by_itself_nor_by_a_stranger(successor: str) -> None:
    request = replace(REQUEST, successor_id=successor)
    found = faults(RECOMMENDATION, "issued", "supersede", GOOD["recommendation"], request)
    assert pointers(found) == ["/successor_id"]


def test_nothing_is_implemented_by_cancelling_every_action() -> None:
    facts = replace(GOOD["recommendation"], actions={"cancelled": 3})
    assert pointers(faults(RECOMMENDATION, "in_action", "implement", facts, REQUEST)) == ["/actions"]


def test_a_pilot_with_nothing_but_a_name_lists_every_reason_against_a_go() -> None:
    bare = PilotFacts(indicators=(PilotIndicator("visits", has_baseline=False),))
    found = faults(PILOT, "scoped", "decide_go", bare, REQUEST)
    assert pointers(found) == [
        "/recommendations",
        "/indicators/visits",
        "/running_cost_owner",
        "/sustainability_plan",
    ]
    assert "/indicators" in pointers(faults(PILOT, "scoped", "decide_go", PilotFacts(), REQUEST))


def test_what_the_go_rested_on_is_asked_for_again_at_the_start() -> None:
    gone = replace(GOOD["pilot"], sustainability_plan="")
    assert pointers(faults(PILOT, "go", "start", gone, REQUEST)) == ["/sustainability_plan"]


def test_an_update_is_approved_by_nobody_who_had_a_hand_in_it_even_under_another_hat() -> None:
    facts = IndicatorUpdateFacts(
        has_value=True, author_ids=frozenset({"ann"}), author_organisations=frozenset({"Lima"})
    )
    assert pointers(faults(INDICATOR_UPDATE, "pending", "approve", facts, REQUEST)) == [""]
    assert act(INDICATOR_UPDATE, "pending", "approve", facts, replace(REQUEST, actor_id="eve")) == "approved"


def test_the_page_of_states_is_current() -> None:
    page = (REPOSITORY / "docs" / "record" / "states.md").read_text()
    assert page == states_page(WORKFLOWS.values())


def test_the_page_draws_every_state_and_every_move_of_every_kind() -> None:
    page = states_page(WORKFLOWS.values())
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    assert len(sections) == len(WORKFLOWS)
    for workflow, section in zip(WORKFLOWS.values(), sections, strict=True):
        arrows = re.findall(r"^    (\S+) --> (\w+) : (.+)$", section, flags=re.MULTILINE)
        drawn = {(source, target, word) for source, target, names in arrows for word in names.split(", ")}
        expected = {
            (source, target, move.name.replace("_", " "))
            for move in workflow.moves
            for source in move.sources
            for target in move.targets
        }
        assert drawn == expected | {("[*]", workflow.initial, workflow.begin.name.replace("_", " "))}
        assert set(re.findall(r"^    (\w+) : ", section, flags=re.MULTILINE)) == set(workflow.states)
