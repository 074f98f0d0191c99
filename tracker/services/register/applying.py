"""Carrying out a plan: from what an import would do for each row to what is written of each place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from tracker.errors import RuleConflictError
from tracker.register.candidates import Attribute
from tracker.register.cells.spelling import folded, words_of
from tracker.register.facts import Observation
from tracker.register.intake.planning import AttributeChange, PlannedRow
from tracker.register.intake.running import Run
from tracker.register.kept_facts import kept_facts
from tracker.register.search_text import search_text_of
from tracker.store.base import new_id
from tracker.store.register import writing
from tracker.store.register.existing import fact_to_json, list_place_keys

LONGEST_NAME = 300
LONGEST_DISTRICT = 200
LONGEST_SHEET = 200
LONGEST_SOURCE = 200
LONGEST_NORM = 100
LONGEST_SLUG = 60
HASH_DIGITS = 10
CHANGED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Hand:
    """
    Who carries an import out, when.

    Parameters
    ----------
    study_id, import_id : str
        The study and the import.
    who : str
        The person.
    at : datetime
        The moment.
    today : date
        The day on which facts are judged.
    """

    study_id: str
    import_id: str
    who: str
    at: datetime
    today: date


@dataclass(slots=True)
class _Place:
    """A place while the rows that touch it are carried out."""

    id: str
    before: writing.StoredPlace | None
    row: dict[str, Any]
    contributions: list[dict[str, Any]]
    said: list[Observation]
    point: tuple[float, float] | None = None
    moved: bool = False
    withdrawn: list[str] = field(default_factory=list)


def carry_out(
    session: Session,
    run: Run,
    hand: Hand,
    *,
    progress: Callable[[float, str], None] = lambda _share, _message: None,
) -> None:
    """
    Write what a plan says, some hundred places at a time.

    Raises
    ------
    RuleConflictError
        If a place that the plan changes is gone.
    """
    groups = _rows_by_place(run.plan.rows)
    makes_places = any(row.action == "create" for row in run.plan.rows)
    taken = list_place_keys(session, hand.study_id) if makes_places else set()
    done = 0
    for step in writing.in_steps(groups.items()):
        writes = writing.Writes()
        known = [place_id for place_id, numbers in step if run.plan.rows[numbers[0]].action != "create"]
        stored = writing.stored_places(session, known)
        if absent := [place_id for place_id in known if place_id not in stored]:
            raise RuleConflictError(
                "Places that the import would change are gone; preview the file again.",
                [(place_id, "is no longer in the register") for place_id in absent[:CHANGED_SHOWN]],
            )
        said = writing.counting_observations(session, known)
        proposed = writing.known_proposals(session, known)
        writer = _Writer(run, hand, taken, writes, proposed)
        for place_id, numbers in step:
            rows = [run.plan.rows[number] for number in numbers]
            writer.write(place_id, rows, stored.get(place_id), said.get(place_id, []))
        writing.write(session, writes, study_id=hand.study_id, at=hand.at)
        done += len(step)
        progress(done / len(groups), f"{done} of {len(groups)} places written")


def _rows_by_place(rows: Sequence[PlannedRow]) -> dict[str, list[int]]:
    """Give the numbers of the rows that change each place; a new place gets its identifier here."""
    groups: dict[str, list[int]] = {}
    made: dict[str, str] = {}
    for number, row in enumerate(rows):
        if row.action == "create":
            made[row.key] = new_id()
        if row.action in {"none", "unchanged"}:
            continue
        place_id = row.place or made[row.of_row or row.key]
        groups.setdefault(place_id, []).append(number)
    return groups


@dataclass(slots=True)
class _Writer:
    """Turns the rows of one place into rows of tables."""

    run: Run
    hand: Hand
    taken: set[str]
    writes: writing.Writes
    proposed: set[tuple[str, str, str]]

    def write(
        self,
        place_id: str,
        rows: Sequence[PlannedRow],
        stored: writing.StoredPlace | None,
        said: Sequence[Observation],
    ) -> None:
        """Write what rows change of a place."""
        place = self._begin(place_id, rows[0], stored, said)
        for row in rows:
            self._attributes(place, row)
            self._position(place, row)
            self._facts(place, row)
            self._proposals(place, row)
            self._contribution(place, row)
        self._end(place)

    def _begin(
        self,
        place_id: str,
        row: PlannedRow,
        stored: writing.StoredPlace | None,
        said: Sequence[Observation],
    ) -> _Place:
        """Take a place as it stands, or make one."""
        if stored is not None:
            fresh = {**stored.row, "attributes": dict(stored.row["attributes"])}
            return _Place(place_id, stored, fresh, list(stored.contributions), list(said))
        key = place_key(row.attributes, row.key, self.taken)
        self.taken.add(key)
        made: dict[str, Any] = {
            "id": place_id,
            "key": key,
            "kind": row.kind,
            "state": "draft",
            "name": "",
            "district": "",
            "attributes": {},
            "search_text": "",
            "precision": "none",
            "radius_m": None,
            "found_by": "",
            "version": 0,
        }
        return _Place(place_id, None, made, [], [])

    def _attributes(self, place: _Place, row: PlannedRow) -> None:
        """Set what the source gives otherwise; what a person has changed since stays."""
        attributes: dict[str, str] = place.row["attributes"]
        file_name = self.run.plan.stamp.file_name
        for change in row.attributes:
            if change.conflicts:
                continue
            if change.after is None:
                attributes.pop(change.attribute, None)
            else:
                attributes[change.attribute] = change.after
            where = [file_name, row.table.strip(), f"row {row.row}", change.column.strip()]
            self.writes.attributes.append(
                {
                    "place_id": place.id,
                    "attribute": change.attribute,
                    "value": change.after,
                    "source": ", ".join(part for part in where if part),
                    **self._recorded(),
                }
            )

    def _position(self, place: _Place, row: PlannedRow) -> None:
        """Put a place where its row was found, unless a person has put it elsewhere since."""
        if row.position is None:
            return
        given = {each["found_by"] for each in place.contributions}
        if place.before is not None and place.row["found_by"] and place.row["found_by"] not in given:
            return
        place.row["precision"] = row.position.precision
        place.row["radius_m"] = row.position.radius_m
        place.row["found_by"] = row.position.found_by
        place.point = (row.position.lon_deg, row.position.lat_deg)
        place.moved = True

    def _facts(self, place: _Place, row: PlannedRow) -> None:
        """Add what a row states; a date that the source has put right does not outlast it."""
        table = folded(row.table)
        source = f"{self.run.mapping.source}/{table}" if table else self.run.mapping.source
        for fact in row.facts:
            # That a source says nothing any more is known from the day on which its file says so.
            observed_on = self.hand.today if fact.answer == "unknown" else fact.observed_on
            said = Observation(
                id=new_id(),
                kind=fact.kind,
                answer=fact.answer,
                source=source[:LONGEST_SOURCE],
                recorded_at=self.hand.at,
                observed_on=observed_on,
                observer=self.run.mapping.title[:LONGEST_SOURCE],
                confidence=fact.confidence,
                norm=None if fact.norm is None else fact.norm[:LONGEST_NORM],
                evidence=f"{fact.column.strip()}: {fact.words}" if fact.words else None,
            )
            later = [each for each in place.said if _is_later_word(each, said)]
            place.withdrawn += [each.id for each in later]
            place.said = [each for each in place.said if each not in later] + [said]
            self.writes.observations.append(
                {
                    "id": said.id,
                    "place_id": place.id,
                    "kind": said.kind,
                    "answer": said.answer,
                    "source": said.source,
                    "observed_on": said.observed_on,
                    "observer": said.observer,
                    "confidence": said.confidence,
                    "norm": said.norm,
                    "evidence": said.evidence,
                    "settles": False,
                    "withdrawn_at": None,
                    **self._recorded(),
                }
            )

    def _proposals(self, place: _Place, row: PlannedRow) -> None:
        """Add facts of prose, each of the same words once."""
        for fact in row.proposals:
            words_sha256 = hashlib.sha256(folded(fact.words).encode()).hexdigest()
            mark = (place.id, fact.kind, words_sha256)
            if mark in self.proposed:
                continue
            self.proposed.add(mark)
            self.writes.proposals.append(
                {
                    "id": new_id(),
                    "place_id": place.id,
                    "import_id": self.hand.import_id,
                    "kind": fact.kind,
                    "answer": fact.answer,
                    "words": fact.words,
                    "words_sha256": words_sha256,
                    "rule": fact.rule,
                    "norm": None if fact.norm is None else fact.norm[:LONGEST_NORM],
                    "observed_on": fact.observed_on,
                    "state": "open",
                    "decided_at": None,
                    "decided_by": None,
                }
            )

    def _contribution(self, place: _Place, row: PlannedRow) -> None:
        """Keep what the row gave, in the place of what it gave before."""
        given = row.contribution
        if given is None:
            return
        old = [each for each in place.contributions if each["key"] in {given.key, row.replaced_key}]
        before = old[0]["found_by"] if old else None
        place.contributions = [each for each in place.contributions if each not in old]
        place.contributions.append(
            {
                "key": given.key,
                "key_sha256": hashlib.sha256(given.key.encode()).hexdigest(),
                "sheet": given.table[:LONGEST_SHEET],
                "row_number": given.row,
                "attributes": dict(given.attributes),
                "facts": [fact_to_json(fact) for fact in given.facts],
                "lon_deg": given.lon_deg,
                "lat_deg": given.lat_deg,
                "found_by": before if row.position is None else row.position.found_by,
                "made_place": given.made_place,
                "import_id": self.hand.import_id,
            }
        )

    def _end(self, place: _Place) -> None:
        """Write the place itself, what its facts come to, and how to take the import back."""
        writes, attributes = self.writes, place.row["attributes"]
        version = place.row["version"] + 1
        name = attributes.get("name", place.row["name"])
        changed = {
            **place.row,
            "name": name[:LONGEST_NAME],
            "district": attributes.get("district", "")[:LONGEST_DISTRICT],
            "search_text": search_text_of(name, cast("Mapping[Attribute, str]", attributes)),
            "version": version,
            "updated_at": self.hand.at,
            "updated_by": self.hand.who,
        }
        if place.before is None:
            new = {**changed, "study_id": self.hand.study_id, "created_at": self.hand.at}
            writes.new_places.append(new)
        else:
            writes.changed_places.append(changed)
        if place.moved:
            writes.positions[place.id] = place.point
        writes.contributions[place.id] = place.contributions
        writes.withdrawn += place.withdrawn
        writes.facts[place.id] = fact_rows(place.said, today=self.hand.today)
        writes.changes.append(
            {
                "import_id": self.hand.import_id,
                "place_id": place.id,
                "version_after": version,
                "made_place": place.before is None,
                "before": None if place.before is None else _to_json(place.before, place.withdrawn),
            }
        )

    def _recorded(self) -> dict[str, Any]:
        return {
            "import_id": self.hand.import_id,
            "recorded_at": self.hand.at,
            "recorded_by": self.hand.who,
        }


def fact_rows(said: Sequence[Observation], *, today: date) -> list[dict[str, Any]]:
    """Give what observations come to, as it is kept."""
    return [
        {
            "kind": fact.kind,
            "answer": fact.answer,
            "stale": fact.stale,
            "disputed": fact.disputed,
            "observed_on": fact.observed_on,
            "recheck_on": fact.recheck_on,
        }
        for fact in kept_facts(said, at=today)
    ]


def place_key(changes: Sequence[AttributeChange], row_key: str, taken: set[str]) -> str:
    """
    Give the key by which a place is addressed: words of its name, and digits that follow from its source.

    The same row of the same source makes the same key again, unless another place has it.
    """
    name = next((change.after for change in changes if change.attribute == "name" and change.after), "")
    slug = "-".join(words_of(name))[:LONGEST_SLUG].strip("-") or "place"
    base = f"{slug}-{hashlib.sha256(row_key.encode()).hexdigest()[:HASH_DIGITS]}"
    return next(key for key in _numbered(base) if key not in taken)


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _is_later_word(before: Observation, said: Observation) -> bool:
    """Tell whether an import's earlier word would count above the one that takes its place."""
    first, second = before.observed_on or date.min, said.observed_on or date.min
    same = (before.kind, before.source) == (said.kind, said.source)
    return same and not before.settles and before.recorded_at < said.recorded_at and first > second


def _to_json(stored: writing.StoredPlace, withdrawn: Sequence[str]) -> dict[str, Any]:
    """Give a place as it was, to be put back."""
    return {
        "place": stored.row,
        "lon_deg": stored.lon_deg,
        "lat_deg": stored.lat_deg,
        "contributions": stored.contributions,
        "withdrawn": list(withdrawn),
    }
