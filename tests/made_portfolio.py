"""A record of hundreds of engagements, each with its study, plan, line and audit chain, by bulk insert."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, text

from studies.loader import load_study
from tests.made_record import NOW, TODAY, key_of, made_row
from tracker.record.audit import Actor, Change, Event, genesis_sha256, make_entry
from tracker.services.record.kinds import KINDS
from tracker.services.seeding import DEMO_PASSWORD, seed_demo_accounts, seed_studies
from tracker.services.sessions import Passwords
from tracker.store import accounts
from tracker.store.session import Database, Session
from tracker.store.tables import AuditEntry, Membership, Milestone, PilotRecommendation, Study, User

PROGRAMME = "programme_0"
BIG = "big_plan"
EVERYWHERE = "everywhere@test.example"
IN_EACH = "in.each@test.example"
STUDIES = Path(__file__).resolve().parent.parent / "studies"
# How many of each kind an engagement has; the rest of its line refers to the ones of the same number.
PARTS = {
    "agreement": 1, "participation": 3, "contribution": 3, "event": 3, "deliverable": 5, "gate": 4,
    "gate_condition": 3, "finding": 8, "study_option": 2, "recommendation": 10, "management_response": 5,
    "follow_up_action": 10, "pilot": 1, "result": 1, "indicator": 1, "indicator_period": 1,
    "indicator_update": 1,
}  # fmt: skip
# States that make somebody wait, for every third thing; the others are in their first state.
WAITS = {"gate": "gate_open", "recommendation": "issued", "deliverable": "submitted"}


@dataclass(frozen=True)
class Size:
    """How much to make."""

    engagements: int = 500
    milestones: int = 40
    entries: int = 400
    organisations: int = 100
    big_milestones: int = 2_000
    parts: Mapping[str, int] = field(default_factory=lambda: PARTS)

    def said(self) -> str:
        """Say it in words."""
        parts = sum(self.parts.values()) * self.engagements
        return (
            f"{self.engagements:,} engagements with a study each, "
            f"{self.engagements * self.milestones:,} milestones, "
            f"{self.engagements * self.entries:,} audit entries, {parts:,} other parts of their lines, "
            f"and one plan of {self.big_milestones:,} milestones"
        )


def engagement_key(number: int) -> str:
    """Give the key of an engagement, and of its study."""
    return f"engagement_{number}"


def fill(database: Database, size: Size) -> None:
    """Make everything; the shipped studies are there too."""
    draw = random.Random(5)
    with database.writing() as session:
        definitions = [load_study(path.parent) for path in sorted(STUDIES.glob("*/study.yaml"))]
        seed_studies(session, definitions)
        seed_demo_accounts(session)
        _add(session, "programme", [made_row(_table("programme"), 0)])
        names = _table("organisation")
        _add(
            session,
            "organisation",
            [
                made_row(names, number, calendar=("BR-SP", "PE", "KR")[number % 3], time_zone="UTC")
                for number in range(size.organisations)
            ],
        )
        session.commit()
    stored = [definition.model_dump(mode="json", exclude={"record"}) for definition in definitions]
    for number in range(size.engagements):
        with database.writing() as session:
            add_engagement(session, draw, size, engagement_key(number), number, stored[number % len(stored)])
            session.commit()
    with database.writing() as session:
        big = Size(milestones=size.big_milestones, entries=0, organisations=size.organisations)
        add_engagement(session, draw, big, BIG, size.engagements, stored[0])
        _add_people(session)
        session.commit()
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _table(kind: str) -> Table:
    table = KINDS[kind].table.__table__
    assert isinstance(table, Table)
    return table


def _add(session: Session, kind: str, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(_table(kind)), rows)


def add_engagement(
    session: Session, draw: random.Random, size: Size, key: str, number: int, definition: dict[str, Any]
) -> None:
    """Add an engagement with a study, its plan, its line and its chain."""
    bodies = size.organisations
    engagement = made_row(
        _table("engagement"),
        number,
        key=key,
        programme=PROGRAMME,
        city=key_of("organisation", number % bodies),
        state="running",
        visibility="partner",
    )
    _add(session, "engagement", [engagement])
    study_id = str(UUID(int=draw.getrandbits(128), version=4))
    study = {
        "id": study_id,
        "slug": key,
        "engagement": key,
        "definition": {**definition, "slug": key},
        "definition_sha256": hashlib.sha256(key.encode()).hexdigest(),
        "imported_at": NOW,
        "baseline_frozen_at": NOW,
    }
    session.execute(insert(Study), [study])
    session.execute(insert(Milestone), list(_milestones(draw, size, study_id)))
    links = _table("milestone_dependency")
    _add(
        session,
        "milestone_dependency",
        [
            made_row(
                links,
                n,
                engagement=key,
                study=key,
                predecessor=f"m{max(n - 3, 0)}",
                successor=f"m{n + 1}",
                lag_days=0,
            )
            for n in range(size.milestones - 1)
        ],
    )
    for kind, count in size.parts.items():
        table = _table(kind)
        given = {"engagement": key, "study": key, "visibility": "partner"}
        rows = [
            made_row(table, n, **given, **_standing(table, kind, n), **_named(table, number + n, bodies))
            for n in range(count)
        ]
        _add(session, kind, rows)
    cited = {"engagement": key, "pilot": key_of("pilot", 0), "recommendation": key_of("recommendation", 0)}
    session.execute(
        insert(PilotRecommendation),
        [{**cited, "pilot": key_of("pilot", n)} for n in range(size.parts["pilot"])],
    )
    if size.entries:
        session.execute(insert(AuditEntry), list(_entries(size, key)))


def _standing(table: Table, kind: str, number: int) -> dict[str, Any]:
    waits = {"state": WAITS[kind]} if kind in WAITS and number % 3 == 0 else {}
    return {name: value for name, value in waits.items() if name in table.columns}


def _named(table: Table, number: int, bodies: int) -> dict[str, Any]:
    """Name organisations that exist, wherever a column names one."""
    return {
        column.name: key_of("organisation", number % bodies)
        for column in table.columns
        if any(key.column.table.name == "organisation" for key in column.foreign_keys)
    }


def _milestones(draw: random.Random, size: Size, study_id: str) -> Iterator[dict[str, Any]]:
    for number in range(size.milestones):
        # four years, however many there are: no calendar of holidays reaches further than some decades
        baseline = TODAY + timedelta(days=(number - size.milestones // 3) * 1_400 // size.milestones)
        done = number < size.milestones // 3 - draw.randrange(4)
        slipped = not done and draw.random() < 0.15
        yield {
            "id": str(UUID(int=draw.getrandbits(128), version=4)),
            "study_id": study_id,
            "key": f"m{number}",
            "stage": "field",
            "position": number,
            "title": {"en": f"Milestone {number}", "es": f"Hito {number}"},
            "owner": key_of("organisation", draw.randrange(size.organisations)),
            "baseline_date": baseline,
            "forecast_date": baseline + timedelta(days=draw.randrange(1, 60)) if slipped else None,
            "actual_date": min(baseline, TODAY) if done else None,
            "state": "achieved" if done else "planned",
            "duration_days": draw.randrange(1, 10),
            "slip_reason": "Rain" if slipped else None,
            "city_confirms": False,
            "evidence": "Minutes" if done else None,
            "illustrative": True,
            "version": 1,
            "updated_at": NOW,
            "updated_by": "made",
        }


def _entries(size: Size, key: str) -> Iterator[dict[str, Any]]:
    scope = f"engagement:{key}"
    before = genesis_sha256(scope)
    actor = Actor(None, "made", key_of("organisation", 0))
    for number in range(size.entries):
        event = Event(
            at=NOW + timedelta(minutes=number),
            actor=actor,
            action="milestone.update",
            kind="milestone",
            object_id=f"m{number % size.milestones}",
            version=number,
            changes=[Change("evidence", None, f"change {number}")],
        )
        entry = make_entry(scope, event, sequence=number + 1, previous_sha256=before)
        before = entry.sha256
        yield asdict(entry)


def _add_people(session: Session) -> None:
    """Add a manager of everything, and one who holds a role in each engagement separately."""
    password_hash = Passwords().hash(DEMO_PASSWORD)
    studies = session.execute(text("SELECT slug FROM study")).scalars().all()
    everywhere = [Membership(role="project_manager")]
    in_each = [Membership(role="project_manager", engagement=slug) for slug in studies]
    for email, memberships in ((EVERYWHERE, everywhere), (IN_EACH, in_each)):
        user = User(
            email=email,
            name=email.partition("@")[0],
            organisation=key_of("organisation", 1),
            language="en",
            password_hash=password_hash,
            demo=True,
            created_at=NOW,
            memberships=memberships,
        )
        accounts.add_user(session, user)
