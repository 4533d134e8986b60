"""One supervisor a show: a file lock that a dead process can't keep."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rushes.errors import BusyError
from rushes.studio.store import spoken_errors

PATIENCE_S = 0.5
"""How long [s] a held lock is asked for again: one who only looks at it (``is_locked``) holds it for a moment, and so may
a process that was just killed."""


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
        if not _taken(stream):
            stream.seek(0)
            holder = stream.read().strip() or "unknown"
            raise BusyError(
                f"Another run works on {work.parent} (process {holder}). Wait for it (`rushes jobs` shows how far "
                "it is), or cancel it with `rushes cancel`."
            )
        with spoken_errors(path):
            stream.truncate(0)
            stream.write(str(os.getpid()))
            stream.flush()
        yield


def _taken(stream: IO[str]) -> bool:
    """Try to take the lock for ``PATIENCE_S``."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(PATIENCE_S / 10)
        else:
            return True


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
