"""How fast a finished step goes into a bucket, beside plain PUTs of the same bytes to the same server; how it comes back, and tidying.

Ours hashes what it reads, looks whether it is there, signs each request, and writes the record last; the other side sends whole files over as many
connections and does nothing else, to the same `rclone serve s3` on this machine, in turns with ours. The notes give fetching (hashed and
renamed into place) beside plain GETs, and tidying a store of many steps.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import Figures, run
from measuring.bucket_server import BUCKET, get_all, put_all, served
from rushes.studio import StepFolder
from rushes.studio.config import StorageSection
from rushes.studio.storage import Objects, Storage, open_place
from rushes.studio.storage.pushing import AT_A_TIME
from rushes.studio.tidy import look, remove

LIMIT_SHARE = 0.8
"""Of the loopback's raw speed."""

FRAME_BYTES = 12 << 20
"""A 2K half-float EXR of seven channels."""

FRAMES, FULL_FRAMES = 12, 100
TURNS, FULL_TURNS = 3, 5
STEPS, FULL_STEPS = 500, 10_000


def measure(asked: argparse.Namespace) -> Figures:
    """Push, put, fetch, get, tidy."""
    os.environ.update(AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench")  # noqa: S106 - the server asks for none
    frames, turns = (FULL_FRAMES, FULL_TURNS) if asked.full else (FRAMES, TURNS)
    with tempfile.TemporaryDirectory(prefix="rushes-storage-") as folder:
        root = Path(folder)
        (root / "served").mkdir()
        with served(root / "served") as port:
            step = _step(root / "here", frames)
            times = [_turn(port, step, root / f"there{turn}", turn) for turn in range(turns + 1)][
                1:
            ]  # the first is for the caches
        tidied = _tidied(root / "tidy", FULL_STEPS if asked.full else STEPS)
    pushed, put, fetched, got = (statistics.median(column) for column in zip(*times, strict=True))
    size = frames * FRAME_BYTES / 1e6
    return Figures(
        ours=pushed,
        other=put,
        limit=put / LIMIT_SHARE,
        unit="s",
        ours_is=f"a step of {size:,.0f} MB stored, {frames} files: hashed, looked for, signed, its record last; median of {turns}",
        other_is=f"plain PUTs of the same files over {AT_A_TIME} connections, in turns with ours",
        limit_is=f"{LIMIT_SHARE:.0%} of the other side's speed",
        notes=(
            f"Storing: {size / pushed:,.0f} MB/s; plain PUTs {size / put:,.0f} MB/s: {put / pushed:.0%}.",
            f"Fetching with verification: {size / fetched:,.0f} MB/s; plain GETs, thrown away, {size / got:,.0f} MB/s.",
            tidied,
        ),
    )


def _step(work: Path, frames: int) -> StepFolder:
    step = StepFolder(work, "render", hashlib.sha256(b"render").hexdigest())
    out = step.open()
    for frame in range(frames):
        (out / f"comp.{1001 + frame}.exr").write_bytes(os.urandom(FRAME_BYTES))
    step.finish(seconds=1.0)
    return step


def _turn(port: int, step: StepFolder, there: Path, turn: int) -> tuple[float, float, float, float]:
    """Return the times [s] of one push, put, fetch and get; who goes first changes with the turn."""
    section = StorageSection(url=f"s3://{BUCKET}/turn{turn}", endpoint=f"http://127.0.0.1:{port}")
    storage = Storage(Objects(open_place(section), words="The storage", bulk=open_place(section, bulk=True)), "BENCH")
    bodies = [(f"plain{turn}/{path.name}", path) for path in sorted(step.path.glob("*.exr"))]
    names = [name for name, _ in bodies]
    fetched = StepFolder(there, step.step, step.key)
    upwards = [lambda: storage.push_step(step), lambda: put_all(port, bodies, AT_A_TIME)]
    downwards = [lambda: storage.fetch_step(fetched), lambda: get_all(port, names, AT_A_TIME)]
    return (*_both(upwards, turn), *_both(downwards, turn))


def _both(sides: list[Callable[[], object]], turn: int) -> tuple[float, float]:
    seconds = {}
    for side in (0, 1) if turn % 2 else (1, 0):
        started = time.perf_counter()
        sides[side]()
        seconds[side] = time.perf_counter() - started
    return seconds[0], seconds[1]


def _tidied(folder: Path, steps: int) -> str:
    """Fill a store, tidy half of it away, and say how long that took."""
    work = folder / "work"
    for number in range(steps):
        step = StepFolder(work, f"step{number % 10}", hashlib.sha256(str(number).encode()).hexdigest())
        for frame in range(4):
            path = step.path / f"comp.{frame}.exr"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * 1000)
        (step.path / "done.json").write_text("{}", encoding="utf-8")
    started = time.perf_counter()
    seen = look([(folder, work)], steps * 4002 // 2)
    looked = time.perf_counter()
    gone = remove(folder, work, seen.remove)
    ended = time.perf_counter()
    return (
        f"Tidying a store of {steps:,} steps ({steps * 5:,} files): looked through in {looked - started:.2f} s, "
        f"{len(gone):,} steps removed in {ended - looked:.2f} s."
    )


if __name__ == "__main__":
    run("storage", __doc__ or "", measure)
