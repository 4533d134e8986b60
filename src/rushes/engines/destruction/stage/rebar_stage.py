"""Bars in the USD stage: curves under ``/World/Rebar``, and the tubes that the passes draw of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.breaks.rebar_field import Rebar
from rushes.engines.destruction.stage.instances import held
from rushes.engines.destruction.stage.stage_parts import StageWriter, open_layer

Floats = NDArray[np.float64]

REBAR = "/World/Rebar"

NAME = "rebar"
"""All of it is one thing in the cryptomatte."""

LOOK = "steel_rebar"

SIDES = 3
"""Corners around a drawn bar: it is a pixel wide at most."""


def write_rebar(stage: StageWriter, rebar: Rebar) -> None:
    """Write the curves; nothing where there are none."""
    if len(rebar):
        stage.curves(
            REBAR, points=rebar.points, width=rebar.diameter, look=LOOK, frame=rebar.frame.astype(float).tolist()
        )


@dataclass(frozen=True, eq=False)
class SceneRebar:
    """The bars of a stage as they are drawn.

    Attributes:
        frame: Frames that have poses, shape [T].
        points: Along k bars [m], shape [T, k, p, 3]; radius: of each [m], [k].
        triangles: Rows of what ``world`` returns, shape [F, 3].
    """

    frame: NDArray[np.int64]
    points: NDArray[np.float32]
    radius: NDArray[np.float32]
    triangles: NDArray[np.int64]

    @property
    def corners(self) -> int:
        """How many corners the tubes have."""
        return int(np.prod(self.points.shape[1:3])) * SIDES

    def world(self, time: float) -> Floats:
        """Return the corners of the tubes at a time [frames], shape [k * p * SIDES, 3]; between frames they go straight."""
        at = float(np.clip(time, self.frame[0], self.frame[-1]) - self.frame[0])
        low = min(int(at), max(len(self.frame) - 2, 0))
        share = at - low
        line = self.points[low].astype(float)
        if share:
            line = (1.0 - share) * line + share * self.points[low + 1]
        way = np.gradient(line, axis=1)
        way /= np.maximum(np.linalg.norm(way, axis=-1, keepdims=True), 1e-9)
        # Any axis that is not along the bar does: the tube may twist, its outline stays.
        axis = np.where(np.abs(way[..., 2:]) < 0.9, [0.0, 0.0, 1.0], [1.0, 0.0, 0.0])
        one = np.cross(way, axis)
        one /= np.maximum(np.linalg.norm(one, axis=-1, keepdims=True), 1e-9)
        two = np.cross(way, one)
        turn = 2.0 * np.pi * np.arange(SIDES) / SIDES
        round_it = one[..., None, :] * np.cos(turn)[:, None] + two[..., None, :] * np.sin(turn)[:, None]
        return np.asarray((line[..., None, :] + self.radius[:, None, None, None] * round_it).reshape(-1, 3))


def read_rebar(path: Path, frames: Sequence[int]) -> SceneRebar | None:
    """Read the bars of a stage at so many frames; None where it has none.

    Args:
        path: ``scene.usdc``.
        frames: Consecutive frames.

    Raises:
        StepFailedError: The file can't be read.
    """
    layer = open_layer(path)
    prim = layer.GetPrimAtPath(REBAR)
    if not prim:
        return None
    counts = np.array(prim.attributes["curveVertexCounts"].default)
    width = np.array(prim.attributes["widths"].default, np.float32)
    size = int(counts[0])
    points = np.array([held(prim, "points", frame) for frame in frames], np.float32)
    return SceneRebar(
        frame=np.asarray(frames, dtype=np.int64),
        points=points.reshape(len(frames), len(counts), size, 3),
        radius=0.5 * width[::size],
        triangles=_tubes(len(counts), size),
    )


def _tubes(count: int, size: int) -> NDArray[np.int64]:
    """Return the triangles of so many open tubes of so many rings."""
    ring, side = np.meshgrid(np.arange(size - 1), np.arange(SIDES), indexing="ij")
    a = (ring * SIDES + side).ravel()
    b = (ring * SIDES + (side + 1) % SIDES).ravel()
    one = np.concatenate([np.column_stack([a, b, b + SIDES]), np.column_stack([a, b + SIDES, a + SIDES])])
    first = np.arange(count) * size * SIDES
    return np.asarray((one[None] + first[:, None, None]).reshape(-1, 3), dtype=np.int64)
