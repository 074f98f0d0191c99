"""Working days of Seoul, São Paulo and Lima, with dates that follow from the laws and from Easter."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tracker.errors import InvalidInputError
from tracker.record.plan.calendars import (
    WorkingCalendar,
    every_day_calendar,
    region_calendar,
    working_calendar,
)
from tracker.record.plan.regions import FIRST_YEAR, LAST_YEAR, REGIONS


def calendar_of(region: str, **more: object) -> WorkingCalendar:
    return region_calendar(region, first_year=2024, last_year=2026, **more)  # type: ignore[arg-type]


def test_chuseok_2025_leaves_one_working_day_between_2_and_13_october_in_seoul() -> None:
    # Fri 3 Foundation Day, Sat 4, Sun 5 to Tue 7 Chuseok; its Sunday gives Wed 8 instead; Thu 9 Hangul Day.
    seoul = calendar_of("KR")
    assert seoul.shift(date(2025, 10, 2), 1) == date(2025, 10, 10)
    assert seoul.shift(date(2025, 10, 2), 2) == date(2025, 10, 13)
    assert seoul.count(date(2025, 10, 2), date(2025, 10, 13)) == 2


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2025, 3, 3), "1 March 2025 was a Saturday: the Monday after it"),
        (date(2025, 5, 6), "Children's Day and Buddha's Birthday fell on one day: the day after it"),
        (date(2025, 6, 3), "the presidential election"),
        (date(2026, 5, 1), "Labour Day is a public holiday since the amendment of 2026"),
        (date(2026, 7, 17), "Constitution Day is one again since the amendment of 2026"),
        (date(2026, 8, 17), "15 August 2026 is a Saturday: the Monday after it"),
    ],
)
def test_seoul_rests(day: date, why: str) -> None:
    assert not calendar_of("KR").is_working(day), why
    assert day in calendar_of("KR").days_off


def test_a_saturday_of_chuseok_gives_no_day_in_its_stead() -> None:
    # 26 September 2026, the third day of Chuseok, is a Saturday; only a Sunday would give Monday the 28th.
    assert calendar_of("KR").is_working(date(2026, 9, 28))


def test_public_offices_of_korea_worked_on_labour_day_until_2025() -> None:
    assert calendar_of("KR").is_working(date(2025, 5, 1))


def test_the_city_of_sao_paulo_rests_on_carnival_and_corpus_christi_and_the_state_does_not() -> None:
    # Easter 2025 was 20 April: Carnival Tuesday 47 days before it, Corpus Christi 60 days after it.
    city, state = calendar_of("BR-SP-SAO"), calendar_of("BR-SP")
    assert city.shift(date(2025, 2, 28), 1) == date(2025, 3, 5)
    assert state.shift(date(2025, 2, 28), 1) == date(2025, 3, 3)
    assert city.shift(date(2025, 6, 18), 1) == date(2025, 6, 20)
    assert state.shift(date(2025, 6, 18), 1) == date(2025, 6, 19)


def test_the_city_keeps_its_birthday_and_the_state_its_revolution() -> None:
    city, state = calendar_of("BR-SP-SAO"), calendar_of("BR-SP")
    birthday, revolution = date(2024, 1, 25), date(2025, 7, 9)  # a Thursday, a Wednesday
    assert (city.is_working(birthday), state.is_working(birthday)) == (False, True)
    assert (city.is_working(revolution), state.is_working(revolution)) == (False, False)


def test_lima_rests_on_four_days_of_late_july_and_early_august() -> None:
    # Wed 23 July (law 31822), Mon 28, Tue 29, and Wed 6 August.
    lima = calendar_of("PE")
    assert lima.shift(date(2025, 7, 22), 3) == date(2025, 7, 30)  # Thu 24, Fri 25, Wed 30
    # 22 July to 8 August has 13 weekdays from Tue 22 to Thu 7, and four of them are off.
    assert lima.count(date(2025, 7, 22), date(2025, 8, 8)) == 9


def test_a_day_decreed_for_one_year_is_known_only_where_a_study_says_so() -> None:
    # Friday 2 May 2025, Decreto Supremo 042-2025-PCM.
    decreed = date(2025, 5, 2)
    assert calendar_of("PE").is_working(decreed)
    lima = calendar_of("PE", closures={decreed: "D.S. 042-2025-PCM"})
    assert lima.shift(date(2025, 4, 30), 1) == date(2025, 5, 5)
    assert lima.days_off[decreed] == "D.S. 042-2025-PCM"


def test_a_study_can_say_that_an_office_works_on_a_day_off() -> None:
    election = date(2026, 6, 3)
    assert calendar_of("KR", openings=[election]).is_working(election)
    assert election not in calendar_of("KR", openings=[election]).days_off


def test_a_closure_of_one_study_does_not_reach_another() -> None:
    calendar_of("PE", closures={date(2025, 5, 2): "decree"})
    assert calendar_of("PE").is_working(date(2025, 5, 2))


def test_nothing_before_the_day_and_everything_after_it_for_days_off_themselves() -> None:
    # Saturday: the first working day after it is Monday, the first before it Friday, and 0 rolls to Monday.
    plain = working_calendar("plain", first=date(2026, 1, 1), last=date(2026, 12, 31))
    saturday = date(2026, 3, 7)
    assert [plain.shift(saturday, n) for n in (-1, 0, 1)] == [
        date(2026, 3, 6),
        date(2026, 3, 9),
        date(2026, 3, 9),
    ]


def test_every_day_counts_where_every_day_is_worked() -> None:
    calendar = every_day_calendar(first=date(2026, 1, 1), last=date(2026, 1, 31))
    assert calendar.count(date(2026, 1, 1), date(2026, 1, 31)) == 30
    assert calendar.shift(date(2026, 1, 31), -30) == date(2026, 1, 1)


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_the_look_ups_agree_with_numpys_own_business_days(region: str) -> None:
    calendar = calendar_of(region)
    days = np.arange("2024-03-01", "2026-10-01", 11, dtype="datetime64[D]")
    closed = np.array(list(calendar.days_off), dtype="datetime64[D]")
    for n in (-40, -3, -1, 0, 1, 2, 17):
        roll = "backward" if n > 0 else "forward"
        expected = np.busday_offset(days, n, roll=roll, holidays=closed).tolist()  # type: ignore[call-overload]
        assert [calendar.shift(day, n) for day in days.tolist()] == expected
    counted = np.busday_count(days[:-1], days[1:], holidays=closed).tolist()
    pairs = zip(days[:-1].tolist(), days[1:].tolist(), strict=True)
    assert [calendar.count(start, end) for start, end in pairs] == counted


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_all_years_that_are_promised_can_be_prepared(region: str) -> None:
    calendar = region_calendar(region, first_year=FIRST_YEAR, last_year=LAST_YEAR)
    assert {day.year for day in calendar.days_off} == set(range(FIRST_YEAR, LAST_YEAR + 1))


@pytest.mark.parametrize(("first", "last"), [(FIRST_YEAR - 1, 2020), (2020, LAST_YEAR + 1), (2021, 2020)])
def test_years_beyond_the_rules_are_refused(first: int, last: int) -> None:
    with pytest.raises(InvalidInputError) as caught:
        region_calendar("KR", first_year=first, last_year=last)
    assert caught.value.faults == [
        ("/years", f"The days off of 'KR' are known from 2011 to 2050, not for {first} to {last}.")
    ]


def test_an_unknown_region_names_those_there_are() -> None:
    with pytest.raises(InvalidInputError) as caught:
        region_calendar("FR", first_year=2024, last_year=2025)
    assert caught.value.faults == [
        ("/calendar", "There is no calendar 'FR'; there are BR-SP, BR-SP-SAO, KR, PE.")
    ]


def test_all_days_that_are_both_closed_and_opened_are_named() -> None:
    days = [date(2025, 5, 2), date(2025, 12, 26)]
    with pytest.raises(InvalidInputError) as caught:
        region_calendar(
            "PE", first_year=2025, last_year=2025, closures=dict.fromkeys(days, "decree"), openings=days
        )
    assert [pointer for pointer, _ in caught.value.faults] == ["/closures/2025-05-02", "/closures/2025-12-26"]


def test_days_outside_the_range_are_refused_by_every_question() -> None:
    calendar = calendar_of("KR")
    outside = date(2027, 1, 1)
    for ask in (
        lambda: calendar.is_working(outside),
        lambda: calendar.shift(outside, 0),
        lambda: calendar.count(date(2026, 1, 1), outside),
        lambda: calendar.shift(date(2026, 12, 30), 5),
        lambda: calendar.shift(date(2024, 1, 3), -5),
    ):
        with pytest.raises(InvalidInputError, match="outside the calendar") as caught:
            ask()
        assert "'KR' covers 2024-01-01 to 2026-12-31" in caught.value.faults[0][1]
    assert not calendar.covers(outside)
    assert calendar.covers(date(2026, 12, 31))


def test_a_calendar_needs_a_range_and_a_working_day() -> None:
    with pytest.raises(InvalidInputError, match="range is empty"):
        working_calendar("none", first=date(2026, 1, 2), last=date(2026, 1, 1))
    with pytest.raises(InvalidInputError, match="no working day"):
        working_calendar("weekend", first=date(2026, 1, 3), last=date(2026, 1, 4))


def test_a_prepared_calendar_cannot_be_written_to() -> None:
    calendar = calendar_of("PE")
    with pytest.raises(ValueError, match="read-only"):
        calendar.before[0] = 7
