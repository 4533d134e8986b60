# SPDX-License-Identifier: GPL-3.0-or-later
"""Bake cloth into pictures: ``python -m rushes.blender.wardrobe_bake request.json``.

A fabric is laid flat, in metres of the pattern and far from any seam, and looked at from straight above: its colour, its roughness and metallic, and its normal,
each as the plane's own light. The request has ``cores``, ``px`` and ``pictures``: each ``surface``, ``size_m``, ``channel`` and ``path``. One line per
finished picture: ``frame 1 1 3``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rushes.blender.program import run, say

FAR_M = 1.0
"""How far from seams and hems baked cloth is [m]."""


def _bake(request: Mapping[str, Any]) -> None:
    from rushes.blender import baking
    from rushes.blender.nodes import Tree, material
    from rushes.blender.wardrobe_shading import EDGE, ST
    from rushes.blender.wardrobe_surfaces import MAKERS

    sheet = baking.laid_out(int(request["px"]), len(request["cores"]))
    sheet.data.uv_layers.new(name=EDGE)
    for done, picture in enumerate(request["pictures"]):
        size, one = float(picture["size_m"]), picture["surface"]
        _enlarge(sheet, size)
        baking.spread(sheet, ST, baking.square(size))
        baking.spread(sheet, EDGE, ((FAR_M, FAR_M),) * 4)
        surface = material("baked")
        tree = Tree(surface)
        MAKERS[one["kind"]](tree, tuple(one["colour"]), one["more"])
        _shine(tree, picture["channel"])
        baking.bake(sheet, surface, Path(picture["path"]))
        say(f"frame {done + 1} {done + 1} {len(request['pictures'])}")


def _enlarge(sheet: Any, size: float) -> None:
    """Make the plane as large as it stands for, since bumps are in metres, and look at all of it."""
    import bpy

    sheet.scale = (size, size, 1.0)
    camera = bpy.context.scene.camera
    camera.location, camera.data.ortho_scale = (size / 2, size / 2, 1.0), size


def _shine(tree: Any, channel: str) -> None:
    """Make one channel of the tree's surface its light."""
    node = next(one for one in tree.tree.nodes if one.bl_idname == "ShaderNodeBsdfPrincipled")
    if channel == "colour":
        tree.surface(tree.glow(_fed(tree, node.inputs["Base Color"]), 1.0))
    elif channel == "numbers":
        parts = (_fed(tree, node.inputs[name]) for name in ("Roughness", "Metallic"))
        tree.surface(tree.glow(tree.colour(*parts, 0.0), 1.0))
    else:
        x, y, z = tree.split(_fed(tree, node.inputs["Normal"]))
        tree.surface(tree.glow(tree.colour(*(part * 0.5 + 0.5 for part in (x, y, z))), 1.0))


def _fed(tree: Any, socket: Any) -> Any:
    """Return what feeds a socket: another one, or its own constant."""
    from rushes.blender.nodes import Value

    if socket.links:
        return Value(tree.tree, socket.links[0].from_socket)
    value = socket.default_value
    return value if isinstance(value, float) else tuple(value)[:3]


if __name__ == "__main__":
    run(_bake)
