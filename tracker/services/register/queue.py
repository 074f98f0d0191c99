"""What waits for a person, the most consequential first: by the people who live around the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, cast

import numpy as np
import shapely
from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.schemas.register_places import QueueItem, QueuePart, QueueRead
from tracker.services.principals import check_allowed
from tracker.services.register.deciding import read_suggestion
from tracker.services.register.places import read_observations
from tracker.services.register.proposals import read_proposal
from tracker.services.register.search import METRES_A_DEGREE
from tracker.services.register.shapes import read_summaries
from tracker.services.studies import get_study_row
from tracker.store import register_places, register_search
from tracker.store.register import queue as store
from tracker.store.register.queue import Inhabited, Waiting

# How far people walk to a place of everyday use; the exact reach of every place would be an analysis.
AROUND_M: Final = 1_000.0


def list_queue(
    session: Session,
    principal: Principal,
    slug: str,
    part: QueuePart,
    *,
    limit: int,
    offset: int,
    today: date,
) -> QueueRead:
    """List a part of the queue, most people first, equal ones by name."""
    check_allowed(principal, "register.read", study=slug)
    study = get_study_row(session, principal, slug)
    waiting = store.list_waiting(session, study.id, part)
    people = people_around([each.point_deg for each in waiting], store.find_inhabited(session, study.id))
    ranked = sorted(
        zip(waiting, people, strict=True), key=lambda pair: (-pair[1], pair[0].name, pair[0].item)
    )[offset : offset + limit]
    return QueueRead(
        items=_read_items(session, part, ranked, study=slug, today=today),
        total=len(waiting),
        counts=cast("dict[QueuePart, int]", store.count_waiting(session, study.id)),
    )


def people_around(
    points_deg: Sequence[tuple[float, float] | None], inhabited: Inhabited | None
) -> list[float]:
    """
    Give the people of the hexagons whose centre is within 1 km of each point.

    Zero for a place without a point, and without an assessment. Degrees are stretched to metres at the
    latitude of the study, which errs by less than a metre in a thousand within a city.
    """
    located = [at for at, point in enumerate(points_deg) if point is not None]
    found = [0.0] * len(points_deg)
    if inhabited is None or not located or not len(inhabited.people):
        return found
    latitude = float(np.mean(inhabited.centres_deg[:, 1]))
    scale = METRES_A_DEGREE * np.array([np.cos(np.radians(latitude)), 1.0])
    tree = shapely.STRtree([shapely.Point(centre) for centre in inhabited.centres_deg * scale])
    points_m = np.array([points_deg[at] for at in located], dtype=float) * scale
    which, hexagon = tree.query(shapely.points(points_m), predicate="dwithin", distance=AROUND_M)
    sums = np.bincount(which, weights=inhabited.people[hexagon], minlength=len(located))
    for at, people in zip(located, sums, strict=True):
        found[at] = round(float(people), 1)
    return found


def _read_items(
    session: Session,
    part: QueuePart,
    ranked: Sequence[tuple[Waiting, float]],
    *,
    study: str,
    today: date,
) -> list[QueueItem]:
    place_ids = list(dict.fromkeys(each.place_id for each, _ in ranked if each.place_id is not None))
    places = register_search.list_places(session, place_ids)
    summaries = {summary.id: summary for summary in read_summaries(session, places, study=study, today=today)}
    notes = {place.id: place.attributes.get("notes") for place in places}
    items = [each.item for each, _ in ranked]
    proposals = store.list_proposals(session, items) if part == "proposals" else {}
    suggestions = store.list_suggestions(session, items) if part == "suggestions" else {}
    observed = register_places.list_observations(session, place_ids) if part in ("disputes", "stale") else {}
    found = []
    for each, people in ranked:
        summary = summaries.get(each.place_id or "")
        item = QueueItem(part=part, people=people, place=summary)
        if part == "proposals":
            item.proposal = read_proposal(proposals[each.item], notes.get(each.place_id or ""))
        elif part == "suggestions":
            item.suggestion = read_suggestion(suggestions[each.item])
        elif part in ("disputes", "stale") and summary is not None:
            facts = [fact for fact in summary.facts if fact.stale or part == "disputes"]
            item.facts = [fact for fact in facts if part == "stale" or fact.kind == each.item]
            kinds = {fact.kind for fact in item.facts}
            rows = read_observations(observed[summary.id], today=today)
            item.observations = [row for row in rows if row.kind in kinds]
        found.append(item)
    return found
