"""Multibase texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance.records.multibase import base58, base64url, unbase58, unbase64url
from rushes.errors import BadInputError


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_bytes_come_back(data):
    assert unbase58(base58(data)) == data
    assert unbase64url(base64url(data)) == data


def test_the_published_example_of_base58():
    # https://datatracker.ietf.org/doc/html/draft-msporny-base58-03#section-5
    assert base58(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert base58(bytes.fromhex("0000287fb4cd")) == "z11233QC4"


@pytest.mark.parametrize("text", ["", "2NEpo7TZRRrLZSi2U", "z2NEpo7TZRRrLZSi2U ", "z0", "z\u0661", "Z2NE"])
def test_what_is_no_base58_is_refused(text):
    with pytest.raises(BadInputError, match="base58btc"):
        unbase58(text)


@pytest.mark.parametrize("text", ["", "AAAA", "uAAA=", "uAA A", "uA+/A", "uAB", "uA", "u\u0410AAA"])
def test_what_is_no_base64url_is_refused(text):
    with pytest.raises(BadInputError, match="base64url"):
        unbase64url(text)
