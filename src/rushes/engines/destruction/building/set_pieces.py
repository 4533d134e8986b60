"""A set in pieces: its structure breaks as a building's does, and its furniture comes apart where it is joined.

What is seen of a piece is not what the solver sees of it: a chunk of a chair is solved as the convex hull of its points and shown
as the very faces that the set's stage has; a piece of a wall keeps the wall's finish and its map on what was its face.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.bonds import BETWEEN_MEMBERS
from rushes.engines.destruction.building.fracture import break_solid
from rushes.engines.destruction.building.pieces import Pieces, assemble
from rushes.engines.destruction.building.set_chunks import Chunk, chunks_of, matter_of
from rushes.engines.destruction.building.set_panes import PANE_KG_M2, SOLVED_M, facing, shards_of, sheet_of
from rushes.engines.destruction.building.set_riders import DRAPES, bits_of, riders
from rushes.engines.destruction.building.set_stage import Faces, SetStage, Structural
from rushes.engines.destruction.building.solid import Face, Solid, volume_and_centre
from rushes.engines.destruction.spec import BuildingSpec
from rushes.errors import StepFailedError

Floats = NDArray[np.float64]

PIECES_PER_M2 = {"wall": 2.4, "ceiling": 2.6, "beam": 1.0, "column": 0.8, "floor": 0.0}
"""How finely structure breaks, by square metre of its largest side."""

MEMBER = {"wall": "lining", "ceiling": "ceiling", "beam": "beam", "column": "column", "floor": "floor"}

STANDING, ABOVE, HUNG = 0, 1, 2
"""What a piece's storey says of a set: it stands, it is the ceiling or hangs from it, it hangs on a wall."""

HELD_BY_M2 = 0.01
"""Area of the joint by which a thing is held where it touches nothing [m2]: a hook, a cable."""

BROKEN = "broken_"
"""Materials of faces that came about by breaking begin so, and end with the matter."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What is seen of each piece: triangles with corners of their own.

    Attributes:
        points: Corners in the world as the set stands, lifted as the pieces are [m], shape [3 t, 3].
        normals: Shape [3 t, 3].
        st: Map [m], shape [3 t, 2].
        piece: Of each triangle, shape [t].
        look: Row of ``looks`` of each triangle, shape [t].
        looks: Names of materials.
        source: Row of ``prims`` of each piece, shape [n]: the mesh of the set that it was shown by, -1 for none.
        prims: Paths.
        item: The thing that each piece is of, "" for structure, shape [n].
        riders: Paths of meshes that go along with structure: trims, frames, curtains.
        ridden: Row of ``prims`` of each of them that it goes along with, shape [riders]; a rider that goes along with several comes several times.
        lift: How much higher everything stands than in the set [m]: its lowest floor is the ground.
    """

    points: NDArray[np.float32]
    normals: NDArray[np.float32]
    st: NDArray[np.float32]
    piece: NDArray[np.int32]
    look: NDArray[np.int32]
    looks: NDArray[np.str_]
    source: NDArray[np.int32]
    prims: NDArray[np.str_]
    item: NDArray[np.str_]
    riders: NDArray[np.str_]
    ridden: NDArray[np.int32]
    lift: float

    def save(self, path: Path) -> None:
        """Write it, beside and renamed."""
        part = path.with_name(path.name + ".part")
        with part.open("wb") as stream:
            np.savez_compressed(stream, **{field.name: np.asarray(getattr(self, field.name)) for field in fields(self)})
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Shown:
        """Read it.

        Raises:
            StepFailedError: It is missing or not whole.
        """
        try:
            with np.load(path) as archive:
                arrays = {field.name: archive[field.name] for field in fields(cls)}
        except (OSError, KeyError, ValueError) as error:
            raise StepFailedError(f"{path} can't be read ({error}). Make the take again.") from error
        return cls(**{**arrays, "lift": float(arrays["lift"])})


def break_set(stage: SetStage, seed: int) -> tuple[Pieces, Shown]:
    """Break a set into pieces that still stand together, and say what is seen of each. The same set and seed give the same bytes."""
    rng = np.random.default_rng([seed, 2])
    lift = -min((float(one.faces.points[:, 2].max()) for one in stage.structure if one.role == "floor"), default=0.0)
    maker = _Maker(stage, lift, rng)
    for row in stage.structure:
        maker.structure(row)
    for number, thing in enumerate(stage.things):
        if thing.kind == PANE:
            maker.pane(number)
        elif thing.mount != "rug" and thing.kind not in {*DRAPES, "cable"}:
            for chunk in chunks_of(thing, rng):
                maker.chunk(chunk, number)
    for faces, wall in riders(stage):
        maker.rider(faces, wall)
    return maker.made(seed)


class _Maker:
    """Collects pieces, with what is seen of them."""

    def __init__(self, stage: SetStage, lift: float, rng: np.random.Generator) -> None:
        self.stage, self.lift, self.rng = stage, lift, rng
        self.solids: list[Solid] = []
        self.cells: list[tuple[tuple[Face, ...], int, float, Floats]] = []
        self.seen: list[tuple[Floats, Floats, Floats, NDArray[np.int32]]] = []
        self.mass: list[float] = []
        self.source: list[int] = []
        self.item: list[str] = []
        self.walls: list[str] = []
        self.looks: dict[str, int] = {}
        self.prims: dict[str, int] = {}
        self.ridden: dict[tuple[str, int], None] = {}
        self.riding: list[tuple[Floats, Floats, Floats, NDArray[np.int32], NDArray[np.int32]]] = []

    def structure(self, row: Structural) -> None:
        """Add a solid of the structure, broken."""
        points = row.faces.points + [0.0, 0.0, self.lift]
        if row.role == "floor":
            points[:, 2] = np.maximum(points[:, 2], 0.0)  # what lies under the lowest floor is the ground
            if float(np.ptp(points[:, 2])) < LEAST_FLOOR_M:
                return
        faces = tuple(
            Face(tuple((float(x), float(y), float(z)) for x, y, z in points[corners]), inner=False)
            for corners in np.split(row.faces.corners, np.cumsum(row.faces.counts)[:-1])
        )
        size = np.sort(np.ptp(row.faces.points, axis=0))
        pieces = max(1, round(float(size[1] * size[2]) * PIECES_PER_M2[row.role]))
        solid = Solid(
            faces,
            MEMBER[row.role],
            row.matter,
            ABOVE if row.role in {"ceiling", "beam"} else STANDING,
            (-1, -1),
            pieces,
        )
        for cell in break_solid(solid, self.rng):
            volume, centre = volume_and_centre(cell)
            if volume < SMALLEST_M3:
                continue
            self._add(solid, cell, volume, centre, -1.0, row.faces.prim, "", row.wall)
            self.seen.append(
                _cell_seen(cell, row, self.lift, self._look(row.faces.material), self._look(BROKEN + row.matter))
            )

    def chunk(self, chunk: Chunk, number: int) -> None:
        """Add a chunk of a thing."""
        up = np.array([0.0, 0.0, self.lift])
        thing = self.stage.things[number]
        hull = tuple(
            Face(tuple((float(x), float(y), float(z)) for x, y, z in triangle + up), inner=False)
            for triangle in chunk.hull
        )
        volume, centre = volume_and_centre(hull)
        matter, member, density = matter_of(thing.kind, self.stage.surfaces.get(chunk.material, {}))
        storey = {"ceiling": ABOVE, "wall": HUNG}.get(thing.mount, STANDING)
        solid = Solid(hull, member, matter, storey, (number, -1), 1, number)
        self._add(solid, hull, volume, centre, volume * density, chunk.parts[0][0].prim, thing.name, "")
        for faces, _ in chunk.parts:
            self.prims.setdefault(faces.prim, len(self.prims))
        self.seen.append(
            _joined([_part_seen(faces, rows, self.lift, self._look(faces.material)) for faces, rows in chunk.parts])
        )

    def pane(self, number: int) -> None:
        """Add the shards of a pane."""
        thing = self.stage.things[number]
        look = self._look(thing.meshes[0].material)
        for solid, cell in shards_of(thing, number, self.lift, self.rng):
            volume, centre = volume_and_centre(cell)
            if volume < LEAST_SHARD_M3:
                continue
            self._add(solid, cell, volume, centre, volume / SOLVED_M * PANE_KG_M2, thing.meshes[0].prim, thing.name, "")
            self.seen.append(_shard_seen(cell, centre, facing(thing), look))
        for faces in thing.meshes:
            self.prims.setdefault(faces.prim, len(self.prims))

    def rider(self, faces: Faces, wall: str) -> None:
        """Let a mesh go along with the pieces of a wall that are behind each bit of it."""
        rows = np.array([k for k, name in enumerate(self.walls) if name and (not wall or name == wall)], np.int64)
        bits = list(bits_of(faces))
        if not len(rows) or not bits:
            return
        points, normals, st = (np.concatenate([bit[k] for bit in bits]) for k in range(3))
        points = points + [0.0, 0.0, self.lift]
        middles = (
            points.reshape(-1, 3, 3).mean(axis=1) if wall else np.repeat(points.mean(axis=0)[None], len(bits), axis=0)
        )
        piece = rows[_nearest_cell([self.cells[row][0] for row in rows.tolist()], middles)]
        for source in {self.source[row] for row in piece.tolist()}:
            self.ridden[faces.prim, source] = None
        look = np.full(len(bits), self._look(faces.material), np.int32)
        self.riding.append((points, normals, st, look, piece.astype(np.int32)))

    def _add(
        self,
        solid: Solid,
        cell: tuple[Face, ...],
        volume: float,
        centre: Floats,
        mass: float,
        prim: str,
        item: str,
        wall: str,
    ) -> None:
        self.solids.append(solid)
        self.cells.append((cell, len(self.solids) - 1, volume, centre))
        self.mass.append(mass)
        self.source.append(self.prims.setdefault(prim, len(self.prims)) if prim else -1)
        self.item.append(item)
        self.walls.append(wall)

    def _look(self, name: str) -> int:
        return self.looks.setdefault(name or "default", len(self.looks))

    def made(self, seed: int) -> tuple[Pieces, Shown]:
        low = np.min([np.min([p for face in cell for p in face.polygon], axis=0) for cell, *_ in self.cells], axis=0)
        high = np.max([np.max([p for face in cell for p in face.polygon], axis=0) for cell, *_ in self.cells], axis=0)
        spec = BuildingSpec(
            form="set", seed=seed, storeys=1, floor_height_m=max(0.5, float(high[2])), ground_height_m=max(0.5, float(high[2])),
            length_m=float(high[0] - low[0]), deep_m=float(high[1] - low[1]), height_m=float(high[2]),
        )  # fmt: skip
        pieces = assemble(spec, tuple(self.solids), self.cells, self.rng)
        mass = np.where(np.array(self.mass) > 0, np.array(self.mass), pieces.mass)
        names = sorted({wall for wall in self.walls if wall})
        bay = pieces.bay.copy()
        bay[:, 1] = [names.index(wall) if wall else -1 for wall in self.walls]
        pieces = _held(replace(pieces, mass=mass, bay=bay))
        points, normals, st, look = (np.concatenate([rows[k] for rows in (*self.seen, *self.riding)]) for k in range(4))
        own = np.repeat(np.arange(len(self.seen)), [len(rows[3]) for rows in self.seen])
        piece = np.concatenate([own, *(rows[4] for rows in self.riding)])
        return pieces, Shown(
            points.astype(np.float32), normals.astype(np.float32), st.astype(np.float32), piece.astype(np.int32),
            look.astype(np.int32), np.array(list(self.looks)), np.array(self.source, np.int32), np.array(list(self.prims)),
            np.array(self.item), np.array([path for path, _ in self.ridden]), np.array([row for _, row in self.ridden], np.int32),
            self.lift,
        )  # fmt: skip


SMALLEST_M3, LEAST_FLOOR_M, LEAST_SHARD_M3 = 2e-4, 1e-3, 4e-6
PANE = "pane"


def _nearest_cell(cells: list[tuple[Face, ...]], places: Floats) -> NDArray[np.int64]:
    """Return the row of the cell that is nearest to each place, by the boxes round them, shape [n]."""
    boxes = [np.array([corner for face in cell for corner in face.polygon]) for cell in cells]
    low, high = np.array([one.min(axis=0) for one in boxes]), np.array([one.max(axis=0) for one in boxes])
    away = np.linalg.norm(np.maximum(np.maximum(low - places[:, None], places[:, None] - high), 0.0), axis=2)
    middle = np.linalg.norm((low + high) / 2 - places[:, None], axis=2)
    return np.asarray(np.argmin(away + 0.01 * middle, axis=1), np.int64)


def _shard_seen(
    cell: tuple[Face, ...], centre: Floats, normal: Floats, look: int
) -> tuple[Floats, Floats, Floats, NDArray[np.int32]]:
    """Return what is seen of a shard: a sheet, in a fan."""
    ring = sheet_of(cell, np.asarray(centre), normal)
    fan = ring[np.array([[0, k, k + 1] for k in range(1, len(ring) - 1)]).ravel()]
    normals = np.repeat(normal[None], len(fan), axis=0)
    return fan, normals, fan[:, [0, 2]], np.full(len(fan) // 3, look, np.int32)


def _held(pieces: Pieces) -> Pieces:
    """Join each thing to what it stands on or hangs from, where no faces touch."""
    half = pieces.size.astype(float) / 2
    low, high = pieces.centre - half, pieces.centre + half
    a, b = [], []
    for number in np.unique(pieces.bay[:, 0][pieces.bay[:, 0] >= 0]):
        own = pieces.bay[:, 0] == number
        crossing = own[pieces.bond_a] != own[pieces.bond_b]
        if crossing.any():
            continue
        mine, others = np.flatnonzero(own), np.flatnonzero(~own)
        gap = np.maximum(np.maximum(low[mine, None] - high[others], low[others] - high[mine, None]), 0.0)
        away = np.linalg.norm(gap, axis=2)
        if pieces.storey[mine[0]] == STANDING:  # it stands on what is under it
            away[:, :] += 10.0 * (high[others][None, :, 2] > low[mine][:, None, 2] + 0.1)
        one, other = np.unravel_index(int(np.argmin(away)), away.shape)
        a.append(min(mine[one], others[other]))
        b.append(max(mine[one], others[other]))
    if not a:
        return pieces
    rows = np.array(a), np.array(b)
    count = len(a)
    return replace(
        pieces,
        bond_a=np.concatenate([pieces.bond_a, rows[0].astype(np.int32)]),
        bond_b=np.concatenate([pieces.bond_b, rows[1].astype(np.int32)]),
        bond_area=np.concatenate([pieces.bond_area, np.full(count, HELD_BY_M2, np.float32)]),
        bond_centre=np.concatenate(
            [pieces.bond_centre, ((pieces.centre[rows[0]] + pieces.centre[rows[1]]) / 2).astype(np.float32)]
        ),
        bond_class=np.concatenate([pieces.bond_class, np.full(count, BETWEEN_MEMBERS, np.uint8)]),
        bond_strength=np.concatenate([pieces.bond_strength, np.full(count, 500.0)]),
    )


def _cell_seen(
    cell: tuple[Face, ...], row: Structural, lift: float, skin: int, broken: int
) -> tuple[Floats, Floats, Floats, NDArray[np.int32]]:
    """Return what is seen of a broken cell: its faces in fans, mapped in the solid's own axes by where each looks."""
    back = np.linalg.inv(row.frame)
    points, normals, maps, looks = [], [], [], []
    for face in cell:
        corners = np.array(face.polygon)
        normal = np.cross(corners[1:-1] - corners[0], corners[2:] - corners[0]).sum(axis=0)
        length = float(np.linalg.norm(normal))
        if length < 1e-12:
            continue
        local = (corners - [0.0, 0.0, lift]) @ back[:3, :3].T + back[:3, 3]
        axis = int(np.argmax(np.abs(back[:3, :3] @ normal) * [1.0, 1.0, 0.999]))
        st = local[:, [(1, 2), (0, 2), (0, 1)][axis]]
        fan = np.array([[0, k, k + 1] for k in range(1, len(corners) - 1)]).ravel()
        points.append(corners[fan])
        normals.append(np.repeat((normal / length)[None], len(fan), axis=0))
        maps.append(st[fan])
        looks.append(np.full(len(fan) // 3, broken if face.inner else skin, np.int32))
    return np.concatenate(points), np.concatenate(normals), np.concatenate(maps), np.concatenate(looks)


def _part_seen(
    faces: Faces, rows: NDArray[np.int64], lift: float, look: int
) -> tuple[Floats, Floats, Floats, NDArray[np.int32]]:
    """Return what is seen of some faces of a mesh, halved into triangles."""
    starts = np.concatenate([[0], np.cumsum(faces.counts)[:-1]])
    fans = []
    for face in rows.tolist():
        first, count = int(starts[face]), int(faces.counts[face])
        for k in range(1, count - 1):
            fans += [first, first + k, first + k + 1]
    corner = np.array(fans, np.int64)
    points = faces.points[faces.corners[corner]] + [0.0, 0.0, lift]
    normals = faces.normals[corner] if len(faces.normals) else np.zeros((len(corner), 3))
    st = faces.st[corner] if len(faces.st) else np.zeros((len(corner), 2))
    return points, normals, st, np.full(len(corner) // 3, look, np.int32)


def _joined(
    rows: list[tuple[Floats, Floats, Floats, NDArray[np.int32]]],
) -> tuple[Floats, Floats, Floats, NDArray[np.int32]]:
    return (
        np.concatenate([row[0] for row in rows]),
        np.concatenate([row[1] for row in rows]),
        np.concatenate([row[2] for row in rows]),
        np.concatenate([row[3] for row in rows]),
    )
