"""Storing behind the work: a thread stores what was made, one after another, and nobody who makes something waits for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rushes.errors import RushesError
from rushes.studio.storage.storage import LOG, Storage
from rushes.studio.store import StepFolder
from rushes.studio.watch import say, standing, within


class Behind:
    """Stores finished steps behind the work. The first that can't be stored ends it: the rest is stored later."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._where = standing()
        self._steps: queue.SimpleQueue[StepFolder | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="storage", daemon=True)
        self._thread.start()

    def push(self, folder: StepFolder) -> None:
        """Have a finished step stored."""
        self._steps.put(folder)

    def end(self, *, hurry: bool = False) -> None:
        """Wait until all is stored, or until it can't be; in a hurry no further one is begun, and nothing is asked again."""
        if hurry:
            self._storage.objects.stop.set()
        self._steps.put(None)
        self._thread.join()

    def _run(self) -> None:
        with within(self._where):
            self._store()

    def _store(self) -> None:
        while (folder := self._steps.get()) is not None:
            if self._storage.objects.stop.is_set():
                return
            try:
                self._storage.push_step(folder)
            except RushesError as error:
                LOG.warning("%s What was made stays here; `rushes studio push` stores it later.", error)
                say("storage.failed", "warning", step=folder.step, kind=type(error).__name__)
                return


@contextmanager
def stored_behind(storage: Storage | None) -> Iterator[Behind | None]:
    """Store what is made meanwhile; all that can be is stored when it ends well, and nothing is waited for when it doesn't."""
    behind = Behind(storage) if storage else None
    try:
        yield behind
    except BaseException:
        if behind:
            behind.end(hurry=True)
        raise
    if behind:
        behind.end()
