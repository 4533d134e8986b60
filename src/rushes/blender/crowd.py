# SPDX-License-Identifier: GPL-3.0-or-later
"""A crowd in a draft: meshes that were there before, shown by whoever is in that pose, instead of one read anew for everybody and every frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def gathered(path: Path, first: int) -> Callable[[int], None]:
    """Let a crowd's objects take their meshes from ``poses.npz``, and return what puts them into their poses at a frame.

    Args:
        path: The file; nothing happens where it holds nobody.
        first: The clip's first frame.
    """
    import bpy
    import numpy as np

    with np.load(path) as file:
        names, which, of, starts, points = (file[name] for name in ("names", "which", "of", "starts", "points"))
    if not len(names):
        return lambda _frame: None
    people = [bpy.data.objects[str(name)] for name in names]
    faces = {str(name): bpy.data.objects[str(name)].data for name in set(of.tolist())}
    for one in people:
        _own_looks(one)
    meshes = []
    for number, name in enumerate(of.tolist()):
        mesh = faces[name].copy()
        mesh.vertices.foreach_set("co", points[starts[number] : starts[number + 1]].ravel())
        mesh.update()
        meshes.append(mesh)

    def pose(frame: int) -> None:
        for one, row in zip(people, which, strict=True):
            mesh = meshes[int(row[frame - first])]
            if one.data != mesh:
                one.data = mesh

    return pose


def _own_looks(one: Any) -> None:
    """Let somebody's clothes be their own and not their mesh's, and their mesh be read from no file any more."""
    one.modifiers.clear()
    for slot in one.material_slots:
        look = slot.material
        slot.link = "OBJECT"
        slot.material = look
