"""What workflows are held against: allowed pairs as people wrote them down, and people who try things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tracker.errors import InvalidInputError, RuleConflictError
from tracker.record.workflows.machine import act, faults, open_moves
from tracker.record.workflows.registry import WORKFLOWS
from tracker.record.workflows.request import Evidence, Request

# Six worlds run 210 sequences with the profile of every day, and 2,400 with the deep one.
WORLD = settings(max_examples=max(settings().max_examples // 5, 35), stateful_step_count=40)

# From the table of states that the programme's people agreed on: from where, to where. "-" is nothing yet,
# "back" is where it was.
PAIRS: dict[str, dict[str, tuple[str, str]]] = {
    "candidacy": {
        "receive": ("-", "received"),
        "find_eligible": ("received", "eligible"),
        "find_ineligible": ("received", "ineligible"),
        "reconsider": ("ineligible", "received"),
        "shortlist": ("eligible", "shortlisted"),
        "select": ("shortlisted reserve", "selected"),
        "put_in_reserve": ("shortlisted", "reserve"),
        "not_select": ("eligible shortlisted reserve", "not_selected"),
        "withdraw": ("received eligible shortlisted reserve selected", "withdrawn"),
    },
    "engagement": {
        "propose": ("-", "proposed"),
        "agree": ("proposed", "agreed"),
        "start": ("agreed", "running"),
        "complete": ("running", "completed"),
        "reopen": ("completed", "running"),
        "close": ("completed", "closed"),
        "suspend": ("proposed agreed running", "suspended"),
        "resume": ("suspended", "back"),
        "cancel": ("proposed agreed running suspended", "cancelled"),
    },
    "gate": {
        "plan": ("-", "not_started"),
        "start": ("not_started", "active"),
        "open_gate": ("active", "gate_open"),
        "pass": ("gate_open", "passed"),
        "pass_with_conditions": ("gate_open", "passed_with_conditions"),
        "close": ("passed_with_conditions", "passed"),
        "send_back": ("gate_open passed_with_conditions", "rework"),
        "take_up": ("rework", "active"),
        "stop": ("gate_open passed_with_conditions", "stopped"),
    },
    "gate_condition": {
        "set": ("-", "open"),
        "meet": ("open", "met"),
        "waive": ("open", "waived"),
        "reopen": ("met waived", "open"),
    },
    "milestone": {
        "plan": ("-", "planned"),
        "set_baseline": ("planned", "planned"),
        "forecast": ("planned", "planned"),
        "achieve": ("planned", "achieved"),
        "miss": ("planned", "missed"),
        "waive": ("planned", "waived"),
        "reopen": ("achieved missed waived", "planned"),
    },
    "baseline_change": {
        "request": ("-", "requested"),
        "approve": ("requested", "approved"),
        "refuse": ("requested", "refused"),
        "withdraw": ("requested", "withdrawn"),
    },
    "deliverable": {
        "plan": ("-", "planned"),
        "prepare": ("planned", "in_preparation"),
        "submit": ("in_preparation changes_requested", "submitted"),
        "open_review": ("submitted", "in_review"),
        "request_changes": ("in_review", "changes_requested"),
        "accept": ("in_review", "accepted"),
        "publish": ("accepted withheld", "published"),
        "withhold": ("accepted published", "withheld"),
        "waive": ("planned in_preparation changes_requested", "waived"),
        "reopen": ("accepted published withheld waived", "in_preparation"),
    },
    "recommendation": {
        "draft": ("-", "draft"),
        "issue": ("draft", "issued"),
        "accept": ("issued", "accepted"),
        "accept_partly": ("issued", "partly_accepted"),
        "reject": ("issued", "rejected"),
        "reconsider": ("rejected partly_accepted", "issued"),
        "start": ("accepted partly_accepted", "in_action"),
        "implement": ("in_action", "implemented"),
        "overtake": ("issued accepted partly_accepted in_action", "overtaken"),
        "supersede": ("issued accepted partly_accepted in_action", "superseded"),
    },
    "follow_up_action": {
        "open": ("-", "open"),
        "start": ("open", "in_progress"),
        "finish": ("open in_progress", "done"),
        "cancel": ("open in_progress", "cancelled"),
        "reopen": ("done cancelled", "in_progress"),
    },
    "pilot": {
        "propose": ("-", "proposed"),
        "scope": ("proposed", "scoped"),
        "decide_go": ("scoped", "go"),
        "decide_no_go": ("scoped", "no_go"),
        "scope_again": ("go no_go", "scoped"),
        "start": ("go", "running"),
        "evaluate": ("running", "evaluated"),
        "scale": ("evaluated", "scaled"),
        "hand_over": ("evaluated", "handed_over"),
        "end": ("running evaluated", "ended"),
    },
    "indicator_update": {
        "draft": ("-", "draft"),
        "submit": ("draft returned", "pending"),
        "take_back": ("pending", "draft"),
        "send_back": ("pending", "returned"),
        "approve": ("pending", "approved"),
        "unlock": ("approved", "returned"),
    },
    "consistency_flag": {
        "raise": ("-", "raised"),
        "justify": ("raised", "justified"),
        "clear": ("raised justified", "cleared"),
        "raise_again": ("justified cleared", "raised"),
    },
}

START = date(2026, 3, 2)
WHO = {"ann": "WeGO", "bob": "Consultant", "cho": "SUSA", "luz": "Lima", "max": "SMPED"}
PROOFS = {
    "signed": (Evidence("minutes", "of the meeting"),),
    "unsigned": (Evidence("minutes", "of the meeting", is_settled=False),),
    "none": (),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody tries, in the model's own words."""

    who: str
    organisation: str
    says_why: bool
    proof: str
    day: int | None
    text: str | None

    def request(self, today: date, **more: Any) -> Request:  # noqa: ANN401 - any field of a request
        """Say the same in the words of the code."""
        plain = Request(
            actor_id=self.who,
            organisation=self.organisation,
            at=datetime(today.year, today.month, today.day, 12, tzinfo=UTC),
            reason="because" if self.says_why else " ",
            evidence=PROOFS[self.proof],
        )
        return replace(plain, **more)

    def proves(self) -> bool:
        """Tell whether the proof holds."""
        return self.proof == "signed"


def helpful(who: str) -> Attempt:
    """Let somebody bring everything that can be needed."""
    return Attempt(who, WHO[who], says_why=True, proof="signed", day=0, text="right")


LACKS: tuple[dict[str, Any], ...] = (
    {"says_why": False},
    {"proof": "none"},
    {"proof": "unsigned"},
    {"day": None},
    {"day": 1},
    {"text": None},
    {"text": "older"},
)
# Most people bring what is needed, or all but one thing, or no sequence would get far.
PEOPLE = st.sampled_from(sorted(WHO))
ATTEMPTS = st.one_of(
    PEOPLE.map(helpful),
    PEOPLE.map(helpful),
    st.builds(lambda who, lack: replace(helpful(who), **lack), PEOPLE, st.sampled_from(LACKS)),
    st.builds(
        Attempt,
        who=PEOPLE,
        organisation=st.sampled_from(sorted(set(WHO.values()))),
        says_why=st.booleans(),
        proof=st.sampled_from(sorted(PROOFS)),
        day=st.sampled_from([0, -1, 1, 5, None]),
        text=st.sampled_from(["right", "new", "newest", "accepted", "older", "bad", None]),
    ),
)
# Hypothesis draws the ends of wider ranges much more often than the middle.
PICKS = st.integers(0, 119)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that can happen in a world."""

    name: str
    often: int
    when: Callable[[Any], bool]
    draws: Mapping[str, st.SearchStrategy[Any]]


def happens(
    *, often: int = 1, when: Callable[[Any], bool] = lambda _: True, **draws: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """
    Let a method be one of the events of its world.

    Hypothesis leaves out some rules in each sequence, which here would often be the ones that matter. So a
    world has one rule, and chooses by itself.
    """

    def register(method: Callable[..., None]) -> Callable[..., None]:
        vars(method)["event"] = Event(method.__name__, often, when, draws)
        return method

    return register


class World(RuleBasedStateMachine):
    """A small world in which people make moves; each is held against the model."""

    events: ClassVar[tuple[Event, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        found = [method.event for method in vars(cls).values() if hasattr(method, "event")]
        cls.events = tuple(event for event in found for _ in range(event.often))

    def __init__(self) -> None:
        super().__init__()
        self.today = START

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """Choose an event and let it happen."""
        event = data.draw(st.sampled_from([event for event in self.events if event.when(self)]), "event")
        values = {name: data.draw(strategy, name) for name, strategy in event.draws.items()}
        getattr(self, event.name)(**values)

    def day(self, offset: int | None) -> date | None:
        """Give a day as seen from today."""
        return None if offset is None else self.today + timedelta(days=offset)

    def choose(self, kind: str, state: str | None, pick: int) -> str:
        """Choose a move: one in four at random, else one that starts here, less often the last ever."""
        pairs = PAIRS[kind]
        leading = {source for sources, _ in pairs.values() for source in sources.split()}
        here = [name for name, (sources, _) in pairs.items() if (state or "-") in sources.split()]
        onward = [name for name in here if pairs[name][1] in leading | {"back"}]
        lists = [[name for name, pair in pairs.items() if pair[0] != "-"], here, here, onward]
        names = lists[pick % 4] or here or lists[0]
        return names[pick // 4 % len(names)]

    def attempt(
        self,
        kind: str,
        state: str | None,
        move: str,
        facts: Any,  # noqa: ANN401 - of any workflow
        request: Request,
        *,
        holds: bool,
    ) -> str | None:
        """Make a move if the model lets it pass; fail when code and model differ. None is a refusal."""
        sources, target = PAIRS[kind][move]
        workflow = WORKFLOWS[kind]
        expected = (state or "-") in sources.split() and holds
        found = faults(workflow, state, move, facts, request)
        assert (found == []) == expected, (
            f"{kind} {state} {move}: the model says {expected}, the code {found}"
        )
        offered = {offer.name: offer for offer in open_moves(workflow, state, facts, request)}
        assert set(offered) == {
            name for name, pair in PAIRS[kind].items() if (state or "-") in pair[0].split()
        }
        if not expected:
            with pytest.raises((InvalidInputError, RuleConflictError)) as refusal:
                act(workflow, state, move, facts, request)
            assert getattr(refusal.value, "faults", None) == found
            return None
        assert offered[move].obstacles == ()
        after = act(workflow, state, move, facts, request)
        assert after == (facts.state_before if target == "back" else target)
        return after
