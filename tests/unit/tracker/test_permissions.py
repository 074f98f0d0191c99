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
    RecordPlace,
    Role,
    allowed,
    may_move,
    may_write,
    visible_levels,
)
from tracker.domain.record_rights import MOVERS, WRITERS
from tracker.schemas import sessions

# The columns of the table below.
COLUMNS: tuple[Role, ...] = (
    "project_manager", "consultant", "city_partner", "reviewer", "institutional_approver", "auditor",
    "administrator",
)  # fmt: skip
EVERYBODY = (True, True, True, True, True, True, True)

# One line an action: manager, consultant, partner, reviewer, approver, auditor, administrator.
EXPECTED: dict[str, tuple[bool, ...]] = {
    "study.read": EVERYBODY,
    "milestone.read": EVERYBODY,
    "milestone.update": (True, False, False, False, False, False, False),
    "layer.read": EVERYBODY,
    "assessment.read": EVERYBODY,
    "assessment.request": (True, True, False, False, False, False, False),
    "job.read": EVERYBODY,
    "report.read": EVERYBODY,
    "draft.read": (True, True, False, False, False, True, True),
    "draft.update": (True, True, False, False, False, False, False),
    "version.read": EVERYBODY,
    "version.submit": (True, True, False, False, False, False, False),
    "version.decide": (False, False, False, True, True, False, False),
    "comment.read": EVERYBODY,
    "comment.create": (True, False, True, True, True, False, False),
    "comment.respond": (True, True, False, False, False, False, False),
    "decision.answer": (True, False, False, False, False, False, False),
    "register.read": EVERYBODY,
    "register.import": (True, False, True, False, False, False, False),
    "register.review": (True, False, True, False, False, False, False),
    "register.publish": (True, False, True, False, False, False, False),
    "audit.read": (True, True, False, False, False, True, True),
    "history.read": EVERYBODY,
}
# A version that somebody of the same organisation submitted: a manager answers for it, nobody decides on it.
OWN = Facts(study="here", submitted_by_id="other", submitted_organisation="Org")


def person(role: Role, study: str | None = "here", identifier: str = "me") -> Principal:
    return Principal(identifier, "Name", "name@x.example", "Org", "en", (Grant(role, study),))


def of(organisation: str, role: Role) -> Principal:
    return Principal("me", "Name", "name@x.example", organisation, "en", (Grant(role, "here"),))


def test_the_expectations_name_every_action_and_every_role() -> None:
    assert set(EXPECTED) | ANYBODY | SIGNED_IN == ACTIONS
    assert set(EXPECTED) == set(ROLES)
    assert set(COLUMNS) == set(get_args(Role))
    assert {len(line) for line in EXPECTED.values()} == {len(COLUMNS)}


@pytest.mark.parametrize("action", sorted(EXPECTED))
def test_each_role_may_exactly_what_the_table_says(action: Action) -> None:
    facts = OWN if action == "comment.respond" else Facts(study="here")
    found = tuple(allowed(person(role), action, facts) for role in COLUMNS)
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


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_keeps_accounts_and_who_audits_write_nothing_anywhere(role: Role) -> None:
    everywhere = person(role, None)
    reading = {action for action in ROLES if action.endswith(".read")}
    assert {action for action in ROLES if allowed(everywhere, action, OWN)} == reading
    place = RecordPlace("programme", "engagement", "here")
    assert not any(may_write(everywhere, kind, place) for kind in WRITERS)
    moves = [(kind, move) for kind, named in MOVERS.items() for move in named]
    assert not any(may_move(everywhere, kind, move, place) for kind, move in moves)
    assert visible_levels(everywhere, place) == {"draft", "partner", "programme", "public"}


def test_whoever_submitted_a_version_never_decides_on_it() -> None:
    both = Principal(
        "me", "N", "n@x.example", "O", "en", (Grant("project_manager", None), Grant("reviewer", None))
    )
    assert not allowed(both, "version.decide", Facts(study="here", submitted_by_id="me"))
    assert allowed(both, "version.decide", Facts(study="here", submitted_by_id="other"))


@pytest.mark.parametrize("role", ["reviewer", "institutional_approver"])
def test_nobody_decides_on_what_their_organisation_submitted(role: Role) -> None:
    for name in ("Org", " ORG", "org "):
        assert not allowed(of(name, role), "version.decide", OWN)
    assert allowed(of("Other", role), "version.decide", OWN)


def test_remarks_are_answered_by_the_firm_and_by_the_manager_only_who_submitted() -> None:
    assert allowed(of("Org", "project_manager"), "comment.respond", OWN)
    assert not allowed(of("Other", "project_manager"), "comment.respond", OWN)
    assert allowed(of("Other", "consultant"), "comment.respond", OWN)


def test_whoever_runs_the_programme_neither_moves_its_baseline_nor_approves_its_reports() -> None:
    place = RecordPlace("programme", "engagement", "here")
    manager, approver = person("project_manager", None), person("institutional_approver", None)
    for kind, move in (("baseline_change", "approve"), ("indicator_update", "approve"), ("gate", "pass")):
        assert not may_move(manager, kind, move, place)
        assert may_move(approver, kind, move, place)


def test_a_role_elsewhere_in_the_programme_sees_what_is_common_to_it() -> None:
    grant = Grant("city_partner", None, "lima", "joint")
    neighbour = Principal("me", "Name", "name@x.example", "Lima", "en", (grant,))
    assert visible_levels(neighbour, RecordPlace("joint", "quito")) == {"programme", "public"}
    assert visible_levels(neighbour, RecordPlace("other", "quito")) == {"public"}
    assert visible_levels(neighbour, RecordPlace("joint", "lima")) == {"partner", "programme", "public"}


def test_signing_in_is_open_to_anybody_and_listing_studies_only_to_the_signed_in() -> None:
    assert allowed(None, "session.open", Facts())
    assert not allowed(None, "study.list", Facts())
    assert allowed(person("reviewer"), "study.list", Facts())


def test_an_object_outside_every_study_is_closed() -> None:
    assert not allowed(person("administrator", None), "study.read", Facts())


def test_the_wire_knows_the_same_roles_as_the_rules() -> None:
    assert get_args(sessions.Role) == get_args(Role)
