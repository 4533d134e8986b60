"""The review clip: slate, pictures with burn-in, sound; its contact sheet; and the table that names its frames."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, repeat
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError, StepFailedError
from rushes.media.burn_in import Slate, burn_in, draw_slate
from rushes.media.colour import as_bytes, for_display
from rushes.media.contact_sheet import cell_size, contact_sheet, sheet_frames
from rushes.media.exr import read_picture
from rushes.media.movie import AUDIO_RATE, frame_identities, write_movie
from rushes.show import FrameRange, timecode

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

SLATE_FRAMES: Final = 1
"""The slate is one frame, numbered just before the first: it is never taken for a part of the cut."""

FADE_S: Final = 0.010
"""A sound that is cut at the picture's end fades over this time [s], so that it doesn't click."""

HASHED: Final = "SHA-256 of the decoded frame's Y, U and V samples (8 bit, 4:2:0, left to right, top to bottom)"

_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Clip:
    """What a review clip is of.

    Attributes:
        show, shot, version: Its name.
        frames: The picture's frames.
        rate: Frames per second.
        slate: What the slate says.
        hold: For how many frames of the movie each picture stands: 1 for a shot; more for single pictures that are looked at one by one.
        labels: What is written on a frame instead of its timecode, by its number.
    """

    show: str
    shot: str
    version: str
    frames: FrameRange
    rate: Fraction
    slate: Slate
    hold: int = 1
    labels: Mapping[int, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """``SHOW_020_0150_v001``."""
        return f"{self.show}_{self.shot}_{self.version}"


def write_clip(
    out: Path, clip: Clip, picture_of: Callable[[int], Path], sound: Path | None, report: Callable[[int, int], None]
) -> None:
    """Write ``review.mp4``, ``contact_sheet.png`` and ``frames.json``.

    Args:
        out: Where to.
        clip: What it is of.
        picture_of: Gives a frame's EXR (ACEScg).
        sound: A WAV that starts with the first frame; None for silence.
        report: Called with (done, total).

    Raises:
        BadInputError: A picture or the sound can't be read.
    """
    wanted = set(sheet_frames(clip.frames))
    cells: list[tuple[int, Bytes]] = []

    def marked() -> Iterator[Bytes]:
        for frame, picture, cell in _displayed(clip.frames, picture_of, wanted):
            if cell is not None:
                cells.append((frame, cell))
            middle = clip.labels.get(frame) or timecode(frame, clip.rate)
            shown = burn_in(picture, f"{clip.shot}  {clip.version}", middle, f"{clip.show}  {frame:04d}")
            yield from repeat(shown, clip.hold)

    pictures = marked()
    first = next(pictures)
    slate = draw_slate(clip.slate, first.shape[1], first.shape[0])
    part = out / "review.mp4.part"
    write_movie(
        part,
        chain([slate, first], pictures),
        clip_sound(sound, len(clip.frames) * clip.hold, clip.rate),
        rate=clip.rate,
        tags={"title": clip.stem, "comment": clip.slate.statement},
        timecode=timecode(clip.frames.first - SLATE_FRAMES, clip.rate),
        drawn=lambda done: report(min(done // clip.hold, len(clip.frames)), len(clip.frames)),
    )
    _write_frames(out, clip, part)
    part.replace(out / "review.mp4")
    _write_sheet(out, clip, cells)


def rate_words(rate: Fraction) -> str:
    """Return ``24 fps`` or ``23.976 fps``, as people say it."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".") + " fps"


def clip_sound(path: Path | None, length: int, rate: Fraction) -> Floats:
    """Return the clip's sound: silence under the slate, then as much as there is picture.

    Args:
        path: A WAV of 48 kHz, mono or stereo; None for silence.
        length: How many frames there are after the slate.
        rate: Frames per second.

    Returns:
        Shape [samples, 2], -1 to 1.

    Raises:
        BadInputError: The file can't be read, or is not 48 kHz.
    """
    import soundfile

    start = round(SLATE_FRAMES / rate * AUDIO_RATE)
    total = round((SLATE_FRAMES + length) / rate * AUDIO_RATE)
    whole = np.zeros((total, 2), np.float32)
    if path is None:
        return whole
    try:
        samples, sample_rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError, TypeError) as error:
        raise BadInputError(f"The sound {path} can't be read ({error}). Make the take's sound again.") from error
    if sample_rate != AUDIO_RATE:
        raise BadInputError(f"The sound {path} has {sample_rate} samples a second. Give it at {AUDIO_RATE}.")
    stereo = samples[:, :2] if samples.shape[1] > 1 else np.repeat(samples, 2, axis=1)
    stereo = stereo[: total - start].copy()
    if len(samples) > total - start:
        fade = min(round(FADE_S * AUDIO_RATE), len(stereo))
        stereo[len(stereo) - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)[:, None]
    whole[start : start + len(stereo)] = stereo
    return whole


def _displayed(
    frames: FrameRange, picture_of: Callable[[int], Path], wanted: set[int]
) -> Iterator[tuple[int, Bytes, Bytes | None]]:
    """Read and convert frames for the movie, and wanted ones for the sheet, two at a time and a few ahead."""

    def show(frame: int) -> tuple[Bytes, Bytes | None]:
        light = read_picture(picture_of(frame))[..., :3]
        cell = as_bytes(for_display(_shrunk(light))) if frame in wanted else None
        return as_bytes(for_display(light, "Rec.1886 Rec.709 - Display")), cell

    size: tuple[int, ...] | None = None
    numbers = list(frames)
    with ThreadPoolExecutor(2) as pool:
        for start in range(0, len(numbers), _AHEAD):
            chunk = numbers[start : start + _AHEAD]
            for frame, (picture, cell) in zip(chunk, pool.map(show, chunk), strict=True):
                if size is not None and picture.shape != size:
                    raise StepFailedError(
                        f"Frame {frame} is {picture.shape[1]}x{picture.shape[0]}, but the clip began at "
                        f"{size[1]}x{size[0]}. Make the take again from its brief."
                    )
                size = picture.shape
                yield frame, picture, cell


def _shrunk(light: Floats) -> Floats:
    import cv2

    size = cell_size(light.shape[1], light.shape[0])
    return np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _write_sheet(out: Path, clip: Clip, cells: list[tuple[int, Bytes]]) -> None:
    from PIL import Image

    step = cells[1][0] - cells[0][0] if len(cells) > 1 else 1
    every = "every frame" if step == 1 else f"1 frame in {step}"
    subtitle = f"{clip.slate.statement}   {clip.frames}   {every}   {rate_words(clip.rate)}"
    sheet = contact_sheet(cells, f"{clip.show}  {clip.shot}  {clip.version}", subtitle, clip.labels)
    part = out / "contact_sheet.png.part"
    Image.fromarray(sheet).save(part, format="PNG", optimize=False)
    part.replace(out / "contact_sheet.png")


def _numbered(clip: Clip, index: int) -> int:
    """Return the picture's frame that a frame of the movie shows; the slate's is the one before the first."""
    return clip.frames.first + (index - SLATE_FRAMES) // clip.hold


def _write_frames(out: Path, clip: Clip, movie: Path) -> None:
    found = frame_identities(movie)
    expected = len(clip.frames) * clip.hold + SLATE_FRAMES
    if len(found) != expected:
        raise StepFailedError(
            f"The review clip of {clip.stem} holds {len(found)} frames instead of {expected}. Make the take again."
        )
    rows = [
        [_numbered(clip, index), one.pts.numerator, one.pts.denominator, one.sha256] for index, one in enumerate(found)
    ]
    record = {
        "schema": "rushes/frames/1",
        "show": clip.show,
        "shot": clip.shot,
        "version": clip.version,
        "rate": f"{clip.rate.numerator}/{clip.rate.denominator}",
        "slate_frames": SLATE_FRAMES,
        "hash": HASHED,
        "columns": ["frame", "pts_numerator", "pts_denominator", "sha256"],
        "frames": rows,
    }
    part = out / "frames.json.part"
    part.write_text(json.dumps(record, indent=1), encoding="utf-8")
    part.replace(out / "frames.json")
