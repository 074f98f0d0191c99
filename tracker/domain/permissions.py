"""Who may do what: one table from action to roles, and the two rules that are more than a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["administrator", "project_manager", "city_partner", "reviewer"]
Action = Literal[
    "session.open",
    "session.close",
    "principal.read",
    "health.read",
    "problem.read",
    "study.list",
    "study.read",
    "milestone.read",
    "milestone.update",
    "layer.read",
    "assessment.read",
    "assessment.request",
    "job.read",
    "report.read",
    "draft.read",
    "draft.update",
    "version.read",
    "version.submit",
    "version.decide",
    "comment.read",
    "comment.create",
    "comment.respond",
    "decision.answer",
    "register.read",
    "register.import",
    "register.review",
    "register.publish",
    "finder.read",
    "suggestion.send",
]
ACTIONS: frozenset[str] = frozenset(get_args(Action))

ANYBODY: frozenset[Action] = frozenset(
    {"session.open", "health.read", "problem.read", "finder.read", "suggestion.send"}
)
SIGNED_IN: frozenset[Action] = frozenset({"session.close", "principal.read", "study.list"})

_EVERYONE: frozenset[Role] = frozenset({"administrator", "project_manager", "city_partner", "reviewer"})
_MANAGERS: frozenset[Role] = frozenset({"administrator", "project_manager"})
# The city's own people know its places; who only reviews reports does not change what they rest on.
_KEEPERS: frozenset[Role] = frozenset({"administrator", "project_manager", "city_partner"})

# Roles count in the study they are held for; an administrator's counts in every study.
ROLES: dict[Action, frozenset[Role]] = {
    "study.read": _EVERYONE,
    "milestone.read": _EVERYONE,
    "milestone.update": _MANAGERS,
    "layer.read": _EVERYONE,
    "assessment.read": _EVERYONE,
    "assessment.request": _MANAGERS,
    "job.read": _EVERYONE,
    "report.read": _EVERYONE,
    "draft.read": _MANAGERS,
    "draft.update": _MANAGERS,
    "version.read": _EVERYONE,
    "version.submit": _MANAGERS,
    # Only an institution decides; an administrator keeps the machine, not the judgement.
    "version.decide": frozenset({"reviewer"}),
    "comment.read": _EVERYONE,
    "comment.create": _EVERYONE,
    "comment.respond": _MANAGERS,
    "decision.answer": _MANAGERS,
    "register.read": _EVERYONE,
    "register.import": _KEEPERS,
    "register.review": _KEEPERS,
    "register.publish": _KEEPERS,
}


@dataclass(frozen=True, slots=True)
class Grant:
    """
    A role and where it holds.

    Parameters
    ----------
    role : str
        One of the four roles.
    study : str or None
        Slug of the study; None means every study.
    """

    role: Role
    study: str | None


@dataclass(frozen=True, slots=True)
class Principal:
    """
    The person who asks, as plain values.

    Parameters
    ----------
    id : str
        Identifier of the account.
    name, email, organisation, language : str
        As the account says.
    grants : tuple of Grant
        Every role of the account.
    """

    id: str
    name: str
    email: str
    organisation: str
    language: str
    grants: tuple[Grant, ...]

    def roles(self, study: str) -> frozenset[Role]:
        """
        Give the roles that count in a study.

        Parameters
        ----------
        study : str
            Slug of the study.

        Returns
        -------
        frozenset of str
            Roles held for the study or for all.
        """
        return frozenset(grant.role for grant in self.grants if grant.study in (None, study))


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What the rules need to know about the object of an action.

    Parameters
    ----------
    study : str or None
        Slug of the study it belongs to; None for things outside studies.
    submitted_by_id : str or None
        Account that submitted the report version in question.
    """

    study: str | None = None
    submitted_by_id: str | None = None


def allowed(principal: Principal | None, action: Action, facts: Facts) -> bool:
    """
    Tell whether somebody may do something.

    Parameters
    ----------
    principal : Principal or None
        Who asks; None when nobody is signed in.
    action : str
        What they want to do.
    facts : Facts
        About the object of the action.

    Returns
    -------
    bool
        True when a role allows it and no rule forbids it.

    Notes
    -----
    Whoever submitted a version never decides on it, whatever the role.
    """
    if action in ANYBODY:
        return True
    if principal is None:
        return False
    if action in SIGNED_IN:
        return True
    if facts.study is None:
        return False
    if action == "version.decide" and facts.submitted_by_id == principal.id:
        return False
    return not ROLES[action].isdisjoint(principal.roles(facts.study))
