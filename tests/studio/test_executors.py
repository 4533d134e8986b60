"""The executors pass the same tests: this machine's own processes, and a real Ray cluster."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from cluster import Cluster, children_of
from divided import FRAMES, RESULT, Divided, contents, reachable
from rushes.errors import BadInputError, CancelledError, RefusedError, StepFailedError
from rushes.studio import Executor, LocalExecutor, StepFolder
from rushes.studio.config import Studio, read_studio
from rushes.studio.drain import drain_node
from rushes.studio.executors import choose_executor
from rushes.studio.ray_executor import RayExecutor, address_of
from rushes.studio.resources import ONE_CPU, Resources
from rushes.studio.turn import Turn
from rushes.studio.watch import about, watching


@pytest.fixture(scope="module")
def on_ray(cluster: Cluster) -> Iterator[RayExecutor]:
    """One for all tests: each driver of a cluster has workers of its own, and starting those is most of the time."""
    made = RayExecutor(cluster.address, chunk_frames=4)
    yield made
    made.close()


@pytest.fixture(params=["local", pytest.param("ray", marks=[pytest.mark.ray, pytest.mark.slow])])
def executor(request: pytest.FixtureRequest, floor: Divided, monkeypatch: pytest.MonkeyPatch) -> Executor:
    if request.param == "local":
        monkeypatch.setattr("rushes.studio.slots.tempfile.gettempdir", lambda: str(floor.folder))
        return LocalExecutor(workers=2, chunk_frames=4, cpus=2, gpus=(24.0,))
    made: RayExecutor = request.getfixturevalue("on_ray")
    return made


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Divided:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", reachable(tmp_path))
    return Divided(tmp_path)


def test_a_step_is_made_in_chunks(floor: Divided, executor: Executor) -> None:
    assert executor.workers == 2
    made = floor.run(executor)
    assert contents(made) == RESULT
    assert sorted(frame for frame, _, _ in floor.made()) == list(FRAMES), "each once"
    assert {who for _, _, who in floor.made()} == {"chunk"}
    assert len({process for _, process, _ in floor.made()}) == 3
    assert floor.told[-1].done == floor.told[-1].total == len(FRAMES)
    counts = [told.done for told in floor.told]
    assert counts == sorted(counts)
    assert "the frames None" in made.log.read_text(encoding="utf-8"), "what it printed is in its log"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [({"fail": 1003, "hang": 1012}, r"^Frame 1003: a sentence\.$"), ({"bug": 1003}, "ValueError: a surprise")],
)
def test_what_fails_says_its_own_sentence_and_stops_the_others(
    floor: Divided, executor: Executor, until, asked: dict[str, int], sentence: str
) -> None:
    with pytest.raises(StepFailedError, match=sentence):
        floor.run(executor, **asked)
    until(lambda: floor.processes() == [])
    assert not floor.task(**asked).folder.is_done()


def test_a_cancel_ends_the_programs_that_tasks_have_started(floor: Divided, executor: Executor, until) -> None:
    with pytest.raises(CancelledError):
        floor.run(executor, runs="300", cancelled=lambda: len(floor.made()) > 1)
    until(lambda: floor.processes() == [])
    made = floor.run(executor, floor.task(runs="0"))
    assert contents(made) == RESULT, "it goes on working afterwards"


def test_what_is_not_cleared_is_refused(floor: Divided, executor: Executor) -> None:
    task = floor.task()
    task = replace(task, request={name: one for name, one in task.request.items() if name != "clearance"})
    with pytest.raises(RefusedError, match="without its clearance"):
        floor.run(executor, task)
    assert floor.made() == []


def test_a_gpu_is_used_by_one_task_at_a_time(floor: Divided, executor: Executor) -> None:
    tasks = [floor.holding(name, Resources(gpu=True, vram_gb=20)) for name in "abc"]
    with ThreadPoolExecutor() as pool:
        list(pool.map(partial(executor.run, progress=floor.told.append, cancelled=lambda: False), tasks))
    said = floor.held()
    assert [what for what, *_ in said] == ["begin", "end"] * 3
    assert {gpus for _, _, gpus, _ in said} == {"0"}, "it sees its own, by CUDA's number"


@pytest.mark.parametrize(
    ("needs", "sentence"),
    [
        (Resources(cpus=64), "needs 64 processors, and .* has not: there is 2 processors and GPUs"),
        (
            Resources(gpu=True, vram_gb=80),
            r"needs 1 processor and a GPU of 80\.0 GB, and .* there is 2 processors and GPUs \(24\.0 GB",
        ),
    ],
)
def test_what_no_machine_has_is_a_sentence_at_once(
    floor: Divided, executor: Executor, needs: Resources, sentence: str
) -> None:
    with pytest.raises(BadInputError, match=sentence):
        executor.run(floor.holding("a", needs), progress=floor.told.append, cancelled=lambda: False)
    assert not floor.made_log.exists()


def test_where_a_processor_will_do_no_gpu_is_waited_for(floor: Divided, executor: Executor) -> None:
    needs = Resources(gpu=True, vram_gb=80, without=True)
    executor.run(floor.holding("a", needs, 0.0), progress=floor.told.append, cancelled=lambda: False)
    assert [what for what, *_ in floor.held()] == ["begin", "end"]


def test_a_task_is_told_of_the_job_that_it_belongs_to(floor: Divided, executor: Executor) -> None:
    with watching(read_studio(floor.studio_file("watch: {log: log.jsonl}"))), about(job="a-v001-00000000"):
        executor.run(floor.holding("a", ONE_CPU, 0.0), progress=floor.told.append, cancelled=lambda: False)
    assert {job for *_, job in floor.held()} == {"a-v001-00000000"}


def test_the_studio_says_which_executor_it_is() -> None:
    local = choose_executor(Studio(workers=3, chunk_frames=5))
    assert (type(local), local.workers, local.chunk_frames) == (LocalExecutor, 3, 5)
    ray = choose_executor(Studio(executor="ray://10.0.0.1:6379", chunk_frames=5))
    assert isinstance(ray, RayExecutor)
    assert (ray.address, ray.chunk_frames) == ("10.0.0.1:6379", 5)
    assert address_of("ray") == "auto"


@pytest.mark.ray
@pytest.mark.slow
def test_no_cluster_is_one_sentence(floor: Divided) -> None:
    executor = RayExecutor("127.0.0.1:9")
    with pytest.raises(BadInputError, match=r"No Ray cluster answers at 127\.0\.0\.1:9 .*Start its head"):
        floor.run(executor)
    assert threading.active_count() < 20


@pytest.mark.ray
@pytest.mark.slow
def test_a_lost_worker_or_driver_loses_only_what_is_not_whole(floor: Divided, cluster: Cluster, until) -> None:
    """A worker is killed, and then the driver: what hangs is begun again, and nothing whole is made twice."""
    executor = RayExecutor(cluster.address, chunk_frames=6)
    made: list[StepFolder] = []
    running = threading.Thread(target=lambda: made.append(floor.run(executor, hangs_once=[1004, 1009])))
    running.start()
    until(lambda: {1004, 1009} <= {frame for frame, _, _ in floor.made()}, 200)
    (first,) = {process for frame, process, _ in floor.made() if frame == 1004}
    os.kill(worker_of(first), signal.SIGKILL)
    until(lambda: [frame for frame, _, _ in floor.made()].count(1004) == 2, 200)
    until(lambda: not Path(f"/proc/{first}").exists(), 60)
    executor.close()
    running.join(300)
    assert contents(made[0]) == RESULT
    begun = [frame for frame, _, _ in floor.made()]
    assert {frame for frame in FRAMES if begun.count(frame) > 1} <= {1004, 1005, 1006, 1009}
    executor.close()


JOB = """
import json, sys
from pathlib import Path
from rushes.studio import Task
from rushes.studio.ray_executor import RayExecutor
address, entry, request, log = sys.argv[1:]
task = Task("toy", entry, json.loads(request), Path(log))
RayExecutor(address).run(task, progress=lambda _: None, cancelled=lambda: False)
"""


@pytest.mark.ray
@pytest.mark.slow
def test_a_killed_job_is_gone_on_with_from_its_last_whole_frame(
    floor: Divided, cluster: Cluster, on_ray: RayExecutor, until
) -> None:
    task = replace(floor.task(hangs_once=[1004]), apart=None)
    argv = [cluster.address, task.entry, json.dumps(task.request), str(task.folder.log)]
    job = subprocess.Popen([sys.executable, "-c", JOB, *argv])
    until(lambda: [frame for frame, _, _ in floor.made()].count(1004) == 1, 200)
    (first,) = {process for frame, process, _ in floor.made() if frame == 1004}
    job.kill()
    job.wait()
    assert contents(floor.run(on_ray, task)) == RESULT
    assert not Path(f"/proc/{first}").exists(), "it would still write"
    assert sorted(frame for frame, _, _ in floor.made()) == sorted([*FRAMES, 1004]), "what was whole is kept"


@pytest.mark.ray
@pytest.mark.slow
def test_jobs_take_turns_on_a_cluster_and_go_on_without_who_says_whose_it_is(
    floor: Divided, cluster: Cluster, on_ray: RayExecutor, until
) -> None:
    """A show of a higher priority begins before what waits of another one. The actor that keeps the line is killed, and work goes on."""
    spot = RayExecutor(cluster.address, turn=Turn("SPOT", show_priority=5))

    def run(executor: RayExecutor, name: str) -> None:
        executor.run(floor.holding(name, ONE_CPU), progress=floor.told.append, cancelled=lambda: False)

    run(spot, "warm")
    with ThreadPoolExecutor(12) as pool:
        film = [pool.submit(run, on_ray, f"film{number}") for number in range(10)]
        until(lambda: len(floor.held()) > 2, 200)
        urgent = [pool.submit(run, spot, f"spot{number}") for number in range(2)]
        for one in (*film, *urgent):
            one.result(300)
    begun = [name for what, name, *_ in floor.held() if what == "begin"]
    assert {"spot0", "spot1"} <= set(begun[:-3]), begun
    for one in children_of(cluster.raylets()[0]):
        if Path(f"/proc/{one}/cmdline").read_text(encoding="utf-8").startswith("ray::Turns"):
            os.kill(one, signal.SIGKILL)
    run(on_ray, "after")
    spot.close()


@pytest.mark.ray
@pytest.mark.slow
def test_a_drained_machine_ends_what_it_runs_and_gets_nothing_more(
    floor: Divided, cluster: Cluster, on_ray: RayExecutor, until
) -> None:
    raylet = cluster.join("--num-cpus=2", "--node-name=spare")
    until(lambda: on_ray.workers == 4, 60)
    with pytest.raises(
        BadInputError, match=r'"nobody" names no machine of the cluster alone\. There are: .*\(.*, .*\('
    ):
        drain_node(cluster.address, "nobody", print)

    def run(name: str) -> None:
        executor, task = on_ray, floor.holding(name, ONE_CPU, 3.0)
        executor.run(task, progress=floor.told.append, cancelled=lambda: False)

    told: list[str] = []
    with ThreadPoolExecutor(6) as pool:
        running = [pool.submit(run, str(number)) for number in range(6)]
        until(lambda: floor.made_log.exists() and len(floor.held()) >= 4, 200)
        assert re.fullmatch(r".* \([0-9a-f]{12}\)", drain_node(cluster.address, "spare", told.append))
        for one in running:
            one.result(300)
    assert told[0].endswith("takes no more tasks.")
    assert told[1:] == sorted(told[1:], reverse=True)
    assert sorted(name for what, name, *_ in floor.held() if what == "begin") == list("012345"), "none was begun twice"
    until(lambda: on_ray.workers == 2, 60)
    until(lambda: raylet not in cluster.raylets(), 60)
    run("after")


@pytest.mark.ray
@pytest.mark.slow
def test_a_gpu_keeps_its_process_between_tasks_and_a_cancel_ends_it(floor: Divided, on_ray: RayExecutor, until) -> None:
    """The GPU is one that the cluster was only told of."""
    needs = Resources(gpu=True, vram_gb=20, warm="a" * 64)

    def run(name: str, seconds: float, cancelled: Callable[[], bool] = lambda: False) -> None:
        on_ray.run(floor.holding(name, needs, seconds), progress=floor.told.append, cancelled=cancelled)

    def process(name: str) -> str:
        said = floor.folder.joinpath(f"{name}.log").read_text(encoding="utf-8")
        return re.findall(r"^RUSHES_WARM_GB=24\.0 ([0-9]+)$", said, re.MULTILINE)[0]

    run("one", 0.0)
    run("two", 0.0)
    assert process("one") == process("two"), "what is loaded is loaded still"
    with pytest.raises(CancelledError):
        run("hangs", 300.0, lambda: any(name == "hangs" for _, name, *_ in floor.held()))
    until(lambda: not Path(f"/proc/{process('one')}").exists(), 60)
    run("three", 0.0)
    assert process("three") != process("one")


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()[1])


def worker_of(process: int) -> int:
    """Return the Ray worker that a task's process was started by."""
    while "ray::" not in Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8"):
        process = parent_of(process)
    return process
