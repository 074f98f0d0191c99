"""The tags that are read of ways are all that the rules ask for."""

from __future__ import annotations

import itertools

import pytest

from gis.network.osm import WAY_TAGS, ReadTags
from gis.network.ways.walkable import CLOSED_KINDS, OPEN_KINDS, way_facts, why_not_walkable


def test_asking_for_a_tag_that_was_not_read_fails_instead_of_looking_absent() -> None:
    tags = ReadTags({"highway": "footway"})
    assert tags["highway"] == "footway"
    assert tags.get("surface") is None
    assert "surface" not in tags
    assert dict(tags) == {"highway": "footway"}
    with pytest.raises(NotImplementedError, match="the tag 'colour' of ways is not read; add it to WAY_TAGS"):
        tags.get("colour")
    with pytest.raises(NotImplementedError):
        _ = "colour" in tags


def test_the_rules_ask_only_for_tags_that_are_read() -> None:
    # every class of way with every other tag set to each word that any rule knows
    words = ("yes", "no", "crossing", "sidewalk", "multipolygon", "square", "forward", "1", "5%")
    asked = 0
    for highway in (*OPEN_KINDS, *CLOSED_KINDS, "proposed"):
        for key, word in itertools.product(WAY_TAGS[1:], words):
            tags = ReadTags({"highway": highway, key: word})
            if why_not_walkable(tags) is None:
                asked += len(way_facts(tags)) > 0
    assert asked > 1000


def test_no_tag_is_read_twice() -> None:
    assert len(set(WAY_TAGS)) == len(WAY_TAGS)
