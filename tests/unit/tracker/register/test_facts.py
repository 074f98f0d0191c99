"""What counts of a fact: last words, age, disagreement and settlement."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.register.facts import REVIEW_MONTHS, Observation, is_stale, review_due, standing
from tracker.register.vocabulary import FACT_KINDS, Answer

TODAY = date(2026, 11, 25)


def seen(
    answer: Answer,
    observed_on: date | None,
    *,
    source: str = "city",
    recorded_day: int = 1,
    settles: bool = False,
) -> Observation:
    return Observation(
        id=f"{source}-{recorded_day}",
        kind="lift",  # current for twelve months
        answer=answer,
        source=source,
        recorded_at=datetime(2026, 1, recorded_day, tzinfo=UTC),
        observed_on=observed_on,
        observer=source,
        confidence="observed",
        settles=settles,
    )


def test_what_nobody_observed_is_unknown_and_not_stale() -> None:
    found = standing("lift", [], at=TODAY)
    assert (found.answer, found.stale, found.disputed, found.counted) == ("unknown", False, False, ())


def test_the_last_word_of_a_source_replaces_its_earlier_one() -> None:
    words = [seen("no", date(2026, 3, 1)), seen("yes", date(2026, 10, 1), recorded_day=2)]
    found = standing("lift", words, at=TODAY)
    assert (found.answer, found.observed_on) == ("yes", date(2026, 10, 1))
    assert not found.disputed


def test_a_word_recorded_later_about_an_earlier_day_does_not_replace_a_newer_sight() -> None:
    words = [seen("yes", date(2026, 10, 1), recorded_day=1), seen("no", date(2026, 3, 1), recorded_day=9)]
    assert standing("lift", words, at=TODAY).answer == "yes"


def test_two_current_sources_that_differ_are_a_dispute_and_the_answer_is_unknown() -> None:
    words = [seen("yes", date(2026, 10, 1)), seen("no", date(2026, 9, 1), source="visitor")]
    found = standing("lift", words, at=TODAY)
    assert (found.answer, found.disputed) == ("unknown", True)
    assert [word.source for word in found.counted] == ["city", "visitor"]


def test_a_settlement_ends_a_dispute_until_somebody_sees_otherwise_afterwards() -> None:
    words = [
        seen("yes", date(2026, 10, 1)),
        seen("no", date(2026, 9, 1), source="visitor", recorded_day=2),
        seen("no", date(2026, 10, 2), source="reviewer", recorded_day=3, settles=True),
    ]
    settled = standing("lift", words, at=TODAY)
    assert (settled.answer, settled.disputed) == ("no", False)
    again = standing("lift", [*words, seen("yes", date(2026, 10, 9), recorded_day=4)], at=TODAY)
    assert again.disputed


def test_a_current_word_outweighs_a_stale_one_without_dispute() -> None:
    words = [seen("yes", date(2020, 1, 1), source="old"), seen("no", date(2026, 10, 1))]
    found = standing("lift", words, at=TODAY)
    assert (found.answer, found.disputed, found.stale) == ("no", False, False)


def test_a_stale_answer_is_shown_but_unknown_in_a_strict_reading() -> None:
    found = standing("lift", [seen("yes", date(2025, 11, 24))], at=TODAY)
    assert (found.answer, found.stale, found.strict) == ("yes", True, "unknown")


def test_an_observation_is_current_on_its_last_day_and_stale_on_the_next() -> None:
    word = seen("yes", date(2025, 11, 25))
    assert not is_stale(word, at=date(2026, 11, 25))
    assert is_stale(word, at=date(2026, 11, 26))


def test_a_word_without_a_day_is_stale() -> None:
    assert is_stale(seen("yes", None), at=TODAY)


def test_unknown_is_no_word_and_disputes_nothing() -> None:
    words = [seen("yes", date(2026, 10, 1)), seen("unknown", date(2026, 10, 2), source="visitor")]
    assert standing("lift", words, at=TODAY).answer == "yes"


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_every_kind_of_fact_has_a_review_interval(kind: str) -> None:
    assert REVIEW_MONTHS[kind] > 0  # type: ignore[index] # the parameter is one of the keys


def test_a_review_falls_due_on_a_day_that_every_month_has() -> None:
    # twelve months after 29 February there is no such day
    assert review_due("lift", date(2024, 2, 29)) == date(2025, 2, 28)
    assert review_due("step_free_entrance", date(2024, 12, 31)) == date(2027, 12, 28)


words = st.lists(
    st.builds(
        seen,
        st.sampled_from(["yes", "no", "unknown"]),
        st.one_of(st.none(), st.dates(date(2020, 1, 1), TODAY)),
        source=st.sampled_from(["city", "visitor", "survey"]),
        recorded_day=st.integers(1, 28),
        settles=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda word: word.recorded_at,
)


@given(words)
def test_the_order_in_which_observations_are_listed_does_not_matter(observations: list[Observation]) -> None:
    assert standing("lift", observations, at=TODAY) == standing("lift", observations[::-1], at=TODAY)


@given(words)
def test_a_strict_yes_rests_on_a_current_yes_that_no_current_word_denies(
    observations: list[Observation],
) -> None:
    found = standing("lift", observations, at=TODAY)
    if found.strict == "yes":
        assert {word.answer for word in found.counted} == {"yes"}
        assert not any(is_stale(word, at=TODAY) for word in found.counted)


@given(words)
def test_time_alone_never_turns_a_strict_answer_round(observations: list[Observation]) -> None:
    now = standing("lift", observations, at=TODAY).strict
    later = standing("lift", observations, at=date(2027, 6, 1)).strict
    assert {now, later} != {"yes", "no"}


def test_facts_of_other_kinds_are_passed_over() -> None:
    other = replace(seen("yes", date(2026, 10, 1)), kind="braille")
    assert standing("lift", [other], at=TODAY).answer == "unknown"
