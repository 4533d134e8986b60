"""An outfit as USD: garments as named prims in metres, Z up, pattern places as ``st`` in metres, materials that any program shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.engines.usd_textures import Baked, connect
from rushes.engines.wardrobe.picture.piece import OutfitScene, Piece, Strands, Surface
from rushes.engines.wardrobe.picture.sheen import write_sheen

PLAIN: Final[Mapping[str, tuple[float, float]]] = {
    "skin": (0.5, 0.0),
    "mannequin": (0.72, 0.0),
    "hair": (0.4, 0.0),
    "calf": (0.25, 0.0),
    "rubber": (0.6, 0.0),
    "metal": (0.25, 1.0),
    "horn": (0.3, 0.0),
    "pearl": (0.2, 0.0),
    "silk charmeuse": (0.35, 0.0),
    "leather": (0.42, 0.0),
}
"""Roughness and metallic of a surface; cloth is matt."""

STUFF: Final = "rushes:stuff"
"""Under this name a material says what it is of, for whoever shades it anew."""


def write_outfit(scene: OutfitScene, path: Path, textures: Mapping[str, Baked] | None = None) -> None:
    """Write a scene as ``.usdc`` or ``.usda``.

    Args:
        scene: What ``dressed`` gave.
        path: Where to.
        textures: What ``baked`` gave, by surface, beside the file; what has none is of a plain colour.
    """
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.CreateNew(str(path))
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.z)
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    root = UsdGeom.Xform.Define(stage, "/Outfit")
    stage.SetDefaultPrim(root.GetPrim())
    stage.SetMetadata("comment", scene.title)
    UsdGeom.Scope.Define(stage, "/Outfit/Materials")
    bound = {
        name: _material(stage, f"/Outfit/Materials/{prim_name(name)}", one, (textures or {}).get(name))
        for name, one in scene.surfaces.items()
    }
    for group in dict.fromkeys([*(one.group for one in scene.pieces), *(one.group for one in scene.strands)]):
        UsdGeom.Xform.Define(stage, f"/Outfit/{prim_name(group)}")
    for piece in scene.pieces:
        _mesh(stage, f"/Outfit/{prim_name(piece.group)}/{object_name(piece)}", piece, bound[piece.surface])
    for strands in scene.strands:
        _curves(stage, f"/Outfit/{prim_name(strands.group)}/{object_name(strands)}", strands, bound[strands.surface])
    stage.GetRootLayer().Save()


def object_name(one: Piece | Strands) -> str:
    """Return a name that no other piece in the scene has."""
    return prim_name(f"{one.group}_{one.name}")


def prim_name(name: str) -> str:
    """Return a name that USD takes: letters, digits and underscores."""
    plain = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name)
    return plain if plain and not plain[0].isdigit() else f"_{plain}"


def _mesh(stage: Any, path: str, piece: Piece, material: Any) -> None:  # noqa: ANN401 - pxr has no types
    from pxr import Sdf, UsdGeom, UsdShade, Vt

    made = UsdGeom.Mesh.Define(stage, path)
    faces, sides = piece.corners.shape
    made.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(piece.points.astype(np.float32)))
    made.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(np.full(faces, sides, np.int32)))
    made.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(piece.corners.ravel().astype(np.int32)))
    made.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.catmullClark if piece.smooth else UsdGeom.Tokens.none)
    if not piece.smooth:
        made.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(normals(piece).astype(np.float32)))
        made.SetNormalsInterpolation(UsdGeom.Tokens.vertex)
    ends = np.stack([piece.points.min(axis=0), piece.points.max(axis=0)])
    made.CreateExtentAttr(Vt.Vec3fArray.FromNumpy(ends.astype(np.float32)))
    maps = UsdGeom.PrimvarsAPI(made)
    for name, values in (("st", piece.st), ("edge", piece.edge)):
        if values is not None:
            one = maps.CreatePrimvar(name, Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.faceVarying)
            one.Set(Vt.Vec2fArray.FromNumpy(values.reshape(-1, 2).astype(np.float32)))
    UsdShade.MaterialBindingAPI.Apply(made.GetPrim()).Bind(material)


def normals(piece: Piece) -> Any:  # noqa: ANN401 - floats [n, 3]
    """Return a piece's points' normals, weighted by area, shape [n, 3]."""
    at = piece.points[piece.corners]
    faces = np.cross(at[:, 1] - at[:, 0], at[:, 2] - at[:, 0])
    if piece.corners.shape[1] == 4:
        faces = faces + np.cross(at[:, 2] - at[:, 0], at[:, 3] - at[:, 0])
    out = np.zeros_like(piece.points)
    for k in range(piece.corners.shape[1]):
        np.add.at(out, piece.corners[:, k], faces)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-15)


def _curves(stage: Any, path: str, strands: Strands, material: Any) -> None:  # noqa: ANN401
    from pxr import UsdGeom, UsdShade, Vt

    made = UsdGeom.BasisCurves.Define(stage, path)
    count, steps = strands.points.shape[:2]
    made.CreateTypeAttr(UsdGeom.Tokens.linear)
    made.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(strands.points.reshape(-1, 3).astype(np.float32)))
    made.CreateCurveVertexCountsAttr(Vt.IntArray.FromNumpy(np.full(count, steps, np.int32)))
    widths = np.tile(2 * strands.radius * np.linspace(1.0, 0.35, steps), count)
    made.CreateWidthsAttr(Vt.FloatArray.FromNumpy(widths.astype(np.float32)))
    made.SetWidthsInterpolation(UsdGeom.Tokens.vertex)
    UsdShade.MaterialBindingAPI.Apply(made.GetPrim()).Bind(material)


def _material(stage: Any, path: str, surface: Surface, textures: Baked | None) -> Any:  # noqa: ANN401
    from pxr import Gf, Sdf, UsdShade

    material = UsdShade.Material.Define(stage, path)
    material.GetPrim().SetCustomDataByKey(STUFF, surface.kind)
    shader = UsdShade.Shader.Define(stage, f"{path}/Surface")
    shader.CreateIdAttr("UsdPreviewSurface")
    types = Sdf.ValueTypeNames
    rough, metal = PLAIN.get(surface.kind, (0.85, 0.0))
    shader.CreateInput("diffuseColor", types.Color3f).Set(Gf.Vec3f(*surface.colour))
    shader.CreateInput("roughness", types.Float).Set(rough)
    shader.CreateInput("metallic", types.Float).Set(metal)
    if textures:
        connect(stage, path, shader, textures)
    material.CreateSurfaceOutput().ConnectToSource(shader.ConnectableAPI(), "surface")
    write_sheen(stage, path, surface, (rough, metal), textures)
    return material
