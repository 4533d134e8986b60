"""The lock of who writes a step's files: it is held by the very process that writes them, whichever machine that is on.

The job that asked may be gone, and with it its own lock on the step, while a task of it still writes on another machine. Whoever makes the step next
waits here until that has ended.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rushes.errors import BusyError
from rushes.studio.lock import FileLock
from rushes.studio.process import POLL_S, held_by_children
from rushes.studio.store import StepFolder

PATIENCE_S: Final = 900.0
"""How long [s] an earlier writer is waited for. A killed one is gone at once; one on a machine that was cut off ends when its own
cluster's head does not answer it, and the file server frees its lock some minutes later at the most."""


@contextmanager
def writing(folder: StepFolder, *, beside: bool, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Write a step's files: alone, or its chunks beside one another. The lock is also held by the programs that this process starts meanwhile.

    Args:
        folder: The step's.
        beside: Whether others write at the same time, each frames of its own under names of its own.
        patience_s: How long an earlier writer is waited for [s].

    Raises:
        BusyError: It did not end.
        BadInputError: The lock can't be written.
    """
    lock = FileLock(folder.writers)
    until = time.monotonic() + patience_s
    while not lock.take(shared=beside, holder=f"process {os.getpid()} on {platform.node()}"):
        if time.monotonic() > until:
            raise BusyError(
                f"Step {folder.step} is still written by an earlier run of it ({lock.holder() or 'a chunk of it'}). End that "
                "process, or wait until its machine answers again, and make it once more."
            )
        time.sleep(POLL_S)
    try:
        with held_by_children(lock.descriptors()):
            yield
    finally:
        lock.release(remove=not beside)
