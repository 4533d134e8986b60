"""What DBOS remembers: which job was asked for, and how far it got. Files say what is done; they win."""

from __future__ import annotations

import os
import sqlite3
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rushes.errors import CancelledError, RushesError
from rushes.studio.memory_database import MemoryDatabase

SCHEMA_GENERATION = "rushes-jobs-3"
"""DBOS sees this, with the job's name, instead of a hash of the code, so that an upgrade of Rushes does not strand pending
jobs. Raise it when a job's recorded steps no longer mean the same."""

POLL_S = 0.1
"""How often [s] a job asks DBOS for work to go on with, and for the result."""

_QUEUE = "rushes_jobs"
_GOODBYE_S = 5
_RUNNING: dict[str, Callable[[str], None]] = {}
_FLOW: list[Callable[[str, list[str]], None]] = []


def run_remembered(
    work: Path,
    job_id: str,
    names: Sequence[str],
    run: Callable[[str], None],
    *,
    is_done: Callable[[str], bool],
    stop: Callable[[], None],
) -> None:
    """Run a job's steps, each a step of one DBOS workflow, going on with the workflow that a killed run left behind.

    Call it where no other process runs the same job: DBOS itself would let two. Other jobs may use the same database: each has
    an application version of its own, and DBOS hands nothing from one version to another.

    Args:
        work: The show's folder of finished steps; ``jobs.sqlite`` lies there, unless the studio has PostgreSQL.
        job_id: The job.
        names: Its steps, in order.
        run: Does one step, by name; it may be called again for a step that is done.
        is_done: Whether a step's files are there. A workflow whose memory disagrees is not gone on with.
        stop: Called when the wait for it ends before it does (Ctrl-C); ``run`` then has to end soon.

    Raises:
        BadInputError: The database can't be reached or written. Once the work has begun PostgreSQL may go away: the work goes on.
        BaseException: What ``run`` raised.
    """
    os.environ.pop("DBOS__CLOUD", None)  # with it DBOS would look for its makers' servers
    import dbos
    import sqlalchemy

    raised: list[BaseException] = []
    working = threading.Lock()

    def one(name: str) -> None:
        with working:
            try:
                run(name)
            except BaseException as error:
                raised.append(error)
                raise

    database = MemoryDatabase.of(work)
    database.check()
    name, flow = database.name_of(job_id), _flow()
    _RUNNING[name] = one
    begun = False
    try:
        dbos.DBOS(config=_config(database, name))
        dbos.DBOS.launch()
        if database.path is None:
            _rather_fail_than_wait()
        dbos.DBOS.register_queue(
            _QUEUE, worker_concurrency=1, polling_interval_sec=POLL_S, on_conflict="never_update"
        )  # fmt: skip
        handle = _handle(name, names, flow, is_done)
        begun = True
        handle.get_result(polling_interval_sec=POLL_S)
    except RushesError:
        raise
    except Exception as error:
        if raised:
            raise raised[-1] from error  # what stopped the step stopped the note of it as well
        of_database = isinstance(
            error, (sqlite3.Error, sqlalchemy.exc.SQLAlchemyError, UnicodeError, dbos.error.DBOSException)
        )
        if database.is_full(error) or (of_database and not begun):
            raise database.sentence(error) from error
        if not begun:
            raise
        for step in names:  # the memory is gone: the files say what is done, and the work needs nobody to remember it
            one(step)
    finally:
        stop()
        if working.acquire(timeout=_GOODBYE_S):  # DBOS's own wait for its workflows takes a whole second at least
            working.release()
        dbos.DBOS.destroy(workflow_completion_timeout_sec=0)
        _RUNNING.pop(name, None)


def _rather_fail_than_wait() -> None:
    """Have DBOS fail where its database is gone. By itself it tries again for ever, deaf to a cancel and to the end of its process."""
    from dbos._dbos import _get_dbos_instance

    _get_dbos_instance()._sys_db._retry_connection_errors = False  # noqa: SLF001 - DBOS is pinned, and has no setting for it


def _version(name: str) -> str:
    return f"{SCHEMA_GENERATION}.{name}"


def _config(database: MemoryDatabase, name: str) -> Any:  # noqa: ANN401 - DBOS's type can't be named without importing DBOS
    """Return DBOS's settings. Nothing leaves this machine: no conductor key, no traces, no logs.

    The process has an executor id of its own, so that DBOS takes up no workflow by itself: what goes on is chosen in ``_handle``,
    by what the files say.
    """
    return {
        "name": "rushes",
        **database.settings(),
        "application_version": _version(name),
        "notification_listener_polling_interval_sec": 10 * POLL_S,  # none is ever sent
        "executor_id": f"{name}.{uuid.uuid4()}",
        "enable_otlp": False,
        "log_level": "CRITICAL",
        "console_log_level": "CRITICAL",
    }


def _handle(
    name: str, names: Sequence[str], flow: Callable[[str, list[str]], None], is_done: Callable[[str], bool]
) -> Any:  # noqa: ANN401 - a DBOS handle, which is generic in what it returns
    """Go on with the workflow that a killed run of this job left behind, or start a new one."""
    import dbos

    left = dbos.DBOS.list_workflows(
        status=["PENDING", "ENQUEUED"], workflow_id_prefix=f"{name}.", app_version=_version(name), sort_desc=True
    )
    goes_on = next((flow.workflow_id for flow in left if _agrees(flow.workflow_id, is_done)), None)
    for other in left:
        if other.workflow_id != goes_on:
            dbos.DBOS.cancel_workflow(other.workflow_id)
    if goes_on is not None:
        return dbos.DBOS.resume_workflow(goes_on, queue_name=_QUEUE)
    with dbos.SetWorkflowID(f"{name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}"):
        return dbos.DBOS.start_workflow(flow, name, list(names))


def _agrees(workflow_id: str, is_done: Callable[[str], bool]) -> bool:
    """Say whether the files agree with every step that DBOS remembers of a workflow."""
    import dbos

    steps = dbos.DBOS.list_workflow_steps(workflow_id)
    return all(step["error"] is None and is_done(step["function_name"]) for step in steps)


def _flow() -> Callable[[str, list[str]], None]:
    """Register the workflow once, when DBOS is first needed."""
    if not _FLOW:
        import dbos

        @dbos.DBOS.workflow(name="rushes_job")
        def flow(job_id: str, names: list[str]) -> None:
            if job_id not in _RUNNING:
                raise CancelledError(f"Job {job_id} was not asked for now. Make it again to go on.")
            for name in names:
                dbos.DBOS.run_step({"name": name}, _RUNNING[job_id], name)

        _FLOW.append(flow)
    return _FLOW[0]
