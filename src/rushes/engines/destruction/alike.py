"""Frames that show the very same: before anything moves under a camera that stands, one picture is all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.scene import ScenePieces

ROUND = 6
"""Decimals of a pose that count: a micrometre."""


def alike(pieces: ScenePieces, camera: CameraPath, frames: Sequence[int]) -> dict[int, list[int]]:
    """Return frames by the first of them that shows the same, itself included, in order.

    Two frames show the same when every pose and the camera agree at the frame and at both of its neighbours: what a shutter
    and the motion to the next frame look at.

    Args:
        pieces: Poses at every frame and its neighbours.
        camera: By which they are seen.
        frames: Which.
    """
    poses: dict[int, bytes] = {}

    def pose(frame: int) -> bytes:
        if frame not in poses:
            poses[frame] = _pose(pieces, camera, frame)
        return poses[frame]

    first: dict[tuple[bytes, ...], int] = {}
    groups: dict[int, list[int]] = {}
    for frame in frames:
        shown = tuple(pose(near) for near in (frame - 1, frame, frame + 1))
        groups.setdefault(first.setdefault(shown, frame), []).append(frame)
    return groups


def _pose(pieces: ScenePieces, camera: CameraPath, frame: int) -> bytes:
    """Return a name of all poses at a frame."""
    digest = hashlib.blake2b(digest_size=16)
    row = int(np.clip(frame, pieces.frame[0], pieces.frame[-1]) - pieces.frame[0])
    view = camera.index(frame)
    parts = [pieces.position[row], pieces.orientation[row], pieces.scale[row]]
    parts += [camera.position[view], camera.orientation[view], camera.focal_length_mm[view : view + 1]]
    if pieces.debris is not None:
        there = pieces.debris.there[row]
        parts += [there, pieces.debris.position[row][there], pieces.debris.orientation[row][there]]
    for part in parts:
        digest.update(np.round(np.asarray(part, dtype=float), ROUND).tobytes())
    return digest.digest()
