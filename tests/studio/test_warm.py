"""Tasks of a GPU run in one process that keeps what they loaded, and that ends with whatever is not allowed any more."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from divided import Divided, reachable
from rushes.errors import CancelledError, RefusedError, StepFailedError
from rushes.studio import Progress, Task
from rushes.studio.lock import FileLock, is_held
from rushes.studio.warm import Warm
from rushes.studio.warm_child import _may_stay

MODULE = """
import os, time
from pathlib import Path
from rushes.errors import RefusedError, StepFailedError
LOADED = []
def draws(request, report):
    ask_gate(request)
    LOADED.append(request["name"])
    print("draws", request["name"], flush=True)
    report(1, 2)
    with open(request["made"], "a") as made:
        made.write(f"{request['name']} {os.getpid()} {len(LOADED)} {os.environ['JOB']}\\n")
    if request["name"] == "hangs":
        time.sleep(300)
    if request["name"] == "fails":
        raise StepFailedError("A sentence.")
    if request["name"] == "dies":
        os.abort()
def ask_gate(request):
    if Path(request["revoked"]).exists():
        raise RefusedError("The model was revoked.")
"""


class Drawn:
    """The process, and what its tasks noted."""

    def __init__(self, folder: Path) -> None:
        (folder / "toy_warm.py").write_text(MODULE, encoding="utf-8")
        self.folder, self.warm = folder, Warm(0.2)
        self.revoked, self._made = folder / "revoked", folder / "made"
        self.told: list[Progress] = []

    def draw(self, name: str, *, cancelled: Callable[[], bool] = lambda: False, **more: Any) -> Task:
        request = {"name": name, "made": str(self._made), "revoked": str(self.revoked)}
        task = Task("finish", "toy_warm:draws", request, self.folder / f"{name}.log", **more)
        self.warm.run(task, env={"JOB": f"job-{name}"}, progress=self.told.append, cancelled=cancelled)
        return task

    def made(self) -> list[list[str]]:
        """Return of each task that was begun its name, its process, how many were loaded there, and its job."""
        return (
            [line.split() for line in self._made.read_text(encoding="utf-8").splitlines()]
            if self._made.exists()
            else []
        )


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawn]:
    monkeypatch.setenv("PYTHONPATH", reachable(tmp_path))
    drawn = Drawn(tmp_path)
    yield drawn
    drawn.warm.end()


def test_what_one_task_loaded_is_there_for_the_next(drawn: Drawn) -> None:
    first, second = drawn.draw("one"), drawn.draw("two")
    with pytest.raises(StepFailedError, match=r"^A sentence\.$"):
        drawn.draw("fails")
    (one, process, loaded, job), (_, *others), (_, *third) = drawn.made()
    assert (one, loaded, job) == ("one", "1", "job-one")
    assert others == [process, "2", "job-two"]
    assert third == [process, "3", "job-fails"], "a failure is no reason to load anew"
    assert ["draws one" in one.log.read_text(encoding="utf-8") for one in (first, second)] == [True, False]
    assert (drawn.told[0].done, drawn.told[0].total) == (1, 2)


@pytest.mark.parametrize("idle", [False, True])
def test_what_is_revoked_does_not_stay_loaded(drawn: Drawn, until: Callable[..., None], idle: bool) -> None:
    drawn.draw("one")
    process = drawn.warm.process
    assert process is not None
    drawn.revoked.touch()
    if not idle:
        with pytest.raises(RefusedError, match="The model was revoked"):
            drawn.draw("two")
    until(lambda: drawn.warm.process is None)
    drawn.revoked.unlink()
    drawn.draw("three")
    assert [(name, loaded) for name, _, loaded, _ in drawn.made()] == [("one", "1"), ("three", "1")]


def test_a_cancel_ends_the_process_and_the_next_task_begins_another(drawn: Drawn, until: Callable[..., None]) -> None:
    drawn.draw("one")
    with pytest.raises(CancelledError):
        drawn.draw("hangs", cancelled=lambda: len(drawn.made()) == 2)
    assert drawn.warm.process is None
    drawn.draw("two")
    with pytest.raises(StepFailedError, match="the process of its GPU was killed"):
        drawn.draw("dies")
    drawn.draw("three")
    assert [(name, loaded) for name, _, loaded, _ in drawn.made()] == [
        ("one", "1"), ("hangs", "2"), ("two", "1"), ("dies", "2"), ("three", "1"),
    ]  # fmt: skip
    for _, process, *_ in drawn.made()[:-1]:
        until(lambda process=process: not Path(f"/proc/{process}").exists())


def test_a_task_holds_its_locks_as_long_as_it_runs(drawn: Drawn, until: Callable[..., None]) -> None:
    lock = FileLock(drawn.folder / "step.lock")
    assert lock.take()
    stop = threading.Event()

    def hang() -> None:
        with pytest.raises(CancelledError):
            drawn.draw("hangs", held=lock.descriptors(), cancelled=stop.is_set)

    drawn.draw("one", held=lock.descriptors())
    hanging = threading.Thread(target=hang)
    hanging.start()
    until(lambda: len(drawn.made()) == 2)
    lock.release()
    assert is_held(lock.path), "its process still writes"
    stop.set()
    hanging.join(60)
    assert not is_held(lock.path)
    assert drawn.made()[0][1] == drawn.made()[1][1] != str(os.getpid())


def test_an_idle_process_asks_the_gate_of_its_steps(tmp_path: Path) -> None:
    task = Divided(tmp_path).task()
    asked = {"entry": task.entry, "request": dict(task.request)}
    assert _may_stay(asked)
    assert not _may_stay({**asked, "request": {**task.request, "action": "reage"}}), "its clearance does not cover that"
