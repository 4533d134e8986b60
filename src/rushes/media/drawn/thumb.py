"""Pictures for the pages, drawn in a process apart: small ones of movies, and stills of EXRs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError

THUMB_WIDTH = 480
"""Width [px] of a small picture: a card of the wall on a screen with two pixels a point."""

_WEBP_QUALITY = 78


def thumb(movie: str, width: int = THUMB_WIDTH) -> bytes:
    """Return the middle frame of a movie as a small WebP.

    Args:
        movie: Its path.
        width: Of the picture [px].

    Raises:
        BadInputError: The movie can't be read.
    """
    import cv2

    pixels = _middle(Path(movie))
    height = max(1, round(pixels.shape[0] * width / pixels.shape[1]))
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return encoded(".webp", small, [cv2.IMWRITE_WEBP_QUALITY, _WEBP_QUALITY])


def _middle(movie: Path) -> NDArray[np.uint8]:
    """Return the frame at half of a movie's length, shape [h, w, 3], RGB."""
    import av

    try:
        with av.open(str(movie)) as container:
            stream = container.streams.video[0]
            container.seek((stream.duration or 0) // 2, stream=stream)
            wanted = (stream.duration or 0) // 2
            pixels = None
            for frame in container.decode(stream):
                pixels = frame
                if (frame.pts or 0) >= wanted:
                    break
            if pixels is None:
                raise BadInputError(f"{movie.name} holds no picture.")
            return np.asarray(pixels.to_ndarray(format="rgb24"))
    except (av.FFmpegError, IndexError, OSError) as error:
        raise BadInputError(f"{movie.name} can't be read ({type(error).__name__}).") from error


def encoded(suffix: str, pixels: NDArray[np.uint8], options: list[int]) -> bytes:
    """Return a picture, shape [h, w], [h, w, 3] RGB or [h, w, 4] RGBA, as a file's bytes."""
    import cv2

    turned = pixels
    if pixels.ndim == 3:
        turned = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR if pixels.shape[2] == 3 else cv2.COLOR_RGBA2BGRA)
    done, data = cv2.imencode(suffix, turned, options)
    if not done:
        raise BadInputError("The picture can't be written.")
    return data.tobytes()
