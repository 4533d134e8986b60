"""Plan for scale: simulate 200 workers and 5,000 shots from what was measured, and write docs/scale.md with its plots.

python scripts/scale.py              # simulate, draw, write the page
python scripts/scale.py --measure    # first measure database and task costs on this machine
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "scripts")]

from scaling import studio, work  # noqa: E402 - the benchmarks' folder comes first
from scaling.report import Told, page, plots  # noqa: E402 - as above

INPUTS = ROOT / "benchmarks" / "scaling" / "measured.json"
SOAKED = ROOT / "benchmarks" / "scaling" / "soak.json"
SHOTS, HOURS, SEED = 5000, 8.0, 1
LOAD = """
import sys, time
from pathlib import Path
from rushes.studio import queue
from rushes.studio.config import load_studio
from rushes.studio.database import Database

who, epoch, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
with Database(load_studio()) as opened:
    until, made = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        asked = {"brief": None, "flags": []}
        queue.add(opened, show=f"S{who}", folder=Path("/") / f"S{who}", shot=f"010_{made:04d}", asked=asked)
        ask = queue.claim(opened, epoch)
        if ask is not None:
            queue.settle(opened, ask, epoch, state="done")
        queue.counts(opened)
        made += 1
print(made)
"""


def main() -> None:
    """Measure if asked to, simulate, draw, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs")
    asked = parser.parse_args()
    if asked.measure:
        INPUTS.write_text(json.dumps(measure(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    told = simulate(json.loads(INPUTS.read_text(encoding="utf-8")), json.loads(SOAKED.read_text(encoding="utf-8")))
    folder = asked.docs / "scale"
    folder.mkdir(exist_ok=True)
    for name, drawn in plots(told).items():
        (folder / f"{name}.svg").write_text(drawn, encoding="utf-8")
    (asked.docs / "scale.md").write_text(page(told), encoding="utf-8")
    print(f"{asked.docs / 'scale.md'}: {told.day.tasks} tasks, done after {told.day.ends / 3600:.2f} h")


def base(inputs: dict[str, Any], soaked: dict[str, Any]) -> studio.Size:
    """Return the studio that the page speaks of."""
    soak = soaked["postgresql"]
    start = soak["jobs_cpu_s"] / soak["jobs"]
    return studio.Size(
        ask_s=soak["supervisor_cpu_s"] / soak["jobs"],
        task_s=inputs["task_cpu_s"],
        start_s=start,
        finish_s=max(work.finish_seconds() - start, 0.0),
        job_mib=inputs["job_mib"],
        ask_statements=3 * soak["statements_a_job"],
        database=inputs["statements_a_second"],
    )


def simulate(inputs: dict[str, Any], soaked: dict[str, Any]) -> Told:
    """Run the day, the night, and the day with each assumption halved and doubled."""
    size, kinds = base(inputs, soaked), work.kinds()
    shots = work.shots(kinds, SHOTS, SEED)
    day = studio.run(size, shots, studio.over_a_day(SHOTS, HOURS, SEED))
    night = {jobs: studio.run(replace(size, jobs=jobs), shots, [0.0] * SHOTS) for jobs in (50, 200, 400)}
    others = {
        "half the workers": replace(size, workers=size.workers // 2),
        "twice the workers": replace(size, workers=size.workers * 2),
        "workers half as fast": replace(size, speed=0.5),
        "workers twice as fast": replace(size, speed=2.0),
        "8 cores drive the jobs": replace(size, cores=size.cores // 2),
        "32 cores drive the jobs": replace(size, cores=size.cores * 2),
        "a chunk costs half": replace(size, chunk_s=size.chunk_s / 2),
        "a chunk costs twice": replace(size, chunk_s=size.chunk_s * 2),
        "storage on 25 Gb/s": replace(size, link=size.link * 2.5),
        "storage on 5 Gb/s": replace(size, link=size.link / 2),
        "machines on 10 Gb/s": replace(size, card=size.card * 10),
        "chunks of 4 frames": replace(size, chunk_frames=4),
        "chunks of 16 frames": replace(size, chunk_frames=16),
    }
    varied = {name: studio.run(one, shots, day.asked) for name, one in others.items()}
    varied["half the shots"] = studio.run(size, shots[::2], day.asked[::2])
    twice = work.shots(kinds, 2 * SHOTS, SEED)
    varied["twice the shots"] = studio.run(size, twice, studio.over_a_day(2 * SHOTS, HOURS, SEED))
    return Told(size, kinds, day, night, varied, inputs, soaked, HOURS)


def measure() -> dict[str, Any]:
    """Measure what the simulation needs and no benchmark tells: PostgreSQL under the queue, a task's cost, a job's memory."""
    import soak

    from rushes.plan.calibration import machine

    with tempfile.TemporaryDirectory() as folder, soak.database("postgresql", Path(folder)) as url:
        statements, asks = _database(Path(folder), url)
    return {
        "statements_a_second": round(statements, 1),
        "asks_a_second": round(asks, 1),
        "task_cpu_s": round(_task_cpu(), 4),
        "job_mib": _job_mib(),
        "load": soak.load(),
        "machine": machine(),
    }


def _database(folder: Path, url: str, *, processes: int = 4, seconds: float = 20.0) -> tuple[float, float]:
    """Return the statements and the takes a second that PostgreSQL carried when some processes asked as fast as they could."""
    import os

    import soak

    from rushes.studio import queue
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database, migrate

    (folder / "studio.yaml").write_text(json.dumps({"database": url}), encoding="utf-8")
    os.environ["RUSHES_STUDIO"] = str(folder / "studio.yaml")
    with Database(load_studio()) as opened:
        migrate(opened)
        epoch, _ = queue.begin(opened, "measured")
        before, began = soak.statements(opened), time.monotonic()
        argv = [sys.executable, "-c", LOAD]
        running = [
            subprocess.Popen([*argv, str(who), str(epoch), str(seconds)], stdout=subprocess.PIPE, text=True)
            for who in range(processes)
        ]
        made = sum(int(one.communicate()[0]) for one in running)
        took = time.monotonic() - began
        return (soak.statements(opened) - before) / seconds, made / max(seconds, min(took, seconds))


def _task_cpu(tasks: int = 20) -> float:
    """Return the CPU time [s] that running one empty task in a child costs the process that hands it out."""
    from rushes.studio import LocalExecutor, Task

    with tempfile.TemporaryDirectory() as folder:
        task = Task("empty", "builtins:print", {}, Path(folder) / "log")
        began = resource.getrusage(resource.RUSAGE_SELF)
        for number in range(tasks):
            one = replace(task, log=Path(folder) / f"{number}.log")
            LocalExecutor().run(one, progress=lambda _: None, cancelled=lambda: False)
        ended = resource.getrusage(resource.RUSAGE_SELF)
    return (ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime) / tasks


def _job_mib() -> float:
    """Return the memory [MiB] of a process that has imported all that a job needs on the supervisor's machine."""
    code = (
        "import resource, dbos, sqlalchemy, rushes.pipeline, rushes.provenance.seal, c2pa\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return round(float(done.stdout), 1)


if __name__ == "__main__":
    main()
