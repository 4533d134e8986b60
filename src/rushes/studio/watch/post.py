"""How a job's processes tell their supervisor what happened: small letters through a socket of this machine."""

from __future__ import annotations

import contextlib
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rushes.studio.watch.event import Event

_LETTER_BYTES: Final = 4096
_BUFFER_BYTES: Final = 2**20
_ASK_S: Final = 0.5

_PATIENCE_S: Final = 0.2
"""How long [s] a letter waits for room: the system keeps about ten, and the supervisor reads one in some microseconds."""

_SULK_S: Final = 5.0
"""How long [s] no letter is written after one found no room: the supervisor stands still, and the work must not."""


class Post:
    """Takes letters from other processes.

    Attributes:
        path: The socket that they write to.
    """

    def __init__(self, hear: Callable[[Event], None]) -> None:
        """Open the box.

        Args:
            hear: Told of every event, in a thread of the box's own, one after another.
        """
        self._folder = tempfile.mkdtemp(prefix="rushes_watch_")
        self.path = Path(self._folder) / "post"
        self._hear = hear
        self._ends = threading.Event()
        self._box = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._box.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
        self._box.settimeout(_ASK_S)
        self._box.bind(str(self.path))
        self._thread = threading.Thread(target=self._listen, name="rushes-watch", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                letter = self._box.recv(_LETTER_BYTES)
            except TimeoutError:
                if self._ends.is_set():
                    return
                continue
            event = Event.of_line(letter)
            if event is not None:
                self._hear(event)

    def end(self) -> None:
        """Read what has come, and close."""
        self._ends.set()
        self._thread.join()
        self._box.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Letters:
    """Writes to the supervisor; where nobody takes letters, or the box stays full, they are lost."""

    def __init__(self, path: Path) -> None:
        """Address them.

        Args:
            path: The socket of a `Post`.
        """
        self._path = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(_PATIENCE_S)
        self._lock = threading.Lock()
        self._silent_until = 0.0

    def tell(self, event: Event) -> None:
        """Send one letter."""
        with self._lock, contextlib.suppress(OSError):
            if time.monotonic() < self._silent_until:
                return
            try:
                self._socket.sendto(event.line().encode(), self._path)
            except TimeoutError:
                self._silent_until = time.monotonic() + _SULK_S

    def end(self) -> None:
        """Close the socket."""
        self._socket.close()
