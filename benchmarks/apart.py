"""What a process apart costs: a clip's frames read there, against the same frames read here. ``python benchmarks/apart.py``."""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np

from rushes.media.apart import apart, each_apart
from rushes.media.exr import write_picture
from rushes.media.movie import read_frames, write_movie
from rushes.media.picture import read_picture

FRAMES = 48
WIDE, HIGH = 1920, 1080


def taken(read: Callable[[], Iterable[object]]) -> float:
    """Return the seconds of the quicker of three readings."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        for _value in read():
            pass
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Measure, print, and write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        movie, still = Path(folder) / "clip.mp4", Path(folder) / "still.exr"
        ramp = np.linspace(0, 200, WIDE * HIGH * 3).reshape(HIGH, WIDE, 3).astype(np.uint8)
        write_movie(
            movie,
            (np.roll(ramp, 8 * at, 1) for at in range(FRAMES)),
            np.zeros((0, 2), np.float32),
            rate=Fraction(24),
            tags={},
        )
        write_picture(still, ramp / np.float32(255), frame=1, rate=Fraction(24))
        began = time.perf_counter()
        apart(read_picture, still)
        started = time.perf_counter() - began
        rows = {
            "clip": (taken(lambda: read_frames(movie)), taken(lambda: each_apart(read_frames, movie))),
            "picture": (taken(lambda: [read_picture(still)]), taken(lambda: [apart(read_picture, still)])),
        }
    print(f"{platform.platform()}, {platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print(f"first call, with the process's own start: {started:.2f} s")
    for name, (here, there) in rows.items():
        print(f"{name}: here {here:.3f} s, apart {there:.3f} s, ratio {there / here:.2f}")
    if asked.results:
        found = {
            name: {"here_s": here, "apart_s": there, "ratio": there / here} for name, (here, there) in rows.items()
        }
        (asked.results / "apart.json").write_text(
            json.dumps({"first_call_s": started, "frames": FRAMES, **found}, indent=1)
        )


if __name__ == "__main__":
    main()
