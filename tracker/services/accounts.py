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
from tracker.store.studies import find_study
from tracker.store.tables import Membership, Study, User

SHORTEST_PASSWORD = 12  # OWASP ASVS 5.0 asks for at least 8, and recommends longer ones
LONGEST_PASSWORD = 200  # what the sign-in accepts
LONGEST_EMAIL = 254  # RFC 5321; what the sign-in accepts
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to add; `studies` names those its role holds for, none for an administrator."""

    email: str
    name: str
    organisation: str
    password: str
    role: str
    studies: tuple[str, ...] = ()
    language: str = "en"


def add_account(session: Session, passwords: Passwords, wanted: NewAccount, *, at: datetime) -> User:
    """Add an account, or say everything that is wrong with it."""
    email = wanted.email.strip().lower()
    found = {slug: find_study(session, slug) for slug in wanted.studies}
    faults = _faults(wanted, email, [slug for slug, study in found.items() if study is None])
    if accounts.find_user_by_email(session, email) is not None:
        faults.append(("email", f"{email} has an account already"))
    if faults:
        raise InvalidInputError("The account cannot be added.", faults)
    studies: Sequence[Study | None] = list(found.values()) or [None]
    user = User(
        email=email,
        name=wanted.name.strip(),
        organisation=wanted.organisation.strip(),
        language=wanted.language,
        password_hash=passwords.hash(wanted.password),
        demo=False,
        created_at=at,
        memberships=[
            Membership(role=wanted.role, study_id=study.id if study is not None else None)
            for study in studies
        ],
    )
    accounts.add_user(session, user)
    return user


def _faults(wanted: NewAccount, email: str, unknown_studies: Sequence[str]) -> list[tuple[str, str]]:
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
    elif (wanted.role == "administrator") == bool(wanted.studies):
        faults.append(("studies", "an administrator's role holds everywhere, any other needs its studies"))
    faults += [("studies", f"there is no study {slug}") for slug in unknown_studies]
    if wanted.language not in LANGUAGES:
        faults.append(("language", f"{wanted.language!r} is none of {', '.join(LANGUAGES)}"))
    return faults
