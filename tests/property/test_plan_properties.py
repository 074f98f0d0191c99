"""What every plan keeps to, on made-up plans over three countries, and a referee from outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import networkx as nx
import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.record.plan.calendars import WorkingCalendar, region_calendar, working_calendar
from tracker.record.plan.change import Change, DependencyAdded, DependencyRemoved, ItemChange, what_if
from tracker.record.plan.network import DEPENDENCY_KINDS, Dependency, Item, ItemState, Plan
from tracker.record.plan.schedule import Schedule, critical_paths, holders, work_out

CALENDARS = {
    **{key: region_calendar(key, first_year=2025, last_year=2028) for key in ("KR", "BR-SP-SAO", "PE")},
    "plain": working_calendar("plain", first=date(2025, 1, 1), last=date(2028, 12, 31)),
}
STARTS_ON = date(2025, 9, 22)  # two weeks before Chuseok
DAY = timedelta(days=1)
DAYS = st.dates(STARTS_ON, STARTS_ON + 120 * DAY)
INSIDE = st.dates(date(2025, 6, 1), date(2028, 6, 1))


@st.composite
def items(draw: st.DrawFn, key: str, today: date, *, calendars: list[str], plain: bool) -> Item:
    """Draw an item; plain ones are open and say nothing of days."""
    item = Item(key, draw(st.sampled_from(calendars)), draw(st.integers(0, 6)))
    if plain:
        return item
    past = st.dates(STARTS_ON, today)
    state: ItemState = draw(st.sampled_from(["open", "open", "open", "done", "waived"]))
    actual = draw(past) if state == "done" else None
    return replace(
        item,
        state=state,
        actual_date=actual,
        started_date=draw(st.none() | st.none() | st.dates(STARTS_ON, actual or today)),
        baseline_date=draw(st.none() | DAYS),
        forecast_date=draw(st.none() | st.none() | DAYS),
        not_before_date=draw(st.none() | st.none() | DAYS),
        deadline_date=draw(st.none() | st.none() | DAYS),
    )


@st.composite
def plans(
    draw: st.DrawFn,
    *,
    calendars: tuple[str, ...] = tuple(CALENDARS),
    plain: bool = False,
) -> tuple[Plan, date]:
    """Draw a plan without circles, and a day on which to ask."""
    today = STARTS_ON if plain else draw(st.dates(STARTS_ON, STARTS_ON + 60 * DAY))
    count = draw(st.integers(1, 7))
    drawn = [draw(items(f"m{n}", today, calendars=list(calendars), plain=plain)) for n in range(count)]
    ties: dict[tuple[int, int, str], Dependency] = {}
    pairs = [(before, after) for after in range(count) for before in range(after)]
    for before, after in draw(st.lists(st.sampled_from(pairs), max_size=10)) if pairs else []:
        kind = draw(st.sampled_from(DEPENDENCY_KINDS))
        lag_days = draw(st.integers(-4, 6))
        ties[before, after, kind] = Dependency(f"m{before}", f"m{after}", kind, lag_days)
    return Plan(STARTS_ON, tuple(drawn), tuple(ties.values())), today


def schedule_of(plan: Plan, today: date) -> Schedule:
    return work_out(plan, calendars=CALENDARS, today=today)


def with_forecast(plan: Plan, key: str, day: date) -> Plan:
    return replace(
        plan,
        items=tuple(replace(item, forecast_date=day) if item.key == key else item for item in plan.items),
    )


@given(key=st.sampled_from(sorted(CALENDARS)), day=INSIDE, count=st.integers(-60, 60))
def test_adding_and_counting_working_days_undo_each_other(key: str, day: date, count: int) -> None:
    calendar = CALENDARS[key]
    there = calendar.shift(day, count)
    assert calendar.is_working(there)
    if calendar.is_working(day):
        assert calendar.count(day, there) == count
        assert calendar.shift(there, -count) == day


@given(key=st.sampled_from(sorted(CALENDARS)), days=st.tuples(INSIDE, INSIDE, INSIDE))
def test_counts_of_working_days_add_up(key: str, days: tuple[date, date, date]) -> None:
    calendar: WorkingCalendar = CALENDARS[key]
    first, second, third = days
    assert calendar.count(first, second) + calendar.count(second, third) == calendar.count(first, third)
    assert calendar.count(second, first) == -calendar.count(first, second)


@given(drawn=plans())
def test_every_dependency_and_every_day_of_an_open_item_is_kept(drawn: tuple[Plan, date]) -> None:
    plan, today = drawn
    rows = schedule_of(plan, today).by_key
    items_by_key = {item.key: item for item in plan.items}
    for item in plan.items:
        row = rows[item.key]
        if item.state != "open":
            continue
        assert row.start_date is not None
        assert row.forecast_date is not None
        calendar = CALENDARS[item.calendar]
        assert row.forecast_date >= max(today, item.forecast_date or today)
        if item.forecast_date is None:
            assert row.forecast_date >= (item.baseline_date or today)
        if item.started_date is None:
            assert row.start_date >= max(today, item.not_before_date or today)
            worked = calendar.count(row.start_date, row.forecast_date) + 1
            assert worked == max(item.duration_days, 1)
        else:
            assert row.start_date == item.started_date
    for tie in plan.dependencies:
        before, after = rows[tie.predecessor], rows[tie.successor]
        successor = items_by_key[tie.successor]
        begun = successor.started_date is not None and tie.holds_the_start
        if before.state == "waived" or after.state != "open" or begun:
            continue
        gap = 1 if tie.kind == "finish_start" and successor.duration_days else 0
        held = after.start_date if tie.holds_the_start else after.finish_date
        from_day = before.start_date if tie.waits_for_the_start else before.finish_date
        assert held is not None
        assert from_day is not None
        assert held >= CALENDARS[successor.calendar].shift(from_day, tie.lag_days + gap)


@given(drawn=plans(), data=st.data())
def test_another_dependency_never_makes_anything_earlier(
    drawn: tuple[Plan, date], data: st.DataObject
) -> None:
    plan, today = drawn
    assume(len(plan.items) > 1)
    after = data.draw(st.integers(1, len(plan.items) - 1))
    before = data.draw(st.integers(0, after - 1))
    tie = Dependency(
        f"m{before}", f"m{after}", data.draw(st.sampled_from(DEPENDENCY_KINDS)), data.draw(st.integers(-4, 9))
    )
    taken = {(t.predecessor, t.successor, t.kind) for t in plan.dependencies}
    assume((tie.predecessor, tie.successor, tie.kind) not in taken)
    more = replace(plan, dependencies=(*plan.dependencies, tie))
    for old, new in zip(schedule_of(plan, today).rows, schedule_of(more, today).rows, strict=True):
        assert (new.finish_date or today) >= (old.finish_date or today)
        assert (new.start_date or today) >= (old.start_date or today)


@given(drawn=plans(), data=st.data())
def test_the_order_of_items_and_dependencies_changes_nothing(
    drawn: tuple[Plan, date], data: st.DataObject
) -> None:
    plan, today = drawn
    shuffled = replace(
        plan,
        items=tuple(data.draw(st.permutations(plan.items))),
        dependencies=tuple(data.draw(st.permutations(plan.dependencies))),
    )
    first, second = schedule_of(plan, today), schedule_of(shuffled, today)
    for row in first.rows:
        other = second.by_key[row.key]
        assert other._replace(drivers=()) == row._replace(drivers=())
        assert set(other.drivers) == set(row.drivers)
    assert critical_paths(first)[1] == critical_paths(second)[1]
    assert (first.finishes_on, first.ends_on) == (second.finishes_on, second.ends_on)


@given(drawn=plans(), ends_on=DAYS)
def test_float_is_nowhere_below_zero_exactly_when_end_and_deadlines_are_kept(
    drawn: tuple[Plan, date], ends_on: date
) -> None:
    plan, today = drawn
    schedule = schedule_of(replace(plan, ends_on=ends_on), today)
    kept = all(
        row.forecast_date is None or row.forecast_date <= min(ends_on, item.deadline_date or ends_on)
        for item, row in zip(plan.items, schedule.rows, strict=True)
    )
    assert schedule.is_feasible == kept


@given(drawn=plans(), data=st.data())
def test_an_item_can_use_up_its_float_and_not_a_day_more(
    drawn: tuple[Plan, date], data: st.DataObject
) -> None:
    plan, today = drawn
    schedule = schedule_of(plan, today)
    plan = replace(plan, ends_on=schedule.ends_on)
    movable = [row for row in schedule.rows if row.total_float_days is not None]
    assume(schedule.is_feasible and movable)
    row = data.draw(st.sampled_from(movable))
    item = next(item for item in plan.items if item.key == row.key)
    assert row.latest_finish_date is not None
    used_up = schedule_of(with_forecast(plan, row.key, row.latest_finish_date), today)
    assert used_up.is_feasible
    assert used_up.by_key[row.key].total_float_days == 0
    a_day_more = CALENDARS[item.calendar].shift(row.latest_finish_date, 1)
    assert not schedule_of(with_forecast(plan, row.key, a_day_more), today).is_feasible


@given(drawn=plans(), data=st.data())
def test_free_float_moves_nobody_else_and_is_never_more_than_all_float(
    drawn: tuple[Plan, date], data: st.DataObject
) -> None:
    plan, today = drawn
    schedule = schedule_of(plan, today)
    live = [row for row in schedule.rows if row.free_float_days is not None]
    for row in live:
        assert row.total_float_days is not None
        assert row.free_float_days is not None
        assert 0 <= row.free_float_days <= max(row.total_float_days, 0)
    assume(live)
    row = data.draw(st.sampled_from(live))
    assert row.forecast_date is not None
    assert row.free_float_days is not None
    calendar = CALENDARS[next(item.calendar for item in plan.items if item.key == row.key)]
    delayed = calendar.shift(row.forecast_date, row.free_float_days)
    after = schedule_of(with_forecast(plan, row.key, delayed), today)
    assert after.by_key[row.key].forecast_date == delayed
    others = [other for other in schedule.rows if other.key != row.key]
    assert all(after.by_key[other.key].finish_date == other.finish_date for other in others)


@given(drawn=plans())
def test_chains_begin_where_nobody_holds_and_each_link_holds_the_next(drawn: tuple[Plan, date]) -> None:
    plan, today = drawn
    schedule = schedule_of(plan, today)
    chains, count = critical_paths(schedule, at_most=1000)
    assert count == len(chains) == len({tuple(chain) for chain in chains})
    for chain in chains:
        assert not holders(schedule.by_key[chain[0]])
        assert schedule.by_key[chain[-1]].forecast_date == schedule.finishes_on
        for before, after in pairwise(chain):
            assert before in holders(schedule.by_key[after])


@given(drawn=plans())
def test_changing_nothing_moves_nothing(drawn: tuple[Plan, date]) -> None:
    plan, today = drawn
    same: list[Change] = [ItemChange(item.key, "duration_days", item.duration_days) for item in plan.items]
    same += [
        change
        for tie in plan.dependencies
        for change in (DependencyRemoved(tie.predecessor, tie.successor, tie.kind), DependencyAdded(tie))
    ]
    for changes in ([], same):
        answer = what_if(plan, changes, calendars=CALENDARS, today=today)
        assert (answer.moves, answer.became_critical, answer.no_longer_critical) == ((), (), ())
        assert set(answer.plan.dependencies) == set(plan.dependencies)


@st.composite
def changes_of(draw: st.DrawFn, plan: Plan) -> list[Change]:
    """Draw some changes that keep a plan sound."""
    drawn: list[Change] = []
    for item in plan.items:
        field = draw(st.sampled_from(["", "", "duration_days", "forecast_date", "not_before_date", "state"]))
        if field == "duration_days":
            drawn.append(ItemChange(item.key, field, draw(st.integers(0, 9))))
        elif field == "state" and item.state == "open":
            drawn.append(ItemChange(item.key, field, "waived"))
        elif field.endswith("date"):
            drawn.append(ItemChange(item.key, field, draw(st.none() | DAYS)))
    for tie in plan.dependencies:
        if draw(st.integers(0, 3)) == 0:
            drawn.append(DependencyRemoved(tie.predecessor, tie.successor, tie.kind))
            if draw(st.booleans()):
                drawn.append(DependencyAdded(replace(tie, lag_days=draw(st.integers(-4, 9)))))
    return drawn


@given(drawn=plans(), data=st.data())
def test_every_move_is_explained_by_a_chain_of_dependencies_that_begins_with_a_change(
    drawn: tuple[Plan, date], data: st.DataObject
) -> None:
    plan, today = drawn
    changes = data.draw(changes_of(plan))
    answer = what_if(plan, changes, calendars=CALENDARS, today=today)
    ties = {(t.predecessor, t.successor) for t in (*plan.dependencies, *answer.plan.dependencies)}
    for move in answer.moves:
        assert move.chain[-1] == move.key
        assert all(pair in ties for pair in pairwise(move.chain))
        assert move.changes
        for number in move.changes:
            change = changes[number]
            if isinstance(change, ItemChange):
                assert change.key == move.chain[0]
            else:
                tie = change.dependency if isinstance(change, DependencyAdded) else change
                assert (tie.predecessor, tie.successor) == move.chain[:2]


@given(drawn=plans(calendars=("plain",), plain=True))
def test_networkx_finds_the_same_longest_paths(drawn: tuple[Plan, date]) -> None:
    # On one calendar each dependency is an arc between first days, counted in working days from the start:
    # a path problem, which Bellman and Ford solve on the negative weights without any order of ours.
    plan, today = drawn
    length = {item.key: max(item.duration_days - 1, 0) for item in plan.items}
    graph = nx.DiGraph()
    for item in plan.items:
        graph.add_edge("start", item.key, weight=0)
        graph.add_edge(item.key, "end", weight=-length[item.key])
    for tie in plan.dependencies:
        before, after = tie.predecessor, tie.successor
        works = any(item.key == after and item.duration_days > 0 for item in plan.items)
        weight = {
            "finish_start": length[before] + works,
            "start_start": 0,
            "finish_finish": length[before] - length[after],
            "start_finish": -length[after],
        }[tie.kind] + tie.lag_days
        if graph.has_edge(before, after):
            weight = max(weight, -graph.edges[before, after]["weight"])
        graph.add_edge(before, after, weight=-weight)
    to_first = nx.single_source_bellman_ford_path_length(graph, "start")
    from_first = nx.single_source_bellman_ford_path_length(graph.reverse(), "end")
    schedule = schedule_of(plan, today)
    whole = -to_first["end"]
    assert schedule.finishes_on == np.busday_offset(np.datetime64(STARTS_ON), whole).item()
    for row in schedule.rows:
        assert row.start_date == np.busday_offset(np.datetime64(STARTS_ON), -to_first[row.key]).item()
        assert row.total_float_days == whole + to_first[row.key] + from_first[row.key]
    ways, _ = critical_paths(schedule)
    graph_of_weights = nx.DiGraph((u, v, {"weight": -d["weight"]}) for u, v, d in graph.edges(data=True))
    assert nx.dag_longest_path_length(graph_of_weights, default_weight=0) >= whole
    assert all(nx.path_weight(graph, ["start", *way, "end"], "weight") == -whole for way in ways)
