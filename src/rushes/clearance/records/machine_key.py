"""A key that a machine makes on first use and keeps in its settings folder, readable by its owner alone."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from rushes.clearance.records.keys import Signer, memory_signer
from rushes.clearance.records.write_once import write_once
from rushes.errors import BadInputError
from rushes.studio import spoken_errors


@dataclass(frozen=True, slots=True)
class KeyWords:
    """How a key is spoken of when something is wrong with it.

    Attributes:
        name: What it is, for example ``the clearance desk's key``.
        lost: What to do when it can't be read.
        copied: What follows if others could have copied it.
    """

    name: str
    lost: str
    copied: str


def made_once(path: Path, words: KeyWords) -> Signer:
    """Return the signer of a key; the first call makes the key.

    Raises:
        BadInputError: It can't be made or read, others may read it, or it is no Ed25519 key.
    """
    if not path.exists():
        _make(path)
    return read_machine_key(path, words)


def read_machine_key(path: Path, words: KeyWords) -> Signer:
    """Return the signer of a key that is there. Makes nothing.

    Raises:
        BadInputError: As ``made_once``.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        mode, data = stat.S_IMODE(path.stat().st_mode), path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{_capital(words.name)} {path} can't be read ({error.strerror}). {words.lost}") from error
    if mode & 0o077:
        raise BadInputError(
            f"Others may read {words.name} {path}, so what it signed proves nothing. Run: chmod 600 {path}; "
            f"if others could have copied it, {words.copied}"
        )
    try:
        key = load_pem_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInputError(f"{path} is not {words.name}, or it is damaged. Put the right one back.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInputError(f"{path} holds no Ed25519 key: only those sign records here. Put the right one back.")
    return memory_signer(key)


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


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
