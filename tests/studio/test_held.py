"""Many shots of one show at once: a step that several need is made by one of them, and nobody waits for the dead."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from rushes.errors import CancelledError
from rushes.studio import FileLock, StepFolder, cancel_job, write_atomically
from rushes.studio.held import HeldSteps

FRAMES = 6


def start(floor, shot: str, steps: str, *, seconds: float = 0.1, **asked: object) -> subprocess.Popen[str]:
    return floor.start(seconds=seconds, job=f"{shot}-v001-0", shot=shot, steps=steps, **asked)


def ended(process: subprocess.Popen[str]) -> list[str]:
    out, errors = process.communicate(timeout=120)
    assert errors == ""
    said: list[str] = json.loads(out.splitlines()[-1])
    return said


def all_frames(steps: str) -> Counter[str]:
    return Counter(f"{step} {index}" for step in steps for index in range(FRAMES))


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """A step that is started with it stops before its fourth frame until the file is there."""
    return tmp_path / "gate"


def test_two_shots_at_once_make_the_step_that_they_share_once(any_floor, until, gate) -> None:
    one, two = (start(any_floor, shot, steps, gate=str(gate)) for shot, steps in (("one", "ab"), ("two", "ac")))
    until(lambda: any_floor.job("one-v001-0").made_by or any_floor.job("two-v001-0").made_by)
    gate.touch()
    made = ended(one), ended(two)
    assert sorted([*made[0], *made[1]]) == ["a", "b", "c"]
    assert Counter(any_floor.made()) == all_frames("abc")
    assert [any_floor.job(f"{shot}-v001-0").state for shot in ("one", "two")] == ["done", "done"]
    assert any_floor.workflows() == ["SUCCESS", "SUCCESS"]


def test_a_wait_says_whose_step_it_is_and_how_far_that_is_and_can_be_cancelled(floor, until, gate) -> None:
    one = start(floor, "one", "ab", gate=str(gate), seconds=0.6)  # as often as progress is written down, or less
    until(lambda: floor.job("one-v001-0").done == 3)
    two, three = start(floor, "two", "ac"), start(floor, "three", "a")
    until(lambda: floor.job("two-v001-0").done == 3 and floor.job("three-v001-0").made_by)
    waiting = floor.job("two-v001-0")
    assert (waiting.state, waiting.step, waiting.total, waiting.made_by) == ("running", "a", FRAMES, "one-v001-0")
    assert cancel_job(floor.work, "three-v001-0") == "cancelling"
    assert ended(three)[0] == "CancelledError"
    assert floor.job("three-v001-0").state == "cancelled"
    assert one.poll() is None
    gate.touch()
    assert ended(two) == ["c"]
    assert floor.job("two-v001-0").made_by == ""
    assert ended(one) == ["a", "b"]


def test_a_killed_maker_is_not_waited_for_and_its_whole_frames_are_kept(any_floor, until, gate) -> None:
    one = start(any_floor, "one", "ab", gate=str(gate))
    until(lambda: "a 3" in any_floor.made())
    two = start(any_floor, "two", "ac")
    until(lambda: any_floor.job("two-v001-0").made_by)
    kept = any_floor.whole_frames()
    assert len(kept) == 3
    one.kill()
    one.communicate()
    assert ended(two) == ["c"]  # it went on with a, which says nothing about the time of one
    again = Counter(any_floor.made())
    assert all(again[frame] == 1 for frame in kept)
    assert any_floor.step("a").is_done(deep=True)
    assert ended(start(any_floor, "one", "ab")) == ["b"]


def test_who_takes_over_waits_until_the_dead_makers_step_is_gone_too(floor, until) -> None:
    """The step's process holds the lock with the job's, so that two never write into one folder."""
    one = start(floor, "one", "a", seconds=5.0)
    until(floor.made)
    (step,), (guard,) = floor.processes("step"), floor.processes("guard")
    os.kill(guard, signal.SIGSTOP)
    os.kill(step, signal.SIGSTOP)
    one.kill()
    one.communicate()
    lock = FileLock(floor.step("a").lock)
    if floor.processes("step"):  # stopped, so that it could not be ended yet
        assert not lock.take()
    for process in (guard, step):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    until(lock.take)
    lock.release()


def test_a_broken_step_that_two_jobs_find_is_made_again_once(floor) -> None:
    assert ended(start(floor, "one", "ab")) == ["a", "b"]
    (floor.step("a").path / "frame.0002").write_text("x" * 999 + "y", encoding="utf-8")
    made = [ended(one) for one in [start(floor, "one", "ab"), start(floor, "two", "ac")]]
    assert sorted([*made[0], *made[1]]) == ["a", "c"]
    assert Counter(floor.made()) == all_frames("abc") + all_frames("a")


@pytest.mark.parametrize("seed", [3])
def test_shots_that_are_killed_at_random_beside_one_another_all_end(any_floor, until, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - whom to kill is no secret
    asked = {"one": "abd", "two": "acd", "three": "bcd"}
    for _ in range(3):
        running = {shot: start(any_floor, shot, steps, seconds=0.05) for shot, steps in asked.items()}
        goal = len(any_floor.made()) + chance.randrange(1, 6)
        until(lambda goal=goal, running=running: len(any_floor.made()) >= goal or all(
            one.poll() is not None for one in running.values()
        ))  # fmt: skip
        for shot in chance.sample(sorted(asked), 2):
            running[shot].kill()
        for one in running.values():
            one.communicate(timeout=120)
    until(lambda: any_floor.processes() == [])
    for one in [start(any_floor, shot, steps) for shot, steps in asked.items()]:
        said = ended(one)
        assert one.returncode == 0, said
    assert all(any_floor.step(step).is_done(deep=True) for step in "abcd")
    assert not list(any_floor.work.rglob("*.part"))


class StoppedError(CancelledError):
    """What ends a wait in these tests."""


def stop(holder: str) -> None:
    raise StoppedError(holder)


def test_a_step_that_is_used_is_not_cleared_away(tmp_path: Path) -> None:
    folder = StepFolder(tmp_path, "a", "a" * 64)
    (folder.open() / "frame").write_text("x", encoding="utf-8")
    folder.finish(seconds=0.1)
    users = [HeldSteps([folder], name) for name in ("one", "two")]
    for user in users:
        user.mend()
        assert user.is_ready("a")
        assert not user.claim("a", waits=stop)
    clearing = FileLock(folder.lock)
    for user in users:
        assert not clearing.take(holder="clearing")
        user.release()
    assert clearing.take(holder="clearing")
    clearing.release()


def test_a_step_that_another_makes_is_not_ready_and_the_wait_names_who(tmp_path: Path) -> None:
    folder = StepFolder(tmp_path, "a", "a" * 64)
    maker, other = HeldSteps([folder], "one"), HeldSteps([folder], "two")
    assert maker.claim("a", waits=stop)
    other.mend()
    assert not other.is_ready("a")
    with pytest.raises(StoppedError, match="one"):
        other.claim("a", waits=stop)
    maker.settle("a")  # without its files: the other may try
    assert other.claim("a", waits=stop)
    other.release()


WRITE = """
import sys
from pathlib import Path
from rushes.studio import write_atomically
for turn in range(200):
    write_atomically(Path(sys.argv[1]), sys.argv[2] * 5000)
"""


def test_many_processes_write_one_file_and_each_version_of_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "shared.json"
    write_atomically(path, "0" * 5000)
    writers = [
        subprocess.Popen([os.sys.executable, "-c", WRITE, str(path), letter], env=os.environ) for letter in "1234"
    ]
    while any(writer.poll() is None for writer in writers):
        text = path.read_text(encoding="utf-8")
        assert text == text[0] * 5000
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    assert [one.name for one in tmp_path.iterdir()] == ["shared.json"]
