"""DER, written and read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance.records import der
from rushes.errors import BadInputError


@settings(deadline=None)
@given(st.integers(0, 2**200))
def test_numbers_come_back(number):
    assert der.integer_of(der.only(der.integer(number), der.INTEGER)) == number


@settings(deadline=None)
@given(st.tuples(st.integers(0, 2), st.integers(0, 39)), st.lists(st.integers(0, 2**40), max_size=8))
def test_names_come_back(start, more):
    dotted = ".".join(map(str, (*start, *more)))
    assert der.object_id_of(der.only(der.object_id(dotted), der.OBJECT_ID)) == dotted


def test_published_examples():
    assert der.object_id("1.2.840.113549").hex() == "06062a864886f70d"  # X.690, 8.19 and every RSA certificate
    assert der.object_id("2.999.3").hex() == "0603883703"  # X.690, 8.19.5
    assert der.integer(128).hex() == "02020080"
    assert der.integer(0).hex() == "020100"


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 65_535, 65_536])
def test_any_length_comes_back(size):
    data = der.encode(der.SEQUENCE, der.encode(der.OCTETS, bytes(size)), der.encode(der.NULL))
    octets, null = der.only(data, der.SEQUENCE).inside()
    assert (len(octets.body), null.tag) == (size, der.NULL)
    assert octets.whole + null.whole == der.only(data, der.SEQUENCE).body


@pytest.mark.parametrize(
    "data",
    [
        "30",
        "3001",
        "3080",
        "308100",
        "30817f" + "00" * 127,
        "3082007f" + "00" * 127,
        "3085000000000100",
        "1f0100",
        "30843fffffff",
    ],
)
def test_what_is_no_der_is_refused(data):
    with pytest.raises(BadInputError):
        der.elements(bytes.fromhex(data))


@pytest.mark.parametrize(("data", "tag"), [("0500", der.SEQUENCE), ("05000500", der.NULL), ("", der.NULL)])
def test_only_one_value_of_the_kind_is_taken(data, tag):
    with pytest.raises(BadInputError, match="not built"):
        der.only(bytes.fromhex(data), tag)


@pytest.mark.parametrize(
    ("data", "read"),
    [("0200", der.integer_of), ("0500", der.integer_of), ("0600", der.object_id_of), ("060180", der.object_id_of)],
)
def test_what_is_no_number_or_name_is_refused(data, read):
    with pytest.raises(BadInputError):
        read(der.elements(bytes.fromhex(data))[0])


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    with suppress(BadInputError):
        assert b"".join(element.whole for element in der.elements(data)) == data
