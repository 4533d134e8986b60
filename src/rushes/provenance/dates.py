"""Which dates in a ledger count: its entries are in the order of their numbers, and a clock that was wrong dated some of them wrongly.

Nothing is rewritten. An event of its own, signed by the show's clearance desk, names the entries whose dates don't count.
It covers the hash of the last of them, and that hash all that came before.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from cryptography.exceptions import InvalidSignature

from rushes.canonical import sha256_of
from rushes.clearance.gate import CLOCK_SLACK
from rushes.clearance.records.did import public_key_of
from rushes.clearance.records.keys import Signer
from rushes.errors import BadInputError
from rushes.provenance.events import append_event
from rushes.provenance.ledger import Entry
from rushes.show import Show

SET_RIGHT = "ledger.dates_set_right"


def record_dates_set_right(show: Show, wrong: Sequence[Entry], signer: Signer, *, now: datetime | None = None) -> Entry:
    """Write down that the dates of some entries don't count, signed by the clearance desk.

    Args:
        show: Whose ledger.
        wrong: The entries, as they lie in it.
        signer: The desk's key.
        now: When; the present when left out.
    """
    last = max(wrong, key=lambda entry: entry.seq)
    numbers = sorted({entry.seq for entry in wrong})
    signature = base64.b64encode(signer.sign(_words(show.name, numbers, last.hash))).decode("ascii")
    data = {"entries": numbers, "hash": last.hash, "signature": signature}
    return append_event(show, SET_RIGHT, "desk", {}, data, now)


def dates_set_right(entries: Sequence[Entry], desk: str) -> dict[int, int]:
    """Return the number of each entry whose date doesn't count, with the number of the entry that says so.

    Args:
        entries: The ledger's, already trusted.
        desk: The did:key of the desk that the show trusts. What another key signed counts for nothing.
    """
    found: dict[int, int] = {}
    for entry in entries:
        if entry.event == SET_RIGHT and _holds(entry, entries, desk):
            found |= dict.fromkeys(entry.data["entries"], entry.seq)
    return found


def newest_date(entries: Sequence[Entry], desk: str) -> datetime | None:
    """Return the newest moment that a ledger says has been, whichever entry has it; None when there is none."""
    wrong = dates_set_right(entries, desk)
    return max((dated(entry) for entry in entries if entry.seq not in wrong), default=None)


def dated_ahead(entries: Sequence[Entry], desk: str, now: datetime) -> tuple[Entry, ...]:
    """Return the entries that are dated in what a clock holds for the future, and whose dates count."""
    wrong = dates_set_right(entries, desk)
    return tuple(entry for entry in entries if dated(entry) > now + CLOCK_SLACK and entry.seq not in wrong)


def set_back(entries: Iterable[Entry]) -> tuple[tuple[Entry, Entry], ...]:
    """Return each entry that is dated later than the one that follows it, with that: one of two clocks was wrong."""
    return tuple((first, then) for first, then in pairwise(entries) if dated(first) > dated(then) + CLOCK_SLACK)


def dated(entry: Entry) -> datetime:
    """Return an entry's date.

    Raises:
        BadInputError: It has none that anybody can read.
    """
    try:
        return datetime.fromisoformat(entry.time).astimezone(UTC)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInputError(f"The ledger's entry {entry.seq} has no date. See `rushes ledger verify`.") from error


def _holds(entry: Entry, entries: Sequence[Entry], desk: str) -> bool:
    """Say whether an entry names only what came before it, and is signed by the desk."""
    numbers, signature = entry.data.get("entries"), entry.data.get("signature")
    if not desk or not isinstance(numbers, list) or not all(type(one) is int for one in numbers):
        return False
    if not numbers or not 1 <= min(numbers) <= max(numbers) < entry.seq:
        return False
    last = entries[max(numbers) - 1].hash
    if entry.data.get("hash") != last:
        return False
    try:
        raw = base64.b64decode(str(signature), validate=True)
        public_key_of(desk).verify(raw, _words(entry.scope.get("show", ""), numbers, last))
    except (InvalidSignature, ValueError, BadInputError):
        return False
    return True


def _words(show: str, numbers: Sequence[int], digest: str) -> bytes:
    """Return what the desk signs, so that it stands for nothing else and in no other show."""
    return f"rushes-{SET_RIGHT}:{sha256_of({'show': show, 'entries': list(numbers), 'hash': digest})}".encode("ascii")
