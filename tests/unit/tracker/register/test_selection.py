"""Which places count for a question: by what is known of them on a day, and how old the word is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies import register as words
from tracker.register import vocabulary
from tracker.register.facts import Observation, months_after
from tracker.register.selection import Criteria, Verdict, is_known, judge
from tracker.register.vocabulary import Answer, FactKind

AT = date(2026, 11, 25)
STEP_FREE = Criteria(("step_free_entrance",), 24)
BOTH = Criteria(("step_free_entrance", "sign_language"))
RANK: dict[Verdict, int] = {"excluded": 0, "possible": 1, "certain": 2}


def said(
    answer: Answer,
    observed_on: date | None = date(2026, 6, 1),
    *,
    kind: FactKind = "step_free_entrance",
    source: str = "survey",
) -> Observation:
    return Observation(
        id=f"{source} {kind} {answer}",
        kind=kind,
        answer=answer,
        source=source,
        recorded_at=datetime(2026, 7, 1, tzinfo=UTC),
        observed_on=observed_on,
        observer="somebody",
        confidence="observed",
    )


@pytest.mark.parametrize(
    ("observations", "verdict"),
    [
        ([], "possible"),
        ([said("yes")], "certain"),
        ([said("no")], "excluded"),
        ([said("unknown")], "possible"),
        # 24 months before the 25th of November 2026
        ([said("yes", date(2024, 11, 25))], "certain"),
        ([said("yes", date(2024, 11, 24))], "possible"),
        # a no counts until its own review is due, which for entrances is after 36 months
        ([said("no", date(2024, 11, 24))], "excluded"),
        ([said("no", date(2023, 11, 24))], "possible"),
        ([said("yes", None)], "possible"),
        ([said("yes"), said("no", source="visitor")], "possible"),
        ([said("yes", kind="lift")], "possible"),
    ],
)
def test_a_place_counts_by_what_is_known_of_it(observations: list[Observation], verdict: Verdict) -> None:
    assert judge(observations, STEP_FREE, at=AT) == verdict


def test_all_needs_must_hold_and_one_no_is_enough_to_leave_a_place_out() -> None:
    step_free, interpreter = said("yes"), said("yes", kind="sign_language")
    assert judge([step_free, interpreter], BOTH, at=AT) == "certain"
    assert judge([step_free], BOTH, at=AT) == "possible"
    assert judge([said("no", kind="sign_language")], BOTH, at=AT) == "excluded"


def test_without_needs_every_place_is_certain() -> None:
    assert judge([said("no")], Criteria(()), at=AT) == "certain"


@given(
    answers=st.lists(st.sampled_from(["yes", "no"]), max_size=3),
    months=st.integers(1, 40),
    learned=st.sampled_from(["yes", "no"]),
)
def test_asking_for_younger_words_never_makes_a_place_more_certain(
    answers: list[Answer], months: int, learned: Answer
) -> None:
    words_of_all = [said(answer, source=f"source {i}") for i, answer in enumerate([*answers, learned])]
    strict = judge(words_of_all, Criteria(("step_free_entrance",), months), at=AT)
    lenient = judge(words_of_all, Criteria(("step_free_entrance",)), at=AT)
    assert RANK[strict] <= RANK[lenient]
    assert (strict == "excluded") == (lenient == "excluded")


@pytest.mark.parametrize(
    ("observations", "known"),
    [
        ([], False),
        ([said("yes")], True),
        ([said("no")], True),  # a barrier that is known is information, too
        ([said("unknown")], False),
        ([said("yes"), said("no", source="visitor")], False),
        ([said("yes", date(2024, 11, 24))], False),
        ([said("yes", None)], False),
    ],
)
def test_information_is_verified_when_a_current_word_is_not_disputed(
    observations: list[Observation], *, known: bool
) -> None:
    assert is_known(observations, None, 24, at=AT) is known


def test_named_facts_must_all_be_known() -> None:
    asked: tuple[FactKind, ...] = ("step_free_entrance", "lift")
    assert not is_known([said("yes")], asked, None, at=AT)
    assert is_known([said("yes"), said("no", kind="lift")], asked, None, at=AT)


def test_so_many_months_after_the_last_day_of_a_month_is_a_day_that_every_month_has() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 12, 5), 13) == date(2028, 1, 5)


def test_definitions_know_the_words_of_the_register() -> None:
    assert words.PLACE_KINDS == vocabulary.SERVICE_KINDS
    assert words.NEEDS == vocabulary.FACT_KINDS
