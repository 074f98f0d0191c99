"""Strict JSON: what is refused is exactly what databases and other parsers stumble over."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.routes.bodies import json_fault

BOUND = 2**63 - 1
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-BOUND, BOUND)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
)


@given(values)
def test_everything_that_can_be_stored_is_let_through(value: object) -> None:
    assert json_fault(json.dumps(value).encode()) is None
    assert json_fault(json.dumps(value, ensure_ascii=False).encode()) is None


@given(values, st.sampled_from(["\x00", "\ud800", "a\udfffb"]))
def test_a_bad_text_is_found_however_deep_it_hides(value: object, bad: str) -> None:
    for body in ({"x": [value, {"y": bad}]}, [[value], [[bad]]], {bad: value}):
        assert json_fault(json.dumps(body).encode()) is not None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"NaN", "NaN is not JSON"),
        (b"[-Infinity]", "-Infinity is not JSON"),
        (b"[1e400]", "too large"),
        (b"[9223372036854775808]", "64 bits"),
        (b"[" + b"9" * 5000 + b"]", "64 bits"),
        (b'{"a": 1, "a": 1}', "twice"),
        (b'["\\u0000"]', "NUL"),
        (b"\xff", "UTF-8"),
        (b'{"a": }', "line 1, column 7"),
        (b"[" * 100_000, "deeply"),
    ],
)
def test_the_refusal_says_what_is_wrong(body: bytes, words: str) -> None:
    fault = json_fault(body)
    assert fault is not None
    assert words in fault


@pytest.mark.parametrize(
    "body", [b"9223372036854775807", b"-9223372036854775807", b"1.5e300", b'"\\ud83d\\ude00"']
)
def test_the_largest_numbers_and_paired_surrogates_pass(body: bytes) -> None:
    assert json_fault(body) is None
