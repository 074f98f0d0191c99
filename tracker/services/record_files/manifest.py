"""What a file of an engagement says about itself: format, counts, hashes, and what it leaves out."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Final, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field

FORMAT: Final = 1
KIND: Final = "engagement of a feasibility tracker"
# Why each stays behind; the numbers stand beside it.
LEFT_OUT: Final = {
    "runs_underway": "have not finished",
    "areas_of_runs": "can be computed again",
    "coverage_of_areas": "can be computed again",
    "measures_of_areas": "can be computed again",
    "isochrones": "can be computed again",
    "layers": "are imported again from their sources, under their licences",
    "features_of_layers": "are imported again from their sources, under their licences",
    "places_of_the_register": "are exported by the register",
    "imports_of_the_register": "are exported by the register",
    "mappings_of_the_register": "are exported by the register",
    "suggestions": "were sent by people who may have named themselves",
    "memberships": "are given anew by whoever runs the other instance",
    "calendar_events_of_the_programme": "belong to the programme",
    "audit_entries_of_the_programme": "also tell of other cities' candidacies",
}
Sha256 = Field(pattern="^[0-9a-f]{64}$")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SectionSummary(_Part):
    """How many rows a section has, and the hash of its canonical JSON."""

    count: int
    sha256: str = Sha256


class LeftOut(_Part):
    """How many rows stay behind, and why."""

    count: int
    because: str


class Manifest(_Part):
    """The first part of a file; `sha256` is the hash of the manifest's own canonical JSON without it."""

    kind: Literal["engagement of a feasibility tracker"]
    format: Literal[1]
    engagement: str
    exported_at: str
    sections: dict[str, SectionSummary]
    left_out: dict[str, LeftOut]
    sha256: str = Sha256


def make_manifest(
    engagement: str, sections: dict[str, SectionSummary], left_out: dict[str, int], *, at: datetime
) -> Manifest:
    """Put a manifest together and hash it."""
    said = {
        "kind": KIND,
        "format": FORMAT,
        "engagement": engagement,
        "exported_at": at.isoformat(timespec="seconds"),
        "sections": {name: summary.model_dump() for name, summary in sections.items()},
        "left_out": {name: {"count": count, "because": LEFT_OUT[name]} for name, count in left_out.items()},
    }
    return Manifest.model_validate({**said, "sha256": sha256_of_manifest(said)})


def sha256_of_manifest(said: dict[str, Any]) -> str:
    """Hash a manifest; its own hash is not part of it."""
    return sha256(rfc8785.dumps({name: value for name, value in said.items() if name != "sha256"}))


def sha256(content: bytes) -> str:
    """Hash bytes."""
    return hashlib.sha256(content).hexdigest()
