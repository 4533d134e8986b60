"""The review room's speed: seeks in a review clip just opened, the first page of 2,000 takes, and fifty people's streams.

Ours is `shot-player.seek` on a review clip of 96 frames and its slate, 960x540 as Rushes writes it, until a pixel of the
canvas was read back, from the moment that a player just opened shows its first picture, without a rest: the first seeks
find nothing decoded, the later ones find all of it, since the player decodes a clip whole. The other side is `<video>`, over
the same frames in the same page afterwards, with its file read already. Both read the number that the picture carries. A
wrong frame, a dropped event, or a first page above what is promised fails the benchmark. The quick form opens the player
3 times for 40 seeks, the full one 24 times for 50, at 24, 25 and 24000/1001 by turns.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from fractions import Fraction
from pathlib import Path

import review_home
from measuring import Figures, run
from measuring.numbered_movie import SLATE, write_numbered
from measuring.seeking import Seek, at, seeks
from measuring.streams import dropped
from rushes.errors import CheckFailedError
from rushes.show import FrameRange

LIMIT_MS = 40.0
SIZE = (960, 540)
LENGTH = 96
RATES = (Fraction(24), Fraction(25), Fraction(24000, 1001))
PEOPLE, EVENTS = 50, 300
FIRST = 5
"""So many seeks of each opening are reported apart: those that find nothing decoded."""


def measure(asked: argparse.Namespace) -> Figures:
    """Seek, ask for the first page, and listen."""
    openings, count = (8, 50) if asked.full else (1, 40)
    with tempfile.TemporaryDirectory(prefix="rushes-review-") as folder:
        found = [one for rate in RATES for one in _seeks(Path(folder), rate, openings, count)]
        lost, seconds = dropped(Path(folder), PEOPLE, EVENTS)
    if lost:
        raise CheckFailedError(f"{lost} of {PEOPLE * EVENTS} events were not heard.")
    home = review_home.measure(asked)
    if not home.passed:
        raise CheckFailedError(f"The first page took {home.ours:.0f} ms; at most {home.limit:.0f} ms are promised.")
    ours = [one.ms for opening in found for one in opening]
    first = [one.ms for opening in found for one in opening[:FIRST]]
    warm = [one.ms for opening in found for one in opening[count // 2 :]]
    theirs = [one.their_ms for opening in found for one in opening]
    missed = sum(one.theirs != one.frame for opening in found for one in opening)
    return Figures(
        ours=at(ours, 0.95),
        other=at(theirs, 0.95),
        limit=LIMIT_MS,
        unit="ms",
        ours_is=f"the player, 95 of 100 random seeks of {len(ours)} in a review clip of {LENGTH} frames, {SIZE[0]}x{SIZE[1]}, just opened",
        other_is="`<video>`, currentTime to the middle of the frame, seeked and its callback or 80 ms",
        limit_is="what was promised",
        notes=(
            f"0 of {len(ours)} seeks of ours showed or named another frame; {missed} of `<video>`'s showed one.",
            f"Half took at most {at(ours, 0.5):.1f} ms, the slowest {max(ours):.1f} ms; `<video>`'s {at(theirs, 0.5):.1f} and {max(theirs):.1f} ms.",
            f"The first {FIRST} of each opening, with hardly anything decoded: half at most {at(first, 0.5):.1f} ms, 95 of 100 at most {at(first, 0.95):.1f} ms.",
            f"The later half of each opening, with all of it decoded: half at most {at(warm, 0.5):.1f} ms, 95 of 100 at most {at(warm, 0.95):.1f} ms, which is drawing in software.",
            f"The first page of 2,000 takes: {home.ours:.0f} ms, 95th percentile; at most {home.limit:.0f} ms are promised.",
            f"{PEOPLE} people's streams on one process: 0 of {PEOPLE * EVENTS:,} events dropped, all heard after {seconds:.1f} s.",
        ),
    )


def _seeks(folder: Path, rate: Fraction, openings: int, count: int) -> list[list[Seek]]:
    clip = write_numbered(folder, "clip", FrameRange(1001, 1000 + LENGTH), rate, SIZE)
    draw = random.Random(float(rate))  # noqa: S311 - a draw of frames, no secret
    frames = [[draw.randrange(SLATE, clip.frames.last + 1) for _ in range(count)] for _ in range(openings)]
    return seeks(clip, frames, SIZE, against=True)


if __name__ == "__main__":
    run("review", __doc__ or "", measure)
