"""Names for hexagons, which have only a code: the district they lie in and a number in it (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import shapely
import shapely.geometry

from dashboards.i18n import Translator
from dashboards.models import AreaCoverageRow, Feature, FeatureCollection
from dashboards.words import area_name

# Area id -> the district's row and the number of the hexagon in it.
Places = Mapping[str, tuple[AreaCoverageRow, int]]
ROW_DECIMALS = 3  # of a degree, about 100 m: hexagons of one row count from west to east


def find_places(hexagons: FeatureCollection, districts: FeatureCollection) -> Places:
    """Give each hexagon the district nearest its middle, and a number from north to south."""
    shapes = [(shapely.geometry.shape(d.geometry), d) for d in districts.features if d.geometry]
    if not shapes:
        return {}
    rows = [AreaCoverageRow.model_validate(district.properties) for _, district in shapes]
    tree = shapely.STRtree([shape for shape, _ in shapes])
    middles = [(shapely.geometry.shape(h.geometry).centroid, h) for h in hexagons.features if h.geometry]
    middles.sort(key=lambda pair: (-round(pair[0].y, ROW_DECIMALS), pair[0].x))
    counted: Counter[int] = Counter()
    places = {}
    for middle, hexagon in middles:
        # A middle outside every district (water, a ragged border) belongs to the nearest.
        index = int(tree.nearest(middle))
        counted[index] += 1
        places[str(hexagon.properties["area_id"])] = (rows[index], counted[index])
    return places


def with_names(t: Translator, rows: Sequence[AreaCoverageRow], places: Places) -> list[AreaCoverageRow]:
    """Give rows whose hexagons have names; other areas stay as they are."""
    return [_named(t, row, places) for row in rows]


def with_named_features(t: Translator, areas: FeatureCollection, places: Places) -> FeatureCollection:
    """Give the same for shapes."""

    def named(feature: Feature) -> Feature:
        row = _named(t, AreaCoverageRow.model_validate(feature.properties), places)
        return feature.model_copy(update={"properties": {**feature.properties, "area_name": row.area_name}})

    return FeatureCollection(features=[named(feature) for feature in areas.features])


def _named(t: Translator, row: AreaCoverageRow, places: Places) -> AreaCoverageRow:
    if row.area_kind != "hexagon" or row.area_id not in places:
        return row
    district, number = places[row.area_id]
    name = area_name(t, district.model_copy(update={"partly_outside": False}))
    named = t("{district}, hexagon {number}", district=name, number=number)
    return row.model_copy(update={"area_name": named})
