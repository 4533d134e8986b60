"""Which frames an artist should paint: a few that are as unlike each other as the shot has them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.landmarks import RIGID
from rushes.engines.reage.tracks import SURE, Tracks
from rushes.engines.reage.window import iod_px
from rushes.errors import BadInputError

Floats = NDArray[np.float32]

FRAMES_A_KEY = 40
"""About so many frames one key carries."""

TIME_WEIGHT = 0.25
"""How much half a shot's distance counts beside a difference of a face's own size in pose and expression."""


def likenesses(tracks: Tracks) -> tuple[NDArray[np.int32], Floats]:
    """Return the frames in which the performer is surely seen, and what each looks like: pose and expression, shape [n, d].

    A mesh is brought to the size and place of the others, so that what is left is how the head is turned and what the face does.
    """
    if tracks.performer < 0:
        return np.zeros(0, np.int32), np.zeros((0, 1), np.float32)
    rows = np.flatnonzero(tracks.confidence[:, tracks.performer] >= SURE)
    mesh = tracks.mesh[rows, tracks.performer]
    size = np.array([iod_px(one) for one in mesh], np.float32)[:, None, None]
    middle = mesh[:, list(RIGID)].mean(axis=1, keepdims=True)
    shape = (mesh - middle) / np.maximum(size, 1e-3)
    return tracks.frame[rows], shape.reshape(len(rows), 3 * mesh.shape[1] if len(rows) else 1)


def choose(tracks: Tracks, count: int | None = None, *, most: int = 8) -> tuple[int, ...]:
    """Return the frames to paint, in order: the middle one first, then always the one that is least like those chosen.

    Gonzalez, *Clustering to minimize the maximum intercluster distance*, Theoretical Computer Science 38 (1985).

    Raises:
        BadInputError: The performer is surely seen in no frame.
    """
    frames, shape = likenesses(tracks)
    if not len(frames):
        raise BadInputError(
            "The performer is surely seen in no frame: there is nothing to paint. See elements/track/track.json."
        )
    wanted = count or max(1, min(most, round(len(frames) / FRAMES_A_KEY) + 1))
    time = (frames - frames[0]) / max(1, int(np.ptp(frames)))
    chosen = [len(frames) // 2]
    while len(chosen) < min(wanted, len(frames)):
        gaps = [
            np.sqrt(((shape - shape[one]) ** 2).mean(axis=1)) + TIME_WEIGHT * np.abs(time - time[one]) for one in chosen
        ]
        chosen.append(int(np.min(gaps, axis=0).argmax()))
    return tuple(sorted(int(frames[one]) for one in chosen))
