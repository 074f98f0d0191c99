"""What if: what moves, by how much, because of which chain; and the plan itself stays as it was."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import region_calendar, working_calendar
from tracker.record.plan.change import (
    Change,
    DependencyAdded,
    DependencyRemoved,
    ItemChange,
    Move,
    WhatIf,
    changed_plan,
    what_if,
)
from tracker.record.plan.network import Dependency, Item, Plan

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
CALENDARS = {
    "plain": working_calendar("plain", first=FIRST, last=LAST),
    "KR": region_calendar("KR", first_year=2025, last_year=2026),
}
MONDAY = date(2026, 3, 2)


def march(day: int) -> date:
    return date(2026, 3, day)


# Draft Mon 2 to Fri 6, review Mon 9 to Wed 11, final on Wed 11; translation of one day beside the review.
PLAN = Plan(
    MONDAY,
    (
        Item("draft", "plain", 5, party="firm"),
        Item("review", "plain", 3, party="city"),
        Item("translation", "plain", 1, party="firm"),
        Item("final", "plain", party="city"),
    ),
    (
        Dependency("draft", "review"),
        Dependency("draft", "translation"),
        Dependency("review", "final"),
        Dependency("translation", "final"),
    ),
)


def ask(*changes: Change, plan: Plan = PLAN, today: date = MONDAY) -> WhatIf:
    return what_if(plan, changes, calendars=CALENDARS, today=today)


def by_key(answer: WhatIf) -> dict[str, Move]:
    return {move.key: move for move in answer.moves}


def test_no_change_moves_nothing() -> None:
    answer = ask()
    assert (answer.moves, answer.became_critical, answer.no_longer_critical) == ((), (), ())
    assert answer.plan == PLAN


def test_a_longer_draft_moves_all_that_wait_for_it_and_says_through_whom() -> None:
    # Two days more: draft to Tue 10, review Wed 11 to Fri 13, final Fri 13, translation Wed 11.
    moves = by_key(ask(ItemChange("draft", "duration_days", 7)))
    assert {key: move.finish_after for key, move in moves.items()} == {
        "draft": march(10),
        "review": march(13),
        "translation": march(11),
        "final": march(13),
    }
    assert moves["draft"].chain == ("draft",)
    assert moves["final"].chain == ("draft", "review", "final")
    assert (moves["final"].finish_days, moves["final"].finish_working_days) == (2, 2)
    assert (moves["draft"].finish_days, moves["draft"].finish_working_days) == (4, 2)
    assert moves["review"].start_before == march(9)
    assert moves["review"].start_after == march(11)
    assert {move.changes for move in moves.values()} == {(0,)}
    assert moves["final"].is_critical


def test_float_swallows_a_change_and_beyond_it_criticality_changes_hands() -> None:
    inside = ask(ItemChange("translation", "duration_days", 3))
    beyond = ask(ItemChange("translation", "duration_days", 4))
    assert set(by_key(inside)) == {"translation"}
    assert inside.became_critical == ("translation",)  # its two days of float are used up
    assert set(by_key(beyond)) == {"translation", "final"}
    assert by_key(beyond)["final"].chain == ("translation", "final")
    assert (beyond.became_critical, beyond.no_longer_critical) == (("translation",), ("review",))


def test_what_comes_earlier_is_explained_by_what_held_it_before() -> None:
    # Without the review the final waits for the translation alone: Mon 9.
    answer = ask(DependencyRemoved("review", "final"))
    move = by_key(answer)["final"]
    assert (move.finish_after, move.finish_days, move.changes) == (march(9), -2, (0,))
    assert move.chain == ("review", "final")
    assert set(by_key(answer)) == {"final"}


def test_a_shorter_review_is_named_as_the_reason_of_an_earlier_final() -> None:
    move = by_key(ask(ItemChange("review", "duration_days", 2)))["final"]
    assert (move.finish_after, move.chain) == (march(10), ("review", "final"))


def test_a_new_dependency_moves_and_is_named() -> None:
    answer = ask(DependencyAdded(Dependency("review", "translation")))
    moves = by_key(answer)
    assert moves["translation"].finish_after == march(12)
    assert moves["translation"].chain == ("review", "translation")
    assert moves["final"].chain == ("review", "translation", "final")
    assert answer.became_critical == ("translation",)


def test_a_lag_is_changed_by_removing_and_adding() -> None:
    answer = ask(
        DependencyRemoved("review", "final"), DependencyAdded(Dependency("review", "final", lag_days=4))
    )
    move = by_key(answer)["final"]
    assert (move.finish_after, move.changes) == (march(17), (0, 1))  # Thu 12, Fri 13, Mon 16, Tue 17


def test_a_day_that_does_not_hold_an_item_is_not_blamed_for_its_move() -> None:
    answer = ask(
        ItemChange("final", "not_before_date", march(3)),
        ItemChange("final", "deadline_date", march(31)),
        ItemChange("draft", "duration_days", 6),
    )
    assert by_key(answer)["final"].chain == ("draft", "review", "final")
    assert by_key(answer)["final"].changes == (2,)


def test_a_stated_forecast_that_holds_is_the_reason() -> None:
    answer = ask(ItemChange("final", "forecast_date", march(20)), ItemChange("draft", "duration_days", 6))
    assert by_key(answer)["final"].chain == ("final",)
    assert by_key(answer)["final"].changes == (0,)


def test_finishing_late_shows_what_it_costs_before_it_is_saved() -> None:
    today = march(10)
    begun = Plan(MONDAY, (Item("draft", "plain", 5, started_date=MONDAY), *PLAN.items[1:]), PLAN.dependencies)
    done = [ItemChange("draft", "state", "done"), ItemChange("draft", "actual_date", march(9))]
    moves = by_key(ask(*done, plan=begun, today=today))
    # Not done, the draft is expected today, Tue 10, and the final on Fri 13; done on Mon 9, a day earlier.
    assert moves["draft"].finish_days == -1
    assert (moves["final"].finish_before, moves["final"].finish_after) == (march(13), march(12))
    assert moves["final"].chain == ("draft", "review", "final")
    assert moves["final"].changes == (0, 1)


def test_waiving_takes_the_item_out_and_pulls_the_rest_forward() -> None:
    moves = by_key(ask(ItemChange("review", "state", "waived")))
    assert moves["review"].finish_after is None
    assert (moves["review"].finish_days, moves["review"].finish_working_days) == (None, None)
    assert moves["review"].chain == ("review",)
    assert moves["final"].finish_after == march(9)
    assert moves["final"].chain == ("review", "final")


def test_working_days_of_a_move_are_those_of_the_item() -> None:
    # Over Chuseok 2025: from Thu 2 to Mon 13 October are 11 days, two of them worked (Fri 10 and Mon 13).
    began = date(2025, 10, 1)
    plan = Plan(began, (Item("report", "KR", forecast_date=date(2025, 10, 2)),))
    answer = ask(ItemChange("report", "forecast_date", date(2025, 10, 13)), plan=plan, today=began)
    assert (answer.moves[0].finish_days, answer.moves[0].finish_working_days) == (11, 2)


def test_changes_apply_in_their_order_and_leave_the_plan_alone() -> None:
    before = PLAN.items
    changed = changed_plan(
        PLAN, [ItemChange("draft", "duration_days", 9), ItemChange("draft", "duration_days", 8)]
    )
    assert changed.items[0].duration_days == 8
    assert PLAN.items is before
    assert PLAN.items[0].duration_days == 5


def test_everything_wrong_with_the_changes_is_said_at_once() -> None:
    changes: list[Change] = [
        ItemChange("nobody", "duration_days", 3),
        ItemChange("draft", "key", "x"),
        ItemChange("draft", "duration_days", "long"),
        ItemChange("draft", "duration_days", value=True),
        ItemChange("draft", "actual_date", datetime(2026, 3, 2)),  # noqa: DTZ001  a datetime is no date here
        DependencyRemoved("draft", "review", "start_start"),
    ]
    with pytest.raises(InvalidInputError) as caught:
        ask(*changes)
    assert [pointer for pointer, _ in caught.value.faults] == [
        "/changes/0/key",
        "/changes/1/field",
        "/changes/2/value",
        "/changes/3/value",
        "/changes/4/value",
        "/changes/5",
    ]


def test_a_change_that_makes_a_circle_is_refused() -> None:
    with pytest.raises(InvalidInputError) as caught:
        ask(DependencyAdded(Dependency("final", "draft")))
    assert "circle: 'draft' → " in caught.value.faults[0][1]
    assert caught.value.faults[0][0] == "/dependencies/4"
