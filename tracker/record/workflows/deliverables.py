"""A deliverable: from planned to the acceptance of one hash, and on to published or withheld."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.record.workflows.engagement import SETTLED
from tracker.record.workflows.machine import Move, Workflow
from tracker.record.workflows.request import Fault, Request

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class DeliveredVersion:
    """
    A version of a deliverable.

    Parameters
    ----------
    number : int
        Its number in the deliverable.
    content_sha256 : str
        Hash of exactly what was submitted.
    submitted_by_id, organisation : str
        Account that submitted it, and the organisation it acted for.
    """

    number: int
    content_sha256: str
    submitted_by_id: str
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverableFacts:
    """
    What the guards of a deliverable look at.

    Parameters
    ----------
    versions : tuple of DeliveredVersion
        In the order in which they were submitted.
    accepted_sha256 : str or None
        Hash that was accepted; None when none is, or it was opened again since.
    blocking_rules : tuple of str
        Rules marked blocking whose consistency flag is raised.
    engagement_state : str
        State of the engagement it belongs to.
    """

    versions: tuple[DeliveredVersion, ...] = ()
    accepted_sha256: str | None = None
    blocking_rules: tuple[str, ...] = ()
    engagement_state: str = "running"

    @property
    def newest(self) -> DeliveredVersion | None:
        """The version that counts now."""
        return self.versions[-1] if self.versions else None


def the_engagement_is_not_settled(facts: DeliverableFacts, _request: Request) -> list[Fault]:
    """Keep what an engagement was completed with as it was."""
    if facts.engagement_state not in SETTLED:
        return []
    return [("/engagement", f"The engagement is {facts.engagement_state}: open it again first.")]


def the_hash_is_well_formed(_facts: DeliverableFacts, request: Request) -> list[Fault]:
    """Expect 64 hexadecimal digits in lower case."""
    if request.content_sha256 is None or _SHA256.fullmatch(request.content_sha256):
        return []
    return [("/content_sha256", "A SHA-256 is 64 hexadecimal digits in lower case.")]


def the_version_is_a_new_one(facts: DeliverableFacts, request: Request) -> list[Fault]:
    """Refuse bytes that were judged already: a new round is about a new text."""
    return [
        ("/content_sha256", f"This is version {version.number} again, byte for byte.")
        for version in facts.versions
        if version.content_sha256 == request.content_sha256
    ]


def no_blocking_flag_is_raised(facts: DeliverableFacts, _request: Request) -> list[Fault]:
    """List what blocks; flags that were justified, and those of rules that only warn, do not."""
    return [
        (f"/flags/{rule}", f"The consistency check {rule!r} found a contradiction that nobody has justified.")
        for rule in facts.blocking_rules
    ]


def the_hash_is_the_newest_version(facts: DeliverableFacts, request: Request) -> list[Fault]:
    """Whoever decides names what they have read; the document as such is never accepted."""
    newest = facts.newest
    if newest is None:
        return [("/versions", "No version has been submitted.")]
    if request.content_sha256 in {None, newest.content_sha256}:
        return []
    message = (
        f"The newest version is {newest.number} with content {newest.content_sha256[:8]}: read that one."
    )
    return [("/content_sha256", message)]


def whoever_submitted_it_does_not_decide(facts: DeliverableFacts, request: Request) -> list[Fault]:
    """Nor does anybody of the same organisation."""
    newest = facts.newest
    if newest is None:
        return []
    if request.actor_id == newest.submitted_by_id:
        return [("", "Whoever submitted a version cannot decide on it.")]
    if request.organisation == newest.organisation:
        return [("", f"{newest.organisation} submitted this version and so cannot decide on it.")]
    return []


def the_hash_is_the_accepted_one(facts: DeliverableFacts, request: Request) -> list[Fault]:
    """Publish exactly what was accepted."""
    if facts.accepted_sha256 is None:
        return [("/accepted", "No version is accepted.")]
    if request.content_sha256 in {None, facts.accepted_sha256}:
        return []
    return [("/content_sha256", f"The accepted version has content {facts.accepted_sha256[:8]}.")]


_WITH_REVIEWERS = frozenset({"in_review"})
_AT_WORK = frozenset({"in_preparation", "changes_requested"})
_DONE = frozenset({"accepted", "published", "withheld"})

DELIVERABLE: Workflow[DeliverableFacts] = Workflow(
    kind="deliverable",
    states=(
        "planned",
        "in_preparation",
        "submitted",
        "in_review",
        "changes_requested",
        "accepted",
        "published",
        "withheld",
        "waived",
    ),
    begin=Move(name="plan", target="planned", guards=(the_engagement_is_not_settled,)),
    moves=(
        Move(name="prepare", sources=frozenset({"planned"}), target="in_preparation"),
        Move(
            name="submit",
            sources=_AT_WORK,
            target="submitted",
            guards=(the_hash_is_well_formed, the_version_is_a_new_one, no_blocking_flag_is_raised),
            needs=("content_sha256",),
        ),
        Move(
            name="open_review",
            sources=frozenset({"submitted"}),
            target="in_review",
            guards=(the_hash_is_the_newest_version,),
            needs=("content_sha256",),
        ),
        Move(
            name="request_changes",
            sources=_WITH_REVIEWERS,
            target="changes_requested",
            guards=(the_hash_is_the_newest_version, whoever_submitted_it_does_not_decide),
            needs=("content_sha256", "reason"),
        ),
        Move(
            name="accept",
            sources=_WITH_REVIEWERS,
            target="accepted",
            guards=(the_hash_is_the_newest_version, whoever_submitted_it_does_not_decide),
            needs=("content_sha256",),
        ),
        Move(
            name="publish",
            sources=frozenset({"accepted", "withheld"}),
            target="published",
            guards=(the_hash_is_the_accepted_one,),
            needs=("content_sha256",),
        ),
        Move(
            name="withhold",
            sources=frozenset({"accepted", "published"}),
            target="withheld",
            needs=("reason",),
        ),
        Move(name="waive", sources=_AT_WORK | {"planned"}, target="waived", needs=("reason",)),
        Move(
            name="reopen",
            sources=_DONE | {"waived"},
            target="in_preparation",
            guards=(the_engagement_is_not_settled,),
            needs=("reason",),
        ),
    ),
)
