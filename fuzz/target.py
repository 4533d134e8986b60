"""A reader under test, and the one contract that all of them keep: a value or a sentence, soon, within the memory they were given."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rushes.errors import RushesError

SECONDS = 20
"""Longest [s] that a reader may take over one input of at most ``Target.longest`` bytes; measured ones take milliseconds."""

MEGABYTES = 2048
"""Memory [MB] that a process may hold while it reads one."""


@dataclass(frozen=True)
class Target:
    """A reader of untrusted bytes.

    Attributes:
        name: What it is called on the command line and in docs/fuzzing.md.
        file: The name that the bytes are given on the disk; the reader may go by its suffix.
        read: Reads that file; its result is thrown away.
        seeds: Returns whole inputs that fuzzing starts from.
        longest: Bytes of the longest input that is tried.
        native: Whether C or C++ reads it: fuzzing sees no coverage in there, and a crash ends the process.
    """

    name: str
    file: str
    read: Callable[[Path], object]
    seeds: Callable[[], list[bytes]]
    longest: int = 1 << 16
    native: bool = False


@cache
def workplace() -> Path:
    """Return a folder for this process's inputs, in memory where the system has such a place."""
    shared = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    return Path(tempfile.mkdtemp(prefix="rushes-fuzz-", dir=shared if shared.is_dir() else None))


def judge(target: Target, data: bytes) -> bool:
    """Let a reader read; whatever it raises besides a ``RushesError`` goes on up, and is a fault.

    Returns:
        Whether it took the input; False when it refused it with a sentence.
    """
    path = workplace() / f"{os.getpid()}-{target.name}" / target.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    try:
        target.read(path)
    except RushesError as error:
        if not str(error).strip():
            raise AssertionError(f"{target.name} refuses without a word") from error
        return False
    return True


@contextmanager
def quiet() -> Iterator[None]:
    """Send what C libraries print to nowhere for as long as it lasts."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
