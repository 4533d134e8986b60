"""Log lines: one JSON object a line, on standard error or in a file that is rotated, whichever process writes it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rushes.studio.watch.event import Event

LIMIT_BYTES: Final = 16 * 2**20
"""A file this big is put aside: some 80,000 lines, which every editor still opens."""

KEPT: Final = 5
"""Files that were put aside and are kept: ``log.1`` is the newest."""


class ErrorOutput:
    """Lines on this process's standard error."""

    def tell(self, event: Event) -> None:
        """Write one line; somebody who doesn't read is no reason to stop."""
        if event.level != "debug":
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write(event.line() + "\n")
                sys.stderr.flush()

    def end(self) -> None:
        """Have nothing left to write."""


@dataclass(frozen=True, slots=True)
class LogFile:
    """Lines in a file that many processes write at once.

    Each line is one write at the file's end, so lines never mix; the file is opened for each, so that whoever writes next finds
    the new one once it was rotated. What can't be written is lost: a full disk must not stop the work that it is about.

    Attributes:
        path: Where it lies; its folder is made.
        limit: How big it may get [bytes].
    """

    path: Path
    limit: int = LIMIT_BYTES

    def tell(self, event: Event) -> None:
        """Write one line."""
        if event.level == "debug":
            return
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            place = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
            try:
                os.write(place, event.line().encode() + b"\n")
                if os.fstat(place).st_size > self.limit:
                    self._rotate(place)
            finally:
                os.close(place)

    def _rotate(self, place: int) -> None:
        """Put the file aside, unless another process has done so since."""
        fcntl.flock(place, fcntl.LOCK_EX)
        if not self.path.exists() or self.path.stat().st_ino != os.fstat(place).st_ino:
            return
        for number in range(KEPT - 1, 0, -1):
            older = self._aside(number)
            if older.exists():
                older.replace(self._aside(number + 1))
        self.path.replace(self._aside(1))

    def _aside(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")

    def end(self) -> None:
        """Have nothing left to write."""
