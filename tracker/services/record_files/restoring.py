"""Putting an engagement into an instance that does not have it, from a file that was read and found whole."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from tracker.errors import InvalidInputError
from tracker.services import audit
from tracker.services.record_files.reading import Export
from tracker.services.record_files.values import to_plain
from tracker.services.sessions import Passwords
from tracker.store import audit as audit_store
from tracker.store import tables
from tracker.store.record import export as store
from tracker.store.record.rows import find_row
from tracker.store.record.sections import SECTIONS, Section

Fault = tuple[str, str]

# Who wrote a row and when differs between instances that hold the same.
BOOKKEEPING: Final = frozenset(
    {
        "version",
        "created_at",
        "created_by",
        "created_by_id",
        "created_organisation",
        "updated_at",
        "updated_by",
    }
)
CLOSED_DOMAIN: Final = "closed.invalid"  # RFC 2606: no mail ever arrives there


@dataclass(frozen=True, slots=True)
class Restored:
    """How many rows were added, and how many were there already."""

    added: int
    used: int


def restore(session: Session, export: Export, *, principal: str, at: datetime) -> Restored:
    """
    Add all rows of a file as they were; the caller's transaction makes it all or nothing.

    Organisations, programmes and candidacies that are there with the same content are used, and so are
    accounts with the same identifier. Other accounts come as closed ones.
    """
    _check_absent(session, export)
    present = _find_present(session, export)
    for section in SECTIONS:
        added = [
            (number, row)
            for number, row in enumerate(export.rows[section.name])
            if (section.name, number) not in present
        ]
        if section.table is tables.User and added:
            added = _closed_accounts(added, at=at)
        for number, row in added:
            store.add_row(session, section, row, place=_place(section, number))
        if section.own_references:
            for number, row in enumerate(export.rows[section.name]):
                store.complete_row(session, section, row, place=_place(section, number))
    engagement = export.manifest.engagement
    (row,) = export.rows["engagement"]
    audit.record(
        session,
        # its own chain stays as it was exported
        scope=audit.INSTANCE,
        principal=principal,
        action="engagement.import",
        kind="engagement",
        object_id=engagement,
        version=row["version"],
        changes=[audit.Change("export_sha256", None, export.manifest.sha256)],
        at=at,
    )
    count = sum(len(rows) for rows in export.rows.values())
    return Restored(added=count - len(present), used=len(present))


def _check_absent(session: Session, export: Export) -> None:
    """Refuse to mix the file with what is there."""
    engagement = export.manifest.engagement
    faults: list[Fault] = []
    if find_row(session, tables.Engagement, None, engagement) is not None:
        faults.append(("/sections/engagement/0", f"the instance has an engagement {engagement} already"))
    if audit_store.find_head(session, audit.engagement_scope(engagement)).count:
        faults.append(("/sections/audit_entry", f"the instance has a chain of {engagement} already"))
    slugs = [row["slug"] for row in export.rows["study"]]
    taken = store.find_studies(session, slugs)
    faults += [
        (f"/sections/study/{number}/slug", f"the instance has a study {slug} already")
        for number, slug in enumerate(slugs)
        if slug in taken
    ]
    _refuse(faults)


def _find_present(session: Session, export: Export) -> set[tuple[str, int]]:
    """Find rows that are there already; one with other content is a fault, and all faults come together."""
    present: set[tuple[str, int]] = set()
    faults: list[Fault] = []
    for section in SECTIONS:
        if not section.shared:
            continue
        for number, row in enumerate(export.rows[section.name]):
            there = store.find_same(session, section, row)
            if there is None:
                continue
            present.add((section.name, number))
            if section.table is not tables.User:  # people change their names, not their identifiers
                faults += _differences(section, number, there, row)
    _refuse(faults)
    return present


def _differences(
    section: Section, number: int, there: Mapping[str, Any], row: Mapping[str, Any]
) -> list[Fault]:
    return [
        (
            f"{_place(section, number)}/{name}",
            f"is {to_plain(row[name])!r} in the file and {to_plain(value)!r} in the instance",
        )
        for name, value in there.items()
        if name not in BOOKKEEPING and value != row[name]
    ]


def _closed_accounts(
    added: list[tuple[int, dict[str, Any]]], *, at: datetime
) -> list[tuple[int, dict[str, Any]]]:
    """Give accounts what the file leaves out: an address where no mail arrives, a password nobody knows."""
    # one hash for all, since each takes a quarter of a second
    password_hash = Passwords().hash(secrets.token_urlsafe())
    return [
        (
            number,
            {
                **row,
                "email": f"{row['id'].lower()}@{CLOSED_DOMAIN}",
                "password_hash": password_hash,
                "demo": False,
                "created_at": at,
            },
        )
        for number, row in added
    ]


def _place(section: Section, number: int) -> str:
    return f"/sections/{section.name}/{number}"


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise InvalidInputError(
            "The engagement cannot be restored beside what is there; nothing was stored.", faults
        )
