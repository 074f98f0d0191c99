"""Why something is not somebody's to do, in words that say who may."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from tracker.domain.record_rights import MOVERS, WRITERS, RecordRole
from tracker.services.record.kinds import Kind


def cannot_write(kind: Kind) -> str:
    """Say who may make and change things of a kind."""
    return f"Your role here does not let you make or change {kind.a_words}. {_may(WRITERS[kind.name])}"


def cannot_move(kind: Kind, move: str) -> str:
    """Say who may make a move."""
    said = f"Your role here does not let you '{move.replace('_', ' ')}' {kind.a_words}."
    return f"{said} {_may(MOVERS[kind.name][move])}"


def _may(roles: Collection[str]) -> str:
    named = [role.replace("_", " ") for role in get_args(RecordRole) if role in roles]
    return f"These roles may: {', '.join(named)}." if len(named) > 1 else f"This role may: {named[0]}."
