"""What a machine of a cluster does with a task that another one is still at: it was only cut off."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from divided import Divided, reachable
from rushes.errors import CancelledError
from rushes.studio import ray_task
from rushes.studio.chunks import Chunk
from rushes.studio.lock import FileLock, is_held
from rushes.studio.ray_task import alone, work


def test_what_two_machines_are_asked_for_is_made_by_one(tmp_path: Path, monkeypatch, until) -> None:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", reachable(tmp_path))
    floor = Divided(tmp_path)
    task = floor.task(seconds=0.5)
    chunk = Chunk(task.folder, 1001, 1003)
    request = {**task.request, "chunk": [1001, 1003]}
    asked = {
        "name": "toy", "entry": task.entry, "request": request, "log": str(chunk.log), "beside": True, "env": {},
    }  # fmt: skip
    said: dict[str, list[ray_task.Message]] = {"one": [], "two": []}

    def machine(name: str) -> threading.Thread:
        thread = threading.Thread(target=lambda: said[name].extend(work(asked, ray_task.__version__, name)))
        thread.start()
        return thread

    first = machine("one")
    until(floor.made)
    second = machine("two")
    first.join(120)
    second.join(120)
    assert said["one"][-1] == said["two"][-1] == {"end": "made"}
    assert [frame for frame, _, _ in floor.made()] == [1001, 1002, 1003], "each once"
    assert list(chunk.log.parent.glob("*.task")) == []


def test_who_waits_for_another_machine_is_cancelled_like_any_other(tmp_path: Path) -> None:
    other = FileLock(tmp_path / "step.task")
    assert other.take()
    with pytest.raises(CancelledError), alone(tmp_path / "step.log", lambda: True):
        pytest.fail("it was not alone")
    other.release()


def test_a_lock_that_a_lost_machine_left_is_not_waited_for_without_end(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(ray_task, "HELD_S", 0.3)
    other = FileLock(tmp_path / "step.task")
    assert other.take()
    with alone(tmp_path / "step.log", lambda: False) as held:
        assert held == ()
    assert is_held(tmp_path / "step.task"), "it is still the other's"
    other.release()
