"""A studio to measure: its database, its supervisor and a show of toys."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import insert

from rushes.errors import StepFailedError
from rushes.show import Show
from rushes.studio import queue, supervisor, takes
from rushes.studio.config import Studio, read_studio
from rushes.studio.database import Database, migrate
from rushes.studio.database.tables import ASKS
from rushes.studio.supervisor import Halt, News, supervise
from toys.frames import times

FRAME_S: Final = 0.02
"""What a toy frame takes of one core [s]: little, so that what is measured is not the noise of it."""

CHUNK_FRAMES: Final = 8

_SUPERVISE: Final = """
import sys
from pathlib import Path
from rushes.studio.config import read_studio
from rushes.studio.supervisor import Halt, supervise
def told(news):
    print(news.what, flush=True)
supervise(read_studio(Path(sys.argv[1])), told=told, halt=lambda: Halt.NO, standby=True)
"""


class Floor:
    """A studio in a folder of its own."""

    def __init__(self, folder: Path, database: str) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.file = folder / "studio.yaml"
        self.file.write_text(f"name: {folder.name}\ndatabase: {json.dumps(database)}\n", encoding="utf-8")
        self.studio: Studio = read_studio(self.file)
        self.show = Show.init(folder / "BENCH", Fraction(24))
        self._count = 0
        with Database(self.studio) as opened:
            migrate(opened)

    def scheduling(self, few: int, many: int, *, turns: int) -> tuple[float, float]:
        """Return what the floor takes of each frame [s], and of each shot once [s], beyond the frames themselves."""
        extra: dict[int, list[float]] = {few: [], many: []}
        for _ in range(turns):
            for frames, found in extra.items():
                found.append(self._beyond(frames))
        small, large = (statistics.median(extra[frames]) for frames in (few, many))
        per_frame = (large - small) / (many - few)
        return per_frame, small - few * per_frame

    def _beyond(self, frames: int) -> float:
        """Run one toy shot through queue and supervisor; return its time less what its frames took, on two workers [s]."""
        started = time.perf_counter()
        key = self._run(frames, FRAME_S, workers=2)
        seconds = time.perf_counter() - started
        made = times(self.show.work, key)
        return seconds - sum(done - begun for begun, done in made) / 2

    def throughput(self, frames: int, seconds: float) -> tuple[float, float]:
        """Return frames a second of one worker and of two, from the first frame's begin to the last one's end, in turns."""
        rates: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(2):
            for workers, found in rates.items():
                made = times(self.show.work, self._run(frames, seconds, workers=workers))
                found.append(len(made) / (max(done for _, done in made) - min(begun for begun, _ in made)))
        return statistics.median(rates[1]), statistics.median(rates[2])

    def _run(self, frames: int, seconds: float, *, workers: int) -> str:
        """Have a toy shot made by the studio; return its step's key."""
        self._count += 1
        key, shot = sha256(str(self._count).encode()).hexdigest(), f"{self._count:03d}_0010"
        request = {
            "work": str(self.show.work), "key": key, "shot": shot, "frames": frames, "seconds": seconds,
            "workers": workers, "chunk_frames": CHUNK_FRAMES,
        }  # fmt: skip
        with Database(self.studio) as database:
            ask = queue.add(database, show=self.show.name, folder=self.show.folder, shot=shot, asked={"toy": request})
        with _toys(), _environment(RUSHES_STUDIO=str(self.file)):
            supervise(self.studio, told=_nobody, halt=lambda: Halt.NO, until_empty=True)
        with Database(self.studio) as database:
            ended = next(one for one in queue.list_asks(database) if one.id == ask.id)
        if ended.state != "done":
            raise StepFailedError(f"A toy shot ended as {ended.state}: {ended.reason}")
        return key

    def queueing(self) -> float:
        """Return what the queue itself takes of one shot: asked for, claimed, settled [s]."""
        took = []
        with Database(self.studio) as database:
            epoch, _ = queue.begin(database, "benchmark")
            for _ in range(30):
                started = time.perf_counter()
                queue.add(database, show=self.show.name, folder=self.show.folder, shot="900_0010", asked={})
                ask = queue.claim(database, epoch)
                if ask is not None:
                    queue.settle(database, ask, epoch, state="done")
                took.append(time.perf_counter() - started)
        return statistics.median(took)

    def claiming(self, waiting: int) -> float:
        """Return how long a claim takes with so many in the queue [s]; they are gone after."""
        row = {
            "show": self.show.name, "asked": {}, "state": "queued", "tries": 0, "reason": "", "take": "", "epoch": 0,
            "is_cancelled": False, "asked_at": 0.0, "not_before": 0.0, "started_at": 0.0, "ended_at": 0.0,
        }  # fmt: skip
        took = []
        with Database(self.studio) as database:
            with database.writing() as connection:
                rows = [
                    {
                        **row,
                        "id": f"many{number}",
                        "shot": f"{number % 999:03d}_{number % 9973:04d}",
                        "rank": number % 7,
                    }
                    for number in range(waiting)
                ]
                connection.execute(insert(ASKS), rows)
            epoch, _ = queue.begin(database, "benchmark")
            for _ in range(20):
                started = time.perf_counter()
                queue.claim(database, epoch)
                took.append(time.perf_counter() - started)
            with database.writing() as connection:
                connection.execute(ASKS.delete())
        return statistics.median(took)

    def indexing(self, number: int) -> tuple[float, float, float]:
        """Return how long it takes to read so many takes from their files, to look for changes in them, and to list them [s]."""
        for index in range(number):
            _put_take(self.show, f"{index // 10 + 1:03d}_0010", f"v{index % 10 + 1:03d}")
        with Database(self.studio) as database:
            spent = []
            for anew in (True, False):
                started = time.perf_counter()
                found = takes.index(database, self.show, anew=anew)
                spent.append(time.perf_counter() - started)
            started = time.perf_counter()
            listed = takes.list_takes(database, most=number)
            spent.append(time.perf_counter() - started)
        if found.takes != number or len(listed) != number:
            raise StepFailedError(f"{found.takes} takes were indexed and {len(listed)} listed; there are {number}.")
        return spent[0], spent[1], spent[2]

    def takeover(self) -> float:
        """Return how long after a kill -9 of the supervisor a standby supervises [s]."""
        processes = [self._start()]
        try:
            _until(processes[0], "supervises")
            processes.append(self._start())
            _until(processes[1], "waits")
            started = time.perf_counter()
            processes[0].kill()
            _until(processes[1], "supervises")
            return time.perf_counter() - started
        finally:
            for process in processes:
                process.kill()
                process.communicate()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-c", _SUPERVISE, str(self.file)], stdout=subprocess.PIPE, text=True)


def _until(process: subprocess.Popen[str], word: str) -> None:
    for line in process.stdout or ():
        if line.strip() == word:
            return
    raise StepFailedError(f'A supervisor ended without saying "{word}". Run `rushes studio run` by hand.')


def _nobody(_: News) -> None:
    """Tell nobody."""


def _argv(ask: queue.Ask) -> list[str]:
    return [sys.executable, "-m", "toys.frames", json.dumps(ask.asked["toy"])]


@contextmanager
def _toys() -> Iterator[None]:
    """Let the supervisor run toys in place of ``rushes make``."""
    before = supervisor._argv  # noqa: SLF001 - what is measured is everything around it
    supervisor._argv = _argv  # noqa: SLF001 - as above
    try:
        yield
    finally:
        supervisor._argv = before  # noqa: SLF001 - as above


@contextmanager
def _environment(**given: str) -> Iterator[None]:
    here = str(Path(__file__).resolve().parents[1])
    given["PYTHONPATH"] = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _put_take(show: Show, shot: str, version: str) -> None:
    """Write a record as large as a real take's of 96 frames."""
    folder = show.version_folder(shot, version)
    folder.mkdir(parents=True, exist_ok=True)
    files = [{"path": f"exr/{frame:04d}.exr", "role": "comp", "sha256": f"{frame:064x}"} for frame in range(200)]
    record = {
        "show": show.name, "shot": shot, "version": version, "kind": "clip", "engine": "clip", "first_frame": 1001,
        "last_frame": 1096, "recipe": {"sha256": "ab" * 32}, "created": "2026-11-27T21:00:00+00:00", "files": files,
    }  # fmt: skip
    (folder / "take.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
