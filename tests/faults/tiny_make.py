"""Makes takes with the tiny engine, through the real pipeline: ``python tiny_make.py SHOW SHOT...``, one line on standard output each."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tiny_engine import ENGINE, FRAMES

from rushes import pipeline
from rushes.brief import Brief
from rushes.errors import RushesError
from rushes.show import Show
from rushes.studio import Progress


def make(folder: Path, shots: list[str]) -> int:
    """Make a take of each shot, in a process that makes nothing else; return the exit code that the command line would leave with."""
    pipeline.rivals = lambda: {"destruction": {"tiny": ENGINE}}
    pipeline.inspections = lambda: ()
    code = 0
    for shot in shots:
        try:
            show = Show.load(folder)
            brief = Brief(shot=shot, frames=len(FRAMES))
            clearance = pipeline.judge(brief, show)
            made = pipeline.make(brief, show, clearance, progress=_tell)
            _say(json.dumps({"take": str(made.take.folder)}))
        except RushesError as error:
            _say(json.dumps({"error": str(error), "kind": type(error).__name__, "exit_code": error.exit_code}))
            code = error.exit_code
    return code


def _tell(progress: Progress) -> None:
    _say(f"{progress.step} {progress.done}/{progress.total} {progress.made_by}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(make(Path(sys.argv[1]), sys.argv[2:]))
