"""Files that are written once: keys, signed records, status lists. What is there is never overwritten."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from rushes.errors import BadInputError
from rushes.studio import spoken_errors


def write_once(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file that must not exist yet: beside its place, flushed to the disk, then linked there.

    Whoever looks sees nothing or the whole file, and of two writers at the same moment exactly one succeeds.

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
            os.link(part, path)
        except FileExistsError as error:
            raise BadInputError(f"{path} is there already and is never overwritten. Give another name.") from error
        finally:
            part.unlink(missing_ok=True)
