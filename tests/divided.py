"""A toy step of twelve frames that can be made apart, cleared in a show of its own, for every executor's tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.clearance.gate import Gate
from rushes.clearance.question import Question
from rushes.clearance.records.consent import Action
from rushes.plan import Recipe, Step, tasks
from rushes.show import FrameRange, Show
from rushes.studio import Apart, Executor, Progress, StepFolder, StepTask, Task
from rushes.studio.chunks import run_divided
from rushes.studio.resources import Resources

FRAMES = FrameRange(1001, 1012)
MODULE = """
import json, os, time
from pathlib import Path

from rushes import errors
from rushes.show import FrameRange
from rushes.studio.process import run_program

def holds(request, report):
    # Say when it begins and ends, and what it sees of GPUs and of its job; take a moment between.
    print(f"RUSHES_WARM_GB={os.environ.get('RUSHES_WARM_GB')}", os.getpid(), flush=True)
    job = json.loads(os.environ.get("RUSHES_WATCH", "{}")).get("ids", {}).get("job")
    for what in ("begin", "end"):
        with open(request["made"], "a") as made:
            made.write(f"{what} {request['name']} {os.environ.get('CUDA_VISIBLE_DEVICES', 'all')} {job}\\n")
        time.sleep(request["seconds"])

def frames(ctx):
    asked = ctx.params
    print("the frames", ctx.only)
    every = FrameRange(*asked["frames"])
    mine = ctx.mine(every)
    if ctx.only is not None and asked.get("leads") and mine.first > every.first:
        assert (ctx.out / f"frame.{every.first}.txt").exists(), "the first frame leads"
    missing = [frame for frame in mine if not (ctx.out / f"frame.{frame}.txt").exists()]
    there = len(mine) - len(missing)
    ctx.report(there, len(mine))
    for done, frame in enumerate(missing, start=there + 1):
        path = ctx.out / f"frame.{frame}.txt"
        if not path.exists():
            with open(asked["made"], "a") as made:
                made.write(f"{frame} {os.getpid()} {'whole' if ctx.only is None else 'chunk'}\\n")
            if frame == asked.get("fail"):
                raise errors.StepFailedError(f"Frame {frame}: a sentence.")
            if frame == asked.get("bug"):
                raise ValueError("a surprise")
            if frame == asked.get("hang"):
                time.sleep(300)
            begun = [line.split()[0] for line in Path(asked["made"]).read_text().splitlines()]
            if frame in asked.get("hangs_once", ()) and begun.count(str(frame)) == 1:
                time.sleep(300)
            if asked.get("runs"):
                run_program(["sleep", asked["runs"]], log=ctx.scratch / "sleep.log")
            half = ctx.scratch / f"frame.{frame}.part"
            half.write_text("half")
            time.sleep(asked.get("seconds", 0.0))
            half.write_text(f"picture {frame}")
            half.replace(path)
        ctx.report(done, len(mine))
    if ctx.only is None:
        (ctx.out / "all.txt").write_text("".join((ctx.out / f"frame.{n}.txt").read_text() for n in every))
"""
RESULT = {f"frame.{frame}.txt": f"picture {frame}" for frame in FRAMES} | {
    "all.txt": "".join(f"picture {frame}" for frame in FRAMES)
}


@dataclass
class Divided:
    """The step, how it is run, and what came of it."""

    folder: Path
    show: Show = field(init=False)
    told: list[Progress] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.show = Show.init(self.folder / "S", Fraction(24))
        (self.folder / "toy_apart.py").write_text(MODULE, encoding="utf-8")

    @property
    def made_log(self) -> Path:
        return self.folder / "made.txt"

    def task(self, *, leads: bool = False, **params: Any) -> StepTask:
        """Return the step as the studio gets it; it is a part of the show's cleared recipe."""
        question = Question(
            production=self.show.name, shot="010_0010", actions=(Action.GENERATE,), brief_sha256="b" * 64
        )
        gate = Gate.of(self.show)
        asked = {"frames": [FRAMES.first, FRAMES.last], "made": str(self.made_log), "leads": leads, **params}
        apart = Apart(FRAMES.first, FRAMES.last, first_leads=leads)
        step = Step("toy", "toy_apart:frames", 1, asked, frames=len(FRAMES), apart=apart)
        about = (self.show.name, "010_0010", "v001", "toy", "toy", "1")
        recipe = Recipe(*about, Fraction(24), FRAMES, 0, 1, "b" * 64, (step,))
        clearance = gate.ask(question, "generate").clearance
        return tasks(recipe, self.show.work, clearance, question=question, gate=gate)[0]

    def run(
        self,
        executor: Executor,
        task: StepTask | None = None,
        *,
        cancelled: Callable[[], bool] = lambda: False,
        **params: Any,
    ) -> StepFolder:
        """Run the step to its end and return its folder."""
        task = task or self.task(**params)
        todo = Task("toy", task.entry, task.request, task.folder.log, resources=task.resources)
        run_divided(executor, todo, task.folder, task.apart, progress=self.told.append, cancelled=cancelled)
        return task.folder

    def studio_file(self, *lines: str) -> Path:
        """Write a studio's file of these lines, and return it."""
        path = self.folder / "studio.yaml"
        path.write_text("\n".join(["name: toy", *lines, ""]), encoding="utf-8")
        return path

    def holding(self, name: str, resources: Resources, seconds: float = 0.3) -> Task:
        """Return a task that takes a moment, and says in ``held`` when it begins and ends."""
        request = {"name": name, "made": str(self.made_log), "seconds": seconds}
        return Task(name, "toy_apart:holds", request, self.folder / f"{name}.log", resources=resources)

    def held(self) -> list[list[str]]:
        """Return what such tasks said: ``begin`` or ``end``, their name, the GPUs that they saw, and the job that they were told of."""
        return [line.split() for line in self.made_log.read_text(encoding="utf-8").splitlines()]

    def made(self) -> list[tuple[int, int, str]]:
        """Return each frame that was begun: its number, the process and whether for a chunk or the whole step."""
        if not self.made_log.exists():
            return []
        lines = (line.split() for line in self.made_log.read_text(encoding="utf-8").splitlines())
        return [(int(frame), int(process), who) for frame, process, who in lines]

    def processes(self) -> list[int]:
        """The living processes that work for this floor, and the programs that those started."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
                home = (entry / "environ").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            is_ours = str(self.folder) in line or f"RUSHES_HOME={self.folder}" in home
            if is_ours and int(entry.name) != os.getpid() and "ray_driver" not in line:
                found.append(int(entry.name))
        return found


def contents(folder: StepFolder) -> dict[str, str]:
    """Return a finished step's files, without its record."""
    return {path.name: path.read_text() for path in folder.path.iterdir() if path.name != "done.json"}


def reachable(folder: Path) -> str:
    """Return the module search path with which a child finds the toy step."""
    return os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")]), *sys.path[:1]])
