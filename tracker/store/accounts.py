"""Queries on accounts, their sessions and failed attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from tracker.store.tables import Engagement, Membership, SignInAttempt, SignInSession, Study, User


def find_user_by_email(session: Session, email: str) -> User | None:
    """Find an account by its address (lower case), with its memberships."""
    statement = (
        select(User)
        .where(User.email == email)
        .options(selectinload(User.memberships).joinedload(Membership.study))
    )
    return session.scalars(statement).one_or_none()


def find_organisation(session: Session, user_id: str) -> str:
    """Find the organisation that an account acts for."""
    return session.scalars(select(User.organisation).where(User.id == user_id)).one()


def move_memberships(session: Session, engagement: str, target: str) -> None:
    """Let roles that are held for an engagement be held for another one."""
    session.execute(update(Membership).where(Membership.engagement == engagement).values(engagement=target))


def add_user(session: Session, user: User) -> None:
    """Add an account."""
    session.add(user)
    session.flush()


# Role, slug of the study with its engagement, engagement and programme that the role is held for, and the
# programme that the engagement is part of.
GrantRow = tuple[str, str | None, str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class OpenSession:
    """An open session and whose it is; read with every request, so taken as columns in one statement."""

    id: str
    last_seen_at: datetime
    expires_at: datetime
    user_id: str
    name: str
    email: str
    organisation: str
    language: str
    grants: tuple[GrantRow, ...]


# A role held for an engagement or a programme holds for each of its studies.
_HELD_FOR = or_(
    Study.id == Membership.study_id,
    Study.engagement == Membership.engagement,
    Study.engagement.in_(
        select(Engagement.key).where(Engagement.programme == Membership.programme).correlate(Membership)
    ),
)


def find_session(session: Session, token_sha256: str) -> OpenSession | None:
    """Find an open session by the hash of its token."""
    statement = (
        select(
            SignInSession.id,
            SignInSession.last_seen_at,
            SignInSession.expires_at,
            SignInSession.user_id,
            User.name,
            User.email,
            User.organisation,
            User.language,
            Membership.role,
            Study.slug,
            Study.engagement.label("study_engagement"),
            Membership.engagement,
            Membership.programme,
            Engagement.programme.label("home"),
        )
        .join(User, SignInSession.user_id == User.id)
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(Study, _HELD_FOR)
        .outerjoin(Engagement, Engagement.key == func.coalesce(Study.engagement, Membership.engagement))
        .where(SignInSession.token_sha256 == token_sha256)
        .order_by(Study.slug, Membership.role)
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    first = rows[0]
    return OpenSession(
        id=first.id,
        last_seen_at=first.last_seen_at,
        expires_at=first.expires_at,
        user_id=first.user_id,
        name=first.name,
        email=first.email,
        organisation=first.organisation,
        language=first.language,
        grants=tuple(
            (row.role, row.slug, row.study_engagement, row.engagement, row.programme, row.home)
            for row in rows
            if row.role is not None
        ),
    )


def add_session(session: Session, row: SignInSession) -> None:
    """Add an open session."""
    session.add(row)


def touch_session(session: Session, session_id: str, *, at: datetime) -> None:
    """Say that a session was used."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=at))


def remove_session(session: Session, token_sha256: str) -> None:
    """End a session."""
    session.execute(delete(SignInSession).where(SignInSession.token_sha256 == token_sha256))


def remove_expired_sessions(session: Session, *, at: datetime) -> None:
    """Forget the sessions that ended by themselves."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at <= at))


def failed_attempts(
    session: Session, *, since: datetime, email: str | None = None, address: str | None = None
) -> tuple[int, datetime | None]:
    """Count failed attempts since an instant, for an account or a network address, and find the oldest."""
    statement = select(func.count(), func.min(SignInAttempt.attempted_at)).where(
        SignInAttempt.attempted_at > since
    )
    if email is not None:
        statement = statement.where(SignInAttempt.email == email)
    if address is not None:
        statement = statement.where(SignInAttempt.address == address)
    count, oldest = session.execute(statement).one()
    return count, oldest


def add_attempt(session: Session, *, email: str, address: str, at: datetime) -> None:
    """Record an attempt before its password is looked at."""
    session.add(SignInAttempt(email=email, address=address, attempted_at=at))


def remove_attempts(session: Session, *, email: str) -> None:
    """Forget an account's attempts, after it signed in."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.email == email))


def remove_old_attempts(session: Session, *, before: datetime) -> None:
    """Forget attempts that no longer count."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.attempted_at < before))
