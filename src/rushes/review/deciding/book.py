"""What a show's ledger knows of takes and of those who decide: what was sealed, what was decided, and whose record counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rushes.errors import BadInputError
from rushes.provenance.authority import LEDGER_CERTIFICATE, Authority
from rushes.provenance.events import reviewers_known
from rushes.provenance.ledger import Entry, tip_path, trusted_entries
from rushes.provenance.verify_take import SEALED
from rushes.review.deciding.written import Written, written
from rushes.show import Show

Place = tuple[str, str]
"""Shot and version."""


@dataclass(frozen=True, slots=True)
class Known:
    """A decision as the ledger names it: its id, the SHA-256 of the signed record, and its place in the order of all."""

    id: str
    sha256: str
    seq: int


@dataclass(frozen=True, slots=True)
class Book:
    """What the ledger knows.

    Attributes:
        sealed: The fingerprint of each sealed take, by shot and version.
        decided: The decisions about each take, oldest first.
        reviewers: SHA-256 of everybody's newest record, by the SHA-256 of their id.
    """

    sealed: Mapping[Place, str] = field(default_factory=dict)
    decided: Mapping[Place, tuple[Known, ...]] = field(default_factory=dict)
    reviewers: Mapping[str, str] = field(default_factory=dict)


def book_of(show: Show) -> Book:
    """Return what a show's ledger knows; nothing when there is no ledger yet.

    Raises:
        BadInputError: The ledger is kept on another machine.
        CheckFailedError: It is not what was written, so that nobody can tell.
    """
    if not show.ledger.exists() and not tip_path(show.ledger).exists():
        return Book()
    return _read(show.ledger, written(show.ledger), written(tip_path(show.ledger)))


@lru_cache(maxsize=8)
def _read(ledger: Path, _ledger: Written | None, _tip: Written | None) -> Book:
    """Return what the ledger knows; read once for as long as neither of its files changes."""
    authority = Authority.open()
    beside = ledger.with_name(LEDGER_CERTIFICATE)
    if beside.is_file() and beside.read_text(encoding="ascii", errors="replace") != authority.ledger_certificate_pem:
        raise BadInputError(
            f"{ledger} is kept on another machine, and what was decided is on record there. Decide there."
        )
    entries = trusted_entries(ledger, authority.ledger_key.public_key())
    decided: dict[Place, list[Known]] = {}
    for entry in entries:
        if entry.event == "take.decided":
            known = Known(str(entry.data["decision"]), str(entry.data["sha256"]), entry.seq)
            decided.setdefault(_place(entry), []).append(known)
    return Book(
        sealed={_place(entry): str(entry.data["take_sha256"]) for entry in entries if entry.event == SEALED},
        decided={place: tuple(known) for place, known in decided.items()},
        reviewers=reviewers_known(entries),
    )


def _place(entry: Entry) -> Place:
    return entry.scope["shot"], entry.scope["version"]
