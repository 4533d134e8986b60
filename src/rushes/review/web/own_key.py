"""The key of the person at this machine: made on first use, kept in the settings folder, used by this process alone."""

from __future__ import annotations

import stat
from pathlib import Path

from rushes.clearance.records.keys import Signer, memory_signer
from rushes.clearance.records.write_once import write_once
from rushes.errors import BadInputError
from rushes.studio import settings_folder, spoken_errors

OWN_KEY = "reviewer.key"


def own_signer() -> Signer:
    """Return the signer of whoever works at this machine; the first call makes their key.

    Raises:
        BadInputError: It can't be made or read, others may read it, or it is no Ed25519 key.
    """
    path = settings_folder() / OWN_KEY
    if not path.exists():
        _make(path)
    return _read(path)


def _make(path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    with spoken_errors(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        write_once(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    except BadInputError:
        if not path.exists():  # somebody else who made it first is as good
            raise


def _read(path: Path) -> Signer:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    with spoken_errors(path):
        mode, data = stat.S_IMODE(path.stat().st_mode), path.read_bytes()
    if mode & 0o077:
        raise BadInputError(
            f"Others may read your key {path}, so what it signed proves nothing. Run: chmod 600 {path}; if others could have "
            "copied it, take it away and have a new one enrolled."
        )
    try:
        key = load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInputError(f"{path} is no key, or it is damaged. Put the right one back.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInputError(f"{path} holds no Ed25519 key: only those sign records here. Put the right one back.")
    return memory_signer(key)
