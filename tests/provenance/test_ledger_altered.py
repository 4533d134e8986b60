"""`rushes ledger verify` names the first entry that somebody altered; a writer that was killed leaves a ledger that goes on."""

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from rushes.canonical import canonical_json, sha256_of
from rushes.provenance import Authority, events, ledger_key, read_ledger, verify_ledger
from rushes.show import Show

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
CONSENT = "urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b"


@pytest.fixture
def book(tmp_path, rushes):
    show = Show.init(tmp_path / "S", Fraction(24))
    for number in range(6):
        events.record_consent_event(
            show, "consent.revoked", consent=CONSENT, sha256=f"{number:064x}", performer="p-014", by="signatory",
            status=("list", number + 1), now=NOW,
        )  # fmt: skip
    return show.ledger


def rewritten(line, **changes):
    """Return an entry with other fields and a hash that fits them: what somebody without the key can do."""
    record = {**json.loads(line), **changes}
    record["hash"] = sha256_of({name: value for name, value in record.items() if name not in {"hash", "signature"}})
    return canonical_json(record) + b"\n"


def altered(field, value):
    return lambda lines: [*lines[:2], rewritten(lines[2], **{field: value}), *lines[3:]]


ATTACKS = {
    "actor": (altered("actor", "desk"), "entry 3 was altered"),
    "time": (altered("time", "2026-10-01T12:00:00.000+00:00"), "entry 3 was altered"),
    "scope": (altered("scope", {"show": "OTHER"}), "entry 3 was altered"),
    "data": (altered("data", {"performer": "p-015"}), "entry 3 was altered"),
    "event": (altered("event", "consent.signed"), "entry 3 was altered"),
    "number": (altered("seq", 4), "entry 3 was altered"),
    "order": (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "entry 3 was altered"),
    "deleted": (lambda lines: [*lines[:2], *lines[3:]], "entry 3 was altered"),
    "inserted": (lambda lines: [*lines[:2], lines[1], *lines[2:]], "entry 3 was altered"),
    "forged and inserted": (
        lambda lines: [*lines[:2], rewritten(lines[2], actor="x"), *lines[2:]],
        "entry 3 was altered",
    ),
    "two altered": (
        lambda lines: [lines[0], rewritten(lines[1], actor="x"), lines[2], rewritten(lines[3], actor="x"), *lines[4:]],
        "entry 2 was altered",
    ),
    "end cut off": (lambda lines: lines[:3], "entries are missing at the end: 6 were written, 3 are there"),
    "all cut off": (lambda _: [], "entries are missing at the end: 6 were written, 0 are there"),
}


@pytest.mark.parametrize("what", ATTACKS)
def test_the_first_altered_entry_is_named(book, rushes, what):
    attack, words = ATTACKS[what]
    book.write_bytes(b"".join(attack(book.read_bytes().splitlines(keepends=True))))
    code, out, _ = rushes("ledger", "verify", "--show", "S", "--json")
    assert code == 5
    assert words in out
    assert words in json.loads(out.splitlines()[-1])["problems"][0]


def test_a_whole_ledger_leaves_with_0(book, rushes):
    code, out, _ = rushes("ledger", "verify", "--show", "S")
    assert (code, "whole" in out) == (0, True)


def test_the_entry_of_another_authority_is_named(book, rushes, tmp_path):
    """Whoever makes a key of their own can write entries, but not into this ledger."""
    other = Authority.open(tmp_path / "another" / "authority").open_ledger(tmp_path / "other.jsonl")
    for line in book.read_bytes().splitlines()[:3]:
        record = json.loads(line)
        other.append(record["event"], actor=record["actor"], scope=record["scope"], data=record["data"], now=NOW)
    lines = book.read_bytes().splitlines(keepends=True)
    forged = other.path.read_bytes().splitlines(keepends=True)
    book.write_bytes(b"".join([*lines[:2], forged[2], *lines[3:]]))
    _, out, _ = rushes("ledger", "verify", "--show", "S")
    assert "entry 3 was altered" in out


WRITER = """
import sys
from pathlib import Path
from rushes.provenance import events
from rushes.show import Show
show = Show.load(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(100_000):
    events.record_template_access(show, purpose="scan", performers=[f"p-{number % 100:03d}" for _ in range(400)])
"""


@pytest.mark.parametrize("pause", [0.06, 0.13, 0.21])
def test_a_writer_that_was_killed_loses_no_entry_and_the_ledger_goes_on(book, tmp_path, pause):
    show = Show.load(tmp_path / "S")
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(show.folder)], stdout=subprocess.PIPE)
    try:
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(pause)
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    problems = verify_ledger(show.ledger, ledger_key())
    assert not problems or "torn" in problems[0]
    whole = show.ledger.read_bytes().count(b"\n")
    assert whole >= 6
    events.record_template_access(show, purpose="rotate", performers=["p-014"])
    assert verify_ledger(show.ledger, ledger_key()) == ()
    entries = read_ledger(show.ledger)
    assert entries[-1].data["purpose"] == "rotate"
    assert len(entries) == whole + 1 + (entries[-2].event == "ledger.torn_line_set_aside")
