"""Questions about single trips of a study: who may ask, what is wrong with them, how they are answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from studies.schema import Analysis, StudyDefinition
from tracker.domain.permissions import Principal
from tracker.domain.provenance import sha256_of
from tracker.errors import InvalidInputError, NotFoundError
from tracker.schemas.common import ResponseModel
from tracker.schemas.trips import NearestRead, TripsRead
from tracker.services import engine
from tracker.services.principals import check_allowed
from tracker.services.studies import definition_of, get_study_row
from tracker.services.trips.streets import StudyStreets, find_streets, one_of_few
from tracker.settings import Settings
from tracker.store.session import Session

FORM = 1  # of the answers; raise it when their fields change
FROM, TO, AT = "/query/from", "/query/to", "/query/at"
SECONDS_PER_MINUTE = 60.0


Answer = TypeVar("Answer", bound=ResponseModel)


@dataclass(frozen=True)
class Asked(Generic[Answer]):
    """A question that can be answered: the hash of all it depends on, and how to answer it."""

    sha256: str
    answer: Callable[[], Answer]


@dataclass(frozen=True)
class Ground:
    """What every question of an analysis has in common."""

    definition: StudyDefinition
    analysis: Analysis
    streets: StudyStreets

    def about(self, *services: str) -> dict[str, Any]:
        """Give the fields of an answer that say what it rests on."""
        return {
            "study": self.definition.slug,
            "analysis": self.analysis.key,
            "engine_version": engine.engine_version(),
            "profiles_sha256": engine.profile_tables_sha256(self.definition.profiles),
            "inputs": self.streets.inputs(*services),
        }

    def sha256(self, question: str, *parts: object) -> str:
        """Hash a question with all that its answer depends on."""
        return sha256_of(
            {
                "form": FORM,
                "question": question,
                "parts": list(parts),
                "study": self.definition.slug,
                "analysis": self.analysis.key,
                "streets": self.streets.sha256,
                "max_join_m": self.streets.max_join_m,
                "engine": engine.engine_version(),
                "profiles": engine.profile_tables_sha256(self.definition.profiles),
            }
        )


def ask_trips(
    session: Session,
    principal: Principal,
    slug: str,
    analysis_key: str,
    *,
    start: str,
    end: str,
    profiles: Sequence[str],
    settings: Settings,
) -> Asked[TripsRead]:
    """Ask for the way of each profile between two points, "lon,lat"; every fault of the question at once."""
    ground = find_ground(session, principal, slug, analysis_key, settings)
    faults: list[tuple[str, str]] = []
    start_deg, end_deg = _point(start, FROM, faults), _point(end, TO, faults)
    names = read_profiles(ground.analysis, profiles, faults)
    if faults or start_deg is None or end_deg is None:
        raise InvalidInputError("The trip cannot be looked for.", faults)
    chosen = engine.chosen_profiles(names, ground.definition.profiles)

    def answer() -> TripsRead:
        with one_of_few():
            trips = engine.answer_trips(
                streets, start_deg, end_deg, chosen, pointers={"from": FROM, "to": TO}
            )
        return TripsRead(**ground.about(), trips=trips)

    streets = ground.streets.ready()
    return Asked(ground.sha256("trips", start_deg, end_deg, names), answer)


def ask_nearest(
    session: Session,
    principal: Principal,
    slug: str,
    analysis_key: str,
    *,
    at: str,
    service: str,
    k: int,
    within_min: float,
    profiles: Sequence[str],
    settings: Settings,
) -> Asked[NearestRead]:
    """Ask for the `k` nearest places of a service from a point, "lon,lat"."""
    ground = find_ground(session, principal, slug, analysis_key, settings)
    faults: list[tuple[str, str]] = []
    at_deg = _point(at, AT, faults)
    names = read_profiles(ground.analysis, profiles, faults)
    if service not in ground.analysis.services:
        known = ", ".join(ground.analysis.services)
        faults.append(("/query/service", f"there is no service {service!r} (known: {known})"))
    if faults or at_deg is None:
        raise InvalidInputError("The nearest places cannot be looked for.", faults)
    chosen = engine.chosen_profiles(names, ground.definition.profiles)

    def answer() -> NearestRead:
        places = ground.streets.destinations(session, service)
        with one_of_few():
            nearest = engine.answer_nearest(
                streets,
                at_deg,
                places,
                chosen,
                k=k,
                cutoff_s=within_min * SECONDS_PER_MINUTE,
                pointers={"from": AT},
            )
        return NearestRead(**ground.about(service), service=service, nearest=nearest)

    streets = ground.streets.ready()
    contents = ground.streets.contents(session, service)
    return Asked(ground.sha256("nearest", at_deg, service, contents, k, within_min, names), answer)


def find_ground(
    session: Session, principal: Principal, slug: str, analysis_key: str, settings: Settings
) -> Ground:
    """Find the streets of an analysis for somebody who may ask about them."""
    study = get_study_row(session, principal, slug)
    check_allowed(principal, "assessment.read", study=slug)
    definition = definition_of(study)
    analysis = next((part for part in definition.analyses if part.key == analysis_key), None)
    if analysis is None:
        known = ", ".join(part.key for part in definition.analyses)
        raise NotFoundError(f"Study {slug} has no analysis {analysis_key}; it has {known}.")
    return Ground(definition, analysis, find_streets(session, study, analysis, settings=settings))


def read_start(text: str, faults: list[tuple[str, str]]) -> tuple[float, float] | None:
    """Read where somebody sets out; None with a fault for what is no point."""
    return _point(text, FROM, faults)


def _point(text: str, pointer: str, faults: list[tuple[str, str]]) -> tuple[float, float] | None:
    try:
        return engine.read_point(text)
    except ValueError as error:
        faults.append((pointer, str(error)))
        return None


def read_profiles(analysis: Analysis, names: Sequence[str], faults: list[tuple[str, str]]) -> list[str]:
    """Give the profiles asked for, all of the analysis without any; others are faults."""
    asked = list(dict.fromkeys(names)) or list(analysis.profiles)
    known = ", ".join(analysis.profiles)
    faults += [
        (f"/query/profile/{position}", f"{name} is none of {known}")
        for position, name in enumerate(asked)
        if name not in analysis.profiles
    ]
    return asked
