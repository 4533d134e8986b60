"""Clocks that are wrong: they jump and differ between machines, and the order of a ledger stays that of its numbers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rushes.clearance.gate import CLOCK_SLACK
from rushes.clearance.records.desk import working_desk
from rushes.clearance.records.keys import memory_signer
from rushes.errors import BadInputError, RefusedError
from rushes.judgement import gate_of
from rushes.ledger_dates import entries_ahead, set_dates_right, told_dates
from rushes.provenance import Authority, Entry, ledger_key, read_ledger, verify_ledger
from rushes.provenance.dates import dates_set_right, newest_date, record_dates_set_right, set_back
from rushes.provenance.events import record_withdrawal
from rushes.show import Show

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
YEAR = timedelta(days=365)

pytestmark = pytest.mark.usefixtures("home")

clocks = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))

jumps = st.one_of(st.just(0), st.integers(-200, 200), st.integers(-400 * 86_400, 400 * 86_400)).map(
    lambda s: timedelta(seconds=s)
)


@pytest.fixture
def show(tmp_path: Path) -> Show:
    return working_desk(Show.init(tmp_path / "S", Fraction(24)))[0]


def event(show: Show, at: datetime) -> Entry:
    """Write something down, dated as a machine's clock says."""
    return record_withdrawal(show, sha256="a" * 64, now=at)


def desk(show: Show) -> str:
    assert show.clearance_desk
    return show.clearance_desk


def started_again(show: Show) -> Show:
    """Return the show with no ledger yet: its clearance desk stays."""
    for path in show.folder.glob("ledger*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return Show.load(show.folder)


@clocks
@given(st.lists(st.tuples(st.sampled_from(["one", "other"]), jumps), min_size=1, max_size=8))
def test_two_machines_whose_clocks_jump(show: Show, told: list[tuple[str, timedelta]]) -> None:
    """However wrong they were: nothing passes while a date is ahead, and all does once the desk has signed which."""
    show = started_again(show)
    wrong = {"one": timedelta(), "other": timedelta()}
    for hour, (machine, jump) in enumerate(told):
        wrong[machine] += jump
        event(show, NOW - timedelta(hours=len(told) - hour) + wrong[machine])
    before = show.ledger.read_bytes()
    ahead = entries_ahead(show, now=NOW)
    assert [entry.seq for entry in ahead] == [
        entry.seq for entry in read_ledger(show.ledger) if datetime.fromisoformat(entry.time) > NOW + CLOCK_SLACK
    ]
    if ahead:
        with pytest.raises(RefusedError, match="rushes ledger set-right"):
            gate_of(show).registry(NOW)
        set_dates_right(show, [entry.seq for entry in ahead], today=NOW.date(), now=NOW)
    gate_of(show).registry(NOW)
    assert show.ledger.read_bytes().startswith(before), "nothing is rewritten"
    assert verify_ledger(show.ledger, ledger_key()) == ()
    assert entries_ahead(show, now=NOW) == ()
    assert [entry.seq for entry in read_ledger(show.ledger)] == list(range(1, len(told) + 1 + bool(ahead)))


@clocks
@given(st.integers(301, 400 * 86_400).map(lambda s: timedelta(seconds=-s)), st.integers(0, 3))
def test_a_clock_that_is_set_back_passes_nothing_whatever_is_written_by_it(
    show: Show, jump: timedelta, more: int
) -> None:
    show = started_again(show)
    event(show, NOW)
    for _ in range(more):
        event(show, NOW + jump)
    with pytest.raises(RefusedError, match="set back"):
        gate_of(show).registry(NOW + jump)


def test_a_date_that_is_not_ahead_can_not_be_set_right(show: Show) -> None:
    event(show, NOW), event(show, NOW + YEAR)
    for numbers, words in (([1], "Entry 1 is not"), ([1, 2], "Entry 1 is not"), ([3], "Entry 3 is not"), ([], "No")):
        with pytest.raises(BadInputError, match=words):
            set_dates_right(show, numbers, today=NOW.date(), now=NOW)
    assert len(read_ledger(show.ledger)) == 2


def test_the_day_that_the_desk_knows_has_to_be_the_clocks(show: Show) -> None:
    event(show, NOW)
    with pytest.raises(RefusedError, match=r"today is 28 November 2026, .* clock says 28 November 2025"):
        set_dates_right(show, [1], today=NOW.date(), now=NOW - YEAR)


def test_a_record_that_somebody_signed_later_shows_that_this_clock_is_slow(show: Show, rushes: Callable) -> None:
    signer = memory_signer(Ed25519PrivateKey.generate())
    code, _, errors = rushes("performer", "enrol", "p-014", "--name", "Tobias Quillfeather", "--did", signer.did,
                             "--evidence", "passport", "--show", "S")  # fmt: skip
    assert code == 0, errors
    enrolled = datetime.now(UTC)
    slow = enrolled - timedelta(days=30)
    with pytest.raises(RefusedError, match=r"p-014.* one of the two clocks is wrong"):
        set_dates_right(show, [1], today=slow.date(), now=slow)


def test_only_the_shows_desk_says_so(show: Show) -> None:
    wrong = event(show, NOW + YEAR)
    record_dates_set_right(show, [wrong], memory_signer(Ed25519PrivateKey.generate()), now=NOW)
    entries = read_ledger(show.ledger)
    assert dates_set_right(entries, desk(show)) == {}
    assert newest_date(entries, desk(show)) == NOW + YEAR
    record_dates_set_right(show, [wrong], working_desk(show)[1], now=NOW)
    entries = read_ledger(show.ledger)
    assert dates_set_right(entries, desk(show)) == {1: 3}
    assert dates_set_right(entries, "") == {}
    assert newest_date(entries, desk(show)) == NOW


@pytest.mark.parametrize(
    "change",
    [
        {"entries": [1, 2]},
        {"entries": [2]},
        {"entries": []},
        {"entries": [0]},
        {"entries": [4]},
        {"entries": [True]},
        {"entries": "1"},
        {"hash": "b" * 64},
        {"signature": ""},
        {"signature": None},
    ],
)
def test_what_the_desk_signed_holds_for_nothing_else(show: Show, change: dict[str, object]) -> None:
    """Whoever has the ledger's key alone could write an event that says more: its desk's signature does not hold then."""
    wrong = event(show, NOW + YEAR)
    event(show, NOW + 2 * YEAR)
    signed = record_dates_set_right(show, [wrong], working_desk(show)[1], now=NOW)
    Authority.open().open_ledger(show.ledger).append(
        signed.event, actor="desk", scope=signed.scope, data={**signed.data, **change}, now=NOW
    )
    entries = read_ledger(show.ledger)
    assert dates_set_right(entries, desk(show)) == {1: 3}


def test_it_holds_in_no_other_show(show: Show) -> None:
    wrong = event(show, NOW + YEAR)
    signed = record_dates_set_right(show, [wrong], working_desk(show)[1], now=NOW)
    elsewhere = {**signed.to_json(), "scope": {"show": "OTHER"}}
    assert dates_set_right([wrong, Entry(**elsewhere)], desk(show)) == {}


def test_verify_tells_dates_that_go_back_and_is_content(show: Show, rushes: Callable) -> None:
    now = datetime.now(UTC)
    event(show, now + YEAR), event(show, now)
    assert [(first.seq, then.seq) for first, then in set_back(read_ledger(show.ledger))] == [(1, 2)]
    code, out, _ = rushes("ledger", "verify", "--show", "S", "--json")
    assert code == 0
    assert "date: entry 1 is dated" in out
    assert "1 entry is dated ahead of this machine's clock (the first is entry 1)" in out
    assert json.loads(out.splitlines()[-1])["problems"] == []
    set_dates_right(show, [1], today=now.date(), now=now)
    assert any(
        "the date of entry 1 does not count, says the clearance desk in entry 3" in one for one in told_dates(show)
    )


def test_a_show_goes_on_after_the_desk_has_spoken(asked, rushes: Callable) -> None:
    """As a person meets it: nothing is cleared, the sentence says the command, the command lists, signs, and it is cleared."""
    show = Show.load(asked.show)
    event(show, datetime.now(UTC) + YEAR)
    sentence = asked.refused(asked.brief(), code=3)
    assert "an event in the show's ledger is of" in sentence
    assert "rushes ledger set-right --show SHOW" in sentence
    code, out, _ = rushes("ledger", "set-right", "--show", "S")
    assert code == 0
    assert "entry 1  " in out
    assert "rushes ledger set-right --all --today" in out
    assert rushes("ledger", "set-right", "--all", "--show", "S")[0] == 2
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    code, out, errors = rushes("ledger", "set-right", "--all", "--today", today, "--show", "S", "--json")
    assert code == 0, errors
    assert json.loads(out.splitlines()[-1]) == {"ahead": [1], "set_right": [1], "entry": 2}
    assert rushes("ledger", "set-right", "--show", "S")[1] == "No entry is dated ahead of this machine's clock.\n"
    code, _, errors = rushes("clear", asked.brief(), "--show", "S")
    assert code == 0, errors
