"""Chunks: frames of a step that are made as tasks beside one another, and one last task that finishes the step.

All chunks write into the step's one ``.part`` folder, each its own frames and each under a name of its own until a file is whole. What a
chunk needs for itself lies in ``<key>.chunks``, in a folder that no other run of it shares, so that two makers of one chunk do no harm.
The last task is the step itself, undivided: it finds the frames there, and makes what is missing of them.
"""

from __future__ import annotations

import json
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from rushes.errors import CancelledError
from rushes.studio.executor import Executor, Progress, Task
from rushes.studio.store import StepFolder, spoken_errors, write_atomically
from rushes.studio.watch import span, standing, within

CHUNK: Final = "chunk"
"""What a request calls the frames of its chunk, [first, last]; a request without is for the whole step."""

MOST_AT_A_TIME: Final = 64
"""Chunks of a step that one job has running: each is waited for by a thread."""


WHOLE: Final = 1e-6
"""What a sum of shares of frames may lack of a whole one."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Frames of a step that can be made apart from one another.

    Attributes:
        first, last: The frames.
        first_leads: Whether the first frame has to be there before another is begun, as when all are exposed as it is.
    """

    first: int
    last: int
    first_leads: bool = False

    def chunks(self, size: int) -> list[tuple[int, int]]:
        """Return the first and last frame of each chunk; a frame that leads is one of its own."""
        start = self.first + 1 if self.first_leads else self.first
        led = [(self.first, self.first)] if self.first_leads else []
        return led + [(low, min(low + size - 1, self.last)) for low in range(start, self.last + 1, size)]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some frames of a step, and where what is known of them lies.

    Attributes:
        folder: The step's.
        first, last: The frames.
    """

    folder: StepFolder
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def log(self) -> Path:
        """What its process printed."""
        return _place(self.folder) / f"{self.first:04d}-{self.last:04d}.log"

    @property
    def _note(self) -> Path:
        return self.log.with_suffix(".made")

    def is_made(self) -> bool:
        """Say whether its frames were made. Should one have gone since, the last task makes it again."""
        return self._note.exists() and self.folder.part.exists()

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Give a folder for what is of use to this run of it alone, and remove it after.

        Raises:
            BadInputError: It can't be made.
        """
        place = _place(self.folder) / f"{self.log.stem}.{secrets.token_hex(8)}"
        with spoken_errors(place):
            place.mkdir(parents=True)
            self.folder.part.mkdir(parents=True, exist_ok=True)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def finish(self, *, seconds: float) -> None:
        """Note that its frames are made, and how long that took [s]."""
        with self.scratch() as place:
            write_atomically(place / "made", json.dumps({"seconds": seconds}))
            (place / "made").replace(self._note)


def seconds_in_chunks(folder: StepFolder) -> float:
    """Return how long the chunks of a step took [s], all together."""
    return sum(float(json.loads(note.read_text(encoding="utf-8"))["seconds"]) for note in _place(folder).glob("*.made"))


def forget_chunks(folder: StepFolder) -> None:
    """Remove what the chunks of a step left for themselves."""
    shutil.rmtree(_place(folder), ignore_errors=True)


def _place(folder: StepFolder) -> Path:
    return folder.path.with_name(f"{folder.path.name}.chunks")


def run_divided(
    executor: Executor,
    task: Task,
    folder: StepFolder,
    apart: Apart | None,
    *,
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> None:
    """Run a step's task: in chunks beside one another when it can be divided and the executor has workers for that, and then its end.

    Raises:
        CancelledError: ``cancelled`` said so.
        RushesError: What a chunk or the last task raised; the others are stopped.
    """
    if apart is not None and executor.workers > 1:
        if not folder.part.exists():
            forget_chunks(folder)
        chunks = [Chunk(folder, *frames) for frames in apart.chunks(executor.chunk_frames)]
        if len(chunks) > 1:
            together = _Together(executor, task, chunks, progress, cancelled)
            if apart.first_leads:
                together.run(chunks[:1])
            together.run(chunks)
    executor.run(task, progress=progress, cancelled=cancelled)


class _Together:
    """Runs chunks of one step beside one another and adds their progress up."""

    def __init__(
        self,
        executor: Executor,
        task: Task,
        chunks: list[Chunk],
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._executor, self._task, self._tell, self._cancelled = executor, task, progress, cancelled
        self._frames = sum(map(len, chunks))
        self._made = {chunk.first: float(len(chunk)) if chunk.is_made() else 0.0 for chunk in chunks}
        self._before, self._started = sum(self._made.values()), time.monotonic()
        self._telling = threading.Lock()
        self._stop = threading.Event()
        self._where = standing()

    def run(self, chunks: list[Chunk]) -> None:
        """Run those that are not made yet; when one fails the others are stopped."""
        todo = [chunk for chunk in chunks if not chunk.is_made()]
        if not todo:
            return
        at_a_time = min(self._executor.workers, MOST_AT_A_TIME, len(todo))
        with ThreadPoolExecutor(at_a_time, thread_name_prefix="chunk") as pool:
            running = {pool.submit(self._run, chunk) for chunk in todo}
            try:
                _until_one_fails(running)
            finally:
                self._stop.set()
                pool.shutdown(cancel_futures=True)
        self._stop.clear()
        failures = [one for future in running if not future.cancelled() and (one := future.exception())]
        for failure in sorted(failures, key=lambda one: isinstance(one, CancelledError)):
            raise failure

    def _run(self, chunk: Chunk) -> None:
        frames = [chunk.first, chunk.last]
        task = replace(self._task, request={**self._task.request, CHUNK: frames}, log=chunk.log, beside=True)
        with within(self._where), span("chunk", first=chunk.first, last=chunk.last):
            self._executor.run(
                task,
                progress=lambda now: self._add(chunk, now),
                cancelled=lambda: self._stop.is_set() or self._cancelled(),
            )
        self._add(chunk, Progress(task.name, 1, 1, 0.0))

    def _add(self, chunk: Chunk, now: Progress) -> None:
        with self._telling:
            self._made[chunk.first] = len(chunk) * now.done / max(now.total, 1)
            made = sum(self._made.values())
            spent, new = time.monotonic() - self._started, made - self._before
            left = spent / new * (self._frames - made) if new > 0 else None
            self._tell(Progress(self._task.name, int(made + WHOLE), self._frames, left))


def _until_one_fails(running: set[Future[None]]) -> None:
    """Return when all have ended, or one has failed."""
    left = running
    while left:
        ended, left = wait(left, return_when=FIRST_COMPLETED)
        if any(future.exception() for future in ended):
            return


def chunk_in(request: Mapping[str, Any], folder: StepFolder) -> Chunk | None:
    """Return the chunk that a request is for; None for the whole step."""
    return Chunk(folder, *map(int, request[CHUNK])) if CHUNK in request else None
