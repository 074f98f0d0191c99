"""Everybody who asks in the matrix of rights, and one thing of each kind to ask about."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from starlette.testclient import TestClient

from tests.api.reports.rights_table import ROLES
from tracker.clock import now
from tracker.services.record.kinds import KINDS, Kind, has_visibility
from tracker.store.base import new_id
from tracker.store.session import Database, Session
from tracker.store.tables import Membership, SignInSession, User

STUDIES = ("sao_paulo_asnm", "lima_smart_tourism")
PROGRAMMES = ("sscicp", "wego_nia")
BASES = {"instance": "", "programme": "/programmes/wego_nia", "engagement": "/engagements/lima_smart_tourism"}
# A programme that has no engagement: who works in it knows nothing of the others.
ELSEWHERE = "project_implementer"
ENGAGEMENT = "lima_smart_tourism"
# An institution decides as the study's definition knows it; a manager answers for their own firm's text.
ORGANISATIONS = {
    "project_manager": "WeGO",
    "consultant": "Example Consulting",
    "city_partner": "Lima",
    "reviewer": "SUSA",
    "institutional_approver": "SMG",
    "auditor": "Example Audit Office",
    "administrator": "WeGO",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks: a role, and whether it is held where the things are."""

    role: str | None
    at_home: bool

    @property
    def name(self) -> str:
        """What the test is called after."""
        return "nobody" if self.role is None else f"{self.role}{'' if self.at_home else '_elsewhere'}"


CALLERS = (
    Caller(None, at_home=False),
    *(Caller(role, at_home=True) for role in ROLES),
    # an administrator's role holds everywhere
    *(Caller(role, at_home=False) for role in ROLES if role != "administrator"),
)


def memberships(session: Session, caller: Caller) -> list[Membership]:
    """Say where the role is held."""
    from tracker.store.studies import find_study

    role = str(caller.role)
    if role == "administrator":
        return [Membership(role=role)]
    if not caller.at_home:
        return [Membership(role=role, programme=ELSEWHERE)]
    if role == "consultant":
        found = [find_study(session, slug) for slug in STUDIES]
        return [Membership(role=role, study_id=study.id) for study in found if study is not None]
    if role == "city_partner":
        return [Membership(role=role, engagement=slug) for slug in STUDIES]
    return [Membership(role=role, programme=key) for key in PROGRAMMES]


def open_sessions(database: Database) -> dict[str, str]:
    """Make all accounts, each with an open session, and give the tokens; no password is ever hashed."""
    tokens = {}
    with database.writing() as session:
        for caller in CALLERS:
            if caller.role is None:
                continue
            token = tokens[caller.name] = new_id()
            user = User(
                email=f"{caller.name}@matrix.example",
                name=caller.name,
                organisation=ORGANISATIONS[caller.role] if caller.at_home else "Elsewhere",
                language="en",
                password_hash="",  # nobody signs in with one
                demo=True,
                created_at=now(),
                memberships=memberships(session, caller),
            )
            session.add(user)
            session.flush()
            session.add(
                SignInSession(
                    token_sha256=hashlib.sha256(token.encode()).hexdigest(),
                    user_id=user.id,
                    opened_at=now(),
                    last_seen_at=now(),
                    expires_at=now() + timedelta(hours=1),
                )
            )
        session.commit()
    return tokens


def show_to(database: Database, level: str, *, engagements: str) -> None:
    """Give everything in the engagements one level of visibility, and the engagements another."""
    with database.writing() as session:
        for kind in KINDS.values():
            if has_visibility(kind):
                value = engagements if kind.name == "engagement" else level
                session.execute(update(kind.table).values(visibility=value))
        session.commit()


def ask_for_a_later_date(manager: TestClient) -> None:
    """Ask for a change of the baseline: the one kind of which the demo has none."""
    plan = manager.get(f"/api/v1/studies/{ENGAGEMENT}/milestones").json()["items"]
    milestone = next(item for item in plan if item["state"] == "planned")
    asked = manager.post(
        f"/api/v1/engagements/{ENGAGEMENT}/baseline-changes",
        json={
            "study": ENGAGEMENT,
            "milestone": milestone["key"],
            "old_date": milestone["baseline_date"],
            "new_date": "2029-01-15",
            "reason": "The fair was moved",
        },
    )
    assert asked.status_code == 201, asked.text


def first_of_each_kind(administrator: TestClient) -> dict[str, dict[str, Any]]:
    """Read one thing of every kind as an administrator sees it."""
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS.values():
        base = BASES[kind.scope]
        answer = administrator.get(f"/api/v1{base}/{kind.plural}")
        assert answer.status_code == 200, answer.text
        items = answer.json()["items"]
        own = [item for item in items if item["key"] in {ENGAGEMENT, PROGRAMMES[1]}]
        assert items, f"There is no {kind.name} to ask about."
        found[kind.name] = (own or items)[0]
    return found


def kind_of(path: str) -> Kind | None:
    """Find the kind whose pattern a path of the document follows."""
    scoped = {"instance": "", "programme": "/programmes/{scope}", "engagement": "/engagements/{scope}"}
    for kind in KINDS.values():
        if re.fullmatch(rf"/api/v1{re.escape(scoped[kind.scope])}/{kind.plural}(/{{key}}(/\w+)?)?", path):
            return kind
    return None
