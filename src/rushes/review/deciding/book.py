"""What a show's ledger knows of takes and of those who decide: what was sealed, what was decided, and whose record counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from rushes.canonical import canonical_json
from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance.authority import LEDGER_CERTIFICATE, Authority
from rushes.provenance.known import reviewers_known
from rushes.provenance.ledger import Entry, tip_path, trusted_entries
from rushes.provenance.verify_take import SEALED
from rushes.review.deciding.written import Written, written
from rushes.show import Show

Place = tuple[str, str]
"""Shot and version."""


@dataclass(frozen=True, slots=True)
class Known:
    """A decision as the ledger names it.

    Attributes:
        id, sha256: The record's id, and the SHA-256 of it as it was signed.
        seq: Its entry's number.
        at: When it was recorded, by this machine's clock.
        quorum: Whom the show asked for at that moment.
    """

    id: str
    sha256: str
    seq: int
    at: datetime
    quorum: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandedOver:
    """That a take left the house: on which day (ISO 8601, UTC), by which delivery profile."""

    on: str
    profile: str


@dataclass(frozen=True, slots=True)
class Book:
    """What the ledger knows.

    Attributes:
        sealed: The fingerprint of each sealed take, by shot and version.
        decided: The decisions about each take, oldest first.
        reviewers: SHA-256 of everybody's newest record, by the SHA-256 of their id.
        handed_over: When each take left the house, oldest first.
    """

    sealed: Mapping[Place, str] = field(default_factory=dict)
    decided: Mapping[Place, tuple[Known, ...]] = field(default_factory=dict)
    reviewers: Mapping[str, str] = field(default_factory=dict)
    handed_over: Mapping[Place, tuple[HandedOver, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A ledger as this process read it last: how both of its files lay there, its whole lines' bytes, and what they say."""

    ledger: Written | None
    tip: Written | None
    offset: int
    entries: tuple[Entry, ...]
    book: Book


_kept: dict[Path, _Kept] = {}
_reading = Lock()


def book_of(show: Show) -> Book:
    """Return what a show's ledger knows; nothing when there is no ledger yet.

    What this process has read and checked it keeps, and reads on from there: a review of two thousand takes asks often.

    Raises:
        BadInputError: The ledger is kept on another machine.
        CheckFailedError: It is not what was written, so that nobody can tell.
    """
    path = show.ledger
    if not path.exists() and not tip_path(path).exists():
        return Book()
    with _reading:
        before, ledger, tip = _kept.get(path), written(path), written(tip_path(path))
        if before is None or (before.ledger, before.tip) != (ledger, tip):
            _kept[path] = _read(path, before, ledger, tip)
        return _kept[path].book


def _read(path: Path, before: _Kept | None, ledger: Written | None, tip: Written | None) -> _Kept:
    authority = Authority.open()
    beside = path.with_name(LEDGER_CERTIFICATE)
    if beside.is_file() and beside.read_text(encoding="ascii", errors="replace") != authority.ledger_certificate_pem:
        raise BadInputError(
            f"{path} is kept on another machine, and what was decided is on record there. Decide there."
        )
    entries, offset = _entries(path, authority.ledger_key.public_key(), before, ledger)
    return _Kept(ledger, tip, offset, entries, _book(entries))


def _entries(
    path: Path, key: Ed25519PublicKey, before: _Kept | None, ledger: Written | None
) -> tuple[tuple[Entry, ...], int]:
    """Return a ledger's entries, and where their lines end [bytes]: read on from before, or anew where that doesn't fit."""
    if before is not None and _goes_on(before, ledger):
        try:
            entries = trusted_entries(path, key, known=before.entries, offset=before.offset)
            return entries, before.offset + _bytes(entries[len(before.entries) :])
        except CheckFailedError:
            pass  # put back from a backup in the meantime, perhaps: the whole of it says so
    entries = trusted_entries(path, key)
    return entries, _bytes(entries)


def _goes_on(before: _Kept, ledger: Written | None) -> bool:
    """Say whether a ledger has grown since; one that changed and has not is read anew."""
    if before.ledger is None or ledger is None:
        return False
    return before.ledger.inode == ledger.inode and before.offset < ledger.size


def _bytes(entries: tuple[Entry, ...]) -> int:
    return sum(len(canonical_json(entry.to_json())) + 1 for entry in entries)


def _book(entries: tuple[Entry, ...]) -> Book:
    decided: dict[Place, list[Known]] = {}
    left: dict[Place, list[HandedOver]] = {}
    for entry in entries:
        if entry.event == "take.decided":
            quorum = tuple(str(role) for role in entry.data.get("quorum", ()))
            at = datetime.fromisoformat(entry.time)
            known = Known(str(entry.data["decision"]), str(entry.data["sha256"]), entry.seq, at, quorum)
            decided.setdefault(_place(entry), []).append(known)
        elif entry.event == "delivery.made":
            left.setdefault(_place(entry), []).append(HandedOver(entry.time[:10], str(entry.data["profile"])))
    return Book(
        sealed={_place(entry): str(entry.data["take_sha256"]) for entry in entries if entry.event == SEALED},
        decided={place: tuple(known) for place, known in decided.items()},
        reviewers=reviewers_known(entries),
        handed_over={place: tuple(all_of_it) for place, all_of_it in left.items()},
    )


def _place(entry: Entry) -> Place:
    return entry.scope["shot"], entry.scope["version"]
