"""The processors and GPUs of a machine, which its tasks take turns at over all processes: each is a locked file while it is used.

The lock goes with the task's own process, however that ends.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rushes.errors import CancelledError
from rushes.studio.lock import FileLock
from rushes.studio.process import CANCELLED, POLL_S
from rushes.studio.resources import GPU_GIVEN, Machine, Resources

DEVICES: Final = "CUDA_VISIBLE_DEVICES"
"""What CUDA reads to see some GPUs and no others."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a task was given.

    Attributes:
        gpu: The number of its GPU; None without one.
        held: Open files, by which its process holds it as well.
    """

    gpu: int | None = None
    held: tuple[int, ...] = ()

    @property
    def env(self) -> dict[str, str]:
        """What its process is told."""
        return {} if self.gpu is None else {DEVICES: str(self.gpu), GPU_GIVEN: "1"}


class Slots:
    """A machine's processors and GPUs, each used by one task at a time."""

    def __init__(self, machine: Machine, *, counted: bool, folder: Path | None = None) -> None:
        """Take the machine.

        Args:
            machine: What it has.
            counted: Whether processors are counted as well; otherwise the system shares them out among all that runs.
            folder: Where the locks lie: one place for a machine and a user.
        """
        self._machine, self._counted = machine, counted
        self._folder = folder or Path(tempfile.gettempdir()) / f"rushes-machine-{os.getuid()}"

    @contextmanager
    def taken(self, needs: Resources, cancelled: Callable[[], bool]) -> Iterator[Given]:
        """Wait until what a task needs is free, and hold it. The machine has to have that much.

        Raises:
            CancelledError: ``cancelled`` said so before it was free.
            BadInputError: The locks can't be written.
        """
        with ExitStack() as held:
            locks: list[FileLock] = []
            gpu = None
            if needs.gpu:
                fit = [number for number, vram in enumerate(self._machine.gpus) if vram >= needs.vram_gb]
                (gpu,) = self._collect("gpu", fit, 1, locks, held, cancelled)
            if self._counted:
                self._collect("cpu", range(self._machine.cpus), needs.cpus, locks, held, cancelled)
            yield Given(gpu, tuple(one for lock in locks for one in lock.descriptors()))

    def _collect(
        self,
        kind: str,
        numbers: range | list[int],
        many: int,
        locks: list[FileLock],
        held: ExitStack,
        cancelled: Callable[[], bool],
    ) -> list[int]:
        """Lock so many of a kind. One collects at a time, and keeps what it has: who needs many is not passed by for ever."""
        got: list[int] = []
        with ExitStack() as door:
            _wait_for(FileLock(self._folder / f"{kind}.door"), door, cancelled)
            while True:
                for number in numbers:
                    lock = FileLock(self._folder / f"{kind}-{number}.lock")
                    if number not in got and len(got) < many and lock.take():
                        held.callback(lock.release)
                        locks.append(lock)
                        got.append(number)
                if len(got) == many:
                    return got
                _pause(cancelled)


def _wait_for(lock: FileLock, held: ExitStack, cancelled: Callable[[], bool]) -> None:
    while not lock.take():
        _pause(cancelled)
    held.callback(lock.release)


def _pause(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise CancelledError(CANCELLED)
    time.sleep(POLL_S)
