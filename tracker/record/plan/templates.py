"""From a plan template and a first day to dated stages, milestones and deliverables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from studies.plan_templates import (
    PlanTemplate,
    Responsible,
    TemplateDeliverable,
    TemplateMilestone,
    TemplateStage,
)
from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import WorkingCalendar
from tracker.record.plan.network import Dependency, Item, Plan
from tracker.record.plan.schedule import work_out


@dataclass(frozen=True, slots=True)
class DatedStage:
    """
    A stage and its days.

    Parameters
    ----------
    stage : TemplateStage
        As in the template.
    starts_on, ends_on : date
        It ends with its last milestone, and starts when the stage before it in the template ends, or
        with its own first milestone where that comes earlier: stages may overlap.
    """

    stage: TemplateStage
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class DatedMilestone:
    """A milestone and its day."""

    milestone: TemplateMilestone
    day: date


@dataclass(frozen=True, slots=True)
class DatedDeliverable:
    """A deliverable and the day it is due: that of its milestone."""

    deliverable: TemplateDeliverable
    due: date


@dataclass(frozen=True, slots=True)
class DatedPlan:
    """
    A template with days, in the template's order; nothing of it is agreed yet.

    Parameters
    ----------
    stages : tuple of DatedStage
        The stages.
    milestones : tuple of DatedMilestone
        The milestones.
    deliverables : tuple of DatedDeliverable
        The deliverables.
    """

    stages: tuple[DatedStage, ...]
    milestones: tuple[DatedMilestone, ...]
    deliverables: tuple[DatedDeliverable, ...]


def expand(
    template: PlanTemplate, *, starts_on: date, calendars: Mapping[Responsible, WorkingCalendar]
) -> DatedPlan:
    """
    Give every item of a template its day.

    Each milestone comes as early as what it waits for allows, its lags counted in working days of
    whoever is responsible for it, as in `tracker.record.plan.schedule.work_out`.

    Parameters
    ----------
    template : PlanTemplate
        A checked template.
    starts_on : date
        Day of the first milestone; moved to the next working day when it is none.
    calendars : Mapping of str to WorkingCalendar
        The calendar of each responsible party the milestones name, all prepared for the same range.

    Returns
    -------
    DatedPlan
        With a day for each item.

    Raises
    ------
    InvalidInputError
        Calendars are missing (all of them are named), or the plan leads out of their range.
    """
    missing = sorted({part.responsible for part in template.milestones} - calendars.keys())
    if missing:
        raise InvalidInputError(
            "A plan needs everybody's working days.",
            [(f"/calendars/{name}", f"Nothing says which days the {name} works.") for name in missing],
        )
    plan = Plan(
        starts_on=starts_on,
        items=tuple(Item(key=part.key, calendar=part.responsible) for part in template.milestones),
        dependencies=tuple(
            Dependency(predecessor=part.predecessor, successor=part.successor, lag_days=part.lag_days)
            for part in template.dependencies
        ),
    )
    named = {str(name): calendar for name, calendar in calendars.items()}
    rows = work_out(plan, calendars=named, today=starts_on).rows
    # an open item always has a forecast
    days = {row.key: row.forecast_date for row in rows if row.forecast_date is not None}
    return DatedPlan(
        stages=_stages(template, days),
        milestones=tuple(DatedMilestone(part, days[part.key]) for part in template.milestones),
        deliverables=tuple(DatedDeliverable(part, days[part.milestone]) for part in template.deliverables),
    )


def _stages(template: PlanTemplate, days: Mapping[str, date]) -> tuple[DatedStage, ...]:
    dated: list[DatedStage] = []
    for stage in template.stages:
        own = [days[part.key] for part in template.milestones if part.stage == stage.key]
        before = [dated[-1].ends_on] if dated else []
        dated.append(DatedStage(stage, min(own + before), max(own)))
    return tuple(dated)
