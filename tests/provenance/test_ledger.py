import json
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance import Ledger, read_ledger, verify_ledger
from rushes.provenance import ledger as modules_ledger
from rushes.provenance.ledger import tip_path, trusted_entries

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
QUICK = settings(max_examples=60, deadline=None)


def written(folder, entries=5):
    ledger = Ledger(folder / "ledger.jsonl", KEY)
    for number in range(entries):
        scope = {"show": "S", "shot": f"010_{number:04d}", "version": "v001"}
        ledger.append("take.sealed", actor="maker", scope=scope, data={"n": number, "of": {"a": [1, 2]}}, now=NOW)
    return ledger


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return written(tmp_path_factory.mktemp("book")).path


@pytest.fixture
def ledger(tmp_path):
    return written(tmp_path)


def problems(path):
    return verify_ledger(path, KEY.public_key())


def copied(book, lines):
    """Write lines as the ledger in a folder of its own, with the true tip; return what is wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.jsonl"
        shutil.copy(tip_path(book), tip_path(path))
        path.write_bytes(b"".join(lines))
        return problems(path)


def lines_of(path):
    return path.read_bytes().splitlines(keepends=True)


def test_a_ledger_is_whole_and_reads_back(ledger):
    assert problems(ledger.path) == ()
    entries = read_ledger(ledger.path)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[2].scope == {"show": "S", "shot": "010_0002", "version": "v001"}
    assert entries[2].time == "2026-11-01T12:00:00.000+00:00"


def leaves(value, path=()):
    if isinstance(value, dict):
        for name in value:
            yield from leaves(value[name], (*path, name))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from leaves(value[index], (*path, index))
    else:
        yield path


@QUICK
@given(st.data())
def test_any_changed_field_is_found_and_its_entry_named(book, data):
    lines = lines_of(book)
    number = data.draw(st.integers(0, len(lines) - 1))
    record = json.loads(lines[number])
    path = data.draw(st.sampled_from(list(leaves(record))))
    place = record
    for name in path[:-1]:
        place = place[name]
    old = place[path[-1]]
    place[path[-1]] = data.draw((st.integers(0, 99) if isinstance(old, int) else st.text(max_size=9)).filter(
        lambda new: new != old))  # fmt: skip
    lines[number] = json.dumps(record, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    assert f"entry {number + 1} was altered" in copied(book, lines)[0]


@QUICK
@given(st.data())
def test_who_asks_often_finds_any_changed_field_as_well(book, data):
    """`trusted_entries` leaves the signatures of all entries but the last to the tip's, and looks at all else."""
    lines = lines_of(book)
    number = data.draw(st.integers(0, len(lines) - 1))
    record = json.loads(lines[number])
    path = data.draw(st.sampled_from([path for path in leaves(record) if path != ("signature",)]))
    place = record
    for name in path[:-1]:
        place = place[name]
    old = place[path[-1]]
    place[path[-1]] = data.draw((st.integers(0, 99) if isinstance(old, int) else st.text(max_size=9)).filter(
        lambda new: new != old))  # fmt: skip
    lines[number] = json.dumps(record, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "ledger.jsonl"
        shutil.copy(tip_path(book), tip_path(copy))
        copy.write_bytes(b"".join(lines))
        with pytest.raises(CheckFailedError, match="rushes ledger verify"):
            trusted_entries(copy, KEY.public_key())


def test_who_asks_often_reads_a_whole_ledger(ledger):
    assert trusted_entries(ledger.path, KEY.public_key()) == read_ledger(ledger.path)
    assert trusted_entries(ledger.path.with_name("none.jsonl"), KEY.public_key()) == ()


@QUICK
@given(st.data())
def test_any_flipped_bit_is_found(book, data):
    whole = bytearray(book.read_bytes())
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert copied(book, [bytes(whole)])


@given(st.integers(0, 4), st.integers(0, 4))
def test_removing_moving_and_repeating_is_found(book, first, second):
    lines = lines_of(book)
    assert copied(book, lines[:first] + lines[first + 1 :])
    assert copied(book, lines[: first + 1] + lines[first:])
    if first != second:
        lines[first], lines[second] = lines[second], lines[first]
        assert f"entry {min(first, second) + 1} " in copied(book, lines)[0]


@pytest.mark.parametrize("keep", [0, 1, 2, 3, 4])
def test_cutting_the_end_off_is_found_and_nothing_is_written_after_it(ledger, keep):
    ledger.path.write_bytes(b"".join(lines_of(ledger.path)[:keep]))
    assert "missing at the end" in problems(ledger.path)[0]
    with pytest.raises(CheckFailedError, match="missing at the end"):
        ledger.append("x", actor="a", scope={"show": "S"}, data={})


def test_a_missing_or_altered_tip_is_found(ledger):
    tip = tip_path(ledger.path)
    whole = tip.read_bytes()
    tip.write_bytes(whole.replace(b'"seq":5', b'"seq":4'))
    assert "was altered" in problems(ledger.path)[0]
    with pytest.raises(CheckFailedError, match="was altered"):
        ledger.append("x", actor="a", scope={"show": "S"}, data={})
    tip.unlink()
    assert "missing" in problems(ledger.path)[0]
    with pytest.raises(CheckFailedError, match="missing"):
        ledger.append("x", actor="a", scope={"show": "S"}, data={})


def test_another_key_signs_nothing_here(ledger):
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert "entry 1 was altered" in verify_ledger(ledger.path, other.public_key())[0]
    with pytest.raises(CheckFailedError):
        Ledger(ledger.path, other).append("x", actor="a", scope={"show": "S"}, data={})


@pytest.mark.parametrize("kept", [1, 40, -1])
def test_a_torn_last_line_is_set_aside_and_said(ledger, kept):
    """A crash in the middle of writing entry 6: some of its bytes are there, and the tip is still that of entry 5."""
    before = ledger.path.read_bytes()
    tip = tip_path(ledger.path).read_bytes()
    ledger.append("lost", actor="a", scope={"show": "S"}, data={})
    torn = ledger.path.read_bytes()[len(before) :][:kept]
    ledger.path.write_bytes(before + torn)
    tip_path(ledger.path).write_bytes(tip)
    assert "torn" in problems(ledger.path)[0]
    ledger.append("next", actor="a", scope={"show": "S"}, data={})
    assert (ledger.path.parent / "ledger.torn-1").read_bytes() == torn
    assert [entry.event for entry in read_ledger(ledger.path)][-2:] == ["ledger.torn_line_set_aside", "next"]
    assert problems(ledger.path) == ()


def test_a_torn_line_is_set_aside_without_another_event_too(ledger):
    whole = ledger.path.read_bytes()
    ledger.mend("S")
    assert ledger.path.read_bytes() == whole, "nothing is written where nothing is torn"
    with ledger.path.open("ab") as stream:
        stream.write(b'{"seq":6,"ti')
    assert "the last line is torn" in problems(ledger.path)[0]
    ledger.mend("S")
    assert problems(ledger.path) == ()
    assert read_ledger(ledger.path)[-1].event == "ledger.torn_line_set_aside"
    assert ledger.path.with_name("ledger.torn-1").read_bytes() == b'{"seq":6,"ti'


def test_a_crash_between_the_entry_and_the_tip_loses_nothing(ledger):
    tip = tip_path(ledger.path).read_bytes()
    ledger.append("sixth", actor="a", scope={"show": "S"}, data={})
    tip_path(ledger.path).write_bytes(tip)
    assert problems(ledger.path) == ()
    ledger.append("seventh", actor="a", scope={"show": "S"}, data={})
    assert [entry.event for entry in read_ledger(ledger.path)][-2:] == ["sixth", "seventh"]
    assert problems(ledger.path) == ()


WRITER = """
import sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rushes.provenance import Ledger
ledger = Ledger(Path(sys.argv[1]), Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
for number in range(8):
    ledger.append("event", actor=sys.argv[2], scope={"show": "S"}, data={"n": number})
"""


def test_a_tip_that_can_never_be_written_stops_the_second_entry_and_not_the_third(ledger, monkeypatch):
    """A disk that is full for the tip and not for entries: two entries behind, the tip would look as after a cut."""

    def full(*_):
        raise OSError(28, "No space left on device")

    whole = modules_ledger._write_tip
    for _ in range(3):
        monkeypatch.setattr(modules_ledger, "_write_tip", full)
        with pytest.raises(BadInputError, match="can't be written"):
            ledger.append("take.sealed", actor="maker", scope={"show": "S"}, data={}, now=NOW)
        assert problems(ledger.path) == ()
    monkeypatch.setattr(modules_ledger, "_write_tip", whole)
    assert ledger.append("take.sealed", actor="maker", scope={"show": "S"}, data={}, now=NOW).seq == 7
    assert problems(ledger.path) == ()


def test_several_processes_can_write_at_once(tmp_path):
    path = tmp_path / "ledger.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(name)]) for name in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(read_ledger(path)) == 24
    assert problems(path) == ()


def test_a_ledger_is_read_as_it_was_at_one_moment_while_somebody_writes(ledger, monkeypatch):
    read, writes, writing = modules_ledger._read_tip, iter([True, True]), []

    def read_after_others_wrote(path, key):
        if not writing and next(writes, False):
            writing.append(True)  # what an append itself reads of the tip is not raced: it holds the lock
            for _ in range(2):
                ledger.append("take.sealed", actor="another make", scope={"show": "S"}, data={})
            writing.clear()
        return read(path, key)

    monkeypatch.setattr(modules_ledger, "_read_tip", read_after_others_wrote)
    assert len(trusted_entries(ledger.path, KEY.public_key())) == 9
