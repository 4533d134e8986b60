"""A movie's own sound, laid on the frames that are used of it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.sound import SAMPLE_RATE, samples_of

Samples = NDArray[np.float64]


def movie_sound(path: Path, first: int, frames: int, rate: Fraction) -> Samples | None:
    """Decode a movie's first sound track at 48 kHz for some of its frames.

    Args:
        path: The movie.
        first: Which of its frames is the first that is used, from 0.
        frames: How many are.
        rate: Frames per second at which they are shown.

    Returns:
        Shape [samples, channels], -1 to 1, as long as the frames; padded with silence where the track ends sooner. None when there is no track.

    Raises:
        BadInputError: The track can't be decoded.
    """
    import av

    start, length = samples_of(first, rate), samples_of(frames, rate)
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                return None
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="dblp", rate=SAMPLE_RATE)
            parts: list[Samples] = []
            offset = 0
            for frame in container.decode(stream):
                if not parts and frame.pts is not None and frame.time_base is not None:
                    offset = max(0, round(float(frame.pts * frame.time_base) * SAMPLE_RATE))
                parts.extend(np.asarray(made.to_ndarray(), np.float64) for made in resampler.resample(frame))
            parts.extend(np.asarray(made.to_ndarray(), np.float64) for made in resampler.resample(None))
    except (av.FFmpegError, OSError, ValueError) as error:
        raise BadInputError(
            f"The sound of {path} can't be read ({error}). Export the movie again, or without sound."
        ) from error
    if not parts:
        return None
    whole = np.concatenate(parts, axis=1).T
    whole = np.concatenate([np.zeros((offset, whole.shape[1])), whole])[start : start + length]
    return np.concatenate([whole, np.zeros((length - len(whole), whole.shape[1]))])
