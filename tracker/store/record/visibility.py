"""Conditions in SQL that say the same as the rules of who sees what: engagements, and what is in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from tracker.domain.permissions import Grant, Principal
from tracker.domain.record_rights import COMMON, PUBLIC, SEEN, Level
from tracker.store.base import Base
from tracker.store.tables import Engagement, Study

Levels = frozenset[Level]


def visible_engagements(principal: Principal | None) -> ColumnElement[bool]:
    """Say in SQL what `visible_levels` says of one engagement."""
    ways: list[ColumnElement[bool]] = [Engagement.visibility.in_(PUBLIC)]
    if principal is None:
        return ways[0]
    for levels, grants in _by_levels(principal).items():
        within = Engagement.visibility.in_(levels)
        if any(grant.everywhere for grant in grants):
            ways.append(within)
            continue
        engagements = _named(grant.engagement for grant in grants)
        programmes = _named(grant.programme for grant in grants if _of_a_programme(grant))
        if engagements:
            ways.append(and_(Engagement.key.in_(engagements), within))
        if programmes:
            ways.append(and_(Engagement.programme.in_(programmes), within))
    shared = _named(grant.programme for grant in principal.grants)
    if shared:
        ways.append(and_(Engagement.programme.in_(shared), Engagement.visibility.in_(COMMON)))
    return or_(*ways)


def visible_parts(principal: Principal | None, table: type[Base]) -> ColumnElement[bool]:
    """
    Say in SQL what `visible_levels` says of each row of a table of the engagements.

    Whether the engagement itself may be known of is another question: ask `visible_engagements` too.
    """
    described: Any = table
    ways: list[ColumnElement[bool]] = [described.visibility.in_(PUBLIC)]
    if principal is None:
        return ways[0]
    for levels, grants in _by_levels(principal).items():
        within = described.visibility.in_(levels)
        if any(grant.everywhere for grant in grants):
            ways.append(within)
            continue
        ways += [and_(where, within) for where in _places(described, grants)]
    shared = _named(grant.programme for grant in principal.grants)
    if shared:
        ways.append(and_(_in_programmes(described, shared), described.visibility.in_(COMMON)))
    return or_(*ways)


def covered_studies(principal: Principal) -> ColumnElement[bool]:
    """Say in SQL in which studies somebody has a role; a role for more than a study names each of them."""
    if any(grant.everywhere for grant in principal.grants):
        return Study.slug.is_not(None)
    return Study.slug.in_(_named(grant.study for grant in principal.grants))


def _places(table: Any, grants: Collection[Grant]) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a table
    """Say where roles hold: in whole engagements, whole programmes, or single studies and what is common."""
    found: list[ColumnElement[bool]] = []
    whole = _named(grant.engagement for grant in grants if grant.study is None)
    if whole:
        found.append(table.engagement.in_(whole))
    programmes = _named(grant.programme for grant in grants if _of_a_programme(grant))
    if programmes:
        found.append(_in_programmes(table, programmes))
    studies = _named(grant.study for grant in grants)
    if studies:
        around = table.engagement.in_(_named(grant.engagement for grant in grants if grant.study))
        if hasattr(table, "study"):
            around = or_(table.study.in_(studies), and_(table.study.is_(None), around))
        found.append(around)
    return found


def _in_programmes(table: Any, programmes: Collection[str]) -> ColumnElement[bool]:  # noqa: ANN401 - a table
    condition: ColumnElement[bool] = table.engagement.in_(
        select(Engagement.key).where(Engagement.programme.in_(programmes))
    )
    return condition


def _by_levels(principal: Principal) -> dict[Levels, list[Grant]]:
    """Put roles that see the same together: a person may hold one for hundreds of studies."""
    found: dict[Levels, list[Grant]] = defaultdict(list)
    for grant in principal.grants:
        found[SEEN[grant.role]].append(grant)
    return found


def _of_a_programme(grant: Grant) -> bool:
    """Tell whether a role is held for a whole programme, not only for something in it."""
    return grant.study is None and grant.engagement is None


def _named(keys: Any) -> list[str]:  # noqa: ANN401 - an iterable of keys and None
    return sorted({key for key in keys if key is not None})
