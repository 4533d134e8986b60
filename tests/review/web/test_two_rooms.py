"""Two rooms of one show at once, each a process of its own: what happens is told once, in the same numbers, by both."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

from rushes.review.web import floor
from rushes.review.web.event_log import EventLog
from rushes.review.web.floor import Floor
from rushes.studio import Job

SERVER = """
import sys
from pathlib import Path
import uvicorn
from rushes.review.web.app import create
from rushes.review.web.local import LocalAccess
from rushes.review.web.serving import listening
from rushes.review.web.visitor import Visitor
from rushes.show import Show

show = Show.load(Path(sys.argv[1]))
access = LocalAccess(show, Visitor("ida", "Ida", roles=("supervisor",)))
door = listening("127.0.0.1", 0)
door.listen(64)
cookie = access.cookie + "=" + access.sessions.begin("me").id
print(door.getsockname()[1], cookie, flush=True)
uvicorn.Server(uvicorn.Config(create(show, access), log_level="error", timeout_graceful_shutdown=1)).run(sockets=[door])
"""


@dataclass
class Stream:
    """What one browser is sent, read in a thread."""

    heard: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)

    def read(self, port: int, cookie: str, last: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        told: dict[str, str] = {}
        with contextlib.closing(line), contextlib.suppress(OSError, http.client.HTTPException):  # its room is killed
            line.request("GET", "/api/events", headers={"Cookie": cookie, "Last-Event-ID": str(last)})
            with line.getresponse() as answer:
                while text := answer.readline().decode():
                    name, _, value = text.rstrip().partition(": ")
                    if name:
                        told[name] = value
                    elif "data" in told:
                        self.heard.append((int(told["id"]), told["event"], json.loads(told["data"])))
                        told = {}


class OtherRoom:
    """A room in a process of its own."""

    def __init__(self, folder: Any) -> None:
        argv = [sys.executable, "-c", SERVER, str(folder)]
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        port, self.cookie = self.process.stdout.readline().split()
        self.port = int(port)
        self.readers: list[threading.Thread] = []

    def stream(self, last: int = 0) -> Stream:
        stream = Stream()
        self.readers.append(threading.Thread(target=stream.read, args=(self.port, self.cookie, last)))
        self.readers[-1].start()
        return stream

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        for reader in self.readers:
            reader.join(60)


@pytest.fixture
def rooms(show: Any) -> Iterator[tuple[OtherRoom, OtherRoom]]:
    (show.work / "jobs").mkdir(parents=True)
    both = OtherRoom(show.folder), OtherRoom(show.folder)
    yield both
    for one in both:
        one.kill()


def until(holds: Callable[[], Any], limit_s: float = 120) -> None:
    end = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def ends(show: Any, name: str) -> None:
    """Leave a job that is done, as whoever makes takes does."""
    job = Job(name, "020_0170", "v001", "done", "render", 5, 96)
    part = show.work / "jobs" / f"{name}.part"
    part.write_text(json.dumps(asdict(job)), encoding="utf-8")
    part.replace(part.with_suffix(".json"))


def test_two_rooms_tell_what_happens_once(show: Any, put_take: Callable[..., Any], rooms: Any) -> None:
    one, other = rooms
    first, second = one.stream(), other.stream()
    probes = iter(range(1_000))

    def both_look() -> bool:
        ends(show, f"probe-{next(probes)}")
        time.sleep(0.3)
        return bool(first.heard and second.heard)

    until(both_look)
    for number in range(8):
        ends(show, f"job-{number}")
        if number in {2, 5}:
            put_take(f"020_0{number}00")
        time.sleep(0.2)

    def has(stream: Stream, *names: str) -> bool:
        said = {told.get("id") or told.get("shot") for _, _, told in stream.heard}
        return said.issuperset(names)

    wanted = (*(f"job-{number}" for number in range(8)), "020_0200", "020_0500")
    until(lambda: has(first, *wanted) and has(second, *wanted))
    assert first.heard == second.heard
    assert [number for number, *_ in first.heard] == list(range(1, len(first.heard) + 1))
    told = [json.dumps([kind, data], sort_keys=True) for _, kind, data in first.heard]
    assert len(told) == len(set(told)), "nothing is told twice"
    middle = len(first.heard) // 2
    resumed = other.stream(middle)
    until(lambda: len(resumed.heard) >= len(first.heard) - middle)
    assert resumed.heard == first.heard[middle:], "who was at one room goes on at the other"
    one.kill()
    ends(show, "after")
    until(lambda: has(second, "after"))
    assert second.heard[len(first.heard) :] == resumed.heard[len(first.heard) - middle :]
    assert len(second.heard) == len(first.heard) + 1


def test_a_room_that_opens_again_tells_what_happened_meanwhile(tmp_path: Any) -> None:
    log = EventLog(tmp_path / "events.sqlite")
    log.add_changes("job", {}, lambda name, _: {"id": name})
    log.add_changes("job", {"a": "1"}, lambda name, _: {"id": name})
    log.close()
    again = EventLog(tmp_path / "events.sqlite")
    again.add_changes("job", {"a": "1", "b": "1"}, lambda name, is_new: {"id": name, "new": is_new})
    again.add_changes("job", {"b": "2"}, lambda name, is_new: {"id": name, "new": is_new})
    told = [event.data for event in again.after(0)]
    assert told == [{"id": "a"}, {"id": "b", "new": True}, {"id": "b", "new": False}]
    again.add_changes("job", {"a": "1", "b": "2"}, lambda name, is_new: {"id": name, "new": is_new})
    assert again.after(3)[0].data == {"id": "a", "new": True}, "what went away and comes back is new"
    again.close()


def test_a_table_that_is_only_busy_is_not_thrown_away(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from rushes.review.web import event_log

    log = EventLog(tmp_path / "events.sqlite")
    log.add([("job", {})])

    def busy(_: Any) -> sqlite3.Connection:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(event_log, "_connected", busy)
    with pytest.raises(sqlite3.OperationalError):
        EventLog(tmp_path / "events.sqlite")
    assert log.after(0)
    log.close()


def test_of_two_rooms_one_makes_what_waits(show: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floor, "LOOK_AT_STUDIO_S", 0.05)
    log = EventLog(show.work / "review" / "events.sqlite")
    made: list[tuple[str, str]] = []
    floors = {name: Floor(lambda: show, log) for name in ("one", "other")}
    for name, its in floors.items():

        def make(path: Any, name: str = name) -> None:
            made.append((name, path.stem[-8:]))
            path.unlink()

        monkeypatch.setattr(its, "_make", make)
    floors["one"].start()
    floors["one"].ask("020_0150", "kind: destruction")
    until(lambda: made == [("one", "020_0150")])
    floors["other"].start()
    for _ in range(5):
        floors["other"].ask("020_0160", "kind: destruction")
    until(lambda: len(made) == 6)
    assert made[1:] == [("one", "020_0160")] * 5
    floors["one"].stop()
    floors["other"].ask("020_0170", "kind: destruction")
    until(lambda: made[6:] == [("other", "020_0170")])
    floors["other"].stop()
    log.close()
