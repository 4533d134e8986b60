"""How long a step takes on this machine: measured by small real jobs and by every take, never assumed."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rushes.plan.step import Step
from rushes.studio import spoken_errors, write_atomically

KEPT = 12
"""Runs of a step that are remembered; machines change, and so does our code."""


@dataclass(frozen=True, slots=True)
class Run:
    """A measured run of a step: its amount of work [its work unit], and the time it took [s]."""

    work: float
    seconds: float
    at: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured on this machine, by step function and unit of work."""

    path: Path
    machine: str
    runs: Mapping[str, tuple[Run, ...]]

    def estimate(self, step: Step) -> float | None:
        """Return the estimated time of a step [s], or None when it was never measured.

        Time is taken as a start-up share plus a rate: with runs of different sizes, a robust line through them
        (Theil-Sen, the median of the slopes between pairs); with one size, time in proportion to work.
        """
        runs = self.runs.get(_name(step), ())
        if not runs:
            return None
        slopes = [
            (b.seconds - a.seconds) / (b.work - a.work)
            for index, a in enumerate(runs)
            for b in runs[index + 1 :]
            if abs(b.work - a.work) > 0.2 * max(a.work, b.work)
        ]
        slope = statistics.median(slopes) if slopes else 0.0
        if slope <= 0:
            return step.work * statistics.median(run.seconds / run.work for run in runs)
        start = max(0.0, statistics.median(run.seconds - slope * run.work for run in runs))
        return start + slope * step.work

    def covers(self, steps: tuple[Step, ...]) -> bool:
        """Say whether every step was measured at least once."""
        return all(self.runs.get(_name(step)) for step in steps)

    def basis(self) -> str:
        """Return what the estimates rest on, in words."""
        every = [run for runs in self.runs.values() for run in runs]
        if not every:
            return "nothing yet: this machine was never measured."
        newest = max(run.at for run in every)
        return f"{len(every)} measured runs of steps on this machine ({self.machine}), the newest of {newest}."

    def with_run(self, step: Step, seconds: float) -> Calibration:
        """Return the calibration with one more measured run, saved.

        Raises:
            BadInputError: The settings folder can't be written.
        """
        run = Run(step.work, seconds, datetime.now(UTC).isoformat(timespec="seconds"))
        runs = {**self.runs, _name(step): (*self.runs.get(_name(step), ()), run)[-KEPT:]}
        calibration = Calibration(self.path, self.machine, runs)
        record = {
            "machine": self.machine,
            "runs": {name: [[run.work, run.seconds, run.at] for run in kept] for name, kept in runs.items()},
        }
        with spoken_errors(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(self.path, json.dumps(record, indent=1))
        return calibration


def load_calibration(home: Path) -> Calibration:
    """Read what was measured on this machine; a file of another machine, or one that is not whole, counts for nothing.

    Args:
        home: The settings folder.
    """
    path = home / "calibration.json"
    runs: dict[str, tuple[Run, ...]] = {}
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if record["machine"] == machine():
            runs = {
                name: tuple(Run(float(work), float(seconds), str(at)) for work, seconds, at in kept)
                for name, kept in record["runs"].items()
            }
    except (OSError, ValueError, KeyError, TypeError):
        runs = {}
    return Calibration(path, machine(), runs)


def machine() -> str:
    """Return what tells this machine from another as far as speed goes."""
    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"


def _name(step: Step) -> str:
    return f"{step.entry}/{step.version}/{step.work_unit}"
