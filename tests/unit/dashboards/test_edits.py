"""Editing many milestones: which rows changed, what is sent, how each fares; nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Protocol

import httpx
import pytest

from dashboards import edits
from dashboards.client import ApiClient
from dashboards.models import MilestoneRead


class Wire(Protocol):
    """The stand-in for the network that the conftest gives."""

    asked: list[httpx.Request]

    def answer(self, route: str, *responses: httpx.Response) -> None: ...


@pytest.fixture
def opened(answers: dict[str, Any]) -> list[MilestoneRead]:
    """Give three milestones, m1 to m3."""
    return [MilestoneRead(**{**answers["milestone"], "id": f"m{number}"}) for number in (1, 2, 3)]


def sent(milestone: MilestoneRead, **changes: object) -> httpx.Response:
    """Write the API's answer about a milestone."""
    return httpx.Response(200, json={**milestone.model_dump(mode="json"), **changes})


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (float("nan"), None),
        (None, None),
        ("", None),
        ("  ", None),
        (" Rain ", "Rain"),
        (datetime(2026, 11, 18, tzinfo=UTC), date(2026, 11, 18)),
        (date(2026, 11, 18), date(2026, 11, 18)),
    ],
)
def test_an_empty_cell_is_nothing_and_a_moment_is_its_day(cell: object, value: object) -> None:
    assert edits.plain(cell) == value


def test_only_rows_and_fields_that_differ_are_named(opened: list[MilestoneRead]) -> None:
    rows: list[dict[Any, Any]] = [dict(row) for row in edits.filled(opened, {})]
    assert edits.drafted(opened, rows) == {}
    rows[1]["slip_reason"] = "Rain"
    rows[1]["forecast_date"] = datetime(2026, 12, 1, tzinfo=UTC)
    rows[2]["slip_reason"] = None
    typed = edits.drafted(opened, rows)
    assert typed == {
        "m2": {"slip_reason": "Rain", "forecast_date": date(2026, 12, 1)},
        "m3": {"slip_reason": None},
    }
    assert edits.drafted(opened, [dict(row) for row in edits.filled(opened, typed)]) == typed


def test_only_changed_rows_are_sent_each_with_its_own_version(
    opened: list[MilestoneRead], wire: Wire, connect: Callable[..., ApiClient]
) -> None:
    opened[2] = opened[2].model_copy(update={"version": 9})
    for item in (opened[0], opened[2]):
        wire.answer(f"PATCH /api/v1/milestones/{item.id}", sent(item, version=item.version + 1))
    drafts: edits.Drafts = {"m3": {"actual_date": date(2026, 11, 2)}, "m1": {"slip_reason": None}}
    outcomes = edits.save_all(connect(), opened, drafts)
    assert [(o.milestone.id, o.kind, o.milestone.version) for o in outcomes] == [
        ("m1", "saved", 4),
        ("m3", "saved", 10),
    ]
    assert [request.headers["if-match"] for request in wire.asked] == ['"3"', '"9"']
    assert [json.loads(request.content) for request in wire.asked] == [
        {"slip_reason": None},
        {"actual_date": "2026-11-02"},
    ]


def test_each_row_fares_by_itself_and_nothing_typed_is_lost(
    opened: list[MilestoneRead], wire: Wire, connect: Callable[..., ApiClient]
) -> None:
    rule = {"detail": "No.", "errors": [{"pointer": "/evidence", "message": "Needs evidence."}]}
    wire.answer("PATCH /api/v1/milestones/m1", httpx.Response(409, json=rule))
    wire.answer("PATCH /api/v1/milestones/m2", httpx.Response(412, json={}))
    wire.answer("GET /api/v1/milestones/m2", sent(opened[1], version=5, slip_reason="Theirs"))
    wire.answer("PATCH /api/v1/milestones/m3", sent(opened[2], version=4, slip_reason="Mine"))
    drafts: edits.Drafts = {key: {"slip_reason": "Mine"} for key in ("m1", "m2", "m3")}
    desk = edits.Desk(tuple(opened), drafts)
    desk = desk.after(edits.save_all(connect(), desk.opened, desk.drafts))
    assert [outcome.faults[0].message for outcome in desk.of_kind("refused")] == ["Needs evidence."]
    assert [outcome.milestone.slip_reason for outcome in desk.of_kind("conflict")] == ["Theirs"]
    assert [outcome.milestone.id for outcome in desk.of_kind("saved")] == ["m3"]
    assert set(desk.drafts) == {"m1", "m2"}
    assert [item.version for item in desk.opened] == [3, 3, 4]

    theirs = desk.of_kind("conflict")[0].milestone
    on_theirs = desk.based_on(theirs, keep_typed=True)
    assert on_theirs.opened[1].version == 5
    assert on_theirs.drafts["m2"] == {"slip_reason": "Mine"}
    assert on_theirs.of_kind("conflict") == []
    assert set(desk.based_on(theirs, keep_typed=False).drafts) == {"m1"}


def test_a_conflict_stays_until_it_is_answered(opened: list[MilestoneRead]) -> None:
    drafts: edits.Drafts = {"m1": {"slip_reason": "Mine"}, "m2": {"slip_reason": "Mine"}}
    conflict, refused = edits.Outcome(opened[0], "conflict"), edits.Outcome(opened[1], "refused")
    desk = edits.Desk(tuple(opened), drafts, (conflict, refused))
    desk = desk.after([edits.Outcome(opened[1], "saved")])
    assert desk.of_kind("conflict") == [conflict]
    assert desk.of_kind("refused") == []


def test_once_no_answer_comes_the_rest_is_not_tried(opened: list[MilestoneRead]) -> None:
    asked: list[str] = []

    def away(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise httpx.ConnectError("away")

    api = ApiClient("http://api.invalid", transport=httpx.MockTransport(away))
    drafts: edits.Drafts = {"m1": {"evidence": "a"}, "m3": {"evidence": "b"}}
    outcomes = edits.save_all(api, opened, drafts)
    assert [outcome.kind for outcome in outcomes] == ["unanswered", "unanswered"]
    assert asked == ["/api/v1/milestones/m1"]
    assert edits.Desk(tuple(opened), drafts).after(outcomes).drafts == drafts


def test_rows_left_alone_show_what_is_saved_now(opened: list[MilestoneRead]) -> None:
    current = [item.model_copy(update={"version": 8}) for item in opened]
    assert [item.version for item in edits.renewed(opened, current, {"m2"})] == [8, 3, 8]
