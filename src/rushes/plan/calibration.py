"""How long a step takes on this machine: measured by small real jobs and by every take, never assumed."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rushes.plan.step import Step
from rushes.studio import set_aside, spoken_errors, waiting_lock, write_atomically

KEPT = 12
"""Runs of a step that are remembered; machines change, and so does our code."""

_LEAST_WORK = 1e-9


@dataclass(frozen=True, slots=True)
class Run:
    """A measured run of a step: its amount of work [its work unit], and the time it took [s]."""

    work: float
    seconds: float
    at: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured on this machine, by step function and unit of work.

    Attributes:
        path: The file it was read from.
        machine: This machine, in words.
        runs: What was measured on it.
        others: What the same file holds of other machines, as it stands there.
        note: What was wrong with the file, in words; empty when nothing was.
    """

    path: Path
    machine: str
    runs: Mapping[str, tuple[Run, ...]]
    others: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

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
            return step.work * statistics.median(run.seconds / max(run.work, _LEAST_WORK) for run in runs)
        start = max(0.0, statistics.median(run.seconds - slope * run.work for run in runs))
        return start + slope * step.work

    def covers(self, steps: tuple[Step, ...]) -> bool:
        """Say whether every step was measured at least once."""
        return all(self.runs.get(_name(step)) for step in steps)

    def basis(self) -> str:
        """Return what the estimates rest on, in words."""
        every = [run for runs in self.runs.values() for run in runs]
        if not every:
            return f"nothing yet: this machine was never measured. {self.note}".rstrip()
        newest = max(run.at for run in every)
        said = f"{len(every)} measured runs of steps on this machine ({self.machine}), the newest of {newest}."
        return f"{said} {self.note}".rstrip()

    def basis_of(self, step: Step) -> str:
        """Return what one step's estimate rests on, in words."""
        runs = self.runs.get(_name(step), ())
        if not runs:
            return f"{step.name} was never measured on this machine."
        sizes = sorted({run.work for run in runs})
        works = f"{sizes[0]:g}" if len(sizes) == 1 else f"{sizes[0]:g} to {sizes[-1]:g}"
        return f"{len(runs)} runs of {works} {step.work_unit}, the newest of {max(run.at for run in runs)}"

    def with_run(self, step: Step, seconds: float) -> Calibration:
        """Return the calibration with one more measured run, saved.

        Raises:
            BadInputError: The settings folder can't be written.
        """
        run = Run(step.work, seconds, datetime.now(UTC).isoformat(timespec="seconds"))
        with spoken_errors(self.path):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with waiting_lock(self.path.with_name(f".{self.path.stem}.lock")):
            there = load_calibration(self.path.parent)  # another job may have written since this was read
            known = {**self.runs, **there.runs}
            runs = {**known, _name(step): (*known.get(_name(step), ()), run)[-KEPT:]}
            mine = {name: [[run.work, run.seconds, run.at] for run in kept] for name, kept in runs.items()}
            others = {**self.others, **there.others}
            with spoken_errors(self.path):
                write_atomically(self.path, json.dumps({"machines": {**others, self.machine: mine}}, indent=1))
        return replace(self, runs=runs, others=others)


def load_calibration(home: Path) -> Calibration:
    """Read what was measured on this machine; what other machines measured is kept, and counts for nothing here.

    A file that is not whole is set aside, and ``basis`` says so.

    Args:
        home: The settings folder.
    """
    path, here = home / "calibration.json", machine()
    if not path.exists():
        return Calibration(path, here, {})
    try:
        machines: dict[str, Any] = dict(json.loads(path.read_text(encoding="utf-8"))["machines"])
        runs = {name: tuple(_run(*run) for run in kept) for name, kept in machines.pop(here, {}).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Calibration(path, here, {}, note=_put_away(path))
    return Calibration(path, here, runs, machines)


def _run(work: float, seconds: float, at: str) -> Run:
    return Run(float(work), float(seconds), str(at))


def _put_away(path: Path) -> str:
    try:
        return f"What was measured before could not be read, and was set aside as {set_aside(path)}."
    except OSError as error:
        return f"What was measured before, {path}, can't be read ({error.strerror})."


def machine() -> str:
    """Return what tells this machine from another as far as speed goes: its processor, cores and system."""
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()}"


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _name(step: Step) -> str:
    return f"{step.entry}/{step.version}/{step.work_unit}"
