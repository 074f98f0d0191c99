"""Facts and requests that let every move of a kind pass, and for each guard a way to spoil what it guards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tracker.record.workflows.candidacy import CandidacyFacts, CommitteeDecision, CriterionScore, Outcome
from tracker.record.workflows.deliverables import DeliverableFacts, DeliveredVersion
from tracker.record.workflows.engagement import Agreement, EngagementFacts, OwedDeliverable
from tracker.record.workflows.flags import ConsistencyFlagFacts
from tracker.record.workflows.gates import ConditionOfGate, GateConditionFacts, GateFacts
from tracker.record.workflows.indicators import IndicatorUpdateFacts
from tracker.record.workflows.milestones import BaselineChangeFacts, BaselineMove, MilestoneFacts
from tracker.record.workflows.pilots import PilotFacts, PilotIndicator
from tracker.record.workflows.recommendations import FollowUpActionFacts, RecommendationFacts
from tracker.record.workflows.request import Evidence, Request

TODAY = date(2026, 3, 2)
TOMORROW = date(2026, 3, 3)
NEW, OLD = "a" * 64, "b" * 64

REQUEST = Request(
    actor_id="ann",
    organisation="SUSA",
    at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    reason="because",
    evidence=(Evidence("minutes", "of 27 February"),),
    actual_date=TODAY,
    forecast_date=TODAY,
    baseline_date=TODAY,
    content_sha256=NEW,
    successor_id="r2",
)
DECISION = CommitteeDecision("selected", TODAY, ("eve",))
VERSION = DeliveredVersion(2, NEW, "bob", "Consultant")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
MOVE = BaselineMove(milestone="interim", old_date=MAY, new_date=JUNE, current_date=MAY)
CONDITION = ConditionOfGate(1, "open", "SMPED", TOMORROW)

GOOD: dict[str, Any] = {
    "candidacy": CandidacyFacts(
        applicant="Lima",
        criteria=("fit",),
        quorum=2,
        scores=(CriterionScore("fit", "eve", "NIA"), CriterionScore("fit", "ida", "SUSA")),
        decision=DECISION,
    ),
    "engagement": EngagementFacts(
        agreements=(Agreement("memorandum", is_on_file=True),),
        focal_point="Silvia",
        deliverables=(
            OwedDeliverable("final", "accepted"),
            OwedDeliverable("map", "waived", waiver_reason="no map"),
        ),
        state_before="running",
    ),
    "gate": GateFacts(opened_by_id="bob"),
    "gate_condition": GateConditionFacts(text="survey", owner="SMPED", due_on=TODAY),
    "milestone": MilestoneFacts(
        baseline_date=TODAY, needs_city=True, city_organisations=frozenset({"SMPED"}), confirmed_by="SMPED"
    ),
    "baseline_change": BaselineChangeFacts(requested_by_id="bob", reason="flood", moves=(MOVE,)),
    "deliverable": DeliverableFacts(versions=(VERSION,), accepted_sha256=NEW),
    "recommendation": RecommendationFacts(
        id="r1",
        from_final=True,
        source_state="accepted",
        addressees=frozenset({"SUSA"}),
        actions={"done": 1, "cancelled": 1},
        successor_states={"r2": "issued"},
    ),
    "follow_up_action": FollowUpActionFacts(owner="SMPED", due_on=TODAY),
    "pilot": PilotFacts(
        recommendations={"r1": "issued", "r2": "rejected"},
        indicators=(PilotIndicator("visits", has_baseline=True),),
        running_cost_owner="Lima",
        sustainability_plan="municipal budget line",
        proposed_by_id="bob",
    ),
    "indicator_update": IndicatorUpdateFacts(
        has_value=True, author_ids=frozenset({"bob"}), author_organisations=frozenset({"Lima"})
    ),
    "consistency_flag": ConsistencyFlagFacts(),
}
# Where the moves of a kind need facts that contradict those of its other moves.
GOOD_FOR: dict[tuple[str, str], Any] = {
    ("candidacy", "put_in_reserve"): replace(
        GOOD["candidacy"], decision=replace(DECISION, outcome="reserve")
    ),
    ("candidacy", "not_select"): replace(
        GOOD["candidacy"], decision=replace(DECISION, outcome="not_selected")
    ),
    ("gate", "pass_with_conditions"): replace(GOOD["gate"], conditions=(CONDITION,)),
    ("baseline_change", "withdraw"): replace(GOOD["baseline_change"], requested_by_id="ann"),
    ("deliverable", "submit"): DeliverableFacts(versions=(replace(VERSION, content_sha256=OLD),)),
    ("consistency_flag", "clear"): ConsistencyFlagFacts(is_found=False),
}

Spoil = Callable[[Any, Request], tuple[Any, Request]]


def of_facts(**changes: Any) -> Spoil:  # noqa: ANN401 - facts of any kind
    """Make a spoiler that changes facts."""
    return lambda facts, request: (replace(facts, **changes), request)


def of_request(**changes: Any) -> Spoil:  # noqa: ANN401 - any field
    """Make a spoiler that changes the request."""
    return lambda facts, request: (facts, replace(request, **changes))


def of_moves(**changes: Any) -> Spoil:  # noqa: ANN401 - any field
    """Make a spoiler that changes the one date that a change of baseline moves."""
    return lambda facts, request: (replace(facts, moves=(replace(MOVE, **changes),)), request)


def decision_of(outcome: Outcome) -> Spoil:
    """Make a spoiler that has the committee decide otherwise."""
    return lambda facts, request: (replace(facts, decision=replace(DECISION, outcome=outcome)), request)


UNSETTLED = (Evidence("minutes", "of 27 February", is_settled=False),)

SPOILED: dict[str, Spoil] = {
    "every_criterion_is_scored_by_the_quorum": of_facts(scores=(CriterionScore("fit", "eve", "NIA"),)),
    "the_committee_selected_it": decision_of("reserve"),
    "the_committee_put_it_in_reserve": decision_of("selected"),
    "the_committee_did_not_select_it": decision_of("selected"),
    "nobody_with_a_conflict_of_interest_decided": lambda facts, request: (
        replace(
            facts,
            conflicted_ids=frozenset({"kim"}),
            decision=replace(facts.decision, member_ids=("eve", "kim")),
        ),
        request,
    ),
    "whoever_records_it_has_no_conflict_of_interest": of_facts(conflicted_ids=frozenset({"ann"})),
    "no_engagement_has_come_of_it": of_facts(has_engagement=True),
    "a_memorandum_or_terms_of_reference_are_on_file": of_facts(
        agreements=(Agreement("memorandum", is_on_file=False), Agreement("letter", is_on_file=True))
    ),
    "the_city_has_a_focal_point": of_facts(focal_point=" "),
    "every_obligatory_deliverable_is_accepted_or_waived": of_facts(
        deliverables=(OwedDeliverable("final", "in_review"),)
    ),
    "no_condition_is_open": of_facts(conditions=(CONDITION,)),
    "at_least_one_condition_is_open": of_facts(conditions=(replace(CONDITION, state="met"),)),
    "every_open_condition_has_an_owner_and_a_date": of_facts(conditions=(replace(CONDITION, owner=""),)),
    "whoever_opened_the_gate_does_not_decide": of_facts(opened_by_id="ann"),
    "the_condition_says_what_is_to_be_met": of_facts(text=""),
    "the_condition_has_an_owner_and_a_date": of_facts(due_on=None),
    "the_gate_is_being_decided": of_facts(gate_state="passed_with_conditions"),
    "the_gate_has_not_closed": of_facts(gate_state="passed"),
    "the_owner_does_not_waive_it": of_facts(owner="SUSA"),
    "the_evidence_is_settled": of_request(evidence=UNSETTLED),
    "the_actual_date_is_not_in_the_future": lambda facts, request: (
        replace(facts, baseline_date=TOMORROW),
        replace(request, actual_date=TOMORROW),
    ),
    "the_city_has_confirmed_it_where_it_must": of_facts(confirmed_by="WeGO"),
    "a_date_after_the_baseline_has_a_reason": lambda facts, request: (
        replace(facts, baseline_date=date(2026, 3, 1)),
        replace(request, reason=""),
    ),
    "the_baseline_is_not_frozen": of_facts(is_frozen=True),
    "the_change_has_a_reason": of_facts(reason=" "),
    "the_change_moves_each_milestone_once": of_facts(moves=(MOVE, MOVE)),
    "the_new_date_differs": of_moves(new_date=MOVE.old_date),
    "the_baseline_is_frozen": of_moves(is_frozen=False),
    "no_other_change_waits": of_moves(waits_elsewhere=True),
    "the_milestone_is_still_planned": of_moves(milestone_state="achieved"),
    "the_old_value_still_stands": of_moves(current_date=date(2026, 5, 2)),
    "another_person_decides": of_facts(requested_by_id="ann"),
    "only_who_asked_withdraws": of_facts(requested_by_id="bob"),
    "the_engagement_is_not_settled": of_facts(engagement_state="completed"),
    "the_hash_is_well_formed": of_request(content_sha256="a" * 63),
    "the_version_is_a_new_one": of_facts(
        versions=(replace(VERSION, number=1), replace(VERSION, content_sha256=OLD))
    ),
    "no_blocking_flag_is_raised": of_facts(blocking_rules=("population",)),
    "the_hash_is_the_newest_version": of_request(content_sha256=OLD),
    "whoever_submitted_it_does_not_decide": of_facts(versions=(replace(VERSION, organisation="SUSA"),)),
    "the_hash_is_the_accepted_one": of_request(content_sha256=OLD),
    "it_stands_in_an_accepted_final_version": of_facts(from_final=False),
    "it_says_to_whom_it_is_addressed": of_facts(addressees=frozenset()),
    "only_an_addressee_responds": of_facts(addressees=frozenset({"SMPED"})),
    "an_action_is_under_way": of_facts(actions={"open": 2, "cancelled": 1}),
    "every_action_is_done_or_cancelled": of_facts(actions={"done": 2, "in_progress": 1}),
    "its_successor_has_been_issued": of_facts(successor_states={"r2": "draft"}),
    "the_action_has_an_owner_and_a_date": of_facts(owner=""),
    "the_recommendation_was_agreed_to": of_facts(recommendation_state="rejected"),
    "it_cites_a_standing_recommendation": of_facts(recommendations={"r1": "superseded", "r2": "draft"}),
    "its_results_frame_has_a_baseline": of_facts(indicators=(PilotIndicator("visits", has_baseline=False),)),
    "somebody_owns_the_running_cost": of_facts(running_cost_owner=""),
    "it_has_a_sustainability_plan": of_facts(sustainability_plan=""),
    "whoever_proposed_it_does_not_decide": of_facts(proposed_by_id="ann"),
    "the_update_states_a_value": of_facts(has_value=False),
    "the_period_is_not_locked": of_facts(is_period_locked=True),
    "the_approver_is_of_another_organisation": of_facts(author_organisations=frozenset({"Lima", "SUSA"})),
    "somebody_reported_it": of_facts(author_organisations=frozenset()),
    "the_check_finds_it": of_facts(is_found=False),
    "the_check_no_longer_finds_it": of_facts(is_found=True),
}
