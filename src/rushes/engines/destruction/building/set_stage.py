"""Reading a set's stage: the closed solids of its structure, and the meshes of what stands and hangs in it.

The stage is a set's own (``rushes/set/1`` in the custom data of its prims): nothing is known here of how it was designed, and any
program may have written it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError
from rushes.media.stage import open_stage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SCHEMA = "rushes/set/1"


@dataclass(frozen=True, eq=False)
class Faces:
    """A mesh in the world.

    Attributes:
        prim: Its path.
        material: Name of its material.
        points: Shape [n, 3] m.
        counts: Corners of each face, shape [f].
        corners: Index of a point by corner, face by face, shape [c].
        normals: Shape [c, 3]; empty where the stage has none.
        st: Its map [m], shape [c, 2]; empty where the stage has none.
    """

    prim: str
    material: str
    points: Floats
    counts: Ints
    corners: Ints
    normals: Floats
    st: Floats


@dataclass(frozen=True, eq=False)
class Structural:
    """A closed convex solid of the structure.

    Attributes:
        faces: In the world; its material is that of the mesh that shows it, and its prim is that mesh.
        role: ``wall``, ``ceiling``, ``beam``, ``column`` or ``floor``.
        matter: ``concrete``, ``brick``, ``plaster``, ``wood`` or ``glass``.
        frame: From its own axes, by which its finish is mapped, to the world, shape [4, 4].
        wall: Name of its wall; "" where it is of none.
    """

    faces: Faces
    role: str
    matter: str
    frame: Floats
    wall: str


@dataclass(frozen=True, eq=False)
class Thing:
    """Something that stands, hangs or lies.

    Attributes:
        name: Its number, for example ``F01``.
        kind: What it is.
        mount: ``floor``, ``rug``, ``top``, ``wall`` or ``ceiling``.
        meshes: What it is made of.
    """

    name: str
    kind: str
    mount: str
    meshes: tuple[Faces, ...]


@dataclass(frozen=True, eq=False)
class SetStage:
    """A set as its stage has it.

    Attributes:
        structure: Its solids.
        things: What is in it.
        surfaces: What each material is made of, by name.
        lights: By name: ``energy`` (Blender's), ``colour`` and the ``item`` that it is in.
        cameras: By name: ``at``, ``toward``, ``up`` (unit vectors), ``lens_mm``, ``sensor_mm``, ``wild``, ``title``.
        walls: The prims that go with each wall.
        backing: ``radiance`` and ``colour`` of what is seen outside.
        trims: What runs along walls and frames their openings, each mesh with its wall's name.
    """

    structure: tuple[Structural, ...]
    things: tuple[Thing, ...]
    surfaces: Mapping[str, Mapping[str, Any]]
    lights: Mapping[str, Mapping[str, Any]]
    cameras: Mapping[str, Mapping[str, Any]]
    walls: Mapping[str, tuple[str, ...]]
    backing: Mapping[str, Any]
    trims: tuple[tuple[Faces, str], ...] = ()


def read_set(path: Path) -> SetStage:
    """Read a set's stage.

    Raises:
        BadInputError: It can't be opened, or says nothing of solids.
    """
    from pxr import UsdGeom

    stage = open_stage(path, inside=path.parent.parent)
    root = stage.GetPrimAtPath("/Set")
    said = root.GetCustomDataByKey("rushes:schema") if root else None
    if said != SCHEMA:
        raise BadInputError(
            f"The set {path} says nothing of its solids: it was made before sets could be destroyed. Make the set again, and name that version."
        )
    cache = UsdGeom.XformCache()
    walls: dict[str, list[str]] = {}
    meshes: dict[str, Faces] = {}
    things: dict[str, list[tuple[Any, Faces]]] = {}
    trims: list[tuple[Faces, str]] = []
    for prim in stage.Traverse():
        if not prim.IsA(UsdGeom.Mesh) or str(prim.GetPath()).startswith("/Set/Solids"):
            continue
        faces = _faces(prim, cache)
        meshes[faces.prim] = faces
        wall, item = prim.GetCustomDataByKey("rushes:wall"), prim.GetCustomDataByKey("rushes:item")
        if wall:
            walls.setdefault(str(wall), []).append(faces.prim)
        if wall and (
            prim.GetCustomDataByKey("rushes:role") == "trim" or prim.GetCustomDataByKey("rushes:part") == "frame"
        ):
            trims.append((faces, str(wall)))
        if item:
            things.setdefault(str(item), []).append((prim, faces))
    return SetStage(
        tuple(_structure(stage, cache, meshes)),
        tuple(_thing(name, rows) for name, rows in things.items()),
        _surfaces(stage),
        _lights(stage),
        _cameras(stage, cache),
        {wall: tuple(paths) for wall, paths in walls.items()},
        json.loads(str(root.GetCustomDataByKey("rushes:backing") or "{}")),
        tuple(trims),
    )


def _faces(prim: Any, cache: Any) -> Faces:  # noqa: ANN401 - pxr has no types
    from pxr import UsdGeom, UsdShade

    mesh = UsdGeom.Mesh(prim)
    matrix = np.array(cache.GetLocalToWorldTransform(prim)).T
    points = np.asarray(mesh.GetPointsAttr().Get(), float) @ matrix[:3, :3].T + matrix[:3, 3]
    normals = mesh.GetNormalsAttr().Get()
    st = UsdGeom.PrimvarsAPI(prim).GetPrimvar("st")
    bound = UsdShade.MaterialBindingAPI(prim).GetDirectBinding().GetMaterialPath()
    return Faces(
        str(prim.GetPath()),
        bound.name if bound else "",
        points,
        np.asarray(mesh.GetFaceVertexCountsAttr().Get(), np.int64),
        np.asarray(mesh.GetFaceVertexIndicesAttr().Get(), np.int64),
        np.zeros((0, 3)) if normals is None else np.asarray(normals, float) @ matrix[:3, :3].T,
        np.asarray(st.Get(), float) if st and st.HasValue() else np.zeros((0, 2)),
    )


def _structure(stage: Any, cache: Any, meshes: Mapping[str, Faces]) -> Iterator[Structural]:  # noqa: ANN401
    solids = stage.GetPrimAtPath("/Set/Solids")
    for prim in solids.GetChildren() if solids else ():
        own = _faces(prim, cache)
        targets = prim.GetRelationship("rushes:shows").GetTargets() if prim.HasRelationship("rushes:shows") else []
        shown = meshes.get(str(targets[0])) if targets else None
        faces = Faces(
            "" if shown is None else shown.prim,
            "" if shown is None else shown.material,
            own.points,
            own.counts,
            own.corners,
            own.normals,
            own.st,
        )
        yield Structural(
            faces,
            str(prim.GetCustomDataByKey("rushes:role")),
            str(prim.GetCustomDataByKey("rushes:matter")),
            np.array(cache.GetLocalToWorldTransform(prim)).T,
            str(prim.GetCustomDataByKey("rushes:wall") or ""),
        )


def _thing(name: str, rows: list[tuple[Any, Faces]]) -> Thing:
    first = rows[0][0]
    said = [str(first.GetCustomDataByKey(f"rushes:{key}") or "") for key in ("kind", "mount")]
    return Thing(name, said[0], said[1], tuple(faces for _, faces in rows))


def _surfaces(stage: Any) -> dict[str, Mapping[str, Any]]:  # noqa: ANN401
    made = {}
    for prim in stage.GetPrimAtPath("/Set/Materials").GetChildren():
        said = prim.GetCustomDataByKey("rushes:surface")
        if said:
            made[prim.GetName()] = json.loads(str(said))
    return made


def _lights(stage: Any) -> dict[str, Mapping[str, Any]]:  # noqa: ANN401
    from pxr import UsdLux

    made: dict[str, Mapping[str, Any]] = {}
    for prim in stage.GetPrimAtPath("/Set/Lights").GetChildren():
        colour = UsdLux.LightAPI(prim).GetColorAttr().Get()
        made[prim.GetName()] = {
            "energy": float(prim.GetCustomDataByKey("rushes:energy") or 0.0),
            "colour": [float(part) for part in colour],
            "item": str(prim.GetCustomDataByKey("rushes:item") or ""),
        }
    return made


def _cameras(stage: Any, cache: Any) -> dict[str, Mapping[str, Any]]:  # noqa: ANN401
    from pxr import UsdGeom

    made: dict[str, Mapping[str, Any]] = {}
    for prim in stage.GetPrimAtPath("/Set/Cameras").GetChildren():
        camera, matrix = UsdGeom.Camera(prim), np.array(cache.GetLocalToWorldTransform(prim)).T
        made[prim.GetName()] = {
            "at": matrix[:3, 3],
            "toward": -matrix[:3, 2],
            "up": matrix[:3, 1],
            "lens_mm": float(camera.GetFocalLengthAttr().Get()),
            "sensor_mm": float(camera.GetHorizontalApertureAttr().Get()),
            "wild": str(prim.GetCustomDataByKey("rushes:wild") or ""),
            "title": str(prim.GetCustomDataByKey("rushes:title") or ""),
        }
    return made
