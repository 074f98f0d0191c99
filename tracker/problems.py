"""Problems of the API (RFC 9457): one table from error to status, slug and title, and the body made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from tracker import errors

MEDIA_TYPE = "application/problem+json"
RETRY_BUSY_S = 1


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem: the same slug always has the same status and title."""

    slug: str
    status: int
    title: str
    explanation: str


BY_ERROR: dict[type[errors.TrackerError], ProblemKind] = {
    errors.TrackerError: ProblemKind(
        "refused", 400, "The request was refused", "The request cannot be carried out; the detail says why."
    ),
    errors.NotFoundError: ProblemKind(
        "not-found", 404, "There is no such thing", "It does not exist, or you may not know whether it does."
    ),
    errors.NotSignedInError: ProblemKind(
        "not-signed-in",
        401,
        "Nobody is signed in",
        "Sign in with POST /api/v1/sessions; a session ends after a time without requests.",
    ),
    errors.SignInRefusedError: ProblemKind(
        "sign-in-refused",
        401,
        "The address and password do not belong together",
        "Check both. The answer is the same whether or not there is an account of that address.",
    ),
    errors.TooManyAttemptsError: ProblemKind(
        "too-many-attempts",
        429,
        "Too many attempts",
        "Wait as long as the header Retry-After says, then try again.",
    ),
    errors.NotAllowedError: ProblemKind(
        "not-allowed", 403, "You may not do this", "Your roles in this study do not include this action."
    ),
    errors.PreconditionMissingError: ProblemKind(
        "precondition-missing",
        428,
        "The version you started from is missing",
        "Read the object, then send its ETag in the header If-Match with the change.",
    ),
    errors.PreconditionFailedError: ProblemKind(
        "precondition-failed",
        412,
        "Somebody else saved first",
        "The object has changed since you read it. `expected` is the version you started from, `current` the "
        "newest and `record` the object as it is now: compare, and repeat your change on top.",
    ),
    errors.RuleConflictError: ProblemKind(
        "rule-conflict",
        409,
        "A rule of the study forbids this now",
        "The detail names the rule; `errors` names the fields it concerns.",
    ),
    errors.InvalidInputError: ProblemKind(
        "invalid-input", 422, "The input cannot be accepted", "`errors` lists every fault with its place."
    ),
    errors.DataSetError: ProblemKind(
        "data-set", 409, "A data set is not available", "Obtain it with `tracker data pull`, then try again."
    ),
    errors.AnalysisError: ProblemKind(
        "analysis-refused", 422, "The analysis refused its inputs", "The detail names layer, field and row."
    ),
    errors.RenderingError: ProblemKind(
        "rendering-failed", 422, "The report cannot be rendered", "The detail names the directive or line."
    ),
    errors.BusyError: ProblemKind(
        "busy", 503, "Too many ask at once", "Try again after the time the header Retry-After says."
    ),
    errors.ConfigurationError: ProblemKind(
        "configuration", 500, "The installation is not complete", "An operator has to look at the log."
    ),
}

BY_STATUS: dict[int, ProblemKind] = {
    404: BY_ERROR[errors.NotFoundError],
    422: BY_ERROR[errors.InvalidInputError],
    403: BY_ERROR[errors.NotAllowedError],
    400: ProblemKind(
        "malformed-request",
        400,
        "The request is malformed",
        "The body is not strict JSON (RFC 8259 without NaN, NUL, unpaired surrogates, numbers beyond 64 bits "
        "or repeated names), or the address contains NUL.",
    ),
    405: ProblemKind(
        "method-not-allowed",
        405,
        "This address does not take that method",
        "The header Allow lists the methods it takes.",
    ),
    413: ProblemKind(
        "body-too-large", 413, "The request's body is too large", "The detail names the limit in bytes."
    ),
    500: ProblemKind(
        "internal-error",
        500,
        "Something broke on our side",
        "The fault was logged under the identifier in `instance`; name it when you report this.",
    ),
}

KINDS: dict[str, ProblemKind] = {kind.slug: kind for kind in (*BY_ERROR.values(), *BY_STATUS.values())}


def problem_kind(error: errors.TrackerError) -> ProblemKind:
    """Find the kind of an error, or of its nearest ancestor in the table."""
    return next(BY_ERROR[kind] for kind in type(error).__mro__ if kind in BY_ERROR)


def problem_response(
    kind: ProblemKind,
    *,
    detail: str,
    instance: str,
    faults: Sequence[tuple[str, str]] = (),
    conflict: errors.PreconditionFailedError | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Make the answer; extensions are named here, so none can replace a reserved member."""
    body: dict[str, Any] = {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": instance,
    }
    if faults:
        body["errors"] = [{"pointer": pointer, "message": message} for pointer, message in faults]
    if conflict is not None and conflict.current is not None:
        body |= {"expected": conflict.expected, "current": conflict.current, "record": conflict.record}
    return JSONResponse(body, status_code=kind.status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def error_response(error: errors.TrackerError, *, instance: str) -> JSONResponse:
    """Make the answer to one of our own errors."""
    headers: dict[str, str] = {}
    if isinstance(error, errors.TooManyAttemptsError):
        headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    if isinstance(error, errors.BusyError):
        headers["Retry-After"] = str(RETRY_BUSY_S)
    if isinstance(error, errors.NotSignedInError | errors.SignInRefusedError):
        headers["WWW-Authenticate"] = "Bearer"
    faults = error.faults if isinstance(error, errors.InvalidInputError | errors.RuleConflictError) else ()
    return problem_response(
        problem_kind(error),
        detail=error.detail,
        instance=instance,
        faults=faults,
        conflict=error if isinstance(error, errors.PreconditionFailedError) else None,
        headers=headers,
    )


def problems_page() -> str:
    """Write docs/problems.md: every problem with its status and explanation."""
    lines = ["# Problems of the API", "", "Made from `tracker/problems.py`; do not edit by hand.", ""]
    for kind in sorted(KINDS.values(), key=lambda kind: kind.slug):
        lines += [f"## {kind.slug}", "", f"{kind.status}: {kind.title}. {kind.explanation}", ""]
    return "\n".join(lines)
