"""Problems: the body, the headers, and the nearest row of the table."""

from __future__ import annotations

import json
from typing import Any

from tracker.errors import (
    BusyError,
    InvalidInputError,
    NotSignedInError,
    RuleConflictError,
    TooManyAttemptsError,
    TrackerError,
)
from tracker.problems import BY_ERROR, error_response, problem_kind


def body(error: TrackerError) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(bytes(error_response(error, instance="the-request").body))
    return content


def test_the_body_has_the_members_of_the_standard() -> None:
    assert body(TrackerError("No.")) == {
        "type": "/problems/refused",
        "title": "The request was refused",
        "status": 400,
        "detail": "No.",
        "instance": "the-request",
    }


def test_faults_become_pointers_and_messages() -> None:
    faults = [("/a", "is wrong"), ("/b/0", "is missing")]
    for error in (InvalidInputError("Two faults.", faults), RuleConflictError("Two faults.", faults)):
        assert body(error)["errors"] == [
            {"pointer": "/a", "message": "is wrong"},
            {"pointer": "/b/0", "message": "is missing"},
        ]


def test_an_error_without_a_row_of_its_own_takes_its_nearest_ancestors() -> None:
    class SpecialConflictError(RuleConflictError):
        pass

    assert problem_kind(SpecialConflictError("x")) == BY_ERROR[RuleConflictError]


def test_whoever_must_wait_is_told_how_long() -> None:
    wait = error_response(TooManyAttemptsError("Wait.", retry_after_s=12.4), instance="x")
    assert wait.headers["Retry-After"] == "12"
    soon = error_response(TooManyAttemptsError("Wait.", retry_after_s=0.1), instance="x")
    assert soon.headers["Retry-After"] == "1"
    assert error_response(BusyError("Busy."), instance="x").headers["Retry-After"] == "1"


def test_whoever_is_not_signed_in_is_told_how() -> None:
    answer = error_response(NotSignedInError("Who?"), instance="x")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
