"""The page about scale, and its plots: what the simulation said, and every assumption with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scaling.drawing import Limit, Line, bars, figure, lines
from scaling.studio import MINUTE_S, Day, Size
from scaling.work import SHARES, SPREAD, Kind, finish_seconds

MINUTES = 10
"""Lines over the day are means of so many minutes: shorter ones are noise."""


@dataclass(frozen=True)
class Told:
    """What was simulated.

    Attributes:
        size: The studio.
        kinds: The kinds of shots.
        day: The day that the page speaks of.
        night: All shots asked for at once, by takes at a time.
        varied: The day with one assumption changed, by what was changed.
        inputs, soaked: What was measured.
        hours: How long people ask [h].
    """

    size: Size
    kinds: Sequence[Kind]
    day: Day
    night: Mapping[int, Day]
    varied: Mapping[str, Day]
    inputs: Mapping[str, Any]
    soaked: Mapping[str, Any]
    hours: float


def quantile(values: Sequence[float], share: float) -> float:
    """Return what a share of values are at or below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def plots(told: Told) -> dict[str, str]:
    """Return the plots by name, as SVG."""
    day, size = told.day, told.size
    gib = 2**20 * 1024
    soak = told.soaked["postgresql"]
    return {
        "machines": lines(
            "Machines at work over the day", "hours", "machines; cores of the supervisor's machine",
            [_line("workers", day.workers_used), _line("cores of the supervisor's machine", day.cores_used)],
            Limit(f"{size.workers} workers", size.workers),
        ),
        "waits": lines(
            "How long a shot takes from its ask to its seal", "minutes", "share of the shots [%]",
            [Line(name, _shares(took)) for name, took in (
                ("the day", day.took), ("workers half as fast", told.varied["workers half as fast"].took),
                ("storage on 5 Gb/s", told.varied["storage on 5 Gb/s"].took),
            )],
        ),
        "database": lines(
            "What the queue asks of the database", "hours", "statements a second",
            [_line("statements", day.statements)],
            Limit(f"{figure(size.database)} a second were carried", size.database),
        ),
        "storage": lines(
            "What moves to and from the storage, when no machine has seen a job before", "hours", "GiB a second",
            [_line("moved", day.moved, 1 / gib)], Limit("a 10 Gb/s link, at 80 %", size.link / gib),
        ),
        "bottleneck": bars(
            "Load in the busiest five minutes", "%", [(name, 100 * load) for name, load in _by_load(day)],
            Limit("full", 100),
        ),
        "sensitivity": bars(
            "1 in 20 shots takes longer than this, with one thing changed", "min",
            [("as assumed", quantile(day.took, 0.95) / MINUTE_S)]
            + [(name, quantile(one.took, 0.95) / MINUTE_S) for name, one in told.varied.items()],
        ),
        "soak": lines(
            "The supervisor's memory in the soak", "minutes", "MiB", [_memory("PostgreSQL", soak)]
            + ([_memory("SQLite", told.soaked["sqlite"])] if "sqlite" in told.soaked else []),
        ),
    }  # fmt: skip


def _line(name: str, by_minute: Mapping[int, float], scale: float = 1.0) -> Line:
    last = max(by_minute)
    points = []
    for at in range(0, last + 1, MINUTES):
        total = sum(by_minute.get(minute, 0.0) for minute in range(at, at + MINUTES))
        points.append(((at + MINUTES / 2) / 60, scale * total / (MINUTES * MINUTE_S)))
    return Line(name, points)


def _shares(took: Sequence[float], up_to_min: float = 30.0) -> list[tuple[float, float]]:
    ordered = sorted(took)
    points = [(0.0, 0.0)]
    for number, seconds in enumerate(ordered, 1):
        if number % max(1, len(ordered) // 200) == 0 and seconds / MINUTE_S <= up_to_min:
            points.append((seconds / MINUTE_S, 100 * number / len(ordered)))
    return points


def _memory(name: str, soak: Mapping[str, Any]) -> Line:
    seen = soak["supervisor_mib"][1:]
    step = soak["seconds"] / 60 / max(len(seen), 1)
    return Line(name, [(number * step, mib) for number, mib in enumerate(seen)])


def _by_load(day: Day) -> list[tuple[str, float]]:
    return sorted(day.loads().items(), key=lambda one: -one[1])


def page(told: Told) -> str:
    """Return the page."""
    day, size = told.day, told.size
    loads = _by_load(day)
    first = loads[0]
    second = loads[1]
    return f"""# Scale

Written by `python scripts/scale.py`: a simulation of a studio with {size.workers} machines and {len(day.asked):,} shots, driven by what was measured on one machine, and
[a soak](#the-soak-of-the-real-thing) of the real thing. Nobody has run a studio of this size with Rushes; this page says what to expect, and why.

**In short.** {len(day.asked):,} shots that are asked for over a working day of {told.hours:g} hours are done {_minutes(max(0.0, day.ends - told.hours * 3600))} after its end. Half of them take less than {_minutes(quantile(day.took, 0.5))} from ask to
seal, 1 in 20 more than {_minutes(quantile(day.took, 0.95))}. What fills up first: **{first[0]}** ({100 * first[1]:.0f} % in the busiest five minutes); it carries {1 / first[1]:.1f} times as many shots, and then
everybody waits for it. Next: {second[0]} ({100 * second[1]:.0f} %). The database carries {1 / dict(loads)["database"]:.0f} times as much at least.

![Load in the busiest five minutes](scale/bottleneck.svg)

| Part | Load in the busiest five minutes | Fills up at | What helps then |
|---|---|---|---|
{_bottlenecks(loads)}

## A day

![Machines at work](scale/machines.svg)

![From ask to seal](scale/waits.svg)

{_waits(told)}

{day.tasks:,} tasks were handed out. Half of them found a worker at once; 1 in 20 waited longer than {quantile(day.task_waits, 0.95):.1f} s, 1 in 100 longer than {quantile(day.task_waits, 0.99):.1f} s. The workers were
used for {100 * _used(day):.0f} % of the time until all was done. At most {_jobs(day)} takes were made at a time, whose processes need {_jobs(day) * size.job_mib / 1024:.0f} GiB on the supervisor's machine.

## A night: all of them at once

| `jobs_at_a_time` | All done after | Half of them after | Workers used, waiting for the storage included | Cores of the supervisor's machine used |
|---|---|---|---|---|
{_nights(told)}

With few takes at a time the machines stand idle: a take's simulation is one task, and only its pictures are many. `jobs_at_a_time` is best at about the number of
machines: more are no faster, and the supervisor's machine needs {size.job_mib / 1024:.2f} GiB for each.

## Database and storage

![Database](scale/database.svg)

![Storage](scale/storage.svg)

The storage's figure is the worst case: each task fetches all that its job made before, as if no machine had kept any of it, before it begins, and puts away what it
wrote before it ends. {_gib(day)} TiB move in the day. At its busiest that is {8 * day.peak(day.moved) / 1e9:.1f} Gb/s: a link of {8 * day.peak(day.moved) / 0.8 / 1e9:.1f} Gb/s is full then.

## With other assumptions

![With one thing changed](scale/sensitivity.svg)

| Changed | Half take less than | 1 in 20 more than | Fullest part |
|---|---|---|---|
{_varied(told)}

## What was assumed

| What | How much | Where it comes from |
|---|---|---|
| Shots | {_mix()} of 100 | assumed: a show that looks for its pictures asks for many drafts |
| Steps of each | {_steps(told.kinds)} | `benchmarks/results/`: `clip`, `draft`, `shot` and `clip_final` in full, on 2 cores |
| A shot against the measured one | sigma of the logarithm {SPREAD:g} | assumed: 1 in 20 takes twice as long as the mean |
| When they are asked for | {told.hours:g} hours, fewer at both ends and at lunch | assumed |
| A worker | one task at a time, as fast as the measured 2 cores | one machine of a farm is faster: see *workers twice as fast* |
| Frames in a chunk | {size.chunk_frames} | `chunk_frames` of `studio.yaml` |
| A task besides its frames | {size.chunk_s:g} s | assumed: a process, Blender and the scene; halved and doubled above |
| Supervisor, a take | {1000 * size.ask_s:.0f} ms of its one thread | measured in the soak: its CPU time by takes |
| Supervisor's machine, a task | {1000 * size.task_s:.0f} ms | assumed; `--measure` measures it |
| Its machine, a take's start | {size.start_s:.1f} s | measured in the soak: CPU time of a whole tiny job |
| Its machine, a take's end | {size.finish_s:.1f} s | `overhead` says {finish_seconds():g} s for starts, planning, checks and seal; less the start |
| Its machine | {size.cores} cores | assumed |
| A job's process | {size.job_mib:.0f} MiB | measured: all that it imports |
| Statements a take | {size.ask_statements:g} | measured in the soak by `pg_stat_statements`: the queue, transactions, the supervisor's looking and the counting itself; taken three times here, for what DBOS remembers of each step, which was beside the shows in that run |
| What PostgreSQL carries | {size.database:,.0f} statements a second | at least: in the soak one process alone put 44 takes a second into the queue, of 7 statements each, on 2 cores at load {told.inputs["load"]:g}; `--measure` asks with 4 processes |
| Sizes | {_sizes(told.kinds)} MB | measured: `done.json` of the demo and of the clip gallery, scaled by frames and pixels |
| The storage's link | 10 Gb/s, of which 80 % are used; first come, first served | assumed; that share is what uploads are promised to reach |
| A machine's own card | 1 Gb/s, of which 80 % are used | assumed |

Not in it: machines that fail (see [the studio](studio.md)), GPUs and brought models, shots that wait for one another, network delay. A task that waits takes no part of a machine.

## The soak of the real thing

Tiny jobs through the real queue, one supervisor and 8 processes at a time: each a process of its own as `rushes make` is, with DBOS, locks, three steps in the
store and an entry in its show's ledger (`scripts/soak.py`). Nothing is drawn. The thousand is `python scripts/soak.py --database postgresql --jobs 1000`; what stands
here was stopped by hand after 322 of them, by cancelling what still waited, since the machine had other work at the load that the last column tells: read the times as several times too long.

{_soak(told.soaked)}

![The supervisor's memory](scale/soak.svg)

{_flat(told.soaked)}
"""


def _bottlenecks(loads: Sequence[tuple[str, float]]) -> str:
    helps = {
        "workers": "more machines, or faster ones: shots only wait longer meanwhile",
        "cores of the supervisor's machine": "a bigger machine for the supervisor: checks and seals run there",
        "takes at a time": "`jobs_at_a_time`, and memory for them",
        "the supervisor's one thread": "fewer, longer takes; a second studio",
        "database": "a machine of its own for PostgreSQL",
        "storage's link": "the cache on each machine (`cache.limit_gb`), then a faster link",
    }
    return "\n".join(
        f"| {name} | {100 * load:.1f} % | {figure(1 / load)} times as much | {helps[name]} |" for name, load in loads
    )


def _waits(told: Told) -> str:
    rows = ["| | half | 95 of 100 | 99 of 100 |", "|---|---|---|---|"]
    for name, values in (("waits for its turn", told.day.waits), ("from ask to seal", told.day.took)):
        cells = " | ".join(_minutes(quantile(values, share)) for share in (0.5, 0.95, 0.99))
        rows.append(f"| {name} | {cells} |")
    return "\n".join(rows)


def _nights(told: Told) -> str:
    return "\n".join(
        f"| {jobs} | {_minutes(one.ends)} | {_minutes(quantile(one.took, 0.5))} | {100 * _used(one):.0f} % | {100 * _cores(one):.0f} % |"
        for jobs, one in told.night.items()
    )


def _varied(told: Told) -> str:
    rows = [("as assumed", told.day), *told.varied.items()]
    return "\n".join(
        f"| {name} | {_minutes(quantile(one.took, 0.5))} | {_minutes(quantile(one.took, 0.95))} | {_by_load(one)[0][0]}, {100 * _by_load(one)[0][1]:.0f} % |"
        for name, one in rows
    )


def _used(day: Day) -> float:
    return day.workers.busy_s / (day.ends * day.size.workers)


def _cores(day: Day) -> float:
    return day.cores.busy_s / (day.ends * day.size.cores)


def _jobs(day: Day) -> int:
    return day.jobs.most


def _gib(day: Day) -> str:
    return figure(sum(day.moved.values()) / 2**40)


def _minutes(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


_CALLED = {
    "clip": "clips, drafts",
    "draft": "destructions, drafts",
    "shot": "destructions, review",
    "clip_final": "clips, final",
}


def _mix() -> str:
    return ", ".join(f"{share:g} {_CALLED[name]}" for name, share in SHARES.items())


def _steps(kinds: Sequence[Kind]) -> str:
    return ", ".join(f"{_CALLED[kind.name]}: {kind.seconds:.0f} s" for kind in kinds)


def _sizes(kinds: Sequence[Kind]) -> str:
    return ", ".join(f"{_CALLED[kind.name]}: {kind.written / 1e6:.0f}" for kind in kinds)


def _soak(soaked: Mapping[str, Any]) -> str:
    rows = [
        "| Database | Jobs | Failed | Lost | Made twice | Jobs a minute | CPU a job | Supervisor's CPU a job | Statements a job | Database | Load |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, one in sorted(soaked.items()):
        statements = one["statements_a_job"] or "not counted"
        rows.append(
            f"| {name} | {one['jobs']:,} | {one['failures']} | {one['lost']} | {one['twice']} | {60 * one['jobs'] / one['seconds']:.0f} | "
            f"{one['jobs_cpu_s'] / one['jobs']:.2f} s | {1000 * one['supervisor_cpu_s'] / one['jobs']:.0f} ms | {statements} | "
            f"{one['database_bytes'] / 1e6:.1f} MB | {one['load']:g} |"
        )
    return "\n".join(rows)


def _flat(soaked: Mapping[str, Any]) -> str:
    said = []
    for name, one in sorted(soaked.items()):
        seen, files = one["supervisor_mib"], one["supervisor_files"]
        warm = seen[len(seen) // 4 :]
        said.append(
            f"{name}: from {warm[0]:.0f} to {warm[-1]:.0f} MiB between the first quarter and the end, at most {max(files)} files open"
        )
    return (
        f"The supervisor's memory and open files, {'; '.join(said)}. Every step's files were hashed again afterwards, every ledger verified: "
        f"{'all whole' if all(one['ledgers_whole'] and not one['lost'] for one in soaked.values()) else 'NOT all whole'}."
    )
