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
        self._takes: dict[str, Mapping[str, Any]] | None = None
        self._desk: str | None = None
        self._thread = threading.Thread(target=self._run, name="rushes-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking, and wait until that is so."""
        self._stop.set()
        self._wanted.set()
        self._thread.join(timeout=10)

    @property
    def listeners(self) -> int:
        """How many listen."""
        return self._listeners

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
        """Look once, and write down what is new since the last look of any room. The first look only learns how things are."""
        with self._log.turn():
            self._look_at_jobs()
            if takes:
                self._look_at_takes()
                self._look_at_desk()
        self._log.hear()

    def _run(self) -> None:
        turn = 0
        while not self._stop.is_set():
            if not self._stop.wait(JOBS_EVERY_S) and self._wanted.wait():
                try:
                    self.look(takes=turn % TAKES_EVERY == 0)
                except Exception:  # noqa: BLE001 - a watch that dies tells nobody anything
                    _log.exception("The show could not be looked at; it is tried again.")
                turn += 1

    def _look_at_jobs(self) -> None:
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
            return
        self._jobs, self._job_stamps = {job.id: job for job in list_jobs(work)}, stamps
        told = {name: asdict(job) | {"consents": []} for name, job in self._jobs.items()}
        self._log.add_changes(
            "job", {name: json.dumps(data) for name, data in told.items()}, lambda name, _: told[name]
        )

    def _look_at_takes(self) -> None:
        now: dict[str, Mapping[str, Any]] = {
            f"{take.shot}/{take.version}": {
                "shot": take.shot,
                "version": take.version,
                "state": take.state,
                "open_notes": shot.open_notes.get(take.version, 0),
                "failed": take.failed,
                "addressed_notes": shot.addressed_notes.get(take.version, 0),
            }
            for shot in self._shots()
            for take in shot.takes
        }
        if now == self._takes:
            return
        self._takes = now
        self._log.add_changes(
            "take",
            {name: json.dumps(take) for name, take in now.items()},
            lambda name, is_new: _told(now[name], is_new=is_new),
        )

    def _look_at_desk(self) -> None:
        stamp = json.dumps(sorted(_stamps(f"{self._show().consents}/escalations").items()))
        if stamp != self._desk:
            self._desk = stamp
            self._log.add_changes("desk", {"desk": stamp}, lambda *_: {})


def _told(take: Mapping[str, Any], *, is_new: bool) -> Mapping[str, Any]:
    """Return what a page is told of a take."""
    return {name: value for name, value in take.items() if name != "addressed_notes"} | {"new": is_new}


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
