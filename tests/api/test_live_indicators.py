"""An indicator that the register counts: how many of Lima's sites have verified accessibility information."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient

from tracker.clock import now, today
from tracker.store import studies
from tracker.store.session import Database
from tracker.store.tables import PlaceObservation, RegisterPlace

SLUG = "lima_smart_tourism"
KEY = "sites_with_accessibility_information"
RECENT, LONG_AGO = timedelta(days=30), timedelta(days=900)  # 900 days are more than 24 months


def fill(database: Database, *sites: tuple[str, str, str | None, timedelta]) -> None:
    """Make the register hold sites: state, kind, what is said of the entrance, and how long ago."""
    with database.writing() as session:
        study = studies.find_study(session, SLUG)
        assert study is not None
        session.execute(delete(RegisterPlace).where(RegisterPlace.study_id == study.id))
        for number, (state, kind, answer, age) in enumerate(sites):
            place = RegisterPlace(
                id=f"site-{number}",
                study_id=study.id,
                key=f"site-{number}",
                kind=kind,
                state=state,
                name=f"Site {number}",
                district="Lima",
                attributes={},
                search_text=f"site {number}",
                precision="none",
                radius_m=None,
                found_by="test",
                created_at=now(),
                updated_at=now(),
                updated_by="test",
            )
            session.add(place)
            session.flush()
            if answer is not None:
                session.add(said(place.id, answer, age))
        session.commit()


def said(place_id: str, answer: str, age: timedelta) -> PlaceObservation:
    return PlaceObservation(
        place_id=place_id,
        kind="step_free_entrance",
        answer=answer,
        source="survey",
        observed_on=today() - age,
        observer="somebody",
        confidence="observed",
        settles=False,
        recorded_at=now(),
        recorded_by="test",
    )


def live(client: TestClient) -> dict[str, Any] | None:
    (indicator,) = [
        part for part in client.get(f"/api/v1/studies/{SLUG}").json()["indicators"] if part["key"] == KEY
    ]
    found: dict[str, Any] | None = indicator["live"]
    return found


def test_it_counts_published_sites_with_a_word_that_is_not_old_among_all_sites(
    manager: TestClient, seeded: Database
) -> None:
    fill(
        seeded,
        ("published", "tourism", "yes", RECENT),
        ("published", "tourism", "no", RECENT),
        ("published", "tourism", "yes", LONG_AGO),
        ("published", "tourism", None, RECENT),
        ("draft", "tourism", "yes", RECENT),
        ("withdrawn", "tourism", "yes", RECENT),
        ("published", "health", "yes", RECENT),
    )
    assert live(manager) == {
        "value": pytest.approx(2 / 5),  # the draft is a site, too
        "numerator": 2,
        "denominator": 5,
        "as_of": today().isoformat(),
    }


def test_it_follows_the_register(manager: TestClient, seeded: Database) -> None:
    fill(seeded, ("published", "tourism", None, RECENT))
    assert live(manager) == {
        "value": 0.0,
        "numerator": 0,
        "denominator": 1,
        "as_of": today().isoformat(),
    }
    with seeded.writing() as session:
        session.add(said("site-0", "no", RECENT))
        session.commit()
    found = live(manager)
    assert found is not None
    assert (found["value"], found["numerator"]) == (1.0, 1)


def test_without_any_site_there_is_no_share(manager: TestClient, seeded: Database) -> None:
    fill(seeded)
    found = live(manager)
    assert found is not None
    assert (found["value"], found["denominator"]) == (None, 0)


def test_other_indicators_are_not_live_and_say_how_they_are_counted(manager: TestClient) -> None:
    others = [
        part for part in manager.get(f"/api/v1/studies/{SLUG}").json()["indicators"] if part["key"] != KEY
    ]
    assert others
    assert all(part["live"] is None and part["formula"] for part in others)
