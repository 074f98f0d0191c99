"""Taking an import back: places it made go, places it changed are as they were, if nobody came after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.errors import RuleConflictError
from tracker.services.register.applying import Hand, fact_rows
from tracker.store.register import undoing as store
from tracker.store.register import writing

CHANGED_SHOWN = 100


def take_back(session: Session, hand: Hand, *, committed_at: datetime, file_name: str) -> None:
    """
    Take an import back.

    Parameters
    ----------
    session : Session
        That writes.
    hand : Hand
        Of whom, when and which import.
    committed_at : datetime
        When the import was carried out.
    file_name : str
        For the history of attributes.

    Raises
    ------
    RuleConflictError
        If somebody has changed its places since: with each of them (the first hundred). Nothing is
        taken back then.
    """
    changed = store.list_changed_since(
        session, hand.import_id, committed_at=committed_at, limit=CHANGED_SHOWN
    )
    if changed:
        raise RuleConflictError(
            "The import cannot be undone: its places have been worked on since.",
            [(place.key, f"{place.name} {place.why} since") for place in changed],
        )
    changes = store.list_changes(session, hand.import_id)
    writing.delete_places(session, [place_id for place_id, made in changes if made])
    for step in writing.in_steps(place_id for place_id, made in changes if not made):
        _put_back(session, hand, step, file_name)
    store.forget_changes(session, hand.import_id)


def _put_back(session: Session, hand: Hand, place_ids: Sequence[str], file_name: str) -> None:
    """Put places back to what they were, in a version of their own."""
    before = store.places_before(session, hand.import_id, place_ids)
    stored = writing.stored_places(session, place_ids)
    counting_again = [each for place in before.values() for each in place["withdrawn"]]
    store.take_back_words(session, hand.import_id, place_ids, counting_again=counting_again, at=hand.at)
    said = writing.counting_observations(session, place_ids)
    writes = writing.Writes()
    for place_id, was in before.items():
        now = stored[place_id].row
        row: dict[str, Any] = {**now, **was["place"]}
        # What stands beside an import, such as the state of publication, was not changed by it.
        row |= {"state": now["state"], "version": now["version"] + 1}
        writes.changed_places.append({**row, "updated_at": hand.at, "updated_by": hand.who})
        point = was["lon_deg"], was["lat_deg"]
        writes.positions[place_id] = None if point[0] is None or point[1] is None else point
        writes.contributions[place_id] = was["contributions"]
        writes.facts[place_id] = fact_rows(said.get(place_id, []), today=hand.today)
        writes.attributes += _attributes(hand, place_id, now["attributes"], row["attributes"], file_name)
    writing.write(session, writes, study_id=hand.study_id, at=hand.at)
    for place_id, was in before.items():
        store.move_version(
            session,
            hand.import_id,
            place_id,
            before=was["place"]["version"],
            after=stored[place_id].row["version"] + 1,
        )


def _attributes(
    hand: Hand, place_id: str, now: dict[str, str], was: dict[str, str], file_name: str
) -> list[dict[str, Any]]:
    """Write into the history which values stand again."""
    return [
        {
            "place_id": place_id,
            "attribute": attribute,
            "value": was.get(attribute),
            "source": f"import of {file_name} undone",
            "import_id": hand.import_id,
            "recorded_at": hand.at,
            "recorded_by": hand.who,
        }
        for attribute in dict.fromkeys((*was, *now))
        if was.get(attribute) != now.get(attribute)
    ]
