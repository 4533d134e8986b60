"""Canonical JSON: the fast way and the reference give the same bytes."""

from __future__ import annotations

from enum import StrEnum

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rushes.canonical import canonical_json, sha256_of

_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=5),
    max_leaves=20,
)


@settings(deadline=None)
@given(_values)
@example({"\U0001f600": 1, "\ufb33": 2, "\u20ac": 3, "1": 4, "\r": 5, "\x80": 6, "\xf6": 7})  # RFC 8785, 3.2.3
@example({"\ud7ff": 1, "\ue000": 2, "\U00010000": 3})
@example(['\x00\x08\t\n\x0b\x0c\r\x1f "\\/\x7f\x80\u2028\u2029'])
@example([(1, 2), True, False, None, "", {}, [], 0, -0.0, 1.0, 1e21, 1e-7])
def test_the_fast_way_gives_the_bytes_of_the_reference(value):
    assert canonical_json(value) == rfc8785.dumps(value)


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize("value", [Colour.RED, {"a": [Colour.RED]}, {Colour.RED: 1}])
def test_words_of_an_enumeration_are_words(value):
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value", [2**53, [-(2**53)], float("nan"), "\ud800", {"\udfff": 1}, {1: 2}, {None: 1}, {"a": b"b"}, object()]
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011 # each encoder has its own words
        canonical_json(value)


def test_the_published_example():
    # RFC 8785, 3.2.2
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '\u20ac$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonical_json(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_the_hash_is_of_the_canonical_form():
    assert sha256_of({"b": 1, "a": 2}) == sha256_of({"a": 2, "b": 1})
