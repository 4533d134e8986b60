"""Where every corner of every piece is, frame by frame, as the file that renderers read fastest (PC2)."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from rushes.engines.destruction.stage.scene import ScenePieces
from rushes.engines.destruction.stage.traced_mesh import write_traced_mesh


def write_point_cache(path: Path, pieces: ScenePieces, stage: Path) -> dict[str, Any]:
    """Write the corners of all pieces at all their frames, debris and bars apart, and return what ``blender.merged`` asks for.

    Args:
        path: Where to; replaced when whole. Corners in the world [m], float32, in the order of ``pieces.vertices``. Beside it, with
            the suffix ``.npz``, the mesh itself is written, see ``traced_mesh``.
        pieces: Poses by frame, read from the stage.
        stage: ``scene.usdc``.
    """
    count, first = len(pieces.vertices), int(pieces.frame[0])
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        stream.write(struct.pack("<12siiffi", b"POINTCACHE2", 1, count, float(first), 1.0, len(pieces.frame)))
        for frame in pieces.frame.tolist():
            pieces.world(frame)[:count].astype("<f4").tofile(stream)
    part.replace(path)
    names = pieces.names[: len(pieces.vertex_start) - 1]
    mesh = path.with_suffix(".npz")
    write_traced_mesh(mesh, stage)
    return {"names": list(names), "cache": str(path.resolve()), "mesh": str(mesh.resolve()), "first": first}
