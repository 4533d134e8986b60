"""How often one person may ask: buckets that fill up again with time."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

KEPT = 10_000
"""Buckets that are remembered; full ones are forgotten first, since they say nothing."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once, and so many a second for as long as it goes on."""

    burst: int
    per_second: float


CHANGES = Limit(burst=60, per_second=2.0)
"""Notes, decisions, states: four times what a quick supervisor types."""

ASKS = Limit(burst=30, per_second=2.0)
"""A brief that is read again as somebody types, with its clearance; the page waits a third of a second between two."""

SIGN_INS = Limit(burst=20, per_second=0.2)
"""Attempts to come in, from one address."""

READS = Limit(burst=600, per_second=100.0)
"""Everything else: a wall of thumbnails is a few hundred requests in a second."""


class Buckets:
    """What is left for each person of each limit."""

    def __init__(self) -> None:
        self._left: dict[tuple[str, Limit], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, who: str, limit: Limit) -> float:
        """Take one; return 0, or how long [s] to wait when none is left."""
        now = time.monotonic()
        with self._lock:
            left, at = self._left.get((who, limit), (float(limit.burst), now))
            left = min(float(limit.burst), left + (now - at) * limit.per_second)
            if left < 1.0:
                self._left[who, limit] = (left, now)
                return (1.0 - left) / limit.per_second
            self._left[who, limit] = (left - 1.0, now)
            if len(self._left) > KEPT:
                self._forget(now)
            return 0.0

    def _forget(self, now: float) -> None:
        full = [key for key, (left, at) in self._left.items() if left + (now - at) * key[1].per_second >= key[1].burst]
        for key in full:
            del self._left[key]
