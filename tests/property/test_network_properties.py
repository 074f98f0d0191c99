"""What must hold of any tag and any small map: no value breaks the reader, cutting loses no metre."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.network.graph import LinkKind
from gis.network.polylines import Polylines
from gis.network.ways.cutting import NO_NODE, Ways, cut
from gis.network.ways.junctions import PointFacts, point_facts
from gis.network.ways.tags import (
    parse_incline_share,
    parse_kerb_m,
    parse_smoothness,
    parse_step_count,
    parse_surface,
    parse_wheelchair,
    parse_width_m,
)
from gis.network.ways.walkable import way_facts, why_not_walkable

N_NODES = 6
KEYS = (
    *("highway", "foot", "access", "area", "footway", "crossing", "oneway:foot", "surface", "smoothness"),
    *("width", "incline", "kerb", "kerb:height", "step_count", "wheelchair", "bridge", "barrier", "locked"),
    *("incline:across", "tactile_paving", "place", "type"),
)
VALUES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["yes", "no", "crossing", "footway", "steps", "5%", "1.5", "lowered"]),
)


@given(st.text(max_size=12))
def test_any_text_is_a_value_in_range_or_unknown(text: str) -> None:
    width_m = parse_width_m(text)
    assert math.isnan(width_m) or 0.0 < width_m <= 100.0
    incline_share = parse_incline_share(text)
    assert math.isnan(incline_share) or abs(incline_share) <= 1.0
    count = parse_step_count(text)
    assert math.isnan(count) or count >= 1.0
    kerb_m = parse_kerb_m({"kerb": text})
    assert kerb_m is None or math.isnan(kerb_m) or 0.0 <= kerb_m < 1.0
    assert parse_smoothness(text) in range(-1, 8)
    assert parse_wheelchair(text) in {-1, 0, 1}
    assert parse_surface(text) is None or parse_surface(text) == text.strip().lower()


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_any_tags_of_a_way_are_walkable_or_have_a_reason(tags: dict[str, str]) -> None:
    tags = {"highway": "footway", **tags}
    reason = why_not_walkable(tags)
    if reason is None:
        assert way_facts(tags).kind in set(LinkKind)
    else:
        assert reason


@given(
    st.lists(st.lists(st.integers(0, N_NODES - 1), min_size=2, max_size=5), min_size=1, max_size=4),
    st.lists(st.sampled_from([LinkKind.ROAD, LinkKind.FOOTWAY, LinkKind.CROSSING]), min_size=4, max_size=4),
    st.dictionaries(
        st.integers(0, N_NODES - 1),
        st.sampled_from(
            [{"highway": "crossing"}, {"barrier": "kerb"}, {"barrier": "wall"}, {"highway": "elevator"}]
        ),
    ),
)
def test_cutting_keeps_every_metre_and_joins_ways_only_at_their_own_nodes(
    refs: list[list[int]], kinds: list[LinkKind], tags: dict[int, dict[str, str]]
) -> None:
    angle = 2 * np.pi * np.arange(N_NODES) / N_NODES
    lon_deg, lat_deg = 0.001 * np.cos(angle), 0.001 * np.sin(angle)
    ref = np.array([node for way in refs for node in way], dtype=np.int64)
    start = np.cumsum([0, *map(len, refs)]).astype(np.int64)
    lines = Polylines(lon_deg[ref], lat_deg[ref], start)
    kind = np.array(kinds[: len(refs)], dtype=np.int64)
    points: dict[int, PointFacts] = {
        node: facts for node, its_tags in tags.items() if (facts := point_facts(its_tags)) is not None
    }
    links = cut(Ways(lines, ref, np.arange(len(refs)), kind), points)
    by_way = np.bincount(links.way, weights=links.lines.lengths_m(), minlength=len(refs))
    np.testing.assert_allclose(by_way, lines.lengths_m(), rtol=1e-6, atol=1e-6)
    closed = {node for node, facts in points.items() if facts.closed}
    assert not np.isin(links.end_ref, list(closed)).any()
    borne = set(links.stretch_ref[links.stretch_ref != NO_NODE].tolist())
    assert borne <= set(points) - closed
    first, last = links.lines.start[:-1], links.lines.start[1:] - 1
    for side, vertex in enumerate((first, last)):
        own = links.end_ref[side] >= 0
        np.testing.assert_array_equal(links.lines.lon_deg[vertex][own], lon_deg[links.end_ref[side][own]])
