"""How soon the review room's first page answers, for a show of 2,000 takes: what people wait for when they sit down.

Ours is the 95th percentile of requests of the whole page, from the door to its last byte, in a process that showed it
before, with one take's record rewritten between two of them, as happens while others work. The other side reads every
take's record each time, as a room without an index would; both take turns over one show on disk.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from fractions import Fraction
from pathlib import Path

from starlette.testclient import TestClient

from measuring import Figures, run
from rushes.engines import Take
from rushes.review.web.app import create
from rushes.review.web.local import LocalAccess
from rushes.review.web.visitor import Visitor
from rushes.show import Show

LIMIT_MS = 300.0
"""What is promised of the page [ms], 95th percentile."""

SHOTS, VERSIONS = 1_000, 2

FRAMES, ELEMENTS = 96, 7
"""Of each take: its record then lists 672 files, 90 KB, as that of a destruction in review quality does."""


def measure(asked: argparse.Namespace) -> Figures:
    """Write a show, and ask for its first page again and again."""
    with tempfile.TemporaryDirectory(prefix="rushes-home-") as folder:
        show = Show.init(Path(folder) / "BENCH", rate=Fraction(24))
        records = [_put(show, f"{100 + shot // 100:03d}_{shot % 100 * 10:04d}", version) for shot in range(SHOTS) for version in range(1, VERSIONS + 1)]  # fmt: skip
        access = LocalAccess(show, Visitor("ida", "Ida", roles=("supervisor",)))
        with TestClient(create(show, access), base_url="http://127.0.0.1", follow_redirects=False) as room:
            room.get("/sign-in", params={"token": access.token})
            first = _page_ms(room)
            pages, plain = [], []
            for turn in range(60 if asked.full else 30):
                _touch(records[turn * 31 % len(records)])
                pages.append(_page_ms(room))
                if turn < 3:
                    plain.append(_read_all_ms(records))
        with TestClient(create(show, access), base_url="http://127.0.0.1", follow_redirects=False) as again:
            again.get("/sign-in", params={"token": access.token})
            anew = _page_ms(again)
    return Figures(
        ours=statistics.quantiles(pages, n=20)[-1],
        other=statistics.median(plain),
        limit=LIMIT_MS,
        unit="ms",
        ours_is=f"the first page of {SHOTS * VERSIONS:,} takes, 95th percentile of {len(pages)} requests",
        other_is="reading every take's record",
        limit_is="what was promised",
        notes=(
            f"The very first page, which reads every record: {first:.0f} ms.",
            f"The first page of a new process, from the index that the one before left: {anew:.0f} ms.",
            f"The middle of the requests: {statistics.median(pages):.0f} ms.",
        ),
    )


def _put(show: Show, shot: str, version: int) -> Path:
    folder = show.version_folder(shot, version)
    folder.mkdir(parents=True)
    name = f"BENCH_{shot}_v{version:03d}"
    files = [
        {"path": f"elements/e{element}/{name}.{1001 + frame}.exr", "role": "element", "sha256": f"{frame:064x}"}
        for element in range(ELEMENTS)
        for frame in range(FRAMES)
    ]
    files.append({"path": f"review/{name}.mp4", "role": "review", "sha256": "0" * 64})
    record = {
        "schema": "rushes/take/1", "show": "BENCH", "shot": shot, "version": f"v{version:03d}", "kind": "destruction",
        "engine": "destruction 1", "rate": "24/1", "first_frame": 1001, "last_frame": 1096, "handles": 8, "seed": 1,
        "created": "2026-11-01T10:00:00+00:00", "digital_source_type": "", "recipe": {"sha256": "0" * 64}, "clearance": {"people": []},
        "files": files, "findings": [], "understood": [], "assumed": [], "not_understood": [], "decision": {},
    }  # fmt: skip
    path = folder / "take.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def _touch(record: Path) -> None:
    os.utime(record)


def _page_ms(room: TestClient) -> float:
    started = time.perf_counter()
    answer = room.get("/", headers={"accept": "text/html"})
    seconds = time.perf_counter() - started
    if answer.status_code != 200 or "All 1000 shots here" not in answer.text:
        raise AssertionError(answer.text[:200])
    return 1000 * seconds


def _read_all_ms(records: list[Path]) -> float:
    started = time.perf_counter()
    for path in records:
        Take.load(path)
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    run("review_home", __doc__ or "", measure)
