"""Who is asking, as plain values, and the check that they may do what they ask."""

from __future__ import annotations

from typing import cast

from tracker.domain.permissions import Action, Facts, Grant, Principal, Role, allowed
from tracker.errors import NotAllowedError, NotFoundError
from tracker.schemas.sessions import MembershipRead, PrincipalRead
from tracker.store.tables import User


def to_principal(user: User) -> Principal:
    """Take the plain values of an account."""
    return Principal(
        id=user.id,
        name=user.name,
        email=user.email,
        organisation=user.organisation,
        language=user.language,
        grants=tuple(
            Grant(cast("Role", membership.role), membership.study.slug if membership.study else None)
            for membership in user.memberships
        ),
    )


def read_principal(principal: Principal) -> PrincipalRead:
    """Shape the answer about a person."""
    return PrincipalRead(
        id=principal.id,
        name=principal.name,
        email=principal.email,
        organisation=principal.organisation,
        language=principal.language,
        memberships=[MembershipRead(role=grant.role, study=grant.study) for grant in principal.grants],
    )


def check_allowed(
    principal: Principal, action: Action, *, study: str, submitted_by_id: str | None = None
) -> None:
    """Raise unless the principal may: 404 when the study is not theirs to know, 403 otherwise."""
    if not allowed(principal, "study.read", Facts(study=study)):
        raise NotFoundError("There is no such thing, or it is not yours to see.")
    if not allowed(principal, action, Facts(study=study, submitted_by_id=submitted_by_id)):
        raise NotAllowedError(f"Your roles in {study} do not include {action}.")
