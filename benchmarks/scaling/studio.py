"""A day of a studio: shots are asked for, wait, are made by many machines, and load database, storage and supervisor."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from scaling.floor import Doing, Floor, Give, Pool, Rest, Take, Together
from scaling.work import Kind, Step

MINUTE_S = 60.0


@dataclass(frozen=True)
class Size:
    """How big a studio is, and what its parts cost; the page says where each number comes from.

    Attributes:
        workers: Machines that make steps, each as fast as the measured one.
        cores: Of the supervisor's machine, which drives the jobs.
        jobs: Takes at a time (``jobs_at_a_time``).
        chunk_frames: Frames in a chunk.
        chunk_s: What each chunk costs besides its frames [s]: a process, Blender, the scene.
        task_s: CPU time that handing one task out costs the supervisor's machine [s].
        ask_s: CPU time of the supervisor itself for one take [s]: it is one process with one thread for this.
        start_s: CPU time of a job's process before its first step [s].
        finish_s: CPU time of a job's process after its last step [s]: checks, seal, ledger.
        ask_statements: Statements that the queue makes for one take.
        idle_statements: Statements a second that a supervisor makes while nothing happens.
        speed: How fast the workers are, against the measured machine.
        job_mib: Memory of a job's process on the supervisor's machine [MiB].
        database: Statements a second that the database carries.
        link: Bytes a second that the storage's link carries; who comes first is served first.
        card: Bytes a second that a worker's own network card carries.
    """

    workers: int = 200
    cores: int = 16
    jobs: int = 400
    chunk_frames: int = 8
    chunk_s: float = 4.0
    task_s: float = 0.02
    ask_s: float = 0.1
    start_s: float = 3.0
    finish_s: float = 13.0
    ask_statements: float = 20.0
    idle_statements: float = 3.0
    speed: float = 1.0
    job_mib: float = 200.0
    database: float = 1000.0
    link: float = 1.0e9
    card: float = 1.0e8


@dataclass
class Day:
    """What came of a day.

    Attributes:
        size: The studio.
        asked: When each shot was asked for [s].
        workers, cores, jobs: The pools, with how long they were used.
        waits: From when it was asked for until its job began [s].
        took: From then until it was sealed [s].
        tasks: Tasks that workers made.
        task_waits: How long each waited for a worker [s].
        statements, moved, supervised, cores_used, workers_used: Database statements, bytes, and seconds of the supervisor, of its machine's
            cores and of workers, minute by minute.
        begun, ended: When jobs began and ended [s], in the order in which they did.
        ends: When all was done [s].
        link_free_at: Until when [s] the storage's link is busy with what was asked of it.
    """

    size: Size
    asked: list[float]
    workers: Pool
    cores: Pool
    jobs: Pool
    waits: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    tasks: int = 0
    task_waits: list[float] = field(default_factory=list)
    statements: dict[int, float] = field(default_factory=dict)
    moved: dict[int, float] = field(default_factory=dict)
    supervised: dict[int, float] = field(default_factory=dict)
    cores_used: dict[int, float] = field(default_factory=dict)
    workers_used: dict[int, float] = field(default_factory=dict)
    begun: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    ends: float = 0.0
    link_free_at: float = 0.0

    def loads(self) -> dict[str, float]:
        """Return the load of each part of the studio in its busiest five minutes: 1 is all that it carries."""
        size = self.size
        jobs = self.jobs
        return {
            "workers": self.peak(self.workers_used) / size.workers,
            "cores of the supervisor's machine": self.peak(self.cores_used) / size.cores,
            "takes at a time": jobs.most / size.jobs,
            "the supervisor's one thread": self.peak(self.supervised),
            "database": (self.peak(self.statements) + size.idle_statements) / size.database,
            "storage's link": self.peak(self.moved) / size.link,
        }

    def peak(self, by_minute: dict[int, float], minutes: int = 5) -> float:
        """Return the highest mean a second over some minutes."""
        if not by_minute:
            return 0.0
        last = max(by_minute)
        window = [by_minute.get(minute, 0.0) for minute in range(last + 1)]
        sums = [sum(window[at : at + minutes]) for at in range(len(window))]
        return max(sums) / (minutes * MINUTE_S)


def run(size: Size, shots: Sequence[Kind], asked: Sequence[float]) -> Day:
    """Let shots be asked for at moments [s], and make them all."""
    floor = Floor()
    pools = floor.pool("workers", size.workers), floor.pool("cores", size.cores), floor.pool("jobs", size.jobs)
    day = Day(size, list(asked), *pools)
    for moment, kind in zip(asked, shots, strict=True):
        floor.at(moment, _job(floor, day, kind))
    day.ends = floor.run()
    return day


def over_a_day(count: int, hours: float, seed: int) -> list[float]:
    """Return when each of some shots is asked for [s] in a working day with a lunch: more in its middle hours than at its ends."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    moments: list[float] = []
    while len(moments) < count:
        at = chance.random()
        likely = 0.3 if 0.45 < at < 0.55 else min(1.0, 0.4 + 3 * at, 0.4 + 3 * (1 - at))
        if chance.random() < likely:
            moments.append(at * hours * 3600)
    return sorted(moments)


def _job(floor: Floor, day: Day, kind: Kind) -> Doing:
    size, jobs, asked = day.size, day.jobs, floor.now
    _add(day.statements, floor.now, size.ask_statements)
    yield Take(jobs)
    _add(day.supervised, floor.now, size.ask_s)
    day.waits.append(floor.now - asked)
    day.begun.append(floor.now)
    yield from _by_supervisor(floor, day, size.start_s)
    made = 0.0
    for step in kind.steps:
        if step.frames:
            chunks = [min(size.chunk_frames, step.frames - at) for at in range(0, step.frames, size.chunk_frames)]
            yield Together([_chunk(floor, day, step, frames, made) for frames in chunks])
            yield from _task(floor, day, 0.0, made + step.written, 0.0)
        else:
            yield from _task(floor, day, step.seconds, made, step.written)
        made += step.written
    yield from _by_supervisor(floor, day, size.finish_s)
    yield from _moved(floor, day, made)  # the take is brought together from its steps
    yield Give(jobs)
    day.ended.append(floor.now)
    day.took.append(floor.now - asked)


def _chunk(floor: Floor, day: Day, step: Step, frames: int, needs: float) -> Doing:
    seconds = step.seconds * frames / step.frames
    yield from _task(floor, day, seconds, needs, step.written * frames / step.frames)


def _task(floor: Floor, day: Day, seconds: float, fetched: float, written: float) -> Doing:
    """Let a worker fetch what a task needs, make it, and put away what it wrote."""
    size, workers = day.size, day.workers
    yield Rest(size.task_s)
    waited = yield Take(workers)
    day.tasks += 1
    day.task_waits.append(waited)
    _spread(day.cores_used, floor.now, size.task_s)
    began = floor.now
    yield from _moved(floor, day, fetched)
    yield Rest(size.chunk_s + seconds / size.speed)
    yield from _moved(floor, day, written)
    _spread(day.workers_used, began, floor.now - began)
    yield Give(workers)


def _moved(floor: Floor, day: Day, amount: float) -> Doing:
    """Let some bytes pass the storage's link, behind those that came before, and a worker's own card."""
    starts = max(floor.now, day.link_free_at)
    day.link_free_at = starts + amount / day.size.link
    _add(day.moved, starts, amount)
    yield Rest(max(day.link_free_at, starts + amount / day.size.card) - floor.now)


def _by_supervisor(floor: Floor, day: Day, seconds: float) -> Doing:
    """Let the supervisor's machine work for a job, on one of its cores."""
    cores = day.cores
    yield Take(cores)
    _spread(day.cores_used, floor.now, seconds)
    yield Rest(seconds)
    yield Give(cores)


def _add(by_minute: dict[int, float], now: float, amount: float) -> None:
    minute = int(now // MINUTE_S)
    by_minute[minute] = by_minute.get(minute, 0.0) + amount


def _spread(by_minute: dict[int, float], now: float, seconds: float) -> None:
    """Add time [s] to the minutes in which it is spent."""
    end = now + seconds
    while now < end:
        till = min(end, (now // MINUTE_S + 1) * MINUTE_S)
        if till <= now:
            return
        _add(by_minute, now, till - now)
        now = till
