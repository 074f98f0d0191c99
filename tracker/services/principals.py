"""Who is asking, as plain values, and the check that they may do what they ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from tracker.domain.permissions import Action, Facts, Grant, Principal, Role, allowed
from tracker.errors import NotAllowedError, NotFoundError, PreconditionFailedError
from tracker.schemas.common import ResponseModel
from tracker.schemas.sessions import MembershipRead, PrincipalRead
from tracker.store.tables import User

# The same words for what is missing and for what is hidden, or the answer would tell which of them it is.
NOTHING_HERE = "There is no such thing, or it is not yours to see."


def to_principal(user: User) -> Principal:
    """Take the plain values of an account."""
    return Principal(
        id=user.id,
        name=user.name,
        email=user.email,
        organisation=user.organisation,
        language=user.language,
        grants=tuple(
            Grant(
                cast("Role", membership.role),
                membership.study.slug if membership.study else None,
                membership.study.engagement if membership.study else membership.engagement,
                membership.programme,
            )
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
        memberships=[
            MembershipRead(
                role=grant.role,
                study=grant.study,
                engagement=grant.engagement,
                # with a study or engagement it only says in which programme that is
                programme=grant.programme if grant.engagement is None else None,
            )
            for grant in principal.grants
        ],
    )


def check_version(
    current: int, *, expected: int, what: str, saved_by: str | None, record: Callable[[], ResponseModel]
) -> None:
    """Raise when somebody saved since the version that was started from; `record` gives what is there now."""
    if current != expected:
        by = f", saved by {saved_by}" if saved_by else ""
        raise PreconditionFailedError(
            f"The {what} is now at version {current}{by}; you started from version {expected}.",
            expected=expected,
            current=current,
            record=record().model_dump(mode="json"),
        )


def check_allowed(
    principal: Principal,
    action: Action,
    *,
    study: str,
    submitted_by_id: str | None = None,
    submitted_organisation: str | None = None,
) -> None:
    """Raise unless the principal may: 404 when the study is not theirs to know, 403 otherwise."""
    facts = Facts(study, submitted_by_id, submitted_organisation)
    if not allowed(principal, "study.read", Facts(study=study)):
        raise NotFoundError(NOTHING_HERE)
    if not allowed(principal, action, facts):
        if action == "version.decide" and allowed(principal, action, Facts(study=study)):
            raise NotAllowedError(
                "Whoever submitted a version cannot decide on it, nor can their organisation."
            )
        raise NotAllowedError(f"Your roles in {study} do not include {action}.")
