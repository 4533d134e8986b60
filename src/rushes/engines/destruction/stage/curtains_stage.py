"""Curtains in the USD stage: one mesh for each textile under ``/World/Curtains``, its points at every frame in which it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.debris.curtains_field import TEXTILES, Curtains, quads
from rushes.engines.destruction.stage.instances import held
from rushes.engines.destruction.stage.stage_parts import StageWriter, open_layer

CURTAINS = "/World/Curtains"

NAME = "curtains"
"""All of it is one thing in the cryptomatte."""


def write_curtains(stage: StageWriter, curtains: Curtains) -> None:
    """Write the meshes; nothing where there are no curtains."""
    for index in np.unique(curtains.textile).tolist():
        own = curtains.textile == index
        stage.cloth(
            f"{CURTAINS}/{TEXTILES[index]}",
            points=curtains.points[:, own].reshape(len(curtains.frame), -1, 3),
            faces=quads(int(own.sum())),
            look=TEXTILES[index],
            frame=curtains.frame.astype(float).tolist(),
        )


@dataclass(frozen=True, eq=False)
class SceneCurtains:
    """The curtains of a stage as they are drawn.

    Attributes:
        frame: Frames that have poses, shape [T].
        points: Corners [m], shape [T, V, 3].
        triangles: Rows of ``points``, shape [F, 3].
    """

    frame: NDArray[np.int64]
    points: NDArray[np.float32]
    triangles: NDArray[np.int64]

    def world(self, time: float) -> NDArray[np.float64]:
        """Return the corners at a time [frames], shape [V, 3]; between frames they go straight."""
        at = float(np.clip(time, self.frame[0], self.frame[-1]) - self.frame[0])
        low = min(int(at), max(len(self.frame) - 2, 0))
        share = at - low
        first = self.points[low].astype(float)
        return first if share == 0.0 else np.asarray((1.0 - share) * first + share * self.points[low + 1])


def read_curtains(path: Path, frames: Sequence[int]) -> SceneCurtains | None:
    """Read the curtains of a stage at so many frames; None where it has none.

    Args:
        path: ``scene.usdc``.
        frames: Consecutive frames.

    Raises:
        StepFailedError: The file can't be read.
    """
    layer = open_layer(path)
    root = layer.GetPrimAtPath(CURTAINS)
    if not root:
        return None
    points, triangles, count = [], [], 0
    for prim in root.nameChildren:
        points.append(np.array([held(prim, "points", frame) for frame in frames], np.float32))
        four = np.array(prim.attributes["faceVertexIndices"].default, np.int64).reshape(-1, 4) + count
        triangles.append(np.concatenate([four[:, [0, 1, 2]], four[:, [0, 2, 3]]]))
        count += points[-1].shape[1]
    return SceneCurtains(np.asarray(frames, np.int64), np.concatenate(points, axis=1), np.concatenate(triangles))
