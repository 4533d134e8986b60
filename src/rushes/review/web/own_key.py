"""The key of the person at this machine: made on first use, kept in the settings folder, used by this process alone."""

from __future__ import annotations

from typing import Final

from rushes.clearance.records.keys import Signer
from rushes.clearance.records.machine_key import KeyWords, made_once
from rushes.studio import settings_folder

OWN_KEY = "reviewer.key"

_WORDS: Final = KeyWords(
    "your key", lost="Put it back from a backup.", copied="take it away and have a new one enrolled."
)


def own_signer() -> Signer:
    """Return the signer of whoever works at this machine; the first call makes their key.

    Raises:
        BadInputError: It can't be made or read, others may read it, or it is no Ed25519 key.
    """
    return made_once(settings_folder() / OWN_KEY, _WORDS)
