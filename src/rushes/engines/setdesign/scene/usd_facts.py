"""What a stage says beside its geometry: what a mesh is, what a finish is made of, what can break, where people may be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from rushes.engines.setdesign.model.furniture import KINDS
from rushes.engines.setdesign.scene.anchors import Anchor
from rushes.engines.setdesign.scene.piece import Light, Piece
from rushes.engines.setdesign.scene.solids import Body

SCHEMA = "rushes/set/1"
"""Of the facts, which stand in the custom data of the prims under ``rushes``."""

LIGHT_SCALE = 0.01
"""Scene-linear per cd/m2: 100 cd/m2 is written as 1, so that a lit wall of a room is about as bright as pictures are."""

DENSITY = {"concrete": 2400.0, "brick": 1900.0, "wood": 600.0, "plaster": 900.0, "glass": 2500.0}
"""Of a solid [kg/m3]; plaster stands for studs and boards with air between."""

ROLES = {"Shell": "shell", "Ceiling": "ceiling", "Structure": "structure", "Trim": "trim", "Openings": "opening"}

PARTS = {"leaf": "door_leaf", "pane": "pane"}
"""What of an opening comes loose by itself, by the part's name; its frame goes with the wall."""


def prim_name(name: str) -> str:
    """Return a name that USD takes: letters, digits and underscores; ``@`` becomes ``stock_``."""
    plain = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name.replace("@", "stock_"))
    return plain if plain and not plain[0].isdigit() else f"_{plain}"


def say(prim: Any, **said: str | float) -> None:  # noqa: ANN401 - pxr has no types
    """Write facts into a prim's custom data; what is empty is left out."""
    for name, value in said.items():
        if value != "":
            prim.SetCustomDataByKey(f"rushes:{name}", value)


def facts(piece: Piece) -> dict[str, str]:
    """Return what a mesh is: its role, the wall it goes with, and of furniture, door leaves and panes their number, kind and how they are held."""
    role = ROLES.get(piece.group, "item")
    said = {"role": role, "wall": piece.wall}
    if role == "opening":
        opening, part = [*piece.name.split("_"), ""][:2]
        kind = PARTS.get(part.rstrip("0123456789"), "")
        said |= {"item": f"{opening}_{part}", "kind": kind, "mount": "wall"} if kind else {}
        said |= {"part": part}
    if role == "item":
        item, _, kind = piece.group.partition("_")
        said |= {"item": item, "kind": kind, "mount": KINDS[kind].mount if kind in KINDS else "floor"}
    return said


def energy(light: Light) -> float:
    """Return a light's power as Blender counts it: its flux on the scene's scale, of a spot as if it shone all round."""
    share = 2.0 / (1.0 - math.cos(math.radians(light.angle_deg / 2))) if light.kind == "spot" else 1.0
    return light.flux * share * LIGHT_SCALE


def write_bodies(stage: Any, bodies: Iterable[Body], paths: Mapping[str, str]) -> None:  # noqa: ANN401
    """Write solids under ``/Set/Solids``: guides with ``UsdPhysics`` collision and density, each pointing to the mesh that shows it."""
    from pxr import Gf, Sdf, UsdGeom, UsdPhysics, Vt

    UsdGeom.Scope.Define(stage, "/Set/Solids")
    for body in bodies:
        made = UsdGeom.Mesh.Define(stage, f"/Set/Solids/{prim_name(body.name)}")
        made.CreatePurposeAttr(UsdGeom.Tokens.guide)
        made.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(body.mesh.points.astype(np.float32)))
        made.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(body.mesh.counts.astype(np.int32)))
        made.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(body.mesh.corners.astype(np.int32)))
        made.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
        made.CreateExtentAttr(Vt.Vec3fArray.FromNumpy(np.stack(body.mesh.bounds()).astype(np.float32)))
        place = UsdGeom.Xformable(made)
        if any(body.at):
            place.AddTranslateOp().Set(Gf.Vec3d(*body.at))
        if body.yaw_deg:
            place.AddRotateZOp().Set(body.yaw_deg)
        prim = made.GetPrim()
        UsdPhysics.CollisionAPI.Apply(prim)
        UsdPhysics.MeshCollisionAPI.Apply(prim).CreateApproximationAttr("convexHull")
        UsdPhysics.MassAPI.Apply(prim).CreateDensityAttr(DENSITY[body.matter])
        say(prim, role=body.role, matter=body.matter, wall=body.wall)
        if body.shows in paths:
            prim.CreateRelationship("rushes:shows").SetTargets([Sdf.Path(paths[body.shows])])


def write_anchors(stage: Any, anchors: Iterable[Anchor]) -> None:  # noqa: ANN401
    """Write anchors under ``/Set/Anchors``: a frame each, whose -Y looks where one looks."""
    from pxr import Gf, UsdGeom

    UsdGeom.Scope.Define(stage, "/Set/Anchors")
    for anchor in anchors:
        made = UsdGeom.Xform.Define(stage, f"/Set/Anchors/{prim_name(anchor.name)}")
        made.AddTranslateOp().Set(Gf.Vec3d(*anchor.at))
        made.AddRotateZOp().Set(anchor.yaw_deg)
        say(made.GetPrim(), kind=anchor.kind, floor=anchor.floor, item=anchor.item)
