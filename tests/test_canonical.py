"""Canonical JSON: the fast way and the library's write the same bytes."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from rushes.canonical import canonical_json

numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
leaves = st.none() | st.booleans() | numbers | st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=12,
)


@given(values)
def test_it_is_what_rfc_8785_says(value: Any) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


def test_keys_are_in_the_order_of_utf_16() -> None:
    """The example of RFC 8785, 3.2.3, whose order differs from that of code points."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    wanted = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(map(canonical_json(dict.fromkeys(keys)).decode().index, map(_written, wanted))) == sorted(
        map(canonical_json(dict.fromkeys(keys)).decode().index, map(_written, wanted))
    )


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"a": ["\udfff"]}])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 # the library's own words
        canonical_json(value)


def _written(key: str) -> str:
    return canonical_json(key).decode()
