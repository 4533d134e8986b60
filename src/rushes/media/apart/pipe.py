"""What comes out of another process, read by lines and by length, never longer than a deadline."""

from __future__ import annotations

import contextlib
import fcntl
import os
import selectors
import sys
import time
from typing import IO

import numpy as np
from numpy.typing import NDArray

LONGEST_LINE = 4 << 20
"""Bytes of the longest line: an answer without its arrays."""


_ROOM = 1 << 20
"""Bytes that a pipe holds, where it may be said: a frame has 25 million, and each turn costs two switches."""


class EndedError(Exception):
    """Nothing more will come."""


class LateError(Exception):
    """Nothing came in time."""


class Pipe:
    """The end of a pipe that this process reads."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._descriptor = stream.fileno()
        os.set_blocking(self._descriptor, False)
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                fcntl.fcntl(self._descriptor, fcntl.F_SETPIPE_SZ, _ROOM)
        self._kept = bytearray()

    def line(self, until: float) -> bytes:
        """Return the next line.

        Args:
            until: The last moment, by ``time.monotonic``.

        Raises:
            EndedError: The other side is gone, or says more than a line can hold.
            LateError: The moment came first.
        """
        while (at := self._kept.find(b"\n")) < 0:
            if len(self._kept) > LONGEST_LINE:
                raise EndedError
            part = bytearray(1 << 16)
            self._kept += part[: self._into(memoryview(part), until)]
        line = bytes(self._kept[:at])
        del self._kept[: at + 1]
        return line

    def exactly(self, count: int, until: float) -> NDArray[np.uint8]:
        """Return so many bytes.

        Raises:
            EndedError: As ``line``.
            LateError: As ``line``.
        """
        data = np.empty(count, np.uint8)
        at = min(count, len(self._kept))
        view = data.data
        view[:at] = self._kept[:at]
        del self._kept[:at]
        while at < count:
            at += self._into(view[at:], until)
        return data

    def _into(self, view: memoryview, until: float) -> int:
        with selectors.DefaultSelector() as selector:
            selector.register(self._descriptor, selectors.EVENT_READ)
            if not selector.select(max(0.0, until - time.monotonic())):
                raise LateError
        count = os.readv(self._descriptor, [view])
        if not count:
            raise EndedError
        return count
