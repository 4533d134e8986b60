"""A clip as a USD stage: time codes are frames, metres, Z up; what moves has transforms at every frame."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.clip.cycle import Cycle
from rushes.engines.clip.model import Model
from rushes.engines.clip.staged import Stage
from rushes.engines.dressing.surface import Surface

Floats = NDArray[np.float64]

SCHEMA: Final = "rushes/clip/1"

SHINES: Final[Mapping[str, tuple[float, float]]] = {
    "brushed": (0.28, 1.0), "polished": (0.05, 1.0), "marble": (0.12, 0.0), "tile": (0.12, 0.0), "ceramic": (0.12, 0.0), "bakelite": (0.25, 0.0),
    "leather": (0.4, 0.0), "wood": (0.4, 0.0), "parquet": (0.32, 0.0), "painted": (0.25, 0.0), "glass": (0.03, 0.0),
}  # fmt: skip
"""Roughness and metallic of a look, as other programs see it; of any other 0.8 and 0."""


@dataclass(frozen=True, eq=False)
class Moving:
    """How one body moves.

    Attributes:
        name: Its prim's.
        model: About its own origin.
        position: Where that is at each frame [m], shape [frames, 3], or [1, 3] where it stays.
        orientation: Unit quaternions (w, x, y, z), shape as the positions'.
        shown: First and last row at which it is there; None where it always is.
        cycle: How it bends, in poses that may come again.
    """

    name: str
    model: Model
    position: Floats
    orientation: Floats
    shown: tuple[int, int] | None = None
    cycle: Cycle | None = None


def looks_of(models: Sequence[Model]) -> dict[str, Surface]:
    """Return the looks that models have, by the names of their materials."""
    return {look_name(part.look): part.look for model in models for part in model.parts}


def look_name(look: Surface) -> str:
    """Return the name of a look's material: two that look alike have one."""
    red, green, blue = (round(255 * min(part, 1.0) ** (1 / 2.2)) for part in look.colour)
    glow = f"_g{round(look.glow * 10)}" if look.glow else ""
    return f"{look.kind}_{red:02x}{green:02x}{blue:02x}_{round(look.wear * 100):02d}{glow}"


def write_stage(
    path: Path, stage: Stage, bodies: Sequence[Moving], camera: CameraPath, cuts: Sequence[int], rate: Fraction
) -> None:
    """Write a clip as ``.usdc``.

    Args:
        path: Where to.
        stage: Its scenery, light and air.
        bodies: Whatever was put into it, and how it moves.
        camera: Over all shots; each has a prim of its own.
        cuts: The first row of each shot, and the number of all.
        rate: Frames per second.
    """
    from pxr import Gf, Usd, UsdGeom

    made = Usd.Stage.CreateNew(str(path))
    UsdGeom.SetStageUpAxis(made, UsdGeom.Tokens.z)
    UsdGeom.SetStageMetersPerUnit(made, 1.0)
    first = camera.frames.first
    made.SetStartTimeCode(first)
    made.SetEndTimeCode(camera.frames.last)
    made.SetTimeCodesPerSecond(float(rate))
    made.SetFramesPerSecond(float(rate))
    root = UsdGeom.Xform.Define(made, "/World")
    made.SetDefaultPrim(root.GetPrim())
    root.GetPrim().SetCustomDataByKey("rushes:schema", SCHEMA)
    for scope in ("Materials", "Scenery", "Things", "Cameras", "Lights"):
        UsdGeom.Scope.Define(made, f"/World/{scope}")
    models = [*stage.setting.scenery.values(), *(body.model for body in bodies)]
    names = looks_of(models)
    bound = {name: _material(made, f"/World/Materials/{name}", look) for name, look in names.items()}
    for name, model in stage.setting.scenery.items():
        _mesh(made, f"/World/Scenery/{name}", model, bound)
    for body in bodies:
        mesh = _mesh(made, f"/World/Things/{body.name}", body.model, bound)
        _move(mesh, body, first)
    for number, (start, end) in enumerate(zip(cuts[:-1], cuts[1:], strict=True), start=1):
        _camera(made, f"/World/Cameras/Shot_{number}", camera, range(start, end))
    _lights(made, stage, Gf)
    made.GetRootLayer().Save()


def _mesh(stage: Any, path: str, model: Model, bound: Mapping[str, Any]) -> Any:  # noqa: ANN401 - pxr has no types
    from pxr import Sdf, UsdGeom, UsdShade, Vt

    made = UsdGeom.Mesh.Define(stage, path)
    meshes = [part.mesh for part in model.parts]
    starts = np.cumsum([0] + [len(mesh.points) for mesh in meshes])
    points = np.concatenate([mesh.points for mesh in meshes])
    counts = np.concatenate([mesh.counts for mesh in meshes])
    made.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(points.astype(np.float32)))
    made.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(counts.astype(np.int32)))
    corners = np.concatenate([mesh.corners + start for mesh, start in zip(meshes, starts, strict=False)])
    made.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(corners.astype(np.int32)))
    normals = np.concatenate([mesh.normals() for mesh in meshes])
    made.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(normals.astype(np.float32)))
    made.SetNormalsInterpolation(UsdGeom.Tokens.faceVarying)
    made.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    made.CreateExtentAttr(
        Vt.Vec3fArray.FromNumpy(np.stack([points.min(axis=0), points.max(axis=0)]).astype(np.float32))
    )
    st = UsdGeom.PrimvarsAPI(made).CreatePrimvar("st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.faceVarying)
    st.Set(Vt.Vec2fArray.FromNumpy(np.concatenate([mesh.st for mesh in meshes]).astype(np.float32)))
    faces = np.cumsum([0] + [len(mesh.counts) for mesh in meshes])
    by_look: dict[str, list[Any]] = {}
    for part, low, high in zip(model.parts, faces[:-1], faces[1:], strict=True):
        by_look.setdefault(look_name(part.look), []).append(np.arange(low, high))
    if len(by_look) == 1:
        UsdShade.MaterialBindingAPI.Apply(made.GetPrim()).Bind(bound[next(iter(by_look))])
        return made
    for number, (name, rows) in enumerate(by_look.items()):
        subset = UsdGeom.Subset.CreateGeomSubset(
            made,
            f"look_{number}",
            UsdGeom.Tokens.face,
            Vt.IntArray.FromNumpy(np.concatenate(rows).astype(np.int32)),
            "materialBind",
        )
        UsdShade.MaterialBindingAPI.Apply(subset.GetPrim()).Bind(bound[name])
    return made


def _move(mesh: Any, body: Moving, first: int) -> None:  # noqa: ANN401
    from pxr import Gf, UsdGeom, Vt

    xform = UsdGeom.Xformable(mesh)
    op = xform.AddTransformOp()
    stays = len(body.position) == 1
    for row, (at, turn) in enumerate(zip(body.position, body.orientation, strict=True)):
        matrix = Gf.Matrix4d(1.0)
        w, x, y, z = (float(part) for part in turn)
        matrix.SetRotate(Gf.Quatd(w, x, y, z))
        matrix.SetTranslateOnly(Gf.Vec3d(*(float(part) for part in at)))
        if stays:
            op.Set(matrix)
        else:
            op.Set(matrix, first + row)
    if body.cycle is not None:  # equal arrays are kept once in a file
        poses = {
            int(one): Vt.Vec3fArray.FromNumpy(body.cycle.poses[one].astype(np.float32))
            for one in np.unique(body.cycle.which)
        }
        for row, one in zip(body.cycle.rows, body.cycle.which, strict=True):
            mesh.GetPointsAttr().Set(poses[int(one)], first + float(row))
    if body.shown is not None:
        visible = mesh.CreateVisibilityAttr()
        low, high = body.shown
        if low > 0:
            visible.Set(UsdGeom.Tokens.invisible, first)
        visible.Set(UsdGeom.Tokens.inherited, first + low)
        visible.Set(UsdGeom.Tokens.invisible, first + high + 1)


def _material(stage: Any, path: str, look: Surface) -> Any:  # noqa: ANN401
    from pxr import Sdf, UsdShade

    material = UsdShade.Material.Define(stage, path)
    shader = UsdShade.Shader.Define(stage, f"{path}/Surface")
    shader.CreateIdAttr("UsdPreviewSurface")
    types = Sdf.ValueTypeNames
    rough, metal = SHINES.get(look.kind, (0.8, 0.0))
    shader.CreateInput("diffuseColor", types.Color3f).Set(look.colour)
    shader.CreateInput("roughness", types.Float).Set(rough)
    shader.CreateInput("metallic", types.Float).Set(metal)
    if look.kind == "glass":
        shader.CreateInput("opacity", types.Float).Set(0.2)
    if look.glow:
        shader.CreateInput("emissiveColor", types.Color3f).Set(tuple(part * look.glow for part in look.colour))
    material.CreateSurfaceOutput().ConnectToSource(shader.ConnectableAPI(), "surface")
    material.GetPrim().SetCustomDataByKey("rushes:look", json.dumps(look.to_json()))
    return material


def _camera(stage: Any, path: str, camera: CameraPath, rows: range) -> None:  # noqa: ANN401
    from pxr import Gf, UsdGeom

    made = UsdGeom.Camera.Define(stage, path)
    made.CreateHorizontalApertureAttr(camera.sensor_width_mm)
    made.CreateVerticalApertureAttr(camera.sensor_width_mm * camera.height / camera.width)
    made.CreateFocalLengthAttr(float(camera.focal_length_mm[rows.start]))
    made.CreateClippingRangeAttr(Gf.Vec2f(0.05, 3000.0))
    op = UsdGeom.Xformable(made).AddTransformOp()
    for row in rows:
        matrix = Gf.Matrix4d(1.0)
        w, x, y, z = (float(part) for part in camera.orientation[row])
        matrix.SetRotate(Gf.Quatd(w, x, y, z))
        matrix.SetTranslateOnly(Gf.Vec3d(*(float(part) for part in camera.position[row])))
        op.Set(matrix, camera.frames.first + row)


def _lights(made: Any, stage: Stage, gf: Any) -> None:  # noqa: ANN401
    """Write the sun and the sky as other programs know them; ours makes its own from the same numbers."""
    from pxr import UsdGeom, UsdLux

    sun = stage.sun
    if sun.strength > 0 and not stage.setting.ceiling:
        light = UsdLux.DistantLight.Define(made, "/World/Lights/Sun")
        light.CreateIntensityAttr(sun.strength)
        light.CreateColorAttr(gf.Vec3f(*sun.colour))
        light.CreateAngleAttr(sun.angle_deg)
        matrix = gf.Matrix4d(1.0)
        matrix.SetRotate(gf.Rotation(gf.Vec3d(0, 0, 1), gf.Vec3d(*sun.direction)))
        UsdGeom.Xformable(light).AddTransformOp().Set(matrix)
    dome = UsdLux.DomeLight.Define(made, "/World/Lights/Sky")
    dome.CreateIntensityAttr(1.0)
    dome.CreateColorAttr(gf.Vec3f(*stage.sky.horizon))
    for number, lamp in enumerate(stage.setting.lamps, start=1):
        ball = UsdLux.SphereLight.Define(made, f"/World/Lights/Lamp_{number}")
        ball.CreateRadiusAttr(lamp.size / 2)
        ball.CreateIntensityAttr(lamp.power / (4 * np.pi**2 * (lamp.size / 2) ** 2))
        ball.CreateColorAttr(gf.Vec3f(*lamp.colour))
        UsdGeom.Xformable(ball).AddTranslateOp().Set(gf.Vec3d(*lamp.at))
