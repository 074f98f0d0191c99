"""Mapped classes, one file a resource; importing this package makes every table known to the metadata."""

from tracker.store.tables.accounts import Membership, SignInAttempt, SignInSession, User
from tracker.store.tables.assessments import Area, AreaCoverage, AreaGeometry, Assessment, Coverage
from tracker.store.tables.jobs import Job, WorkerHeartbeat
from tracker.store.tables.layers import FeatureGeometry, Layer, LayerFeature
from tracker.store.tables.measures import (
    AreaMeasure,
    Isochrone,
    IsochroneGeometry,
    Measure,
    MeasureFigure,
)
from tracker.store.tables.register import (
    FactProposal,
    PlaceAttribute,
    PlaceChange,
    PlaceFact,
    PlaceObservation,
    PlacePosition,
    PlaceSearch,
    RegisterPlace,
    Suggestion,
)
from tracker.store.tables.register_imports import (
    ImportFile,
    ImportRow,
    PlaceContribution,
    RegisterImport,
    SavedMapping,
)
from tracker.store.tables.reports import (
    Comment,
    CommentResponse,
    Decision,
    Report,
    ReportDraft,
    ReportVersion,
)
from tracker.store.tables.studies import Milestone, MilestoneChange, StageState, Study

__all__ = [
    "Area",
    "AreaCoverage",
    "AreaGeometry",
    "AreaMeasure",
    "Assessment",
    "Comment",
    "CommentResponse",
    "Coverage",
    "Decision",
    "FactProposal",
    "FeatureGeometry",
    "ImportFile",
    "ImportRow",
    "Isochrone",
    "IsochroneGeometry",
    "Job",
    "Layer",
    "LayerFeature",
    "Measure",
    "MeasureFigure",
    "Membership",
    "Milestone",
    "MilestoneChange",
    "PlaceAttribute",
    "PlaceChange",
    "PlaceContribution",
    "PlaceFact",
    "PlaceObservation",
    "PlacePosition",
    "PlaceSearch",
    "RegisterImport",
    "RegisterPlace",
    "Report",
    "ReportDraft",
    "ReportVersion",
    "SavedMapping",
    "SignInAttempt",
    "SignInSession",
    "StageState",
    "Study",
    "Suggestion",
    "User",
    "WorkerHeartbeat",
]
