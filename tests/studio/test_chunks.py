"""Frames made in chunks beside one another are those of the undivided step, whatever is killed, fails or is made twice."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divided import FRAMES, RESULT, Divided, contents, reachable
from rushes.errors import CancelledError, RefusedError, StepFailedError
from rushes.plan.run import run_step
from rushes.studio import Apart, Job, LocalExecutor, run_job
from rushes.studio.chunks import CHUNK, Chunk, seconds_in_chunks


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Divided:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", reachable(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    return Divided(tmp_path)


@given(first=st.integers(1, 2000), frames=st.integers(1, 300), size=st.integers(1, 50), leads=st.booleans())
def test_every_frame_is_in_one_chunk(first: int, frames: int, size: int, leads: bool) -> None:
    chunks = Apart(first, first + frames - 1, first_leads=leads).chunks(size)
    assert [frame for low, high in chunks for frame in range(low, high + 1)] == list(range(first, first + frames))
    assert all(high - low < size for low, high in chunks)
    assert not leads or chunks[0] == (first, first)


@pytest.mark.parametrize("leads", [False, True])
def test_divided_or_not_the_same_files_come_out(floor: Divided, leads: bool) -> None:
    made = floor.run(LocalExecutor(workers=2, chunk_frames=5), leads=leads)
    assert contents(made) == RESULT
    assert made.is_done(deep=True)
    assert sorted(frame for frame, _, _ in floor.made()) == list(FRAMES), "each once"
    assert {who for _, _, who in floor.made()} == {"chunk"}
    assert len({process for _, process, _ in floor.made()}) == (4 if leads else 3), "a process a chunk"
    assert [path.name for path in made.path.parent.iterdir() if path.suffix == ".chunks"] == []
    counts = [told.done for told in floor.told]
    assert counts == sorted(counts), "progress goes forward, summed over all chunks"
    assert {told.total for told in floor.told} == {len(FRAMES)}
    assert counts[-1] == len(FRAMES)
    task = floor.task(leads=leads, whole=True)
    alone = floor.run(LocalExecutor(), task)
    assert contents(alone) == RESULT
    assert {who for _, _, who in floor.made()[len(FRAMES) :]} == {"whole"}, "one worker divides nothing"
    files = [
        {name: one["sha256"] for name, one in (folder.record() or {})["files"].items()} for folder in (made, alone)
    ]
    assert files[0] == files[1]


def test_that_a_step_can_be_divided_changes_no_key(floor: Divided) -> None:
    from rushes.plan import Step

    step = Step("toy", "toy_apart:frames", 1, {"frames": [1, 9]})
    assert step.key({}) == replace(step, apart=Apart(1, 9)).key({})


def test_the_time_of_a_divided_step_is_that_of_all_its_chunks(floor: Divided) -> None:
    made = floor.run(LocalExecutor(workers=2, chunk_frames=6), seconds=0.05)
    assert (made.record() or {})["seconds"] >= 0.05 * len(FRAMES)


def test_when_one_chunk_fails_the_others_are_stopped_and_what_is_made_stays(floor: Divided) -> None:
    executor = LocalExecutor(workers=2, chunk_frames=6)
    with pytest.raises(StepFailedError, match=r"Frame 1003: a sentence\."):
        floor.run(executor, fail=1003, hang=1012)
    assert floor.processes() == []
    task = floor.task(fail=1003, hang=1012)
    whole = {path.name for path in task.folder.part.glob("frame.*")}
    assert {"frame.1001.txt", "frame.1002.txt"} <= whole
    assert "frame.1012.txt" not in whole, "the other chunk was stopped"
    assert not [name for name in whole if name.endswith(".part")]


def test_a_cancel_stops_every_chunk_and_its_programs(floor: Divided) -> None:

    def cancelled() -> bool:
        return len({process for _, process, _ in floor.made()}) > 1

    with pytest.raises(CancelledError):
        floor.run(LocalExecutor(workers=2, chunk_frames=6), cancelled=cancelled, runs="300")
    assert len(floor.made()) == 2
    assert floor.processes() == []


def test_only_missing_frames_are_made_after_a_stop(floor: Divided) -> None:
    executor = LocalExecutor(workers=2, chunk_frames=4)
    task = floor.task(seconds=0.05)
    with pytest.raises(CancelledError):
        floor.run(executor, task, cancelled=lambda: len(floor.made()) > 5)
    before = {path.name for path in task.folder.part.glob("frame.*.txt")}
    begun = len(floor.made())
    assert before
    made = floor.run(executor, task)
    assert contents(made) == RESULT
    again = {f"frame.{frame}.txt" for frame, _, _ in floor.made()[begun:]}
    assert not again & before
    chunks = [Chunk(task.folder, *frames) for frames in Apart(1001, 1012).chunks(4)]
    assert not any(chunk.log.parent.exists() for chunk in chunks), "what chunks leave for themselves goes in the end"


def test_what_is_gone_of_a_chunk_that_was_made_the_last_task_makes(floor: Divided) -> None:
    task = floor.task()
    for frames in Apart(1001, 1012).chunks(4):
        run_step({**task.request, CHUNK: list(frames)}, lambda *_: None)
    assert all(Chunk(task.folder, *frames).is_made() for frames in Apart(1001, 1012).chunks(4))
    assert seconds_in_chunks(task.folder) > 0
    (task.folder.part / "frame.1006.txt").unlink()
    Chunk(task.folder, 1001, 1004).log.with_suffix(".request.json").write_text("{}")  # as a killed job leaves it
    begun = len(floor.made())
    made = floor.run(LocalExecutor(workers=2, chunk_frames=4), task)
    assert contents(made) == RESULT
    assert [(frame, who) for frame, _, who in floor.made()[begun:]] == [(1006, "whole")]


def test_two_makers_of_one_chunk_do_no_harm(floor: Divided) -> None:
    """As after a network that was cut: the second begins while the first still works."""
    task = floor.task(seconds=0.05)
    request = {**task.request, CHUNK: [1001, 1004]}
    failures: list[BaseException] = []

    def make() -> None:
        try:
            run_step(request, lambda *_: None)
        except BaseException as error:  # noqa: BLE001 - it is looked at below
            failures.append(error)

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    names = {path.name for path in task.folder.part.iterdir()}
    assert names == {f"frame.{frame}.txt" for frame in range(1001, 1005)}
    assert json.loads(Chunk(task.folder, 1001, 1004).log.with_suffix(".made").read_text())["seconds"] > 0


@pytest.mark.parametrize("missing", ["clearance", "gate", "question", "brief_sha256"])
def test_every_chunk_asks_the_gate(floor: Divided, missing: str) -> None:
    task = floor.task()
    request = {name: value for name, value in task.request.items() if name != missing}
    with pytest.raises(RefusedError, match=missing):
        floor.run(LocalExecutor(workers=2, chunk_frames=4), replace(task, request=request))
    assert floor.made() == []
    assert not task.folder.part.exists(), "nothing is made before the gate has spoken"


def test_a_job_runs_its_step_in_chunks(floor: Divided) -> None:
    task = floor.task()
    told = []
    made = run_job(
        floor.show.work,
        Job("s-v001-00000000", "s", "v001", "running"),
        [task],
        progress=told.append,
        executor=LocalExecutor(workers=2, chunk_frames=6),
    )
    assert list(made) == ["toy"]
    assert contents(task.folder) == RESULT
    assert {who for _, _, who in floor.made()} == {"chunk"}
    assert told[-1].done == told[-1].total == len(FRAMES)
