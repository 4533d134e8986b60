"""Time stamps beside consents. What a stamp proves is for test_timestamp; here it is about which record it is for."""

from __future__ import annotations

import pytest

from rushes.clearance.records import stamping
from rushes.clearance.records.filing import read_consent
from rushes.errors import BadInputError


@pytest.fixture
def asked(monkeypatch):
    """Remember which digests an authority was asked about."""
    digests = []
    monkeypatch.setattr(stamping, "request", lambda digest, _: digests.append(digest) or b"answer")
    return digests


def test_each_state_of_a_consent_is_stamped_once(cabinet, asked):
    path = cabinet.sign(countersigners=[cabinet.agent.did])
    before = read_consent(path)
    first = stamping.stamp_consent(path, before, "https://tsa.example")
    assert stamping.stamp_consent(path, before, "https://tsa.example") == first
    assert asked == [bytes.fromhex(before.sha256)]
    cabinet.countersign(path, cabinet.agent)
    after = read_consent(path)
    second = stamping.stamp_consent(path, after, "https://tsa.example")
    assert first != second
    assert (first.read_bytes(), second.read_bytes()) == (b"answer", b"answer")
    assert cabinet.load().problems == ()


def test_a_stamp_that_is_none_proves_nothing(cabinet, asked):
    path = cabinet.sign()
    signed = read_consent(path)
    assert stamping.read_stamp(path, signed, ()) is None
    stamping.stamp_consent(path, signed, "https://tsa.example")
    with pytest.raises(BadInputError, match="proves nothing"):
        stamping.read_stamp(path, signed, ())
