"""The step ``mesh``: the performer's mesh through the shot as a USD file, that other programs can stick things to.

One unit is one pixel of the plate: x to the right, y up, from the plate's lower left corner; z toward the viewer, as the network guesses it. The camera ``/Shot/plate`` sees just the plate.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.landmarks import LEFT_OUTER, RIGHT_OUTER
from rushes.engines.reage.plate_step import plate_file
from rushes.engines.reage.tracks import SURE, Tracks
from rushes.media.exr import picture_size
from rushes.plan import StepContext
from rushes.show import FrameRange

Floats = NDArray[np.float32]
Whole = NDArray[np.int32]

FILE: Final = "mesh.usdc"
ROOT: Final = "/Shot"


def mesh(ctx: StepContext) -> None:
    """Write ``mesh.usdc``: the performer's points in every frame in which they are surely seen, and nothing in the others.

    Params: ``frames``, ``rate``. Needs ``plate`` and ``track``.
    """
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    width, height = picture_size(plate_file(ctx.inputs["plate"], frames.first))
    write_mesh(ctx.out / FILE, Tracks.load(ctx.inputs["track"]), width, height, rate)
    ctx.report(1, 1)


def write_mesh(path: Path, tracks: Tracks, width: int, height: int, rate: Fraction) -> None:
    """Write a performer's mesh, beside and renamed.

    Args:
        path: Where to.
        tracks: The faces.
        width, height: The plate's size [px].
        rate: Frames per second.
    """
    from pxr import Gf, Sdf, Usd, UsdGeom, Vt

    part = path.with_name(f"{path.stem}.part{path.suffix}")
    part.unlink(missing_ok=True)
    stage: Any = Usd.Stage.CreateNew(str(part))
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.y)
    stage.SetTimeCodesPerSecond(float(rate))
    stage.SetStartTimeCode(int(tracks.frame[0]))
    stage.SetEndTimeCode(int(tracks.frame[-1]))
    stage.SetDefaultPrim(UsdGeom.Xform.Define(stage, ROOT).GetPrim())
    camera = UsdGeom.Camera.Define(stage, f"{ROOT}/plate")
    camera.CreateProjectionAttr(UsdGeom.Tokens.orthographic)
    camera.CreateHorizontalApertureAttr(10.0 * width)  # apertures are in tenths of a unit
    camera.CreateVerticalApertureAttr(10.0 * height)
    camera.CreateClippingRangeAttr(Gf.Vec2f(1.0, 20.0 * max(width, height)))
    camera.AddTranslateOp().Set(Gf.Vec3d(width / 2, height / 2, 10.0 * max(width, height)))
    face = UsdGeom.Mesh.Define(stage, f"{ROOT}/face")
    face.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    sure = face.GetPrim().CreateAttribute("rushes:confidence", Sdf.ValueTypeNames.Float)
    rows = sure_rows(tracks)
    if len(rows):
        own = tracks.mesh[:, tracks.performer]
        triangles = triangulated(own[most_frontal(own, rows)])
        face.CreateFaceVertexCountsAttr(Vt.IntArray([3] * len(triangles)))
        face.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(np.ascontiguousarray(triangles.ravel())))
    points, extent, seen = face.CreatePointsAttr(), face.CreateExtentAttr(), face.CreateVisibilityAttr()
    shown = set(rows.tolist())
    for row, number in enumerate(tracks.frame.tolist()):
        seen.Set(UsdGeom.Tokens.inherited if row in shown else UsdGeom.Tokens.invisible, number)
        sure.Set(float(tracks.confidence[row, tracks.performer]) if tracks.performer >= 0 else 0.0, number)
        if row in shown:
            placed = upright(tracks.mesh[row, tracks.performer], height)
            points.Set(Vt.Vec3fArray.FromNumpy(placed), number)
            extent.Set(Vt.Vec3fArray.FromNumpy(np.stack([placed.min(axis=0), placed.max(axis=0)])), number)
    stage.GetRootLayer().Save()
    del stage
    part.replace(path)


def sure_rows(tracks: Tracks) -> Whole:
    """Return in which rows of a track the performer is surely seen."""
    if tracks.performer < 0:
        return np.zeros(0, np.int32)
    return np.flatnonzero(tracks.confidence[:, tracks.performer] >= SURE).astype(np.int32)


def upright(points: Floats, height: int) -> Floats:
    """Return a mesh with y up from the plate's lower left corner and z toward the viewer: pixels' centres lie at halves, shape [468, 3]."""
    return np.ascontiguousarray(np.array([0.5, height - 0.5, 0.0]) + points * np.array([1.0, -1.0, -1.0]), np.float32)


def most_frontal(meshes: Floats, rows: Whole) -> int:
    """Return the row in which the eyes' outer corners are most level in depth, for the width that they have."""
    across = meshes[rows, LEFT_OUTER] - meshes[rows, RIGHT_OUTER]
    turned = np.abs(across[:, 2]) / np.maximum(np.linalg.norm(across[:, :2], axis=1), 1e-6)
    return int(rows[int(turned.argmin())])


def triangulated(points: Floats) -> Whole:
    """Return triangles over a mesh that looks at the viewer, each turned toward them, shape [n, 3].

    The network comes without faces; these are Delaunay's over the picture, and close eyes and mouth.
    """
    from scipy.spatial import Delaunay

    found = np.asarray(Delaunay(points[:, :2].astype(np.float64)).simplices, np.int32)
    a, b, c = (points[found[:, corner], :2] for corner in range(3))
    clockwise = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[
        :, 0
    ] > 0  # y goes down here, and up in the scene
    found[clockwise] = found[clockwise][:, [0, 2, 1]]
    return found
