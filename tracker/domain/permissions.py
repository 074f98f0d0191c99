"""Who may do what: one table from action to roles, and the two rules that are more than a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from tracker.domain.record_rights import (
    COMMON,
    MOVERS,
    PUBLIC,
    SEEN,
    WRITERS,
    Level,
    RecordRole,
)

Role = RecordRole
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
    "audit.read",
    "history.read",
    "record.read",
    "record.write",
    "record.move",
    "record.export",
    "turn.read",
]
ACTIONS: frozenset[str] = frozenset(get_args(Action))

ANYBODY: frozenset[Action] = frozenset(
    # of the record, anybody reads what is public; what that is, each answer looks up
    {"session.open", "health.read", "problem.read", "finder.read", "suggestion.send", "record.read"}
)
# Who may write or move what in the record stands in record_rights.py, by kind.
SIGNED_IN: frozenset[Action] = frozenset(
    {
        "session.close",
        "principal.read",
        "study.list",
        "record.write",
        "record.move",
        "record.export",
        "turn.read",
    }
)

_EVERYONE: frozenset[Role] = frozenset(get_args(Role))
_MANAGERS: frozenset[Role] = frozenset({"project_manager"})
# Who writes a report; a consultant's role holds for the studies of their contract.
_AUTHORS: frozenset[Role] = _MANAGERS | {"consultant"}
# The city's own people know its places; who only reviews reports does not change what they rest on.
_KEEPERS: frozenset[Role] = frozenset({"project_manager", "city_partner"})
# Whoever looks after accounts must see what people ask about; whoever audits sees all. Neither writes.
_ONLOOKERS: frozenset[Role] = frozenset({"administrator", "auditor"})

# Roles count in the study they are held for; an administrator's counts in every study.
ROLES: dict[Action, frozenset[Role]] = {
    "study.read": _EVERYONE,
    "milestone.read": _EVERYONE,
    "milestone.update": _MANAGERS,
    "layer.read": _EVERYONE,
    "assessment.read": _EVERYONE,
    # whoever writes the report needs the figures in it
    "assessment.request": _AUTHORS,
    "job.read": _EVERYONE,
    "report.read": _EVERYONE,
    "draft.read": _AUTHORS | _ONLOOKERS,
    "draft.update": _AUTHORS,
    "version.read": _EVERYONE,
    "version.submit": _AUTHORS,
    # Only an institution decides.
    "version.decide": frozenset({"reviewer", "institutional_approver"}),
    "comment.read": _EVERYONE,
    # the firm that wrote the text answers remarks and makes none
    "comment.create": frozenset({"project_manager", "city_partner", "reviewer", "institutional_approver"}),
    "comment.respond": _AUTHORS,
    "decision.answer": _MANAGERS,
    "register.read": _EVERYONE,
    "register.import": _KEEPERS,
    "register.review": _KEEPERS,
    "register.publish": _KEEPERS,
    # The whole chain, for those who see all that it tells of; everybody else reads the history of each
    # thing that is theirs to see.
    "audit.read": _AUTHORS | _ONLOOKERS,
    "history.read": _EVERYONE,
}


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """
    Where something of the record belongs.

    Parameters
    ----------
    programme, engagement, study : str or None
        Keys; None where it belongs to no such thing.
    """

    programme: str | None = None
    engagement: str | None = None
    study: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """
    A role and where it holds.

    Parameters
    ----------
    role : str
        One of the roles.
    study, engagement, programme : str or None
        The smallest of them that is named says where it holds: a study with its engagement, all of an
        engagement, all of a programme; the larger ones say what that is part of. None of them means
        everywhere.
    """

    role: Role
    study: str | None
    engagement: str | None = None
    programme: str | None = None

    @property
    def everywhere(self) -> bool:
        """
        Whether it holds without bounds.

        Returns
        -------
        bool
            True when neither study nor engagement nor programme is named.
        """
        return self.study is None and self.engagement is None and self.programme is None

    def covers(self, place: RecordPlace) -> bool:
        """
        Tell whether the role holds for something in the record.

        Parameters
        ----------
        place : RecordPlace
            Where it belongs.

        Returns
        -------
        bool
            A role held for one study covers what is common to its engagement, not what is another study's.
        """
        if self.study is not None:
            return self.engagement == place.engagement and place.study in (None, self.study)
        if self.engagement is not None:
            return self.engagement == place.engagement
        return self.programme is None or self.programme == place.programme


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
        return frozenset(grant.role for grant in self.grants if grant.study == study or grant.everywhere)

    def roles_at(self, place: RecordPlace) -> frozenset[Role]:
        """
        Give the roles that count for something in the record.

        Parameters
        ----------
        place : RecordPlace
            Where it belongs.

        Returns
        -------
        frozenset of str
            Roles whose bounds cover the place.
        """
        return frozenset(grant.role for grant in self.grants if grant.covers(place))


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What the rules need to know about the object of an action.

    Parameters
    ----------
    study : str or None
        Slug of the study it belongs to; None for things outside studies.
    submitted_by_id, submitted_organisation : str or None
        Account that submitted the report version in question, and the organisation it acted for.
    """

    study: str | None = None
    submitted_by_id: str | None = None
    submitted_organisation: str | None = None


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
    Whoever submitted a version never decides on it, whatever the role, nor does anybody of the same
    organisation. Remarks are answered by the firm that wrote; a project manager answers only where their own
    organisation submitted.
    """
    if action in ANYBODY:
        return True
    if principal is None:
        return False
    if action in SIGNED_IN:
        return True
    if facts.study is None:
        return False
    roles = ROLES[action] & principal.roles(facts.study)
    own = _submitted_for(principal, facts)
    if action == "version.decide" and own:
        return False
    if action == "comment.respond" and not own:
        roles -= _MANAGERS
    return bool(roles)


def _submitted_for(principal: Principal, facts: Facts) -> bool:
    """Tell whether somebody, or their organisation, submitted the version in question."""
    if facts.submitted_by_id == principal.id:
        return True
    firm = (facts.submitted_organisation or "").strip().casefold()
    return bool(firm) and firm == principal.organisation.strip().casefold()


def visible_levels(principal: Principal | None, place: RecordPlace) -> frozenset[Level]:
    """
    Tell which levels of visibility somebody sees at a place of the record.

    Parameters
    ----------
    principal : Principal or None
        Who asks; None when nobody is signed in.
    place : RecordPlace
        Engagement, or programme, that is asked about.

    Returns
    -------
    frozenset of str
        Always ``public``; more with a role there, or elsewhere in the same programme.
    """
    if principal is None:
        return PUBLIC
    levels: frozenset[Level] = PUBLIC
    for role in principal.roles_at(place):
        levels |= SEEN[role]
    if any(grant.programme == place.programme for grant in principal.grants if grant.programme):
        levels |= COMMON
    return levels


def may_write(principal: Principal, kind: str, place: RecordPlace) -> bool:
    """
    Tell whether somebody may make and change things of a kind.

    Parameters
    ----------
    principal : Principal
        Who asks.
    kind : str
        Such as ``finding``.
    place : RecordPlace
        Where it belongs, or is to belong.

    Returns
    -------
    bool
        True when one of their roles there writes the kind.
    """
    return not WRITERS[kind].isdisjoint(principal.roles_at(place))


def may_move(principal: Principal, kind: str, move: str, place: RecordPlace) -> bool:
    """
    Tell whether somebody may make a move.

    Parameters
    ----------
    principal : Principal
        Who asks.
    kind, move : str
        Such as ``gate`` and ``open_gate``.
    place : RecordPlace
        Where the thing belongs.

    Returns
    -------
    bool
        True when one of their roles there makes it. Whether state and facts allow it, the workflow says.
    """
    return not MOVERS[kind][move].isdisjoint(principal.roles_at(place))
