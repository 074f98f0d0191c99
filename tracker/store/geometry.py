"""Between shapely and the database: conversion, and the one spatial filter both databases understand."""

from __future__ import annotations

from typing import Any

import shapely
from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Boolean, Float, LargeBinary, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

SRID = 4326
COORDINATE_DECIMALS = 6  # about 0.1 m, finer than any of our sources


def to_stored(shape: BaseGeometry) -> WKBElement:
    """Convert a WGS 84 shape to what a geometry column takes."""
    return from_shape(shape, srid=SRID)


def from_stored(element: WKBElement) -> BaseGeometry:
    """Convert a value of a geometry column to a shape."""
    return to_shape(element)


def to_geojson(shape: BaseGeometry) -> dict[str, Any]:
    """Convert a shape to a GeoJSON geometry with six decimals (the databases round differently)."""
    mapping: dict[str, Any] = shapely.geometry.mapping(shape)
    return _rounded(mapping)  # type: ignore[no-any-return]  # recursion over JSON has no narrower type


def _rounded(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, float):
        return round(value, COORDINATE_DECIMALS)
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value


class Intersects(FunctionElement[bool]):
    """Whether a geometry column shares a point with a shape, found through the spatial index."""

    type = Boolean()
    inherit_cache = True


def intersects(column: InstrumentedAttribute[WKBElement], shape: BaseGeometry) -> ColumnElement[bool]:
    """Filter rows whose geometry shares a point with `shape` (WGS 84); the same rows on both databases."""
    bounds = [bindparam(None, float(value), type_=Float, unique=True) for value in shape.bounds]
    wkb = bindparam(None, shapely.to_wkb(shape, include_srid=False), type_=LargeBinary, unique=True)
    return Intersects(column, wkb, *bounds)


@compiles(Intersects, "postgresql")
def _compile_postgis(element: Intersects, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy hands anything through
    column, wkb, *_ = element.clauses
    left = compiler.process(column, **options)
    return f"ST_Intersects({left}, ST_GeomFromWKB({compiler.process(wkb, **options)}, {SRID}))"


@compiles(Intersects, "sqlite")
def _compile_embedded(element: Intersects, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy hands anything through
    column, wkb, *bounds = element.clauses
    source = column.table
    name = getattr(source, "element", source).name  # an alias has the table as its element
    key = compiler.process(next(iter(source.primary_key)), **options)
    xmin, ymin, xmax, ymax = (compiler.process(bound, **options) for bound in bounds)
    left = compiler.process(column, **options)
    tree = f'"idx_{name}_{column.name}"'
    return (
        f"({key} IN (SELECT pkid FROM {tree}"  # noqa: S608 - names of our own tables, values are bound
        f" WHERE xmax >= {xmin} AND xmin <= {xmax} AND ymax >= {ymin} AND ymin <= {ymax})"
        f" AND ST_Intersects({left}, GeomFromWKB({compiler.process(wkb, **options)}, {SRID})))"
    )
