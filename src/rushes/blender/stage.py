# SPDX-License-Identifier: GPL-3.0-or-later
"""Open a USD stage in an empty Blender: its pieces, camera and ground, ready to be dressed and lit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process

from rushes.blender import surfaces
from rushes.blender.nodes import material


@dataclass(frozen=True)
class Stage:
    """What was found in the stage.

    Attributes:
        camera: The camera object.
        ground: The ground object.
        pieces: The building's pieces.
    """

    camera: Any
    ground: Any
    pieces: tuple[Any, ...]


def open_stage(
    path: Path, plan: Mapping[str, float], *, lit_windows: float, with_building: bool = True, with_pieces: bool = True
) -> Stage:
    """Import a stage into an empty scene, with its animation, and give its materials their Cycles surfaces.

    Args:
        path: The stage.
        plan: The building's measures in metres, by name; see ``surfaces.dress``.
        lit_windows: Share of windows with a lamp behind them.
        with_building: Whether the building is wanted; without it only camera and ground are kept.
        with_pieces: Whether its pieces are wanted, too, or come from elsewhere (see ``merged``); materials are there anyway.

    Raises:
        LookupError: The stage has no camera, ground or pieces.
    """
    bpy.ops.wm.read_factory_settings(use_empty=True)
    mask = "/World/Camera,/World/Ground"
    if with_building:
        mask += ",/World/Materials,/World/Debris,/World/Rebar,/World/Curtains"
    if with_building and with_pieces:
        mask += ",/World/Building"
    bpy.ops.wm.usd_import(
        filepath=str(path),
        attr_import_mode="ALL",
        import_lights=False,
        prim_path_mask=mask,
        import_subdiv=False,
        import_all_materials=with_building,
    )
    objects = {item.name: item for item in bpy.data.objects}
    holder = objects.get("Pieces")
    pieces = tuple(item for item in bpy.data.objects if item.type == "MESH" and holder and item.parent == holder)
    for name in ("Camera", "Ground"):
        if name not in objects:
            raise LookupError(f"{path} has no /World/{name}")
    if with_building and with_pieces and not pieces:
        raise LookupError(f"{path} has no pieces under /World/Building/Pieces")
    for item in bpy.data.objects:
        if item.type == "MESH" and item.name.startswith("cloth_"):
            item.data.shade_smooth()
        elif item.type == "MESH":
            item.data.shade_flat()
        elif item.type == "CURVES":  # its binding is not read
            item.data.materials.append(material("steel_rebar"))
    surfaces.dress(dict(bpy.data.materials), plan, lit_windows=lit_windows)
    bpy.context.scene.camera = objects["Camera"]
    return Stage(camera=objects["Camera"], ground=objects["Ground"], pieces=pieces)
