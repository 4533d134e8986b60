"""One supervisor a show: a file lock that a dead process can't keep."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rushes.errors import BusyError
from rushes.studio.store import spoken_errors


@contextmanager
def supervisor_lock(work: Path) -> Iterator[None]:
    """Hold a show's lock.

    Raises:
        BusyError: Another process holds it; the sentence names its process id.
        BadInputError: The lock file can't be written.
    """
    path = work / "supervisor.lock"
    with spoken_errors(path):
        work.mkdir(parents=True, exist_ok=True)
        stream = path.open("a+", encoding="ascii")
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            stream.seek(0)
            holder = stream.read().strip() or "unknown"
            raise BusyError(
                f"Another run works on {work.parent} (process {holder}). Wait for it (`rushes jobs` shows how far "
                "it is), or cancel it with `rushes cancel`."
            ) from error
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def is_locked(work: Path) -> bool:
    """Say whether some process supervises this show now."""
    path = work / "supervisor.lock"
    try:
        stream = path.open("r", encoding="ascii")
    except OSError:
        return False
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
