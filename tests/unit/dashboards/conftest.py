"""Answers of the API as the wire contract has them, and a client that gets them without a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from dashboards.client import ApiClient

Json = dict[str, object]
WHEN = "2026-11-20T12:00:00Z"


def text(english: str) -> dict[str, str]:
    return {"en": english, "pt-BR": f"{english} em português"}


@pytest.fixture
def answers() -> dict[str, Json]:
    milestone: Json = {
        "id": "m1",
        "key": "interim",
        "study": "city",
        "stage": "analysis",
        "title": text("Interim report"),
        "owner": "SUSA",
        "baseline_date": "2026-10-01",
        "forecast_date": "2026-11-18",
        "actual_date": None,
        "state": "planned",
        "status": "late",
        "slip_days": 48,
        "slip_reason": "Census tracts came late.",
        "evidence": None,
        "illustrative": True,
        "version": 3,
        "updated_at": WHEN,
        "updated_by": None,
    }
    area: Json = {
        "service": "health",
        "profile": "manual_wheelchair",
        "cutoff_s": 900.0,
        "population": 1000.0,
        "covered_low": 410.0,
        "covered_high": 630.0,
        "share_low": 0.41,
        "share_high": 0.63,
        "share_unknown": 0.22,
        "area_id": "a1",
        "area_kind": "district",
        "area_code": "32",
        "area_name": "MOEMA",
        "partly_outside": False,
    }
    source: Json = {
        "layer": "streets",
        "dataset": "sample",
        "sha256": "b" * 64,
        "licence": "CC0-1.0",
        "citation": "Synthetic city <b>",
        "synthetic": True,
    }
    assessment: Json = {
        "id": "run1",
        "study": "city",
        "analysis": "reach",
        "title": text("Reach"),
        "state": "succeeded",
        "progress_share": 1.0,
        "message": None,
        "job_id": "j1",
        "requested_by": "Mina",
        "requested_at": WHEN,
        "finished_at": WHEN,
        "services": {"health": text("Health units")},
        "profiles": ["walk", "manual_wheelchair"],
        "cutoffs_s": [900.0],
        "provenance": {
            "run_sha256": "c" * 64,
            "definition_sha256": "a" * 64,
            "engine_version": "0.1.0",
            "code_version": "abc",
            "parameters": {"services": {"health": ["units"]}},
            "inputs": [source, source],
        },
        "diagnostics": {"network": {"unknown_length_share": {"kerb": 0.91, "incline": 0.5, "lit": None}}},
        "stale": False,
        "stale_reasons": [],
        "synthetic": True,
    }
    principal: Json = {
        "id": "p1",
        "name": "Mina Park",
        "email": "manager@demo.example",
        "organisation": "WeGO",
        "language": "ko",
        "memberships": [{"role": "project_manager", "study": "city"}],
    }
    late: Json = {
        "key": "interim",
        "title": text("Interim report"),
        "baseline_date": "2026-10-01",
        "forecast_date": None,
        "slip_days": 48,
        "reason": None,
        "owner": "SUSA",
    }
    study: Json = {
        "slug": "city",
        "title": text("Reach"),
        "city": "São Paulo",
        "country": "BR",
        "programme": text("Programme"),
        "stage": None,
        "milestones_total": 4,
        "milestones_achieved": 1,
        "late": [late],
        "next_milestone": late,
        "synthetic": False,
        "illustrative": True,
    }
    version: Json = {
        "id": "v1",
        "report_id": "r1",
        "number": 1,
        "state": "in_review",
        "content_sha256": "d" * 64,
        "submitted_at": WHEN,
        "submitted_by": "Mina",
        "comments_open": 0,
        "comments_total": 0,
        "html": "<h2 id='s1'>One</h2>",
        "figures": [],
        "decisions": [],
    }
    return {
        "milestone": milestone,
        "area": area,
        "assessment": assessment,
        "principal": principal,
        "study": study,
        "version": version,
    }


class Wire:
    """What was asked, and what is answered to each method and path; anything else is a 404 problem."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answers: dict[str, list[httpx.Response]] = {}

    def answer(self, route: str, *responses: httpx.Response) -> None:
        """Answer a route with these in turn; the last one stays."""
        self.answers[route] = list(responses)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        waiting = self.answers.get(f"{request.method} {request.url.path}")
        if not waiting:
            return httpx.Response(404, json={"type": "/problems/not-found", "title": "Not found"})
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def connect(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], ApiClient]:
    """Give a way to make clients over that wire; pauses between retries take no time."""
    monkeypatch.setattr("dashboards.client.time.sleep", lambda _seconds: None)

    def make(token: str | None = None) -> ApiClient:
        return ApiClient("http://api.invalid", token=token, transport=httpx.MockTransport(wire))

    return make


@pytest.fixture
def place() -> Callable[..., dict[str, Any]]:
    """Give a way to make a published place as the finder's API sends it."""

    def make(**changes: object) -> dict[str, Any]:
        fact = {"kind": "lift", "answer": "yes", "stale": False, "disputed": False}
        body = {
            "study": "city",
            "key": "file/7",
            "name": "UBS <Um>",
            "kind": "health",
            "district": "BELA VISTA",
            "address": "Rua A, 1",
            "attributes": {"phone": "(11) 3000-0001", "website": "javascript:alert(1)"},
            "position": {"lon_deg": -46.6, "lat_deg": -23.5, "precision": "coordinates", "radius_m": 10.0},
            "distance_m": None,
            "facts": [{**fact, "observed_on": "2026-03-04", "confidence": "observed"}],
            "updated_at": WHEN,
        }
        return {**body, **changes}

    return make


@pytest.fixture
def record(place: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Give a way to make a place as people of its study read it."""

    def make(**changes: object) -> dict[str, Any]:
        body = {
            "id": "p7",
            "state": "draft",
            "version": 3,
            "proposals_open": 0,
            "found_by": "coordinates of the file",
            "updated_by": "Mina",
            "history": [],
            "observations": [],
            "proposals": [],
        }
        return {**place(), **body, **changes}

    return make


@pytest.fixture
def preview() -> dict[str, Any]:
    """Give an import that was looked at and not yet taken."""
    return {
        "id": "i1",
        "study": "city",
        "file_name": "rede.csv",
        "format": "csv",
        "crs": None,
        "sheet": None,
        "mapping_key": "rede",
        "mapping_title": "Rede",
        "state": "previewed",
        "counts": {
            "rows": 5,
            "accepted": 2,
            "repaired": 0,
            "needs_review": 1,
            "duplicate": 1,
            "rejected": 1,
            "actions": {"create": 3, "update": 0, "unchanged": 0, "none": 2},
            "gone": 0,
        },
        "located": {"coordinates": 2, "none": 1},
        "told": [],
        "version": 1,
        "created_at": WHEN,
        "created_by": "Mina",
        "committed_at": None,
        "committed_by": None,
        "undone_at": None,
        "undone_by": None,
    }
