"""Ten thousand jobs in the queue of a real supervisor, which is killed while they wait, and its database with it."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

from attacked import Attacked, until
from listed import attack
from sqlalchemy import insert
from studios import studio_file

from rushes.studio import queue, supervisor
from rushes.studio.config import load_studio
from rushes.studio.database import Database
from rushes.studio.database.tables import ASKS, SHOWS
from rushes.studio.ending import Ending
from rushes.studio.supervisor import Halt

WEIGHTS = {"ONE": 1.0, "ALSO": 1.0, "TWO": 2.0, "FOUR": 4.0, "EIGHT": 8.0}
JOBS = 10_000
AT_A_TIME = 4
FEW = 150
"""How many jobs have to end between two kills at most: a kill in each hundred tries what a kill in each ten thousand would."""


@attack(floor=3, floor_database=3)
def long_queue(attacked: Attacked, chance: random.Random) -> str:
    """10,000 jobs wait, whose supervisor and database are killed again and again: each ends once, shows get their share, the listing stays usable."""
    noted = attacked.folder / "noted"
    noted.write_text("", encoding="ascii")
    halt = attacked.folder / "halt"
    halt.unlink(missing_ok=True)
    with attacked.entered():
        own = _studio(attacked)
        os.environ["RUSHES_STUDIO"] = str(own)
        with Database(load_studio()) as database:
            _fill(database, attacked.folder)
            kills, cut_off = 0, 0
            for _ in range(chance.randrange(3, 6)):
                pid = _supervisor(attacked, own, noted, halt)
                _some_more(attacked, pid, noted, chance)
                if attacked.postgres is not None and chance.random() < 0.5:
                    attacked.postgres.kill()
                    attacked.postgres.start()
                    _some_more(attacked, pid, noted, chance)
                    cut_off += 1
                attacked.kill(pid)
                attacked.wait(pid)
                kills += 1
            pid = _supervisor(attacked, own, noted, halt)
            _some_more(attacked, pid, noted, chance)
            attacked.measured["listing_10000_s"] = _listed(database)
            halt.touch()
            code = attacked.wait(pid)
            assert code == 0, f"it left with {code}: {attacked.said(pid)[-900:]}"
            ended = _looked_at(database, noted, kills)
    return f"{ended} ended with {kills} kills of the supervisor and {cut_off} of the database"


def _studio(attacked: Attacked) -> Path:
    """Write a studio of its own, with an empty database of the same kind."""
    folder = attacked.folder / f"crowd-{time.monotonic_ns()}"
    folder.mkdir()
    url = f"sqlite:///{folder / 'studio.sqlite'}"
    if attacked.postgres is not None:
        url = attacked.postgres.url(attacked.postgres.fresh())
    return studio_file(folder, {"name": folder.name, "database": url, "shows": WEIGHTS, "jobs_at_a_time": AT_A_TIME})


def _fill(database: Database, folder: Path) -> None:
    """Have 10,000 jobs wait, as many of each show."""
    common = {
        "asked": {"brief": None, "flags": []}, "rank": 0, "state": "queued", "tries": 0, "reason": "", "take": "",
        "epoch": 0, "is_cancelled": False, "asked_at": time.time(), "not_before": 0.0, "started_at": 0.0, "ended_at": 0.0,
    }  # fmt: skip
    with database.writing() as connection:
        connection.execute(insert(SHOWS), [{"name": name, "folder": str(folder), "used": 0.0} for name in WEIGHTS])
        connection.execute(
            insert(ASKS),
            [
                {**common, "id": f"{number:05d}", "shot": f"{number:05d}", "show": list(WEIGHTS)[number % len(WEIGHTS)]}
                for number in range(JOBS)
            ],
        )


def _supervisor(attacked: Attacked, own: Path, noted: Path, halt: Path) -> int:
    """Start a supervisor whose jobs do nothing but say that they were."""
    argv = [sys.executable, __file__, str(noted), str(halt)]
    return attacked.begin(argv, lambda: supervise(noted, halt), env={"RUSHES_STUDIO": str(own)})


def supervise(noted: Path, halt: Path) -> int:
    """Be the supervisor until a file is there; each job is a line in another file."""
    out = os.open(noted, os.O_WRONLY | os.O_APPEND)

    def at_once(this: supervisor._Supervisor, one: supervisor._Running) -> None:
        os.write(out, f"{one.ask.id}\n".encode())
        this.ended.put((one, Ending("done", take="none")))

    supervisor._Supervisor._run = at_once  # type: ignore[method-assign]
    supervisor.supervise(
        load_studio(), told=lambda _: None, halt=lambda: Halt.DRAIN if halt.exists() else Halt.NO, standby=True
    )
    return 0


def _some_more(attacked: Attacked, pid: int, noted: Path, chance: random.Random) -> None:
    """Wait until some more jobs have run."""
    wanted = len(_lines(noted)) + chance.randrange(1, FEW)
    more = until(lambda: len(_lines(noted)) >= wanted or not attacked.is_running(pid), 300)
    assert more, f"nothing more runs: {attacked.said(pid)[-900:]}"
    assert attacked.is_running(pid), f"it left: {attacked.said(pid)[-900:]}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="ascii").splitlines()


def _listed(database: Database) -> float:
    """Return how long [s] it takes to list what is open, as ``rushes jobs`` does, and to count all."""
    begun = time.monotonic()
    assert len(queue.list_asks(database, states=queue.OPEN)) == 1000, "the first thousand are shown"
    assert queue.counts(database)["queued"] > JOBS / 2
    return round(time.monotonic() - begun, 3)


def _looked_at(database: Database, noted: Path, kills: int) -> int:
    """Hold the queue to its promises; return how many jobs ended."""
    counts = queue.counts(database)
    assert sum(counts.values()) == JOBS, f"jobs were lost or doubled: {counts}"
    assert counts["running"] == 0, f"nothing runs, and these say that they do: {counts}"
    done = queue.list_asks(database, states=("done",), most=JOBS)
    ran = Counter(_lines(noted))
    assert all(ask.id in ran for ask in done), "a job is done that never ran"
    twice = sum(times - 1 for times in ran.values())
    assert twice <= AT_A_TIME * kills, f"{twice} ran again after {kills} kills of what had {AT_A_TIME} at a time"
    assert len(done) == len(ran), f"{len(ran)} ran, and {len(done)} are done"
    _is_fair(database, {show: [ask for ask in done if ask.show == show] for show in WEIGHTS})
    return len(done)


def _is_fair(database: Database, done: dict[str, list[queue.Ask]]) -> None:
    """Each show has had as much of the floor for its weight as every other, but for what single jobs took."""
    with database.reading() as connection:
        used = {row.name: row.used for row in connection.execute(SHOWS.select())}
    longest = max((ask.ended_at - ask.started_at) / WEIGHTS[show] for show, asks in done.items() for ask in asks)
    spread = max(used.values()) - min(used.values())
    assert spread <= longest * (AT_A_TIME + 1), (
        f"shows have had {json.dumps(used)} s for their weight; no job took {longest:.3f}"
    )


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1]), Path(sys.argv[2])))
