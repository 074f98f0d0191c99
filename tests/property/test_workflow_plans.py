"""Gates with their conditions, and milestones with changes of baseline, driven against a plain model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant

from tests.property.workflow_model import ATTEMPTS, PICKS, START, WORLD, Attempt, World, happens, helpful
from tracker.record.workflows.gates import ConditionOfGate, GateConditionFacts, GateFacts
from tracker.record.workflows.milestones import BaselineChangeFacts, BaselineMove, MilestoneFacts

PLACES = st.integers(0, 1)


@dataclass
class Condition:
    """A condition as the model knows it."""

    owner: str
    due: date | None
    state: str = "open"


@dataclass
class Stage:
    """A stage as the model knows it."""

    state: str = "not_started"
    opened_by: tuple[str, str] | None = None
    conditions: list[Condition] = field(default_factory=list)


class GateWorld(World):
    """Two stages that may overlap: gates open, conditions are set, met, waived and forgotten, days go by."""

    def __init__(self) -> None:
        super().__init__()
        self.stages = [Stage(), Stage()]

    @happens()
    def a_day_goes_by(self) -> None:
        self.today += timedelta(days=1)

    @happens(when=lambda self: all(stage.conditions for stage in self.stages), place=PLACES)
    def an_owner_leaves(self, place: int) -> None:
        self.stages[place].conditions[-1].owner = ""

    @happens(
        when=lambda self: all(stage.state in {"passed", "stopped"} for stage in self.stages), place=PLACES
    )
    def the_next_stage_comes_up(self, place: int) -> None:
        self.stages[place] = Stage()

    @happens(often=3, place=PLACES, pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_a_gate(self, place: int, pick: int, attempt: Attempt) -> None:
        self.move(place, self.choose("gate", self.stages[place].state, pick), attempt)

    @happens(place=PLACES, is_conditional=st.booleans())
    def everything_goes_its_way(self, place: int, is_conditional: bool) -> None:
        for move in ("start", "open_gate"):
            self.move(place, move, helpful("ann"))
        if is_conditional:
            self.set_condition(place, "survey", "SMPED", replace(helpful("cho"), day=5))

    def move(self, place: int, move: str, attempt: Attempt) -> None:
        stage = self.stages[place]
        waiting = [condition for condition in stage.conditions if condition.state == "open"]
        promised = all(one.owner and one.due and one.due >= self.today for one in waiting)
        who, organisation = stage.opened_by or ("", "")
        another = attempt.who != who and attempt.organisation != organisation
        holds = {
            "pass": not waiting and another,
            "pass_with_conditions": bool(waiting) and promised and another,
            "close": not waiting,
            "send_back": attempt.says_why and another,
            "stop": attempt.says_why and another,
        }.get(move, True)
        facts = GateFacts(
            conditions=tuple(
                ConditionOfGate(number, condition.state, condition.owner, condition.due)
                for number, condition in enumerate(stage.conditions, start=1)
            ),
            opened_by_id=who or None,
            opened_organisation=organisation,
        )
        after = self.attempt("gate", stage.state, move, facts, attempt.request(self.today), holds=holds)
        stage.state = after or stage.state
        if after == "gate_open":
            stage.opened_by = (attempt.who, attempt.organisation)

    @happens(
        place=PLACES,
        text=st.sampled_from(["survey", "survey", " "]),
        owner=st.sampled_from(["SMPED", "SUSA", ""]),
        attempt=ATTEMPTS,
    )
    def somebody_sets_a_condition(self, place: int, text: str, owner: str, attempt: Attempt) -> None:
        self.set_condition(place, text, owner, attempt)

    def set_condition(self, place: int, text: str, owner: str, attempt: Attempt) -> None:
        stage = self.stages[place]
        due = self.day(attempt.day)
        holds = text == "survey" and bool(owner) and attempt.day not in {None, -1}
        facts = GateConditionFacts(text=text, owner=owner, due_on=due, gate_state=stage.state)
        request = attempt.request(self.today)
        holds = holds and stage.state == "gate_open"
        if self.attempt("gate_condition", None, "set", facts, request, holds=holds):
            stage.conditions.append(Condition(owner, due))

    @happens(often=3, place=PLACES, number=st.integers(0, 3), pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_a_condition(self, place: int, number: int, pick: int, attempt: Attempt) -> None:
        stage = self.stages[place]
        if not stage.conditions:
            return
        condition = stage.conditions[number % len(stage.conditions)]
        move = self.choose("gate_condition", condition.state, pick)
        holds = {
            "meet": attempt.proves(),
            "waive": attempt.says_why and attempt.organisation != condition.owner,
            "reopen": attempt.says_why and stage.state not in {"passed", "stopped"},
        }[move]
        facts = GateConditionFacts(
            text="survey", owner=condition.owner, due_on=condition.due, gate_state=stage.state
        )
        request = attempt.request(self.today)
        after = self.attempt("gate_condition", condition.state, move, facts, request, holds=holds)
        condition.state = after or condition.state

    @invariant()
    def no_gate_has_passed_with_a_condition_open(self) -> None:
        for stage in self.stages:
            assert stage.state != "passed" or all(one.state != "open" for one in stage.conditions)


@dataclass
class Step:
    """A milestone as the model knows it."""

    baseline: date = START + timedelta(days=2)
    forecast: date | None = None
    slip_reason: str = ""
    frozen: bool = False
    confirmed_by: str | None = None
    state: str = "planned"


@dataclass
class Change:
    """A change of baseline as the model knows it."""

    asker: str
    organisation: str
    reason: str
    old: dict[int, date]
    new: dict[int, date]
    state: str | None = None


class MilestoneWorld(World):
    """Two milestones, the first of them the city's to confirm, and people who ask to move their baselines."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = [Step(), Step()]
        self.changes: list[Change] = []
        self.promised: dict[int, date] = {}

    @happens(days=st.integers(1, 3))
    def days_go_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @happens()
    def inception_freezes_the_baselines(self) -> None:
        for place, step in enumerate(self.steps):
            step.frozen = True
            self.promised.setdefault(place, step.baseline)

    @happens(place=PLACES, by=st.sampled_from(["Lima", "Lima", "WeGO", None]))
    def somebody_confirms(self, place: int, by: str | None) -> None:
        self.steps[place].confirmed_by = by

    @happens(often=3, place=PLACES, pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_a_milestone(self, place: int, pick: int, attempt: Attempt) -> None:
        self.move(place, self.choose("milestone", self.steps[place].state, pick), attempt)

    @happens(often=2, place=PLACES, attempt=ATTEMPTS)
    def somebody_says_it_is_achieved(self, place: int, attempt: Attempt) -> None:
        self.move(place, "achieve", attempt)

    def move(self, place: int, move: str, attempt: Attempt) -> None:
        step = self.steps[place]
        day = self.day(attempt.day)
        explained = day is None or day <= step.baseline or bool(step.slip_reason) or attempt.says_why
        holds = {
            "set_baseline": day is not None and not step.frozen,
            "forecast": day is not None and explained,
            "achieve": attempt.proves()
            and day is not None
            and day <= self.today
            and (place == 1 or step.confirmed_by == "Lima")
            and explained,
            "miss": attempt.says_why,
            "waive": attempt.says_why,
            "reopen": attempt.says_why,
        }[move]
        facts = MilestoneFacts(
            baseline_date=step.baseline,
            forecast_date=step.forecast,
            slip_reason=step.slip_reason,
            is_frozen=step.frozen,
            needs_city=place == 0,
            city_organisations=frozenset({"Lima"}),
            confirmed_by=step.confirmed_by,
        )
        field_of = {"set_baseline": "baseline_date", "forecast": "forecast_date", "achieve": "actual_date"}
        dated = {field_of[move]: day} if move in field_of else {}
        request = attempt.request(self.today, **dated)
        after = self.attempt("milestone", step.state, move, facts, request, holds=holds)
        if after is None:
            return
        step.state = after
        if move == "set_baseline" and day is not None:
            step.baseline = day
        if move == "forecast":
            step.forecast = day
            step.slip_reason = "because" if attempt.says_why else step.slip_reason
        if move == "reopen":
            step.confirmed_by = None

    def facts_of(self, change: Change) -> BaselineChangeFacts:
        waiting = {
            place
            for other in self.changes
            if other is not change and other.state == "requested"
            for place in other.new
        }
        return BaselineChangeFacts(
            requested_by_id=change.asker,
            requested_organisation=change.organisation,
            reason=change.reason,
            moves=tuple(
                BaselineMove(
                    milestone=str(place),
                    old_date=change.old[place],
                    new_date=new,
                    current_date=self.steps[place].baseline,
                    milestone_state=self.steps[place].state,
                    is_frozen=self.steps[place].frozen,
                    waits_elsewhere=place in waiting,
                )
                for place, new in change.new.items()
            ),
        )

    @happens(
        when=lambda self: len(self.changes) < 4,
        new=st.dictionaries(PLACES, st.integers(0, 9), max_size=2),
        # people who look at an old page ask about an old baseline
        aged=st.sampled_from([0, 0, 0, 1]),
        attempt=ATTEMPTS,
    )
    def somebody_asks_for_a_change(self, new: dict[int, int], aged: int, attempt: Attempt) -> None:
        change = Change(
            asker=attempt.who,
            organisation=attempt.organisation,
            reason="flood" if attempt.says_why else " ",
            old={place: self.steps[place].baseline - timedelta(days=aged) for place in new},
            new={place: START + timedelta(days=days) for place, days in new.items()},
        )
        taken = {place for other in self.changes if other.state == "requested" for place in other.new}
        holds = attempt.says_why and bool(new) and aged == 0 and taken.isdisjoint(new)
        for place, day in change.new.items():
            step = self.steps[place]
            holds = holds and step.frozen and step.state == "planned" and day != step.baseline
        request = attempt.request(self.today)
        after = self.attempt("baseline_change", None, "request", self.facts_of(change), request, holds=holds)
        if after is not None:
            change.state = after
            self.changes.append(change)

    @happens(often=3, number=st.integers(0, 3), pick=PICKS, attempt=ATTEMPTS)
    def somebody_moves_a_change(self, number: int, pick: int, attempt: Attempt) -> None:
        if not self.changes:
            return
        change = self.changes[number % len(self.changes)]
        move = self.choose("baseline_change", change.state, pick)
        fits = all(
            self.steps[place].state == "planned" and self.steps[place].baseline == old
            for place, old in change.old.items()
        )
        another = attempt.who != change.asker and attempt.organisation != change.organisation
        holds = {
            "approve": another and fits,
            "refuse": another and attempt.says_why,
            "withdraw": attempt.who == change.asker,
        }[move]
        request = attempt.request(self.today)
        after = self.attempt(
            "baseline_change", change.state, move, self.facts_of(change), request, holds=holds
        )
        if after is None:
            return
        change.state = after
        if after == "approved":
            for place, new in change.new.items():
                self.steps[place].baseline = self.promised[place] = new

    @invariant()
    def a_frozen_baseline_moves_only_by_an_approved_change(self) -> None:
        for place, day in self.promised.items():
            assert self.steps[place].baseline == day

    @invariant()
    def at_most_one_change_of_a_milestone_waits(self) -> None:
        waiting = [place for one in self.changes if one.state == "requested" for place in one.new]
        assert len(waiting) == len(set(waiting))


GateWorld.TestCase.settings = WORLD
MilestoneWorld.TestCase.settings = WORLD
TestGates = GateWorld.TestCase
TestMilestones = MilestoneWorld.TestCase
