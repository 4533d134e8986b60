"""A building in pieces: convex meshes, masses, room-sized clusters, and the bonds that hold them together."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.bonds import bonds_of, clusters_of
from rushes.engines.destruction.building.building import raise_building
from rushes.engines.destruction.building.fracture import break_solid
from rushes.engines.destruction.building.row import BETWEEN
from rushes.engines.destruction.building.solid import DENSITY, MATERIALS, MEMBERS, Face, Solid, volume_and_centre
from rushes.engines.destruction.spec import BuildingSpec
from rushes.errors import StepFailedError

SMALLEST_PIECE_M3 = 2e-4
"""A cell below this volume [m3] (a fist) is dust, not a piece."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """A building in n pieces. Meshes are local to each piece's centre of mass, in the rest pose.

    Attributes:
        vertices: [V, 3] m; vertex_start: [n + 1] rows of each piece.
        triangles: [T, 3] indices within the piece; triangle_start: [n + 1].
        triangle_kind: [T] 0 skin, 1 broken inside.
        centre: [n, 3] m; mass: [n] kg; volume: [n] m3; size: [n, 3] m.
        material, member: [n] rows of ``materials`` and ``members``.
        storey: [n]; bay: [n, 2]; cluster: [n] the room-sized chunk; solid: [n] the member it broke from.
        bond_a, bond_b: [B] pieces; bond_area: [B] m2; bond_centre: [B, 3] m; bond_class: [B] 0 between chunks,
            1 between members, 2 within a member; bond_strength: [B] N s.
        extent: [2, 3] m; storeys: their number; floor_height: [m] of an upper one; ground_height: [m].
        form: ``block``, or one of ``forms``.
        house_bays: By how much the bays of a house in a row are counted further than its neighbour's to the left; 0 for no row.
    """

    vertices: NDArray[np.float32]
    vertex_start: NDArray[np.int64]
    triangles: NDArray[np.int32]
    triangle_start: NDArray[np.int64]
    triangle_kind: NDArray[np.uint8]
    centre: NDArray[np.float64]
    mass: NDArray[np.float64]
    volume: NDArray[np.float64]
    size: NDArray[np.float32]
    material: NDArray[np.uint8]
    member: NDArray[np.uint8]
    storey: NDArray[np.int16]
    bay: NDArray[np.int16]
    cluster: NDArray[np.int32]
    solid: NDArray[np.int32]
    bond_a: NDArray[np.int32]
    bond_b: NDArray[np.int32]
    bond_area: NDArray[np.float32]
    bond_centre: NDArray[np.float32]
    bond_class: NDArray[np.uint8]
    bond_strength: NDArray[np.float64]
    extent: NDArray[np.float64]
    storeys: int
    floor_height: float
    ground_height: float
    form: str = "block"
    house_bays: int = 0

    @property
    def house(self) -> NDArray[np.int64]:
        """The house of a row that each piece belongs to, from 0 on the left, shape [n]."""
        bays = self.bay[:, 0].astype(np.int64)
        return bays // self.house_bays if self.house_bays else np.zeros_like(bays)

    @property
    def houses(self) -> int:
        """Their number."""
        return int(self.house.max(initial=0)) + 1

    def __len__(self) -> int:
        return len(self.mass)

    def points(self, piece: int) -> NDArray[np.float32]:
        """Return a piece's corners, local to its centre [m], shape [v, 3]."""
        return self.vertices[self.vertex_start[piece] : self.vertex_start[piece + 1]]

    def faces(self, piece: int) -> NDArray[np.int32]:
        """Return a piece's triangles, shape [t, 3]."""
        return self.triangles[self.triangle_start[piece] : self.triangle_start[piece + 1]]

    def save(self, path: Path) -> None:
        """Write ``building.npz``, beside and renamed."""
        arrays = {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        part = path.with_name(path.name + ".part")
        with part.open("wb") as stream:
            np.savez(stream, materials=np.array(MATERIALS), members=np.array(MEMBERS), **arrays)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Pieces:
        """Read ``building.npz``.

        Raises:
            StepFailedError: It is missing or not whole.
        """
        try:
            with np.load(path) as archive:
                arrays = {field.name: archive[field.name] for field in fields(cls)}
        except (OSError, KeyError, ValueError) as error:
            raise StepFailedError(
                f"{path} is no building ({error}). Delete the folder of the step build and make the take again."
            ) from error
        arrays["storeys"] = int(arrays["storeys"])
        arrays["floor_height"] = float(arrays["floor_height"])
        arrays["ground_height"] = float(arrays["ground_height"])
        arrays["form"] = str(arrays["form"])
        arrays["house_bays"] = int(arrays["house_bays"])
        return cls(**arrays)


def break_building(spec: BuildingSpec) -> Pieces:
    """Put up a building and break it into pieces that still stand together. The same spec gives the same bytes."""
    rng = np.random.default_rng([spec.seed, 2])
    solids = raise_building(spec)
    cells: list[tuple[tuple[Face, ...], int]] = []
    for index, solid in enumerate(solids):
        cells.extend((faces, index) for faces in break_solid(solid, rng))
    measured = [(faces, index, *volume_and_centre(faces)) for faces, index in cells]
    return assemble(spec, solids, [entry for entry in measured if entry[2] >= SMALLEST_PIECE_M3], rng)


def assemble(
    spec: BuildingSpec,
    solids: tuple[Solid, ...],
    cells: list[tuple[tuple[Face, ...], int, float, NDArray[np.float64]]],
    rng: np.random.Generator,
) -> Pieces:
    """Put cells together: their meshes, masses, chunks and bonds.

    Args:
        spec: What it is.
        solids: What the cells broke from.
        cells: Faces, row of its solid, volume [m3] and centre [m] of each.
        rng: Where chunks and the spread of strength come from.
    """
    meshes = [_mesh(faces, centre) for faces, _, _, centre in cells]
    owner = [solids[index] for _, index, _, _ in cells]
    centre = np.array([entry[3] for entry in cells])
    volume = np.array([entry[2] for entry in cells])
    solid = np.array([entry[1] for entry in cells], np.int32)
    low = centre + np.array([mesh[0].min(axis=0) for mesh in meshes])
    high = centre + np.array([mesh[0].max(axis=0) for mesh in meshes])
    material = np.array([MATERIALS.index(one.material) for one in owner], np.uint8)
    cluster = clusters_of(spec, centre, np.array([one.unit for one in owner]), rng)
    bonds = bonds_of(low, high, material, solid, cluster, rng)
    return Pieces(
        vertices=np.concatenate([mesh[0] for mesh in meshes]).astype(np.float32),
        vertex_start=np.cumsum([0, *(len(mesh[0]) for mesh in meshes)]),
        triangles=np.concatenate([mesh[1] for mesh in meshes]).astype(np.int32),
        triangle_start=np.cumsum([0, *(len(mesh[1]) for mesh in meshes)]),
        triangle_kind=np.concatenate([mesh[2] for mesh in meshes]).astype(np.uint8),
        centre=centre,
        mass=volume * np.array([DENSITY[one.material] for one in owner]),
        volume=volume,
        size=(high - low).astype(np.float32),
        material=material,
        member=np.array([MEMBERS.index(one.member) for one in owner], np.uint8),
        storey=np.array([one.storey for one in owner], np.int16),
        bay=np.array([one.bay for one in owner], np.int16),
        cluster=cluster,
        solid=solid,
        bond_a=bonds.a,
        bond_b=bonds.b,
        bond_area=bonds.area,
        bond_centre=bonds.centre,
        bond_class=bonds.kind,
        bond_strength=bonds.strength,
        extent=np.array([low.min(axis=0), high.max(axis=0)]),
        storeys=spec.storeys,
        floor_height=spec.floor_height_m,
        ground_height=spec.ground_height_m,
        form=spec.form,
        house_bays=spec.bays + BETWEEN if spec.row > 1 else 0,
    )


def _mesh(
    faces: tuple[Face, ...], centre: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.uint8]]:
    """Return corners local to the centre (shared between faces), triangles, and each triangle's kind."""
    rows: dict[tuple[int, int, int], int] = {}
    points: list[tuple[float, float, float]] = []
    triangles: list[tuple[int, int, int]] = []
    kinds: list[int] = []
    for face in faces:
        loop: list[int] = []
        for x, y, z in face.polygon:
            key = (round(x * 1e5), round(y * 1e5), round(z * 1e5))
            if key not in rows:
                rows[key] = len(points)
                points.append((x, y, z))
            if not loop or (loop[-1] != rows[key] and loop[0] != rows[key]):
                loop.append(rows[key])
        for b, c in zip(loop[1:-1], loop[2:], strict=True):
            triangles.append((loop[0], b, c))
            kinds.append(int(face.inner))
    return np.array(points) - centre, np.array(triangles, np.int64), np.array(kinds, np.uint8)
