"""The guard of a child process: a tiny program between parent and child that sees to it that none outlives the other.

``python guard.py PARENT PROGRAM ARGUMENT...`` starts the program and leaves with its exit code (128 and the signal's number
when a signal killed it). It leads a process group; when the parent is gone, it kills that group, itself included.
It learns of the parent's end in two ways: its standard input, a pipe that only the parent holds, ends (everywhere); and
on Linux the kernel sends it a signal. Should somebody kill the guard alone, the kernel kills the program (on Linux).

It is a program of its own, and uses the standard library only, since a parent with threads can't safely run Python
between fork and exec.
"""

from __future__ import annotations

import os
import select
import signal
import sys

_PR_SET_PDEATHSIG = 1
_CANNOT_START = 127


def die_with(parent: int, sent: signal.Signals) -> None:
    """Ask the kernel for a signal when the parent dies; leave at once when it is dead already."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, sent)
    if os.getppid() != parent:
        os._exit(1)


def end_group(*_signal: object) -> None:
    """Kill the whole process group, and with it this process."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


def start(argv: list[str]) -> int:
    """Start the program in this process's group; return its process id."""
    guard = os.getpid()
    child = os.fork()
    if child:
        return child
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with(guard, signal.SIGKILL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.execvp(argv[0], argv)  # noqa: S606 - our own argument list, never a shell
    except OSError as error:
        sys.stderr.write(f"{argv[0]} can't be started: {error.strerror}\n")
        sys.stderr.flush()
    os._exit(_CANNOT_START)


def wait(child: int) -> int:
    """Wait for the program; return its exit code. Kills the group when the parent's pipe ends."""
    bell, ring = os.pipe()
    os.set_blocking(ring, False)
    signal.set_wakeup_fd(ring)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        gone, status = os.waitpid(child, os.WNOHANG)
        if gone:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        ready, _, _ = select.select([0, bell], [], [])
        if bell in ready:
            os.read(bell, 512)
        if 0 in ready and not os.read(0, 512):
            end_group()


def main(argv: list[str]) -> int:
    """Guard one program; see the module's first lines."""
    signal.signal(signal.SIGTERM, end_group)
    die_with(int(argv[0]), signal.SIGTERM)
    return wait(start(argv[1:]))


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))
