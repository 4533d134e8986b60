"""JSON of strangers gives a value or a ``ValueError``, and what has another shape says nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.untrusted import parsed, table, tables


@pytest.mark.parametrize(
    "text", [b"[" * 100_000, '{"a":' * 100_000, b"\xff", b"", "{", r'"\ud800"', r'{"a": "\uDFFFx"}']
)
def test_what_cant_be_used_is_a_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the class is the contract
        parsed(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    )
)
def test_what_can_be_written_is_read(value):
    assert parsed(json.dumps(value)) == value
    assert parsed(json.dumps(value, ensure_ascii=False).encode()) == value


def test_other_shapes_say_nothing():
    assert table([1]) == table("a") == {}
    assert tables({"a": 1}) == tables(None) == []
    assert tables([{"a": 1}, 2]) == [{"a": 1}]
