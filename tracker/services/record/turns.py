"""Whose turn it is, since when, in that party's own working days; gathered over everything that can wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.errors import NotFoundError
from tracker.record.plan.calendars import WorkingCalendar, region_calendar, working_calendar
from tracker.record.plan.regions import REGIONS
from tracker.record.plan.turns import Clock, Turn, read_clock
from tracker.schemas.lineage import TurnPage, TurnRead
from tracker.services.record.places import NOTHING
from tracker.store.record import rows as store
from tracker.store.record import turns as record_turns
from tracker.store.record.turns import WAITING

DUE_WITHIN = timedelta(days=30)  # a milestone waits for its owner from then on
# Working days a body has where no day was agreed; the programmes publish none, so this is our own choice.
ALLOWANCE_DAYS = 10

# Where the thing itself names nobody: who acts on it in this state.
_ROLES: dict[tuple[str, str], tuple[str, ...]] = {
    ("gate", "gate_open"): ("institutional_approver", "reviewer"),
    ("baseline_change", "requested"): ("institutional_approver",),
    ("deliverable", "submitted"): ("project_manager",),
    ("deliverable", "in_review"): ("institutional_approver", "reviewer", "city_partner"),
    ("deliverable", "changes_requested"): ("consultant", "project_manager"),
    ("pilot", "scoped"): ("institutional_approver", "reviewer"),
    ("pilot", "go"): ("city_partner", "project_manager"),
    ("indicator_update", "pending"): ("institutional_approver", "city_partner"),
    ("indicator_update", "returned"): ("city_partner", "consultant"),
}
# What the party is asked to do, by kind and state; the words themselves are the reader's.
_WHAT = {
    ("gate", "gate_open"): "decide_gate",
    ("gate_condition", "open"): "meet_condition",
    ("baseline_change", "requested"): "decide_change",
    ("deliverable", "submitted"): "open_review",
    ("deliverable", "in_review"): "review_deliverable",
    ("deliverable", "changes_requested"): "revise_deliverable",
    ("recommendation", "issued"): "respond",
    ("follow_up_action", "open"): "start_action",
    ("follow_up_action", "in_progress"): "finish_action",
    ("pilot", "scoped"): "decide_pilot",
    ("pilot", "go"): "start_pilot",
    ("indicator_update", "pending"): "approve_update",
    ("indicator_update", "returned"): "revise_update",
}


@dataclass(frozen=True, slots=True)
class _Open:
    """Something that waits, before anybody knows for how long."""

    engagement: Any
    study: str | None
    kind: str
    key: str
    title: dict[str, str]
    what: str
    party: str
    since: datetime
    due: date | None
    illustrative: bool


def list_turns(
    session: Session,
    principal: Principal,
    *,
    mine: bool,
    engagement: str | None,
    offset: int,
    limit: int,
    at: datetime,
) -> TurnPage:
    """List what waits for the asker's organisation, or for anybody, the longest overdue first."""
    if engagement is not None:
        _, known = store.list_visible_engagements(
            session, principal, where={"key": engagement}, offset=0, limit=1
        )
        if not known:
            raise NotFoundError(NOTHING)
    party = principal.organisation if mine else None
    waiting = [
        *_things(session, principal, engagement, party),
        *_milestones(session, principal, engagement, party, at),
    ]
    # what waits for a role is known only now
    if mine:
        waiting = [item for item in waiting if item.party == principal.organisation]
    parties = record_turns.organisations_named(session, sorted({item.party for item in waiting}))
    timed = [(item, *_timed(item, parties.get(item.party), at)) for item in waiting]
    timed.sort(key=lambda part: (-(part[1].overdue_days or 0), not part[1].is_overdue, -part[1].waited_days))
    waited: dict[str, int] = defaultdict(int)
    for item, clock, _ in timed:
        waited[item.party] += clock.waited_days
    return TurnPage(
        items=[_read(*part, principal) for part in timed[offset : offset + limit]],
        total=len(timed),
        waited_by_party=dict(sorted(waited.items())),
    )


def _things(
    session: Session, principal: Principal, engagement: str | None, party: str | None
) -> Iterator[_Open]:
    found = [
        (waiting, row)
        for waiting in WAITING
        for row in record_turns.list_waiting(
            session,
            principal,
            waiting,
            engagement=engagement,
            party=party,
            by_role=[state for kind, state in _ROLES if kind == waiting.kind],
        )
    ]
    by_role = _parties(session, sorted({row[1].key for _, row in found}))
    for waiting, (row, owner, organisation) in found:
        named = organisation is not None and (waiting.kind, row.state) not in _ROLES
        for acting in (
            [organisation.short_name]
            if named
            else _acting(by_role, owner, _ROLES.get((waiting.kind, row.state), ()), row)
        ):
            yield _Open(
                engagement=owner,
                study=getattr(row, "study", None),
                kind=waiting.kind,
                key=row.key,
                title=dict(getattr(row, "title", None) or getattr(row, "text", None) or {"en": row.key}),
                what=_WHAT[waiting.kind, row.state],
                party=acting,
                since=row.state_since,
                due=getattr(row, waiting.due) if waiting.due and named else None,
                illustrative=row.illustrative,
            )


def _milestones(
    session: Session, principal: Principal, engagement: str | None, party: str | None, at: datetime
) -> Iterator[_Open]:
    until = at.date() + DUE_WITHIN
    for row, study, owner, organisation in record_turns.list_milestones_due(
        session, principal, until=until, engagement=engagement, party=party
    ):
        expected = row.forecast_date or row.baseline_date
        zone = ZoneInfo(organisation.time_zone) if organisation else ZoneInfo("UTC")
        began = datetime.combine(expected - DUE_WITHIN, time(), zone)
        yield _Open(
            engagement=owner,
            study=study.slug,
            kind="milestone",
            key=row.key,
            title=dict(row.title),
            what="reach_milestone",
            party=organisation.short_name if organisation else row.owner,
            since=min(began, at),
            due=expected,
            illustrative=row.illustrative,
        )


Roles = dict[str, dict[tuple[str, str], set[str]]]


def _parties(session: Session, engagements: Sequence[str]) -> Roles:
    """Say which organisations hold which role, by engagement, by programme, and everywhere."""
    found: Roles = defaultdict(lambda: defaultdict(set))
    for role, organisation, engagement, programme, study_engagement in record_turns.organisations_by_role(
        session, engagements
    ):
        if engagement or study_engagement:
            found[role]["engagement", engagement or study_engagement].add(organisation)
        elif programme:
            found[role]["programme", programme].add(organisation)
        else:
            found[role]["everywhere", ""].add(organisation)
    return found


def _acting(by_role: Roles, engagement: Any, roles: Sequence[str], row: Any) -> list[str]:  # noqa: ANN401 - rows
    """Name who acts: the first of the roles that somebody holds, nearest to the engagement."""
    places = (("engagement", engagement.key), ("programme", engagement.programme or ""), ("everywhere", ""))
    authors = set(getattr(row, "author_organisations", ())) if row.state == "pending" else set()
    for role in roles:
        for place in places:
            held = by_role.get(role, {}).get(place, set()) - authors
            if held:
                return sorted(held)
    return []


def _timed(item: _Open, organisation: Any, at: datetime) -> tuple[Clock, str]:  # noqa: ANN401 - a row or None
    region = organisation.calendar if organisation is not None else ""
    calendar = _calendar(region, at.year)
    since = max(item.since, datetime.combine(calendar.first, time(), ZoneInfo(calendar.zone)))
    allowance: int | None = ALLOWANCE_DAYS
    if item.due is not None:
        begun = since.astimezone(ZoneInfo(calendar.zone)).date()
        allowance = max(calendar.count(begun, item.due), 0) if calendar.covers(item.due) else None
    turn = Turn(item.party, calendar.key, since, allowance_days=allowance)
    clock = read_clock(turn, calendars={calendar.key: calendar}, now=at)
    if item.due is not None:
        # a day that was agreed stands, working day or not
        overdue = item.due < clock.seen_date
        clock = clock._replace(
            due_date=item.due,
            is_overdue=overdue,
            overdue_days=calendar.count(item.due, clock.seen_date) if overdue else 0,
        )
    return clock, calendar.key


@lru_cache(maxsize=32)
def _calendar(region: str, year: int) -> WorkingCalendar:
    """Prepare a party's calendar; where nobody knows its holidays, Monday to Friday in UTC."""
    first, last = year - 8, year + 8
    if region in REGIONS:
        return region_calendar(region, first_year=first, last_year=last)
    return working_calendar("weekdays", first=date(first, 1, 1), last=date(last, 12, 31))


def _read(item: _Open, clock: Clock, calendar: str, principal: Principal) -> TurnRead:
    return TurnRead(
        engagement=item.engagement.key,
        engagement_title=dict(item.engagement.title),
        study=item.study,
        kind=item.kind,
        key=item.key,
        title=item.title,
        what=item.what,
        party=item.party,
        mine=item.party == principal.organisation,
        since=item.since,
        waited_days=clock.waited_days,
        due=clock.due_date,
        overdue_days=clock.overdue_days,
        is_overdue=clock.is_overdue,
        calendar=calendar,
        illustrative=item.illustrative,
    )
