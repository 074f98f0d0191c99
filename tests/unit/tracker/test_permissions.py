"""The table of permissions: every action with every role, the refusals written out too."""

from __future__ import annotations

from typing import get_args

import pytest

from tracker.domain.permissions import (
    ACTIONS,
    ANYBODY,
    ROLES,
    SIGNED_IN,
    Action,
    Facts,
    Grant,
    Principal,
    Role,
    allowed,
)
from tracker.schemas import sessions

M, P, R, A = "project_manager", "city_partner", "reviewer", "administrator"

# One line an action: manager, partner, reviewer, administrator.
EXPECTED: dict[str, tuple[bool, bool, bool, bool]] = {
    "study.read": (True, True, True, True),
    "milestone.read": (True, True, True, True),
    "milestone.update": (True, False, False, True),
    "layer.read": (True, True, True, True),
    "assessment.read": (True, True, True, True),
    "assessment.request": (True, False, False, True),
    "job.read": (True, True, True, True),
    "report.read": (True, True, True, True),
    "draft.read": (True, False, False, True),
    "draft.update": (True, False, False, True),
    "version.read": (True, True, True, True),
    "version.submit": (True, False, False, True),
    "version.decide": (False, False, True, False),
    "comment.read": (True, True, True, True),
    "comment.create": (True, True, True, True),
    "comment.respond": (True, False, False, True),
    "decision.answer": (True, False, False, True),
    "register.read": (True, True, True, True),
    "register.import": (True, True, False, True),
    "register.review": (True, True, False, True),
    "register.publish": (True, True, False, True),
}


def person(role: Role, study: str | None = "here", identifier: str = "me") -> Principal:
    return Principal(identifier, "Name", "name@x.example", "Org", "en", (Grant(role, study),))


def test_the_expectations_name_every_action() -> None:
    assert set(EXPECTED) | ANYBODY | SIGNED_IN == ACTIONS
    assert set(EXPECTED) == set(ROLES)


@pytest.mark.parametrize("action", sorted(EXPECTED))
def test_each_role_may_exactly_what_the_table_says(action: Action) -> None:
    roles: tuple[Role, ...] = (M, P, R, A)  # type: ignore[assignment]  # literals through names
    found = tuple(allowed(person(role), action, Facts(study="here")) for role in roles)
    assert found == EXPECTED[action]


@pytest.mark.parametrize("action", sorted(EXPECTED))
def test_nobody_may_anything_that_needs_a_role(action: Action) -> None:
    assert not allowed(None, action, Facts(study="here"))


@pytest.mark.parametrize("action", sorted(EXPECTED))
def test_a_role_in_another_study_counts_for_nothing(action: Action) -> None:
    for role in get_args(Role):
        assert not allowed(person(role, "elsewhere"), action, Facts(study="here"))


def test_an_administrator_everywhere_reads_every_study() -> None:
    assert allowed(person("administrator", None), "study.read", Facts(study="anywhere"))


def test_whoever_submitted_a_version_never_decides_on_it() -> None:
    both = Principal(
        "me", "N", "n@x.example", "O", "en", (Grant("project_manager", None), Grant("reviewer", None))
    )
    assert not allowed(both, "version.decide", Facts(study="here", submitted_by_id="me"))
    assert allowed(both, "version.decide", Facts(study="here", submitted_by_id="other"))


def test_signing_in_is_open_to_anybody_and_listing_studies_only_to_the_signed_in() -> None:
    assert allowed(None, "session.open", Facts())
    assert not allowed(None, "study.list", Facts())
    assert allowed(person("reviewer"), "study.list", Facts())


def test_an_object_outside_every_study_is_closed() -> None:
    assert not allowed(person("administrator", None), "study.read", Facts())


def test_the_wire_knows_the_same_roles_as_the_rules() -> None:
    assert get_args(sessions.Role) == get_args(Role)
