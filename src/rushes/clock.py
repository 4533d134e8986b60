"""A clock that is wrong, or jumps while something is made: nothing is dated by it then."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

from rushes.errors import NotNowError

JUMP_S = 120.0
"""How far [s] a clock may be from where it was and the time that went by since: setting it over the network moves it by less."""

APART_S = 600.0
"""How far [s] a clock may be from that of the disk which the show lies on. What is dated ahead stops the show until then, so that some minutes
may pass: a file server that asks no time server is wrong by as much."""


class SteadyClock:
    """Remembers what the clock said, and how long ago that is by a clock that nobody sets; and compares it with the disk's own."""

    def __init__(self, folder: Path) -> None:
        """Begin to watch now.

        Args:
            folder: On the disk that the clock is compared with: a file server has one of its own.
        """
        self._folder = folder
        self._ahead = _ahead()

    def check(self) -> None:
        """Stop when the clock jumped since, or is not the disk's.

        Raises:
            NotNowError: It did, forwards or backwards, or it is far from what the disk dates files by.
        """
        jump = _ahead() - self._ahead
        if abs(jump) > JUMP_S:
            way = "forwards" if jump > 0 else "backwards"
            raise NotNowError(
                f"This machine's clock jumped {abs(jump):.0f} s {way} while the take was made, so nothing is sealed or written down by it. "
                "Set it right, and run the same command again: what is finished is kept."
            )
        apart = -(disk_ahead(self._folder) or 0.0)
        if abs(apart) > APART_S:
            way = "ahead of" if apart > 0 else "behind"
            raise NotNowError(
                f"This machine's clock is {abs(apart):.0f} s {way} that of the disk of {self._folder}, so nothing is sealed or written down by it. "
                "Set the one that is wrong right, and run the same command again: what is finished is kept."
            )


def disk_ahead(folder: Path) -> float | None:
    """Return how far [s] a disk's clock, by which it dates files, is ahead of this machine's; None when nothing can be written there."""
    path = folder / f".clock-{uuid.uuid4().hex}"
    try:
        before = time.time()
        path.write_bytes(b"")
        dated, after = path.stat().st_mtime, time.time()
    except OSError:
        return None
    finally:
        path.unlink(missing_ok=True)
    return min(dated - before, 0.0) or max(dated - after, 0.0)


def _ahead() -> float:
    """Return how far [s] the clock is ahead of one that counts from the machine's start, its sleep included."""
    since_start = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.time() - time.clock_gettime(since_start)
