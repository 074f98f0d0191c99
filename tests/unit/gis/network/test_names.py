"""Texts in two arrays behave as a tuple of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.network.names import Names

TEXTS = st.lists(st.text(max_size=6))


@given(texts=TEXTS)
def test_every_text_comes_back(texts: list[str]) -> None:
    names = Names.of(texts)
    assert list(names) == texts
    assert len(names) == len(texts)
    assert names[1:3] == tuple(texts[1:3])
    assert names[::-1] == tuple(reversed(texts))
    assert Names.of(names) is names


@given(texts=st.lists(st.text(max_size=6), min_size=1))
def test_places_are_counted_from_the_end_too(texts: list[str]) -> None:
    assert Names.of(texts)[-1] == texts[-1]
    with pytest.raises(IndexError, match=f"name {len(texts)} of {len(texts)}"):
        Names.of(texts)[len(texts)]
