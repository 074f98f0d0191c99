"""From a plan template and a first day to days: lags in everybody's own working days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from studies.plan_templates import PlanTemplate, Responsible, load_plan_templates
from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import WorkingCalendar, every_day_calendar, working_calendar
from tracker.record.plan.templates import DatedPlan, expand

FIRST, LAST = date(2027, 1, 1), date(2028, 12, 31)
MONDAY = date(2027, 3, 1)
EVERY_DAY = every_day_calendar(first=FIRST, last=LAST)
PARTIES: tuple[Responsible, ...] = ("secretariat", "consultant", "city_partner", "reviewer")

# start ──5──▶ draft ──3──▶ check ──2──▶ end
#    └────────────10──────────────────────┘    and early waits 1 day for start, in the second stage
TEMPLATE = PlanTemplate.model_validate(
    {
        "key": "small",
        "title": {"en": "Small"},
        "text": {"en": "For this test"},
        "stages": [{"key": "one", "title": {"en": "One"}}, {"key": "two", "title": {"en": "Two"}}],
        "milestones": [
            {"key": key, "stage": stage, "title": {"en": key}, "responsible": responsible}
            for key, stage, responsible in (
                ("start", "one", "secretariat"),
                ("draft", "one", "consultant"),
                ("check", "two", "city_partner"),
                ("end", "two", "reviewer"),
                ("early", "two", "secretariat"),
            )
        ],
        "deliverables": [
            {
                "key": "paper",
                "stage": "one",
                "title": {"en": "Paper"},
                "milestone": "draft",
                "responsible": "consultant",
            }
        ],
        "dependencies": [
            {"key": f"{before}_{after}", "predecessor": before, "successor": after, "lag_days": lag_days}
            for before, after, lag_days in (
                ("start", "draft", 5),
                ("draft", "check", 3),
                ("check", "end", 2),
                ("start", "end", 10),
                ("start", "early", 1),
            )
        ],
    }
)


def days(plan: DatedPlan) -> dict[str, date]:
    return {part.milestone.key: part.day for part in plan.milestones}


def calendars(**other: WorkingCalendar) -> dict[Responsible, WorkingCalendar]:
    return {name: other.get(name, EVERY_DAY) for name in PARTIES}


def test_where_every_day_is_worked_lags_are_days_and_the_longest_way_counts() -> None:
    plan = expand(TEMPLATE, starts_on=MONDAY, calendars=calendars())
    # 5 + 3 + 2 = 10, as long as the other way
    expected = {"start": 0, "draft": 5, "check": 8, "end": 10, "early": 1}
    assert days(plan) == {key: MONDAY + timedelta(days=count) for key, count in expected.items()}
    assert [(part.deliverable.key, part.due) for part in plan.deliverables] == [("paper", date(2027, 3, 6))]


def test_a_stage_lasts_to_its_last_milestone_and_may_overlap_the_one_before() -> None:
    plan = expand(TEMPLATE, starts_on=MONDAY, calendars=calendars())
    assert [(part.stage.key, part.starts_on, part.ends_on) for part in plan.stages] == [
        ("one", MONDAY, date(2027, 3, 6)),
        ("two", date(2027, 3, 2), date(2027, 3, 11)),
    ]


def test_a_stage_begins_when_the_one_before_it_ends() -> None:
    late = [part.model_copy(update={"lag_days": 7}) for part in TEMPLATE.dependencies]
    plan = expand(TEMPLATE.model_copy(update={"dependencies": late}), starts_on=MONDAY, calendars=calendars())
    # "early" and "draft" both come 7 days after the start, with which stage one began
    assert [(part.starts_on, part.ends_on) for part in plan.stages] == [
        (MONDAY, date(2027, 3, 8)),
        (date(2027, 3, 8), date(2027, 3, 22)),
    ]


def test_each_lag_is_counted_in_the_working_days_of_whoever_is_responsible() -> None:
    week = working_calendar("week", first=FIRST, last=LAST)
    closed = working_calendar(
        "closed", first=FIRST, last=LAST, days_off={date(2027, 3, 9): "Day of the city"}
    )
    plan = expand(TEMPLATE, starts_on=MONDAY, calendars=calendars(consultant=week, city_partner=closed))
    # draft: 2, 3, 4, 5 and, after a weekend, 8 March; check: 10, 11 and 12, for the 9th is a day off;
    # end: the reviewer works every day, so 13 and 14, a Sunday
    assert days(plan) == {
        "start": MONDAY,
        "draft": date(2027, 3, 8),
        "check": date(2027, 3, 12),
        "end": date(2027, 3, 14),
        "early": date(2027, 3, 2),
    }


def test_a_start_on_a_day_off_moves_to_the_next_working_day() -> None:
    week = working_calendar("week", first=FIRST, last=LAST)
    saturday = date(2027, 2, 27)
    plan = expand(TEMPLATE, starts_on=saturday, calendars=dict.fromkeys(PARTIES, week))
    assert days(plan)["start"] == MONDAY


@pytest.mark.parametrize("key", sorted(load_plan_templates()))
def test_every_shipped_template_can_be_dated_and_follows_its_dependencies(key: str) -> None:
    template = load_plan_templates()[key]
    plan = expand(template, starts_on=MONDAY, calendars=calendars())
    found = days(plan)
    assert found[template.first_milestone.key] == MONDAY
    waits = {part.key: [] for part in template.milestones}  # type: dict[str, list[date]]
    for part in template.dependencies:
        waits[part.successor].append(found[part.predecessor] + timedelta(days=part.lag_days))
    assert {name: max(limits, default=MONDAY) for name, limits in waits.items()} == found
    assert [part.stage for part in plan.stages] == template.stages
    assert all(part.starts_on <= part.ends_on for part in plan.stages)


def test_all_missing_calendars_are_named_at_once() -> None:
    with pytest.raises(InvalidInputError) as caught:
        expand(TEMPLATE, starts_on=MONDAY, calendars={"secretariat": EVERY_DAY, "reviewer": EVERY_DAY})
    assert [pointer for pointer, _ in caught.value.faults] == [
        "/calendars/city_partner",
        "/calendars/consultant",
    ]


def test_a_plan_that_leads_out_of_the_calendars_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        expand(TEMPLATE, starts_on=date(2028, 12, 30), calendars=calendars())
