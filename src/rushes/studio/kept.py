"""What may not be removed from a show's store: the steps that its takes and its running jobs refer to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rushes.studio.jobs import list_jobs
from rushes.studio.store import StepFolder

RECORD = "take.json"
_VERSION = re.compile(r"v[0-9]{3,}")
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What has to stay.

    Attributes:
        steps: Folders in the store, as ``<step>/<first 16 digits of its key>``.
        unread: A sentence for each record that can't be read. It may refer to anything: where there is one, all has to stay.
    """

    steps: frozenset[str]
    unread: tuple[str, ...]


def kept_steps(folder: Path, work: Path) -> Kept:
    """Return what the takes of a show and the jobs that run in its store refer to.

    A take names its steps in its record, by name and key; so does one in quarantine. A job names them in its own.

    Args:
        folder: The show's.
        work: Its store.
    """
    steps: set[str] = set()
    unread: list[str] = []
    for record in _take_records(folder):
        try:
            steps |= _steps_of_take(record, work)
        except (OSError, ValueError, KeyError, TypeError) as error:
            unread.append(f"{record} can't be read ({_words(error)}), so nobody can tell which steps it refers to.")
    running, unclear = _steps_of_jobs(work)
    return Kept(frozenset(steps | running), (*unread, *unclear))


def _take_records(folder: Path) -> Iterator[Path]:
    """Yield where each take's record is, or ought to be: of versions, of one that is put together, and in quarantine."""
    for version in sorted(folder.glob("shots/*/*")):
        if version.is_dir() and (_VERSION.fullmatch(version.name) or (version / RECORD).exists()):
            yield version / RECORD
    yield from sorted(folder.glob(f"quarantine/*/{RECORD}"))


def _steps_of_take(record: Path, work: Path) -> set[str]:
    steps = json.loads(record.read_text(encoding="utf-8"))["recipe"]["steps"]
    if not steps:
        raise ValueError("it names no steps")
    return {_name(work, step) for step in steps}


def _name(work: Path, step: dict[str, Any]) -> str:
    if not _KEY.fullmatch(step["key"]):
        raise ValueError(f"the key of its step {step['name']} is none")
    folder = StepFolder(work, step["name"], step["key"])
    return folder.name


def _steps_of_jobs(work: Path) -> tuple[set[str], list[str]]:
    jobs = {job.id: job for job in list_jobs(work)}
    steps: set[str] = set()
    unclear = [
        f"{path} can't be read, so nobody can tell whether that job runs."
        for path in sorted((work / "jobs").glob("*.json"))
        if path.stem not in jobs
    ]
    for job in jobs.values():
        if job.state == "running" and not job.steps:
            unclear.append(f"The job {job.id} runs and does not say on which steps.")
        if job.state == "running":
            steps.update(job.steps)
    return steps, unclear


def _words(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or "it is damaged"
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
