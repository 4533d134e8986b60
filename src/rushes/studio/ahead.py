"""Steps beside one another: whatever has all that it needs is begun, a few at a time, in the order of the job."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rushes.errors import CancelledError

AT_A_TIME: Final = 2
"""Steps that run at a time. Most of them use one core of two, or leave one idle for half of the time."""


class Ahead:
    """Makes things that need one another, each in a thread, as soon as what it needs is made."""

    def __init__(
        self, needs: Mapping[str, Sequence[str]], make: Callable[[str], None], *, stop: Callable[[], None]
    ) -> None:
        """Take what is to be made; nothing is begun yet.

        Args:
            needs: What has to be made before each, by name, in the order in which they are wanted.
            make: Makes one; called in a thread of its own.
            stop: Called when one fails; ``make`` then has to end soon.
        """
        self._needs, self._call, self._stop = needs, make, stop
        self._running: dict[str, threading.Thread] = {}
        self._done: set[str] = set()
        self._failures: list[BaseException] = []
        self._changed = threading.Condition()

    def wait_for(self, name: str) -> None:
        """Return when one is made; others are begun meanwhile.

        Raises:
            BaseException: What making one of them raised, the cause before its consequences.
        """
        with self._changed:
            self._begin()
            self._changed.wait_for(lambda: name in self._done or self._failures)
            if not self._failures:
                return
            self._stop()
            self._changed.wait_for(lambda: not self._running)
        raise next((one for one in self._failures if not isinstance(one, CancelledError)), self._failures[0])

    def _begin(self) -> None:
        """Begin what can be begun; called with the lock held."""
        for name, needed in self._needs.items():
            if self._failures or len(self._running) >= AT_A_TIME:
                return
            if name not in self._done and name not in self._running and self._done.issuperset(needed):
                self._running[name] = threading.Thread(target=self._make, args=(name,), name=f"step {name}")
                self._running[name].start()

    def _make(self, name: str) -> None:
        failure: BaseException | None = None
        try:
            self._call(name)
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            failure = error
        with self._changed:
            del self._running[name]
            if failure is None:
                self._done.add(name)
                self._begin()
            else:
                self._failures.append(failure)
            self._changed.notify_all()
