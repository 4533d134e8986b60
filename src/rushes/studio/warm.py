"""A process that runs tasks one after another, so that the models that one of them loaded are there for the next.

Every task is asked for as in a process of its own: the gate, and the weights' hashes, before anything is used. What is refused does not stay loaded: the process
ends, and with it all that it held.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from rushes import errors
from rushes.errors import CancelledError, StepFailedError
from rushes.studio import guard
from rushes.studio.executor import MARK, Progress, Task
from rushes.studio.process import CANCELLED, POLL_S
from rushes.studio.store import spoken_errors, write_atomically

LOOK_EVERY_S: Final = 30.0
"""A revoked model does not stay loaded for longer [s]."""


class Warm:
    """The process, which is started when a task needs it. It can't outlive this one, and ends by itself when nothing was asked of it for long."""

    def __init__(self, look_every_s: float = LOOK_EVERY_S) -> None:
        """Take how often [s] it is asked, while nothing runs, whether what is loaded may still be used. Nothing is started yet."""
        self._look_every_s = look_every_s
        self._child: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None

    @property
    def process(self) -> int | None:
        """Its process id; None while there is none."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def run(
        self,
        task: Task,
        *,
        env: Mapping[str, str],
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> None:
        """Run a task to its end, one at a time, always from the same thread: the process ends with the thread that started it.

        Args:
            task: What to run.
            env: What it finds in its environment.
            progress: Called as it goes on.
            cancelled: Asked now and then; True ends the process, and with it the task and all that is loaded.

        Raises:
            CancelledError: ``cancelled`` said so.
            RushesError: What the task raised, of the same class and with the same sentence.
        """
        child, link = self._started()
        request = task.log.with_suffix(".request.json")
        asked = {"name": task.name, "log": str(task.log), "entry": task.entry, "request": dict(task.request)}
        with spoken_errors(request):
            request.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(request, json.dumps({**asked, "cores": [], "held": [], "env": dict(env)}))
        try:
            socket.send_fds(link, [f"{request}\n".encode()], list(task.held))
            said = self._follow(child, task, progress, cancelled)
        except OSError as error:
            self.end()
            raise StepFailedError(f"Step {task.name}: the process of its GPU is gone ({error.strerror}).") from error
        finally:
            request.unlink(missing_ok=True)
        if "error" in said:
            raise getattr(errors, said["class"], StepFailedError)(said["error"])
        if "over" not in said:
            self.end()
            raise StepFailedError(
                f"Step {task.name}: the process of its GPU was killed, by somebody or because memory ran out. Its log: {task.log}"
            )

    def end(self) -> None:
        """End it, and all that it started."""
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout, self._link):
                if pipe is not None:
                    pipe.close()
        self._child = self._link = None

    def _started(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        """Return the process; a new one where there is none any more."""
        if self.process is None:
            self.end()
            self._link, theirs = socket.socketpair()
            program = [
                sys.executable,
                "-u",
                "-m",
                "rushes.studio.warm_child",
                str(theirs.fileno()),
                str(self._look_every_s),
            ]
            with theirs:
                self._child = subprocess.Popen(
                    [sys.executable, "-I", "-S", guard.__file__, str(os.getpid()), *program],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,
                )
        assert self._child is not None  # noqa: S101 - started above
        assert self._link is not None  # noqa: S101 - as above
        return self._child, self._link

    def _follow(
        self,
        child: subprocess.Popen[bytes],
        task: Task,
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> dict[str, Any]:
        """Write down what it prints, until it says how the task ended; return what it said last."""
        assert child.stdout is not None  # noqa: S101 - a pipe
        rest, said = b"", dict[str, Any]()
        with spoken_errors(task.log), task.log.open("wb") as log, selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            while True:
                if cancelled():
                    self.end()
                    raise CancelledError(CANCELLED)
                if not selector.select(POLL_S):
                    continue
                data = os.read(child.stdout.fileno(), 1 << 16)
                if not data:
                    return said
                log.write(data)
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    if line.decode("utf-8", "replace").startswith(MARK):
                        message = json.loads(line.decode()[len(MARK) :])
                        if "done" in message:
                            progress(Progress(task.name, int(message["done"]), int(message["total"]), None))
                        else:
                            said |= message
                        if "over" in message:
                            return said
