"""Debris in the USD stage: one point instancer under ``/World/Debris``, and the corners that the passes draw.

Positions and orientations have a sample at every frame, so that any reader blends them; a fragment that is not born yet is
among the instancer's ``invisibleIds`` and waits at its place of birth. Fragments stand in the order of their birth: a
reader that leaves out the unborn ones then keeps every other's number, by which it blurs motion.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.debris.debris_field import Debris
from rushes.engines.destruction.debris.debris_shapes import SHAPES
from rushes.engines.destruction.stage.instances import read_instances
from rushes.engines.destruction.stage.stage_parts import Instances, StageWriter

Floats = NDArray[np.float64]

DEBRIS = "/World/Debris"

NAME = "debris"
"""All of it is one thing in the cryptomatte: what a compositor keys is the field, not a chip."""


def write_debris(stage: StageWriter, debris: Debris) -> None:
    """Write the instancer, with the shapes that are used as its prototypes; nothing where there is no debris."""
    if not len(debris):
        return
    used = np.unique(debris.shape)
    shapes = [SHAPES[index] for index in used.tolist()]
    reach = np.linalg.norm(debris.scale, axis=1).max()
    flat = debris.position.reshape(-1, 3)
    stage.instancer(
        DEBRIS,
        prototypes=[
            (shape.name, shape.vertices.astype(np.float32), shape.triangles.astype(np.int32), shape.look)
            for shape in shapes
        ],
        instances=Instances(
            kinds=np.searchsorted(used, debris.shape),
            scale=debris.scale,
            position=debris.position,
            orientation=debris.orientation,
            there=debris.birth <= debris.frame[:, None],
        ),
        extent=np.array([flat.min(axis=0) - reach, flat.max(axis=0) + reach], np.float32),
        frame=debris.frame.astype(float).tolist(),
    )


@dataclass(frozen=True, eq=False)
class SceneDebris:
    """The debris of a stage as it is drawn: n fragments, their V corners and F triangles.

    Attributes:
        frame: Frames that have poses, shape [T].
        position: [T, n, 3] m; orientation: (w, x, y, z), [T, n, 4].
        there: Whether each is born, [T, n].
        local: Corners around each fragment's middle, scaled [m], [V, 3]; owner: the fragment of each, [V].
        triangles: Rows of ``local``, [F, 3].
    """

    frame: NDArray[np.int64]
    position: NDArray[np.float32]
    orientation: NDArray[np.float32]
    there: NDArray[np.bool_]
    local: NDArray[np.float32]
    owner: NDArray[np.int64]
    triangles: NDArray[np.int64]
    _kept: dict[int, Floats] = field(default_factory=dict, repr=False)

    def world(self, time: float) -> Floats:
        """Return every corner in the world at a time [frames], shape [V, 3]; what is not born is a point under the building.

        Between frames corners move along straight lines: a fragment is a few pixels, and its turn within a shutter is
        not seen.
        """
        at = float(np.clip(time, self.frame[0], self.frame[-1]) - self.frame[0])
        low = min(math.floor(at), max(len(self.frame) - 2, 0))
        share = at - low
        if share == 0.0:
            return self._corners(low)
        born = self.there[low][self.owner][:, None]
        first, second = self._corners(low), self._corners(low + 1)
        return np.asarray(np.where(born, (1.0 - share) * first + share * second, first))

    def _corners(self, row: int) -> Floats:
        if row not in self._kept:
            if len(self._kept) > KEPT:
                self._kept.clear()
            turn = self.orientation[row].astype(float)[self.owner]
            local = self.local * self.there[row][self.owner][:, None]
            swept = 2.0 * np.cross(turn[:, 1:], local)
            self._kept[row] = (
                local
                + turn[:, :1] * swept
                + np.cross(turn[:, 1:], swept)
                + (self.position[row] * self.there[row][:, None]).astype(float)[self.owner]
            )
        return self._kept[row]


KEPT = 4
"""So many frames' corners are kept: those that a shutter, its passes and its matte look at."""


def read_debris(path: Path, frames: Sequence[int]) -> SceneDebris | None:
    """Read the debris of a stage at so many frames; None where the stage has none.

    Args:
        path: ``scene.usdc``.
        frames: Consecutive frames.

    Raises:
        StepFailedError: The file can't be read.
    """
    read = read_instances(path, DEBRIS, frames)
    if read is None:
        return None
    many = read.instances
    corners = np.array([len(points) for points in read.points])[many.kinds]
    start = np.cumsum([0, *corners])
    local = np.concatenate([read.points[kind] for kind in many.kinds])
    owner = np.repeat(np.arange(len(corners)), corners)
    return SceneDebris(
        frame=np.asarray(frames, dtype=np.int64),
        position=many.position,
        orientation=many.orientation,
        there=many.there,
        local=(local * many.scale[owner]).astype(np.float32),
        owner=owner,
        triangles=np.concatenate([read.faces[kind] + first for kind, first in zip(many.kinds, start, strict=False)]),
    )
