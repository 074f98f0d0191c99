"""The records that come with the studies: read whole, in four languages, and written back as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from pydantic import BaseModel

from studies.loader import FILES, OPTIONAL_FILES, list_studies, load_study
from studies.programmes import load_programmes
from studies.record.definition import RECORD_KINDS, RecordDefinition
from studies.schema import StudyDefinition
from studies.values import LANGUAGES


class Copy(Protocol):
    """What the `study_copy` fixture gives."""

    folder: Path

    def load(self) -> StudyDefinition: ...


CopyStudy = Callable[..., Copy]
STUDIES = sorted(list_studies())


def record_of(name: str) -> RecordDefinition:
    record = load_study(list_studies()[name]).record
    assert record is not None
    return record


def words_in(part: BaseModel) -> Iterator[dict[str, str]]:
    return (value for _, value in part if isinstance(value, dict))


@pytest.mark.parametrize("name", STUDIES)
def test_every_text_of_a_record_is_there_in_four_languages(name: str) -> None:
    parts = list(record_of(name).parts())
    assert len(parts) > 40
    lacking = [
        (kind, part.key)
        for kind, part in parts
        for words in words_in(part)
        if sorted(words) != sorted(LANGUAGES)
    ]
    assert lacking == []


def test_every_list_of_a_record_has_its_kind_and_comes_after_what_it_names() -> None:
    lists = [name for name in RecordDefinition.model_fields if name != "engagement"]
    assert lists == list(RECORD_KINDS)


def test_sao_paulo_stands_at_its_gates_with_one_condition_open_and_nothing_issued() -> None:
    record = record_of("sao_paulo_asnm")
    assert {part.key: part.state for part in record.gate_conditions} == {
        "licences_cleared": "met",
        "kerbs_checked": "open",
    }
    assert [part.do_minimum for part in record.study_options] == [True, False, False]
    assert {(part.state, part.visibility) for part in record.recommendations} == {(None, "draft")}
    assert all(part.findings for part in record.recommendations)


def test_the_pilot_of_lima_came_of_recommendation_4_which_alone_is_not_made_up() -> None:
    record = record_of("lima_smart_tourism")
    by_key = {part.key: part for part in record.recommendations}
    assert [part.number for part in record.recommendations] == list(range(1, 13))
    (pilot,) = record.pilots
    assert 4 in {by_key[key].number for key in pilot.recommendations}
    assert [part.number for part in record.recommendations if not part.illustrative] == [4]


def test_lima_answered_eleven_recommendations_in_every_way_and_owes_one_answer() -> None:
    record = record_of("lima_smart_tourism")
    answered = {part.recommendation for part in record.management_responses}
    assert {part.stance for part in record.management_responses} == {"accepted", "partly", "rejected"}
    unanswered = [part for part in record.recommendations if part.key not in answered]
    assert [(part.number, part.state) for part in unanswered] == [(12, "issued")]


def test_every_indicator_of_the_pilot_has_a_stated_baseline_and_no_update_is_approved_at_home() -> None:
    record = record_of("lima_smart_tourism")
    assert {part.baseline.state for part in record.indicators} == {"known", "not_applicable"}
    assert [part.live for part in record.indicators if part.live] == ["sites_with_accessibility_information"]
    approved = [part for part in record.indicator_updates if part.state == "approved"]
    assert approved
    assert all(part.decided_by not in {None, part.reported_by} for part in approved)
    assert [part.state for part in record.indicator_updates].count("pending") == 1


@pytest.mark.parametrize("name", STUDIES)
def test_milestones_wait_in_the_order_in_which_they_happened(name: str) -> None:
    definition = load_study(list_studies()[name])
    days = {part.key: part.actual_date for part in definition.milestones}
    assert definition.record is not None
    for part in definition.record.milestone_dependencies:
        before, after = days[part.predecessor], days[part.successor]
        assert after is None or (before is not None and before < after), part.key


def test_a_study_without_a_record_is_whole_and_its_hash_knows_nothing_of_records(
    study_copy: CopyStudy,
) -> None:
    copy = study_copy()
    with_record = copy.load()
    (copy.folder / "record.yaml").unlink()
    without = copy.load()
    assert without.record is None
    fields = {field for names in (FILES | OPTIONAL_FILES).values() for field in names} | {"standards"}
    assert set(without.model_dump(mode="json")) == fields - {"record"}
    assert set(with_record.model_dump(mode="json")) == fields
    # what is in the record makes no figure stale: it has versions and a chain of its own
    assert without.sha256 == with_record.sha256
    assert StudyDefinition.model_validate(without.model_dump(mode="json")) == without


def test_a_record_is_made_up_as_soon_as_one_part_is() -> None:
    record = record_of("lima_smart_tourism")
    only_sourced = RecordDefinition(
        engagement=record.engagement.model_copy(update={"illustrative": False}),
        recommendations=[part for part in record.recommendations if not part.illustrative],
    )
    assert record.illustrative
    assert not only_sourced.illustrative


def test_a_record_may_name_only_what_the_given_programmes_know(study_copy: CopyStudy) -> None:
    programmes = load_programmes()
    fewer = programmes.model_copy(
        update={"organisations": [part for part in programmes.organisations if part.key != "susa"]}
    )
    with pytest.raises(ValueError, match="there is no organisation 'susa'"):
        load_study(study_copy().folder, programmes=fewer)
