"""A plate: a still, an EXR sequence or a movie, found, named by its content, and brought to light and size.

Encoded pictures (JPEG, PNG, TIFF, movies) are finished for a display. They are taken back through the show's own
output transform, so that the plate looks in the review clip as it did when it came. Its last five per cent, where
that way back is a cliff, bend into a highlight of about four: declared in ``plate.json``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from rushes.canonical import sha256_of, sha256_of_file
from rushes.errors import BadInputError
from rushes.media.apart import apart, each_apart
from rushes.media.apart.carried import carried
from rushes.media.colour import SRGB_TEXTURE, Space, from_display, to_acescg
from rushes.media.dpx import SUFFIX as DPX_SUFFIX
from rushes.media.picture import EXR_SUFFIX, Picture, check_size, read_picture, size_of
from rushes.show import FrameRange

Floats = NDArray[np.float32]
Kind = Literal["still", "sequence", "movie"]

MOVIE_SUFFIXES: Final = frozenset({".mov", ".mp4", ".m4v", ".mkv", ".webm", ".avi", ".mxf", ".mpg", ".mts"})

KNEE, CEILING = 0.80, 0.955
"""Display values above the knee bend so that white arrives at the ceiling, which is a light of about 4."""

GREY_CARD, GREY_CODE = 0.18, 118 / 255
"""A grey card's light, and the value at which a camera's own picture shows it (sRGB of 0.18)."""

RATE_AGREEMENT: Final = 0.001
"""A movie whose rate differs by less than this share from the show's (24 and 23.976 do not) runs at it."""

_NOTE_LENGTH: Final = 300
"""Characters of a note that an error shows: a sentence or two."""

_PATTERN = re.compile(r"(?P<stem>.*?)(?P<hole>#+|%0(?P<width>\d)d)(?P<rest>[^#%]*)")
_NUMBERED = re.compile(r"(?P<stem>.*[._])(?P<number>\d{3,8})(?P<rest>\.[A-Za-z]+)")


@carried
@dataclass(frozen=True, slots=True)
class Plate:
    """Where a plate lies.

    Attributes:
        kind: What it is.
        paths: The files, in order; one for a still and for a movie.
        first: The number of a sequence's first frame; 0 otherwise.
    """

    kind: Kind
    paths: tuple[Path, ...]
    first: int = 0

    def start(self, frames: FrameRange) -> int:
        """Return which of the plate's frames (from 0) is the shot's first.

        A sequence that is numbered as the shot is used by its numbers, any other from its beginning.
        """
        last = self.first + len(self.paths) - 1
        numbered = self.kind == "sequence" and self.first <= frames.first and frames.last <= last
        return frames.first - self.first if numbered else 0


def find_plate(path: Path) -> Plate:
    """Find a plate by a file, any frame of an EXR or DPX sequence, or a pattern (``name.####.exr``, ``name.%04d.exr``).

    Raises:
        BadInputError: There is none, it is a folder, or frames are missing in the sequence.
    """
    pattern = _PATTERN.fullmatch(path.name)
    if pattern is not None and not path.exists():
        digits = int(pattern["width"] or len(pattern["hole"]))
        return _sequence(path, path.parent, pattern["stem"], digits, pattern["rest"])
    if path.is_dir():
        raise BadInputError(f"The plate {path} is a folder. Name a file in it, or a pattern such as name.####.exr.")
    if not path.is_file():
        raise BadInputError(f"There is no plate at {path}. {_whence(path)}")
    numbered = _NUMBERED.fullmatch(path.name)
    if path.suffix.lower() in {EXR_SUFFIX, DPX_SUFFIX} and numbered is not None:
        found = _sequence(path, path.parent, numbered["stem"], len(numbered["number"]), numbered["rest"])
        if len(found.paths) > 1:
            return found
    return Plate("movie" if path.suffix.lower() in MOVIE_SUFFIXES else "still", (path,))


def plate_identity(path: Path) -> str:
    """Return the SHA-256 that names a plate's content: of the file, or of the list of a sequence's hashes.

    Raises:
        BadInputError: There is no such plate, or it can't be read.
    """
    plate = find_plate(path)
    try:
        hashes = [sha256_of_file(file) for file in plate.paths]
    except OSError as error:
        raise BadInputError(f"The plate {path} can't be read ({error.strerror}). Check its permissions.") from error
    return hashes[0] if plate.kind != "sequence" else sha256_of(hashes)


def check_plate(path: Path, frames: FrameRange, space: Space | None = None) -> Plate:
    """Find a plate and stop unless it opens, is long enough and of one size: cheap, to be asked before hours of work.

    Of a sequence the first picture is read, and every other one's header; ``space`` as in ``read_picture``.

    Raises:
        BadInputError: It won't do; the sentence says why and what to do.
    """
    return apart(_checked, path, frames, space)


def _checked(path: Path, frames: FrameRange, space: Space | None) -> Plate:
    plate = find_plate(path)
    if plate.kind == "movie":
        from rushes.media.movie import count_frames

        _long_enough(path, count_frames(path, plate.start(frames) + len(frames)), frames)
    else:
        if plate.kind == "sequence":
            _long_enough(path, len(plate.paths), frames)
        used = plate.paths[plate.start(frames) :][: len(frames)]
        size = read_picture(used[0], space).size
        for frame, other in zip(frames, used, strict=False):
            if plate.kind == "sequence":
                _same_size(frame, other, size_of(other), size)
    return plate


def read_plate(plate: Plate, frames: FrameRange, space: Space | None = None) -> Iterator[tuple[int, Picture]]:
    """Read a plate's pictures for a shot: one for a still, else one for each frame; ``space`` as in ``read_picture``.

    Yields:
        The frame's number in the shot, and its picture as it came.

    Raises:
        BadInputError: A picture is unreadable, another size than the first, or the plate ends too early.
    """
    return each_apart(_read, plate, frames, space)


def _read(plate: Plate, frames: FrameRange, space: Space | None) -> Iterator[tuple[int, Picture]]:
    if plate.kind == "still":
        yield frames.first, read_picture(plate.paths[0], space)
        return
    size: tuple[int, int] | None = None
    frame = frames.first - 1
    for frame, picture in zip(frames, _pictures(plate, frames, space), strict=False):
        size = size or picture.size
        _same_size(frame, _named(plate, frame, frames), picture.size, size)
        yield frame, picture
    if frame < frames.last:
        _long_enough(plate.paths[0], frame - frames.first + 1, frames)


def picture_at(plate: Path, frames: FrameRange, at: int) -> Picture:
    """Return the plate's picture under a frame of the shot; a still has one for all.

    Raises:
        BadInputError: It can't be read, or the plate ends before.
    """
    return pictures_at(plate, frames, (at,))[0]


def pictures_at(plate: Path, frames: FrameRange, at: Sequence[int]) -> list[Picture]:
    """Return the plate's pictures under frames of the shot, in their order.

    Raises:
        BadInputError: One can't be read, or the plate ends before.
    """
    return apart(_taken, plate, frames, tuple(at))


def _taken(plate: Path, frames: FrameRange, at: tuple[int, ...]) -> list[Picture]:
    found, last = find_plate(plate), max(at)
    held: dict[int, Picture] = {}
    if found.kind == "sequence":
        for frame in at:
            step = found.start(frames) + frame - frames.first
            if step >= len(found.paths):
                raise BadInputError(
                    f"The plate {plate} holds {len(found.paths)} frames and ends before frame {frame} of the shot."
                )
            held[frame] = read_picture(found.paths[step])
    else:
        pictures = _read(found, FrameRange(frames.first, last), None)
        held |= {frame: picture for frame, picture in pictures if frame in at or found.kind == "still"}
    return [held[frame] if frame in held else held[frames.first] for frame in at]


def to_light(picture: Picture) -> Floats:
    """Return a picture as scene-linear ACEScg light, shape [h, w, 3], never negative."""
    if picture.space != SRGB_TEXTURE:
        light = to_acescg(picture.pixels, picture.space)
    else:
        code = np.clip(picture.pixels, 0.0, 1.0)
        peak = code.max(axis=2, keepdims=True)
        over = (peak - KNEE) / (1.0 - KNEE)
        bent = KNEE + (1.0 - KNEE) * over - (1.0 - CEILING) * over**2
        light = from_display(np.where(peak > KNEE, code * (bent / np.maximum(peak, KNEE)), code))
    return np.maximum(light, 0.0)


def exposure_of(picture: Picture) -> float:
    """Return how much brighter than 0.18 a grey card stands in a plate's light: 1 unless it was encoded."""
    if picture.space != SRGB_TEXTURE:
        return 1.0
    card = to_light(Picture(np.full((1, 1, 3), GREY_CODE, np.float32), SRGB_TEXTURE))
    return round(float(card[0, 0, 1]) / GREY_CARD, 4)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a picture is laid into the render's size: filled, and cropped about its centre.

    Attributes:
        source: Width and height of the picture [px].
        target: Width and height of the render [px].
    """

    source: tuple[int, int]
    target: tuple[int, int]

    @property
    def scale(self) -> float:
        """Render pixels per plate pixel."""
        return max(self.target[0] / self.source[0], self.target[1] / self.source[1])

    @property
    def scaled(self) -> tuple[int, int]:
        """Width and height of the whole plate at that scale [px], at least the target's; the same is cut off at either side."""
        wide, high = (
            target + 2 * max(round((source * self.scale - target) / 2), 0)
            for source, target in zip(self.source, self.target, strict=True)
        )
        return wide, high

    @property
    def crop(self) -> tuple[int, int]:
        """What is cut at the left and at the top of the scaled plate [px]."""
        return (self.scaled[0] - self.target[0]) // 2, (self.scaled[1] - self.target[1]) // 2

    def to_json(self) -> dict[str, Any]:
        """Return what ``plate.json`` says of it."""
        left, top = self.crop
        return {
            "source_size": list(self.source),
            "render_size": list(self.target),
            "scale": round(self.scale, 6),
            "scaled_size": list(self.scaled),
            "crop_left_top": [left, top],
        }


def scaled(light: Floats, fit: Fit) -> Floats:
    """Return the whole plate at the render's scale, before it is cropped."""
    import cv2

    if fit.scaled == fit.source:
        return light
    how = cv2.INTER_AREA if fit.scale < 1 else cv2.INTER_CUBIC
    return np.asarray(np.maximum(cv2.resize(light, fit.scaled, interpolation=how), 0.0))


def cropped(whole: Floats, fit: Fit) -> Floats:
    """Cut the render's size out of the scaled plate's middle."""
    left, top = fit.crop
    return np.ascontiguousarray(whole[top : top + fit.target[1], left : left + fit.target[0]])


def rate_note(path: Path, rate: Fraction) -> str | None:
    """Say when a movie runs at another rate than the show; its frames are used one for one all the same."""
    from rushes.media.movie import movie_rate

    own = apart(movie_rate, path)
    if own is None or abs(own - rate) / rate < RATE_AGREEMENT:
        return None
    return (
        f"The movie runs at {float(own):.3f} frames a second and the show at {float(rate):.3f}; "
        "its frames are used one for one, so that its motion changes speed."
    )


def _whence(path: Path) -> str:
    """Return where a missing plate can be had: the first line of the note beside it (``china.jpg.txt``), if there is one."""
    try:
        first = path.with_name(f"{path.name}.txt").read_text(encoding="utf-8").strip().partition("\n")[0].strip()
    except (OSError, ValueError):
        first = ""
    return first[:_NOTE_LENGTH] or "Check the path in the brief."


def _sequence(asked: Path, folder: Path, stem: str, digits: int, rest: str) -> Plate:
    name = re.compile(re.escape(stem) + rf"(\d{{{digits},8}})" + re.escape(rest))
    try:
        found = {int(match[1]): entry for entry in folder.iterdir() if (match := name.fullmatch(entry.name))}
    except OSError as error:
        raise BadInputError(f"The folder {folder} of the plate can't be read ({error.strerror}).") from error
    if not found:
        raise BadInputError(f"No file matches the plate {asked}. Check the pattern and the folder.")
    numbers = sorted(found)
    missing = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))
    if missing:
        shown = ", ".join(str(number) for number in missing[:8]) + (" ..." if len(missing) > 8 else "")
        raise BadInputError(
            f"The plate {asked} lacks {len(missing)} of its frames {numbers[0]}-{numbers[-1]}: {shown}. "
            "Copy the sequence again."
        )
    return Plate("sequence", tuple(found[number] for number in numbers), numbers[0])


def _pictures(plate: Plate, frames: FrameRange, space: Space | None) -> Iterator[Picture]:
    if plate.kind == "movie":
        from rushes.media.movie import read_frames

        for pixels in read_frames(plate.paths[0]):
            check_size(plate.paths[0], pixels.shape[1], pixels.shape[0])
            yield Picture(pixels, space or SRGB_TEXTURE)
        return
    for path in plate.paths[plate.start(frames) :]:
        yield read_picture(path, space)


def _named(plate: Plate, frame: int, frames: FrameRange) -> Path:
    return plate.paths[0] if plate.kind == "movie" else plate.paths[plate.start(frames) + frame - frames.first]


def _same_size(frame: int, path: Path, size: tuple[int, int], first: tuple[int, int]) -> None:
    if size != first:
        raise BadInputError(
            f"Frame {frame}: the plate {path} is {size[0]}x{size[1]}, but it began at {first[0]}x{first[1]}. "
            "Export it at one size."
        )


def _long_enough(path: Path, held: int, frames: FrameRange) -> None:
    if held < len(frames):
        raise BadInputError(
            f"The plate {path} holds {held} frames, but the shot needs {len(frames)} ({frames}). "
            f'Give a longer plate, or write "frames: {held}" in the brief.'
        )
