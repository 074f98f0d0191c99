"""The record's words, tables and picture: from what the API sends to what a page says."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol
from xml.etree import ElementTree as ET

import httpx
import pytest

from dashboards.client import ApiClient
from dashboards.i18n import Translator
from dashboards.models import MilestoneRead, PrincipalRead, Wire
from dashboards.pages.record.lineage import line_sentences, outcomes_table
from dashboards.pages.record.plan_parts import foreseen, plan_table, try_sentences
from dashboards.pages.record.turns import turn_address, turn_sentences, turns_table
from dashboards.record import models, plan_models, words
from dashboards.record.api import RecordApi
from dashboards.record.drawing import line_picture, shortened
from dashboards.record.obstacles import obstacle_words

EN = Translator("en")
# Kinds of values stand in the document once as they are sent and once as they are received.
SENT = {"PricedAmount": "PricedAmount-Output", "MeasuredValue": "MeasuredValue-Output"}


class Wired(Protocol):
    """The wire of the fixtures."""

    asked: list[httpx.Request]

    def answer(self, route: str, *responses: httpx.Response) -> None: ...


NAMED = [
    model
    for module in (models, plan_models)
    for model in vars(module).values()
    if isinstance(model, type)
    and issubclass(model, Wire)
    and model.__module__ == module.__name__
    and model is not models.Stated
]


@pytest.fixture(scope="module")
def components(repository: Path) -> dict[str, Any]:
    document = json.loads((repository / "docs" / "api" / "openapi.json").read_text(encoding="utf-8"))
    schemas: dict[str, Any] = document["components"]["schemas"]
    return schemas


@pytest.mark.parametrize("model", NAMED, ids=lambda model: model.__name__)
def test_every_field_read_of_the_record_is_in_the_apis_document(
    components: dict[str, Any], model: type[Wire]
) -> None:
    sent = set(components[SENT.get(model.__name__, model.__name__)]["properties"])
    assert set(model.model_fields) - sent == set()


def turn(**changes: object) -> models.TurnRead:
    values: dict[str, Any] = {
        "engagement": "lima",
        "engagement_title": {"en": "Lima"},
        "study": None,
        "kind": "recommendation",
        "key": "members",
        "title": {"es": "Socios"},
        "what": "respond",
        "party": "Lima",
        "mine": True,
        "since": datetime(2026, 11, 2, tzinfo=UTC),
        "waited_days": 12,
        "due": date(2026, 11, 16),
        "overdue_days": 3,
        "is_overdue": True,
        "calendar": "PE",
        "illustrative": False,
    }
    return models.TurnRead(**{**values, **changes})


def test_what_is_overdue_is_said_with_a_sign_a_word_and_whose_days() -> None:
    assert words.due_words(EN, turn()) == ("▲ overdue by 3 working days (Peru)", "late")
    assert words.due_words(EN, turn(is_overdue=False)) == ("◔ due 16 Nov 2026", "due")
    assert words.due_words(EN, turn(is_overdue=False, due=None)) == ("○ no day agreed", "")
    assert words.days_of(EN, 1, "BR-SP-SAO") == "1 working day (São Paulo)"
    assert words.days_of(EN, 2, "weekdays") == "2 weekdays"


def test_my_turn_says_first_how_much_waits_and_what_has_waited_longest() -> None:
    page = models.TurnPage(
        items=[turn(), turn(key="b", is_overdue=False)], total=2, waited_by_party={"Lima": 24}
    )
    first, second = turn_sentences(EN, page, mine=True, party="Lima")
    assert first == "2 things wait for Lima. 1 is overdue."
    # the city wrote its title in Spanish only: it is shown as written
    assert second == ("Longest overdue: Answer the recommendation “Socios”, by 3 working days (Peru).")
    nothing = models.TurnPage(items=[], total=0, waited_by_party={})
    assert turn_sentences(EN, nothing, mine=False, party="Lima") == ["Nothing waits for anybody."]


def test_ones_own_turns_do_not_name_the_party_in_every_row() -> None:
    page = models.TurnPage(items=[turn()], total=1, waited_by_party={})
    titles = [column.title for column in turns_table(EN, page, mine=True).columns]
    assert "Whose turn" not in titles
    assert "Whose turn" in [column.title for column in turns_table(EN, page, mine=False).columns]


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "/app/recommendations?engagement=lima&recommendation=members"),
        ({"kind": "follow_up_action"}, "/app/recommendations?engagement=lima&action=members"),
        ({"kind": "gate"}, "/app/gates?engagement=lima&gate=members"),
        ({"kind": "gate_condition"}, "/app/gates?engagement=lima&condition=members"),
        ({"kind": "indicator_update"}, "/app/lineage?engagement=lima&update=members"),
        ({"kind": "milestone", "study": "reach"}, "/app/plan?study=reach&milestone=members"),
        ({"kind": "deliverable", "study": "reach"}, "/app/report?study=reach"),
    ],
)
def test_a_turn_leads_to_the_page_where_it_is_done(changes: dict[str, Any], address: str) -> None:
    assert turn_address(turn(**changes)) == address


def test_unknown_not_applicable_and_zero_are_three_different_things() -> None:
    def money(state: str, amount: str | None) -> str:
        known = {"currency": "PEN", "price_year": 2026} if amount else {"currency": None, "price_year": None}
        return words.money(EN, models.PricedAmount(state=state, amount=amount, **known))

    assert money("known", "240000.000000") == "PEN 240,000 (prices of 2026)"
    assert money("known", "0") == "PEN 0 (prices of 2026)"
    assert money("unknown", None) == "not known"
    assert money("not_applicable", None) == "does not apply"
    values = [("known", "0"), ("known", "2.50"), ("unknown", None), ("not_applicable", None), (None, None)]
    written = [words.measured(EN, state, value, "routes") for state, value in values]
    assert written == ["0", "2.5", "not known", "does not apply", "not reported yet"]
    assert words.measured(EN, "known", "0.5", "share").startswith("50")


def test_every_state_has_a_sign_beside_its_word() -> None:
    assert words.state_words(EN, "passed_with_conditions") == "◔ passed with conditions"
    assert words.state_words(EN, "implemented") == "✓ carried out"
    assert words.state_words(EN, "rejected").startswith("✕ ")
    assert words.state_words(EN, "never_heard_of") == "○ never heard of"


def test_an_obstacle_is_told_in_the_readers_language_where_it_is_known() -> None:
    spanish = Translator("es")
    assert obstacle_words(spanish, "Condition 2 is open.") == "La condición 2 sigue abierta."
    assert obstacle_words(spanish, "Something new.") == "Something new."


@pytest.fixture
def line() -> models.LineageRead:
    """Give two recommendations out of order, one of them tried in a pilot."""

    def node(kind: str, key: str, title: str) -> dict[str, Any]:
        return {
            "id": f"{kind}:{key}",
            "kind": kind,
            "key": key,
            "title": {"en": title},
            "state": None,
            "day": None,
            "illustrative": kind == "finding",
        }

    def recommendation(key: str, number: int, **changes: object) -> dict[str, Any]:
        return {
            "key": key,
            "number": number,
            "title": {"en": f"Do {key}"},
            "state": "issued",
            "findings": [],
            "stance": None,
            "responded_on": None,
            "response_due": None,
            "actions_total": 0,
            "actions_done": 0,
            "pilots": [],
            **changes,
        }

    pilot = {"key": "routes", "title": {"en": "Routes <A>"}, "state": "go", "recommendations": ["two"]}
    tried = recommendation("two", 2, stance="accepted", findings=["gap"], pilots=["routes"])
    return models.LineageRead.model_validate(
        {
            "engagement": "lima",
            "nodes": [
                node("finding", "gap", "A gap"),
                node("recommendation", "two", "Do two"),
                node("recommendation", "one", "Do one"),
                node("pilot", "routes", "Routes"),
            ],
            "edges": [
                {"source": "recommendation:two", "target": "finding:gap", "relation": "follows_from"},
                {"source": "pilot:routes", "target": "recommendation:two", "relation": "carries_out"},
                {"source": "pilot:routes", "target": "event:elsewhere", "relation": "has"},
            ],
            "recommendations": [tried, recommendation("one", 1)],
            "pilots": [{**pilot, "indicators": []}],
        }
    )


def test_the_line_says_how_recommendations_were_answered_and_what_a_pilot_came_of(
    line: models.LineageRead,
) -> None:
    first, second = line_sentences(EN, line)
    assert first == ("Of 2 recommendations, 1 were accepted, 0 in part and 0 not; 1 have no answer yet.")
    assert second == "The pilot “Routes <A>” came of recommendation 2."
    rows = outcomes_table(EN, line).rows
    assert [row[0].text for row in rows] == ["1. Do one", "2. Do two"]
    assert rows[1][1].text == "A gap"
    assert rows[1][5].text == "Routes <A>"


def test_the_picture_draws_every_thing_and_only_steps_between_what_is_drawn(line: models.LineageRead) -> None:
    html = line_picture(EN, line)
    assert 'alt="What came of what' in html
    svg = ET.fromstring(b64decode(html.split("base64,")[1].split('"')[0]))
    space = "{http://www.w3.org/2000/svg}"
    assert len(svg.findall(f".//{space}rect")) == 4
    assert len(svg.findall(f"{space}path")) == 2
    assert "Routes <A>" in {text.text for text in svg.iter(f"{space}text")}


def test_a_long_title_is_cut_by_the_width_of_its_letters() -> None:
    assert shortened("short") == "short"
    assert shortened("a" * 41) == "a" * 39 + "…"
    # a Korean letter is as wide as two Latin ones
    assert shortened("가" * 21) == "가" * 19 + "…"


def plan_row(key: str, **changes: object) -> dict[str, Any]:
    return {
        "key": key,
        "title": {"en": key.title()},
        "party": "Lima",
        "calendar": "PE",
        "state": "planned",
        "baseline_date": "2026-10-01",
        "forecast_date": "2026-11-18",
        "actual_date": None,
        "total_float_days": 4,
        "slip_days": 48,
        "slip_working_days": 33,
        "slip_reason": "Rain",
        "critical": False,
        "illustrative": False,
        **changes,
    }


@pytest.fixture
def plan() -> plan_models.PlanRead:
    return plan_models.PlanRead.model_validate(
        {
            "study": "city",
            "engagement": "lima",
            "baseline_frozen_at": None,
            "finishes_on": "2026-12-18",
            "feasible": True,
            "rows": [plan_row("interim"), plan_row("final", critical=True, slip_working_days=0)],
            "dependencies": [
                {"predecessor": "interim", "successor": "final", "link": "finish_start", "lag_days": 20}
            ],
        }
    )


def test_the_plan_names_what_a_milestone_waits_for_and_marks_the_critical_by_a_word(
    plan: plan_models.PlanRead,
) -> None:
    first, second = plan_table(EN, plan).rows
    assert first[3].text == "4 working days (Peru)"
    assert first[4].text == "▲ 33 working days (Peru) late"
    assert second[1].text == "end of “Interim”, 20 working days after"
    assert second[3].text == "▲ critical: no room"
    assert second[4].text == "on the baseline"


def test_what_a_dependency_moves_is_shown_late_before_anybody_says_so(
    plan: plan_models.PlanRead, answers: dict[str, Any]
) -> None:
    stated = MilestoneRead.model_validate(
        {**answers["milestone"], "forecast_date": None, "status": "planned", "slip_days": 0}
    )
    (seen,) = foreseen([stated], plan)
    assert (seen.forecast_date, seen.status, seen.slip_days) == (date(2026, 11, 18), "late", 48)
    reached = stated.model_copy(update={"state": "achieved", "status": "achieved"})
    assert foreseen([reached], plan) == [reached]


def test_trying_a_date_says_whether_the_end_moves() -> None:
    quiet = plan_models.WhatIfRead(
        moves=[], became_critical=[], finishes_before=None, finishes_after=None, feasible=True
    )
    assert try_sentences(EN, quiet) == ["No milestone would move."]


def test_a_move_names_the_version_that_was_seen(
    connect: Callable[[str | None], ApiClient], wire: Wired
) -> None:
    path = "/api/v1/engagements/lima/gates/scope/moves"
    wire.answer(f"POST {path}", httpx.Response(200, json={}))
    RecordApi(connect("t")).move_part("lima", "gates", "scope", {"move": "pass"}, version=7)
    (asked,) = wire.asked
    assert asked.headers["if-match"] == '"7"'
    assert json.loads(asked.content) == {"move": "pass"}


def test_a_role_held_for_an_engagement_is_not_one_held_everywhere(answers: dict[str, Any]) -> None:
    held = {"role": "consultant", "study": None, "engagement": "lima", "programme": None}
    person = PrincipalRead.model_validate({**answers["principal"], "memberships": [held]})
    assert not person.has_role("consultant", "city")
