"""The scene as USD: named prims in metres, Z up, maps in metres, materials that any program shows, lights with their units."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from rushes.engines.dressing.mesh import Floats
from rushes.engines.dressing.surface import Surface
from rushes.engines.setdesign.model.setup import SENSOR_M
from rushes.engines.setdesign.scene.lights import frame_of
from rushes.engines.setdesign.scene.piece import Camera, Light, Piece, SetScene
from rushes.engines.setdesign.scene.usd_facts import (
    LIGHT_SCALE,
    SCHEMA,
    energy,
    facts,
    prim_name,
    say,
    write_anchors,
    write_bodies,
)
from rushes.engines.usd_textures import Baked, connect


def write_set(scene: SetScene, path: Path, textures: Mapping[str, Baked] | None = None) -> None:
    """Write a scene as ``.usdc`` or ``.usda``.

    Args:
        scene: What ``assembled`` gave.
        path: Where to.
        textures: What ``baked`` gave, by finish, beside the file; what has none is of a plain colour.
    """
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.CreateNew(str(path))
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.z)
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    root = UsdGeom.Xform.Define(stage, "/Set")
    stage.SetDefaultPrim(root.GetPrim())
    stage.SetMetadata("comment", scene.title)
    backing = {"radiance": scene.backing * LIGHT_SCALE, "colour": list(scene.backing_colour)}
    say(root.GetPrim(), schema=SCHEMA, backing=json.dumps(backing))
    names = {name: f"/Set/Materials/{prim_name(name)}" for name in scene.surfaces}
    UsdGeom.Scope.Define(stage, "/Set/Materials")
    bound = {
        name: _material(stage, names[name], one, (textures or {}).get(name)) for name, one in scene.surfaces.items()
    }
    groups: set[str] = set()
    for piece in scene.pieces:
        group = f"/Set/{prim_name(piece.group)}"
        if group not in groups:
            UsdGeom.Scope.Define(stage, group)
            groups.add(group)
        _mesh(stage, f"{group}/{piece.name}", piece, bound[piece.surface])
    write_bodies(
        stage, scene.bodies, {piece.name: f"/Set/{prim_name(piece.group)}/{piece.name}" for piece in scene.pieces}
    )
    write_anchors(stage, scene.anchors)
    UsdGeom.Scope.Define(stage, "/Set/Lights")
    for light in scene.lights:
        _light(stage, f"/Set/Lights/{prim_name(light.name)}", light)
    UsdGeom.Scope.Define(stage, "/Set/Cameras")
    for camera in scene.cameras:
        _camera(stage, f"/Set/Cameras/Camera_{prim_name(camera.name)}", camera)
    stage.GetRootLayer().Save()


def _mesh(stage: Any, path: str, piece: Piece, material: Any) -> None:  # noqa: ANN401 - pxr has no types
    from pxr import Gf, Sdf, UsdGeom, UsdShade, Vt

    made = UsdGeom.Mesh.Define(stage, path)
    mesh = piece.mesh
    made.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(mesh.points.astype(np.float32)))
    made.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(mesh.counts.astype(np.int32)))
    made.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(mesh.corners.astype(np.int32)))
    made.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(mesh.normals().astype(np.float32)))
    made.SetNormalsInterpolation(UsdGeom.Tokens.faceVarying)
    made.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    made.CreateExtentAttr(Vt.Vec3fArray.FromNumpy(np.stack(mesh.bounds()).astype(np.float32)))
    st = UsdGeom.PrimvarsAPI(made).CreatePrimvar("st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.faceVarying)
    st.Set(Vt.Vec2fArray.FromNumpy(mesh.st.astype(np.float32)))
    place = UsdGeom.Xformable(made)
    if any(piece.at):
        place.AddTranslateOp().Set(Gf.Vec3d(*piece.at))
    if piece.yaw_deg:
        place.AddRotateZOp().Set(piece.yaw_deg)
    UsdShade.MaterialBindingAPI.Apply(made.GetPrim()).Bind(material)
    say(made.GetPrim(), **facts(piece))


def _material(stage: Any, path: str, surface: Surface, textures: Baked | None) -> Any:  # noqa: ANN401
    from pxr import Sdf, UsdShade

    material = UsdShade.Material.Define(stage, path)
    shader = UsdShade.Shader.Define(stage, f"{path}/Surface")
    shader.CreateIdAttr("UsdPreviewSurface")
    types = Sdf.ValueTypeNames
    plain = PLAIN.get(surface.kind, (0.5, 0.0))
    shader.CreateInput("diffuseColor", types.Color3f).Set(surface.colour)
    shader.CreateInput("roughness", types.Float).Set(plain[0])
    shader.CreateInput("metallic", types.Float).Set(plain[1])
    if surface.kind == "glass":
        shader.CreateInput("opacity", types.Float).Set(0.18)
        shader.CreateInput("roughness", types.Float).Set(0.02)
    if surface.glow:
        shine = tuple(part * surface.glow * LIGHT_SCALE for part in surface.glow_colour)
        shader.CreateInput("emissiveColor", types.Color3f).Set(shine)
    if textures is not None:
        connect(stage, path, shader, textures, surface.glow * LIGHT_SCALE if surface.kind == "screen" else 0.0)
    material.CreateSurfaceOutput().ConnectToSource(shader.ConnectableAPI(), "surface")
    say(material.GetPrim(), surface=json.dumps(surface.to_json() | {"glow": surface.glow * LIGHT_SCALE}))
    return material


PLAIN: Mapping[str, tuple[float, float]] = {
    "brushed": (0.25, 1.0),
    "polished": (0.05, 1.0),
    "terrazzo": (0.15, 0.0),
    "marble": (0.1, 0.0),
    "tile": (0.12, 0.0),
    "ceramic": (0.12, 0.0),
    "bakelite": (0.15, 0.0),
    "leather": (0.4, 0.0),
    "wood": (0.35, 0.0),
    "parquet": (0.3, 0.0),
    "painted": (0.3, 0.0),
    "glass": (0.02, 0.0),
    "velvet": (0.9, 0.0),
    "cloth": (0.9, 0.0),
    "carpet": (0.95, 0.0),
    "rug": (0.95, 0.0),
    "plaster": (0.65, 0.0),
    "concrete_boards": (0.75, 0.0),
    "concrete_smooth": (0.6, 0.0),
}
"""Roughness and metallic of a finish that isn't baked."""


def _light(stage: Any, path: str, light: Light) -> None:  # noqa: ANN401
    """Write a light with its radiance, or a sun's illuminance, on the scene's scale."""
    from pxr import Gf, UsdGeom, UsdLux

    colour = Gf.Vec3f(*light.colour)
    if light.kind == "sun":
        made = UsdLux.DistantLight.Define(stage, path)
        made.CreateAngleAttr(light.angle_deg)
        made.CreateIntensityAttr(light.flux * LIGHT_SCALE)
        made.CreateNormalizeAttr(True)
    elif light.kind == "panel":
        made = UsdLux.RectLight.Define(stage, path)
        made.CreateWidthAttr(light.size[0])
        made.CreateHeightAttr(light.size[1])
        made.CreateIntensityAttr(light.flux / (math.pi * light.size[0] * light.size[1]) * LIGHT_SCALE)
    else:
        made = UsdLux.SphereLight.Define(stage, path)
        made.CreateRadiusAttr(light.size[0])
        share = 1.0 if light.kind == "ball" else 2.0 / (1.0 - math.cos(math.radians(light.angle_deg / 2)))
        made.CreateIntensityAttr(light.flux * share / (4.0 * math.pi**2 * light.size[0] ** 2) * LIGHT_SCALE)
        if light.kind == "spot":
            cone = UsdLux.ShapingAPI.Apply(made.GetPrim())
            cone.CreateShapingConeAngleAttr(light.angle_deg / 2)
            cone.CreateShapingConeSoftnessAttr(0.4)
    made.CreateColorAttr(colour)
    say(made.GetPrim(), energy=energy(light), item=light.item)
    frame = frame_of(light)
    matrix = Gf.Matrix4d(1.0)
    for row in range(3):
        matrix.SetRow3(row, Gf.Vec3d(*(float(part) for part in frame[:, row])))
    matrix.SetTranslateOnly(Gf.Vec3d(*light.at))
    UsdGeom.Xformable(made).AddTransformOp().Set(matrix)


def _camera(stage: Any, path: str, camera: Camera) -> None:  # noqa: ANN401
    from pxr import Gf, UsdGeom

    made = UsdGeom.Camera.Define(stage, path)
    made.CreateFocalLengthAttr(camera.lens_mm)
    made.CreateHorizontalApertureAttr(SENSOR_M[0] * 1000)
    made.CreateVerticalApertureAttr(SENSOR_M[1] * 1000)
    made.CreateClippingRangeAttr(Gf.Vec2f(0.02, 500.0))
    say(made.GetPrim(), wild=camera.wild, title=camera.title)
    made.CreateFocusDistanceAttr(float(np.linalg.norm(np.subtract(camera.target, camera.at))))
    aim = Light(
        camera.name,
        "panel",
        camera.at,
        0.0,
        (1.0, 1.0, 1.0),
        toward=_three(np.subtract(camera.target, camera.at)),
        across=_right(camera),
    )
    frame = frame_of(aim)
    matrix = Gf.Matrix4d(1.0)
    for row in range(3):
        matrix.SetRow3(row, Gf.Vec3d(*(float(part) for part in frame[:, row])))
    matrix.SetTranslateOnly(Gf.Vec3d(*camera.at))
    UsdGeom.Xformable(made).AddTransformOp().Set(matrix)


def _right(camera: Camera) -> tuple[float, float, float]:
    ahead = np.subtract(camera.target, camera.at)
    side = np.cross(ahead, [0.0, 0.0, 1.0])
    if np.linalg.norm(side) < 1e-6:
        return (1.0, 0.0, 0.0)
    return _three(side)


def _three(vector: Floats) -> tuple[float, float, float]:
    return float(vector[0]), float(vector[1]), float(vector[2])
