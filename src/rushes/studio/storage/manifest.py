"""The record of what was stored: which files, of which pieces. It is written last, so that what has none was never stored."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from rushes.canonical import sha256_of
from rushes.studio.storage.objects import WrongError

SCHEMA: Final = "rushes/stored/1"
PIECE_BYTES: Final = 16 << 20
"""A large file is stored in pieces of this size [bytes], each an object by its own name: what breaks off goes on at the last whole one."""

_EMPTY = hashlib.sha256().hexdigest()
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DEEPEST, _LONGEST = 20, 400


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was stored.

    Attributes:
        size: Of the file [bytes].
        sha256: Of its bytes.
        pieces: The SHA-256 of each of its pieces, in order; none where it is empty.
    """

    size: int
    sha256: str
    pieces: tuple[str, ...]

    def piece_size(self, number: int) -> int:
        """Return the size of a piece [bytes]."""
        return min(PIECE_BYTES, self.size - number * PIECE_BYTES)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was stored under one name.

    Attributes:
        about: What it is: of a step its ``done.json``; of a take its show, shot and version.
        files: Its files by their paths inside its folder.
    """

    about: Mapping[str, Any]
    files: Mapping[str, StoredFile]

    def to_bytes(self) -> bytes:
        """Return it as it is stored: with the SHA-256 of what it says, since no name says that of a record."""
        files = {
            name: {"size": file.size, "sha256": file.sha256, "pieces": list(file.pieces)}
            for name, file in self.files.items()
        }
        said = {"about": dict(self.about), "files": files}
        return json.dumps({"schema": SCHEMA, "sha256": sha256_of(said), **said}, indent=1).encode()


def read_manifest(data: bytes) -> Manifest:
    """Read what lies in a place that others write to: nothing in it is believed before it was looked at.

    Raises:
        WrongError: It is no record of ours, is damaged, or names a file outside its folder.
    """
    try:
        record = json.loads(data)
        if record["schema"] != SCHEMA:
            raise ValueError(f"its schema is not {SCHEMA}")
        if record["sha256"] != sha256_of({"about": record["about"], "files": record["files"]}):
            raise ValueError("it is damaged")
        if not isinstance(record["about"], dict):
            raise TypeError("it does not say what it is")
        files = {_inside(name): _file(entry) for name, entry in record["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WrongError(f"it is no record of ours: {error}") from None
    return Manifest(record["about"], files)


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    parts = path.parts
    if (
        not parts
        or path.is_absolute()
        or ".." in parts
        or path.as_posix() != name
        or len(parts) > _DEEPEST
        or len(name) > _LONGEST
        or not name.isprintable()
        or "\\" in name
    ):
        raise ValueError("it names a file outside its folder")
    return name


def _file(entry: Mapping[str, Any]) -> StoredFile:
    file = StoredFile(entry["size"], entry["sha256"], tuple(entry["pieces"]))
    if type(file.size) is not int or file.size < 0:
        raise ValueError("the size of a file is none")
    if not all(isinstance(name, str) and _SHA256.fullmatch(name) for name in (file.sha256, *file.pieces)):
        raise ValueError("the name of a piece is no SHA-256")
    if len(file.pieces) != -(-file.size // PIECE_BYTES):
        raise ValueError("a file has not as many pieces as its size asks for")
    if len(file.pieces) <= 1 and file.sha256 != (*file.pieces, _EMPTY)[0]:
        raise ValueError("a file of one piece has another name than its piece")
    return file
