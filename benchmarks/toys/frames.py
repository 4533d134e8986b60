"""Toy jobs for the floor: frames that cost a set time of one core and nothing else, so that what is left is the floor's own.

``python -m toys.frames REQUEST`` runs one as a studio runs a shot: a durable job of one divided step.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from rushes.studio import Job, StepFolder, StepTask, run_job
from rushes.studio.chunks import Apart, chunk_in
from rushes.studio.executor import LocalExecutor
from rushes.studio.lock import job_lock

KEY: Final = "f" * 64
NAME: Final = "toy"


def frames(request: Mapping[str, Any], report: Callable[[int, int], None]) -> None:
    """Make a step's frames, or those of one chunk of it: each burns ``seconds`` of one core and is written down with its time."""
    folder = StepFolder(Path(request["work"]), NAME, request["key"])
    chunk = chunk_in(request, folder)
    first, last = (chunk.first, chunk.last) if chunk else (1, request["frames"])
    out = folder.part if chunk else folder.open()
    out.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    for frame in range(first, last + 1):
        target = out / f"{frame:04d}.json"
        if not target.exists():
            begun = time.time()
            burn(request["seconds"])
            part = target.with_suffix(".part")
            part.write_text(json.dumps([begun, time.time()]), encoding="utf-8")
            part.rename(target)
        report(frame - first + 1, last - first + 1)
    if chunk:
        chunk.finish(seconds=time.perf_counter() - started)
    else:
        folder.finish(seconds=time.perf_counter() - started)


def burn(seconds: float) -> None:
    """Keep one core busy for a set time of its own [s]: how long that takes on the clock is the machine's matter."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def run(request: Mapping[str, Any]) -> None:
    """Run a toy job as ``rushes make`` runs a shot's."""
    work = Path(request["work"])
    folder = StepFolder(work, NAME, request["key"])
    task = StepTask(folder, "toys.frames:frames", dict(request), (), Apart(1, request["frames"]))
    executor = LocalExecutor(request["workers"], request["chunk_frames"])
    with job_lock(work, request["shot"]):
        job = Job(f"{request['shot']}-v001-{request['key'][:8]}", request["shot"], "v001", "running")
        run_job(work, job, [task], progress=lambda _: None, executor=executor)


def times(work: Path, key: str) -> list[tuple[float, float]]:
    """Return when each frame of a finished job was begun and was done [s since 1970]."""
    made = StepFolder(work, NAME, key).path
    found = [json.loads(path.read_text(encoding="utf-8")) for path in made.glob("[0-9]*.json")]
    return [(float(begun), float(done)) for begun, done in found]


if __name__ == "__main__":
    run(json.loads(sys.argv[1]))
    print(json.dumps({"take": "toy"}))
