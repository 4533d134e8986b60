"""A consent at two moments: when something was cleared with it, and now."""

from datetime import UTC, datetime

import pytest

from rushes.clearance.records.registry import Registry, Standing
from rushes.provenance.manifest import ConsentNamed
from rushes.provenance.standing import moment_of, standing_of

CLEARED = datetime(2026, 11, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def asked(registry, then=CLEARED, now=NOW):
    held = registry.consents[0]
    return standing_of(ConsentNamed(held.consent.id, held.sha256), registry, then=then, now=now)


def test_in_force_then_and_now(register):
    found = asked(register())
    assert (found.then.state, found.now.state, found.performer) == ("in_force", "in_force", "p-014")
    assert found.then.in_force


@pytest.mark.parametrize("state", ["revoked", "suspended"])
@pytest.mark.parametrize(
    ("since", "then"), [(datetime(2026, 11, 10, tzinfo=UTC), "in_force"), (datetime(2026, 10, 20, tzinfo=UTC), None)]
)
def test_what_was_revoked_later_was_authorised_then(register, state, since, then):
    found = asked(register(Standing(state, since, "He took it back.")))
    assert found.now.state == state
    assert "He took it back" in found.now.words
    assert f"{since:%-d %B %Y}" in found.now.words
    assert found.then.state == (then or state)


@pytest.mark.parametrize("state", ["superseded", "used_up"])
def test_what_comes_with_time_did_not_hold_then(register, state):
    found = asked(register(Standing(state)))
    assert (found.then.state, found.now.state) == ("in_force", state)


@pytest.mark.parametrize("state", ["unsigned", "uncountersigned", "unknown"])
def test_what_can_not_be_believed_now_is_not_believed_of_then(register, state):
    found = asked(register(Standing(state)))
    assert (found.then.state, found.now.state) == (state, state)
    assert found.now.words


def test_dates_are_judged_at_each_moment(register):
    assert asked(register(), now=datetime(2028, 1, 1, tzinfo=UTC)).now.state == "expired"
    assert asked(register(), then=datetime(2026, 1, 1, tzinfo=UTC)).then.state == "not_yet_valid"
    assert asked(register(), then=None).then is None


def test_a_lost_and_an_exchanged_record_are_said(register):
    registry = register()
    named = ConsentNamed(registry.consents[0].consent.id, "e" * 64)
    exchanged = standing_of(named, registry, then=CLEARED, now=NOW)
    assert (exchanged.now.state, exchanged.then.state) == ("unknown", "unknown")
    assert "another record" in exchanged.now.words
    lost = standing_of(named, Registry(), then=CLEARED, now=NOW)
    assert (lost.now.state, lost.performer) == ("missing", "")
    assert set(lost.to_json()) == {"id", "sha256", "performer", "then", "now", "words"}


def test_a_moment_without_a_zone_is_none():
    assert moment_of("2026-11-01T00:00:00+00:00") == CLEARED
    assert moment_of("2026-11-01T00:00:00") is None
    assert moment_of("soon") is None
