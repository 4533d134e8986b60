"""What was worked out of a take that never changes, kept for the takes that were looked at last."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")

MOST = 256


class Kept(Generic[Value]):
    """The newest values, by what they were worked out of."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: dict[Hashable, Value] = {}
        self._lock = threading.Lock()

    def of(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """Return what is kept under a key; work it out the first time."""
        with self._lock:
            if key in self._held:
                self._held[key] = self._held.pop(key)
                return self._held[key]
        value = work_out()
        with self._lock:
            self._held[key] = value
            while len(self._held) > self._most:
                self._held.pop(next(iter(self._held)))
        return value
