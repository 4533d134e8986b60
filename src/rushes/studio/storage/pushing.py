"""How a folder is stored: each of its files in pieces, several at a time, and its record last of all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rushes.errors import BadInputError
from rushes.studio.storage.manifest import PIECE_BYTES, StoredFile
from rushes.studio.storage.objects import Objects, piece_path

AT_A_TIME: Final = 4
"""Pieces that are under way at a time; no more are held in memory."""


@dataclass
class Push:
    """Stores the files of a folder.

    Attributes:
        objects: Where.
        anew: Whether each piece is put though one of its name is there: what was read back was not what its name says.
        sent: What was put [bytes].
    """

    objects: Objects
    anew: bool = False
    sent: int = 0
    _begun: set[str] = field(default_factory=set)
    _waiting: set[Future[tuple[int, bool]]] = field(default_factory=set)

    def files(
        self, folder: Path, known: Mapping[str, str], told: Callable[[int], None] = lambda _: None
    ) -> dict[str, StoredFile]:
        """Store files; return what a record says of them, once all of them are there.

        Args:
            folder: Where they lie.
            known: The SHA-256 of each, by its path inside the folder.
            told: Called with the bytes of each piece that is there.

        Raises:
            BadInputError: One is gone, can't be read, or is not what its SHA-256 says.
            StorageError: They can't be stored. What is stored stays, and is found when it is tried again.
        """
        stored: dict[str, StoredFile] = {}
        with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="storage") as pool:
            try:
                for name, sha256 in known.items():
                    stored[name] = self._file(pool, folder / name, sha256, told)
                self._settle(0, told)
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return stored

    def _file(self, pool: ThreadPoolExecutor, path: Path, sha256: str, told: Callable[[int], None]) -> StoredFile:
        whole, size, pieces = hashlib.sha256(), 0, []
        for data in _pieces(path):
            name = sha256 if size == 0 and len(data) < PIECE_BYTES else hashlib.sha256(data).hexdigest()
            whole.update(data)
            size += len(data)
            pieces.append(name)
            if len(data) < PIECE_BYTES and whole.hexdigest() != sha256:
                break
            if name in self._begun:
                told(len(data))
                continue
            self._begun.add(name)
            self._settle(AT_A_TIME, told)
            self._waiting.add(pool.submit(self._put, name, data))
        if whole.hexdigest() != sha256:
            raise BadInputError(f"{path} is not what it was when it was made, so it is not stored. Make it again.")
        return StoredFile(size, sha256, tuple(pieces))

    def _put(self, sha256: str, data: bytes) -> tuple[int, bool]:
        path = piece_path(sha256)
        is_new = self.anew or not self.objects.has(path, len(data))
        if is_new:
            self.objects.put(path, data)
        return len(data), is_new

    def _settle(self, left: int, told: Callable[[int], None]) -> None:
        """Wait until no more than some are under way."""
        while len(self._waiting) > max(0, left - 1) and self._waiting:
            done, self._waiting = wait(self._waiting, return_when=FIRST_COMPLETED)
            for one in done:
                size, is_new = one.result()
                self.sent += size if is_new else 0
                told(size)


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while data := stream.read(PIECE_BYTES):
                yield data
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}), so it is not stored.") from error
