"""Watching a show's files: what changes in them becomes events, whoever changed it."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from rushes.review.web.event_log import EventLog
from rushes.review.web.takes import ShotLine
from rushes.show import Show
from rushes.studio import Job, is_alive, list_jobs

JOBS_EVERY_S = 0.5
"""How often [s] jobs are looked at: as often as they write their progress down."""

TAKES_EVERY = 4
"""Looks at the jobs for one look at the takes and the desk."""

_log = logging.getLogger("rushes.review")
_Happening = tuple[str, Mapping[str, Any]]


class Watch:
    """One thread that looks and tells; it rests while nobody listens."""

    def __init__(self, log: EventLog, show: Callable[[], Show], shots: Callable[[], tuple[ShotLine, ...]]) -> None:
        self._log = log
        self._show = show
        self._shots = shots
        self._stop = threading.Event()
        self._wanted = threading.Event()
        self._listeners = 0
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] | None = None
        self._job_stamps: dict[str, tuple[int, int]] = {}
        self._takes: dict[tuple[str, str], tuple[Any, ...]] | None = None
        self._desk: int | None = None
        self._thread = threading.Thread(target=self._run, name="rushes-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking, and wait until that is so."""
        self._stop.set()
        self._wanted.set()
        self._thread.join(timeout=10)

    def listen(self) -> None:
        """Say that somebody listens."""
        with self._lock:
            self._listeners += 1
            self._wanted.set()

    def leave(self) -> None:
        """Say that somebody doesn't any more."""
        with self._lock:
            self._listeners -= 1
            if self._listeners == 0:
                self._wanted.clear()

    def look(self, *, takes: bool = True) -> None:
        """Look once, and write down what is new since the last look. The first look only learns how things are."""
        happened = list(self._new_jobs())
        if takes:
            happened += [*self._new_takes(), *self._new_desk()]
        self._log.add(happened)

    def _run(self) -> None:
        turn = 0
        while not self._stop.is_set():
            if not self._stop.wait(JOBS_EVERY_S) and self._wanted.wait():
                try:
                    self.look(takes=turn % TAKES_EVERY == 0)
                except Exception:  # noqa: BLE001 - a watch that dies tells nobody anything
                    _log.exception("The show could not be looked at; it is tried again.")
                turn += 1

    def _new_jobs(self) -> list[_Happening]:
        work = self._show().work
        stamps = {
            **_stamps(f"{work}/jobs"),
            **{
                name: (int(is_alive(work, name)), 0)
                for name, job in (self._jobs or {}).items()
                if job.state == "running"
            },
        }  # a job that is killed writes nothing
        if self._jobs is not None and stamps == self._job_stamps:
            return []
        jobs = {job.id: job for job in list_jobs(work)}
        before, self._jobs, self._job_stamps = self._jobs, jobs, stamps
        if before is None:
            return []
        return [("job", asdict(job) | {"consents": []}) for job in jobs.values() if before.get(job.id) != job]

    def _new_takes(self) -> list[_Happening]:
        now = {
            (take.shot, take.version): (
                take.state,
                shot.open_notes.get(take.version, 0),
                take.failed,
                shot.addressed_notes.get(take.version, 0),
            )
            for shot in self._shots()
            for take in shot.takes
        }
        before, self._takes = self._takes, now
        if before is None:
            return []
        return [
            (
                "take",
                {
                    "shot": shot,
                    "version": version,
                    "state": told[0],
                    "open_notes": told[1],
                    "failed": told[2],
                    "new": (shot, version) not in before,
                },
            )
            for (shot, version), told in now.items()
            if before.get((shot, version)) != told
        ]

    def _new_desk(self) -> list[_Happening]:
        stamp = hash(json.dumps(sorted(_stamps(f"{self._show().consents}/escalations").items())))
        before, self._desk = self._desk, stamp
        return [("desk", {})] if before not in {None, stamp} else []


def _stamps(folder: str) -> dict[str, tuple[int, int]]:
    """Return time [ns] and size of each record in a folder."""
    try:
        with os.scandir(folder) as entries:
            return {
                entry.name: (entry.stat().st_mtime_ns, entry.stat().st_size)
                for entry in entries
                if entry.name.endswith(".json")
            }
    except OSError:
        return {}
