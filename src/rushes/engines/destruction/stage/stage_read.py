"""Meshes and their poses as a USD stage holds them, read through Sdf specs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.stage.stage_parts import open_layer


@dataclass(frozen=True, eq=False)
class ReadPieces:
    """Meshes and poses read from a stage; see ``ScenePieces`` for shapes."""

    names: list[str]
    points: list[NDArray[np.float32]]
    faces: list[NDArray[np.int64]]
    position: NDArray[np.float64]
    orientation: NDArray[np.float64]
    scale: NDArray[np.float64]


def read_pieces(path: Path, root: str, frames: Sequence[int]) -> ReadPieces:
    """Read every mesh under ``root`` with its poses at so many frames.

    Raises:
        StepFailedError: The file can't be read.
    """
    layer = open_layer(path)
    parent = layer.GetPrimAtPath(root)
    prims = [prim for prim in parent.nameChildren if prim.typeName == "Mesh"] if parent else []
    at = np.asarray(frames, dtype=float)
    shape = (len(at), len(prims))
    position, orientation, scale = np.empty((*shape, 3)), np.empty((*shape, 4)), np.ones(shape)
    points, faces = [], []
    for index, prim in enumerate(prims):
        points.append(np.array(prim.attributes["points"].default, dtype=np.float32))
        faces.append(np.array(prim.attributes["faceVertexIndices"].default, dtype=np.int64).reshape(-1, 3))
        position[:, index] = _read(prim, "xformOp:translate", at)
        orientation[:, index] = _read(prim, "xformOp:orient", at)
        if "xformOp:scale" in prim.attributes:
            scale[:, index] = _read(prim, "xformOp:scale", at)[:, 0]
    orientation /= np.linalg.norm(orientation, axis=-1, keepdims=True)
    return ReadPieces([prim.name for prim in prims], points, faces, position, orientation, scale)


def _read(prim: Any, name: str, at: NDArray[np.float64]) -> NDArray[np.float64]:  # noqa: ANN401 - pxr
    """Return an attribute's values at so many frames; quaternions as (w, x, y, z)."""
    spec = prim.attributes[name]
    samples = spec.GetInfo("timeSamples") if spec.HasInfo("timeSamples") else {0.0: spec.default}
    times, values = np.array(list(samples)), _rows(list(samples.values()))
    low = np.clip(np.searchsorted(times, at, side="right") - 1, 0, len(times) - 1)
    high = np.minimum(low + 1, len(times) - 1)
    span = times[high] - times[low]
    share = np.clip((at - times[low]) / np.where(span > 0, span, 1.0), 0.0, 1.0)[:, None]
    return np.asarray((1 - share) * values[low] + share * values[high])


def _rows(values: list[Any]) -> NDArray[np.float64]:
    from pxr import Gf, Vt

    if isinstance(values[0], Gf.Quatf):
        return np.roll(np.array(Vt.QuatfArray(values), dtype=float), 1, axis=1)
    return np.array(Vt.Vec3fArray(values), dtype=float)
