"""Pictures of movies on their way out: through the show's view, to the client's size, with slate and burn-in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rushes.delivery.profile import Size
from rushes.media.burn_in import Slate, burn_in, draw_slate, strip_px
from rushes.media.colour import for_display
from rushes.media.exr import read_picture
from rushes.provenance.watermark import marked as invisibly_marked
from rushes.show import timecode

Shown = NDArray[np.float32]
"""Display values, 0 to 1, shape [height, width, 3]."""

Display = Literal["Rec.1886 Rec.709 - Display", "sRGB - Display"]


@dataclass(frozen=True, slots=True)
class Marks:
    """What is written at the foot of each picture.

    Attributes:
        left: Shot and version.
        show: The show's name, before the frame's number.
        rate: Frames per second, for the timecode.
    """

    left: str
    show: str
    rate: Fraction


def shown(path: Path, display: Display, size: Size | None) -> Shown:
    """Return a take's frame as it is seen on a display, in the client's size.

    Args:
        path: The frame, ACEScg.
        display: What it is graded for, through the ACES SDR view.
        size: The client's size; the take's own when None.

    Raises:
        BadInputError: It can't be read.
    """
    light = read_picture(path)[..., :3]
    return for_display(light if size is None else fitted(light, size), display)


def fitted(picture: Shown, size: Size) -> Shown:
    """Scale a picture down into a size, in linear light, and fill what is left with black. It is never enlarged."""
    import cv2

    height, width = picture.shape[:2]
    if (width, height) == (size.width, size.height):
        return picture
    wide, high = inside(width, height, size)
    small = cv2.resize(np.ascontiguousarray(picture), (wide, high), interpolation=cv2.INTER_AREA)
    whole = np.zeros((size.height, size.width, 3), np.float32)
    top, left = (size.height - high) // 2, (size.width - wide) // 2
    whole[top : top + high, left : left + wide] = small
    return whole


def inside(width: int, height: int, size: Size) -> tuple[int, int]:
    """Return the width and height of a picture that was scaled down into a size, its sides kept in proportion."""
    scale = min(Fraction(size.width, width), Fraction(size.height, height), Fraction(1))
    return max(1, round(width * scale)), max(1, round(height * scale))


def size_faults(width: int, height: int, size: Size | None) -> str:
    """Return why pictures of a size can't be delivered in another; nothing when they can."""
    if size is None or (width, height) == (size.width, size.height):
        return ""
    if size.fit == "exact":
        return f"its pictures are {width}x{height}, and {size.width}x{size.height} is asked for"
    if width < size.width and height < size.height:
        return (
            f"its pictures are {width}x{height}, and {size.width}x{size.height} is asked for: nothing is enlarged here. Make "
            "it in a higher quality"
        )
    return ""


def watermarked(picture: Shown, mark: int, picture_size: tuple[int, int]) -> Shown:
    """Lay a take's invisible mark over its picture; the black round it stays black.

    Args:
        picture: Display values, in the client's size.
        mark: The take's, from ``mark_of``.
        picture_size: Width and height of the take's own picture inside it [px].
    """
    height, width = picture.shape[:2]
    wide, high = picture_size
    top, left = (height - high) // 2, (width - wide) // 2
    within = (slice(top, top + high), slice(left, left + wide))
    out = picture.copy()
    out[within] = next(invisibly_marked([picture[within]], mark))
    return out


def marked(picture: Shown, frame: int, marks: Marks | None) -> Shown:
    """Write a frame's shot, timecode and number at the foot of a picture; only that strip is rounded to 8 bit."""
    if marks is None:
        return picture
    eight = (picture * 255.0 + 0.5).astype(np.uint8)
    strip = strip_px(picture.shape[0])
    written = burn_in(eight, marks.left, timecode(frame, marks.rate), f"{marks.show}  {frame:04d}")
    out = picture.copy()
    out[-strip:] = written[-strip:].astype(np.float32) / 255.0
    return out


def slate_picture(slate: Slate, width: int, height: int) -> Shown:
    """Return the slate as display values."""
    return draw_slate(slate, width, height).astype(np.float32) / np.float32(255)


def black(width: int, height: int) -> Shown:
    """Return a black picture."""
    return np.zeros((height, width, 3), np.float32)
