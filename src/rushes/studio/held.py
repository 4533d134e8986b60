"""The steps of a job, which other jobs may need too: made by one at a time, and shared by all once they are done."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable

from rushes.studio.lock import FileLock
from rushes.studio.store import StepFolder

LOOK_EVERY_S = 0.2
"""How often [s] a step is looked at that another job makes."""


class HeldSteps:
    """A job's hold on its steps. ``<step>/<key>.lock`` is held alone by who makes a step, and shared by who uses it.

    A step that is done stays shared until the job ends, so that nobody clears it away meanwhile.
    """

    def __init__(self, folders: Iterable[StepFolder], holder: str) -> None:
        """Take the steps' folders and the job's id; nothing is held yet."""
        self._folders = {folder.step: folder for folder in folders}
        self._locks = {name: FileLock(folder.lock) for name, folder in self._folders.items()}
        self._checked: set[str] = set()
        self._holder = holder

    def mend(self) -> None:
        """Hash every finished step, set aside what is not right any more, and hold what is.

        A step that another job makes now is left to it: whether it is right is seen once that is over.

        Raises:
            BadInputError: A folder can't be written.
        """
        for name, lock in self._locks.items():
            if lock.take(shared=True):
                self._use_or_leave(name)

    def is_ready(self, name: str) -> bool:
        """Say whether a step is done and was hashed since this job began."""
        return name in self._checked and self._folders[name].is_done()

    def claim(self, name: str, *, waits: Callable[[str], None]) -> bool:
        """Say whether a step is this job's to make: True once nobody else makes it and it is not done.

        After True, ``settle`` has to follow.

        Args:
            name: The step.
            waits: Called with the id of the job that makes it, every ``LOOK_EVERY_S``; it may raise to end the wait.

        Raises:
            BadInputError: A folder can't be written.
        """
        lock = self._locks[name]
        if self.is_ready(name):
            return False
        self._checked.discard(name)
        while True:
            if lock.take(holder=self._holder):
                return not self._use_or_leave(name, leave=False)
            if lock.take(shared=True) and self._use_or_leave(name):
                return False
            waits(lock.holder())
            time.sleep(LOOK_EVERY_S * random.uniform(0.5, 1.0))  # noqa: S311 - so that two who wait don't look in step

    def settle(self, name: str) -> None:
        """Share what was made; let go of what was not."""
        if self._folders[name].is_done():
            self._checked.add(name)
            self._locks[name].take(shared=True)
        else:
            self._locks[name].release()

    def descriptors(self, name: str) -> tuple[int, ...]:
        """Return the open files by which a step's process holds its lock as well, should this one be killed before it."""
        return self._locks[name].descriptors()

    def release(self) -> None:
        """Let go of all."""
        for lock in self._locks.values():
            lock.release()

    def _use_or_leave(self, name: str, *, leave: bool = True) -> bool:
        """Share a step that is right to the last bit; otherwise set it aside, and let go of it unless it is to be made."""
        lock = self._locks[name]
        if self._folders[name].mend():
            self._checked.add(name)
            lock.take(shared=True)
            return True
        if leave:
            lock.release()
        return False
