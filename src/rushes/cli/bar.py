"""Progress for people: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from rushes.studio import Progress

LOG_EVERY_S = 10.0
"""Without a terminal, a step says where it is at most this often [s]."""


def clock(seconds: float) -> str:
    """Return a duration as ``m:ss`` or ``h:mm:ss``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class Bar:
    """Shows each step's frames done of total and time left; call it with a ``Progress``. Writes to stderr."""

    def __init__(self) -> None:
        self._rich: RichProgress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, tuple[float, bool]] = {}

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self._rich = Progress(
                TextColumn("{task.description:<10}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[left]}"),
                console=Console(stderr=True),
            )
            self._rich.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._rich is not None:
            self._rich.stop()

    def __call__(self, progress: Progress) -> None:
        """Show one step's progress."""
        left = f"{clock(progress.seconds_left)} left" if progress.seconds_left else ""
        if progress.made_by:
            left = f"{left} (made by job {progress.made_by})".lstrip()
        if self._rich is not None:
            if progress.step not in self._tasks:
                self._tasks[progress.step] = self._rich.add_task(progress.step, total=progress.total, left=left)
            self._rich.update(self._tasks[progress.step], completed=progress.done, total=progress.total, left=left)
            return
        at, finished = self._said.get(progress.step, (-LOG_EVERY_S, False))
        whole = progress.done >= progress.total
        if finished or (not whole and time.monotonic() - at < LOG_EVERY_S):
            return
        self._said[progress.step] = (time.monotonic(), whole)
        click.echo(f"{progress.step:<10} {progress.done}/{progress.total} {left}".rstrip(), err=True)
