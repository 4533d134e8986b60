"""The clearance desk's key: what says that a key is a performer's, and that a strike order is one.

It is made on first use and stays in the settings folder of the machine on which the desk works. A show names the desk
that it trusts in its ``show.yaml`` (``clearance_desk``); a show that names none trusts the desk of this machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rushes.clearance.records.keys import Signer
from rushes.clearance.records.machine_key import KeyWords, made_once, read_machine_key
from rushes.studio import settings_folder

DESK_KEY = "desk.key"

_WORDS: Final = KeyWords(
    "the clearance desk's key",
    lost="Put it back from a backup, or work on the desk's own machine.",
    copied="the desk needs a new key and has to enrol every performer again.",
)


def desk_signer(folder: Path | None = None) -> Signer:
    """Return this machine's desk; the first call makes its key.

    Args:
        folder: Where the key lies; the settings folder when left out.

    Raises:
        BadInputError: It can't be made or read, others may read it, or it is no Ed25519 key.
    """
    return made_once((folder or settings_folder()) / DESK_KEY, _WORDS)


def desk_did(folder: Path | None = None) -> str | None:
    """Return the did:key of this machine's desk; None when it never worked here. Makes nothing.

    Raises:
        BadInputError: As ``desk_signer``.
    """
    path = (folder or settings_folder()) / DESK_KEY
    return read_machine_key(path, _WORDS).did if path.exists() else None
