"""The show's book of events: one line an event, each hashed over all of its fields and chained to the one before.

``ledger.jsonl`` holds the entries. ``ledger.tip.json`` holds the last entry's number and hash, signed, so that cutting
lines off the end is noticed too. Both are plain text; nothing in the code ever rewrites an entry.
"""

from __future__ import annotations

import base64
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from rushes.canonical import canonical_json, sha256_of
from rushes.errors import BadInputError, CheckFailedError
from rushes.untrusted import parsed

FIRST_PREVIOUS = "0" * 64
"""What the first entry names as the hash before it."""

_SIGNED = ("seq", "time", "actor", "event", "scope", "data", "previous")
_FIELDS = {*_SIGNED, "hash", "signature"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event.

    Attributes:
        seq: Its number, from 1 without a gap.
        time: When, ISO 8601 in UTC.
        actor: Who or what did it.
        event: What happened, for example ``take.sealed``.
        scope: What it is about: show, and shot and version where there are any.
        data: What belongs to it.
        previous: The hash of the entry before.
        hash: SHA-256 of the canonical JSON of all of the fields above.
        signature: Ed25519 over the hash, base64.
    """

    seq: int
    time: str
    actor: str
    event: str
    scope: Mapping[str, str]
    data: Mapping[str, Any]
    previous: str
    hash: str
    signature: str

    def to_json(self) -> dict[str, Any]:
        """Return the entry as its line holds it."""
        return {
            "seq": self.seq,
            "time": self.time,
            "actor": self.actor,
            "event": self.event,
            "scope": dict(self.scope),
            "data": dict(self.data),
            "previous": self.previous,
            "hash": self.hash,
            "signature": self.signature,
        }


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger that can be written to.

    Attributes:
        path: ``SHOW/ledger.jsonl``.
        key: What signs the entries.
    """

    path: Path
    key: Ed25519PrivateKey

    def append(
        self,
        event: str,
        *,
        actor: str,
        scope: Mapping[str, str],
        data: Mapping[str, Any],
        now: datetime | None = None,
    ) -> Entry:
        """Write an event down, so that it is on the disk when this returns.

        A last line that was torn by a crash is set aside in ``ledger.torn-<n>``, which an entry of its own says first.

        Args:
            event: What happened, for example ``take.sealed``.
            actor: Who or what did it; no name of a performer belongs here.
            scope: ``show``, and ``shot`` and ``version`` where there are any.
            data: Anything that canonical JSON can hold.
            now: When; the present when left out.

        Raises:
            CheckFailedError: The ledger's end was altered: nothing is written after it.
            BadInputError: It can't be written.
        """
        with _held(self.path), _spoken(self.path):
            return self._write(self._mended(scope.get("show", ""), now), event, actor, scope, data, now)

    def mend(self, show: str) -> None:
        """Set a torn last line aside now, as ``append`` would: until then no take of the show verifies."""
        if _is_torn(self.path):
            with _held(self.path), _spoken(self.path):
                self._mended(show, None)

    def _mended(self, show: str, now: datetime | None) -> Entry | None:
        """Return the last entry, once a line that a crash tore is set aside and that is written down."""
        last = self._end()
        torn = _set_torn_line_aside(self.path)
        if torn is None:
            return last
        note = {"file": torn.name, "bytes": torn.stat().st_size}
        return self._write(last, "ledger.torn_line_set_aside", "rushes", {"show": show}, note, now)

    def _end(self) -> Entry | None:
        """Return the last entry after checking it against the signed tip (which may lag by the entry of a crash)."""
        public = self.key.public_key()
        lines = _last_lines(self.path, 2)
        tip = _read_tip(self.path, public)
        if isinstance(tip, str):
            raise CheckFailedError(f"{tip} Nothing is written until somebody has looked at it: rushes ledger verify.")
        last = None
        for line in lines:
            last, problem = _read_entry(line, public)
            if problem or last is None:
                raise CheckFailedError(
                    f"{self.path}: the end of the ledger was altered ({problem}). Nothing is written after it: look at "
                    "it with `rushes ledger verify` and put the true file back from a backup."
                )
        if tip is None:
            if last is not None:
                raise CheckFailedError(f"{tip_path(self.path)} is missing. Put it back from a backup.")
            _write_tip(self.path, 0, FIRST_PREVIOUS, self.key)
        elif tip["hash"] not in ({last.hash, last.previous} if last else {FIRST_PREVIOUS}):
            raise CheckFailedError(
                f"{self.path}: entries are missing at the end: entry {tip['seq']} was written, and the file ends "
                f"with {last.seq if last else 0}. Put the true file back from a backup."
            )
        elif (
            last and tip["hash"] != last.hash
        ):  # before another entry: a tip that is two behind could not be told from a cut
            _write_tip(self.path, last.seq, last.hash, self.key)
        return last

    def _write(
        self,
        last: Entry | None,
        event: str,
        actor: str,
        scope: Mapping[str, str],
        data: Mapping[str, Any],
        now: datetime | None,
    ) -> Entry:
        body: dict[str, Any] = {
            "seq": last.seq + 1 if last else 1,
            "time": (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds"),
            "actor": actor,
            "event": event,
            "scope": dict(scope),
            "data": dict(data),
            "previous": last.hash if last else FIRST_PREVIOUS,
        }
        digest = sha256_of(body)
        entry = Entry(**body, hash=digest, signature=_sign(self.key, "entry", digest))
        with self.path.open("ab") as stream:
            stream.write(canonical_json(entry.to_json()) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        _write_tip(self.path, entry.seq, entry.hash, self.key)
        return entry


def read_ledger(path: Path) -> tuple[Entry, ...]:
    """Return the entries, unchecked; see `verify_ledger`. A ledger that does not exist yet is empty.

    Raises:
        BadInputError: A line is no entry, or the file can't be read.
    """
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise BadInputError(f"The ledger {path} can't be read ({error.strerror}). Correct its rights.") from error
    entries = []
    for number, line in enumerate(lines, 1):
        try:
            entries.append(Entry(**parsed(line)))
        except (ValueError, TypeError) as error:
            raise BadInputError(f"{path}: line {number} is no entry. See `rushes ledger verify`.") from error
    return tuple(entries)


def trusted_entries(
    path: Path, key: Ed25519PublicKey, *, known: tuple[Entry, ...] = (), offset: int = 0
) -> tuple[Entry, ...]:
    """Return the entries after checking every hash, the chain, and the signed tip; a ledger that does not exist yet is empty.

    The tip's signature vouches for the last hash and each hash for the one before it, so the signatures of the entries
    need not be checked one by one: about a tenth of the time of `verify_ledger`, for whoever asks often. A torn last
    line is left out: it was never whole.

    Args:
        path: ``ledger.jsonl``; its tip lies beside it.
        key: The public key of the authority that signs it.
        known: What this gave earlier: it is not read again, and what is new has to follow from it.
        offset: Where the lines of ``known`` end [bytes].

    Raises:
        CheckFailedError: An entry, their order or the tip is not what was written.
    """
    try:
        raw, tip = _together(path, key, offset)
    except OSError as error:
        raise CheckFailedError(f"The ledger {path} can't be read ({error.strerror}). Correct its rights.") from error
    lines = raw.split(b"\n")[:-1]
    if not lines and not known and tip is None:
        return ()
    entries = list(known)
    hashes = [FIRST_PREVIOUS, *(entry.hash for entry in known[-2:])]
    for number, line in enumerate(lines, len(known) + 1):
        entry = _hashed_entry(line)
        if entry is None or _out_of_place(entry, number, hashes[-1]):
            raise CheckFailedError(f"{path}, entry {number} was altered. Look at it with `rushes ledger verify`.")
        entries.append(entry)
        hashes.append(entry.hash)
    if not isinstance(tip, dict) or tip["hash"] not in hashes[-2:]:
        raise CheckFailedError(
            f"{path}: its end is not what the signed tip {tip_path(path).name} says. Look at it with `rushes ledger "
            "verify`, and put the true files back from a backup."
        )
    last = entries[-1] if entries else None
    if last and tip["hash"] != last.hash and not _is_signed(key, "entry", last.hash, last.signature):
        raise CheckFailedError(f"{path}, entry {last.seq} was altered. Look at it with `rushes ledger verify`.")
    return tuple(entries)


def _together(path: Path, key: Ed25519PublicKey, offset: int = 0) -> tuple[bytes, dict[str, Any] | str | None]:
    """Return a ledger's bytes from an offset on and its tip as they were at one moment, though somebody may be writing.

    A tip that is the same before and after belongs to what was read between, which is one entry ahead of it at most.
    """
    tip = _read_tip(path, key)
    while True:
        try:
            with path.open("rb") as stream:
                stream.seek(offset)
                raw = stream.read()
        except FileNotFoundError:
            raw = b""
        later = _read_tip(path, key)
        if later == tip:
            return raw, tip
        tip = later


def _hashed_entry(line: bytes) -> Entry | None:
    """Return an entry whose hash matches its fields; None otherwise."""
    try:
        record = parsed(line)
        if not isinstance(record, dict) or set(record) != _FIELDS:
            return None
        entry = Entry(**record)
        matches = sha256_of({name: record[name] for name in _SIGNED}) == entry.hash
    except (ValueError, TypeError, RecursionError):
        return None
    return entry if matches else None


def verify_ledger(path: Path, key: Ed25519PublicKey) -> tuple[str, ...]:
    """Return what is wrong with a ledger, as sentences: the first altered entry, or what is missing.

    Args:
        path: ``ledger.jsonl``; its tip lies beside it.
        key: The public key of the authority that signs it.
    """
    try:
        raw, tip = _together(path, key)
    except OSError as error:
        return (f"{path} can't be read ({error.strerror}).",)
    if not raw and tip is None and not path.exists():
        return (f"{path}: there is no ledger.",)
    lines = raw.split(b"\n")
    torn = lines.pop()
    hashes = [FIRST_PREVIOUS]
    for number, line in enumerate(lines, 1):
        entry, problem = _read_entry(line, key)
        if entry is None or problem or (problem := _out_of_place(entry, number, hashes[-1])):
            return (f"{path}, entry {number} was altered: {problem}.",)
        hashes.append(entry.hash)
    if torn:
        return (f"{path}: the last line is torn ({len(torn)} bytes); the next event sets it aside.",)
    if isinstance(tip, str):
        return (tip,)
    if tip is None:
        return (f"{tip_path(path)} is missing: entries may have been cut off the end.",)
    if tip["hash"] not in hashes[-2:]:  # a crash may leave the tip one entry behind
        return (f"{path}: entries are missing at the end: {tip['seq']} were written, {len(lines)} are there.",)
    return ()


def verify_entry(record: Mapping[str, Any], key: Ed25519PublicKey) -> Entry:
    """Return one entry that was taken out of its ledger, once its hash and its signature hold.

    Args:
        record: As ``Entry.to_json`` gave it.
        key: The public key of the authority that signs the ledger.

    Raises:
        CheckFailedError: It is no entry, or not as the authority signed it.
    """
    try:
        line = canonical_json(dict(record))
    except ValueError as error:
        raise CheckFailedError(f"The ledger's entry is none ({error}).") from error
    entry, problem = _read_entry(line, key)
    if entry is None or problem:
        raise CheckFailedError(f"The ledger's entry does not hold: {problem}.")
    return entry


def _out_of_place(entry: Entry, number: int, previous: str) -> str:
    if entry.seq != number:
        return f"it says it is entry {entry.seq}, and entry {number} is due: entries were moved, added or removed"
    return "" if entry.previous == previous else "it does not follow the entry before it"


def tip_path(path: Path) -> Path:
    """Return where a ledger's signed tip lies."""
    return path.with_name(f"{path.stem}.tip.json")


def _read_entry(line: bytes, key: Ed25519PublicKey) -> tuple[Entry | None, str]:
    try:
        record = parsed(line)
        if not isinstance(record, dict) or set(record) != _FIELDS:
            return None, "its fields are not those of an entry"
        if canonical_json(record) != line:
            return None, "its bytes are not those that were written"
        entry = Entry(**record)
        if sha256_of({name: record[name] for name in _SIGNED}) != entry.hash:
            return None, "its fields do not match its hash"
        if not _is_signed(key, "entry", entry.hash, entry.signature):
            return None, "its signature is not the authority's"
    except (ValueError, TypeError, RecursionError):
        return None, "it can't be read"
    return entry, ""


def _sign(key: Ed25519PrivateKey, what: str, digest: str) -> str:
    """Sign a hash for one purpose, so that a tip's signature can't stand in for an entry's."""
    return base64.b64encode(key.sign(f"rushes-ledger-{what}:{digest}".encode("ascii"))).decode("ascii")


def _is_signed(key: Ed25519PublicKey, what: str, digest: str, signature: object) -> bool:
    try:
        raw = base64.b64decode(str(signature), validate=True)
        key.verify(raw, f"rushes-ledger-{what}:{digest}".encode("ascii"))
    except (InvalidSignature, ValueError):
        return False
    return base64.b64encode(raw).decode("ascii") == signature


def _write_tip(path: Path, seq: int, digest: str, key: Ed25519PrivateKey) -> None:
    body: dict[str, str | int] = {"seq": seq, "hash": digest}
    tip = tip_path(path)
    beside = tip.with_name(f"{tip.name}.part")
    with beside.open("wb") as stream:
        stream.write(canonical_json({**body, "signature": _sign(key, "tip", sha256_of(body))}) + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(tip)


def read_signed_tip(tip: Path, key: Ed25519PublicKey) -> dict[str, Any]:
    """Return a tip's ``seq`` and ``hash`` once its signature holds; ``tip`` may be a copy that was kept.

    Raises:
        CheckFailedError: It is missing, or it was altered.
    """
    found = _read_tip_file(tip, key)
    if isinstance(found, dict):
        return found
    raise CheckFailedError(found or f"{tip} is missing.")


def _read_tip(path: Path, key: Ed25519PublicKey) -> dict[str, Any] | str | None:
    """Return a ledger's tip, None when there is none, or a sentence about what is wrong with it."""
    return _read_tip_file(tip_path(path), key)


def _read_tip_file(tip: Path, key: Ed25519PublicKey) -> dict[str, Any] | str | None:
    try:
        record = parsed(tip.read_bytes())
        body = {"seq": record["seq"], "hash": record["hash"]}
        good = set(record) == {*body, "signature"} and _is_signed(key, "tip", sha256_of(body), record["signature"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        good = False
    return body if good else f"{tip} was altered: its signature is not the authority's."


def _last_lines(path: Path, count: int) -> list[bytes]:
    """Return the last whole lines without reading a long ledger from its start."""
    try:
        with path.open("rb") as stream:
            stream.seek(0, os.SEEK_END)
            position, tail = stream.tell(), b""
            while position > 0 and tail.count(b"\n") <= count:
                step = min(1 << 16, position)
                position -= step
                stream.seek(position)
                tail = stream.read(step) + tail
    except FileNotFoundError:
        return []
    return tail.split(b"\n")[:-1][-count:]


def _set_torn_line_aside(path: Path) -> Path | None:
    """Move a last line without its end into a file of its own; return that file."""
    if not path.exists():
        return None
    with path.open("rb+") as stream:
        stream.seek(0, os.SEEK_END)
        size = stream.tell()
        if size == 0:
            return None
        stream.seek(size - 1)
        if stream.read(1) == b"\n":
            return None
        stream.seek(0)
        whole = stream.read().rfind(b"\n") + 1
        stream.seek(whole)
        torn = stream.read()
        aside = _new_file(path, torn)
        stream.truncate(whole)
        stream.flush()
        os.fsync(stream.fileno())
    return aside


def _is_torn(path: Path) -> bool:
    """Say whether a ledger ends without the end of a line; somebody may just be writing it."""
    try:
        with path.open("rb") as stream:
            stream.seek(-1, os.SEEK_END)
            return stream.read(1) != b"\n"
    except OSError:
        return False


def _new_file(path: Path, data: bytes) -> Path:
    number = 1
    while True:
        aside = path.with_name(f"{path.stem}.torn-{number}")
        try:
            with aside.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        except FileExistsError:
            number += 1
        else:
            return aside


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Let one writer at a time through; the lock ends with the process that holds it."""
    with _spoken(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.with_name(f".{path.stem}.lock").open("a", encoding="ascii")
    with stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


@contextmanager
def _spoken(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInputError(
            f"The ledger {path} can't be written ({error.strerror}). Nothing is handed over without it: "
            "make room, or correct its rights."
        ) from error
