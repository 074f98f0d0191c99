"""People who tell a story through the API: each acts under their own account, and every move is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from starlette.testclient import TestClient

from tracker.services.record.kinds import KINDS

API = "/api/v1"
KIND_OF = {kind.plural: kind.name for kind in KINDS.values()}
Answer = dict[str, Any]


class StoryClock:
    """Stands in for `datetime` in tracker/clock.py: it shows the moment the story has come to."""

    def __init__(self) -> None:
        self.moment = datetime(2022, 1, 1, tzinfo=UTC)

    def now(self, zone: tzinfo) -> datetime:
        """Give the moment."""
        return self.moment.astimezone(zone)

    def turn_to(self, day: str, hour: int = 14) -> None:
        """Go on to a day; 14 o'clock UTC is on the same day in Seoul, São Paulo and Lima."""
        later = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
        assert later >= self.moment, "a story does not run backwards"
        self.moment = later


@dataclass
class Made:
    """Every move that was made: address of the thing and name of the move, in order."""

    moves: list[tuple[str, str]] = field(default_factory=list)

    def of_each(self) -> dict[str, Counter[str]]:
        """Count the moves of each thing."""
        counted: dict[str, Counter[str]] = {}
        for path, move in self.moves:
            counted.setdefault(path, Counter())[f"{kind_of(path)}.{move}"] += 1
        return counted


def kind_of(path: str) -> str:
    """Give the kind of the thing at an address such as /engagements/lima/gates/scope."""
    return KIND_OF[path.split("/")[-2]]


@dataclass(frozen=True)
class Person:
    """Somebody with an account: what they do is a request, and what they are told is checked."""

    client: TestClient
    made: Made

    def sees(self, path: str, **query: str | int | bool) -> Any:  # noqa: ANN401 - any answer
        """Read something."""
        answer = self.client.get(API + path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def does_not_find(self, path: str) -> None:
        """Be told that there is no such thing."""
        assert self.client.get(API + path).status_code == 404

    def makes(self, path: str, **body: object) -> Any:  # noqa: ANN401 - any answer
        """Create something."""
        answer = self.client.post(API + path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def cannot_make(self, path: str, status: int = 422, **body: object) -> dict[str, str]:
        """Be refused, and give the faults by the place they are in."""
        return _refused(self.client.post(API + path, json=body), status)

    def changes(self, path: str, **fields: object) -> Any:  # noqa: ANN401 - any answer
        """Change fields of something, from its newest version."""
        answer = self.client.patch(API + path, json=fields, headers=self._newest(path))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def cannot_change(self, path: str, status: int = 409, **fields: object) -> dict[str, str]:
        """Be refused, and give the faults."""
        return _refused(self.client.patch(API + path, json=fields, headers=self._newest(path)), status)

    def moves(self, path: str, move: str, **brought: object) -> Any:  # noqa: ANN401 - any answer
        """Make a move of something, from its newest version."""
        answer = self._move(path, move, brought)
        assert answer.status_code == 200, answer.text
        self.made.moves.append((path, move))
        return answer.json()

    def cannot_move(self, path: str, move: str, status: int = 409, **brought: object) -> dict[str, str]:
        """Be refused, and give the faults."""
        return _refused(self._move(path, move, brought), status)

    def tells_history(self, path: str) -> list[str]:
        """Give the actions that were written down about something, oldest first."""
        return [entry["action"] for entry in self.sees(f"{path}/history", limit=500)["items"]]

    def _move(self, path: str, move: str, brought: dict[str, object]) -> Any:  # noqa: ANN401 - any answer
        return self.client.post(
            f"{API}{path}/moves", json={"move": move, **brought}, headers=self._newest(path)
        )

    def _newest(self, path: str) -> dict[str, str]:
        answer = self.client.get(API + path)
        assert answer.status_code == 200, answer.text
        return {"If-Match": answer.headers["ETag"]}


def check_every_move_was_told(made: Made, teller: Callable[[str], Person]) -> None:
    """Hold the moves that were made against the entries that they left: one each, and none besides."""
    assert made.moves
    for path, counted in made.of_each().items():
        written = {f"{kind_of(path)}.create", f"{kind_of(path)}.update"}
        told = [action for action in teller(path).tells_history(path) if action not in written]
        assert sorted(told) == sorted(counted.elements()), path


def _refused(answer: Any, status: int) -> dict[str, str]:  # noqa: ANN401 - an answer of the client
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert problem["detail"], "a refusal says in words what is wrong"
    return {fault["pointer"]: fault["message"] for fault in problem.get("errors", ())}


def words(text: str) -> dict[str, str]:
    """Say it in English only."""
    return {"en": text}


def document(reference: str) -> list[dict[str, str]]:
    """Bring a document as evidence."""
    return [{"kind": "document", "reference": reference}]


def organisation(key: str, short_name: str, country: str, calendar: str, zone: str) -> Answer:
    """Describe a body; accounts carry its short name."""
    return {
        "key": key,
        "name": f"{short_name}, organisation",
        "short_name": short_name,
        "country": country,
        "calendar": calendar,
        "time_zone": zone,
        "illustrative": True,
    }
