"""The API over HTTP: one method an operation, answers typed, problems raised."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

import httpx

from dashboards import models as wire
from dashboards import report_models as told
from dashboards.errors import ApiProblem, ApiUnreachableError, FieldFault
from dashboards.measures.rows import AreaMeasureRow, MeasureRow

PREFIX = "/api/v1"
ATTEMPTS = 3
MOST_STUDIES = 500  # of one page, as the API allows
SIGN_IN = "/sessions"  # whose answer the API does not keep
NOTHING_YET = "nothing yet"  # in place of an ETag: what is written must be new
LONGEST_PAUSE_S = 2.0

Model = TypeVar("Model", bound=wire.Wire)


def to_problem(response: httpx.Response) -> ApiProblem:
    """Read a problem document; an answer that is none still becomes a problem with its status."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    retry_after = response.headers.get("retry-after", "")
    return ApiProblem(
        status=response.status_code,
        slug=str(body.get("type", "")).rsplit("/", 1)[-1] or "unknown",
        title=str(body.get("title") or response.reason_phrase),
        detail=str(body.get("detail") or ""),
        faults=tuple(
            FieldFault(str(fault.get("pointer", "")), str(fault.get("message", "")))
            for fault in body.get("errors", [])
            if isinstance(fault, dict)
        ),
        retry_after_s=float(retry_after) if retry_after.isdigit() else None,
    )


class ApiClient:
    """
    A connection to the API on behalf of one person.

    Reads are tried again when the API is away or busy, and so is what is posted, under one key
    that lets it act once; other writes are sent once, since they name the version they change.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        timeout_s: float = 20.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"accept": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        self._http = httpx.Client(
            base_url=base_url, headers=headers, timeout=timeout_s, transport=transport, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()

    # --- sending ---------------------------------------------------------------------------------

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        etag: str | None = None,
        client_address: str | None = None,
        file: tuple[str, bytes] | None = None,
        timeout_s: float | None = None,
    ) -> httpx.Response:
        """Send a request under the API's prefix; a file goes as a form with the body as its fields."""
        named = {
            "if-match": None if etag == NOTHING_YET else etag,
            "if-none-match": "*" if etag == NOTHING_YET else None,
            "x-forwarded-for": client_address,
            # new for each call of this method and the same for its attempts: the API acts once
            "idempotency-key": str(uuid4()) if method == "POST" else None,
        }
        headers = {name: value for name, value in named.items() if value is not None}
        query = {key: value for key, value in (params or {}).items() if value is not None}
        attempts = ATTEMPTS if method == "GET" or (method == "POST" and path != SIGN_IN) else 1
        content: dict[str, Any] = {"data": body, "files": {"file": file}} if file else {"json": body}
        if timeout_s is not None:
            content["timeout"] = timeout_s
        for attempt in range(1, attempts + 1):
            pause_s = 0.2 * attempt
            try:
                response = self._http.request(method, PREFIX + path, params=query, headers=headers, **content)
            except httpx.TransportError as error:
                # what takes too long may still be at work; a second one would do it beside the first
                is_slow = method == "POST" and isinstance(error, httpx.ReadTimeout)
                if attempt == attempts or is_slow:
                    raise ApiUnreachableError(f"{method} {path}: {error}") from error
            else:
                if response.is_success:
                    return response
                problem = to_problem(response)
                counted = method == "POST" and problem.status == httpx.codes.TOO_MANY_REQUESTS
                if attempt == attempts or counted or not problem.retryable:
                    raise problem
                pause_s = min(problem.retry_after_s or pause_s, LONGEST_PAUSE_S)
            time.sleep(pause_s)
        raise AssertionError("the last attempt either returns or raises")

    def read(self, model: type[Model], path: str, **params: Any) -> Model:  # noqa: ANN401 - query values
        """Read one thing."""
        return model.model_validate_json(self.send("GET", path, params=params).content)

    def read_list(self, model: type[Model], path: str, **params: Any) -> list[Model]:  # noqa: ANN401 - query values
        """Read a list that comes whole."""
        page = wire.Page[model].model_validate_json(  # type: ignore[valid-type] # a generic built at run time
            self.send("GET", path, params=params).content
        )
        return list(page.items)

    def write(
        self,
        model: type[Model],
        method: str,
        path: str,
        body: Mapping[str, Any],
        etag: str | None = None,
    ) -> Model:
        """Send a change and read what it made."""
        return model.model_validate_json(self.send(method, path, body=body, etag=etag).content)

    # --- sessions --------------------------------------------------------------------------------

    def sign_in(self, email: str, password: str, *, client_address: str | None = None) -> wire.SessionRead:
        """Open a session, saying from whose address: the API counts failures by it."""
        body = {"email": email, "password": password}
        response = self.send("POST", SIGN_IN, body=body, client_address=client_address)
        return wire.SessionRead.model_validate_json(response.content)

    def sign_out(self) -> None:
        """End this session."""
        self.send("DELETE", "/sessions/current")

    def get_me(self) -> wire.PrincipalRead:
        """Say who is signed in."""
        return self.read(wire.PrincipalRead, "/me")

    # --- studies and milestones ------------------------------------------------------------------

    def list_studies(self) -> list[wire.StudySummary]:
        """List the studies this person may see, all pages together."""
        found: list[wire.StudySummary] = []
        while True:
            page = self.read(wire.StudyPage, "/studies", offset=len(found), limit=MOST_STUDIES)
            found += page.items
            if not page.items or len(found) >= page.total:
                return found

    def list_study_page(self, *, offset: int, limit: int) -> wire.StudyPage:
        """Read a page of the portfolio, the study furthest behind first."""
        return self.read(wire.StudyPage, "/studies", order="slip", offset=offset, limit=limit)

    def get_study(self, slug: str) -> wire.StudyRead:
        """Read one study."""
        return self.read(wire.StudyRead, f"/studies/{slug}")

    def list_milestones(self, slug: str) -> list[wire.MilestoneRead]:
        """List a study's milestones."""
        return self.read_list(wire.MilestoneRead, f"/studies/{slug}/milestones")

    def get_milestone(self, milestone_id: str) -> wire.MilestoneRead:
        """Read one milestone as it is now."""
        return self.read(wire.MilestoneRead, f"/milestones/{milestone_id}")

    def update_milestone(
        self, milestone_id: str, changes: Mapping[str, Any], *, version: int
    ) -> wire.MilestoneRead:
        """Change a milestone, if it is still the version the person saw."""
        path = f"/milestones/{milestone_id}"
        return self.write(wire.MilestoneRead, "PATCH", path, changes, f'"{version}"')

    def list_milestone_history(self, milestone_id: str) -> list[wire.MilestoneChange]:
        """List the saved changes of a milestone."""
        return self.read_list(wire.MilestoneChange, f"/milestones/{milestone_id}/history")

    # --- layers, assessments, areas --------------------------------------------------------------

    def list_layers(self, slug: str) -> list[wire.LayerRead]:
        """List a study's layers."""
        return self.read_list(wire.LayerRead, f"/studies/{slug}/layers")

    def list_layer_features(self, layer_id: str) -> wire.FeatureCollection:
        """Read a layer's shapes (destinations and zones only)."""
        return self.read(wire.FeatureCollection, f"/layers/{layer_id}/features")

    def request_assessment(self, slug: str, analysis: str) -> wire.AssessmentRead:
        """Ask for a new run."""
        return self.write(wire.AssessmentRead, "POST", f"/studies/{slug}/assessments", {"analysis": analysis})

    def list_assessments(self, slug: str) -> list[wire.AssessmentRead]:
        """List a study's runs, newest first."""
        return self.read_list(wire.AssessmentRead, f"/studies/{slug}/assessments")

    def get_assessment(self, assessment_id: str) -> wire.AssessmentRead:
        """Read one run."""
        return self.read(wire.AssessmentRead, f"/assessments/{assessment_id}")

    def list_coverage(self, assessment_id: str) -> list[wire.CoverageRow]:
        """List the study-wide figures of a run."""
        return self.read_list(wire.CoverageRow, f"/assessments/{assessment_id}/coverage")

    def list_areas(
        self, assessment_id: str, *, kind: str, service: str, profile: str, cutoff_s: float
    ) -> list[wire.AreaCoverageRow]:
        """List one figure of a run for every hexagon or district."""
        path = f"/assessments/{assessment_id}/areas"
        return self.read_list(
            wire.AreaCoverageRow, path, kind=kind, service=service, profile=profile, cutoff_s=cutoff_s
        )

    def list_area_features(
        self, assessment_id: str, *, kind: str, service: str, profile: str, cutoff_s: float
    ) -> wire.FeatureCollection:
        """Read the same with shapes."""
        path = f"/assessments/{assessment_id}/features"
        return self.read(
            wire.FeatureCollection, path, kind=kind, service=service, profile=profile, cutoff_s=cutoff_s
        )

    def list_measures(self, assessment_id: str) -> list[MeasureRow]:
        """List the measures of a run, one row a measure and profile."""
        return self.read_list(MeasureRow, f"/assessments/{assessment_id}/measures")

    def list_area_measures(
        self, assessment_id: str, key: str, *, kind: str, profile: str
    ) -> list[AreaMeasureRow]:
        """List one measure of a run for every hexagon or district."""
        path = f"/assessments/{assessment_id}/measures/{key}/areas"
        return self.read_list(AreaMeasureRow, path, kind=kind, profile=profile)

    def list_isochrones(
        self, assessment_id: str, *, service: str, profile: str, cutoff_s: float
    ) -> wire.FeatureCollection:
        """Read from where a service is reached within a cutoff, in both readings."""
        path = f"/assessments/{assessment_id}/isochrones"
        return self.read(wire.FeatureCollection, path, service=service, profile=profile, cutoff_s=cutoff_s)

    # --- reports ---------------------------------------------------------------------------------

    def list_reports(self, slug: str) -> list[told.ReportSummary]:
        """List a study's reports."""
        return self.read_list(told.ReportSummary, f"/studies/{slug}/reports")

    def get_draft(self, report_id: str) -> told.DraftRead:
        """Read the working text."""
        return self.read(told.DraftRead, f"/reports/{report_id}/draft")

    def save_draft(self, report_id: str, source: str, *, version: int) -> told.DraftRead:
        """Save the working text, if nobody else did since it was read."""
        path = f"/reports/{report_id}/draft"
        return self.write(told.DraftRead, "PUT", path, {"source": source}, f'"{version}"')

    def submit_version(self, report_id: str) -> told.VersionSummary:
        """Freeze the working text as a version for review."""
        return self.write(told.VersionSummary, "POST", f"/reports/{report_id}/versions", {})

    def list_versions(self, report_id: str) -> list[told.VersionSummary]:
        """List a report's frozen versions."""
        return self.read_list(told.VersionSummary, f"/reports/{report_id}/versions")

    def get_version(self, version_id: str) -> tuple[told.VersionRead, str]:
        """Read a frozen version with its rendered text, and the ETag a decision must name."""
        response = self.send("GET", f"/versions/{version_id}")
        return told.VersionRead.model_validate_json(response.content), response.headers.get("etag", "")

    def get_version_pdf(self, version_id: str) -> bytes:
        """Read a frozen version as PDF."""
        return self.send("GET", f"/versions/{version_id}/pdf").content

    def list_comments(self, version_id: str) -> list[told.CommentRead]:
        """List the comments on a version."""
        return self.read_list(told.CommentRead, f"/versions/{version_id}/comments")

    def add_comment(self, version_id: str, comment: Mapping[str, str]) -> told.CommentRead:
        """Comment on a place in a version."""
        return self.write(told.CommentRead, "POST", f"/versions/{version_id}/comments", comment)

    def add_response(self, comment_id: str, *, stance: str, body: str) -> None:
        """Answer a comment."""
        self.send("POST", f"/comments/{comment_id}/responses", body={"stance": stance, "body": body})

    def add_decision(self, version_id: str, decision: Mapping[str, str], *, etag: str) -> told.DecisionRead:
        """Decide on exactly the bytes that were read."""
        return self.write(told.DecisionRead, "POST", f"/versions/{version_id}/decisions", decision, etag)

    def add_answer(self, decision_id: str, body: str) -> None:
        """Answer a decision."""
        self.send("POST", f"/decisions/{decision_id}/answer", body={"body": body})
