"""Point instancers of a stage, read: what is instanced, and where it is at every frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.stage.stage_parts import Instances, open_layer


@dataclass(frozen=True, eq=False)
class ReadInstances:
    """A point instancer read from a stage: its prototypes' corners and triangles, and its instances."""

    points: list[NDArray[np.float32]]
    faces: list[NDArray[np.int64]]
    instances: Instances


def read_instances(path: Path, root: str, frames: Sequence[int]) -> ReadInstances | None:
    """Read a point instancer at so many frames; None where there is none.

    Raises:
        StepFailedError: The file can't be read.
    """
    layer = open_layer(path)
    prim = layer.GetPrimAtPath(root)
    if not prim or prim.typeName != "PointInstancer":
        return None
    shapes = [layer.GetPrimAtPath(at) for at in prim.relationships["prototypes"].targetPathList.explicitItems]
    turns = np.array([held(prim, "orientations", frame) for frame in frames], dtype=np.float32)
    ids = np.array(prim.attributes["ids"].default, dtype=np.int64)
    orientation = np.roll(turns, 1, axis=-1)
    orientation /= np.maximum(np.linalg.norm(orientation, axis=-1, keepdims=True), 1e-9)
    return ReadInstances(
        points=[np.array(shape.attributes["points"].default, dtype=np.float32) for shape in shapes],
        faces=[
            np.array(shape.attributes["faceVertexIndices"].default, dtype=np.int64).reshape(-1, 3) for shape in shapes
        ],
        instances=Instances(
            kinds=np.array(prim.attributes["protoIndices"].default, dtype=np.int64),
            scale=np.array(prim.attributes["scales"].default, dtype=np.float32),
            position=np.array([held(prim, "positions", frame) for frame in frames], dtype=np.float32),
            orientation=orientation,
            there=np.array([~np.isin(ids, held(prim, "invisibleIds", frame)) for frame in frames]),
        ),
    )


def held(prim: Any, name: str, frame: int) -> NDArray[Any]:  # noqa: ANN401 - pxr
    """Return an attribute's sample at a frame, or the one before it."""
    layer, path = prim.layer, prim.attributes[name].path
    if not layer.GetNumTimeSamplesForPath(path):
        return np.array(prim.attributes[name].default)
    value = layer.QueryTimeSample(path, float(frame))
    if value is None:
        earlier, _later = layer.GetBracketingTimeSamplesForPath(path, float(frame))[-2:]
        value = layer.QueryTimeSample(path, earlier)
    return np.array(value)
