"""A floor to run toy jobs on: two steps of a few frames, run by a supervisor in a process of its own."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from cluster import Cluster
from divided import MODULE
from rushes.studio import Job, StepFolder, list_jobs

FRAMES = 6
JOB = "s-v001-00000000"
STEPS = f"""
import time
from pathlib import Path

from rushes import errors
from rushes.studio import FULL, StepFolder, spoken_errors

def frames(request, report):
    folder = StepFolder(Path(request["work"]), request["step"], request["key"])
    if request.get("fail") == "bug":
        print("the last words")
        raise ValueError("a surprise")
    if request.get("fail"):
        raise getattr(errors, request["fail"])("a sentence")
    out = folder.open()
    with spoken_errors(out, only=FULL):
        for index in range({FRAMES}):
            target = out / f"frame.{{index:04d}}"
            if not target.exists():
                with open(request["made"], "a") as made:
                    made.write(f"{{request['step']}} {{index}}\\n")
                part = out / f"frame.{{index:04d}}.part"
                part.write_text("half")
                time.sleep(request["seconds"])
                while index == 3 and "gate" in request and not Path(request["gate"]).exists():
                    time.sleep(0.02)
                part.write_text("x" * request["size"])
                part.rename(target)
            report(index + 1, {FRAMES})
    folder.finish(seconds=0.1)
"""
RUN = """
import json, signal, sys
from pathlib import Path
from rushes import errors
from rushes.errors import RushesError
from rushes.studio import Job, Progress, StepFolder, StepTask, job_lock, run_job
from rushes.studio.storage.storage import storage_for

signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell turns off for what it runs behind
asked = json.loads(sys.argv[1])
if asked.get("watch"):
    asks = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind"}
    sys.addaudithook(lambda event, args: event in asks and print(event, args, file=sys.stderr))
work = Path(asked["work"])
def task(name):
    folder = StepFolder(work, name, name * 64)
    return StepTask(folder, "toy_steps:frames", {**asked, "step": name, "key": name * 64})
def then(tell):
    tell(Progress("seal", 0, 1))
    if asked.get("then"):
        raise getattr(errors, asked["then"])("a sentence")
try:
    with job_lock(work, asked["shot"]):
        job = Job(asked["job"], asked["shot"], "v001", "running")
        asked_for = [task(name) for name in asked["steps"]]
        made = run_job(work, job, asked_for, progress=lambda p: None, then=then, storage=storage_for("S"))
        print(json.dumps(sorted(made)))
except RushesError as error:
    print(json.dumps([type(error).__name__, str(error)]))
    sys.exit(error.exit_code)
"""


class Floor:
    """A work folder, and supervisors started on it."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        self.database_url = database_url
        self.env: dict[str, str] = {}
        if database_url:
            (folder / "studio.yaml").write_text(f'name: test\ndatabase: "{database_url}"\n', encoding="utf-8")
            self.env["RUSHES_STUDIO"] = str(folder / "studio.yaml")
        self.work = folder / "work"
        self.made_log = folder / "made.txt"
        self.started: list[subprocess.Popen[str]] = []
        (folder / "toy_steps.py").write_text(STEPS, encoding="utf-8")

    def start(self, *, seconds: float = 0.0, size: int = 1000, **asked: object) -> subprocess.Popen[str]:
        request = {
            "work": str(self.work), "made": str(self.made_log), "job": JOB, "shot": "s", "steps": "ab",
            "seconds": seconds, "size": size, **asked,
        }  # fmt: skip
        path = [str(self.folder), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", RUN, json.dumps(request)],
            env={**os.environ, **self.env, "PYTHONPATH": os.pathsep.join(path), "DBOS__CLOUD": "true"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def run(self, **asked: object) -> list[str]:
        """Run a job to its end; return the steps it made, or an error's class and sentence."""
        process = self.start(**asked)
        out, errors = process.communicate(timeout=90)
        assert out, errors
        said: list[str] = json.loads(out.splitlines()[-1])
        assert errors == "", "DBOS or a child said something on the side"
        return said

    def step(self, name: str) -> StepFolder:
        return StepFolder(self.work, name, name * 64)

    def job(self, name: str = JOB) -> Job:
        return next((job for job in list_jobs(self.work) if job.id == name), Job(name, "", "", "not asked for yet"))

    def is_whole(self) -> bool:
        return all(self.step(name).is_done(deep=True) for name in "ab")

    def made(self) -> list[str]:
        return self.made_log.read_text(encoding="utf-8").splitlines() if self.made_log.exists() else []

    def whole_frames(self) -> set[str]:
        """The frames that are there under their final name."""
        found = set()
        for name in "ab":
            for place in (self.step(name).part, self.step(name).path):
                found |= {f"{name} {int(path.suffix[1:])}" for path in place.glob("frame.????")}
        return found

    def processes(self, who: str = "") -> list[int]:
        """The living processes of this floor: its steps, their ``guard`` or both. What was killed and waits is none."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                line = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            is_ours = "rushes.studio.child" in line and str(self.folder) in line
            if is_ours and who in {"", "guard" if "guard.py" in line else "step"}:
                found.append(int(entry.name))
        return found

    def workflows(self) -> list[str]:
        """The states of what DBOS remembers, the oldest first."""
        asked = "SELECT status FROM {}workflow_status ORDER BY created_at"
        if self.is_postgresql:
            with psycopg.connect(self.database_url) as there:
                return [status for (status,) in there.execute(asked.format("dbos.")).fetchall()]
        connection = sqlite3.connect(self.work / "jobs.sqlite")
        try:
            rows = connection.execute(asked.format("")).fetchall()
        finally:
            connection.close()
        return [status for (status,) in rows]

    @property
    def is_postgresql(self) -> bool:
        return self.database_url.startswith("postgresql")


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.01)


GPU = ("--num-gpus=1", '--resources={"vram_gb": 24}')
"""A GPU that Ray is told of and that nobody has: what it is told is all that it goes by."""


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A Ray cluster of one machine with two processors and a GPU that is pretended, whose workers know the toy step of ``divided.py``."""
    modules = tmp_path_factory.mktemp("modules")
    (modules / "toy_apart.py").write_text(MODULE, encoding="utf-8")
    cluster = Cluster(modules)
    if running := os.environ.get("RUSHES_TEST_CLUSTER"):  # one that was started by hand, with tests/cluster.py
        cluster.address = running
        yield cluster
        return
    try:
        cluster.start(2, *GPU)
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def until() -> Callable[..., None]:
    return wait_for


def ended(floor: Floor) -> Iterator[Floor]:
    yield floor
    for process in floor.started:
        process.kill()
        process.communicate()


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    yield from ended(Floor(tmp_path))


@pytest.fixture
def any_floor(tmp_path: Path, database_url: str) -> Iterator[Floor]:
    """The floor of a studio: the test runs with jobs remembered in SQLite, and again in PostgreSQL."""
    yield from ended(Floor(tmp_path, database_url))
