"""What comes back from where a clip was drawn: looked at, and brought to the length and the size that were asked. Half of something is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from rushes.engines.finishers.contract import Asked, Bytes, Floats
from rushes.errors import BadInputError
from rushes.media.apart import apart, each_apart
from rushes.media.movie import movie_rate, read_frames
from rushes.media.movie_sound import movie_sound

STRETCHED: Final = 0.02
"""How far a picture's shape may be from the one that was asked, as a share: under it nobody sees a circle turn into an ellipse."""


def longer(pictures: Bytes | None, length: int) -> Bytes | None:
    """Return pictures that go on with their last one, so that there are so many."""
    if pictures is None or len(pictures) >= length:
        return pictures
    return np.concatenate([pictures, np.repeat(pictures[-1:], length - len(pictures), axis=0)])


def brought_back(pictures: Iterable[Bytes], asked: Asked, who: str, shape: tuple[int, int] | None = None) -> Bytes:
    """Return as many pictures as were asked, at their size.

    Args:
        pictures: Shape [h, w, 3] each; what there is more of them is left out.
        asked: What was asked.
        who: Who drew them, for errors.
        shape: Width and height that were asked there [px], where these are others than ``asked``'s.

    Raises:
        BadInputError: There are fewer, they change their size, or they have another shape: they would be stretched.
    """
    wide, high = shape or (asked.width, asked.height)
    kept: list[Bytes] = []
    first: tuple[int, ...] = ()
    for picture in pictures:
        first = first or picture.shape
        if picture.shape != first:
            raise BadInputError(
                f"{who} made pictures of two sizes, {_size(first)} and {_size(picture.shape)}. Let it draw all of them at one."
            )
        kept.append(_sized(picture, asked))
        if len(kept) == asked.frames:
            break
    if len(kept) < asked.frames:
        raise BadInputError(
            f"{who} made {len(kept)} picture{'' if len(kept) == 1 else 's'}, and {asked.frames} were asked. Let it draw as many as it is told."
        )
    if abs(first[1] / first[0] * high / wide - 1) > STRETCHED:
        raise BadInputError(
            f"{who} made pictures of {_size(first)}, and {wide}x{high} were asked: they would be stretched. Let it draw at the shape that it is told."
        )
    return np.stack(kept)


def movie_back(
    path: Path,
    asked: Asked,
    who: str,
    *,
    shape: tuple[int, int] | None = None,
    by_time: bool = False,
    whole: bool = False,
) -> tuple[Bytes, Floats | None]:
    """Return a movie's pictures as they were asked, and its sound at 48 kHz, shape [samples, channels], as long as they are; None where it has none.

    Args:
        path: The movie.
        asked: What was asked.
        who: Who made it, for errors.
        shape: As ``brought_back``.
        whole: Whether it has to be as large as was asked, since that is paid.
        by_time: Whether its pictures are taken by the time at which they are shown, where it has another rate; else one by one.

    Raises:
        BadInputError: It can't be read to its end, is too short, or as ``brought_back``.
    """
    try:
        rate = apart(movie_rate, path) or asked.rate
        pictures: Iterator[Bytes] = (_bytes(one) for one in each_apart(read_frames, path))
        pictures = _large_enough(pictures, shape, who) if whole and shape else pictures
        kept = brought_back(_timed(pictures, rate, asked) if by_time else pictures, asked, who, shape)
        sound = apart(movie_sound, path, 0, asked.frames, asked.rate)
    except BadInputError as error:
        if str(path) not in str(error):
            raise
        raise BadInputError(
            f"{who} gave back a movie that can't be read to its end: half a file, or none. Nothing of it is kept; run the same command again."
        ) from error
    return kept, None if sound is None else np.asarray(sound, np.float32)


def _large_enough(pictures: Iterator[Bytes], shape: tuple[int, int], who: str) -> Iterator[Bytes]:
    """Yield pictures, unless the first is smaller than was asked.

    Raises:
        BadInputError: It is.
    """
    for at, picture in enumerate(pictures):
        if at == 0 and picture.shape[1] < shape[0] * (1 - STRETCHED):
            raise BadInputError(
                f"{who} made pictures of {_size(picture.shape)}, and {shape[0]}x{shape[1]} were asked. Ask {who} why: its movie is kept in the step's folder."
            )
        yield picture


def _timed(pictures: Iterator[Bytes], rate: Fraction, asked: Asked) -> Iterator[Bytes]:
    """Yield the pictures that a movie shows at each of the times of ours; a movie of our rate is left as it is."""
    shown = 0
    for at, picture in enumerate(pictures):
        while shown < asked.frames and int(shown / asked.rate * rate) == at:
            shown += 1
            yield picture


def _bytes(picture: Floats) -> Bytes:
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def _sized(picture: Bytes, asked: Asked) -> Bytes:
    from PIL import Image

    if picture.shape[:2] == (asked.height, asked.width):
        return picture
    return np.asarray(Image.fromarray(picture).resize((asked.width, asked.height), Image.Resampling.LANCZOS))


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[1]}x{shape[0]}"
