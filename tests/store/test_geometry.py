"""Geometry on both databases: the same answers, guarded columns, an index that follows the table."""

from __future__ import annotations

import pytest
import shapely
from geoalchemy2 import Geometry, WKBElement
from geoalchemy2.shape import from_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import MetaData, delete, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column

from tracker.store.geometry import from_stored, intersects, to_geojson, to_stored
from tracker.store.session import Database


class OwnBase(DeclarativeBase):
    """A schema of the tests' own, made by GeoAlchemy2 itself on both databases."""


class Spot(OwnBase):
    __tablename__ = "spot"

    id: Mapped[int] = mapped_column(primary_key=True)
    geometry: Mapped[WKBElement] = mapped_column(Geometry("GEOMETRY", srid=4326, nullable=False))


@pytest.fixture(scope="module", autouse=True)
def _spots(database: Database) -> None:
    # GeoAlchemy2 takes the index out of a table it makes on SQLite; PostGIS must get an untouched copy.
    metadata = MetaData()
    OwnBase.metadata.tables["spot"].to_metadata(metadata)
    metadata.create_all(database.engine)


def add_shapes(session: Session, shapes: list[BaseGeometry]) -> list[int]:
    spots = [Spot(geometry=to_stored(shape)) for shape in shapes]
    session.add_all(spots)
    session.flush()
    return [spot.id for spot in spots]


def test_a_shape_comes_back_to_the_last_bit(database: Database) -> None:
    shape = shapely.Polygon([(-46.1, -23.1), (-46.123456789012345, -23.2), (-46.2, -23.3)])
    with database.writing() as session:
        (identifier,) = add_shapes(session, [shape])
        session.expire_all()
        found = session.get_one(Spot, identifier)
        assert shapely.equals_exact(from_stored(found.geometry), shape, tolerance=0)


def test_geojson_has_six_decimals_and_keeps_its_structure() -> None:
    shape = shapely.MultiPoint([(-46.1234567891, -23.5), (1, 2)])
    assert to_geojson(shape) == {
        "type": "MultiPoint",
        "coordinates": [[-46.123457, -23.5], [1.0, 2.0]],
    }


@pytest.mark.parametrize("srid", [3857, 31983])
def test_another_reference_system_is_refused(database: Database, srid: int) -> None:
    with database.writing() as session:
        (identifier,) = add_shapes(session, [shapely.Point(1, 2)])
        session.get_one(Spot, identifier).geometry = from_shape(shapely.Point(1, 2), srid=srid)
        with pytest.raises(DBAPIError):
            session.flush()


def box_filter(session: Session, box: BaseGeometry, among: list[int]) -> set[int]:
    statement = select(Spot.id).where(intersects(Spot.geometry, box), Spot.id.in_(among))
    return set(session.scalars(statement))


def test_the_filter_finds_what_touches_and_nothing_else(database: Database) -> None:
    box = shapely.box(0, 0, 1, 1)
    diagonal = shapely.Polygon([(2, 0), (2, 2), (0, 2)])  # its bounds meet the box, itself only in a corner
    shapes = [
        shapely.Point(0.5, 0.5),
        shapely.Point(1, 1),
        shapely.Point(1.0000000001, 1),
        diagonal,
        shapely.Polygon([(2, 0.1), (2, 2), (0.1, 2)]),
        shapely.LineString([(-1, 0.5), (2, 0.5)]),
    ]
    with database.writing() as session:
        ids = add_shapes(session, shapes)
        assert box_filter(session, box, ids) == {ids[0], ids[1], ids[3], ids[5]}


def test_the_filter_works_on_an_alias_too(database: Database) -> None:
    with database.writing() as session:
        ids = add_shapes(session, [shapely.Point(10, 10), shapely.Point(20, 20)])
        other = aliased(Spot)
        statement = select(other.id).where(
            intersects(other.geometry, shapely.box(9, 9, 11, 11)), other.id.in_(ids)
        )
        assert session.scalars(statement).all() == ids[:1]


def test_the_index_follows_changes_and_removals(database: Database) -> None:
    here, there = shapely.box(30, 30, 31, 31), shapely.box(40, 40, 41, 41)
    with database.writing() as session:
        ids = add_shapes(session, [shapely.Point(30.5, 30.5)])
        assert box_filter(session, here, ids) == set(ids)
        session.get_one(Spot, ids[0]).geometry = to_stored(shapely.Point(40.5, 40.5))
        session.flush()
        assert box_filter(session, here, ids) == set()
        assert box_filter(session, there, ids) == set(ids)
        session.execute(delete(Spot).where(Spot.id.in_(ids)))
        assert box_filter(session, there, ids) == set()
        if database.embedded:
            left = session.execute(
                text("SELECT count(*) FROM idx_spot_geometry WHERE pkid = :id"), {"id": ids[0]}
            )
            assert left.scalar_one() == 0


def test_the_database_is_asked_through_the_index(database: Database) -> None:
    with database.writing() as session:
        add_shapes(session, [shapely.Point(x / 100, x / 100) for x in range(300)])
        statement = select(Spot.id).where(intersects(Spot.geometry, shapely.box(0.1, 0.1, 0.2, 0.2)))
        compiled = statement.compile(session.connection())
        assert ("idx_spot_geometry" in str(compiled)) == database.embedded
        if not database.embedded:
            session.execute(text("ANALYZE spot"))
            session.execute(text("SET LOCAL enable_seqscan = off"))
            plan = session.execute(
                text(f"EXPLAIN {compiled}".replace("%(", ":").replace(")s", "")), compiled.params
            )
            assert "idx_spot_geometry" in "\n".join(row[0] for row in plan)
