"""Files that are written once: keys, signed records, status lists. What is there is never overwritten."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from rushes.errors import BadInputError
from rushes.studio import spoken_errors

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""What a disk says that has no hard links: some network shares, and sticks formatted for cameras."""


def write_once(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file that must not exist yet: beside its place, flushed to the disk, then put there.

    Whoever looks sees nothing or the whole file, and of two writers at the same moment exactly one succeeds. On a disk
    without hard links somebody may see an empty file for a moment, which no reader takes for a record.

    Args:
        path: Where; its folder is made when it is missing.
        data: The whole content.
        mode: Permissions of the file.

    Raises:
        BadInputError: Something is there already, or the place can't be written.
    """
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            _put(part, path)
        except FileExistsError as error:
            raise BadInputError(f"{path} is there already and is never overwritten. Give another name.") from error
        finally:
            part.unlink(missing_ok=True)
        _flush_folder(path.parent)


def _put(part: Path, path: Path) -> None:
    """Give a written file its name, unless the name is taken."""
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))  # takes the name, or says that it is taken
        part.replace(path)


def _flush_folder(folder: Path) -> None:
    """Make the name last through a power cut, too: a revocation that was confirmed must not be gone afterwards."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
