"""What a process apart costs: a clip's frames read there, against the same frames read here.

The clip is 1080p; both sides read it to its end, in turns, and the quicker reading of each counts. That a limit is twice the time is a wish: what
a stranger sent is read once.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np

from measuring import Figures, run
from rushes.media.apart import apart, each_apart
from rushes.media.exr import write_picture
from rushes.media.movie import read_frames, write_movie
from rushes.media.picture import read_picture

WIDE, HIGH = 1920, 1080
SLOWER = 2.0
"""What reading apart may cost, as often as reading here."""


def measure(asked: argparse.Namespace) -> Figures:
    """Read a clip and a picture here and apart."""
    frames, turns = (96, 5) if asked.full else (24, 3)
    with tempfile.TemporaryDirectory() as folder:
        movie, still = Path(folder) / "clip.mp4", Path(folder) / "still.exr"
        ramp = np.linspace(0, 200, WIDE * HIGH * 3).reshape(HIGH, WIDE, 3).astype(np.uint8)
        pictures = (np.roll(ramp, 8 * at, 1) for at in range(frames))
        write_movie(movie, pictures, np.zeros((0, 2), np.float32), rate=Fraction(24), tags={})
        write_picture(still, ramp / np.float32(255), frame=1, rate=Fraction(24))
        first = _seconds(lambda: [apart(read_picture, still)])
        here, there = _both(turns, lambda: read_frames(movie), lambda: each_apart(read_frames, movie))
        picture_here, picture_there = _both(turns, lambda: [read_picture(still)], lambda: [apart(read_picture, still)])
    return Figures(
        ours=there,
        other=here,
        limit=SLOWER * here,
        unit="s",
        ours_is=f"{frames} frames of 1080p read in a process apart",
        other_is="the same frames read in this process",
        limit_is="twice reading them here",
        notes=(
            f"An EXR of that size: {picture_there:.3f} s apart, {picture_here:.3f} s here.",
            f"The first call, which starts the process: {first:.2f} s.",
        ),
    )


def _both(
    turns: int, here: Callable[[], Iterable[object]], there: Callable[[], Iterable[object]]
) -> tuple[float, float]:
    """Return the quickest of several readings of each, in turns [s]."""
    times = [(_seconds(here), _seconds(there)) for _ in range(turns)]
    return min(one for one, _ in times), min(other for _, other in times)


def _seconds(read: Callable[[], Iterable[object]]) -> float:
    began = time.perf_counter()
    for _value in read():
        pass
    return time.perf_counter() - began


if __name__ == "__main__":
    run("apart", __doc__ or "", measure)
