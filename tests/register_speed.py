"""
How fast the register answers with many places: makes them, and measures a mix of 200 searches.

Run ``python -m tests.register_speed --places 100000`` (``--postgis`` for the other database, which is
started for the purpose and thrown away).
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from pydantic import SecretStr
from sqlalchemy import insert, text

from studies.loader import load_study
from tests.databases import Cluster, _find_binaries
from tracker.register.facts import Observation
from tracker.register.kept_facts import kept_facts
from tracker.register.search_text import search_text_of
from tracker.register.vocabulary import FACT_KINDS, SERVICE_KINDS
from tracker.services.register.search import PlaceQuery, search_places
from tracker.services.register.shapes import read_found
from tracker.services.seeding import seed_studies
from tracker.settings import DatabaseSettings
from tracker.store.geometry import to_stored
from tracker.store.register_places import list_observations
from tracker.store.schema import migrate
from tracker.store.session import Database, open_database
from tracker.store.studies import find_study
from tracker.store.tables import PlaceFact, PlaceObservation, PlacePosition, RegisterPlace

STUDY = "sao_paulo_asnm"
TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
CHUNK = 5_000
KINDS_OF_NAMES = ("UBS", "EMEF", "CEU", "Biblioteca", "Centro de Referência", "Museu", "Hospital", "CRAS")
FIRST = ("Jardim", "Vila", "Parque", "Cidade", "Conjunto", "Chácara", "Recanto", "Sítio")
SECOND = ("São João", "Água Rasa", "Esperança", "Conceição", "Helena", "Nações", "Ipê", "Primavera", "Açaí")
STREETS = ("Rua das Flores", "Avenida Brasil", "Rua José Antônio", "Travessa Três", "Estrada Velha")
DISTRICTS = tuple(f"Distrito {number}" for number in range(96))
# How many places are found by what, and the radius they lie within [m].
PRECISIONS = (
    ("coordinates", 25.0, 0.6),
    ("address", 50.0, 0.15),
    ("segment", 120.0, 0.1),
    ("street", 700.0, 0.1),
    ("district", 3000.0, 0.05),
)
WEST, SOUTH, EAST, NORTH = -46.80, -23.75, -46.40, -23.40


@contextmanager
def opened(*, postgis: bool) -> Iterator[Database]:
    """Open an empty database of the newest schema, thrown away at the end."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = None
        url = f"sqlite:///{folder}/register.sqlite"
        if postgis:
            binaries = _find_binaries()
            if binaries is None:
                raise SystemExit("PostGIS is not installed.")
            cluster = Cluster(binaries, Path(tempfile.mkdtemp(prefix="register-speed-")))
            cluster.start()
            cluster.execute("postgres", "CREATE DATABASE register")
            cluster.execute("register", "CREATE EXTENSION postgis")
            url = cluster.url("register")
        database = open_database(DatabaseSettings(url=SecretStr(url)))
        try:
            migrate(database)
            yield database
        finally:
            database.close()
            if cluster is not None:
                cluster.stop()


def fill(database: Database, count: int) -> None:
    """Make places of one study with observations, facts and positions."""
    draw = random.Random(4)
    with database.writing() as session:
        folder = Path(__file__).resolve().parent.parent / "studies" / STUDY
        seed_studies(session, [load_study(folder)])
        session.commit()
    for start in range(0, count, CHUNK):
        with database.writing() as session:
            study = find_study(session, STUDY)
            assert study is not None
            parts = [made(draw, study.id, number) for number in range(start, min(start + CHUNK, count))]
            for table, rows in zip(
                (RegisterPlace, PlacePosition, PlaceObservation, PlaceFact),
                ([row for part in parts for row in part[at]] for at in range(4)),
                strict=True,
            ):
                session.execute(insert(table), rows)
            session.commit()
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def made(draw: random.Random, study_id: str, number: int) -> tuple[list[dict[str, Any]], ...]:
    """Make the rows of one place."""
    identifier = str(UUID(int=draw.getrandbits(128), version=4))
    name = f"{draw.choice(KINDS_OF_NAMES)} {draw.choice(FIRST)} {draw.choice(SECOND)} {number % 997}"
    district = draw.choice(DISTRICTS)
    attributes = {
        "address": f"{draw.choice(STREETS)} {draw.randrange(1, 4000)}",
        "district": district,
        "phone": "(11) 3333-0000",
    }
    precision, radius_m, _ = draw.choices(PRECISIONS, [share for _, _, share in PRECISIONS])[0]
    place = {
        "id": identifier,
        "study_id": study_id,
        "key": f"made/{number}",
        "name": name,
        "district": district,
        "kind": draw.choice(SERVICE_KINDS),
        "state": "published" if draw.random() < 0.9 else "draft",
        "attributes": attributes,
        "search_text": search_text_of(name, attributes),  # type: ignore[arg-type]  # names of attributes
        "precision": precision,
        "radius_m": radius_m,
        "found_by": "made",
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
        "updated_by": "made",
    }
    point = shapely.Point(draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH))
    observations = [
        Observation(
            id=str(UUID(int=draw.getrandbits(128), version=4)),
            kind=kind,
            answer=draw.choice(("yes", "yes", "no")),
            source="made",
            recorded_at=NOW,
            observed_on=TODAY - timedelta(days=draw.randrange(1600)),
            observer="made",
            confidence="observed",
        )
        for kind in draw.sample(FACT_KINDS, 4)
    ]
    observed = [
        {
            "id": each.id,
            "place_id": identifier,
            "kind": each.kind,
            "answer": each.answer,
            "source": each.source,
            "observed_on": each.observed_on,
            "observer": each.observer,
            "confidence": each.confidence,
            "norm": None,
            "evidence": None,
            "settles": False,
            "import_id": None,
            "recorded_at": NOW,
            "recorded_by": "made",
            "withdrawn_at": None,
        }
        for each in observations
    ]
    facts = [
        {
            "place_id": identifier,
            "kind": fact.kind,
            "answer": fact.answer,
            "stale": fact.stale,
            "disputed": fact.disputed,
            "observed_on": fact.observed_on,
            "recheck_on": fact.recheck_on,
        }
        for fact in kept_facts(observations, at=TODAY)
    ]
    return [place], [{"place_id": identifier, "geometry": to_stored(point)}], observed, facts


def questions(count: int) -> list[tuple[str, PlaceQuery]]:
    """Give a mix of searches, as people make them, each with the name of its kind."""
    draw = random.Random(7)
    made_ones: list[tuple[str, PlaceQuery]] = []
    while len(made_ones) < count:
        near = (draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH))
        need = tuple(draw.sample(FACT_KINDS, draw.randrange(1, 3)))
        kind = draw.choice(SERVICE_KINDS)
        made_ones += [
            ("everything", PlaceQuery()),
            ("words", PlaceQuery(q=f"{draw.choice(SECOND)} {draw.choice(KINDS_OF_NAMES)}")),
            ("one common word", PlaceQuery(q="jardim")),
            ("one rare word", PlaceQuery(q=str(draw.randrange(997)))),
            ("kind", PlaceQuery(kind=kind)),
            ("needs", PlaceQuery(needs=need)),
            ("needs, lenient", PlaceQuery(needs=need, strict=False)),
            ("kind, needs, near", PlaceQuery(kind=kind, needs=need, near=near)),
            ("near", PlaceQuery(near=near)),
            ("near, far", PlaceQuery(near=near, within_m=10_000)),
            ("district, needs", PlaceQuery(district=draw.choice(DISTRICTS), needs=need)),
            ("verified since", PlaceQuery(verified_since=TODAY - timedelta(days=365))),
        ]
    return made_ones[:count]


def main() -> None:
    """Make the places, search, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--postgis", action="store_true")
    wanted = parser.parse_args()
    with opened(postgis=wanted.postgis) as database:
        began = time.perf_counter()
        fill(database, wanted.places)
        print(f"{wanted.places} places made in {time.perf_counter() - began:.0f} s")  # noqa: T201 - talks to its user
        times_ms: dict[str, list[float]] = {}
        cpu_ms: list[float] = []  # of this process: without waiting for others, and without PostGIS
        for name, query in questions(wanted.searches):
            with database.reading() as session:
                study = find_study(session, STUDY)
                assert study is not None
                began, began_cpu = time.perf_counter(), time.process_time()
                found = search_places(session, study, query, states=("published",))
                observations = list_observations(session, [place.id for place in found.places])
                for place in found.places:
                    read_found(place, observations[place.id], study=STUDY, today=TODAY)
                times_ms.setdefault(name, []).append((time.perf_counter() - began) * 1000)
                cpu_ms.append((time.process_time() - began_cpu) * 1000)
        for name, values in (
            *times_ms.items(),
            ("all", [time_ms for of_kind in times_ms.values() for time_ms in of_kind]),
            ("all, processor", cpu_ms),
        ):
            low, high = np.percentile(values, [50, 95])
            print(f"{name:20} p50 {low:6.1f} ms   p95 {high:6.1f} ms   {len(values)}")  # noqa: T201 - as above


if __name__ == "__main__":
    main()
