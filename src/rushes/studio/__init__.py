"""The floor: durable jobs, executors and the store of finished steps."""

from rushes.studio.chunks import Apart
from rushes.studio.executor import Executor, LocalExecutor, Progress, Task
from rushes.studio.jobs import Job, StepTask, cancel_job, is_alive, list_jobs, run_job
from rushes.studio.lock import FileLock, is_locked, job_lock, waiting_lock
from rushes.studio.process import run_program
from rushes.studio.settings import settings_folder
from rushes.studio.store import CLOSED, FULL, StepFolder, set_aside, spoken_errors, write_atomically

__all__ = [
    "CLOSED",
    "FULL",
    "Apart",
    "Executor",
    "FileLock",
    "Job",
    "LocalExecutor",
    "Progress",
    "StepFolder",
    "StepTask",
    "Task",
    "cancel_job",
    "is_alive",
    "is_locked",
    "job_lock",
    "list_jobs",
    "run_job",
    "run_program",
    "set_aside",
    "settings_folder",
    "spoken_errors",
    "waiting_lock",
    "write_atomically",
]
