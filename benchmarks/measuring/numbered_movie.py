"""Review movies whose pictures carry their own number as black and white blocks, and the table that names their frames."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.media.burn_in import burn_in
from rushes.media.movie import AUDIO_RATE, frame_identities, write_movie
from rushes.show import FrameRange, timecode

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

BITS: Final = 11
SLATE: Final = 1000
BLACK: Final = 16
WHITE: Final = 235

READ_NUMBER: Final = f"""(draw, width, height) => {{
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const to = canvas.getContext("2d", {{ willReadFrequently: true }});
  draw(to);
  const side = width / 40;
  let number = 0;
  for (let bit = 0; bit < {BITS}; bit += 1) {{
    const light = to.getImageData(Math.floor((bit + 0.5) * side), Math.floor(side / 2), 1, 1).data[1];
    if (light > 128) number |= 1 << bit;
  }}
  return number;
}}"""
"""Reads a number out of a picture that `draw` puts onto a canvas of that size."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A movie and its table.

    Attributes:
        movie, table: The two files.
        frames: Without the slate.
        rate: Frames per second.
    """

    movie: Path
    table: Path
    frames: FrameRange
    rate: Fraction


def numbered_picture(frame: int, width: int, height: int, tint: int = 0) -> Bytes:
    """Return a picture that moves, shape [height, width, 3], with its number as blocks of 1/40 of its width at the top left."""
    across = np.linspace(0, 6.28, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 6.28, height, dtype=np.float32)[:, None]
    turn = frame * 0.11
    waves = np.sin(across * 3 + turn) * np.cos(down * 2 - turn) + 0.4 * np.sin(across * 11 - turn * 2 + down * 7)
    picture = np.stack([110 + 55 * waves + tint, 105 + 45 * waves, 100 - 40 * waves - tint], axis=-1)
    side = width // 40
    for bit in range(BITS):
        picture[:side, bit * side : (bit + 1) * side] = WHITE if frame >> bit & 1 else BLACK
    return np.clip(picture, 0, 255).astype(np.uint8)


def write_numbered(
    folder: Path,
    name: str,
    frames: FrameRange,
    rate: Fraction,
    size: tuple[int, int] = (960, 540),
    *,
    tint: int = 0,
    sound: Floats | None = None,
) -> Numbered:
    """Write a numbered movie as a review clip is written: slate, burn-in, closed groups of at most 12; and its table.

    Args:
        folder: Where to.
        name: Of both files; the table's ends in ``_frames.json``.
        frames: Without the slate.
        rate: Frames per second.
        size: Width and height [px].
        tint: What red gets and blue loses, to tell versions apart [display values].
        sound: From the slate on, shape [samples, 2]; None for silence.
    """
    width, height = size

    def pictures() -> Iterator[Bytes]:
        for frame in [SLATE, *frames]:
            yield burn_in(
                numbered_picture(frame, width, height, tint), f"020_0150  {name}", timecode(frame, rate), f"{frame:04d}"
            )

    silence = np.zeros((round((len(frames) + 1) / rate * AUDIO_RATE), 2), np.float32)
    movie = folder / f"{name}.mp4"
    write_movie(movie, pictures(), silence if sound is None else sound, rate=rate, tags={"title": name})
    rows = [
        [frame, one.pts.numerator, one.pts.denominator, one.sha256]
        for frame, one in zip([SLATE, *frames], frame_identities(movie), strict=True)
    ]
    table = folder / f"{name}_frames.json"
    record = {"schema": "rushes/frames/1", "rate": f"{rate.numerator}/{rate.denominator}", "frames": rows}
    table.write_text(json.dumps(record), encoding="utf-8")
    return Numbered(movie, table, frames, rate)
