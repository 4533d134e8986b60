"""A process apart that opens pictures and movies: with little memory, little time, and nothing to lose."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes import errors
from rushes.errors import BusyError, StepFailedError

MEMORY_BYTES = 3 << 30
"""Address space of the process [bytes]: an 8K EXR with every pass takes 2 GiB."""

DEADLINE_S = 30.0
"""Time [s] for one picture. An 8K EXR takes four on an old laptop."""

START_S = 120.0
"""Time [s] for the process to come up: a second, and much more on a machine where everybody renders."""

WAIT_S = 20.0
"""How long [s] somebody waits for others' pictures."""

PICTURES_A_PROCESS = 500
"""After so many a new process takes over, so that what leaks goes."""

LARGEST_PICTURE_BYTES = 200 << 20


class Worker:
    """One process that draws one picture at a time; it starts with the first, and a new one follows one that failed."""

    def __init__(self, *, deadline_s: float = DEADLINE_S, memory_bytes: int = MEMORY_BYTES) -> None:
        self._deadline_s = deadline_s
        self._memory_bytes = memory_bytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._drawn = 0

    def draw(self, what: str, asked: Mapping[str, Any]) -> bytes:
        """Return what ``media/drawn/process.py`` draws.

        Args:
            what: ``thumb``, ``still``, ``layers``, ``pass`` or ``matte``.
            asked: The arguments of that function, as JSON.

        Raises:
            BadInputError: As the function says.
            BusyError: Others' pictures took too long.
            StepFailedError: It took too long, or more memory than it may.
        """
        if not self._lock.acquire(timeout=WAIT_S):
            raise BusyError("Many pictures are asked for at this moment. Ask again.")
        try:
            return self._drawn_by(self._running(), {"what": what, "asked": dict(asked)})
        except BaseException as error:
            if not isinstance(error, errors.BadInputError):
                self._end()
            raise
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and (self._process.poll() is not None or self._drawn >= PICTURES_A_PROCESS):
            self._end()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "rushes.media.drawn.process", str(self._memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,
            )
            self._drawn = 0
            _read_line(self._process, time.monotonic() + START_S)
        self._drawn += 1
        return self._process

    def _drawn_by(self, process: subprocess.Popen[bytes], request: Mapping[str, Any]) -> bytes:
        until = time.monotonic() + self._deadline_s
        try:
            assert process.stdin is not None  # noqa: S101 - opened as a pipe above
            process.stdin.write(json.dumps(request).encode("utf-8") + b"\n")
            process.stdin.flush()
        except OSError as error:
            raise StepFailedError("The process that draws pictures ended. Ask again.") from error
        head = json.loads(_read_line(process, until))
        if "error" in head:
            raise getattr(errors, head["class"], StepFailedError)(head["error"])
        return _read(process, min(int(head["bytes"]), LARGEST_PICTURE_BYTES), until)

    def _end(self) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _read_line(process: subprocess.Popen[bytes], until: float) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        line += _read(process, 1, until)
        if len(line) > 1 << 16:
            raise StepFailedError("The process that draws pictures said something else. Ask again.")
    return line


def _read(process: subprocess.Popen[bytes], count: int, until: float) -> bytes:
    assert process.stdout is not None  # noqa: S101 - opened as a pipe above
    descriptor = process.stdout.fileno()
    parts: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while count:
            left = until - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise StepFailedError(
                    "The picture took too long to draw. Ask again; if it stays so, the file may be damaged: `rushes verify` says."
                )
            data = os.read(descriptor, min(count, 1 << 20))
            if not data:
                raise StepFailedError(
                    "The picture can't be drawn: the process that tried ended, as it does when a picture takes more memory "
                    "than it may. The file may be damaged: `rushes verify` says."
                )
            parts.append(data)
            count -= len(data)
    return b"".join(parts)


def inside(folder: Path, path: str) -> Path:
    """Return a file of a folder by its path in it.

    Raises:
        BadInputError: It leads out of the folder, by dots or by a link, or there is no such file.
    """
    root = folder.resolve()
    there = (root / path).resolve()
    if not there.is_relative_to(root) or not there.is_file():
        raise errors.BadInputError(f"There is no file {path} here.")
    return there
