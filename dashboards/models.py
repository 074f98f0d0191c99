"""What the API sends, typed: the window's own reading of the wire contract; unknown fields are ignored."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

Text = dict[str, str]
Item = TypeVar("Item")


class Wire(BaseModel):
    """A frozen answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Page(Wire, Generic[Item]):
    """A list and how many there are."""

    items: list[Item]
    total: int


class MembershipRead(Wire):
    """A role and the study it holds for; the API names each study of an engagement or programme too."""

    role: str
    study: str | None
    engagement: str | None = None
    programme: str | None = None

    @property
    def everywhere(self) -> bool:
        """Whether it holds for all there is."""
        return self.study is None and self.engagement is None and self.programme is None


class PrincipalRead(Wire):
    """Who is signed in."""

    id: str
    name: str
    email: str
    organisation: str
    language: str
    memberships: list[MembershipRead]

    def has_role(self, role: str, study: str) -> bool:
        """Tell whether this person holds the role for the study."""
        return any(m.role == role and (m.study == study or m.everywhere) for m in self.memberships)


class SessionRead(Wire):
    """A session that was just opened."""

    token: str
    expires_at: datetime
    principal: PrincipalRead


class LateMilestone(Wire):
    """A milestone behind its baseline, or the next one."""

    key: str
    title: Text
    baseline_date: date
    forecast_date: date | None
    slip_days: int
    reason: str | None
    owner: str


class StudySummary(Wire):
    """One line of the portfolio."""

    slug: str
    title: Text
    city: str
    country: str
    programme: Text
    stage: Text | None
    milestones_total: int
    milestones_achieved: int
    late: list[LateMilestone]
    next_milestone: LateMilestone | None
    synthetic: bool
    illustrative: bool

    @property
    def slip_days(self) -> int:
        """Give how far the milestone furthest behind is late [d]; 0 when none is."""
        return max((item.slip_days for item in self.late), default=0)


class StudyPage(Wire):
    """A page of the portfolio, and how many studies there are and are behind on all pages."""

    items: list[StudySummary]
    total: int
    late_total: int


class PartyRead(Wire):
    """An organisation of a study."""

    key: str
    name: str
    role: str
    country: str | None


class StageRead(Wire):
    """A stage and its gate."""

    key: str
    title: Text
    planned_start: date | None
    planned_end: date | None
    gate: Text | None
    gate_state: str
    illustrative: bool


class IndicatorValue(Wire):
    """What an indicator comes to on a day; no value without any place."""

    value: float | None
    numerator: int
    denominator: int
    as_of: date


class IndicatorRead(Wire):
    """A measure of success; live where the register counts it."""

    key: str
    title: Text
    unit: str
    direction: str
    baseline: float | None
    target: float | None
    illustrative: bool
    live: IndicatorValue | None


class AnalysisRead(Wire):
    """An analysis the definition declares."""

    key: str
    title: Text
    services: dict[str, Text]
    profiles: list[str]
    cutoffs_min: list[float]


class StudyRead(StudySummary):
    """A study in full, as far as these pages show it."""

    question: Text
    summary: Text
    centre_lon_deg: float
    centre_lat_deg: float
    parties: list[PartyRead]
    stages: list[StageRead]
    indicators: list[IndicatorRead]
    analyses: list[AnalysisRead]


class MilestoneRead(Wire):
    """A milestone."""

    id: str
    key: str
    study: str
    stage: str
    title: Text
    owner: str
    baseline_date: date
    forecast_date: date | None
    actual_date: date | None
    state: str
    status: str
    slip_days: int
    slip_reason: str | None
    evidence: str | None
    illustrative: bool
    version: int
    updated_at: datetime
    updated_by: str | None


class FieldChange(Wire):
    """One field before and after."""

    field: str
    before: str | None
    after: str | None


class MilestoneChange(Wire):
    """One saved change."""

    version: int
    changed_at: datetime
    changed_by: str
    changes: list[FieldChange]


class LayerRead(Wire):
    """An imported layer."""

    id: str
    key: str
    title: Text
    kind: str
    dataset: str
    licence: str
    citation: str
    feature_count: int
    synthetic: bool
    notes: list[str]
    imported_at: datetime


class InputRead(Wire):
    """One input of a run."""

    layer: str
    dataset: str
    sha256: str
    licence: str
    citation: str
    synthetic: bool


class ProvenanceRead(Wire):
    """What is needed to run it again."""

    run_sha256: str
    definition_sha256: str
    engine_version: str
    code_version: str
    parameters: dict[str, Any]
    inputs: list[InputRead]


class AssessmentRead(Wire):
    """A run of the engine."""

    id: str
    study: str
    analysis: str
    title: Text
    state: str
    progress_share: float
    message: str | None
    job_id: str
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None
    services: dict[str, Text]
    profiles: list[str]
    cutoffs_s: list[float]
    provenance: ProvenanceRead | None
    diagnostics: dict[str, Any] | None
    stale: bool
    stale_reasons: list[str]
    synthetic: bool


class CoverageRow(Wire):
    """People within the cutoff, as an interval."""

    service: str
    profile: str
    cutoff_s: float
    population: float
    covered_low: float
    covered_high: float
    share_low: float | None
    share_high: float | None
    share_unknown: float | None


class AreaCoverageRow(CoverageRow):
    """The same for one hexagon or district."""

    area_id: str
    area_kind: str
    area_code: str
    area_name: str
    partly_outside: bool = False


class Feature(Wire):
    """A GeoJSON feature."""

    id: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any]


class FeatureCollection(Wire):
    """A GeoJSON feature collection."""

    features: list[Feature]


class FigureRead(Wire):
    """A figure of a report."""

    id: str
    kind: str
    caption: str
    assessment_id: str | None
    run_sha256: str | None
    stale: bool
    stale_reason: str | None
