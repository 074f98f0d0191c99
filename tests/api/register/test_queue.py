"""The queue: what waits, the most people around first, and what a decision does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import shapely
from starlette.testclient import TestClient

from tests.made_places import CENTRE, add_place, north_of_centre, said
from tracker.clock import today
from tracker.store.geometry import to_stored
from tracker.store.session import Database, Session
from tracker.store.studies import find_study
from tracker.store.tables import Area, AreaGeometry, Assessment, Job

QUEUE = "/api/v1/studies/sao_paulo_asnm/register/queue"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def add_inhabited(session: Session, people: dict[float, float]) -> None:
    """Add a finished assessment whose hexagons lie so many metres north of the centre."""
    study = find_study(session, "sao_paulo_asnm")
    assert study is not None
    job = Job(kind="assessment", payload={}, state="succeeded", progress_share=1.0, attempts=1, queued_at=NOW)
    session.add(job)
    session.flush()
    run = Assessment(
        study_id=study.id,
        job_id=job.id,
        analysis="coverage",
        title={"en": "Coverage"},
        services={},
        profiles=[],
        cutoffs_s=[],
        requested_by="made",
        requested_at=NOW,
        finished_at=NOW,
        run_sha256="0" * 64,
        synthetic=False,
    )
    session.add(run)
    session.flush()
    for distance_m, population in people.items():
        area = Area(
            assessment_id=run.id,
            kind="hexagon",
            code=str(distance_m),
            name="",
            population=population,
            partly_outside=False,
        )
        session.add(area)
        session.flush()
        shape = shapely.Point(north_of_centre(distance_m)).buffer(0.0001)
        session.add(AreaGeometry(area_id=area.id, geometry=to_stored(shape)))


@pytest.fixture(scope="module", autouse=True)
def _places(seeded: Database) -> None:
    with seeded.writing() as session:
        add_inhabited(session, {0.0: 100.0, 900.0: 50.0, 5_000.0: 7.0})
        add_place(
            session,
            "Centro",
            point=CENTRE,
            facts=[said("lift", "yes", source="a"), said("lift", "no", source="b")],
            proposals=[("adapted_toilet", "yes", "banheiro adaptado")],
            notes="Tem banheiro adaptado.",
        )
        add_place(
            session,
            "Longe",
            point=north_of_centre(5_500),
            facts=[said("audio", "yes", days=5_000)],
            proposals=[("step_free_entrance", "no", "degrau na entrada")],
        )
        add_place(session, "Borda", point=north_of_centre(1_800), proposals=[("braille", "yes", "em braile")])
        add_place(session, "Sem lugar", point=None, proposals=[("audio", "yes", "audioguia")])
        add_place(session, "Distrito", precision="district", radius_m=3_000.0, point=north_of_centre(5_500))
        add_place(session, "Retirado", state="withdrawn", proposals=[("audio", "yes", "audioguia")])
        session.commit()


def queue(client: TestClient, part: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - query values
    answer = client.get(QUEUE, params={"part": part, **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestOrder:
    def test_the_place_with_the_most_people_within_a_kilometre_comes_first(
        self, partner_sao_paulo: TestClient
    ) -> None:
        # Centro: 100 at 0 m and 50 at 900 m; Borda: 50 at 900 m; Longe: 7 at 500 m; no place, nobody.
        found = queue(partner_sao_paulo, "proposals")
        assert [(item["place"]["name"], item["people"]) for item in found["items"]] == [
            ("Centro", 150.0),
            ("Borda", 50.0),
            ("Longe", 7.0),
            ("Sem lugar", 0.0),
        ]
        assert found["total"] == 4

    def test_the_parts_are_counted_and_a_withdrawn_place_asks_for_nothing(
        self, partner_sao_paulo: TestClient
    ) -> None:
        counts = queue(partner_sao_paulo, "positions")["counts"]
        assert counts == {"proposals": 4, "disputes": 1, "positions": 2, "stale": 1, "suggestions": 0}

    def test_a_page_begins_where_the_one_before_ended(self, partner_sao_paulo: TestClient) -> None:
        items = queue(partner_sao_paulo, "proposals", limit=2, offset=1)["items"]
        assert [item["place"]["name"] for item in items] == ["Borda", "Longe"]

    def test_each_part_shows_what_it_is_about(self, partner_sao_paulo: TestClient) -> None:
        dispute = queue(partner_sao_paulo, "disputes")["items"][0]
        assert [fact["kind"] for fact in dispute["facts"]] == ["lift"]
        assert {each["answer"] for each in dispute["observations"]} == {"yes", "no"}
        stale = queue(partner_sao_paulo, "stale")["items"][0]
        assert [fact["kind"] for fact in stale["facts"]] == ["audio"]
        positions = queue(partner_sao_paulo, "positions")["items"]
        assert [item["place"]["name"] for item in positions] == ["Distrito", "Sem lugar"]
        proposal = queue(partner_sao_paulo, "proposals")["items"][0]["proposal"]
        assert (proposal["words"], proposal["notes"]) == ("banheiro adaptado", "Tem banheiro adaptado.")


class TestDeciding:
    def decide(self, client: TestClient, name: str, **body: Any) -> Any:  # noqa: ANN401 - JSON
        items = queue(client, "proposals")["items"]
        item = next(item for item in items if item["place"]["name"] == name)
        address = f"/api/v1/register/proposals/{item['proposal']['id']}/decision"
        return client.post(address, json=body), item, address

    def test_a_confirmed_proposal_becomes_a_stated_observation(self, partner_sao_paulo: TestClient) -> None:
        answer, item, address = self.decide(
            partner_sao_paulo, "Longe", confirm=True, observed_on=str(today())
        )
        assert answer.json()["state"] == "confirmed"
        place = partner_sao_paulo.get(f"/api/v1/register/places/{item['place']['id']}").json()
        fact = next(fact for fact in place["facts"] if fact["kind"] == "step_free_entrance")
        assert (fact["answer"], fact["confidence"], fact["stale"]) == ("no", "stated", False)
        assert place["observations"][0]["evidence"] == "degrau na entrada"
        again = partner_sao_paulo.post(address, json={"confirm": False})
        assert again.status_code == 409

    def test_a_rejected_proposal_changes_nothing(self, partner_sao_paulo: TestClient) -> None:
        answer, item, _ = self.decide(partner_sao_paulo, "Borda", confirm=False)
        assert answer.json()["state"] == "rejected"
        place = partner_sao_paulo.get(f"/api/v1/register/places/{item['place']['id']}").json()
        assert place["observations"] == []

    def test_a_reviewer_does_not_decide(
        self, partner_sao_paulo: TestClient, reviewer_susa: TestClient
    ) -> None:
        _, _, address = self.decide(partner_sao_paulo, "Centro", confirm=False)
        assert reviewer_susa.post(address, json={"confirm": True}).status_code == 403
