"""Rules of reviewing a frozen version: who may comment, respond, decide and answer, and what follows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

STATE_AFTER = {
    "accept": "accepted",
    "accept_with_conditions": "accepted_with_conditions",
    "revise": "revise",
    "reject": "rejected",
}
_GRAVITY = ("accept", "accept_with_conditions", "revise", "reject")


@dataclass(frozen=True, slots=True)
class OpenComment:
    """
    What the rules need to know of a comment.

    Parameters
    ----------
    number : int
        Its number in the version.
    severity, state, organisation : str
        As recorded.
    """

    number: int
    severity: str
    state: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Submission:
    """
    What the rules need to know of a version.

    Parameters
    ----------
    number : int
        Its number in the report.
    content_sha256 : str
        Hash of what was submitted.
    submitted_by, organisation : str
        Identifier of the submitter, and the organisation at that time.
    decided : tuple of str
        Organisations that have decided.
    newest : bool
        Whether no later version exists.
    """

    number: int
    content_sha256: str
    submitted_by: str
    organisation: str
    decided: tuple[str, ...]
    newest: bool


def decider_refusal(
    submission: Submission, *, decider: str, organisation: str, reviewing: Collection[str]
) -> str | None:
    """
    Say why a person may not decide at all.

    Parameters
    ----------
    submission : Submission
        The version.
    decider, organisation : str
        Identifier of the person, and their organisation.
    reviewing : collection of str
        Organisations that review this study.

    Returns
    -------
    str or None
        A sentence, or None when they may.
    """
    if decider == submission.submitted_by:
        return "Whoever submitted a version cannot decide on it."
    if organisation == submission.organisation:
        return f"{organisation} submitted this version and so cannot decide on it."
    if organisation not in reviewing:
        return f"{organisation} is not a reviewing party of this study."
    return None


def decision_conflicts(
    submission: Submission,
    comments: Sequence[OpenComment],
    *,
    organisation: str,
    verdict: str,
    content_sha256: str,
) -> list[tuple[str, str]]:
    """
    List what in the present state stands against a decision.

    Parameters
    ----------
    submission : Submission
        The version.
    comments : sequence of OpenComment
        All comments on it.
    organisation : str
        The deciding body.
    verdict : str
        ``accept``, ``accept_with_conditions``, ``revise`` or ``reject``.
    content_sha256 : str
        Hash of what the body has read.

    Returns
    -------
    list of (pointer, message)
        The field concerned and a sentence; empty when nothing stands against it.
    """
    conflicts = []
    if content_sha256 != submission.content_sha256:
        message = (
            f"The decision names content {content_sha256[:8]}, version {submission.number} is"
            f" {submission.content_sha256[:8]}. Read this version and decide on it."
        )
        conflicts.append(("/content_sha256", message))
    if organisation in submission.decided:
        conflicts.append(("", f"{organisation} has already decided on version {submission.number}."))
    if not submission.newest:
        conflicts.append(("", f"Version {submission.number} has been replaced by a newer one."))
    if verdict == "accept":
        conflicts += [
            ("/verdict", f"Comment {number} of {organisation} must be met first and is open.")
            for number in blocking_comments(comments, organisation)
        ]
    return conflicts


def blocking_comments(comments: Sequence[OpenComment], organisation: str) -> list[int]:
    """
    List the comments of a body that keep it from accepting: each "must" that nobody has answered.

    Parameters
    ----------
    comments : sequence of OpenComment
        All comments on the version.
    organisation : str
        The deciding body.

    Returns
    -------
    list of int
        Their numbers. Whether an answer satisfies is what the body says by accepting.
    """
    return sorted(
        comment.number
        for comment in comments
        if comment.severity == "must" and comment.organisation == organisation and comment.state == "open"
    )


def verdict_faults(verdict: str, conditions: str) -> list[tuple[str, str]]:
    """
    Check that conditions are stated exactly when the verdict has conditions.

    Parameters
    ----------
    verdict : str
        The verdict.
    conditions : str
        As written.

    Returns
    -------
    list of (pointer, message)
        Faults of the request.
    """
    stated = bool(conditions.strip())
    if verdict == "accept_with_conditions" and not stated:
        return [("/conditions", "say what must be met for the acceptance to hold")]
    if verdict != "accept_with_conditions" and stated:
        return [("/conditions", f"the verdict {verdict!r} has no conditions; leave this empty")]
    return []


def state_after(verdicts: Sequence[str]) -> str:
    """
    Give the state of a version from the verdicts of all bodies: the gravest one holds.

    Parameters
    ----------
    verdicts : sequence of str
        One for each body that has decided.

    Returns
    -------
    str
        State of the version.
    """
    if not verdicts:
        return "in_review"
    return STATE_AFTER[max(verdicts, key=_GRAVITY.index)]


def submission_conflict(
    newest_state: str | None, newest_content: tuple[str, ...], content: tuple[str, ...]
) -> str | None:
    """
    Say why a draft cannot be submitted now.

    Parameters
    ----------
    newest_state : str or None
        State of the newest version; None when there is none.
    newest_content, content : tuple of str
        Source of that version and of the draft, followed by the hashes of the runs they show.

    Returns
    -------
    str or None
        A sentence, or None when it can.
    """
    if newest_state == "in_review":
        return "A version is in review. A new one can be submitted when a reviewing body has decided."
    if newest_state == "accepted":
        return "The report has been accepted; there is nothing left to submit."
    if newest_state == "rejected":
        return "The report has been rejected; it cannot be submitted again."
    if newest_state is not None and newest_content == content:
        return "Nothing has changed since the version that was decided on."
    return None


def response_conflict(comment_state: str) -> str | None:
    """
    Say why a comment cannot be answered.

    Parameters
    ----------
    comment_state : str
        State of the comment.

    Returns
    -------
    str or None
        A sentence, or None when it can.
    """
    if comment_state in {"verified", "withdrawn"}:
        return f"The comment is closed ({comment_state})."
    return None
