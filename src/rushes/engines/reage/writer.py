"""Files are written on the second core while the next frame is worked out: packing one takes about as long as making it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self


class Writer:
    """Writes one file after the other beside whoever gives them; at most one waits, so that no more than two frames are held.

    What goes wrong in a write is raised by the next one, or at the end of the ``with`` block.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._last: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._pool.shutdown()
        if kind is None:
            self._settle()

    def write(self, job: Callable[[], None]) -> None:
        """Have a file written, once the one before is.

        Raises:
            StepFailedError: The one before could not be.
        """
        self._settle()
        self._last = self._pool.submit(job)

    def _settle(self) -> None:
        last, self._last = self._last, None
        if last is not None:
            last.result()
