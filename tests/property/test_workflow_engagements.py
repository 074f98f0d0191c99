"""Candidacies, and engagements with their deliverables and flags, driven at random against a plain model."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant

from tests.property.workflow_model import (
    ATTEMPTS,
    PEOPLE,
    PICKS,
    WHO,
    WORLD,
    Attempt,
    World,
    happens,
    helpful,
)
from tracker.record.workflows.candidacy import CandidacyFacts, CommitteeDecision, CriterionScore
from tracker.record.workflows.deliverables import DeliverableFacts, DeliveredVersion
from tracker.record.workflows.engagement import Agreement, EngagementFacts, OwedDeliverable
from tracker.record.workflows.flags import ConsistencyFlagFacts

CRITERIA = ("budget", "fit")
QUORUM = 2
OUTCOMES = {"select": "selected", "put_in_reserve": "reserve", "not_select": "not_selected"}


class CandidacyWorld(World):
    """Lima's candidacy: judges score, conflicts come out, a committee decides, people move it on."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "received"
        self.judges: dict[str, set[str]] = {criterion: set() for criterion in CRITERIA}
        self.conflicted: set[str] = set()
        self.decision: tuple[Any, int, list[str]] | None = None
        self.engaged = False

    @happens(criterion=st.sampled_from(CRITERIA), judge=PEOPLE)
    def somebody_scores(self, criterion: str, judge: str) -> None:
        self.judges[criterion].add(judge)

    @happens()
    def the_jury_scores(self) -> None:
        for judges in self.judges.values():
            judges |= {"ann", "bob", "cho"}

    @happens(when=lambda self: not self.conflicted, who=PEOPLE)
    def a_conflict_comes_out(self, who: str) -> None:
        self.conflicted.add(who)

    @happens()
    def a_conflict_is_settled(self) -> None:
        self.conflicted.clear()

    @happens(
        outcome=st.sampled_from(sorted(OUTCOMES.values())),
        day=st.sampled_from([0, -3, 1]),
        members=st.lists(PEOPLE, max_size=2),
    )
    def the_committee_decides(self, outcome: str, day: int, members: list[str]) -> None:
        self.decision = (outcome, day, members)

    @happens(when=lambda self: self.state == "selected")
    def an_engagement_comes_of_it(self) -> None:
        self.engaged = True

    def holds(self, move: str, attempt: Attempt) -> bool:
        if move == "withdraw":
            return attempt.says_why and not self.engaged
        if attempt.who in self.conflicted or attempt.organisation == "Lima":
            return False
        if move in {"find_ineligible", "reconsider", "not_select"} and not attempt.says_why:
            return False
        # luz is the applicant's own
        fair = [judges - self.conflicted - {"luz"} for judges in self.judges.values()]
        if move in {"select", "put_in_reserve"} and min(map(len, fair)) < QUORUM:
            return False
        if move in OUTCOMES:
            outcome, day, members = self.decision or ("", 0, [])
            return outcome == OUTCOMES[move] and day <= 0 and self.conflicted.isdisjoint(members)
        return True

    @happens(often=3, pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_it(self, pick: int, attempt: Attempt) -> None:
        self.move(self.choose("candidacy", self.state, pick), attempt)

    @happens(outcome=st.sampled_from(sorted(OUTCOMES)), is_scored=st.booleans())
    def everything_goes_its_way(self, outcome: str, is_scored: bool) -> None:
        if is_scored:
            self.the_jury_scores()
        self.the_committee_decides(OUTCOMES[outcome], 0, ["cho"])
        for move in ("find_eligible", "shortlist"):
            self.move(move, helpful("cho"))

    @happens(when=lambda self: self.state in {"selected", "not_selected", "withdrawn"})
    def the_next_edition_comes(self) -> None:
        self.state, self.engaged = "received", False
        self.judges = {criterion: set() for criterion in CRITERIA}

    def move(self, move: str, attempt: Attempt) -> None:
        decision = None
        if self.decision is not None:
            outcome, offset, members = self.decision
            day = self.day(offset)
            assert day is not None
            decision = CommitteeDecision(outcome, day, tuple(members))
        facts = CandidacyFacts(
            applicant="Lima",
            criteria=CRITERIA,
            quorum=QUORUM,
            scores=tuple(
                CriterionScore(criterion, judge, WHO[judge])
                for criterion, judges in self.judges.items()
                for judge in sorted(judges)
            ),
            conflicted_ids=frozenset(self.conflicted),
            decision=decision,
            has_engagement=self.engaged,
        )
        holds = self.holds(move, attempt)
        request = attempt.request(self.today)
        self.state = self.attempt("candidacy", self.state, move, facts, request, holds=holds) or self.state


class Paper:
    """A deliverable as the model knows it."""

    def __init__(self, *, obligatory: bool) -> None:
        self.obligatory = obligatory
        self.state = "planned"
        self.submitted: list[tuple[str, str, str]] = []
        self.accepted: str | None = None
        self.accepted_by = ""
        self.waived_because = ""
        self.flag: str | None = None
        self.contradicts = False

    def said(self, text: str | None) -> str | None:
        """Give the hash that somebody means: a new one, or one of those that exist."""
        if text == "new":
            return format(len(self.submitted) + 1, "064x")
        if text in {"newest", "older"} and self.submitted:
            return self.submitted[-1 if text == "newest" else 0][0]
        return {"accepted": self.accepted, "bad": "ABC"}.get(text or "")


class EngagementWorld(World):
    """An engagement with deliverables: papers are filed, versions come and go, checks raise flags."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "proposed"
        self.before: str | None = None
        self.memorandum: bool | None = True
        self.focal_point = "Luz"
        self.papers: list[Paper] = []

    @initialize(obligatory=st.lists(st.booleans(), min_size=1, max_size=2))
    def deliverables_are_agreed(self, obligatory: list[bool]) -> None:
        self.papers = [Paper(obligatory=flag) for flag in obligatory]

    @happens(on_file=st.sampled_from([True, True, False]), name=st.sampled_from(["Luz", "Luz", " "]))
    def papers_arrive(self, on_file: bool, name: str) -> None:
        self.memorandum, self.focal_point = on_file, name

    @happens(often=3, pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_the_engagement(self, pick: int, attempt: Attempt) -> None:
        self.move(self.choose("engagement", self.state, pick), attempt)

    def move(self, move: str, attempt: Attempt) -> None:
        needs_why = move in {"reopen", "suspend", "cancel"}
        holds = attempt.says_why or not needs_why
        if move == "agree":
            holds = self.memorandum is True and self.focal_point == "Luz"
        if move in {"complete", "close"}:
            holds = not self.owed()
        facts = EngagementFacts(
            agreements=() if self.memorandum is None else (Agreement("memorandum", self.memorandum),),
            focal_point=self.focal_point,
            deliverables=tuple(
                OwedDeliverable(str(place), paper.state, paper.obligatory, paper.waived_because)
                for place, paper in enumerate(self.papers)
            ),
            state_before=self.before,
        )
        after = self.attempt("engagement", self.state, move, facts, attempt.request(self.today), holds=holds)
        if after is not None:
            self.before = self.state if move == "suspend" else None
            self.state = after

    def owed(self) -> list[Paper]:
        done = {"accepted", "published", "withheld"}
        return [
            paper
            for paper in self.papers
            if paper.obligatory
            and paper.state not in done
            and not (paper.state == "waived" and paper.waived_because == "because")
        ]

    def facts_of(self, paper: Paper) -> DeliverableFacts:
        return DeliverableFacts(
            versions=tuple(
                DeliveredVersion(number, *version) for number, version in enumerate(paper.submitted, start=1)
            ),
            accepted_sha256=paper.accepted,
            blocking_rules=("population",) if paper.flag == "raised" else (),
            engagement_state=self.state,
        )

    def deliverable_holds(self, paper: Paper, move: str, attempt: Attempt, said: str | None) -> bool:
        if move in {"request_changes", "withhold", "waive", "reopen"} and not attempt.says_why:
            return False
        if move in {"plan", "reopen"}:
            return self.state not in {"completed", "closed", "cancelled"}
        if move == "submit":
            fresh = said is not None and said not in [version[0] for version in paper.submitted]
            return fresh and attempt.text != "bad" and paper.flag != "raised"
        if move == "publish":
            return said is not None and said == paper.accepted
        if move in {"open_review", "request_changes", "accept"}:
            text, who, organisation = paper.submitted[-1] if paper.submitted else ("", "", "")
            own = attempt.who == who or attempt.organisation == organisation
            return said == text and (move == "open_review" or not own)
        return True

    @happens(often=3, place=st.integers(0, 2), pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_a_deliverable(self, place: int, pick: int, attempt: Attempt) -> None:
        paper = self.papers[place % len(self.papers)]
        self.move_deliverable(paper, self.choose("deliverable", paper.state, pick), attempt)

    @happens(place=st.integers(0, 2))
    def everything_goes_its_way(self, place: int) -> None:
        for move in ("agree", "start"):
            self.move(move, helpful("ann"))
        for move in ("prepare", "submit", "open_review", "accept"):
            who = "bob" if move == "submit" else "cho"
            self.move_deliverable(self.papers[place % len(self.papers)], move, helpful(who))

    @happens(when=lambda self: self.state in {"closed", "cancelled"})
    def another_engagement_comes_up(self) -> None:
        self.state, self.before, self.papers = "proposed", None, [Paper(obligatory=True)]

    def move_deliverable(self, paper: Paper, move: str, attempt: Attempt) -> None:
        said = paper.said({"submit": "new", "publish": "accepted"}.get(move, "newest"))
        if attempt.text != "right":
            said = paper.said(attempt.text)
        holds = self.deliverable_holds(paper, move, attempt, said)
        request = attempt.request(self.today, content_sha256=said)
        after = self.attempt("deliverable", paper.state, move, self.facts_of(paper), request, holds=holds)
        if after is None:
            return
        paper.state = after
        if move == "submit":
            assert said is not None
            paper.submitted.append((said, attempt.who, attempt.organisation))
        if move == "accept":
            paper.accepted, paper.accepted_by = said, attempt.organisation
        if move == "reopen":
            paper.accepted, paper.accepted_by, paper.waived_because = None, "", ""
        if move == "waive":
            paper.waived_because = "because"

    @happens(when=lambda self: len(self.papers) < 3, obligatory=st.booleans(), attempt=ATTEMPTS)
    def somebody_plans_another(self, obligatory: bool, attempt: Attempt) -> None:
        paper = Paper(obligatory=obligatory)
        holds = self.deliverable_holds(paper, "plan", attempt, None)
        request = attempt.request(self.today)
        if self.attempt("deliverable", None, "plan", self.facts_of(paper), request, holds=holds):
            self.papers.append(paper)

    @happens(often=2, place=st.integers(0, 2), contradicts=st.sampled_from([True, True, False]))
    def the_check_looks_again(self, place: int, contradicts: bool) -> None:
        self.papers[place % len(self.papers)].contradicts = contradicts

    @happens(often=3, place=st.integers(0, 2), pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_a_flag(self, place: int, pick: int, attempt: Attempt) -> None:
        paper = self.papers[place % len(self.papers)]
        move = self.choose("consistency_flag", paper.flag, pick)
        holds = {
            "raise": paper.contradicts,
            "justify": attempt.says_why,
            "clear": not paper.contradicts,
            "raise_again": attempt.says_why and paper.contradicts,
        }[move]
        facts = ConsistencyFlagFacts(is_found=paper.contradicts)
        after = self.attempt(
            "consistency_flag", paper.flag, move, facts, attempt.request(self.today), holds=holds
        )
        paper.flag = after or paper.flag

    @invariant()
    def nothing_is_completed_while_something_is_owed(self) -> None:
        assert self.state not in {"completed", "closed"} or self.owed() == []

    @invariant()
    def what_is_accepted_is_the_newest_hash_and_judged_by_another_organisation(self) -> None:
        for paper in self.papers:
            if paper.state in {"accepted", "published", "withheld"}:
                assert paper.accepted == paper.submitted[-1][0]
                assert paper.accepted_by != paper.submitted[-1][2]


CandidacyWorld.TestCase.settings = WORLD
EngagementWorld.TestCase.settings = WORLD
TestCandidacy = CandidacyWorld.TestCase
TestEngagement = EngagementWorld.TestCase
