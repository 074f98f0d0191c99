"""The states that the shipped definitions give are states of the workflows, with what these ask for."""

from __future__ import annotations

from collections.abc import Iterator

from studies.loader import list_studies, load_study
from studies.programmes import shipped_programmes
from studies.record.definition import Progress
from tracker.record.plan.regions import REGIONS
from tracker.record.workflows.recommendations import AGREED
from tracker.record.workflows.registry import WORKFLOWS


def stated() -> Iterator[tuple[str, object]]:
    for folder in list_studies().values():
        record = load_study(folder).record
        assert record is not None
        yield from record.parts()
    for programme in shipped_programmes().programmes.values():
        yield from (("candidacy", part) for part in programme.candidacies)


def test_every_state_is_one_of_its_workflow() -> None:
    found = [(kind, part) for kind, part in stated() if isinstance(part, Progress)]
    assert len({kind for kind, part in found if part.state is not None}) >= 7
    for kind, part in found:
        assert part.state is None or part.state in WORKFLOWS[kind].states, (kind, part)


def test_every_state_comes_with_what_the_moves_to_it_need() -> None:
    for kind, part in stated():
        if not isinstance(part, Progress) or part.state is None:
            continue
        workflow = WORKFLOWS[kind]
        ways = [move.needs for move in (workflow.begin, *workflow.moves) if move.target == part.state]
        brought = {field for field in ("reason", "evidence") if getattr(part, field) is not None}
        needs = [set(way) & {"reason", "evidence"} for way in ways]
        assert not needs or any(need <= brought for need in needs), (kind, part)


def test_actions_follow_recommendations_that_were_agreed_to() -> None:
    for folder in list_studies().values():
        record = load_study(folder).record
        assert record is not None
        states = {part.key: part.state for part in record.recommendations}
        for action in record.follow_up_actions:
            assert states[action.recommendation] in AGREED | {"implemented"}, action.key
            assert action.due is not None


def test_every_organisation_keeps_a_calendar_that_is_known_in_its_own_time_zone() -> None:
    for part in shipped_programmes().organisations:
        assert REGIONS[part.calendar].zone == part.time_zone, part.key
