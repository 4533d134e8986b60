"""What it costs to have many frames made by a studio: scheduling a frame, two workers beside one, a thousand takes, a take-over.

Ours is what the floor takes for each frame task of a shot beyond the frame itself [ms], with the studio's memory in SQLite; the other side is the
same in PostgreSQL, which is promised to be 10. Toy shots of many and of few frames, each burning a set time of one core, go through the whole of it: the
queue, the supervisor, a durable job, chunks of eight frames in processes of their own, and how it ended. What the longer shot takes more, less what
its frames take, is the floor's; so that what a shot costs once is not in it, and is told by itself. What a step's own engine loads in each process is
not in it either: a toy loads nothing.

The notes hold the other promises of a studio: frames a second of two workers against one (at least 1.85 times), a thousand takes listed and looked
through for changes (at most 200 ms), a standby that takes over from a supervisor that was killed, and how much of a make goes into checks, seal and
ledger (under 3 % of a full shot's; of a small one nothing is promised).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from measuring import Figures, run
from measuring.floor import Floor
from measuring.postgres import SmallPostgres
from measuring.sealing import sealing_share

LIMIT_MS, LIMIT_POSTGRES_MS = 15.0, 10.0
LEAST_SPEED_UP, LONGEST_LIST_MS, LARGEST_SHARE = 1.85, 200.0, 3.0


def measure(asked: argparse.Namespace) -> Figures:
    """Measure a studio on SQLite and one on PostgreSQL, in turns."""
    with tempfile.TemporaryDirectory(prefix="rushes-floor-") as folder, SmallPostgres() as server:
        place = Path(folder)
        floors = {
            "SQLite": Floor(place / "sqlite", f"sqlite:///{place / 'studio.sqlite'}"),
            "PostgreSQL": Floor(place / "postgresql", server.url),
        }
        few, many, turns = (16, 208, 3) if asked.full else (8, 40, 1)
        cost = {name: floor.scheduling(few, many, turns=turns) for name, floor in floors.items()}
        notes = [
            f"{name}: {1000 * per_frame:.1f} ms a frame, and {once:.2f} s a shot, of which the queue takes {1000 * floors[name].queueing():.1f} ms."
            for name, (per_frame, once) in cost.items()
        ]
        one, two = floors["SQLite"].throughput(*((120, 0.25) if asked.full else (16, 0.1)))
        notes.append(
            f"Frames a second: {one:.2f} by one worker, {two:.2f} by two beside each other: {two / one:.3f} times "
            f"({_within(two / one >= LEAST_SPEED_UP)}: at least {LEAST_SPEED_UP})."
        )
        for name, floor in floors.items():
            read, looked, listed = (1000 * seconds for seconds in floor.indexing(1000 if asked.full else 300))
            notes.append(
                f"{name}: {1000 if asked.full else 300} takes read from their files in {read:.0f} ms; looked through for changes in {looked:.0f} ms and "
                f"listed in {listed:.0f} ms ({_within(looked + listed <= LONGEST_LIST_MS)}: at most {LONGEST_LIST_MS:.0f} together)."
            )
        for name, floor in floors.items():
            took = sorted(floor.takeover() for _ in range(5 if asked.full else 1))
            notes.append(
                f"{name}: a standby has taken over {took[len(took) // 2]:.2f} s after a kill -9 of the supervisor (the middle of {len(took)})."
            )
            notes.append(
                f"{name}: of 10,000 in the queue the next is claimed in {1000 * floor.claiming(10_000):.1f} ms."
            )
    share, what = sealing_share(full=asked.full)
    promised = (
        f" ({_within(share < LARGEST_SHARE)}: under {LARGEST_SHARE:.0f} % is promised of a shot)" if asked.full else ""
    )
    notes.append(f"Checks, seal and ledger take {share:.1f} % of {what}{promised}.")
    sqlite, postgres = 1000 * cost["SQLite"][0], 1000 * cost["PostgreSQL"][0]
    notes.append(f"PostgreSQL is promised {LIMIT_POSTGRES_MS:.0f} ms: {_within(postgres <= LIMIT_POSTGRES_MS)}.")
    return Figures(
        ours=sqlite,
        other=postgres,
        limit=LIMIT_MS,
        unit="ms",
        ours_is=f"beyond the frame itself, of each frame of a shot of {many}, remembered in SQLite",
        other_is="the same, remembered in PostgreSQL",
        limit_is="what was promised of SQLite",
        notes=tuple(notes),
    )


def _within(kept: bool) -> str:
    return "within" if kept else "MISSED"


if __name__ == "__main__":
    run("scheduling", __doc__ or "", measure)
