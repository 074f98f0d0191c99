"""Signing in and out: server-side sessions, limits on failures, equal time for unknown accounts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import cast

from pwdlib import PasswordHash
from sqlalchemy.orm import Session

from tracker.domain.permissions import Grant, Principal, Role
from tracker.errors import SignInRefusedError, TooManyAttemptsError
from tracker.schemas.sessions import SessionRead, SignIn
from tracker.services.principals import read_principal, to_principal
from tracker.settings import SessionSettings
from tracker.store import accounts
from tracker.store.tables import SignInSession

Work = Callable[[], AbstractContextManager[Session]]

# One check takes 64 MiB and a core for a quarter of a second; more at once would starve the rest.
CHECKS_AT_ONCE = 2
CHECK_WAIT_S = 10.0
# Writing the last-seen time with every request would make every read a write.
TOUCH_EVERY = timedelta(seconds=60)


class Passwords:
    """Makes and checks password hashes (argon2id), few at once."""

    def __init__(self) -> None:
        self._hasher = PasswordHash.recommended()
        self._places = BoundedSemaphore(CHECKS_AT_ONCE)
        # Compared with when there is no such account, so that the answer takes as long.
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """Hash a new password."""
        return self._hasher.hash(password)

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Compare; None stands for an account that does not exist and never matches."""
        if not self._places.acquire(timeout=CHECK_WAIT_S):
            raise TooManyAttemptsError("Too many people are signing in; try again shortly.", retry_after_s=5)
        try:
            return self._hasher.verify(password, password_hash or self._nobody) and password_hash is not None
        finally:
            self._places.release()


@dataclass(frozen=True)
class FoundPrincipal:
    """The principal of a token; `touch` is there when the session's last-seen time should be renewed."""

    principal: Principal
    touch: Callable[[Session], None] | None


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def sign_in(
    work: Work,
    passwords: Passwords,
    credentials: SignIn,
    *,
    address: str,
    at: datetime,
    settings: SessionSettings,
) -> SessionRead:
    """Open a session; the attempt is counted before the password is looked at, so parallel tries count."""
    email = credentials.email.strip().lower()
    with work() as session:
        _check_limits(session, email=email, address=address, at=at, settings=settings)
        accounts.add_attempt(session, email=email, address=address, at=at)
        user = accounts.find_user_by_email(session, email)
        if user is not None and user.demo and not settings.demo_accounts:
            user = None  # their password is printed in the manual
        password_hash = user.password_hash if user else None
    if not passwords.matches(credentials.password, password_hash) or user is None:
        raise SignInRefusedError("The address and password do not belong together.")
    token = secrets.token_urlsafe(32)
    expires_at = at + timedelta(seconds=settings.absolute_s)
    with work() as session:
        accounts.remove_attempts(session, email=email)
        accounts.remove_expired_sessions(session, at=at)
        accounts.remove_old_attempts(session, before=at - timedelta(seconds=settings.failure_window_s))
        row = SignInSession(
            token_sha256=_sha256(token), user_id=user.id, opened_at=at, last_seen_at=at, expires_at=expires_at
        )
        accounts.add_session(session, row)
    return SessionRead(token=token, expires_at=expires_at, principal=read_principal(to_principal(user)))


def _check_limits(
    session: Session, *, email: str, address: str, at: datetime, settings: SessionSettings
) -> None:
    window = timedelta(seconds=settings.failure_window_s)
    for (count, oldest), limit in (
        (accounts.failed_attempts(session, since=at - window, email=email), settings.failures_per_account),
        (
            accounts.failed_attempts(session, since=at - window, address=address),
            settings.failures_per_address,
        ),
    ):
        if count >= limit and oldest is not None:
            wait_s = (oldest + window - at).total_seconds()
            raise TooManyAttemptsError("Too many failed sign-ins.", retry_after_s=wait_s)


def find_principal(
    session: Session, token: str, *, at: datetime, settings: SessionSettings
) -> FoundPrincipal | None:
    """Find who holds a token, unless its session ended."""
    row = accounts.find_session(session, _sha256(token))
    if row is None or row.expires_at <= at or row.last_seen_at + timedelta(seconds=settings.idle_s) <= at:
        return None
    touch = None
    if at - row.last_seen_at > min(TOUCH_EVERY, timedelta(seconds=settings.idle_s / 10)):

        def touch(session: Session) -> None:
            accounts.touch_session(session, row.id, at=at)

    principal = Principal(
        id=row.user_id,
        name=row.name,
        email=row.email,
        organisation=row.organisation,
        language=row.language,
        grants=to_grants(row.grants),
    )
    return FoundPrincipal(principal, touch)


def to_grants(rows: Sequence[accounts.GrantRow]) -> tuple[Grant, ...]:
    """
    Say where roles hold; one for an engagement or programme is also given for each of its studies.

    A row is role, slug of a study, that study's engagement, the engagement or programme of the role, and
    the programme that the engagement is part of.
    """
    found: dict[Grant, None] = {}
    for name, study, study_engagement, engagement, programme, home in rows:
        role = cast("Role", name)
        if study is None or engagement is not None or programme is not None:
            found[Grant(role, None, engagement, programme or (home if engagement else None))] = None
        if study is not None:
            found[Grant(role, study, study_engagement, home)] = None
    return tuple(found)


def sign_out(session: Session, token: str) -> None:
    """End the session of a token."""
    accounts.remove_session(session, _sha256(token))
