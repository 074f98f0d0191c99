"""Accounts of people: adding one, with its roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy.orm import Session

from tracker.domain.permissions import Role
from tracker.errors import InvalidInputError
from tracker.schemas.common import LANGUAGES
from tracker.services.sessions import Passwords
from tracker.store import accounts
from tracker.store.record.rows import find_keys
from tracker.store.studies import find_study
from tracker.store.tables import Engagement, Membership, Programme, User

SHORTEST_PASSWORD = 12  # OWASP ASVS 5.0 asks for at least 8, and recommends longer ones
LONGEST_PASSWORD = 200  # what the sign-in accepts
LONGEST_EMAIL = 254  # RFC 5321; what the sign-in accepts
LONGEST_NAME = 200
# Roles of those who run the whole of it, or look at all of it; the others belong to somebody's city or study.
ANYWHERE = frozenset({"administrator", "project_manager", "auditor"})

Fault = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to add; its role holds for the studies, engagements and programmes, or everywhere."""

    email: str
    name: str
    organisation: str
    password: str
    role: str
    studies: tuple[str, ...] = ()
    engagements: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    everywhere: bool = False
    language: str = "en"


def add_account(session: Session, passwords: Passwords, wanted: NewAccount, *, at: datetime) -> User:
    """Add an account, or say everything that is wrong with it."""
    email = wanted.email.strip().lower()
    found = {slug: find_study(session, slug) for slug in wanted.studies}
    missing = [("studies", f"there is no study {slug}") for slug, study in found.items() if study is None]
    for field, table in (("engagements", Engagement), ("programmes", Programme)):
        keys = getattr(wanted, field)
        known = find_keys(session, table, None, None, keys)
        missing += [(field, f"there is no {field[:-1]} {key}") for key in keys if key not in known]
    faults = _faults(wanted, email, missing)
    if accounts.find_user_by_email(session, email) is not None:
        faults.append(("email", f"{email} has an account already"))
    if faults:
        raise InvalidInputError("The account cannot be added.", faults)
    memberships = [
        *(Membership(role=wanted.role, study_id=study.id) for study in found.values() if study is not None),
        *(Membership(role=wanted.role, engagement=key) for key in dict.fromkeys(wanted.engagements)),
        *(Membership(role=wanted.role, programme=key) for key in dict.fromkeys(wanted.programmes)),
    ]
    user = User(
        email=email,
        name=wanted.name.strip(),
        organisation=wanted.organisation.strip(),
        language=wanted.language,
        password_hash=passwords.hash(wanted.password),
        demo=False,
        created_at=at,
        memberships=memberships or [Membership(role=wanted.role)],
    )
    accounts.add_user(session, user)
    return user


def _faults(wanted: NewAccount, email: str, missing: Sequence[Fault]) -> list[Fault]:
    faults = []
    local, at_sign, domain = email.partition("@")
    if not (local and at_sign and domain) or any(sign.isspace() for sign in email):
        faults.append(("email", f"{wanted.email!r} is not an address"))
    if len(email) > LONGEST_EMAIL:
        faults.append(("email", f"must have at most {LONGEST_EMAIL} characters"))
    faults += [
        (field, "must not be empty")
        for field, text in (("name", wanted.name), ("organisation", wanted.organisation))
        if not text.strip()
    ]
    faults += [
        (field, f"must have at most {LONGEST_NAME} characters")
        for field, text in (("name", wanted.name), ("organisation", wanted.organisation))
        if len(text.strip()) > LONGEST_NAME
    ]
    if not SHORTEST_PASSWORD <= len(wanted.password) <= LONGEST_PASSWORD:
        faults.append(("password", f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"))
    if wanted.role not in get_args(Role):
        faults.append(("role", f"{wanted.role!r} is none of {', '.join(get_args(Role))}"))
    else:
        faults += _place_faults(wanted)
    faults += missing
    if wanted.language not in LANGUAGES:
        faults.append(("language", f"{wanted.language!r} is none of {', '.join(LANGUAGES)}"))
    return faults


def _place_faults(wanted: NewAccount) -> list[Fault]:
    """Say what is wrong with where the role is to hold; nobody gets all by forgetting to name a part."""
    named = bool(wanted.studies or wanted.engagements or wanted.programmes)
    if wanted.role == "administrator":
        return [("studies", "an administrator's role holds everywhere")] if named else []
    if wanted.everywhere and wanted.role not in ANYWHERE:
        return [("everywhere", f"the role {wanted.role} holds for studies, engagements or programmes")]
    if wanted.everywhere and named:
        return [("everywhere", "name studies, engagements or programmes, or say everywhere, not both")]
    if not (wanted.everywhere or named):
        return [("studies", "name the studies, engagements or programmes that the role holds for")]
    return []
