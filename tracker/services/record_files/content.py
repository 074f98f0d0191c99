"""What must hold between the rows of a file, beyond their tables: one engagement, its chain, its hashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from studies.schema import StudyDefinition
from tracker.domain.provenance import sha256_of
from tracker.record.audit import Entry, verify
from tracker.services.audit import engagement_scope
from tracker.services.reports import read_content
from tracker.store.record.sections import FINISHED

Fault = tuple[str, str]
Row = dict[str, Any]
Rows = Mapping[str, list[Row]]


def content_faults(engagement: str, rows: Rows) -> list[Fault]:
    """List everything in which the rows of a file contradict each other."""
    return [
        *_one_engagement(engagement, rows),
        *_definitions(rows),
        *_frozen_reports(rows),
        *_runs_ended(rows),
        *_chain(engagement, rows),
    ]


def _one_engagement(engagement: str, rows: Rows) -> Iterator[Fault]:
    if [row["key"] for row in rows["engagement"]] != [engagement]:
        yield "/sections/engagement", f"must hold {engagement} and nothing else"
    for number, row in enumerate(rows["study"]):
        if row["engagement"] != engagement:
            yield f"/sections/study/{number}/engagement", f"must be {engagement}"
    programmes = {row["programme"] for row in rows["engagement"]} - {None}
    if {row["key"] for row in rows["programme"]} != programmes:
        yield "/sections/programme", "must hold the engagement's programme and nothing else"
    candidacies = {row["candidacy"] for row in rows["engagement"]} - {None}
    if {row["key"] for row in rows["candidacy"]} != candidacies:
        yield "/sections/candidacy", "must hold the engagement's candidacy and nothing else"


def _definitions(rows: Rows) -> Iterator[Fault]:
    for number, row in enumerate(rows["study"]):
        place = f"/sections/study/{number}/definition"
        try:
            definition = StudyDefinition.model_validate(row["definition"])
        except ValidationError as error:
            for fault in error.errors():
                yield f"{place}/" + "/".join(str(part) for part in fault["loc"]), fault["msg"]
            continue
        if definition.slug != row["slug"]:
            yield f"{place}/slug", f"must be {row['slug']}"


def _frozen_reports(rows: Rows) -> Iterator[Fault]:
    """Hold each frozen version, and each decision on it, against the hash that was decided on."""
    hashes: dict[str, str] = {}
    for number, row in enumerate(rows["report_version"]):
        place = f"/sections/report_version/{number}/content"
        hashes[row["id"]] = row["content_sha256"]
        try:
            content = read_content(row["content"])
        except ValidationError as error:
            yield place, f"is no frozen report: {error.errors()[0]['msg']}"
            continue
        if sha256_of(content.model_dump(mode="json")) != row["content_sha256"]:
            yield place, "does not have the hash that was decided on"
    for number, row in enumerate(rows["decision"]):
        if row["content_sha256"] != hashes[row["version_id"]]:
            yield f"/sections/decision/{number}/content_sha256", "is not that of the version"


def _runs_ended(rows: Rows) -> Iterator[Fault]:
    for number, row in enumerate(rows["job"]):
        if row["state"] not in FINISHED:
            # a worker would take it up
            yield f"/sections/job/{number}/state", "must be one of a run that has ended"


def _chain(engagement: str, rows: Rows) -> Iterator[Fault]:
    broken = verify(engagement_scope(engagement), (Entry(**row) for row in rows["audit_entry"]))
    if broken is not None:
        yield f"/sections/audit_entry/{broken.sequence - 1}", broken.message
