"""Executors run tasks. ``local`` runs each in a child process of its own."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from rushes import errors
from rushes.errors import StepFailedError
from rushes.studio.process import run_program
from rushes.studio.store import spoken_errors, write_atomically

MARK = "\x1erushes "
"""What the lines start with that a child means for its parent."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a step is.

    Attributes:
        step: Its name.
        done, total: Frames (or parts) done, of how many.
        seconds_left: Estimated time left [s]; None while nothing is known.
    """

    step: str
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Something to run elsewhere.

    Attributes:
        name: For people.
        entry: ``package.module:function``; called with the request and a function to report (done, total) to.
        request: Plain JSON values.
        log: Where its output goes.
    """

    name: str
    entry: str
    request: Mapping[str, Any]
    log: Path


class Executor(Protocol):
    """Runs a task to its end, wherever that is."""

    def run(self, task: Task, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> None:
        """Run one task.

        Raises:
            CancelledError: ``cancelled`` said so.
            RushesError: What the task raised, of the same class and with the same sentence.
        """
        ...


class LocalExecutor:
    """Runs tasks on this machine, each in a child process that can't outlive this one."""

    def run(self, task: Task, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> None:
        """Run one task; see ``Executor.run``."""
        request = task.log.with_suffix(".request.json")
        asked = {"name": task.name, "log": str(task.log), "entry": task.entry, "request": dict(task.request)}
        with spoken_errors(request):
            request.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(request, json.dumps(asked))
        started = time.monotonic()
        first: list[int] = []
        failure: list[tuple[str, str]] = []

        def hear(line: str) -> None:
            if not line.startswith(MARK):
                return
            try:
                message = json.loads(line[len(MARK) :])
            except ValueError:
                return  # something else printed into the middle of it; the next one will do
            if "error" in message:
                failure.append((message["class"], message["error"]))
                return
            done, total = int(message["done"]), int(message["total"])
            if not first:
                first.append(done)
            made = done - first[0]
            left = (time.monotonic() - started) / made * (total - done) if made > 0 else None
            progress(Progress(task.name, done, total, left))

        try:
            run_program(
                [sys.executable, "-m", "rushes.studio.child", str(request)],
                log=task.log,
                on_line=hear,
                cancelled=cancelled,
                env={"PYTHONUNBUFFERED": "1", "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0")},
            )
        except StepFailedError as error:
            if failure:
                kind, sentence = failure[-1]
                raise getattr(errors, kind, StepFailedError)(sentence) from error
            raise StepFailedError(f"Step {task.name}: {error}") from error
        finally:
            request.unlink(missing_ok=True)
