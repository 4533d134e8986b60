"""Keys of vaults: one file each in the settings folder, for its owner's eyes alone, apart from what it locks."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rushes.errors import BadInputError
from rushes.studio import spoken_errors
from rushes.untrusted import parsed

SCHEMA = "rushes/template-key/1"
KEY_BYTES = 32
"""AES-256."""


@dataclass(frozen=True, slots=True)
class VaultKey:
    """A key, and what this machine remembers of what it locks.

    Attributes:
        vault: The vault's own name, which is random.
        generation: Which of the vault's keys, from 1; each rotation makes the next.
        sequence: How often the vault was written when it was last seen here: an older copy is noticed.
        folder: Where the vault lay: one that is gone is noticed.
        key: The key, base64.
    """

    vault: str
    generation: int
    sequence: int
    folder: str
    key: str
    schema: str = SCHEMA

    @classmethod
    def new(cls, vault: str, generation: int, sequence: int, folder: Path) -> VaultKey:
        """Make a key from the system's own chance."""
        secret = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
        return cls(vault, generation, sequence, str(folder.resolve()), secret)

    @property
    def secret(self) -> bytes:
        """The key itself, 32 bytes."""
        return base64.b64decode(self.key, validate=True)

    def path_in(self, keys: Path) -> Path:
        """Return where it lies among others."""
        return keys / f"{self.vault}.{self.generation:04d}.key"

    def write(self, keys: Path) -> None:
        """Write it down.

        Raises:
            OSError: It can't be written.
        """
        write_private(self.path_in(keys), json.dumps(asdict(self)).encode())

    @classmethod
    def read(cls, path: Path) -> VaultKey | None:
        """Read a key; None when the file holds none.

        Raises:
            BadInputError: Somebody else may read it.
        """
        try:
            if path.stat().st_mode & 0o077:
                raise BadInputError(f"Others may read {path}, so that what it locks is open. Run: chmod 600 {path}")
            key = cls(**parsed(path.read_bytes()))
            whole = key.schema == SCHEMA and len(key.secret) == KEY_BYTES and path.name == key.path_in(path.parent).name
        except (OSError, ValueError, TypeError):
            return None
        return key if whole else None


def keys_in(keys: Path) -> list[VaultKey]:
    """Return every key in a folder; what is no key is passed over.

    Raises:
        BadInputError: Somebody else may read one.
    """
    found = [VaultKey.read(path) for path in sorted(keys.glob("*.key"))]
    return [key for key in found if key is not None]


@contextmanager
def held(keys: Path) -> Iterator[None]:
    """Let one process at a time use the keys of a folder, which is made when it is not there.

    Raises:
        BadInputError: The folder can't be written, or somebody else may read it.
    """
    with spoken_errors(keys):
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        if keys.stat().st_mode & 0o077:
            raise BadInputError(f"Others may read {keys}, where the keys of templates lie. Run: chmod 700 {keys}")
        stream = (keys / ".lock").open("a", encoding="ascii")
    with stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def write_private(path: Path, content: bytes) -> None:
    """Write bytes beside their place, readable by nobody else, flush them to the disk, and rename them there.

    Raises:
        OSError: They can't be written; nothing is left of them.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
