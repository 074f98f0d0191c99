"""Parity: the embedded spatial functions and PostGIS answer every question alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from geoalchemy2 import functions
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Engine, NullPool, create_engine, select

from tracker.store.geometry import to_stored
from tracker.store.sqlite_spatial import PREDICATES, _distance, _from_wkb, _predicate

EXAMPLES = 20
PAIRS_PER_EXAMPLE = 25

# Few whole coordinates make shapes touch, share edges and coincide often.
whole = st.integers(0, 6)
points = st.tuples(whole, whole).map(shapely.Point)
lines = st.lists(st.tuples(whole, whole), min_size=2, max_size=4, unique=True).map(shapely.LineString)
boxes = st.tuples(whole, whole, st.integers(1, 4), st.integers(1, 4)).map(
    lambda box: shapely.box(box[0], box[1], box[0] + box[2], box[1] + box[3])
)
triangles = (
    st.lists(st.tuples(whole, whole), min_size=3, max_size=3, unique=True)
    .map(shapely.Polygon)
    .filter(lambda shape: shape.area > 0)
)
shapes = points | lines | boxes | triangles
pairs = st.lists(st.tuples(shapes, shapes), min_size=PAIRS_PER_EXAMPLE, max_size=PAIRS_PER_EXAMPLE)


@pytest.fixture(scope="module")
def postgis_engine(postgis_cluster: Any) -> Iterator[Engine]:  # noqa: ANN401 - the cluster of tests.databases
    engine = create_engine(postgis_cluster.url("template_tracker"), poolclass=NullPool)
    yield engine
    engine.dispose()


def embedded_answers(first: BaseGeometry, second: BaseGeometry) -> tuple[list[bool], float | None]:
    one, two = (_from_wkb(shapely.to_wkb(shape), 4326) for shape in (first, second))
    return [bool(_predicate(function)(one, two)) for function in PREDICATES.values()], _distance(one, two)


@pytest.mark.postgis
@settings(max_examples=EXAMPLES)
@given(pairs=pairs)
def test_both_databases_answer_every_predicate_alike(
    postgis_engine: Engine, pairs: list[tuple[BaseGeometry, BaseGeometry]]
) -> None:
    """20 examples of 25 pairs, 10 predicates and the distance: 5,500 comparisons, none may differ."""
    with postgis_engine.connect() as connection:
        for first, second in pairs:
            one, two = to_stored(first), to_stored(second)
            asked = [getattr(functions, name)(one, two) for name in (*PREDICATES, "ST_Distance")]
            *answers, distance = connection.execute(select(*asked)).one()
            expected, expected_distance = embedded_answers(first, second)
            assert answers == expected, (first.wkt, second.wkt)
            assert distance == pytest.approx(expected_distance, rel=1e-12)
