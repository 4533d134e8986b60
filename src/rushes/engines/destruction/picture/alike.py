"""Frames that show the very same: before anything moves under a camera that stands, one picture is all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.stage.scene import ScenePieces

ROUND = 5
"""Decimals that count: a hundredth of a millimetre."""


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
    """Return a name of where everything is at a frame, and of the camera."""
    view = camera.index(frame)
    parts = [
        pieces.world(frame),
        camera.position[view],
        camera.orientation[view],
        camera.focal_length_mm[view : view + 1],
    ]
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update((np.round(np.asarray(part, dtype=float), ROUND) + 0.0).tobytes())
    return digest.digest()
