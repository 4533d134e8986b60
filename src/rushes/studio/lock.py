"""Locks that a dead process can't keep: one a shot, one a job, and one a step, which jobs share once it is done."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rushes.errors import BusyError
from rushes.studio.store import spoken_errors

PATIENCE_S = 0.5
"""How long [s] a held lock is asked for again: one who only looks at it (``is_held``) holds it for a moment, and so may
a process that was just killed."""


class FileLock:
    """A lock on a file, held alone or shared with others; it ends with the last process that has the file open."""

    def __init__(self, path: Path) -> None:
        """Take the file's path; nothing is opened yet."""
        self.path = path
        self._stream: IO[bytes] | None = None

    def take(self, *, shared: bool = False, holder: str = "") -> bool:
        """Try once, or change from one kind to the other; say whether it is held now.

        Args:
            shared: Whether others may share it.
            holder: What others read in the file, when it is held alone.

        Raises:
            BadInputError: The file can't be written.
        """
        how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
        while True:
            stream = self._opened()
            try:
                fcntl.flock(stream, how)
            except BlockingIOError:
                self.release()
                return False
            if _is_at(stream, self.path):
                break
            self.release()  # whoever held it has removed the file since it was opened
        if not shared:
            with contextlib.suppress(OSError):  # a full disk: the lock holds without a name on it
                stream.truncate(0)
                stream.write(holder.encode())
        return True

    def take_patiently(self, *, holder: str = "") -> bool:
        """Try to hold it alone for ``PATIENCE_S``.

        Raises:
            BadInputError: The file can't be written.
        """
        until = time.monotonic() + PATIENCE_S
        while not self.take(holder=holder):
            if time.monotonic() > until:
                return False
            time.sleep(PATIENCE_S / 10)
        return True

    def release(self, *, remove: bool = False) -> None:
        """Let go; with ``remove``, which only who holds it alone may ask for, the file goes too."""
        if self._stream is None:
            return
        if remove:
            with contextlib.suppress(
                OSError
            ):  # a disk that is gone or may not be written any more: an empty file stays
                self.path.unlink()
        self._stream.close()
        self._stream = None

    def holder(self) -> str:
        """Return what the last one wrote that held it alone; empty when nobody did."""
        try:
            return self.path.read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    def descriptors(self) -> tuple[int, ...]:
        """Return the open file: a process that is given it holds the lock as well, until it ends."""
        return () if self._stream is None else (self._stream.fileno(),)

    def _opened(self) -> IO[bytes]:
        if self._stream is None:
            with spoken_errors(self.path):
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._stream = self.path.open("a+b", buffering=0)
        return self._stream


def _is_at(stream: IO[bytes], path: Path) -> bool:
    """Say whether an open file is still the one at a path."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(stream.fileno())
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


@contextmanager
def job_lock(work: Path, name: str) -> Iterator[None]:
    """Hold the lock of a shot, or of whatever else is made one at a time.

    Args:
        work: The show's folder of finished steps.
        name: The shot; a training has ``train-<model>``.

    Raises:
        BusyError: Another process holds it; the sentence names its process id and its machine.
        BadInputError: The lock file can't be written.
    """
    lock = FileLock(_lock_path(work, name))
    if not lock.take_patiently(holder=f"process {os.getpid()} on {socket.gethostname()}"):
        raise BusyError(
            f"Another run makes {name} in {work.parent} ({lock.holder() or 'an unknown process'}). Wait for it (`rushes jobs` "
            "shows how far it is), or cancel it with `rushes cancel`."
        )
    try:
        yield
    finally:
        lock.release(remove=True)


def is_locked(work: Path, name: str = "") -> bool:
    """Say whether some process makes a shot now; without a name, whether anything is made in this show."""
    if name:
        return is_held(_lock_path(work, name))
    return any(is_held(path) for path in (work / "locks").glob("*.lock"))


def _lock_path(work: Path, name: str) -> Path:
    return work / "locks" / f"{name}.lock"


def is_held(path: Path) -> bool:
    """Say whether some process holds a lock alone."""
    try:
        stream = path.open("r", encoding="utf-8")
    except OSError:
        return False
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def waiting_lock(path: Path) -> Iterator[None]:
    """Hold a lock for a moment, after whoever holds it now: around a file that several processes read, change and write.

    Raises:
        BadInputError: The lock file can't be written.
    """
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("a", encoding="utf-8")
    with stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
