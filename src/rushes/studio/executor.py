"""Executors run tasks. ``local`` runs each in a child process of its own."""

from __future__ import annotations

import json
import os
import queue
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from rushes import errors
from rushes.errors import CancelledError, StepFailedError
from rushes.studio.process import CANCELLED, POLL_S, run_program
from rushes.studio.resources import ONE_CPU, Machine, Resources, placed, this_machine
from rushes.studio.slots import Given, Slots
from rushes.studio.store import spoken_errors, write_atomically

MARK = "\x1erushes "
"""What the lines start with that a child means for its parent."""


CHUNK_FRAMES = 8
"""Frames in a chunk: each costs a start of Blender and of the scene, of some seconds."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a step is.

    Attributes:
        step: Its name.
        done, total: Frames (or parts) done, of how many.
        seconds_left: Estimated time left [s]; None while nothing is known.
        made_by: The job that makes it, when that is another one and this one waits for it.
    """

    step: str
    done: int
    total: int
    seconds_left: float | None = None
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to run elsewhere.

    Attributes:
        name: For people.
        entry: ``package.module:function``; called with the request and a function to report (done, total) to.
        request: Plain JSON values.
        log: Where its output goes.
        beside: Whether others of its kind run beside it, so that it keeps to its share of the cores.
        held: Open files of this process whose locks last until the task's own process is gone.
        resources: What it needs of the machine that runs it.
    """

    name: str
    entry: str
    request: Mapping[str, Any]
    log: Path
    beside: bool = False
    held: tuple[int, ...] = ()
    resources: Resources = ONE_CPU


class Executor(Protocol):
    """Runs a task to its end, wherever that is; several at a time when it is called from several threads.

    Attributes:
        workers: How many chunks of a step it runs beside one another; with one worker no step is divided.
        chunk_frames: Frames in a chunk.
    """

    @property
    def workers(self) -> int: ...  # noqa: D102 - said above

    @property
    def chunk_frames(self) -> int: ...  # noqa: D102 - said above

    def run(self, task: Task, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> None:
        """Run one task.

        Raises:
            CancelledError: ``cancelled`` said so.
            BadInputError: No machine has what it needs.
            RushesError: What the task raised, of the same class and with the same sentence.
        """
        ...


class Shares:
    """The cores of this machine, in as many shares as workers; each is used by one task at a time."""

    def __init__(self, workers: int) -> None:
        """Take how many shares there are."""
        self._free: queue.SimpleQueue[list[int]] = queue.SimpleQueue()
        cores = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
        for worker in range(workers):
            self._free.put(cores[worker % max(len(cores), 1) :: workers])

    @contextmanager
    def one(self, cancelled: Callable[[], bool]) -> Iterator[list[int]]:
        """Wait for a share's cores; none are named where a system has no word for them.

        Raises:
            CancelledError: ``cancelled`` said so before one was free.
        """
        while True:
            try:
                share = self._free.get(timeout=POLL_S)
                break
            except queue.Empty:
                if cancelled():
                    raise CancelledError(CANCELLED) from None
        try:
            yield share
        finally:
            self._free.put(share)


class LocalExecutor:
    """Runs tasks on this machine, each in a child process that can't outlive this one."""

    def __init__(
        self,
        workers: int = 1,
        chunk_frames: int = CHUNK_FRAMES,
        *,
        cpus: int | None = None,
        gpus: Sequence[float] | None = None,
    ) -> None:
        """Take how this machine is used.

        Args:
            workers: How many chunks of a step run beside one another, each on its share of the cores.
            chunk_frames: How many frames are in one.
            cpus: Processors that all tasks of this machine have together, those of other jobs among them; the system shares them out when left out.
            gpus: The memory of each GPU [GB]; those that are found when left out.
        """
        self.workers, self.chunk_frames = workers, chunk_frames
        self._shares = Shares(workers)
        self._cpus, self._gpus = cpus, gpus

    @cached_property
    def _machine(self) -> Machine:
        return this_machine(self._cpus, self._gpus)

    def run(self, task: Task, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> None:
        """Run one task; see ``Executor.run``."""
        if task.resources == ONE_CPU and self._cpus is None:
            self._run(task, Given(), progress, cancelled)
            return
        needs = placed(task.name, task.resources, [self._machine], "this machine")
        with Slots(self._machine, counted=self._cpus is not None).taken(needs, cancelled) as given:
            self._run(replace(task, held=(*task.held, *given.held)), given, progress, cancelled)

    def _run(
        self, task: Task, given: Given, progress: Callable[[Progress], None], cancelled: Callable[[], bool]
    ) -> None:
        if not task.beside:
            run_in_child(task, env=given.env, progress=progress, cancelled=cancelled)
            return
        with self._shares.one(cancelled) as cores:
            run_in_child(task, cores=cores, env=given.env, progress=progress, cancelled=cancelled)


def run_in_child(
    task: Task,
    *,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
    cores: Sequence[int] = (),
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a task in a child process of this one, which can't outlive it.

    Args:
        task: What to run.
        progress: Called as it goes on.
        cancelled: Asked now and then.
        cores: Those that it keeps to; all that this process may use when none are named.
        env: Added to the environment.

    Raises:
        CancelledError: ``cancelled`` said so.
        RushesError: What the task raised, of the same class and with the same sentence.
    """
    request = task.log.with_suffix(".request.json")
    asked = {
        "name": task.name,
        "log": str(task.log),
        "entry": task.entry,
        "request": dict(task.request),
        "cores": list(cores),
        "held": task.held,
    }
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
            held=task.held,
            env={
                "PYTHONUNBUFFERED": "1",
                "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0"),
                **(env or {}),
            },
        )
    except StepFailedError as error:
        if failure:
            kind, sentence = failure[-1]
            raise getattr(errors, kind, StepFailedError)(sentence) from error
        raise StepFailedError(f"Step {task.name}: {error}") from error
    finally:
        request.unlink(missing_ok=True)
