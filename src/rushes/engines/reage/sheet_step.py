"""The step ``sheet``: plate and re-age side by side, for the person who decides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window
from rushes.media.burn_in import INK, PAPER, QUIET, burn_in, fitting_font
from rushes.media.colour import as_bytes, for_display
from rushes.media.exr import read_picture
from rushes.media.movie import write_movie
from rushes.plan import StepContext
from rushes.show import FrameRange, timecode

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

PAIRS: Final = 8
"""So many frames are on the strip, evenly over those in which the performer is changed."""

WIPE_S: Final = 4.0
"""The wipe goes over the face and back in this time [s]."""

_GAP, _LABEL = 8, 28


CLOSE: Final = 0.3
"""Room round a face on the strip, as a share of that in which a re-age works: plate and re-age are to be seen at once."""


def sheet(ctx: StepContext) -> None:
    """Write ``strip.png`` (pairs of the face at 100 %) and ``split.mp4`` (left the plate, right the re-age, the limit between them moves).

    Params: ``frames``, ``rate``, ``title``. Needs ``plate``, ``track`` and ``comp``.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    tracks = Tracks.load(ctx.inputs["track"])
    plate, comp, title = ctx.inputs["plate"], ctx.inputs["comp"], str(ctx.params["title"])
    _write_strip(ctx.out, _pairs(plate, comp, tracks, frames), title)
    part = ctx.out / "split.mp4.part"
    write_movie(
        part,
        _split(plate, comp, tracks, frames, rate, title),
        np.zeros((0, 2), np.float32),
        rate=rate,
        tags={"title": f"{title}: plate and re-age"},
        timecode=timecode(frames.first, rate),
        drawn=lambda done: ctx.report(min(done, len(frames)), len(frames)),
    )
    part.replace(ctx.out / "split.mp4")


def wipe_at(index: int, rate: Fraction, left: int, right: int) -> int:
    """Return the column of the wipe in a frame [px]: it begins in the middle, and slows down where it turns."""
    turn = 2.0 * np.pi * index / (WIPE_S * float(rate))
    return round((left + right) / 2 + (right - left) / 2 * float(np.sin(turn)))


def strip(pairs: list[tuple[int, Bytes, Bytes]], title: str) -> Bytes:
    """Lay out pairs, plates in the upper row, shape [h, w, 3]. Pictures are as they come: 100 %.

    Args:
        pairs: Frame, plate and re-age, each pair of one size.
        title: Over it.
    """
    from PIL import Image, ImageDraw

    tall = max(before.shape[0] for _, before, _ in pairs)
    wide = _GAP + sum(before.shape[1] + _GAP for _, before, _ in pairs)
    image = Image.new("RGB", (wide, 2 * (_LABEL + tall) + _LABEL), PAPER)
    draw = ImageDraw.Draw(image)
    words = f"{title}   plate above, re-age below, 100 %"
    draw.text((_GAP, _LABEL / 2), words, fill=INK, font=fitting_font([words], wide - 2 * _GAP, 18), anchor="lm")
    x = _GAP
    for frame, before, after in pairs:
        label = fitting_font(["0000 re-age"], before.shape[1], 15)
        for row, (picture, name) in enumerate(((before, "plate"), (after, "re-age"))):
            y = _LABEL + row * (tall + _LABEL)
            image.paste(Image.fromarray(picture), (x, y))
            draw.text((x, y + tall + _LABEL / 2), f"{frame:04d} {name}", fill=QUIET, font=label, anchor="lm")
        x += before.shape[1] + _GAP
    return np.asarray(image)


def _pairs(plate: Path, comp: Path, tracks: Tracks, frames: FrameRange) -> list[tuple[int, Bytes, Bytes]]:
    """Return the strip's pairs; of a shot in which nobody is changed, whole frames."""
    changed = [frame for frame in frames if tracks.of_performer(frame) is not None] or list(frames)
    chosen = dict.fromkeys(changed[round(at)] for at in np.linspace(0, len(changed) - 1, min(PAIRS, len(changed))))
    pairs = []
    for frame in chosen:
        before, after = _lights(plate, comp, frame)
        window = _window(tracks, frame, before)
        pairs.append((frame, _shown(window.cut(before)), _shown(window.cut(after))))
    return pairs


def _window(tracks: Tracks, frame: int, picture: Floats) -> Window:
    height, width = picture.shape[:2]
    seen = tracks.of_performer(frame)
    return Window(0, 0, width, height) if seen is None else Window.of(seen[0], width, height, room=CLOSE)


def _write_strip(out: Path, pairs: list[tuple[int, Bytes, Bytes]], title: str) -> None:
    from PIL import Image

    part = out / "strip.png.part"
    Image.fromarray(strip(pairs, title)).save(part, format="PNG", optimize=False)
    part.replace(out / "strip.png")


def _split(plate: Path, comp: Path, tracks: Tracks, frames: FrameRange, rate: Fraction, title: str) -> Iterator[Bytes]:
    window: Window | None = None
    for index, frame in enumerate(frames):
        before, after = _lights(plate, comp, frame)
        if window is None or tracks.of_performer(frame) is not None:
            window = _window(tracks, frame, before)
        at = wipe_at(index, rate, window.left, window.right)
        picture = _shown(np.concatenate([before[:, :at], after[:, at:]], axis=1), movie=True)
        picture[:, max(0, at - 1) : at + 1] = 255
        yield burn_in(picture, f"{title}  plate | re-age", timecode(frame, rate), f"{frame:04d}")


def _lights(plate: Path, comp: Path, frame: int) -> tuple[Floats, Floats]:
    before, after = (read_picture(path) for path in (plate_file(plate, frame), comp / f"comp.{frame:04d}.exr"))
    return before[..., :3], after[..., :3]


def _shown(light: Floats, *, movie: bool = False) -> Bytes:
    return as_bytes(for_display(light, "Rec.1886 Rec.709 - Display" if movie else "sRGB - Display"))
