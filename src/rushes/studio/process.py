"""Child processes that can't outlive their parent, and that leave one sentence behind when they fail."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rushes.errors import CancelledError, StepFailedError

POLL_S = 0.2
"""How often [s] a running child is asked about, and how soon a cancel is noticed."""

GRACE_S = 2.0
"""How long [s] a cancelled child may take to end by itself before it is killed."""

_PR_SET_PDEATHSIG = 1
_TAIL_LINES = 12


def run_program(
    argv: Sequence[str],
    *,
    log: Path,
    on_line: Callable[[str], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a program in a process group of its own until it ends.

    The child dies when its parent dies, even by kill -9 (on Linux, through the parent-death signal), and with
    it whatever it started the same way. Everything it prints goes to the log.

    Args:
        argv: The program and its arguments.
        log: Where its output goes; replaced.
        on_line: Called with each line that it prints. An exception raised here stops the child and goes on up.
        cancelled: Asked every ``POLL_S``; True stops the child.
        env: Added to the environment.

    Raises:
        CancelledError: ``cancelled`` said so.
        StepFailedError: The program can't be started, or it failed; the sentence holds its last lines.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        child = subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            start_new_session=True,
            preexec_fn=_die_with_parent(os.getpid()) if sys.platform == "linux" else None,  # noqa: PLW1509 - it only makes one system call
        )
    except OSError as error:
        raise StepFailedError(f"{argv[0]} can't be started ({error.strerror}). Is it installed?") from error
    try:
        with log.open("wb") as out:
            _follow(child, out.write, on_line, cancelled)
    except BaseException:
        stop(child)
        raise
    if child.returncode:
        raise StepFailedError(_failure(argv, child.returncode, log))


def _die_with_parent(parent: int) -> Callable[[], None]:
    import ctypes

    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def arm() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # the parent died before the signal was armed

    return arm


def _follow(
    child: subprocess.Popen[bytes],
    write: Callable[[bytes], object],
    on_line: Callable[[str], None] | None,
    cancelled: Callable[[], bool],
) -> None:
    assert child.stdout is not None  # noqa: S101 - opened as a pipe above
    descriptor = child.stdout.fileno()
    os.set_blocking(descriptor, False)
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        is_open = True
        while is_open or child.poll() is None:
            if cancelled():
                raise CancelledError("Cancelled. What is finished stays; make it again to go on.")
            if not is_open:
                time.sleep(POLL_S / 4)
                continue
            if not selector.select(POLL_S):
                is_open = child.poll() is None
                continue
            data = os.read(descriptor, 1 << 16)
            if not data:
                selector.unregister(descriptor)
                is_open = False
                continue
            write(data)
            *lines, rest = (rest + data).split(b"\n")
            if on_line is not None:
                for line in lines:
                    on_line(line.decode("utf-8", "replace"))
    child.wait()


def stop(child: subprocess.Popen[bytes]) -> None:
    """End a child and everything in its process group: first politely, then for good."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(GRACE_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout is not None:
        child.stdout.close()


def _failure(argv: Sequence[str], code: int, log: Path) -> str:
    with contextlib.suppress(OSError):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        tail = " | ".join(line.strip() for line in lines[-_TAIL_LINES:] if line.strip())
        how = f"was killed by signal {-code}" if code < 0 else f"left with code {code}"
        return f"{Path(argv[0]).name} {how}. Its last words: {tail or 'none'}. The whole log: {log}"
    return f"{Path(argv[0]).name} left with code {code}, and its log {log} can't be read."
