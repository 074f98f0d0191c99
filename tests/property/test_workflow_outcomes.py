"""Recommendations with actions and a pilot, and updates of an indicator, driven against a plain model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.property.workflow_model import ATTEMPTS, PICKS, WORLD, Attempt, World, happens, helpful
from tracker.record.workflows.indicators import IndicatorUpdateFacts
from tracker.record.workflows.pilots import PilotFacts, PilotIndicator
from tracker.record.workflows.recommendations import FollowUpActionFacts, RecommendationFacts

PLACES = st.integers(0, 1)
STANDS = {"issued", "accepted", "partly_accepted", "in_action", "implemented"}
ENDED = {"implemented", "overtaken", "superseded"}
AGREED = {"accepted", "partly_accepted", "in_action"}


@dataclass
class Advice:
    """A recommendation as the model knows it."""

    state: str = "draft"
    actions: list[str] = field(default_factory=list)

    def left(self) -> bool:
        return "open" in self.actions or "in_progress" in self.actions


class LineWorld(World):
    """Two recommendations of a report, what follows from them, and the pilot that cites them."""

    def __init__(self) -> None:
        super().__init__()
        self.report = ("accepted", True)
        self.addressed = True
        self.advice = [Advice(), Advice()]
        self.pilot: str | None = None
        self.proposer: tuple[str, str] | None = None
        self.cited = {0, 1}
        self.baselines = [True]
        self.owner, self.plan = "Lima", "levy"
        self.past: list[str] = []

    @happens(
        state=st.sampled_from(["accepted", "accepted", "published", "in_review"]),
        final=st.sampled_from([True, True, False]),
        addressed=st.sampled_from([True, True, False]),
    )
    def the_report_moves_on(self, state: str, final: bool, addressed: bool) -> None:
        self.report = (state, final)
        self.addressed = addressed

    @happens(often=3, place=PLACES, pick=PICKS, successor=st.sampled_from("01z"), attempt=ATTEMPTS)
    def somebody_moves_a_recommendation(
        self, place: int, pick: int, successor: str, attempt: Attempt
    ) -> None:
        move = self.choose("recommendation", self.advice[place].state, pick)
        self.move(place, move, successor, attempt)

    @happens(place=PLACES, done=st.integers(0, 2))
    def the_city_agrees_and_acts(self, place: int, done: int) -> None:
        for move in ("issue", "accept"):
            self.move(place, move, "z", helpful("luz"))
        self.open_action(place, "Lima", helpful("luz"))
        for number in range(len(self.advice[place].actions)):
            for move in ("start", "finish")[:done]:
                self.move_action(self.advice[place], number, move, helpful("luz"))

    def move(self, place: int, move: str, successor: str, attempt: Attempt) -> None:
        advice = self.advice[place]
        state, final = self.report
        responds = self.addressed and attempt.organisation == "Lima"
        other = self.advice[1 - place].state
        holds = {
            "issue": final and state != "in_review" and self.addressed,
            "accept": responds,
            "accept_partly": responds and attempt.says_why,
            "reject": responds and attempt.says_why,
            "start": "in_progress" in advice.actions or "done" in advice.actions,
            "implement": "done" in advice.actions and not advice.left(),
            "supersede": successor == str(1 - place) and other in STANDS,
            "reconsider": attempt.says_why,
            "overtake": attempt.says_why,
        }[move]
        facts = RecommendationFacts(
            id=str(place),
            from_final=final,
            source_state=state,
            addressees=frozenset({"Lima"} if self.addressed else ()),
            actions=Counter(advice.actions),
            successor_states={str(number): one.state for number, one in enumerate(self.advice)},
        )
        request = attempt.request(self.today, successor_id=successor)
        after = self.attempt("recommendation", advice.state, move, facts, request, holds=holds)
        advice.state = after or advice.state

    @happens(
        when=lambda self: sum(len(advice.actions) for advice in self.advice) < 4,
        place=PLACES,
        owner=st.sampled_from(["Lima", "Lima", ""]),
        attempt=ATTEMPTS,
    )
    def somebody_opens_an_action(self, place: int, owner: str, attempt: Attempt) -> None:
        self.open_action(place, owner, attempt)

    def open_action(self, place: int, owner: str, attempt: Attempt) -> None:
        advice = self.advice[place]
        holds = owner == "Lima" and attempt.day not in {None, -1} and advice.state in AGREED
        facts = FollowUpActionFacts(
            owner=owner, due_on=self.day(attempt.day), recommendation_state=advice.state
        )
        request = attempt.request(self.today)
        if self.attempt("follow_up_action", None, "open", facts, request, holds=holds):
            advice.actions.append("open")

    @happens(often=3, place=PLACES, number=st.integers(0, 3), pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_an_action(self, place: int, number: int, pick: int, attempt: Attempt) -> None:
        advice = self.advice[place]
        if advice.actions:
            number %= len(advice.actions)
            move = self.choose("follow_up_action", advice.actions[number], pick)
            self.move_action(advice, number, move, attempt)

    def move_action(self, advice: Advice, number: int, move: str, attempt: Attempt) -> None:
        holds = {
            "start": True,
            "finish": attempt.proves(),
            "cancel": attempt.says_why,
            "reopen": attempt.says_why and advice.state in AGREED,
        }[move]
        facts = FollowUpActionFacts(owner="Lima", due_on=self.today, recommendation_state=advice.state)
        request = attempt.request(self.today)
        after = self.attempt("follow_up_action", advice.actions[number], move, facts, request, holds=holds)
        advice.actions[number] = after or advice.actions[number]

    @happens(
        baselines=st.lists(st.sampled_from([True, True, True, False]), max_size=2),
        owner=st.sampled_from(["Lima", "Lima", "Lima", " "]),
        plan=st.sampled_from(["levy", "levy", "levy", " "]),
    )
    def the_pilot_is_written_up(self, baselines: list[bool], owner: str, plan: str) -> None:
        self.baselines, self.owner, self.plan = baselines, owner, plan

    @happens(cited=st.sets(PLACES))
    def the_pilot_cites(self, cited: set[int]) -> None:
        self.cited = cited

    def cites(self) -> bool:
        return any(self.advice[place].state in STANDS for place in self.cited)

    def is_ready(self) -> bool:
        framed = bool(self.baselines) and all(self.baselines)
        return self.cites() and framed and self.owner == "Lima" and self.plan == "levy"

    @happens(often=3, pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_the_pilot(self, pick: int, attempt: Attempt) -> None:
        self.move_pilot(self.choose("pilot", self.pilot, pick), attempt)

    @happens()
    def the_pilot_goes_its_way(self) -> None:
        for move in ("propose", "scope", "decide_go"):
            self.move_pilot(move, helpful("ann" if move == "propose" else "cho"))

    @happens(when=lambda self: self.pilot in {"scaled", "handed_over", "ended"})
    def another_pilot_comes_up(self) -> None:
        self.pilot, self.proposer, self.past = None, None, []

    @happens(when=lambda self: all(advice.state in ENDED for advice in self.advice), place=PLACES)
    def another_report_comes(self, place: int) -> None:
        self.advice[place] = Advice()

    def move_pilot(self, move: str, attempt: Attempt) -> None:
        who, organisation = self.proposer or ("", "")
        another = attempt.who != who and attempt.organisation != organisation
        holds = {
            "propose": self.cites(),
            "scope": self.cites(),
            "decide_go": self.is_ready() and another,
            "decide_no_go": another and attempt.says_why,
            "scope_again": attempt.says_why,
            "start": self.is_ready(),
            "evaluate": attempt.proves(),
            "scale": attempt.says_why,
            "hand_over": attempt.proves() and self.owner == "Lima",
            "end": attempt.says_why,
        }[move]
        facts = PilotFacts(
            recommendations={str(place): self.advice[place].state for place in self.cited},
            indicators=tuple(
                PilotIndicator(str(number), has_baseline)
                for number, has_baseline in enumerate(self.baselines)
            ),
            running_cost_owner=self.owner,
            sustainability_plan=self.plan,
            proposed_by_id=who or None,
            proposed_organisation=organisation,
        )
        after = self.attempt("pilot", self.pilot, move, facts, attempt.request(self.today), holds=holds)
        if after is None:
            return
        self.pilot = after
        self.past.append(after)
        if move == "propose":
            self.proposer = (attempt.who, attempt.organisation)

    @invariant()
    def nothing_runs_without_a_go(self) -> None:
        for earlier, later in zip(self.past, self.past[1:], strict=False):
            assert later != "running" or earlier == "go"
        assert "running" not in self.past[:1]

    @invariant()
    def what_is_implemented_has_something_done_and_nothing_left(self) -> None:
        for advice in self.advice:
            assert advice.state != "implemented" or ("done" in advice.actions and not advice.left())


class UpdateWorld(World):
    """An update of an indicator that several people write, submit, approve and unlock."""

    def __init__(self) -> None:
        super().__init__()
        self.state: str | None = None
        self.has_value = False
        self.locked = False
        self.hands: list[tuple[str, str]] = []

    @happens(
        has_value=st.sampled_from([True, True, True, False]), locked=st.sampled_from([False, False, True])
    )
    def the_period_changes(self, has_value: bool, locked: bool) -> None:
        if self.state in {None, "draft", "returned"}:
            self.has_value = has_value
        self.locked = locked

    @happens(
        often=3,
        pick=PICKS,
        attempt=ATTEMPTS,
    )
    def somebody_moves_the_update(self, pick: int, attempt: Attempt) -> None:
        move = self.choose("indicator_update", self.state, pick)
        people = {who for who, _ in self.hands}
        organisations = {organisation for _, organisation in self.hands}
        another = attempt.who not in people and attempt.organisation not in organisations
        holds = {
            "draft": not self.locked,
            "submit": self.has_value and not self.locked,
            "take_back": True,
            "send_back": attempt.says_why,
            "approve": bool(self.hands) and another and self.has_value and not self.locked,
            "unlock": another and attempt.says_why and not self.locked,
        }[move]
        facts = IndicatorUpdateFacts(
            has_value=self.has_value,
            is_period_locked=self.locked,
            author_ids=frozenset(people),
            author_organisations=frozenset(organisations),
        )
        request = attempt.request(self.today)
        after = self.attempt("indicator_update", self.state, move, facts, request, holds=holds)
        if after is None:
            return
        self.state = after
        if move in {"draft", "submit"}:
            self.hands.append((attempt.who, attempt.organisation))
        if after == "approved":
            # said again in the words of the rule: no reporting organisation approves
            assert all(organisation != attempt.organisation for _, organisation in self.hands)

    @invariant()
    def what_is_approved_states_a_value(self) -> None:
        assert self.state != "approved" or self.has_value


LineWorld.TestCase.settings = WORLD
UpdateWorld.TestCase.settings = WORLD
TestLine = LineWorld.TestCase
TestUpdates = UpdateWorld.TestCase
