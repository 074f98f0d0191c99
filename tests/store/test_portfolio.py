"""The portfolio counted by the database says what the rules say of each milestone, on any day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from studies.loader import load_study
from tracker.clock import now
from tracker.domain import milestone as rules
from tracker.services.milestones import to_rules
from tracker.services.seeding import seed_studies
from tracker.store.record.portfolio import StudyQuery, count_studies, list_study_page, progress_of
from tracker.store.session import Database, Session
from tracker.store.studies import find_study
from tracker.store.tables import Milestone, Study

TODAY = date(2026, 6, 15)
LIMA, SAO_PAULO = "lima_smart_tourism", "sao_paulo_asnm"
DAYS = tuple(TODAY + timedelta(days=days) for days in (-40, -1, 0, 1, 40))


@pytest.fixture(scope="module")
def study(database: Database, repository: Path) -> Study:
    """Give a study whose milestones have every order of baseline, forecast and today, in every state."""
    with database.writing() as session:
        seed_studies(session, [load_study(repository / "studies" / slug) for slug in (LIMA, SAO_PAULO)])
        row = find_study(session, LIMA, with_milestones=True)
        assert row is not None
        start = len(row.milestones)
        for number, (baseline, forecast, state) in enumerate(
            product(DAYS, (None, *DAYS), ("planned", "achieved", "missed", "waived"))
        ):
            row.milestones.append(
                Milestone(
                    key=f"made_{number}",
                    stage="made",
                    position=start + number,
                    title={"en": f"Made {number}"},
                    owner="Somebody",
                    baseline_date=baseline,
                    forecast_date=forecast,
                    actual_date=TODAY if state == "achieved" else None,
                    state=state,
                    illustrative=True,
                    updated_at=now(),
                )
            )
        session.commit()
        return row


@pytest.mark.parametrize("today", DAYS)
def test_the_database_calls_late_what_the_rules_call_late(
    database: Database, study: Study, today: date
) -> None:
    with database.reading() as session:
        found = progress_of(session, [study.id], today=today)[study.id]
    late = [row.key for row in study.milestones if rules.status(to_rules(row), today=today) == "late"]
    assert [row.key for row in found.late] == late
    assert found.total == len(study.milestones)
    assert found.achieved == sum(row.state == "achieved" for row in study.milestones)
    ahead = [row for row in study.milestones if row.state == "planned"]
    assert found.following is not None
    assert found.following.key == min(ahead, key=lambda row: (to_rules(row).expected_date, row.position)).key


def page(session: Session, query: StudyQuery, today: date = TODAY) -> list[str]:
    return [row.slug for row in list_study_page(session, query, today=today)]


def test_the_study_furthest_behind_comes_first_on_any_page(database: Database, study: Study) -> None:
    with database.reading() as session:
        worst = {}
        for slug in (LIMA, SAO_PAULO):
            row = find_study(session, slug, with_milestones=True)
            assert row is not None
            plain = [to_rules(part) for part in row.milestones]
            worst[slug] = max(
                (
                    rules.slip_days(part, today=TODAY)
                    for part in plain
                    if rules.status(part, today=TODAY) == "late"
                ),
                default=0,
            )
        assert worst[LIMA] != worst[SAO_PAULO]
        ordered = sorted(worst, key=lambda slug: -worst[slug])
        pages = [page(session, StudyQuery(order="slip", offset=offset, limit=1)) for offset in (0, 1, 2)]
    assert pages == [[ordered[0]], [ordered[1]], []]
    assert study.slug in worst


def test_a_page_is_narrowed_by_what_its_engagement_belongs_to(database: Database, study: Study) -> None:
    with database.reading() as session:
        for query, slugs in (
            (StudyQuery(), [LIMA, SAO_PAULO]),
            (StudyQuery(slugs={SAO_PAULO}), [SAO_PAULO]),
            (StudyQuery(slugs=()), []),
            (StudyQuery(programme="nowhere"), []),
            (StudyQuery(city="nowhere"), []),
        ):
            assert page(session, query) == slugs
            assert count_studies(session, query, today=TODAY)[0] == len(slugs)
        long_ago = date(1990, 1, 1)
        _, late_count = count_studies(session, StudyQuery(), today=long_ago)
    # with forecasts after their baselines the made milestones are late on any day
    assert late_count >= 1
    assert study.slug == LIMA
