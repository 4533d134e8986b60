"""How a stored folder comes here: piece by piece, each checked as it arrives, going on where it broke off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from rushes.studio.storage.manifest import PIECE_BYTES, Manifest, StoredFile
from rushes.studio.storage.objects import Objects, WrongError
from rushes.studio.store import spoken_errors

AT_A_TIME: Final = 4
"""Files, and pieces of one large file, that are under way at a time."""


def fetch_files(
    objects: Objects, manifest: Manifest, folder: Path, told: Callable[[int], None] = lambda _: None
) -> None:
    """Bring a manifest's files into a folder: each is written beside its place, hashed meanwhile, and renamed when it is right.

    Files that are there already and right stay; of one that broke off, the pieces that are right do.

    Args:
        objects: Where they are.
        manifest: What they are.
        folder: Where they go.
        told: Called with the bytes of each piece that arrived.

    Raises:
        WrongError: One can't be had as it ought to be.
        StorageError: The place doesn't answer. What has arrived stays for the next time.
        BadInputError: The disk is full, or the folder can't be written.
    """
    small = [(name, file) for name, file in manifest.files.items() if len(file.pieces) <= 1]
    large = [(name, file) for name, file in manifest.files.items() if len(file.pieces) > 1]
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="storage") as pool:
        try:
            for future in [pool.submit(_fetch, objects, file, folder / name, None, told) for name, file in small]:
                future.result()
            for name, file in large:
                _fetch(objects, file, folder / name, pool, told)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _fetch(
    objects: Objects, file: StoredFile, target: Path, pool: ThreadPoolExecutor | None, told: Callable[[int], None]
) -> None:
    part = target.with_name(f"{target.name}.part")
    with spoken_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rename(part)  # it is read once more, piece by piece, as what broke off is
        part.touch()
        with part.open("r+b") as stream:
            whole, first = hashlib.sha256(), 0  # of several pieces; one piece is its file, and was checked
            for first, sha256 in enumerate(file.pieces):
                data = stream.read(file.piece_size(first))
                if hashlib.sha256(data).hexdigest() != sha256:
                    break
                _add(whole, data, file)
            else:
                first = len(file.pieces)
            stream.seek(min(first * PIECE_BYTES, file.size))
            stream.truncate()
            for data in _pieces(objects, file, first, pool):
                stream.write(data)
                stream.flush()
                _add(whole, data, file)
                told(len(data))
        if len(file.pieces) > 1 and whole.hexdigest() != file.sha256:
            part.unlink()
            raise WrongError(f"{target.name} is not what its record says")
        part.replace(target)


def _add(whole: hashlib._Hash, data: bytes, file: StoredFile) -> None:
    if len(file.pieces) > 1:
        whole.update(data)


def _pieces(objects: Objects, file: StoredFile, first: int, pool: ThreadPoolExecutor | None) -> Iterator[bytes]:
    """Yield a file's pieces from one on, in order; with a pool the next ones are under way meanwhile."""

    def get(number: int) -> bytes:
        data = objects.get(file.pieces[number], file.piece_size(number))
        if data is None:
            raise WrongError(f"the piece {file.pieces[number][:12]} is not there as its name says")
        return data

    numbers = range(first, len(file.pieces))
    if pool is None:
        yield from map(get, numbers)
        return
    ahead = [pool.submit(get, number) for number in numbers[:AT_A_TIME]]
    for number in numbers:
        data = ahead.pop(0).result()
        if number + AT_A_TIME < len(file.pieces):
            ahead.append(pool.submit(get, number + AT_A_TIME))
        yield data
