"""The rules of review: who may decide, what stands against it, and what follows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracker.domain.review import (
    OpenComment,
    Submission,
    blocking_comments,
    decider_refusal,
    decision_conflicts,
    response_conflict,
    state_after,
    submission_conflict,
    verdict_faults,
)

SUBMISSION = Submission(
    number=2, content_sha256="a" * 64, submitted_by="mina", organisation="WeGO", decided=(), newest=True
)


def refusal(decider: str, organisation: str) -> str | None:
    return decider_refusal(SUBMISSION, decider=decider, organisation=organisation, reviewing={"SUSA", "WeGO"})


def conflicts(
    submission: Submission = SUBMISSION,
    comments: tuple[OpenComment, ...] = (),
    verdict: str = "accept",
    content_sha256: str = "a" * 64,
) -> list[str]:
    found = decision_conflicts(
        submission, comments, organisation="SUSA", verdict=verdict, content_sha256=content_sha256
    )
    return [pointer for pointer, _ in found]


def test_a_reviewing_body_decides() -> None:
    assert refusal("lee", "SUSA") is None


def test_neither_the_submitter_nor_its_organisation_nor_a_stranger_decides() -> None:
    assert "cannot decide" in (refusal("mina", "SUSA") or "")
    assert "WeGO submitted" in (refusal("lee", "WeGO") or "")
    assert "not a reviewing party" in (refusal("kim", "NIA") or "")


def test_nothing_stands_against_a_decision_on_what_was_read() -> None:
    assert conflicts() == []


def test_everything_that_stands_against_a_decision_is_listed() -> None:
    submission = replace(SUBMISSION, decided=("SUSA",), newest=False)
    comments = (OpenComment(1, "must", "open", "SUSA"),)
    assert conflicts(submission, comments, content_sha256="b" * 64) == ["/content_sha256", "", "", "/verdict"]


@pytest.mark.parametrize("verdict", ["accept_with_conditions", "revise", "reject"])
def test_an_open_must_binds_only_acceptance_without_conditions(verdict: str) -> None:
    assert conflicts(comments=(OpenComment(1, "must", "open", "SUSA"),), verdict=verdict) == []


def test_only_the_bodys_own_open_musts_block() -> None:
    comments = [
        OpenComment(5, "must", "open", "SUSA"),
        OpenComment(4, "must", "responded", "SUSA"),
        OpenComment(3, "should", "open", "SUSA"),
        OpenComment(2, "must", "open", "São Paulo"),
        OpenComment(1, "must", "open", "SUSA"),
    ]
    assert blocking_comments(comments, "SUSA") == [1, 5]


@pytest.mark.parametrize(
    ("verdict", "conditions", "fault_count"),
    [
        ("accept", "", 0),
        ("accept", "x", 1),
        ("accept_with_conditions", "x", 0),
        ("accept_with_conditions", " \n", 1),
        ("revise", "", 0),
    ],
)
def test_conditions_go_with_the_conditional_verdict_only(
    verdict: str, conditions: str, fault_count: int
) -> None:
    assert len(verdict_faults(verdict, conditions)) == fault_count


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        ([], "in_review"),
        (["accept"], "accepted"),
        (["accept", "accept_with_conditions"], "accepted_with_conditions"),
        (["revise", "accept"], "revise"),
        (["reject", "revise"], "rejected"),
    ],
)
def test_the_gravest_verdict_holds(verdicts: list[str], state: str) -> None:
    assert state_after(verdicts) == state


@pytest.mark.parametrize(
    ("state", "changed", "refused"),
    [
        (None, True, False),
        ("in_review", True, True),
        ("revise", True, False),
        ("revise", False, True),
        ("accepted_with_conditions", True, False),
        ("accepted", True, True),
        ("rejected", True, True),
    ],
)
def test_a_new_version_follows_a_decision_that_asks_for_one(
    state: str | None, changed: bool, refused: bool
) -> None:
    conflict = submission_conflict(state, ("old",), ("new",) if changed else ("old",))
    assert (conflict is not None) == refused


@pytest.mark.parametrize(
    ("state", "closed"), [("open", False), ("responded", False), ("verified", True), ("withdrawn", True)]
)
def test_a_closed_comment_is_not_answered(state: str, closed: bool) -> None:
    assert (response_conflict(state) is not None) == closed
