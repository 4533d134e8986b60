"""What a show's ledger remembers for whoever reads the records beside it: older ones put back, and ones taken away, are noticed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from rushes.canonical import sha256_of
from rushes.provenance.authority import ledger_key
from rushes.provenance.ledger import Entry, tip_path, trusted_entries
from rushes.untrusted import parsed


def list_sha256(name: str) -> str:
    """Return how the ledger calls a status list: its id holds the key of the party that keeps it."""
    return sha256_of(name)


def reviewers_known(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the SHA-256 of the newest record of everybody who was ever enrolled to decide, by the SHA-256 of their id.

    An older record, put back, would let somebody decide who may no more; one that is gone would take decisions away.

    Args:
        entries: The ledger's, already trusted.
    """
    return {
        str(entry.data["reviewer"]): str(entry.data["sha256"])
        for entry in entries
        if entry.event in {"reviewer.enrolled", "reviewer.ended"}
    }


def set_aside_known(entries: Iterable[Entry]) -> frozenset[tuple[str, str, str]]:
    """Return the shot, version and recipe of every take that a ledger says was set aside.

    Args:
        entries: The ledger's, already trusted.
    """
    return frozenset(
        (entry.scope["shot"], entry.scope["version"], str(entry.data["recipe"]))
        for entry in entries
        if entry.event == "take.quarantined"
    )


def withdrawn_known(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the SHA-256 of everything that a ledger says was withdrawn from training.

    Args:
        entries: The ledger's, already trusted.
    """
    return frozenset(str(entry.data["item"]) for entry in entries if entry.event == "item.withdrawn")


def orders_known(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the ids of the strike orders that a ledger says were given.

    One of which no file is left was taken away: nobody lifts an order by deleting it.

    Args:
        entries: The ledger's, already trusted.
    """
    return frozenset(str(entry.data["order"]) for entry in entries if entry.event == "strike.on")


def enrolments_replaced(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the SHA-256 of every performer's record that a newer one of theirs took the place of.

    Such a record, put back, would bring an older key or representative back, and the desk enrolled anew for a reason.

    Args:
        entries: The ledger's, already trusted.
    """
    newest: dict[str, str] = {}
    seen: set[str] = set()
    for entry in entries:
        if entry.event == "performer.enrolled":
            newest[str(entry.data["performer"])] = str(entry.data["sha256"])
            seen.add(str(entry.data["sha256"]))
    return frozenset(seen - set(newest.values()))


def floors(ledger: Path, key: Ed25519PublicKey | None = None) -> dict[str, int]:
    """Return the highest sequence number that the ledger has seen of each status list that lies in the show.

    A list whose newest file has a lower number was rolled back: a revocation was taken away. ``load_registry`` refuses to
    believe it. A list of which no file is left is not here; a consent that names it counts for nothing anyway.

    Args:
        ledger: ``SHOW/ledger.jsonl``; one that does not exist yet has seen nothing.
        key: What signs the ledger; this machine's key when left out.

    Returns:
        Sequence numbers by the list's id.

    Raises:
        CheckFailedError: The ledger is not what was written, so that nobody can tell.
    """
    if not ledger.exists() and not tip_path(ledger).exists():
        return {}
    seen: dict[str, int] = {}
    for entry in trusted_entries(ledger, key or ledger_key()):
        if "list" in entry.data and "sequence" in entry.data:
            name, sequence = str(entry.data["list"]), int(entry.data["sequence"])
            seen[name] = max(sequence, seen.get(name, sequence))
    if not seen:
        return {}
    return {
        name: seen[digest]
        for name in _lists_on_disk(ledger.with_name("consents"))
        if (digest := list_sha256(name)) in seen
    }


def _lists_on_disk(consents: Path) -> set[str]:
    """Return the ids that the first issues in ``consents/status`` give; whether to believe a file is the loader's affair."""
    found = set()
    for path in (consents / "status").glob("*.000001.json"):
        try:
            name = parsed(path.read_bytes())["id"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        found.add(str(name))
    return found
