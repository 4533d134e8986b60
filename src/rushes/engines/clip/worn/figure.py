"""A wardrobe's figure as its stage holds it: the meshes of one person, their colours and what they are of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.surface import Rgb
from rushes.errors import BadInputError
from rushes.media.stage import open_stage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNSEEN: Final = ("_facing", "_inside", "_stitches", "_buttonholes", "_shanks", "_face", "_laces")
"""How meshes are called that a clip leaves out: the back of cloth, threads, and the form of a head, of which it has its own."""

STUFF: Final = "rushes:stuff"
"""Under this name a material says what it is of: the fabric's name, ``skin``, ``mannequin``, ``calf``."""

UNPAINTED: Final[Rgb] = (0.5, 0.5, 0.5)
OF_BODY: Final = frozenset({"skin", "socks"})
SOLES: Final = ("_sole", "_heel")


@dataclass(frozen=True, eq=False)
class Drawn:
    """One mesh of a figure.

    Attributes:
        name: Its own, without the person's: ``skin``, ``coat_shell_outside``.
        points: As the stage has them [m], shape [n, 3].
        counts: Corners of each face, shape [f].
        corners: Index of a point for each corner, shape [c].
        st: Each corner's place on the surface [m], shape [c, 2].
        colour: Linear, with the primaries of sRGB.
        stuff: What it is of; empty where the stage doesn't say.
    """

    name: str
    points: Floats
    counts: Ints
    corners: Ints
    st: Floats
    colour: Rgb
    stuff: str

    @property
    def is_cloth(self) -> bool:
        """Whether it is the outside of a garment's cloth."""
        return self.name.endswith("_outside")

    def normals(self) -> Floats:
        """Return each point's normal, shape [n, 3]."""
        mesh = Mesh(self.points, self.counts, self.corners, self.st)
        each = np.repeat(mesh.face_normals(), self.counts, axis=0)
        out = np.stack([np.bincount(self.corners, each[:, axis], len(self.points)) for axis in range(3)], axis=1)
        return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-15))

    def triangles(self) -> Ints:
        """Return its faces as fans of triangles, shape [m, 3]."""
        starts = np.cumsum(self.counts) - self.counts
        rows = np.repeat(np.arange(len(self.counts)), self.counts - 2)
        step = np.arange(len(rows)) - np.repeat(np.cumsum(self.counts - 2) - (self.counts - 2), self.counts - 2)
        first = starts[rows]
        return np.stack([self.corners[first], self.corners[first + step + 1], self.corners[first + step + 2]], axis=1)

    @property
    def is_body(self) -> bool:
        """Whether it is skin, or a sock."""
        return self.name in OF_BODY

    @property
    def is_sole(self) -> bool:
        """Whether it stands on the ground, shod or not."""
        return self.is_body or self.name.endswith(SOLES)


def read_figure(path: Path, person: int) -> tuple[Drawn, ...]:
    """Return the meshes of one person of a wardrobe's stage that a clip shows.

    Args:
        path: The stage.
        person: Which of those in it, from 1.

    Raises:
        BadInputError: It is no stage, or holds no such person.
    """
    from pxr import UsdGeom

    stage = open_stage(path, inside=path.parent.parent)
    mine = f"person_{person}"
    found = [
        _drawn(prim, mine)
        for prim in stage.Traverse()
        if prim.IsA(UsdGeom.Mesh) and _belongs(prim.GetParent().GetName(), mine) and not prim.GetName().endswith(UNSEEN)
    ]
    if not any(one.name == "skin" for one in found):
        raise BadInputError(f"{path} holds no person {person} who wears anything. Name a take of kind wardrobe.")
    return tuple(found)


def _belongs(group: str, person: str) -> bool:
    return group == person or group.startswith(f"{person}_")


def _drawn(prim: Any, person: str) -> Drawn:  # noqa: ANN401 - pxr has no types
    from pxr import UsdGeom, UsdShade

    mesh = UsdGeom.Mesh(prim)
    corners = np.array(mesh.GetFaceVertexIndicesAttr().Get(), np.int64)
    st = UsdGeom.PrimvarsAPI(prim).GetPrimvar("st")
    given = np.array(st.Get(), float) if st and st.HasValue() else np.zeros((0, 2))
    material = UsdShade.MaterialBindingAPI(prim).ComputeBoundMaterial()[0]
    colour, stuff = _made_of(material)
    return Drawn(
        name=prim.GetName().removeprefix(f"{person}_"),
        points=np.array(mesh.GetPointsAttr().Get(), float),
        counts=np.array(mesh.GetFaceVertexCountsAttr().Get(), np.int64),
        corners=corners,
        st=given if len(given) == len(corners) else np.zeros((len(corners), 2)),
        colour=colour,
        stuff=stuff,
    )


def _made_of(material: Any) -> tuple[Rgb, str]:  # noqa: ANN401
    """Return a material's plain colour, which stands behind its pictures where it has some, and what it is of."""
    from pxr import UsdShade

    if not material:
        return UNPAINTED, ""
    stuff = str(material.GetPrim().GetCustomDataByKey(STUFF) or "")
    for prim in material.GetPrim().GetChildren():
        shader = UsdShade.Shader(prim)
        if shader.GetIdAttr().Get() == "UsdPreviewSurface":
            value = shader.GetInput("diffuseColor").GetAttr().Get()
            if value is not None:
                return (float(value[0]), float(value[1]), float(value[2])), stuff
    return UNPAINTED, ""
