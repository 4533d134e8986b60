"""Child processes that can't outlive their parent, and that leave one sentence behind when they fail."""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rushes.errors import CancelledError, StepFailedError
from rushes.studio import guard
from rushes.studio.store import spoken_errors
from rushes.studio.watch import child_environment

POLL_S = 0.2
"""How often [s] a running child is asked about, and how soon a cancel is noticed."""

CANCELLED = "Cancelled. What is finished stays; make it again to go on."

_LAST_BYTES_S = 1.0
"""How long [s] a dead child's pipe is still read, should something that left its group hold it open."""

_LAST_BREATH_S = 2.0
"""How long [s] a killed group is waited for: the system takes a moment to end what it killed, more on a busy machine."""

_TAIL_LINES = 12
_TAIL_BYTES = 1 << 14
_SIGNALLED = 128


_HELD: list[int] = []


def hold(descriptors: Sequence[int]) -> None:
    """Keep locks that were given to this process, and give them to every program that it runs: they end with the last."""
    _HELD.extend(descriptors)


@contextmanager
def held_by_children(descriptors: Sequence[int]) -> Iterator[None]:
    """Give locks to every program that this process runs meanwhile."""
    _HELD.extend(descriptors)
    try:
        yield
    finally:
        for one in descriptors:
            _HELD.remove(one)


def run_program(
    argv: Sequence[str],
    *,
    log: Path,
    on_line: Callable[[str], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    env: Mapping[str, str] | None = None,
    held: Sequence[int] = (),
) -> None:
    """Run a program in a session and process group of its own until it ends.

    When this process dies, even by kill -9, the program and all of its group die (``guard.py`` says how); so does
    what the program itself started through ``run_program``. Nothing of the group is left when this returns or raises.
    The calling thread has to live as long as the call, which it does by waiting. The program's temporary files lie in a
    folder of its own that goes with it, since what is killed tidies nothing.

    Args:
        argv: The program and its arguments.
        log: Where its output goes; replaced.
        on_line: Called with each line that it prints. An exception raised here stops the child and goes on up.
        cancelled: Asked every ``POLL_S``; True stops the child.
        env: Added to the environment.
        held: Open files that it is given, by their numbers: a lock on one lasts until the program is gone as well.

    Raises:
        CancelledError: ``cancelled`` said so.
        StepFailedError: The program can't be started, or it failed; the sentence holds its last lines.
        BadInputError: The log can't be written.
    """
    if shutil.which(argv[0]) is None:
        raise StepFailedError(f"{argv[0]} can't be started: there is no such program. Is it installed?")
    with spoken_errors(log):
        log.parent.mkdir(parents=True, exist_ok=True)
        out = log.open("wb", buffering=0)  # what does not fit is said while it is written, not when it is closed
    with out, _temporary_folder() as temporary:
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__, str(os.getpid()), *argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": temporary, **child_environment(), **(env or {})},
            start_new_session=True,
            pass_fds=(*_HELD, *held),
        )
        try:
            _follow(child, lambda data: _write(out.write, data, log), on_line, cancelled)
        finally:
            _end(child)
    if child.returncode:
        raise StepFailedError(_failure(argv[0], child.returncode, log))


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    with spoken_errors(Path(tempfile.gettempdir())):
        return tempfile.TemporaryDirectory(prefix="rushes_", ignore_cleanup_errors=True)


def _write(write: Callable[[bytes], object], data: bytes, log: Path) -> None:
    with spoken_errors(log):
        write(data)


def _follow(
    child: subprocess.Popen[bytes],
    write: Callable[[bytes], object],
    on_line: Callable[[str], None] | None,
    cancelled: Callable[[], bool],
) -> None:
    """Read what the child prints until it is gone."""
    assert child.stdout is not None  # noqa: S101 - opened as a pipe above
    descriptor = child.stdout.fileno()
    os.set_blocking(descriptor, False)
    lines = _Lines(on_line)
    gone_at: float | None = None
    is_open = True
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while is_open or gone_at is None:
            if gone_at is None and _is_gone(child):
                gone_at = time.monotonic()
                _kill_group(child)  # what the program left behind holds the pipe open
            elif gone_at is None and cancelled():
                raise CancelledError(CANCELLED)
            elif gone_at is not None and time.monotonic() - gone_at > _LAST_BYTES_S:
                break
            if not is_open:
                time.sleep(POLL_S / 10)
            elif selector.select(POLL_S):
                data = os.read(descriptor, 1 << 16)
                write(data)
                lines.feed(data)
                is_open = bool(data)
    lines.end()


class _Lines:
    """Cuts what a child prints into lines."""

    def __init__(self, on_line: Callable[[str], None] | None) -> None:
        self._on_line = on_line
        self._rest = b""

    def feed(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._say(line)

    def end(self) -> None:
        if self._rest:
            self._say(self._rest)

    def _say(self, line: bytes) -> None:
        if self._on_line is not None:
            self._on_line(line.decode("utf-8", "replace"))


def _is_gone(child: subprocess.Popen[bytes]) -> bool:
    """Say whether the child ended, without reaping it: until it is reaped, nobody else gets its process id."""
    if sys.platform == "darwin":
        return child.poll() is not None  # Python 3.11 has no waitid there
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _lives(group: int) -> bool:
    """Say whether a process of a group still runs; one that is dead and waits for its parent to notice does not."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, 0)
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                state, _, its_group = (
                    entry.read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()[:3]
                )
                if int(its_group) == group and state not in "ZX":
                    return True
    return False


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the child and its group, see it gone, and close its pipes."""
    _kill_group(child)
    child.wait()
    until = time.monotonic() + _LAST_BREATH_S
    while _lives(child.pid) and time.monotonic() < until:
        time.sleep(POLL_S / 20)
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _failure(program: str, code: int, log: Path) -> str:
    name = Path(program).name
    number = -code if code < 0 else code - _SIGNALLED
    if number == signal.SIGKILL:
        how = "was killed (signal 9): by somebody, or because memory ran out"
    elif number > 0:
        how = f"was killed by signal {number}"
    else:
        how = f"left with code {code}"
    with contextlib.suppress(OSError):
        text = log.read_bytes()[-_TAIL_BYTES:].decode("utf-8", "replace")
        lines = [line.strip() for line in text.split("\n") if line.strip() and "\x1e" not in line]
        tail = " | ".join(lines[-_TAIL_LINES:])
        return f"{name} {how}. Its last words: {tail or 'none'}. The whole log: {log}"
    return f"{name} {how}, and its log {log} can't be read."
