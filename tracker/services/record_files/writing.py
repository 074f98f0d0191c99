"""Writing the record of an engagement to a file: canonical JSON, row by row, however long it is."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import rfc8785
from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal, RecordPlace
from tracker.errors import NotAllowedError, NotFoundError, RuleConflictError
from tracker.services.record.kinds import KINDS
from tracker.services.record.reading import find_thing
from tracker.services.record_files.manifest import Manifest, SectionSummary, make_manifest
from tracker.services.record_files.values import row_to_plain
from tracker.store.record import export as store
from tracker.store.record.plans import study_scopes
from tracker.store.record.sections import SECTIONS, Ground, Section

READERS = frozenset({"project_manager", "auditor"})


def export_engagement(session: Session, engagement: str, path: Path, *, at: datetime) -> Manifest:
    """
    Write everything the record holds of an engagement, as of one moment.

    The session must be fresh. The file is written beside its place and put there when it is whole.
    """
    store.hold_snapshot(session)
    return _write_file(session, engagement, path, at=at)


def _write_file(session: Session, engagement: str, path: Path, *, at: datetime) -> Manifest:
    ground = store.find_ground(session, engagement)
    if ground is None:
        raise NotFoundError(f"There is no engagement called {engagement}.")
    _check_finished(session, ground)
    with tempfile.TemporaryDirectory(prefix=".tracker-export-", dir=path.parent) as name:
        folder = Path(name)
        sections = {
            section.name: _write_section(session, section, ground, folder / section.name)
            for section in SECTIONS
        }
        manifest = make_manifest(engagement, sections, store.count_left_out(session, ground), at=at)
        whole = folder / "whole.json"
        _put_together(manifest, folder, whole)
        whole.replace(path)
    return manifest


def export_for(session: Session, principal: Principal, engagement: str, path: Path, *, at: datetime) -> None:
    """Write the same for somebody whose roles cover all that is in it."""
    store.hold_snapshot(session)
    _, row, place = find_thing(session, principal, KINDS["engagement"], None, engagement)
    places = [RecordPlace(row.programme, row.key, study.slug) for study in study_scopes(session, row.key)]
    if row.candidacy is not None:
        # judges' scores are the programme's own; who only runs an engagement does not see them
        places.append(RecordPlace(programme=row.programme))
    if any(READERS.isdisjoint(principal.roles_at(each)) for each in (place, *places)):
        raise NotAllowedError(
            "The file holds every study of the engagement with its drafts, and the scores of its candidacy: "
            "a project manager or an auditor of all of these may have it."
        )
    _write_file(session, engagement, path, at=at)


def _check_finished(session: Session, ground: Ground) -> None:
    underway = store.list_runs_underway(session, ground)
    if underway:
        raise RuleConflictError(
            "Findings rest on runs that have not finished; export when they have.",
            [(f"/sections/finding/{key}", "rests on a run that is under way") for key in underway],
        )


def _write_section(session: Session, section: Section, ground: Ground, path: Path) -> SectionSummary:
    """Write the rows of a section to a file of their own, and hash them on the way."""
    digest = hashlib.sha256()
    count = 0
    with path.open("wb") as file:

        def write(content: bytes) -> None:
            file.write(content)
            digest.update(content)

        write(b"[")
        for row in store.stream_rows(session, section, ground):
            write(b"," if count else b"")
            write(_canonical(row_to_plain(row), f"/sections/{section.name}/{count}"))
            count += 1
        write(b"]")
    return SectionSummary(count=count, sha256=digest.hexdigest())


def _canonical(row: dict[str, Any], place: str) -> bytes:
    try:
        return rfc8785.dumps(row)
    except ValueError as error:
        # older rows may hold what definitions and requests are refused for today
        fault = (place, f"cannot be written as canonical JSON: {error}")
        raise RuleConflictError("The engagement cannot be exported.", [fault]) from error


def _put_together(manifest: Manifest, folder: Path, path: Path) -> None:
    """Write manifest and sections as one canonical object: names in order, nothing between them."""
    with path.open("wb") as file:
        file.write(b'{"manifest":' + rfc8785.dumps(manifest.model_dump()) + b',"sections":{')
        for number, name in enumerate(sorted(manifest.sections)):
            file.write(b"," if number else b"")
            file.write(rfc8785.dumps(name) + b":")
            with (folder / name).open("rb") as part:
                shutil.copyfileobj(part, file)
        file.write(b"}}")
