"""All pieces of a stage as one mesh in a file of arrays: a renderer reads it in a tenth of the time that thousands of prims take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.stage.scene import PIECES
from rushes.engines.destruction.stage.stage_parts import open_layer

FIELDS: Final[Mapping[str, tuple[str, int]]] = {
    "rest": ("POINT", 3),
    "st": ("CORNER", 2),
    "st_plate": ("CORNER", 2),
    "chip": ("CORNER", 1),
    "opens": ("FACE", 1),
}
"""What surfaces read of a piece: where it is held, and how many numbers each is. What no piece has is left out."""


def write_traced_mesh(path: Path, stage: Path) -> None:
    """Write a stage's pieces as ``blender.merged`` asks for them.

    The file (NumPy's npz, not compressed) holds ``names`` of the n pieces; ``points`` [V, 3], local [m]; ``triangles`` [F, 3],
    rows of ``points``; ``piece`` of each triangle, [F]; ``looks`` (names of materials) and ``look`` of each triangle, [F]; and
    of ``FIELDS`` what there is, for each point, each triangle's corner or each triangle.

    Args:
        path: Where to; replaced when whole.
        stage: ``scene.usdc``.

    Raises:
        StepFailedError: The stage can't be read.
    """
    layer = open_layer(stage)
    parent = layer.GetPrimAtPath(PIECES)
    prims = [prim for prim in parent.nameChildren if prim.typeName == "Mesh"] if parent else []
    points = [np.array(prim.attributes["points"].default, dtype=np.float32) for prim in prims]
    faces = [np.array(prim.attributes["faceVertexIndices"].default, dtype=np.int32).reshape(-1, 3) for prim in prims]
    corners, triangles = [len(one) for one in points], [len(one) for one in faces]
    first = np.repeat(np.cumsum([0, *corners[:-1]]), triangles)
    looks: dict[str, int] = {}
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        np.savez(
            stream,
            names=np.array([prim.name for prim in prims]),
            points=np.concatenate(points),
            triangles=(np.concatenate(faces) + first[:, None]).astype(np.int32),
            piece=np.repeat(np.arange(len(prims), dtype=np.int32), triangles),
            look=np.concatenate([_looks(prim, count, looks) for prim, count in zip(prims, triangles, strict=True)]),
            looks=np.array(list(looks)),
            **_fields(prims, corners, triangles),
        )
    part.replace(path)


def _looks(prim: Any, count: int, known: dict[str, int]) -> NDArray[np.int32]:  # noqa: ANN401 - pxr has no types
    """Return the row of each triangle's look among those known, which grow."""
    rows = np.full(count, _look(prim, known), np.int32)
    for child in prim.nameChildren:
        if child.typeName == "GeomSubset":
            rows[np.array(child.attributes["indices"].default)] = _look(child, known)
    return rows


def _look(prim: Any, known: dict[str, int]) -> int:  # noqa: ANN401 - pxr has no types
    binding = prim.relationships["material:binding"].targetPathList.explicitItems[0]
    return known.setdefault(binding.name, len(known))


def _fields(prims: Sequence[Any], corners: Sequence[int], triangles: Sequence[int]) -> dict[str, NDArray[np.float32]]:
    """Return each field of all pieces on end; a piece that lacks one has zeros there."""
    fields = {}
    for name, (held, width) in FIELDS.items():
        attribute = f"primvars:{name}"
        if not any(attribute in prim.attributes for prim in prims):
            continue
        counts = corners if held == "POINT" else [count * (3 if held == "CORNER" else 1) for count in triangles]
        rows = np.zeros((sum(counts), width), np.float32)
        start = 0
        for prim, count in zip(prims, counts, strict=True):
            if attribute in prim.attributes:
                value = np.array(prim.attributes[attribute].default, dtype=np.float32)
                rows[start : start + count] = value.reshape(count, width)
            start += count
        fields[name] = rows
    return fields
