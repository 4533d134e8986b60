"""The lock between what tidies a store and what begins to work in it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rushes.studio.store import spoken_errors

LOCK = "tidy.lock"


@contextmanager
def tidying(work: Path) -> Iterator[None]:
    """Keep jobs from beginning in a store while something is removed from it.

    Raises:
        BadInputError: The store can't be written.
    """
    with _locked(work / LOCK, fcntl.LOCK_EX):
        yield


@contextmanager
def beginning(work: Path) -> Iterator[None]:
    """Keep a store from being tidied while a job writes down which steps it is going to use.

    Raises:
        BadInputError: The store can't be written.
    """
    with _locked(work / LOCK, fcntl.LOCK_SH):
        yield


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("a", encoding="ascii")
    with stream:
        fcntl.flock(stream, how)
        yield
