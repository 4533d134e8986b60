"""The clearance desk's key: what says that a key is a performer's, and that a strike order is one.

It is made on first use and stays in the settings folder of the machine on which the desk works. A show names the desk
that it trusts in its ``show.yaml`` (``clearance_desk``); a show that names none trusts the desk of this machine.
"""

from __future__ import annotations

import stat
from pathlib import Path

from rushes.clearance.records.keys import Signer, memory_signer
from rushes.clearance.records.write_once import write_once
from rushes.errors import BadInputError
from rushes.studio import settings_folder, spoken_errors

DESK_KEY = "desk.key"


def desk_signer(folder: Path | None = None) -> Signer:
    """Return this machine's desk; the first call makes its key.

    Args:
        folder: Where the key lies; the settings folder when left out.

    Raises:
        BadInputError: It can't be made or read, others may read it, or it is no Ed25519 key.
    """
    path = (folder or settings_folder()) / DESK_KEY
    if not path.exists():
        _make(path)
    return _read(path)


def desk_did(folder: Path | None = None) -> str | None:
    """Return the did:key of this machine's desk; None when it never worked here. Makes nothing.

    Raises:
        BadInputError: As ``desk_signer``.
    """
    path = (folder or settings_folder()) / DESK_KEY
    return _read(path).did if path.exists() else None


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

    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        data = path.read_bytes()
    except OSError as error:
        raise BadInputError(
            f"The clearance desk's key {path} can't be read ({error.strerror}). Put it back from a backup, or work on "
            "the desk's own machine."
        ) from error
    if mode & 0o077:
        raise BadInputError(
            f"Others may read the clearance desk's key {path}, so what it signed proves nothing. Run: chmod 600 {path}; "
            "if others could have copied it, the desk needs a new key and has to enrol every performer again."
        )
    try:
        key = load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInputError(f"{path} is no clearance desk's key, or it is damaged. Put the right one back.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInputError(f"{path} holds no Ed25519 key: only those sign records here. Put the right one back.")
    return memory_signer(key)
