"""Let a studio's floor run a thousand tiny jobs: the real queue, supervisor, processes, DBOS, locks, store and ledger.

    python scripts/soak.py --database postgresql --jobs 1000 --workers 8

Each job is a process of its own, as `rushes make` is; its three steps write a small file each in that process, and it ends with an entry in
its show's ledger. Nothing is drawn: what is soaked is everything round the pictures. What was measured goes to ``benchmarks/scaling/soak.json``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from rushes.errors import BadInputError
from rushes.plan.calibration import machine
from rushes.studio.store import write_atomically

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "scaling" / "soak.json"
SHOWS = 4
STEPS = ("build", "draw", "comp")
LOOK_EVERY_S = 2.0


def main() -> int:
    """Soak, or be one of the processes of it."""
    if sys.argv[1:2] == ["--supervise"]:
        return supervise(int(sys.argv[2]))
    if sys.argv[1:2] == ["--job"]:
        return job(Path(sys.argv[2]), sys.argv[3])
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument(
        "--minutes", type=float, help="cancel what still waits then; what ran until then is what counts"
    )
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rushes_soak_") as folder, database(asked.database, Path(folder)) as url:
        found = soak(Path(folder), url, asked.jobs, asked.workers, minutes=asked.minutes)
    print(json.dumps(found, indent=1))
    kept = json.loads(asked.results.read_text(encoding="utf-8")) if asked.results.exists() else {}
    write_atomically(asked.results, json.dumps({**kept, asked.database: found}, indent=1, sort_keys=True) + "\n")
    return 0 if found["lost"] == found["failures"] == 0 and found["ledgers_whole"] else 5


@contextlib.contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database; PostgreSQL is the system's, with its own defaults (fsync and all), for this run only."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/studio.sqlite"
        return
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    if programs is None:
        raise BadInputError("PostgreSQL is not installed. On Debian: apt-get install postgresql")
    data = Path(tempfile.mkdtemp(prefix="rushes_soak_postgres_"))
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    if as_user:
        subprocess.run(["chown", "postgres", str(data)], check=True)  # noqa: S607 - the system's
    subprocess.run(
        [*as_user, programs / "initdb", "-D", data, "-U", "rushes", "--auth=trust", "--locale=C", "--encoding=UTF8"],
        check=True, stdout=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    port = _free_port()
    options = (
        f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c shared_preload_libraries=pg_stat_statements "
        "-c dynamic_shared_memory_type=mmap"
    )
    control = [*as_user, programs / "pg_ctl", "-D", data, "-w", "-l", data / "log"]
    subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield f"postgresql://rushes@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        subprocess.run(["rm", "-rf", str(data)], check=True)  # noqa: S607 - the system's


def load() -> float:
    """Return how busy the machine is."""
    return round(os.getloadavg()[0], 1)


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as asked:
        return int(asked.getsockname()[1])


def soak(
    folder: Path,
    url: str,
    jobs: int,
    workers: int,
    *,
    minutes: float | None = None,
    told: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Ask for jobs, let a supervisor run them, watch it, and look at what came of it.

    Args:
        folder: An empty one.
        url: Of an empty database.
        jobs: How many.
        workers: How many run at once.
        minutes: After how many to cancel what still waits; what was cancelled counts for nothing.
        told: Handed a line now and then.

    Returns:
        What was measured.
    """
    from rushes.show import Show
    from rushes.studio import queue
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database, migrate

    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "studio.yaml").write_text(json.dumps({"name": "soak", "database": url}), encoding="utf-8")
    os.environ |= {"RUSHES_HOME": str(home), "RUSHES_STUDIO": str(home / "studio.yaml")}
    shows = [Show.init(folder / f"SHOW{number}", rate=Fraction(24)) for number in range(SHOWS)]
    with Database(load_studio()) as opened:
        migrate(opened)
        before, began = statements(opened), time.monotonic()
        every = [(shows[number % SHOWS], f"010_{number // SHOWS:04d}") for number in range(jobs)]
        for show, shot in every:
            queue.add(opened, show=show.name, folder=show.folder, shot=shot, asked={"brief": None, "flags": [shot]})
        asking = time.monotonic() - began
        seen = _supervised(folder, workers, opened, 60 * (minutes or float("inf")), told)
        left = {(ask.show, ask.shot) for ask in queue.list_asks(opened, states=("cancelled",))}
        counts = queue.counts(opened)
        after = statements(opened)
        size = _size(opened)
    return {
        **_came_of_it([(show, shot) for show, shot in every if (show.name, shot) not in left], counts),
        **seen,
        "jobs": jobs - len(left),
        "workers": workers,
        "asking_ms": round(1000 * asking / jobs, 2),
        "statements_a_job": round((after - before) / (jobs - len(left)), 1) if after else None,
        "database_bytes": size,
        "memory_bytes_of_dbos": sum(path.stat().st_size for show in shows for path in show.work.glob("jobs.sqlite")),
        "machine": machine(),
        "load": load(),
    }


def _supervised(
    folder: Path,
    workers: int,
    opened: Any,  # noqa: ANN401 - a studio's database
    seconds: float,
    told: Callable[[str], None],
) -> dict[str, Any]:
    """Run a supervisor until the queue is empty, or some seconds are over, and return what it took."""
    from rushes.studio import queue

    began, samples = time.monotonic(), []
    with (folder / "supervisor.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, __file__, "--supervise", str(workers)], stdout=log, stderr=log)
        while process.poll() is None:
            with contextlib.suppress(OSError, IndexError):  # it may end in this moment
                samples.append(
                    [round(time.monotonic() - began, 1), *_of_process(process.pid), queue.counts(opened)["done"]]
                )
                if len(samples) % 15 == 0:
                    told(
                        f"{samples[-1][0]:.0f} s: {samples[-1][-1]} done, {samples[-1][1]:.0f} MiB, {samples[-1][2]} files"
                    )
            if time.monotonic() - began > seconds:
                seconds = float("inf")
                for ask in queue.list_asks(opened, states=("queued",)):
                    queue.cancel(opened, ask.id)
            time.sleep(LOOK_EVERY_S)
    if process.returncode:
        raise BadInputError(
            f"The supervisor left with {process.returncode}: {(folder / 'supervisor.log').read_text()[-2000:]}"
        )
    seconds = time.monotonic() - began
    return {
        "seconds": round(seconds, 1),
        "supervisor_mib": [sample[1] for sample in samples[:: max(1, len(samples) // 40)]],
        "supervisor_files": [sample[2] for sample in samples[:: max(1, len(samples) // 40)]],
        "supervisor_cpu_s": max((sample[3] for sample in samples), default=0.0),
        "jobs_cpu_s": round(sum(os.times()[2:4]), 1),
    }


def _of_process(pid: int) -> tuple[float, int, float]:
    """Return the memory [MiB], the open files and the CPU time [s] of a process without its children."""
    place = Path("/proc") / str(pid)
    pages = int((place / "statm").read_text(encoding="ascii").split()[1])
    times = (place / "stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    cpu = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1), len(list((place / "fd").iterdir())), cpu


def statements(opened: Any) -> int:  # noqa: ANN401 - a studio's database
    """Return how many statements a PostgreSQL has carried out since it was started; 0 for SQLite, which doesn't count."""
    if not opened.is_postgresql:
        return 0
    import sqlalchemy

    with opened.engine.connect() as connection:
        connection.execute(sqlalchemy.text("CREATE EXTENSION IF NOT EXISTS pg_stat_statements"))
        connection.commit()
        return int(connection.execute(sqlalchemy.text("SELECT sum(calls) FROM pg_stat_statements")).scalar() or 0)


def _size(opened: Any) -> int:  # noqa: ANN401 - a studio's database
    import sqlalchemy

    if not opened.is_postgresql:
        return int(opened.studio.database_path.stat().st_size)
    with opened.engine.connect() as connection:
        return int(connection.execute(sqlalchemy.text("SELECT pg_database_size(current_database())")).scalar() or 0)


def _came_of_it(asked: list[tuple[Any, str]], counts: Mapping[str, int]) -> dict[str, Any]:
    """Look at every step's files, every job's record and every ledger."""
    from rushes.provenance import ledger_key, verify_ledger
    from rushes.provenance.ledger import read_ledger
    from rushes.studio import list_jobs

    shows = list({show.name: show for show, _ in asked}.values())
    whole = sum(step.is_done(deep=True) for show, shot in asked for step in _steps(show, shot))
    entries = [entry for show in shows for entry in read_ledger(show.ledger)]
    return {
        "done": counts["done"],
        "failures": len(asked) - counts["done"],
        "lost": len(asked) * len(STEPS) - whole,
        "twice": len(entries) - len({(entry.scope["show"], entry.scope["shot"]) for entry in entries}),
        "ledger_entries": len(entries),
        "ledgers_whole": not any(verify_ledger(show.ledger, ledger_key()) for show in shows),
        "jobs_recorded": sum(one.state == "done" for show in shows for one in list_jobs(show.work)),
    }


def _steps(show: Any, shot: str) -> list[Any]:  # noqa: ANN401 - a show, and its steps' folders
    from rushes.canonical import sha256_of
    from rushes.studio import StepFolder

    return [StepFolder(show.work, step, sha256_of({"shot": shot, "step": step})) for step in STEPS]


def supervise(workers: int) -> int:
    """Be the supervisor; it runs this program's ``--job`` where it would run ``rushes make``."""
    from rushes.studio import supervisor
    from rushes.studio.config import load_studio

    supervisor._argv = lambda ask: [sys.executable, __file__, "--job", str(ask.folder), ask.shot]  # noqa: SLF001 - tiny jobs
    supervisor.supervise(
        load_studio(), told=lambda _: None, halt=lambda: supervisor.Halt.NO, jobs=workers, until_empty=True
    )
    return 0


class Inline:
    """An executor that makes a tiny step in this very process."""

    workers, chunk_frames = 1, 8

    def run(self, task: Any, *, progress: Any, cancelled: Any) -> None:  # noqa: ANN401, ARG002 - as the protocol has it
        """Write one small file."""
        from rushes.studio import StepFolder

        asked = task.request
        folder = StepFolder(Path(asked["work"]), asked["step"], asked["key"])
        (folder.open() / "frame.1001.txt").write_text("x" * 1000, encoding="ascii")
        folder.finish(seconds=0.0)


def job(folder: Path, shot: str) -> int:
    """Be one job."""
    from rushes.provenance.authority import Authority
    from rushes.show import Show
    from rushes.studio import Job, StepTask, run_job
    from rushes.studio.lock import job_lock

    show = Show.load(folder)
    tasks = [
        StepTask(step, "soak:none", {"work": str(show.work), "step": step.step, "key": step.key})
        for step in _steps(show, shot)
    ]

    def then(_tell: object) -> None:
        ledger = Authority.open().open_ledger(show.ledger)
        ledger.append("take.soaked", actor="soak", scope={"show": show.name, "shot": shot}, data={})

    with job_lock(show.work, shot):
        one = Job(f"{shot}-v001-00000000", shot, "v001", "running")
        run_job(show.work, one, tasks, progress=lambda _: None, executor=Inline(), then=then)
    print(json.dumps({"take": str(show.shots / shot / "v001" / "take.json")}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
