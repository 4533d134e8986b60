"""Jobs go on where they were killed, from any process they can be cancelled, and what is wrong is one sentence."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from rushes.errors import BadInputError, BusyError
from rushes.studio import Job, cancel_job, is_alive, is_locked, job_lock, list_jobs
from rushes.studio.kept import kept_steps

FRAMES = 6
JOB = "s-v001-00000000"


KILLED = ("supervisor", "step", "guard")


def kill_and_go_on(floor, until, seed: int, kills: int) -> None:
    """Kill the supervisor, the step's process and its guard in turn, each at a random moment, then go on to the end."""
    chance = random.Random(seed)  # noqa: S311 - where to kill is no secret
    for turn in range(kills):
        whole_before, made_before = floor.whole_frames(), len(floor.made())
        process = floor.start(seconds=chance.uniform(0.02, 0.15))
        goal = made_before + chance.randrange(3)
        until(lambda goal=goal, process=process: len(floor.made()) > goal or process.poll() is not None)
        time.sleep(chance.uniform(0.0, 0.1))
        if process.poll() is None:
            kill(floor, process, KILLED[(seed + turn) % len(KILLED)])
        process.communicate(timeout=60)
        until(lambda: floor.processes() == [])
        assert not whole_before & set(floor.made()[made_before:]), "a frame that was whole was made again"
    whole_before, made_before = floor.whole_frames(), len(floor.made())
    said = floor.run()
    assert said in ([], ["a"], ["b"], ["a", "b"]), said
    assert floor.is_whole()
    everything = {f"{step} {index}" for step in "ab" for index in range(FRAMES)}
    assert set(floor.made()[made_before:]) == everything - whole_before
    assert all((floor.step("a").path / f"frame.{index:04d}").stat().st_size == 1000 for index in range(FRAMES))


def kill(floor, process: subprocess.Popen[str], who: str) -> None:
    """Kill one of a job's processes; the supervisor, when that one is between two steps and has no other."""
    victims = {"supervisor": [process.pid], "step": floor.processes("step"), "guard": floor.processes("guard")}[who]
    for victim in (*victims[:1], process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
            return


@pytest.mark.parametrize("seed", [1, 2])
def test_kill_any_process_at_any_time_and_only_what_is_missing_is_made(any_floor, until, seed: int) -> None:
    kill_and_go_on(any_floor, until, seed, kills=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [10, 11])
def test_kill_any_process_at_any_time_many_times(any_floor, until, seed: int) -> None:
    kill_and_go_on(any_floor, until, seed, kills=6)


def kill_in(floor, until, step: str) -> None:
    process = floor.start(seconds=0.3)
    until(lambda: any(line.startswith(step) for line in floor.made()))
    process.kill()
    process.communicate()


def test_the_same_workflow_goes_on_after_a_kill(any_floor, until) -> None:
    kill_in(any_floor, until, "b")
    assert any_floor.workflows() == ["PENDING"]
    assert any_floor.job().state == "interrupted"
    assert any_floor.run() == []  # b was begun before, so that its time says nothing about its work
    assert any_floor.workflows() == ["SUCCESS"]
    assert [line for line in any_floor.made() if line.startswith("a")] == [f"a {index}" for index in range(FRAMES)]
    assert any_floor.job().state == "done"


def test_a_running_job_names_its_steps_so_that_nothing_else_removes_them(floor, until) -> None:
    process = floor.start(seconds=0.5)
    until(floor.made)
    steps = {floor.step("a").name, floor.step("b").name}
    assert set(floor.job().steps) == steps == kept_steps(floor.folder, floor.work).steps
    process.kill()
    process.communicate()
    assert kept_steps(floor.folder, floor.work).steps == set()


def test_files_win_over_what_dbos_remembers(any_floor, until) -> None:
    kill_in(any_floor, until, "b")
    (any_floor.step("a").path / "frame.0001").unlink()
    assert any_floor.run() == ["a"]
    assert any_floor.workflows() == ["CANCELLED", "SUCCESS"]
    assert any_floor.is_whole()


@pytest.mark.parametrize("lost", ["sqlite", "folder"])
def test_a_lost_memory_loses_no_work(floor, lost: str) -> None:
    assert floor.run() == ["a", "b"]
    if lost == "sqlite":
        (floor.work / "jobs.sqlite").write_bytes(b"no database, but long enough to look like one" * 100)
    else:
        (floor.work / "jobs" / f"{JOB}.json").write_text("{", encoding="utf-8")
    assert floor.run() == []
    assert floor.workflows()[-1] == "SUCCESS"
    assert (floor.work / "jobs.sqlite.broken-1").exists() == (lost == "sqlite")
    assert floor.job().state == "done"


def test_a_flipped_bit_in_a_finished_file_is_made_again(any_floor) -> None:
    assert any_floor.run() == ["a", "b"]
    (any_floor.step("a").path / "frame.0002").write_text("x" * 999 + "y", encoding="utf-8")
    assert any_floor.run() == ["a"]
    assert any_floor.is_whole()
    aside = any_floor.step("a").path.with_name(f"{any_floor.step('a').path.name}.broken-1")
    assert (aside / "frame.0002").read_text(encoding="utf-8").endswith("y")


def test_cancel_works_from_another_process_and_the_job_can_go_on(any_floor, until) -> None:
    process = any_floor.start(seconds=0.5)
    until(lambda: "a 1" in any_floor.made())
    until(lambda: any_floor.job().total == FRAMES)
    assert cancel_job(any_floor.work, JOB) == "cancelling"
    out, _ = process.communicate(timeout=60)
    assert json.loads(out.splitlines()[-1])[0] == "CancelledError"
    assert process.returncode == 5
    assert any_floor.processes() == []
    assert any_floor.job().state == "cancelled"
    assert cancel_job(any_floor.work, JOB) == "already cancelled"
    assert any_floor.run() == ["b"]
    assert any_floor.job().state == "done"


def test_a_job_that_does_not_run_is_cancelled_at_once(any_floor, until) -> None:
    kill_in(any_floor, until, "a")
    assert cancel_job(any_floor.work, JOB) == "cancelled"
    assert any_floor.job().state == "cancelled"


def test_a_job_that_is_not_there_cannot_be_cancelled(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no-such-job"):
        cancel_job(tmp_path, "no-such-job")


def test_ctrl_c_leaves_no_process_and_the_job_can_go_on(any_floor, until) -> None:
    process = any_floor.start(seconds=0.5)
    until(lambda: "a 1" in any_floor.made())
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert any_floor.processes() == []
    assert any_floor.job().state == "interrupted"
    assert any_floor.run() == ["b"]


def test_a_second_run_of_a_shot_is_told_who_is_there(any_floor, until) -> None:
    process = any_floor.start(seconds=0.5)
    until(any_floor.made)
    kind, sentence = any_floor.run()
    assert kind == "BusyError"
    assert "Another run makes s in" in sentence
    assert f"process {process.pid} on " in sentence
    assert process.poll() is None, "the first goes on"


def test_the_same_job_under_another_lock_is_told_so(floor, until) -> None:
    floor.start(seconds=0.5)
    until(floor.made)
    assert floor.run(shot="t") == [
        "BusyError", f"Job {JOB} runs already. Wait for it: `rushes jobs` shows how far it is.",
    ]  # fmt: skip
    assert floor.job().state == "running"


def test_a_lock_is_free_again_when_it_is_let_go(tmp_path: Path) -> None:
    with job_lock(tmp_path, "s"), pytest.raises(BusyError, match=str(os.getpid())), job_lock(tmp_path, "s"):
        pass
    with job_lock(tmp_path, "s"):
        assert is_locked(tmp_path, "s")
        assert is_locked(tmp_path)
        assert not is_locked(tmp_path, "t")
    assert not is_locked(tmp_path)
    assert list((tmp_path / "locks").iterdir()) == [], "a lock that is let go leaves no file"


def test_a_job_lives_as_long_as_its_process(floor, until) -> None:
    process = floor.start(seconds=0.5)
    until(floor.made)
    assert is_alive(floor.work, JOB)
    process.kill()
    process.communicate()
    assert not is_alive(floor.work, JOB)
    assert floor.job().state == "interrupted"


def test_another_job_says_what_no_longer_runs(floor) -> None:
    (floor.work / "jobs").mkdir(parents=True)
    left = Job("left", "s", "v001", "running", seconds_left=3.0, started="2026-01-01T00:00:00+00:00")
    (floor.work / "jobs" / "left.json").write_text(json.dumps(asdict(left)), encoding="utf-8")
    assert [job.state for job in list_jobs(floor.work)] == ["interrupted"]
    assert floor.run() == ["a", "b"]
    assert json.loads((floor.work / "jobs" / "left.json").read_text(encoding="utf-8"))["state"] == "interrupted"


@pytest.mark.parametrize("kind", ["BadInputError", "EscalatedError", "CheckFailedError"])
def test_what_a_step_raises_keeps_its_class_and_sentence(any_floor, kind: str) -> None:
    assert any_floor.run(fail=kind) == [kind, "a sentence"]
    assert (any_floor.job().state, any_floor.job().error) == ("failed", "a sentence")


def test_a_job_is_done_only_when_what_follows_its_steps_is(any_floor) -> None:
    assert any_floor.run(then="CheckFailedError") == ["CheckFailedError", "a sentence"]
    assert (any_floor.job().state, any_floor.job().step, any_floor.job().error) == ("failed", "seal", "a sentence")
    assert any_floor.run() == []
    assert (any_floor.job().state, any_floor.job().step) == ("done", "seal")


def test_a_surprise_in_a_step_becomes_a_sentence_with_its_log(any_floor) -> None:
    kind, sentence = any_floor.run(fail="bug")
    assert kind == "StepFailedError"
    assert "Step a met something unforeseen: ValueError: a surprise" in sentence
    log = Path(sentence.rsplit(maxsplit=1)[-1])
    assert "the last words" in log.read_text(encoding="utf-8")
    assert any_floor.run() == ["a", "b"]


def test_dbos_is_quiet_and_asks_nobody(floor) -> None:
    assert floor.run(watch=True) == ["a", "b"]  # ``run`` holds that standard error stays empty


def fill(path: Path) -> None:
    """Write until the disk has no room for another byte."""
    with path.open("ab", buffering=0) as filler, contextlib.suppress(OSError):
        while filler.write(bytes(4096)):
            pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_full_disk_is_said_and_making_room_is_enough(floor) -> None:
    def mount(*options: str) -> int:
        return subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(floor.work)], check=False).returncode  # noqa: S607 - the system's mount

    floor.work.mkdir()
    if mount("-o", "size=2m"):
        pytest.skip("this root may not mount")
    try:
        kind, sentence = floor.run(size=500_000)
        assert kind == "NotNowError"
        assert "disk is full" in sentence
        kept = floor.whole_frames()
        assert kept
        fill(floor.work / "filler")
        kind, sentence = floor.run(size=500_000)
        assert kind == "NotNowError"
        assert "full" in sentence
        mount("-o", "remount,size=32m")
        (floor.work / "filler").unlink()
        before = len(floor.made())
        assert floor.run(size=500_000) == ["b"]
        assert floor.is_whole()
        assert not kept & set(floor.made()[before:])
    finally:
        subprocess.run(["umount", "-l", str(floor.work)], check=True)  # noqa: S607 - the system's umount
