"""What the ledger says of a take."""

from __future__ import annotations

import getpass
from pathlib import Path

from rushes.canonical import sha256_of_file
from rushes.engines import Take
from rushes.provenance.authority import Authority
from rushes.provenance.ledger import Ledger


def record(ledger: Path, event: str, take: Take) -> None:
    """Write down that something happened to a take.

    Raises:
        CheckFailedError: The ledger's end was altered.
        BadInputError: The ledger can't be written.
    """
    Ledger(ledger, Authority.open().ledger_key).append(
        event,
        actor=_account(),
        scope={"show": take.show, "shot": take.shot, "version": take.version},
        data={
            "take_sha256": sha256_of_file(take.folder / "take.json"),
            "recipe_sha256": take.recipe["sha256"],
            "clearance": take.clearance["id"],
            "checks_failed": [finding.check for finding in take.findings if not finding.ok],
        },
    )


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown account"
