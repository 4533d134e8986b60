"""How soon a random frame of a long movie is seen, by our player and by `<video>`, in Debian's Chromium.

The movie is 960x540 as Rushes writes it, and so long that most of it isn't decoded yet when it is asked for: a review
clip's hundred frames are all decoded within a second (that is the benchmark `review`). Ours is `shot-player.seek`, until a
pixel of the canvas was read back; the other side sets `currentTime` to the middle of the frame and waits for `seeked` and
the frame's callback. Both seek the same frames in one page, without a rest, ours first, and both read the number that the
picture itself carries: a wrong one fails the benchmark. The quick form seeks 60 frames at 24000/1001; the full one 400 at
each of 24, 25 and 24000/1001.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from fractions import Fraction
from pathlib import Path

from measuring import Figures, run
from measuring.numbered_movie import SLATE, write_numbered
from measuring.seeking import Seek, at, seeks
from rushes.show import FrameRange

LIMIT_MS = 60.0
SIZE = (960, 540)


def measure(asked: argparse.Namespace) -> Figures:
    """Seek at random."""
    rates = [Fraction(24), Fraction(25), Fraction(24000, 1001)] if asked.full else [Fraction(24000, 1001)]
    count, length = (400, 1200) if asked.full else (60, 600)
    draw = random.Random(0)  # noqa: S311 - a draw of frames, no secret
    found: list[Seek] = []
    with tempfile.TemporaryDirectory() as folder:
        for rate in rates:
            clip = write_numbered(Path(folder), "clip", FrameRange(1001, 1000 + length), rate, SIZE)
            frames = [draw.randrange(SLATE, clip.frames.last + 1) for _ in range(count)]
            found += seeks(clip, [frames], SIZE, against=True)[0]
    missed = sum(one.theirs != one.frame for one in found)
    ours, theirs = [one.ms for one in found], [one.their_ms for one in found]
    return Figures(
        ours=at(ours, 0.95),
        other=at(theirs, 0.95),
        limit=LIMIT_MS,
        unit="ms",
        ours_is=f"the player, 95 of 100 random seeks of {len(found)}, {SIZE[0]}x{SIZE[1]}, mostly not decoded yet",
        other_is="`<video>`, currentTime to the middle of the frame, seeked and its callback or 80 ms",
        limit_is="two and a half frames' time at 24, of a movie that is not decoded; what is promised is promised of a review clip",
        notes=(
            f"0 of {len(found)} seeks of ours showed or named another frame; {missed} of `<video>`'s showed one.",
            f"Half took at most {at(ours, 0.5):.1f} ms, the slowest {max(ours):.1f} ms; `<video>`'s {at(theirs, 0.5):.1f} and {max(theirs):.1f} ms.",
            f"Until it was decoded, 95 of 100 took at most {at([one.decoded for one in found], 0.95):.1f} ms; drawing it in software took the rest.",
        ),
    )


if __name__ == "__main__":
    run("seek", __doc__ or "", measure)
