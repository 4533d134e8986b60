"""The store of finished steps: a step is done when its files are there and right, whoever made them."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rushes.canonical import sha256_of_file
from rushes.errors import BadInputError, NotNowError

DONE = "done.json"
_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class StepFolder:
    """Where one step's files are, or will be: ``<work>/<step>/<first 16 digits of its key>``.

    Attributes:
        work: The show's folder of finished steps.
        step: The step's name.
        key: Its content address (64 hex digits).
    """

    work: Path
    step: str
    key: str

    @property
    def name(self) -> str:
        """What the store calls it: ``<step>/<first 16 digits of its key>``."""
        return f"{self.step}/{self.key[:_KEY_LENGTH]}"

    @property
    def path(self) -> Path:
        """The finished folder."""
        return self.work / self.name

    @property
    def part(self) -> Path:
        """The folder that a step writes in until it is whole."""
        return self.path.with_name(self.path.name + ".part")

    @property
    def log(self) -> Path:
        """What the step's process printed."""
        return self.path.with_name(self.path.name + ".log")

    @property
    def lock(self) -> Path:
        """What whoever makes the step holds alone, and whoever uses it shares."""
        return self.path.with_name(self.path.name + ".lock")

    @property
    def writers(self) -> Path:
        """What the processes that write its files hold, whichever machine they are on."""
        return self.path.with_name(self.path.name + ".writers")

    def is_done(self, *, deep: bool = False) -> bool:
        """Say whether every file is there with its size, and with ``deep`` its SHA-256 as well."""
        record = self.record()
        if record is None or record.get("key") != self.key:
            return False
        try:
            return bool(record["files"]) and all(
                (self.path / name).stat().st_size == entry["size"]
                and (not deep or sha256_of_file(self.path / name) == entry["sha256"])
                for name, entry in record["files"].items()
            )
        except (OSError, KeyError, TypeError, AttributeError):
            return False  # a file is gone, or the record itself is damaged

    def record(self) -> dict[str, Any] | None:
        """Return what ``done.json`` says, or None when it is not there or not whole."""
        try:
            record = json.loads((self.path / DONE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return record if isinstance(record, dict) else None

    def mend(self) -> bool:
        """Hash every file of a finished folder; set it aside, to be made again, when one is not right any more.

        Returns:
            Whether the step is done, to the last bit.

        Raises:
            BadInputError: The folder can't be written.
        """
        if self.is_done(deep=True):
            self.mark_used()
            return True
        with spoken_errors(self.path), contextlib.suppress(FileNotFoundError):  # two jobs may find it at once
            if self.path.exists():
                set_aside(self.path)
        return False

    def mark_used(self) -> None:
        """Note that its files are used now: what was used longest ago is tidied away first."""
        with contextlib.suppress(OSError):  # a store that can't be written can't be tidied either
            os.utime(self.path / DONE)

    def begun(self) -> bool:
        """Say whether a broken-off run left something that is kept."""
        return any(path.is_file() for path in self.part.rglob("*"))

    def open(self) -> Path:
        """Make the folder to write in; keep what a broken-off run finished, drop what it did not.

        A finished folder that is not right any more is set aside, never overwritten.

        Raises:
            BadInputError: The folder can't be written.
        """
        with spoken_errors(self.part):
            if self.path.exists():
                set_aside(self.path)
            self.part.mkdir(parents=True, exist_ok=True)
            for path in self.part.rglob("*.part"):
                if path.is_file():
                    path.unlink()
        return self.part

    def finish(self, *, seconds: float, tools: Mapping[str, str] | None = None) -> Path:
        """Name every file with its SHA-256 in ``done.json`` and make the folder the finished one.

        Args:
            seconds: How long the last run of the step took [s].
            tools: Names and versions of the programs and models behind it.

        Raises:
            BadInputError: The folder can't be written.
        """
        with spoken_errors(self.part):
            files = {
                path.relative_to(self.part).as_posix(): {
                    "size": path.stat().st_size,
                    "sha256": sha256_of_file(path),
                }
                for path in sorted(self.part.rglob("*"))
                if path.is_file() and path.name != DONE
            }
            record = {
                "step": self.step,
                "key": self.key,
                "seconds": seconds,
                "tools": dict(tools or {}),
                "files": files,
            }
            write_atomically(self.part / DONE, json.dumps(record, indent=1))
            self.part.rename(self.path)
        return self.path


def set_aside(path: Path) -> Path:
    """Rename a file or folder that is not right to the next free ``.broken-N``, and return where it is now."""
    number = 1
    while (aside := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    return path.rename(aside)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a text, or bytes, beside its place, flush it to the disk, and rename it there: one process after the other."""
    part = path.with_name(path.name + ".part")
    with _alone(part) as stream:
        try:
            stream.truncate(0)
            stream.write(content if isinstance(content, bytes) else content.encode())
            stream.flush()
            os.fsync(stream.fileno())
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise


@contextmanager
def _alone(part: Path) -> Iterator[IO[bytes]]:
    """Open a file to write, once nobody else has it open to write: what they wrote has its name by then."""
    while True:
        with part.open("ab") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            try:
                is_there = os.path.samestat(os.fstat(stream.fileno()), part.stat())
            except FileNotFoundError:
                continue
            if is_there:
                yield stream
                return


FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when there is no room for more."""

CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
"""What the system says when a place may not be written."""


@contextmanager
def spoken_errors(path: Path, *, only: frozenset[int] | None = None) -> Iterator[None]:
    """Turn what the file system says into a sentence about a path.

    Args:
        path: What is written.
        only: The error numbers to speak about; others go on up as they are. All by default.

    Raises:
        NotNowError: The disk is full.
        BadInputError: The place can't be written, or it is in the way.
    """
    try:
        yield
    except OSError as error:
        if only is not None and error.errno not in only:
            raise
        where = error.filename or path
        if error.errno in FULL:
            raise NotNowError(
                f"The disk is full while writing {where}{_free(path)}. Make room and run the same command "
                "again: what is finished is kept."
            ) from error
        raise BadInputError(
            f"{where} can't be written ({error.strerror}). Give write permission or another place, and run the "
            "same command again."
        ) from error


def _free(path: Path) -> str:
    """Return the room left where a path is or would be, in words; nothing when that can't be told."""
    for place in (path, *path.parents):
        if place.exists():
            return f" ({shutil.disk_usage(place).free // 2**20} MiB free)"
    return ""
