"""Signing in and out, and who is asking."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tracker.schemas.common import RequestModel, ResponseModel

Role = Literal[
    "administrator",
    "project_manager",
    "consultant",
    "city_partner",
    "reviewer",
    "institutional_approver",
    "auditor",
]


class SignIn(RequestModel):
    """Credentials."""

    email: Annotated[str, Field(min_length=3, max_length=254)]
    # a blank at its end is part of a password, so the model's stripping must not reach it
    password: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=200)]


class MembershipRead(ResponseModel):
    """A role, and the study, engagement or programme it holds for (none of them: everywhere)."""

    role: Role
    study: str | None
    engagement: str | None = None
    programme: str | None = None


class PrincipalRead(ResponseModel):
    """The person who is signed in."""

    id: str
    name: str
    email: str
    organisation: str
    language: str
    memberships: list[MembershipRead]


class SessionRead(ResponseModel):
    """A session that was just opened; the token is shown once, in the cookie and here."""

    token: str
    expires_at: datetime
    principal: PrincipalRead
