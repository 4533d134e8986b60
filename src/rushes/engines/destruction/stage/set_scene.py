"""The stage of a set that comes down: the set's own stage, and over it what moves, by time code."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.set_pieces import BROKEN, Shown
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.stage.set_moving import Moving
from rushes.show import FrameRange

BROKEN_SURFACES: dict[str, dict[str, Any]] = {
    "concrete": {"kind": "concrete_smooth", "colour": [0.36, 0.345, 0.32], "wear": 0.9},
    "brick": {"kind": "plaster", "colour": [0.34, 0.135, 0.085], "wear": 0.9},
    "plaster": {"kind": "plaster", "colour": [0.66, 0.64, 0.60], "wear": 0.8},
    "wood": {"kind": "wood", "colour": [0.46, 0.31, 0.17], "wear": 0.6},
    "glass": {"kind": "glass", "colour": [0.62, 0.74, 0.70], "wear": 0.0},
}
"""What breaks show of each matter."""


def broken_surfaces() -> dict[str, dict[str, Any]]:
    """Return the surfaces of broken faces by the names of their materials."""
    return {f"{BROKEN}{matter}": dict(surface) for matter, surface in BROKEN_SURFACES.items()}


def write_set_scene(
    path: Path,
    set_file: str,
    pieces: Pieces,
    shown: Shown,
    motion: Motion,
    what: Moving,
    frames: FrameRange,
    rate: Fraction,
) -> None:
    """Write a stage over a set's, in which what moves is pieces with a transform by frame, and what they stand for is hidden.

    Args:
        path: Where to; replaced when whole.
        set_file: The set's stage, as this one refers to it.
        pieces: The set in pieces.
        shown: What is seen of them.
        motion: Where they are.
        what: What of it moves.
        frames: The shot's.
        rate: Frames per second.
    """
    from pxr import Sdf, Usd, UsdGeom

    part = path.with_name(f"part.{path.name}")
    stage = Usd.Stage.CreateNew(str(part))
    stage.GetRootLayer().subLayerPaths.append(set_file)
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.z)
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    stage.SetStartTimeCode(frames.first)
    stage.SetEndTimeCode(frames.last)
    stage.SetTimeCodesPerSecond(float(rate))
    stage.SetFramesPerSecond(float(rate))
    root = stage.OverridePrim("/Set")
    stage.SetDefaultPrim(root)
    for hidden in what.hidden:
        over = stage.OverridePrim(hidden)
        over.CreateAttribute("visibility", Sdf.ValueTypeNames.Token, custom=False).Set("invisible")
    looks = [_material(stage, str(name)) for name in shown.looks]
    UsdGeom.Scope.Define(stage, "/Set/Moving")
    for source, rows in zip(what.source, what.groups, strict=True):
        scope = f"/Set/Moving/{_plain(source)}"
        UsdGeom.Scope.Define(stage, scope)
        for piece in rows.tolist():
            _piece(stage, f"{scope}/piece_{piece:04d}", pieces, shown, motion, piece, looks)
    stage.GetRootLayer().Save()
    del stage
    part.replace(path)


def _plain(source: str) -> str:
    return source.rsplit("/", maxsplit=1)[-1]


def _material(stage: Any, name: str) -> str:  # noqa: ANN401 - pxr has no types
    """Return a material's path; those of broken faces are made, the others are the set's."""
    from pxr import Gf, Sdf, UsdShade

    path = f"/Set/Materials/{name}"
    if name.startswith(BROKEN):
        material = UsdShade.Material.Define(stage, path)
        shader = UsdShade.Shader.Define(stage, f"{path}/Surface")
        shader.CreateIdAttr("UsdPreviewSurface")
        colour = BROKEN_SURFACES[name.removeprefix(BROKEN)]["colour"]
        shader.CreateInput("diffuseColor", Sdf.ValueTypeNames.Color3f).Set(Gf.Vec3f(*colour))
        shader.CreateInput("roughness", Sdf.ValueTypeNames.Float).Set(0.9)
        material.CreateSurfaceOutput().ConnectToSource(shader.ConnectableAPI(), "surface")
    return path


def _piece(
    stage: Any,  # noqa: ANN401
    path: str,
    pieces: Pieces,
    shown: Shown,
    motion: Motion,
    piece: int,
    looks: list[str],
) -> None:
    from pxr import Gf, Sdf, UsdGeom, UsdShade, Vt

    rows = np.flatnonzero(shown.piece == piece)
    made = UsdGeom.Mesh.Define(stage, path)
    points = shown.points.reshape(-1, 3, 3)[rows].reshape(-1, 3) - pieces.centre[piece]
    made.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(points.astype(np.float32)))
    made.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(np.full(len(rows), 3, np.int32)))
    made.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(np.arange(3 * len(rows), dtype=np.int32)))
    made.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(shown.normals.reshape(-1, 3, 3)[rows].reshape(-1, 3)))
    made.SetNormalsInterpolation(UsdGeom.Tokens.faceVarying)
    made.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    st = UsdGeom.PrimvarsAPI(made).CreatePrimvar("st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.faceVarying)
    st.Set(Vt.Vec2fArray.FromNumpy(shown.st.reshape(-1, 3, 2)[rows].reshape(-1, 2)))
    used = np.unique(shown.look[rows])
    if len(used) == 1:
        _bind(stage, made.GetPrim(), looks[int(used[0])])
    else:
        for look in used.tolist():
            faces = np.flatnonzero(shown.look[rows] == look).astype(np.int32)
            subset = UsdShade.MaterialBindingAPI.Apply(made.GetPrim()).CreateMaterialBindSubset(
                f"look_{look}", Vt.IntArray.FromNumpy(faces)
            )
            _bind(stage, subset.GetPrim(), looks[look])
    place, turn, size = made.AddTranslateOp(), made.AddOrientOp(), made.AddScaleOp()
    _sampled(place, turn, size, motion, piece, shown.lift, Gf)


def _sampled(place: Any, turn: Any, size: Any, motion: Motion, piece: int, lift: float, gf: Any) -> None:  # noqa: ANN401
    """Write a piece's transform where it changes."""
    rows = np.concatenate(
        [motion.position[:, piece], motion.orientation[:, piece], motion.scale[:, piece, None]], axis=1
    )
    stays = (rows[1:] == rows[:-1]).all(axis=1)
    kept = np.concatenate([[True], ~(stays & np.append(stays[1:], False))])  # both ends of a rest
    for row in np.flatnonzero(kept).tolist():
        x, y, z, w, i, j, k, scale = (float(value) for value in rows[row])
        frame = int(motion.frame[row])
        place.Set(gf.Vec3d(x, y, z - lift), frame)
        turn.Set(gf.Quatf(w, i, j, k), frame)
        size.Set(gf.Vec3f(scale, scale, scale), frame)


def _bind(stage: Any, prim: Any, path: str) -> None:  # noqa: ANN401
    from pxr import UsdShade

    UsdShade.MaterialBindingAPI.Apply(prim).Bind(UsdShade.Material(stage.GetPrimAtPath(path)))
