"""Is the clock right: it dates consents, seals and ledger entries, and a wrong one makes all of them doubtful."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from rushes.clock import disk_ahead
from rushes.doctor.examination import Place
from rushes.studio.trouble import Trouble

LEEWAY: Final = timedelta(minutes=2)
"""Clocks that are set over the network are right to a second; two minutes apart, one of them is not set at all."""

_END_BYTES: Final = 1 << 16
_REMEDY: Final = "Set the clock over the network, on systemd: timedatectl set-ntp true"


def check_clock(place: Place) -> Iterator[Trouble]:
    """Compare the clock with what was dated earlier, and with the clock of the show's disk."""
    root = place.home / "authority" / "root.pem"
    if root.is_file():
        yield from certificate_troubles(root, place.now)
    if place.show is not None:
        yield from entry_troubles(place.show.ledger, place.now)
        yield from disk_clock_troubles(place.show.folder)


def certificate_troubles(certificate: Path, now: datetime) -> Iterator[Trouble]:
    """Say that it is earlier than the day on which this machine's own authority was made."""
    try:
        made = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_before_utc
    except (OSError, ValueError):
        return  # the keys' own check speaks about a certificate that can't be read
    if now + LEEWAY < made:
        yield Trouble(
            "clock",
            f"The clock says {now:%-d %B %Y, %H:%M} UTC, and this machine's certificate was made on {made:%-d %B %Y}.",
            _REMEDY,
        )


def entry_troubles(ledger: Path, now: datetime) -> Iterator[Trouble]:
    """Say that a show's newest ledger entry was written in what the clock holds for the future."""
    newest = _newest(ledger)
    if newest is not None and now + LEEWAY < newest:
        yield Trouble(
            "clock",
            f"The clock says {now:%-d %B %Y, %H:%M} UTC, and the ledger's newest entry is of {newest:%-d %B %Y, %H:%M}: "
            "this clock or the one of who wrote it is wrong.",
            f"{_REMEDY}; when this clock is right: rushes ledger set-right --show {ledger.parent}",
        )


def _newest(ledger: Path) -> datetime | None:
    """Return the newest date among a ledger's last entries that nobody has set right; who signed that, the gate looks at."""
    from rushes.provenance.dates import SET_RIGHT

    try:
        with ledger.open("rb") as stream:
            stream.seek(max(0, ledger.stat().st_size - _END_BYTES))
            whole = stream.read().split(b"\n")[:-1]
        entries = [json.loads(line) for line in whole[bool(whole) and whole[0][:1] != b"{" :]]
        wrong = {number for entry in entries if entry["event"] == SET_RIGHT for number in entry["data"]["entries"]}
        return max(datetime.fromisoformat(one["time"]).astimezone(UTC) for one in entries if one["seq"] not in wrong)
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None  # there is none, or the ledger's own check speaks about it


def disk_clock_troubles(folder: Path) -> Iterator[Trouble]:
    """Say that the machine whose disk this is dates files otherwise than this one."""
    yield from skew_troubles(
        folder, disk_ahead(folder) or 0.0
    )  # the places' own check speaks about a folder that can't be written


def skew_troubles(folder: Path, ahead_s: float) -> Iterator[Trouble]:
    """Say that a disk's clock is ahead of this machine's, or behind it.

    Args:
        folder: A folder on that disk.
        ahead_s: By how much [s]; negative when it is behind.
    """
    if abs(ahead_s) > LEEWAY.total_seconds():
        way = "ahead of" if ahead_s > 0 else "behind"
        yield Trouble(
            "clock", f"The disk of {folder} dates files {abs(ahead_s):.0f} s {way} this machine's clock.", _REMEDY
        )
