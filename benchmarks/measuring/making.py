"""One whole make, measured from outside: its time, its memory, and how long each of its steps took."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from measuring.tree import tree_bytes
from measuring.workshop import Workshop, answer, record_of
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.studio import StepFolder

EVERY_S = 0.5
"""How often memory is looked at [s]. A frame of the renderer takes longer than that."""

INSIDE = ("simulate", "render", "street", "dust")
"""Steps that count as simulation and rendering: the collapse, the two that Blender renders, the dust's own march."""


@dataclass(frozen=True, slots=True)
class MeasuredMake:
    """What was measured of one ``rushes make``.

    Attributes:
        seconds: From the start of the command to its end [s], the seal and its verification included.
        estimate: What ``rushes plan`` had said before [s]; 0 when it was not asked.
        peak_bytes: The most memory that the whole tree of processes held at a time.
        largest_bytes: The most that one process of it held.
        steps: How long each step took [s], by its own record.
        what: The work, in words.
    """

    seconds: float
    estimate: float
    peak_bytes: int
    largest_bytes: int
    steps: dict[str, float]
    what: str

    @property
    def inside(self) -> float:
        """Time in simulation and rendering [s]."""
        return sum(seconds for name, seconds in self.steps.items() if name in INSIDE)

    @classmethod
    def of(cls, workshop: Workshop, brief: Path, what: str, *, quality: str, frames: int, ask: bool) -> Self:
        """Make a brief in a workshop and measure it.

        Args:
            workshop: Where.
            brief: What.
            what: The work, in words.
            quality: Of the picture.
            frames: How many.
            ask: Ask ``rushes plan`` for its estimate first; a machine that was never measured is then measured.

        Raises:
            StepFailedError: The make did not get to its end.
        """
        common = (brief, "--show", workshop.show, "--quality", quality, "--frames", str(frames), "--json")
        estimate = float(record_of(workshop.rushes("plan", *common))["seconds"]) if ask else 0.0
        seconds, peak, largest, printed = _watched(workshop, workshop.command("make", *common))
        take = Take.load(Path(record_of(printed)["take"]))
        return cls(seconds, estimate, peak, largest, step_seconds(workshop, take), what)

    @classmethod
    def shared(cls, path: Path | None, what: str) -> Self | None:
        """Return the measured make that a file keeps, or None when there is none yet.

        Args:
            path: The file.
            what: The work that is asked about, in words.

        Raises:
            BadInputError: The file can't be read, or speaks of other work.
        """
        if path is None or not path.is_file():
            return None
        try:
            kept = cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise BadInputError(f"{path} keeps no measured make ({error}). Delete it and measure again.") from error
        if kept.what != what:
            raise BadInputError(f'{path} was measured on "{kept.what}". Name another file with --take.')
        return kept

    def keep(self, path: Path | None) -> None:
        """Write what was measured to a file, for other benchmarks to speak of."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def step_seconds(workshop: Workshop, take: Take) -> dict[str, float]:
    """Return how long each step of a take took [s], by the record that it left in the store."""
    work = workshop.show / "work"
    folders = {step["name"]: StepFolder(work, step["name"], step["key"]) for step in take.recipe["steps"]}
    return {name: float((folder.record() or {})["seconds"]) for name, folder in folders.items()}


def _watched(workshop: Workshop, command: list[str]) -> tuple[float, int, int, str]:
    """Run a command and return its time [s], its tree's and its largest process's peak memory [bytes], its output."""
    peak = largest = 0
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started = time.perf_counter()
        child = subprocess.Popen(command, env=workshop.env, stdout=out, stderr=err)
        over = threading.Event()

        def watch() -> None:
            nonlocal peak, largest
            while not over.wait(EVERY_S):
                held = tree_bytes(child.pid)
                peak, largest = max(peak, sum(held)), max(largest, *held, 0)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            code = child.wait()
            seconds = time.perf_counter() - started
        finally:
            over.set()
            watcher.join()
            if child.poll() is None:
                child.kill()
                child.wait()
        out.seek(0)
        err.seek(0)
        return seconds, peak, largest, answer("make", code, out.read(), err.read())
