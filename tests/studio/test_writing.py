"""A step's files are written by one process at a time, or by chunks of it, whoever asked for it and whether that is still there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from divided import FRAMES, RESULT, Divided, contents, reachable
from rushes.errors import BusyError
from rushes.studio import LocalExecutor, StepFolder
from rushes.studio.process import run_program
from rushes.studio.writing import writing


@pytest.fixture
def folder(tmp_path: Path) -> StepFolder:
    return StepFolder(tmp_path, "toy", "a" * 64)


def test_chunks_write_beside_one_another_and_nobody_beside_the_whole(folder: StepFolder) -> None:
    with writing(folder, beside=True), writing(folder, beside=True):
        busy = pytest.raises(BusyError, match="Step toy is still written by an earlier run of it")
        with busy, writing(folder, beside=False, patience_s=0):
            raise AssertionError("it writes beside chunks")
    busy = pytest.raises(BusyError, match=f"process {os.getpid()} on ")
    with writing(folder, beside=False), busy, writing(folder, beside=True, patience_s=0):
        raise AssertionError("it writes beside the whole")
    assert not folder.writers.exists()


def test_a_program_that_it_started_holds_it_too(folder: StepFolder, until: Callable[..., None]) -> None:
    stop = threading.Event()

    def render() -> None:
        with pytest.raises(Exception, match="Cancelled"):
            run_program(["sleep", "300"], log=folder.log, cancelled=stop.is_set)

    with writing(folder, beside=True):
        running = threading.Thread(target=render)
        running.start()
        until(lambda: folder.log.exists() and sleepers(folder))
    with pytest.raises(BusyError), writing(folder, beside=False, patience_s=0):
        raise AssertionError("Blender still writes")
    stop.set()
    running.join()
    with writing(folder, beside=False):
        pass


def sleepers(folder: StepFolder) -> bool:
    """Say whether a program has the lock's file open besides this process."""
    for links in Path("/proc").glob("[0-9]*/fd"):
        try:
            if int(links.parent.name) != os.getpid() and any(
                one.readlink() == folder.writers for one in links.iterdir()
            ):
                return True
        except OSError:
            continue
    return False


def test_a_task_whose_job_is_gone_is_waited_for(tmp_path: Path, monkeypatch, until: Callable[..., None]) -> None:
    """A process writes on that nobody waits for any more: who makes the step next begins when it is killed, and keeps what is whole."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", reachable(tmp_path))
    floor = Divided(tmp_path)
    task = floor.task(hangs_once=[1004])
    request = tmp_path / "left.json"
    asked = {"name": "toy", "entry": task.entry, "request": dict(task.request), "log": "", "cores": [], "held": []}
    request.write_text(json.dumps(asked), encoding="utf-8")
    left = subprocess.Popen([sys.executable, "-m", "rushes.studio.child", str(request)])
    until(lambda: 1004 in {frame for frame, _, _ in floor.made()})
    made: list[StepFolder] = []
    again = threading.Thread(target=lambda: made.append(floor.run(LocalExecutor(), task)))
    again.start()
    until(lambda: len([one for one in floor.processes() if one != left.pid]) > 1)
    again.join(2)
    assert {process for _, process, _ in floor.made()} == {left.pid}, "two wrote at a time"
    left.kill()
    left.wait()
    again.join(100)
    assert contents(made[0]) == RESULT
    assert sorted(frame for frame, _, _ in floor.made()) == sorted([*FRAMES, 1004]), "what was whole is kept"
