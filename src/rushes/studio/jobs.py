"""Durable jobs: DBOS remembers what was asked, the store's files say what is done, an executor runs it.

Each job runs in a process of its own, many of a show at once; a step that several need is made by one of them. Their memory is
``work/jobs.sqlite``; what `rushes jobs` shows to other processes is a small file a job in ``work/jobs/``, and a lock beside it
says that the job lives.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rushes.errors import BadInputError, BusyError, CancelledError, RushesError, StepFailedError
from rushes.studio.ahead import Ahead
from rushes.studio.chunks import Apart, run_divided
from rushes.studio.executor import Executor, LocalExecutor, Progress, Task
from rushes.studio.held import HeldSteps
from rushes.studio.lock import FileLock, is_held
from rushes.studio.memory import run_remembered
from rushes.studio.process import CANCELLED
from rushes.studio.resources import ONE_CPU, Resources
from rushes.studio.storage.behind import Behind, stored_behind
from rushes.studio.storage.storage import Storage
from rushes.studio.store import StepFolder, spoken_errors, write_atomically
from rushes.studio.tidy_lock import beginning
from rushes.studio.watch import say, span, standing, within

_SAVE_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class StepTask:
    """A step of a job: where its files will be, what makes them, and which steps' files it reads.

    Attributes:
        folder: Where its files will be.
        entry: What makes them.
        request: What that is asked.
        needs: The steps that have to be done before it; None for all that stand before it in the job.
        apart: Its frames, when they can be made apart from one another.
        resources: What it needs of the machine that runs it.
    """

    folder: StepFolder
    entry: str
    request: Mapping[str, Any]
    needs: tuple[str, ...] | None = None
    apart: Apart | None = None
    resources: Resources = ONE_CPU


@dataclass(frozen=True, slots=True)
class Job:
    """A job as other processes see it.

    Attributes:
        id: Its name.
        shot, version: What it makes.
        state: ``running``, ``interrupted``, ``cancelled``, ``failed`` or ``done``.
        step: The step it is at.
        done, total: Frames of that step done, of how many.
        seconds_left: Estimated time left in that step [s].
        started: When it was first asked for, ISO 8601 in UTC.
        error: Why it failed.
        consents: Ids of the consents that it rests on, so that a revocation finds it.
        steps: The store's folders that it uses, as ``<step>/<16 digits>``: nothing else removes them while it runs.
        made_by: The job that makes the step it is at, when it waits for another one.
    """

    id: str
    shot: str
    version: str
    state: str
    step: str = ""
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    started: str = ""
    error: str = ""
    consents: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    made_by: str = ""


def run_job(
    work: Path,
    job: Job,
    tasks: Sequence[StepTask],
    *,
    progress: Callable[[Progress], None],
    executor: Executor | None = None,
    then: Callable[[Callable[[Progress], None]], None] = lambda _: None,
    storage: Storage | None = None,
) -> dict[str, float]:
    """Run a job's steps to their end, going on wherever an earlier run of it stopped.

    Steps that need nothing of one another run beside one another, a few at a time. One that another job makes already is
    waited for. Call it within ``job_lock``.

    Args:
        work: The show's folder of finished steps.
        job: Its id, shot and version.
        tasks: Its steps, in order.
        progress: Called as steps go on, from one thread at a time.
        executor: Who runs them; this machine by default.
        then: What belongs to the job after its steps, run in this process each time; it is given what to tell of its
            progress. The job is done once it returned.
        storage: Where the steps that are made now go besides, behind the work.

    Returns:
        The time [s] of each step that was run now from its first frame to its last: what a calibration can learn from.

    Raises:
        CancelledError: Somebody cancelled it.
        BusyError: Another process runs this very job.
        RushesError: What a step raised, or ``then``.
    """
    memory = _Memory(work, replace(job, steps=tuple(task.folder.name for task in tasks)))
    with memory.alive(), _held(tasks, job.id) as held:
        with beginning(work):
            memory.begin()
        held.mend()
        running = _Running(memory, executor or LocalExecutor(), tasks, held, progress)
        _run(work, running, then, storage)
    return running.seconds


@contextmanager
def _held(tasks: Sequence[StepTask], job_id: str) -> Iterator[HeldSteps]:
    held = HeldSteps((task.folder for task in tasks), job_id)
    try:
        yield held
    finally:
        held.release()


def _run(
    work: Path, running: _Running, then: Callable[[Callable[[Progress], None]], None], storage: Storage | None
) -> None:
    """Run a job's steps and what follows them, and write down how it ended."""
    memory = running.memory
    try:
        with stored_behind(storage) as running.behind:
            run_remembered(
                work,
                memory.job.id,
                list(running.tasks),
                running.run,
                is_done=running.held.is_ready,
                stop=running.stopped.set,
            )
            then(running.tell)
    except CancelledError:
        memory.end("cancelled")
        raise
    except RushesError as error:
        memory.end("failed", str(error))
        raise
    except BaseException:
        memory.end("interrupted")
        raise
    memory.end("done")


class _Memory:
    """The file that shows a job to other processes."""

    def __init__(self, work: Path, job: Job) -> None:
        self.path = work / "jobs" / f"{job.id}.json"
        self.cancel = work / "jobs" / f"{job.id}.cancel"
        self.job = job
        self._saved = 0.0
        self._seen: set[str] = set()

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Let others see that the job lives, for as long as this process does.

        Raises:
            BusyError: Another process runs this very job.
        """
        lock = FileLock(_lock_path(self.path))
        if not lock.take_patiently():
            raise BusyError(f"Job {self.job.id} runs already. Wait for it: `rushes jobs` shows how far it is.")
        try:
            yield
        finally:
            lock.release(remove=True)

    def begin(self) -> None:
        with spoken_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.cancel.unlink(missing_ok=True)
        self._tidy()
        earlier = _read(self.path)
        started = earlier.started if earlier else datetime.now(UTC).isoformat(timespec="seconds")
        self.save(replace(self.job, state="running", started=started))

    def _tidy(self) -> None:
        """Say of jobs whose process was killed that they do not run."""
        for path in self.path.parent.glob("*.json"):
            other = _read(path)
            if path != self.path and other is not None and other.state == "running":
                _end_dead(path, "interrupted")

    def save(self, job: Job) -> None:
        self.job = job
        self._saved = time.monotonic()
        _write(self.path, job)

    def progress(self, progress: Progress) -> None:
        is_new = progress.step not in self._seen
        self._seen.add(progress.step)
        self.job = replace(
            self.job,
            step=progress.step,
            done=progress.done,
            total=progress.total,
            seconds_left=progress.seconds_left,
            made_by=progress.made_by,
        )
        if is_new or time.monotonic() - self._saved > _SAVE_EVERY_S:
            self.save(self.job)

    def end(self, state: str, error: str = "") -> None:
        self.save(replace(self.job, state=state, error=error, seconds_left=None))
        self.cancel.unlink(missing_ok=True)


class _Running:
    """What a workflow needs and can't be remembered as data: who to tell, who runs, what to make."""

    def __init__(
        self,
        memory: _Memory,
        executor: Executor,
        tasks: Sequence[StepTask],
        held: HeldSteps,
        progress: Callable[[Progress], None],
    ) -> None:
        self.memory = memory
        self.behind: Behind | None = None
        self.executor = executor
        self.held = held
        self.tasks = {task.folder.step: task for task in tasks}
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self.stopped = threading.Event()
        self._where = standing()
        self._counted: dict[str, int] = {}
        self._telling = threading.Lock()
        self._last: dict[str, Progress] = {}
        before = [task.folder.step for task in tasks]
        needs = {
            task.folder.step: before[:place] if task.needs is None else task.needs for place, task in enumerate(tasks)
        }
        self._ahead = Ahead(needs, self._make, stop=self.stopped.set)

    def is_cancelled(self) -> bool:
        return self.stopped.is_set() or self.memory.cancel.exists()

    def check(self) -> None:
        """Stop where the job is cancelled."""
        if self.is_cancelled():
            raise CancelledError(CANCELLED)

    def tell(self, progress: Progress) -> None:
        with self._telling:
            self._count(progress)
            self._last[progress.step] = progress
            self.memory.progress(progress)
            self.progress(progress)

    def _count(self, progress: Progress) -> None:
        """Say how many frames a step finished since it last spoke; the end of a divided step speaks of them once more."""
        if progress.total > 1:
            counted = self._counted.get(progress.step, max(progress.done - 1, 0))
            self._counted[progress.step] = max(progress.done, counted)
            if progress.done > counted:
                with within(self._where):
                    say("step.frames", "debug", step=progress.step, frames=progress.done - counted)

    def run(self, name: str) -> None:
        """Wait for one step's files; what can be made meanwhile is made beside it."""
        self._ahead.wait_for(name)

    def _make(self, name: str) -> None:
        """Make one step's files unless they are there."""
        try:
            self._execute(name)
        except BaseException:
            if not self.stopped.is_set():  # the step that failed is the one that people hear of last
                self.tell(self._last.get(name, Progress(name, 0, 1)))
            raise

    def _execute(self, name: str) -> None:
        self.check()
        if not self.held.claim(name, waits=lambda job: self._wait(name, job)):
            return
        try:
            self._run_task(self.tasks[name])
        finally:
            self.held.settle(name)

    def _run_task(self, task: StepTask) -> None:
        name = task.folder.step
        begun = task.folder.begun()
        started = time.monotonic()
        self.tell(Progress(name, 0, 1))
        with within(self._where), span("step", step=name):
            run_divided(
                self.executor,
                Task(
                    name, task.entry, task.request, task.folder.log, held=self.held.descriptors(name),
                    resources=task.resources,
                ),
                task.folder,
                task.apart,
                progress=self.tell,
                cancelled=self.is_cancelled,
            )  # fmt: skip
        if not task.folder.is_done():
            raise StepFailedError(f"Step {name} ended without its files. Its log: {task.folder.log}")
        if self.behind:
            self.behind.push(task.folder)
        if not begun:
            self.seconds[name] = time.monotonic() - started

    def _wait(self, name: str, job_id: str) -> None:
        """Tell how far another job is with a step."""
        self.check()
        other = _read(self.memory.path.with_name(f"{job_id}.json"))
        at_it = other is not None and other.step == name
        done, total, left = (other.done, other.total, other.seconds_left) if other and at_it else (0, 1, None)
        self.tell(Progress(name, min(done, total - 1), total, left, made_by=job_id))


def list_jobs(work: Path) -> list[Job]:
    """Return the show's jobs, the newest first; one whose process is gone is ``interrupted``."""
    jobs = []
    for path in (work / "jobs").glob("*.json"):
        job = _read(path)
        if job is not None:
            stale = job.state == "running" and not is_alive(work, job.id)
            jobs.append(replace(job, state="interrupted", seconds_left=None, made_by="") if stale else job)
    return sorted(jobs, key=lambda job: job.started, reverse=True)


def is_alive(work: Path, job_id: str) -> bool:
    """Say whether some process runs a job now."""
    return is_held(work / "jobs" / f"{job_id}.lock")


def cancel_job(work: Path, job_id: str) -> str:
    """Cancel a job from any process; return what became of it, in words.

    Raises:
        BadInputError: There is no such job.
    """
    job = next((job for job in list_jobs(work) if job.id == job_id), None)
    if job is None:
        raise BadInputError(f'There is no job "{job_id}" in {work}. `rushes jobs` lists them.')
    path = work / "jobs" / f"{job_id}.json"
    if job.state == "interrupted" and _end_dead(path, "cancelled"):
        return "cancelled"
    if job.state in {"running", "interrupted"}:
        with spoken_errors(path):
            path.with_suffix(".cancel").touch()
        return "cancelling"
    return f"already {job.state}"


def _end_dead(path: Path, state: str) -> bool:
    """Write down how a job ended whose process is gone; say whether it is gone."""
    lock = FileLock(_lock_path(path))
    if not lock.take():
        return False
    try:
        job = _read(path)
        if job is not None and job.state in {"running", "interrupted"}:
            _write(path, replace(job, state=state, seconds_left=None, made_by=""))
    finally:
        lock.release(remove=True)
    return True


def _lock_path(path: Path) -> Path:
    """Return the lock beside a job's file."""
    return path.with_suffix(".lock")


def _read(path: Path) -> Job | None:
    try:
        return Job(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(path: Path, job: Job) -> None:
    with spoken_errors(path):
        write_atomically(path, json.dumps(asdict(job)))
