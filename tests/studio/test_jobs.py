"""Jobs go on where they were killed, and nothing half-written is taken for whole."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rushes.errors import BusyError
from rushes.studio import Job, StepFolder, cancel_job, list_jobs, supervisor_lock

FRAMES = 5
STEPS = f"""
import os, time
from pathlib import Path

def frames(request, report):
    from rushes.studio import StepFolder
    folder = StepFolder(Path(request["work"]), request["step"], request["key"])
    out = folder.open()
    for index in range({FRAMES}):
        target = out / f"frame.{{index:04d}}"
        if not target.exists():
            part = out / f"frame.{{index:04d}}.part"
            part.write_text("half")
            time.sleep(request["seconds"])
            part.write_text("x" * 1000)
            part.rename(target)
            with open(request["made"], "a") as made:
                made.write(f"{{request['step']}} {{index}}\\n")
        report(index + 1, {FRAMES})
    folder.finish(seconds=0.1)
"""
RUN = """
import sys
from pathlib import Path
from rushes.studio import Job, StepFolder, StepTask, run_job, supervisor_lock

work, seconds = Path(sys.argv[1]), float(sys.argv[2])
def task(name):
    folder = StepFolder(work, name, name * 64)
    request = {"work": str(work), "step": name, "key": name * 64, "seconds": seconds, "made": str(work / "made.txt")}
    return StepTask(folder, "toy_steps:frames", request)
with supervisor_lock(work):
    run_job(work, Job("job", "s", "v001", "running"), [task("a"), task("b")], progress=lambda p: None)
"""


def start(tmp_path: Path, seconds: float = 0.02) -> subprocess.Popen[bytes]:
    (tmp_path / "toy_steps.py").write_text(STEPS, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    argv = [sys.executable, "-c", RUN, str(tmp_path / "work"), str(seconds)]
    return subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen[bytes]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def whole(tmp_path: Path) -> bool:
    return all(StepFolder(tmp_path / "work", name, name * 64).is_done(deep=True) for name in "ab")


def children(tmp_path: Path) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if "rushes.studio.child" in line and str(tmp_path) in line:
            found.append(line)
    return found


def test_a_job_killed_at_random_points_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - where to kill is no secret
    for _ in range(5):
        process = start(tmp_path, seconds=0.15)
        time.sleep(chance.uniform(0.5, 2.4))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        time.sleep(0.3)
        assert children(tmp_path) == [], "a child outlived its supervisor"
    process = start(tmp_path)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors.decode()
    assert whole(tmp_path)
    made = (tmp_path / "work" / "made.txt").read_text(encoding="utf-8").split("\n")[:-1]
    assert sorted(made) == sorted(f"{step} {index}" for step in "ab" for index in range(FRAMES))


def test_a_finished_file_that_changed_is_set_aside_and_made_again(tmp_path: Path) -> None:
    assert ended(start(tmp_path)) == 0
    folder = StepFolder(tmp_path / "work", "a", "a" * 64)
    (folder.path / "frame.0002").write_text("y" * 999, encoding="utf-8")
    assert not folder.is_done()
    assert ended(start(tmp_path)) == 0
    assert whole(tmp_path)
    assert (folder.path.parent / f"{folder.path.name}.broken-1" / "frame.0002").read_text(encoding="utf-8") == "y" * 999


def test_a_flipped_bit_is_found_by_a_deep_look(tmp_path: Path) -> None:
    assert ended(start(tmp_path)) == 0
    folder = StepFolder(tmp_path / "work", "b", "b" * 64)
    (folder.path / "frame.0000").write_text("x" * 999 + "y", encoding="utf-8")
    assert folder.is_done()
    assert not folder.is_done(deep=True)


def test_cancel_works_from_another_process_and_the_job_can_go_on(tmp_path: Path) -> None:
    process = start(tmp_path, seconds=0.6)
    work = tmp_path / "work"
    deadline = time.monotonic() + 20
    while not list_jobs(work) or not list_jobs(work)[0].step:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert cancel_job(work, "job") == "cancelling"
    _, errors = process.communicate(timeout=20)
    assert process.returncode != 0
    assert "Cancelled" in errors.decode()
    assert list_jobs(work)[0].state == "cancelled"
    assert ended(start(tmp_path)) == 0
    assert whole(tmp_path)
    assert list_jobs(work)[0].state == "done"


def test_a_second_supervisor_is_told_who_is_there(tmp_path: Path) -> None:
    with supervisor_lock(tmp_path), pytest.raises(BusyError, match=str(os.getpid())), supervisor_lock(tmp_path):
        pass


def test_a_job_whose_supervisor_is_gone_is_interrupted(tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    folder.mkdir()
    record = Job("job", "s", "v001", "running", started="2026-01-01T00:00:00+00:00")
    fields = {name: getattr(record, name) for name in Job.__dataclass_fields__}
    (folder / "job.json").write_text(json.dumps(fields), encoding="utf-8")
    assert [job.state for job in list_jobs(tmp_path)] == ["interrupted"]
