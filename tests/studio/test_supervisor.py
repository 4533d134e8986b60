"""The supervisor: how jobs end, that none is lost with it, and that there is one. On both databases, with toys for jobs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import rushes
import toy_floor
from rushes.errors import BadInputError, BusyError
from rushes.studio import queue, supervisor
from rushes.studio.config import load_studio
from rushes.studio.database import Database, migrate
from rushes.studio.drain import drain_studio
from rushes.studio.ending import Ending, ending_of
from rushes.studio.seat import seat_of
from rushes.studio.supervisor import Halt, supervise


class Toys:
    """A studio, and what was asked of it."""

    def __init__(self, database, folder: Path) -> None:
        self.database, self.folder, self.show = database, folder, folder / "S"
        self.show.mkdir()
        self.processes: list[subprocess.Popen[str]] = []

    def ask(self, what, shot, **given):
        asked = {"brief": None, "flags": [what]}
        return queue.add(self.database, show="S", folder=self.show, shot=shot, asked=asked, **given).id

    def asks(self):
        return {ask.shot: ask for ask in queue.list_asks(self.database)}

    def states(self):
        return {shot: ask.state for shot, ask in self.asks().items()}

    def noted(self):
        path = self.show / "noted"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def start(self, *, source=None, **options):
        """Start a supervisor in a process of its own, of this Rushes or of one that lies elsewhere."""
        argv = [sys.executable, toy_floor.__file__, json.dumps(options)]
        env = os.environ | ({"PYTHONPATH": str(source)} if source else {})
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
        self.processes.append(process)
        return process

    def run(self, **given):
        """Supervise here until nothing is left; return what was told."""
        told = []
        supervise(load_studio(), told=told.append, halt=lambda: Halt.NO, until_empty=True, **given)
        return told


@pytest.fixture
def toys(studio_file, tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "_argv", toy_floor.toy_argv)
    monkeypatch.setattr(supervisor, "WAIT_S", 0.2)
    with Database(load_studio()) as database:
        migrate(database)
        toys = Toys(database, tmp_path)
        yield toys
        for process in toys.processes:
            process.kill()
            process.communicate()


def test_each_job_ends_as_it_should_and_only_what_crashes_is_tried_again(toys):
    for shot, what in enumerate(
        ["done", "dies", "RefusedError", "EscalatedError", "BadInputError", "CheckFailedError", "CancelledError", "refused",
         "StepFailedError", "busy once", "failed checks"]
    ):  # fmt: skip
        toys.ask(what, f"010_{shot:04d}")
    told = toys.run(jobs=3)
    assert list(toys.states().values()) == [
        "done", "aside", "refused", "escalated", "failed", "failed", "cancelled", "refused", "aside", "done", "done",
    ]  # fmt: skip
    begun = [line.partition(" ")[2] for line in toys.noted() if line.startswith("begins")]
    assert {shot: begun.count(shot) for shot in toys.states()} == {
        "010_0000": 1, "010_0001": 3, "010_0002": 1, "010_0003": 1, "010_0004": 1, "010_0005": 1, "010_0006": 1,
        "010_0007": 1, "010_0008": 3, "010_0009": 2, "010_0010": 1,
    }  # fmt: skip
    asks = toys.asks()
    assert (asks["010_0001"].tries, asks["010_0009"].tries) == (3, 0)
    assert "killed by signal 6" in asks["010_0001"].reason
    assert asks["010_0002"].reason == "A sentence."
    assert asks["010_0000"].take == f"{toys.show}/010_0000.json"
    assert "checks failed" in asks["010_0010"].reason
    assert sum(news.what == "ends" for news in told) == 16


def test_a_job_is_not_begun_when_its_show_or_its_brief_is_not_what_it_was(toys, tmp_path):
    brief = tmp_path / "brief.yaml"
    brief.write_text("changed", encoding="utf-8")
    for shot, path in (("010_0010", brief), ("010_0020", tmp_path / "none.yaml")):
        asked = {"brief": str(path), "sha256": "0" * 64, "flags": ["done"]}
        queue.add(toys.database, show="S", folder=toys.show, shot=shot, asked=asked)
    toys.run()
    assert toys.noted() == []
    assert "was changed after it was asked for" in toys.asks()["010_0010"].reason
    assert "can't be read" in toys.asks()["010_0020"].reason
    (ask,) = [one for one in toys.asks().values() if one.shot == "010_0010"]
    toys.show.rename(tmp_path / "away")
    ending = supervisor._unfit(ask)
    assert ending is not None
    assert ending.state == "queued"


def test_many_shots_of_a_show_run_at_once_and_a_drain_lets_them_end(toys, until):
    for shot in range(4):
        toys.ask("waits", f"010_{shot:04d}")
    halt, told = [Halt.NO], []
    thread = threading.Thread(
        target=supervise, args=(load_studio(),), kwargs={"told": told.append, "halt": lambda: halt[-1], "jobs": 2}
    )
    thread.start()
    until(lambda: len(toys.noted()) == 2)
    until(lambda: {news.ask.shot for news in told if news.progress} == {"010_0000", "010_0001"})
    assert {(news.progress.step, news.progress.done, news.progress.total) for news in told if news.progress} == {
        ("frames", 3, 24)
    }
    halt.append(Halt.DRAIN)
    until(lambda: any(news.what == "drains" for news in told))
    (toys.show / "go").touch()
    thread.join(60)
    assert not thread.is_alive()
    assert sorted(toys.states().values()) == ["done", "done", "queued", "queued"]


def test_a_stop_puts_back_what_ran_and_a_cancel_ends_it(toys, until, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE_S", 0.0)
    monkeypatch.setattr(supervisor, "CHECK_EVERY_S", 0.1)
    toys.ask("sleeps600", "010_0010")
    cancelled = toys.ask("sleeps600", "010_0020")
    halt = [Halt.NO]
    thread = threading.Thread(
        target=supervise, args=(load_studio(),), kwargs={"told": lambda _: None, "halt": lambda: halt[-1]}
    )
    thread.start()
    until(lambda: len(toys.noted()) == 2)
    assert queue.cancel(toys.database, cancelled) == "cancelling"
    until(lambda: toys.states()["010_0020"] == "cancelled")
    halt.append(Halt.STOP)
    thread.join(60)
    assert toys.states() == {"010_0010": "queued", "010_0020": "cancelled"}
    assert toys.asks()["010_0010"].tries == 0


def test_after_a_kill_the_next_supervisor_takes_up_what_ran(toys, until):
    toys.ask("waits", "010_0010")
    toys.ask("done", "010_0020")
    first = toys.start()
    until(lambda: "begins 010_0010" in toys.noted() and toys.states()["010_0020"] == "done")
    first.kill()
    first.wait()
    assert toys.states()["010_0010"] == "running"
    (toys.show / "go").touch()
    told = toys.run()
    assert [news.words for news in told if news.what == "takes up"] == [toys.asks()["010_0010"].id]
    assert toys.states() == {"010_0010": "done", "010_0020": "done"}
    assert toys.asks()["010_0010"].tries == 0
    assert toys.noted().count("begins 010_0010") == 2
    assert toys.noted().count("begins 010_0020") == 1


def test_a_drained_studio_goes_on_with_another_version(toys, until, tmp_path):
    """What runs ends, what waits waits, nobody takes over; the newer Rushes makes the rest, and nothing twice."""
    for shot in range(3):
        toys.ask("waits", f"010_{shot:04d}")
    first = toys.start(jobs=1)
    until(toys.noted)
    standby = toys.start(standby=True)
    assert standby.stdout.readline().startswith("version")
    assert standby.stdout.readline().startswith("waits")
    told: list[str] = []
    draining = threading.Thread(target=lambda: told.append(str(drain_studio(load_studio(), told.append))))
    draining.start()
    until(lambda: "1 still run." in told)
    (toys.show / "go").touch()
    draining.join(120)
    assert told == ["It begins nothing more.", "1 still run.", *told[2:-1], "True"]
    assert "left with 1" in first.communicate(timeout=60)[0]
    assert "BusyError The supervisor before this one was drained" in standby.communicate(timeout=60)[0]
    assert toys.states() == {"010_0000": "done", "010_0001": "queued", "010_0002": "queued"}
    newer = toys.start(source=of_another_version(tmp_path / "newer", "99.0"), until_empty=True)
    out, _ = newer.communicate(timeout=120)
    assert "version 99.0" in out
    assert "left with 2" in out
    assert set(toys.states().values()) == {"done"}
    assert sorted(toys.noted()) == sorted(f"{what} 010_{shot:04d}" for what in ("begins", "ends") for shot in range(3))


def of_another_version(folder, version):
    """Return a folder with this very Rushes under another version."""
    (folder / "rushes").mkdir(parents=True)
    for one in Path(rushes.__file__).parent.iterdir():
        if one.name != "__init__.py":
            (folder / "rushes" / one.name).symlink_to(one)
    (folder / "rushes" / "__init__.py").write_text(f'__version__ = "{version}"\n', encoding="utf-8")
    return folder


def test_a_studio_that_nobody_supervises_has_nothing_to_drain(toys):
    assert not drain_studio(load_studio(), print)
    toys.ask("done", "010_0010")
    toys.run()
    assert toys.states() == {"010_0010": "done"}


def test_a_second_supervisor_is_locked_out_and_a_standby_takes_over(toys, until):
    toys.ask("waits", "010_0010")
    first = toys.start()
    until(toys.noted)
    with pytest.raises(BusyError, match="Another supervisor works for the studio test"):
        toys.run()
    standby = toys.start(standby=True, until_empty=True)
    assert standby.stdout.readline().startswith("version")
    assert standby.stdout.readline().startswith("waits")
    first.kill()
    (toys.show / "go").touch()
    out, _ = standby.communicate(timeout=120)
    assert "supervises" in out
    assert "takes up" in out
    assert toys.states() == {"010_0010": "done"}


def test_the_seat_is_one_and_is_free_when_it_is_left(studio_file):
    studio = load_studio()
    first, second = seat_of(studio), seat_of(studio)
    assert first.take()
    assert first.is_kept()
    assert not second.take()
    assert not seat_of(studio.model_copy(update={"name": "other"})).take() or studio.is_postgresql
    first.leave()
    assert not first.is_kept()
    assert second.take()
    second.leave()


def test_without_tables_it_says_what_to_do(studio_file):
    with pytest.raises(BadInputError, match="rushes studio init"):
        supervise(load_studio(), told=lambda _: None, halt=lambda: Halt.NO)


def test_what_a_command_says_is_read_with_care():
    assert ending_of(["hello", '{"page": null, "sides": [{"take": null, "trouble": "It broke."}]}'], "left with 5") == (
        Ending("crashed", "It broke.")
    )
    assert ending_of(['{"sides": [{"take": null}, {"take": "/b"}]}']) == Ending("done", take="/b")
    assert ending_of(['{"sides": [{"take": null, "verdict": "refused"}]}'], "3").state == "refused"
    assert ending_of(["{half of it"], "was killed") == Ending("crashed", "was killed")
    assert ending_of(["[1]"], "") == Ending("done")
    assert ending_of(['{"take": null, "verdict": "escalate", "desk": "E-1"}'], "4").reason.endswith("as E-1.")
    assert ending_of(['{"error": "x", "exit_code": 2}'], "2") == Ending("crashed", "x")


def test_a_database_that_is_away_is_waited_for(toys, request, until):
    if not toys.database.is_postgresql:
        pytest.skip("SQLite is a file: it is there or not")
    postgres_server = request.getfixturevalue("postgres")
    toys.ask("waits", "010_0010")
    toys.ask("done", "010_0020")
    first = toys.start(jobs=1, stop=str(toys.folder / "stop"))
    until(toys.noted)
    postgres_server.kill()
    (toys.show / "go").touch()
    until(lambda: "ends 010_0010" in toys.noted())
    time.sleep(1.0)  # it has to find that out
    postgres_server.start()
    until(lambda: toys.states() == {"010_0010": "done", "010_0020": "done"})
    (toys.folder / "stop").touch()
    out, _ = first.communicate(timeout=60)
    assert "does not answer" in out
    assert out.count("supervises") == 1
    assert "left with 2" in out
    assert toys.noted().count("begins 010_0010") == 1
