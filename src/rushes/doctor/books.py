"""Is the show's ledger whole, and does it belong to this machine: nothing is handed over without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rushes.doctor.examination import Place
from rushes.studio.trouble import Trouble


def check_ledger(place: Place) -> Iterator[Trouble]:
    """Check every entry's hash, chain and signature."""
    if place.show is None or not (place.show.ledger.exists() or _tip(place.show.ledger).exists()):
        return
    yield from ledger_troubles(place.show.ledger, place.home / "authority")


def ledger_troubles(ledger: Path, authority: Path) -> Iterator[Trouble]:
    """Say that a ledger was altered or torn, or that another machine's authority signs it.

    Args:
        ledger: ``SHOW/ledger.jsonl``.
        authority: The folder of this machine's authority; it need not exist.
    """
    from rushes.provenance import ledger_key, verify_ledger
    from rushes.provenance.authority import LEDGER_CERTIFICATE

    beside, ours = ledger.with_name(LEDGER_CERTIFICATE), authority / LEDGER_CERTIFICATE
    if not ours.is_file() or (beside.is_file() and beside.read_bytes() != ours.read_bytes()):
        yield Trouble(
            "ledger",
            f"{ledger} is signed by another machine's authority, so nothing can be written into it from here.",
            "Point RUSHES_HOME to the settings folder that the show was started with, or to a copy of it.",
        )
        return
    for problem in verify_ledger(ledger, ledger_key(authority)):
        torn = "torn" in problem
        yield Trouble(
            "ledger",
            problem,
            "Nothing has to be done: the torn line was never whole, and is kept beside the ledger."
            if torn
            else "Put the true file and its tip back from a backup, and keep the altered ones for whoever asks.",
            is_hint=torn,
        )


def _tip(ledger: Path) -> Path:
    from rushes.provenance.ledger import tip_path

    return tip_path(ledger)
