"""The public finder over HTTP: who is found by what, in which order, and what nobody may see."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from shapely import box
from sqlalchemy import delete
from starlette.testclient import TestClient

from tests.made_places import CENTRE, add_place, days_ago, north_of_centre, said
from tracker.clock import now, today
from tracker.store.layers import FeatureRow, replace_features
from tracker.store.session import Database
from tracker.store.studies import find_study
from tracker.store.tables import Layer, RegisterPlace

FINDER = "/api/v1/finder/sao_paulo_asnm"
NEAR = f"{CENTRE[0]},{CENTRE[1]}"


@pytest.fixture(scope="module", autouse=True)
def _places(seeded: Database) -> None:
    with seeded.writing() as session:
        add_place(
            session,
            "UBS Água Branca",
            key="agua-branca",
            point=north_of_centre(500),
            facts=[said("sign_language", "yes"), said("adapted_toilet", "no")],
            address="Rua Guaicurus, 100",
            district="Lapa",
            phone="(11) 3333-0000",
            notes="Falar com a Dona Maria",
        )
        add_place(
            session,
            "Biblioteca Lapa",
            key="biblioteca",
            kind="library",
            point=north_of_centre(1_500),
            facts=[said("sign_language", "yes", days=800), said("step_free_entrance", "yes")],
            district="Lapa",
        )
        # Somewhere within 3 km of a point 4 km away: it may be 1 km away.
        add_place(
            session,
            "CEU Perus",
            key="ceu",
            kind="education",
            point=north_of_centre(4_000),
            precision="district",
            radius_m=3_000,
            facts=[said("sign_language", "yes", source="a"), said("sign_language", "no", source="b")],
            district="Perus",
        )
        add_place(session, "Museu sem lugar", key="museu", kind="culture", point=None)
        add_place(session, "UBS Rascunho", key="rascunho", state="draft", point=north_of_centre(100))
        add_place(session, "UBS Retirada", key="retirada", state="withdrawn", point=north_of_centre(100))
        session.commit()


def keys(client: TestClient, **params: Any) -> list[str]:  # noqa: ANN401 - query values
    answer = client.get(f"{FINDER}/places", params=params)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["total"] == len(found["items"])
    return [place["key"] for place in found["items"]]


class TestSearching:
    def test_without_filters_every_published_place_is_found_by_name(self, client: TestClient) -> None:
        assert keys(client) == ["biblioteca", "ceu", "museu", "agua-branca"]

    @pytest.mark.parametrize("words", ["agua ubs", "BRANCA Água", "guaic 100", "ub ág"])
    def test_words_are_found_without_accents_in_any_order_by_their_beginning(
        self, client: TestClient, words: str
    ) -> None:
        assert keys(client, q=words) == ["agua-branca"]

    def test_every_word_must_be_found(self, client: TestClient) -> None:
        assert keys(client, q="agua lilas") == []

    @pytest.mark.parametrize("text", ["!!!", '"', "* OR *", "a:b & !c", "' --"])
    def test_signs_are_no_language_of_the_database(self, client: TestClient, text: str) -> None:
        assert client.get(f"{FINDER}/places", params={"q": text}).status_code == 200

    def test_kind_and_district_are_exact(self, client: TestClient) -> None:
        assert keys(client, kind="library") == ["biblioteca"]
        assert keys(client, district="Lapa") == ["biblioteca", "agua-branca"]
        assert keys(client, district="Lap") == []

    def test_a_need_strictly_is_a_current_undisputed_yes(self, client: TestClient) -> None:
        # The library's yes is 800 days old, 12 months are the limit; two sources disagree on the CEU.
        assert keys(client, need="sign_language") == ["agua-branca"]

    def test_a_need_leniently_is_anything_but_a_current_no(self, client: TestClient) -> None:
        assert keys(client, need="sign_language", strict="false") == [
            "biblioteca",
            "ceu",
            "museu",
            "agua-branca",
        ]
        assert "agua-branca" not in keys(client, need="adapted_toilet", strict="false")

    def test_every_need_must_be_met(self, client: TestClient) -> None:
        assert keys(client, need=["sign_language", "step_free_entrance"]) == []

    def test_verified_since_asks_for_the_needed_fact(self, client: TestClient) -> None:
        assert keys(client, need="sign_language", verified_since=str(days_ago(20))) == ["agua-branca"]
        assert keys(client, need="sign_language", verified_since=str(days_ago(5))) == []

    def test_verified_since_without_a_need_asks_for_any_fact(self, client: TestClient) -> None:
        # Nobody knows anything of the museum, and what is in dispute is not known of the CEU.
        assert keys(client, verified_since=str(days_ago(20))) == ["biblioteca", "agua-branca"]

    def test_a_box_takes_the_points_inside(self, client: TestClient) -> None:
        west, south = CENTRE[0] - 0.01, CENTRE[1]
        east, north = CENTRE[0] + 0.01, north_of_centre(1_000)[1]
        assert keys(client, bbox=f"{west},{south},{east},{north}") == ["agua-branca"]


class TestNear:
    def test_the_nearest_comes_first_and_an_uncertain_place_counts_if_it_may_lie_within(
        self, client: TestClient
    ) -> None:
        found = client.get(f"{FINDER}/places", params={"near": NEAR, "within_m": 2_000}).json()["items"]
        assert [(place["key"], place["distance_m"]) for place in found] == [
            ("agua-branca", pytest.approx(500, abs=1)),
            ("biblioteca", pytest.approx(1_500, abs=1)),
            ("ceu", pytest.approx(4_000, abs=2)),
        ]

    def test_it_does_not_count_when_it_cannot_lie_within(self, client: TestClient) -> None:
        assert keys(client, near=NEAR, within_m=990) == ["agua-branca"]
        assert keys(client, near=NEAR, within_m=1_010) == ["agua-branca", "ceu"]

    def test_a_place_that_nobody_could_locate_is_near_nothing(self, client: TestClient) -> None:
        assert "museu" not in keys(client, near=NEAR, within_m=10_000)

    def test_other_filters_hold_as_well(self, client: TestClient) -> None:
        assert keys(client, near=NEAR, kind="library", within_m=5_000) == ["biblioteca"]


class TestPaging:
    @pytest.mark.parametrize("order", [{}, {"near": NEAR, "within_m": 10_000}])
    def test_the_pages_together_are_the_whole(self, client: TestClient, order: dict[str, Any]) -> None:
        whole = keys(client, **order)
        seen: list[str] = []
        cursor: str | None = None
        while True:
            params = {**order, "limit": 1, **({"cursor": cursor} if cursor else {})}
            page = client.get(f"{FINDER}/places", params=params).json()
            assert page["total"] == len(whole)
            seen += [place["key"] for place in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == whole

    @pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "WyJhIiwiYiIsImMiXQ", "bnVsbA", "%F0"])
    def test_a_cursor_of_somebodys_own_making_is_refused(self, client: TestClient, cursor: str) -> None:
        answer = client.get(f"{FINDER}/places", params={"cursor": cursor})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "query/cursor"


class TestDownloads:
    @pytest.mark.parametrize(
        ("search", "expected"),
        [
            ({}, ["biblioteca", "ceu", "museu", "agua-branca"]),
            ({"q": "agua ubs"}, ["agua-branca"]),
            ({"q": "!!!"}, []),
            ({"kind": "library"}, ["biblioteca"]),
            ({"district": "Lapa"}, ["biblioteca", "agua-branca"]),
            ({"need": "sign_language"}, ["agua-branca"]),
            # Only the health unit's toilet is known to be missing; of the others nobody said.
            ({"need": "adapted_toilet", "strict": "false"}, ["biblioteca", "ceu", "museu"]),
            # The health unit is 500 m away, the CEU 1 to 7 km; a list would name the nearest first.
            ({"near": NEAR, "within_m": "1010"}, ["ceu", "agua-branca"]),
            ({"near": NEAR, "within_m": "1010", "kind": "education"}, ["ceu"]),
        ],
    )
    def test_a_file_has_all_places_of_the_search_by_name_and_no_other(
        self, client: TestClient, search: dict[str, str], expected: list[str]
    ) -> None:
        answer = client.get(f"{FINDER}/export", params={**search, "format": "csv"})
        assert answer.status_code == 200, answer.text
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row["key"] for row in rows] == expected
        part = "_selection" if search else ""
        assert f"sao_paulo_asnm_{today()}{part}.csv" in answer.headers["content-disposition"]

    def test_a_wider_reading_of_nothing_needed_leaves_every_place_in(self, client: TestClient) -> None:
        answer = client.get(f"{FINDER}/export", params={"format": "csv", "strict": "false"})
        assert "selection" not in answer.headers["content-disposition"]

    def test_a_filter_of_a_file_that_makes_no_sense_is_named(self, client: TestClient) -> None:
        answer = client.get(f"{FINDER}/export", params={"format": "csv", "near": "1", "bbox": "1,2"})
        assert answer.status_code == 422
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["query/near", "query/bbox"]


class TestCities:
    def test_the_studies_with_published_places_are_listed_with_how_many_and_how_new(
        self, client: TestClient
    ) -> None:
        listed = client.get("/api/v1/finder").json()
        assert listed["total"] == 1  # Lima has published nothing
        (city,) = listed["items"]
        assert (city["slug"], city["city"], city["country"]) == ("sao_paulo_asnm", "São Paulo", "BR")
        assert city["published_count"] == 4
        assert city["newest_observation_on"] == str(days_ago(10))
        assert "pt-BR" in city["languages"]
        assert city["title"]["en"]


ODD_KEYS = (
    "file/7", "/first", "last/", "a//b", "100%", "a?b=c", "a#b", "a b+c", "é中-ñ",
    "a;b,c", "..x", "a\\b",
)  # fmt: skip


@pytest.fixture
def odd_places(seeded: Database) -> Iterator[None]:
    """Publish places with keys that mean something in an address, for one test."""
    with seeded.writing() as session:
        made = [add_place(session, f"Odd {key}", key=key, district="Odd") for key in ODD_KEYS]
        session.commit()
    yield
    with seeded.writing() as session:
        session.execute(delete(RegisterPlace).where(RegisterPlace.id.in_(made)))
        session.commit()


@pytest.mark.usefixtures("odd_places")
def test_a_place_is_read_by_its_key_whatever_letters_it_has(client: TestClient) -> None:
    read = [client.get(f"{FINDER}/places/{quote(key, safe='')}") for key in ODD_KEYS]
    assert [answer.status_code for answer in read] == [200] * len(ODD_KEYS)
    assert tuple(answer.json()["key"] for answer in read) == ODD_KEYS


@pytest.mark.usefixtures("odd_places")
def test_a_suggestion_about_a_place_with_an_odd_key_is_taken(client: TestClient) -> None:
    sent = {"place_key": "file/7", "text": "The ramp is blocked."}
    assert client.post(f"{FINDER}/suggestions", json=sent).status_code == 202


class TestPrivacy:
    @pytest.mark.parametrize("key", ["rascunho", "retirada", "nothing"])
    def test_a_place_that_is_not_published_is_not_there(self, client: TestClient, key: str) -> None:
        assert client.get(f"{FINDER}/places/{key}").status_code == 404

    def test_a_place_shows_neither_notes_nor_observers_nor_evidence(self, client: TestClient) -> None:
        for address in ("places/agua-branca", "places", "export?format=geojson", "export?format=a11yjson"):
            text = client.get(f"{FINDER}/{address}").text
            assert "Branca" in text
            for secret in ("Dona Maria", "A. Silva", "private picture", "Rascunho", "Retirada"):
                assert secret not in text

    def test_a_study_without_a_published_place_has_no_finder(self, client: TestClient) -> None:
        for address in ("places", "choices", "export?format=csv"):
            assert client.get(f"/api/v1/finder/lima_smart_tourism/{address}").status_code == 404


class TestShapes:
    def test_all_ten_facts_are_listed_and_silence_is_unknown(self, client: TestClient) -> None:
        place = client.get(f"{FINDER}/places/biblioteca").json()
        facts = {fact["kind"]: fact for fact in place["facts"]}
        assert len(place["facts"]) == 10
        assert facts["lift"] == {
            "kind": "lift",
            "answer": "unknown",
            "stale": False,
            "disputed": False,
            "observed_on": None,
            "confidence": None,
        }
        assert facts["sign_language"]["answer"] == "yes"
        assert facts["sign_language"]["stale"]
        assert facts["step_free_entrance"]["confidence"] == "observed"

    def test_a_dispute_is_told_as_unknown(self, client: TestClient) -> None:
        place = client.get(f"{FINDER}/places/ceu").json()
        fact = next(fact for fact in place["facts"] if fact["kind"] == "sign_language")
        assert (fact["answer"], fact["disputed"]) == ("unknown", True)

    def test_choices_count_published_places_only(self, client: TestClient) -> None:
        choices = client.get(f"{FINDER}/choices").json()
        assert choices["total"] == 4
        assert choices["kinds"] == [
            {"key": kind, "count": 1} for kind in ("culture", "education", "health", "library")
        ]
        assert choices["districts"] == [{"key": "Lapa", "count": 2}, {"key": "Perus", "count": 1}]
        signs = next(fact for fact in choices["facts"] if fact["kind"] == "sign_language")
        # Yes of the health unit and, stale, of the library; the CEU's is in dispute, the museum's not known.
        assert signs == {
            "kind": "sign_language",
            "current_yes": 1,
            "yes": 2,
            "no": 0,
            "unknown": 2,
            "review_months": 12,
        }
        assert choices["newest_observation_on"] == str(days_ago(10))


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"near": "1"}, "query/near"),
        ({"near": "200,0"}, "query/near"),
        ({"near": "nan,0"}, "query/near"),
        ({"bbox": "1,2,0,3"}, "query/bbox"),
        ({"bbox": "1,2,3"}, "query/bbox"),
        ({"kind": "castle"}, "query/kind"),
        ({"need": "wings"}, "query/need/0"),
        ({"limit": "0"}, "query/limit"),
        ({"within_m": "1e9"}, "query/within_m"),
        ({"verified_since": "yesterday"}, "query/verified_since"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(
    client: TestClient, params: dict[str, str], pointer: str
) -> None:
    answer = client.get(f"{FINDER}/places", params=params)
    assert answer.status_code == 422
    assert [fault["pointer"].lstrip("/") for fault in answer.json()["errors"]] == [pointer]


def test_the_ground_of_the_map_is_the_outlines_of_the_districts_without_anything_else(
    client: TestClient, seeded: Database
) -> None:
    with seeded.writing() as session:
        study = find_study(session, "sao_paulo_asnm")
        assert study is not None
        for kind, name in (("zones", "Lapa"), ("destinations", "Somebody's home")):
            layer = Layer(
                study_id=study.id,
                key=f"ground_{kind}",
                kind=kind,
                title={"en": kind},
                dataset=kind,
                sha256="a" * 64,
                content_sha256="c" * 64,
                licence="CC0-1.0",
                citation="",
                feature_count=1,
                synthetic=True,
                notes=[],
                imported_at=now(),
            )
            session.add(layer)
            session.flush()
            replace_features(
                session, layer, [FeatureRow("1", name, {"secret": "x"}, box(-47, -24, -46, -23))]
            )
        session.commit()
    answer = client.get(f"{FINDER}/ground")
    assert answer.status_code == 200
    drawn = [feature for feature in answer.json()["features"] if feature["properties"]["name"] == "Lapa"]
    assert [feature["properties"] for feature in drawn] == [{"name": "Lapa"}]
    assert drawn[0]["geometry"]["type"] == "Polygon"
    assert "home" not in answer.text
    assert client.get("/api/v1/finder/nowhere/ground").status_code == 404
