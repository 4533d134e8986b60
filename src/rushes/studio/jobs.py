"""Durable jobs: DBOS remembers what was asked, the store's files say what is done, an executor runs it.

One supervisor a show works on one job at a time. Its memory is ``work/jobs.sqlite``; what `rushes jobs` shows
to other processes is a small file a job in ``work/jobs/``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rushes.errors import BadInputError, CancelledError, RushesError, StepFailedError
from rushes.studio.executor import Executor, LocalExecutor, Progress, Task
from rushes.studio.lock import is_locked, supervisor_lock
from rushes.studio.store import StepFolder, spoken_errors, write_atomically

SCHEMA_GENERATION = "rushes-jobs-1"
"""DBOS sees this instead of a hash of the code, so that an upgrade of Rushes does not strand pending jobs. Raise
it when a job's recorded steps no longer mean the same."""

POLL_S = 0.1
"""How often [s] the supervisor asks DBOS for the result."""

_SAVE_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class StepTask:
    """A step of a job: where its files will be, and what makes them."""

    folder: StepFolder
    entry: str
    request: Mapping[str, Any]


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


def run_job(
    work: Path,
    job: Job,
    tasks: Sequence[StepTask],
    *,
    progress: Callable[[Progress], None],
    executor: Executor | None = None,
) -> dict[str, float]:
    """Run a job's steps to their end, going on wherever an earlier run of it stopped.

    Call it within ``supervisor_lock``.

    Args:
        work: The show's folder of finished steps.
        job: Its id, shot and version.
        tasks: Its steps, in order.
        progress: Called as steps go on.
        executor: Who runs them; this machine by default.

    Returns:
        The time [s] of each step that was run now.

    Raises:
        CancelledError: Somebody cancelled it.
        RushesError: What a step raised.
    """
    memory = _Memory(work, job)
    memory.begin()
    state = _Running(memory, executor or LocalExecutor(), tasks, progress)
    try:
        _run_in_dbos(work, job, state)
        if any(not task.folder.is_done() for task in tasks):
            _run_all(state)  # DBOS remembers a step as done whose files somebody removed: files win
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
    return state.seconds


class _Memory:
    """The file that shows a job to other processes."""

    def __init__(self, work: Path, job: Job) -> None:
        self.path = work / "jobs" / f"{job.id}.json"
        self.cancel = work / "jobs" / f"{job.id}.cancel"
        self.job = job
        self._saved = 0.0

    def begin(self) -> None:
        with spoken_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.cancel.unlink(missing_ok=True)
        earlier = _read(self.path)
        started = earlier.started if earlier else datetime.now(UTC).isoformat(timespec="seconds")
        self.save(replace(self.job, state="running", started=started))

    def save(self, job: Job) -> None:
        self.job = job
        self._saved = time.monotonic()
        with spoken_errors(self.path):
            write_atomically(self.path, json.dumps(asdict(job)))

    def progress(self, progress: Progress) -> None:
        new = replace(
            self.job,
            step=progress.step,
            done=progress.done,
            total=progress.total,
            seconds_left=progress.seconds_left,
        )
        if new.step != self.job.step or time.monotonic() - self._saved > _SAVE_EVERY_S:
            self.save(new)

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
        progress: Callable[[Progress], None],
    ) -> None:
        self.memory = memory
        self.executor = executor
        self.tasks = {task.folder.step: task for task in tasks}
        self.progress = progress
        self.seconds: dict[str, float] = {}
        self.error: BaseException | None = None

    def tell(self, progress: Progress) -> None:
        self.memory.progress(progress)
        self.progress(progress)

    def run(self, name: str) -> str:
        """Make one step's files unless they are there; the key says which."""
        task = self.tasks[name]
        if self.memory.cancel.exists():
            raise CancelledError("Cancelled. What is finished stays; make it again to go on.")
        if not task.folder.is_done():
            started = time.monotonic()
            self.tell(Progress(name, 0, 1))
            self.executor.run(
                Task(name, task.entry, task.request, task.folder.log),
                progress=self.tell,
                cancelled=self.memory.cancel.exists,
            )
            if not task.folder.is_done():
                raise StepFailedError(f"Step {name} ended without its files. Its log: {task.folder.log}")
            self.seconds[name] = time.monotonic() - started
        return task.folder.key


_RUNNING: dict[str, _Running] = {}


def _run_all(state: _Running) -> None:
    for name in state.tasks:
        state.run(name)


def _run_in_dbos(work: Path, job: Job, state: _Running) -> None:
    import dbos

    flow = _flow()
    _RUNNING[job.id] = state
    dbos.DBOS(
        config={
            "name": "rushes",
            "system_database_url": f"sqlite:///{(work / 'jobs.sqlite').absolute()}",
            "application_version": SCHEMA_GENERATION,
            "executor_id": job.id,
            "enable_otlp": False,
            "log_level": "CRITICAL",
            "console_log_level": "CRITICAL",
        }
    )
    try:
        dbos.DBOS.launch()
        handle = _pending(job.id)
        if handle is None:
            attempt = f"{job.id}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
            with dbos.SetWorkflowID(attempt):
                handle = dbos.DBOS.start_workflow(flow, job.id, list(state.tasks))
        try:
            handle.get_result(polling_interval_sec=POLL_S)
        except RushesError:
            raise
        except Exception as error:
            raise state.error or error from error
    except BaseException:
        state.memory.cancel.touch()  # stops the workflow's thread within a poll
        raise
    finally:
        _RUNNING.pop(job.id, None)
        dbos.DBOS.destroy(workflow_completion_timeout_sec=5)


def _pending(job_id: str) -> Any:  # noqa: ANN401 - a DBOS handle, which is generic in what it returns
    """Return the handle of this job's workflow that a killed run left behind, which ``launch`` took up again."""
    import dbos

    for status in dbos.DBOS.list_workflows(status="PENDING", workflow_id_prefix=job_id):
        return dbos.DBOS.retrieve_workflow(status.workflow_id)
    return None


_FLOW: list[Callable[[str, list[str]], list[str]]] = []


def _flow() -> Callable[[str, list[str]], list[str]]:
    """Register the workflow once, when DBOS is first needed."""
    if _FLOW:
        return _FLOW[0]
    import dbos

    @dbos.DBOS.step(name="rushes_step")
    def step(job_id: str, name: str) -> str:
        try:
            return _RUNNING[job_id].run(name)
        except BaseException as error:
            _RUNNING[job_id].error = error
            raise

    @dbos.DBOS.workflow(name="rushes_job")
    def flow(job_id: str, names: list[str]) -> list[str]:
        return [step(job_id, name) for name in names]

    _FLOW.append(flow)
    return flow


def list_jobs(work: Path) -> list[Job]:
    """Return the show's jobs, the newest first; one whose supervisor is gone is ``interrupted``."""
    alive = is_locked(work)
    jobs = []
    for path in (work / "jobs").glob("*.json"):
        job = _read(path)
        if job is not None:
            stale = job.state == "running" and not alive
            jobs.append(replace(job, state="interrupted", seconds_left=None) if stale else job)
    return sorted(jobs, key=lambda job: job.started, reverse=True)


def cancel_job(work: Path, job_id: str) -> str:
    """Cancel a job from any process; return what became of it, in words.

    Raises:
        BadInputError: There is no such job.
    """
    job = next((job for job in list_jobs(work) if job.id == job_id), None)
    if job is None:
        raise BadInputError(f'There is no job "{job_id}" in {work}. `rushes jobs` lists them.')
    path = work / "jobs" / f"{job_id}.json"
    if job.state == "running":
        with spoken_errors(path):
            path.with_suffix(".cancel").touch()
        return "cancelling"
    if job.state == "interrupted":
        with spoken_errors(path):
            write_atomically(path, json.dumps(asdict(replace(job, state="cancelled"))))
        return "cancelled"
    return f"already {job.state}"


def _read(path: Path) -> Job | None:
    try:
        return Job(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


__all__ = ["Job", "StepTask", "cancel_job", "list_jobs", "run_job", "supervisor_lock"]
