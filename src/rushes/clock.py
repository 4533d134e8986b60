"""A clock that jumps while something is made: nothing is dated by it then."""

from __future__ import annotations

import time

from rushes.errors import CheckFailedError

JUMP_S = 120.0
"""How far [s] a clock may be from where it was and the time that went by since: setting it over the network moves it by less."""


class SteadyClock:
    """Remembers what the clock said, and how long ago that is by a clock that nobody sets."""

    def __init__(self) -> None:
        """Begin to watch now."""
        self._ahead = _ahead()

    def check(self) -> None:
        """Stop when the clock jumped since.

        Raises:
            CheckFailedError: It did, forwards or backwards.
        """
        jump = _ahead() - self._ahead
        if abs(jump) > JUMP_S:
            way = "forwards" if jump > 0 else "backwards"
            raise CheckFailedError(
                f"This machine's clock jumped {abs(jump):.0f} s {way} while the take was made, so nothing is sealed or written down by it. "
                "Set it right, and run the same command again: what is finished is kept."
            )


def _ahead() -> float:
    """Return how far [s] the clock is ahead of one that counts from the machine's start, its sleep included."""
    since_start = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.time() - time.clock_gettime(since_start)
