"""The chain from a door to a service at a place of the register: its facts answer what the street cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.clock import today
from tracker.domain.permissions import Principal
from tracker.errors import InvalidInputError, RuleConflictError
from tracker.register.facts import Standing
from tracker.register.selection import standings_of
from tracker.register.vocabulary import FACT_KINDS, SERVICE_KINDS, FactKind
from tracker.schemas.trips import ChainRead, LinkFactRead
from tracker.services import engine
from tracker.services.register_use.selection import SelectedPlace, selected_place
from tracker.services.trips.questions import (
    FROM,
    SECONDS_PER_MINUTE,
    Asked,
    find_ground,
    read_profiles,
    read_start,
)
from tracker.services.trips.streets import one_of_few
from tracker.settings import Settings
from tracker.store.register.selection import list_places_of
from tracker.store.session import Session

ENTRANCE: Final[FactKind] = "step_free_entrance"
INSIDE: Final[FactKind] = "route_inside"
# What may be needed inside; a seal is a word about the whole place, not a thing in it.
NEEDS: Final = tuple(kind for kind in FACT_KINDS if kind not in {ENTRANCE, INSIDE, "seal"})
PLACE: Final = "/query/place"


def ask_chain(
    session: Session,
    principal: Principal,
    slug: str,
    analysis_key: str,
    *,
    start: str,
    place: str,
    needs: Sequence[str],
    within_min: float,
    profiles: Sequence[str],
    settings: Settings,
) -> Asked[ChainRead]:
    """Ask how far each profile gets to a published place: route, entrance, inside, what is needed."""
    ground = find_ground(session, principal, slug, analysis_key, settings)
    faults: list[tuple[str, str]] = []
    start_deg = read_start(start, faults)
    names = read_profiles(ground.analysis, profiles, faults)
    wanted = _needs(needs, faults)
    kinds = (ENTRANCE, INSIDE, *wanted)
    row = next(iter(list_places_of(session, ground.streets.study_id, SERVICE_KINDS, kinds, key=place)), None)
    if row is None:
        faults.append((PLACE, f"the register has no published place {place!r}"))
    if faults or start_deg is None or row is None:
        raise InvalidInputError("The chain cannot be followed.", faults)
    known = standings_of(row.observations, kinds, at=today())
    found = selected_place(row, certain=all(fact.strict == "yes" for fact in known.values()))
    at_deg = _point_of(found)
    chosen = engine.chosen_profiles(names, ground.definition.profiles)
    facts = engine.place_facts(
        known[ENTRANCE].strict, {kind: known[kind].strict for kind in (INSIDE, *wanted)}
    )

    def answer() -> ChainRead:
        places = engine.destinations_of(
            codes=[found.key], names=[found.name], lon_deg=[at_deg[0]], lat_deg=[at_deg[1]], source=PLACE
        )
        with one_of_few():
            chains = engine.answer_chain(
                streets,
                start_deg,
                places,
                facts,
                chosen,
                cutoff_s=within_min * SECONDS_PER_MINUTE,
                pointers={"from": FROM, PLACE: PLACE},
            )
        return ChainRead(
            **ground.about(),
            place=found.key,
            name=found.name,
            precision=found.precision,
            radius_m=found.radius_m,
            facts=[_told(standing) for standing in known.values()],
            chains=chains,
        )

    streets = ground.streets.ready()
    told = [[kind, standing.strict, str(standing.observed_on)] for kind, standing in known.items()]
    return Asked(
        ground.sha256("chain", start_deg, found.key, found.name, at_deg, told, within_min, names), answer
    )


def _needs(asked: Sequence[str], faults: list[tuple[str, str]]) -> list[FactKind]:
    """Give what is needed inside, each once."""
    known = ", ".join(NEEDS)
    faults += [
        (f"/query/need/{position}", f"{need} is none of {known}")
        for position, need in enumerate(asked)
        if need not in NEEDS
    ]
    return [kind for kind in NEEDS if kind in asked]


def _point_of(place: SelectedPlace) -> tuple[float, float]:
    """Give the point of a place that is known well enough to be led to."""
    if place.lon_lat_deg is None:
        raise RuleConflictError(f"Nobody knows where {place.name} lies, so no way leads there.")
    if not place.known_position:
        raise RuleConflictError(
            f"{place.name} is known only to within {place.radius_m:,.0f} m ({place.precision}): a way leads "
            "to a point. Give the place a better position first."
        )
    return place.lon_lat_deg


def _told(standing: Standing) -> LinkFactRead:
    return LinkFactRead(
        link="entrance" if standing.kind == ENTRANCE else standing.kind,
        fact=standing.kind,
        answer=standing.strict,
        observed_on=standing.observed_on,
        stale=standing.stale,
        disputed=standing.disputed,
    )
