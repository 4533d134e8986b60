"""The USD stage of a shot: every piece with its motion, the camera, the light, the ground.

Written through Sdf, below the level at which a stage recomposes after each value: thousands of pieces take seconds.
Metres, Z up, time codes are frames.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.breaks.rebar_field import Rebar
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS
from rushes.engines.destruction.debris.curtains_field import Curtains
from rushes.engines.destruction.debris.debris_field import Debris
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.shot.projection import places_in_texture, seen_faces
from rushes.engines.destruction.stage.curtains_stage import NAME as CURTAINS_NAME
from rushes.engines.destruction.stage.curtains_stage import SceneCurtains, read_curtains, write_curtains
from rushes.engines.destruction.stage.debris_stage import NAME, SceneDebris, read_debris, write_debris
from rushes.engines.destruction.stage.looks import inner_look, outer_look
from rushes.engines.destruction.stage.rebar_stage import NAME as REBAR_NAME
from rushes.engines.destruction.stage.rebar_stage import SceneRebar, read_rebar, write_rebar
from rushes.engines.destruction.stage.stage_parts import StageWriter
from rushes.engines.destruction.stage.unrolled import unroll
from rushes.errors import StepFailedError
from rushes.show import FrameRange

STILL_M = 2e-5
"""A piece that moves less than this [m], or turns less than this [rad], from one frame to the next holds."""

GROUND_HALF_M = 600.0
"""Half the side of the ground plane [m]."""

WALL_M = 0.2
"""How far the outer walls stand before the frame [m]; joints between panels are painted by it."""

PIECES = "/World/Building/Pieces"


def piece_names(pieces: Pieces) -> list[str]:
    """Return each piece's prim name, which is also its name in the cryptomatte: ``concrete_slab_0042``."""
    return [
        f"{MATERIALS[material]}_{MEMBERS[member]}_{index:04d}"
        for index, (material, member) in enumerate(zip(pieces.material, pieces.member, strict=True))
    ]


def write_scene(
    path: Path,
    pieces: Pieces,
    motion: Motion,
    *,
    camera: CameraPath,
    light: LightRig,
    frames: FrameRange,
    rate: Fraction,
    projection: NDArray[np.float64] | None = None,
    plate: str = "",
    seen_at: int | None = None,
    debris: Debris | None = None,
    step_m: float | None = None,
    rebar: Rebar | None = None,
    curtains: Curtains | None = None,
) -> None:
    """Write ``scene.usdc``.

    Only what moves has time samples, and a piece that holds still writes nothing until it moves again.

    Args:
        path: Where to; replaced when whole.
        pieces: The building.
        motion: Its poses, from the frame before the first to the frame after the last.
        camera: The shot's camera.
        light: Sun and sky.
        frames: The picture's frames.
        rate: Frames per second.
        projection: From the world at rest to the plate's picture, see ``projection.projection_of``; None for no plate on it.
        plate: That picture as seen from the stage.
        seen_at: The frame whose picture it is; None the first.
        debris: What small stuff flies and lies.
        step_m: Distance of corners along a break [m], see ``broken_faces``; None leaves breaks as flat as they were cut.
        rebar: Bars that come to light.
        curtains: Behind panes that break.

    Raises:
        StepFailedError: Motion and building don't belong together.
    """
    if motion.position.shape[1] != len(pieces):
        raise StepFailedError(
            f"The building has {len(pieces)} pieces but the motion {motion.position.shape[1]}."
            " Delete the folder of the step simulate and make the take again."
        )
    part = path.with_name(f"{path.stem}.part.usdc")
    part.unlink(missing_ok=True)
    with StageWriter(part, frames=frames, rate=rate) as stage:
        stage.header(_notes(pieces))
        stage.materials()
        stage.ground(GROUND_HALF_M, light.ground_albedo)
        stage.lights(light)
        stage.camera(camera)
        if projection is not None:
            stage.plate(plate)
        _write_pieces(stage, _drawn(pieces, motion, step_m), motion, camera, projection, seen_at)
        if debris is not None:
            write_debris(stage, debris)
        if rebar is not None:
            write_rebar(stage, rebar)
        if curtains is not None:
            write_curtains(stage, curtains)
    part.replace(path)


def _notes(pieces: Pieces) -> dict[str, Any]:
    """Return the building's measures as the stage's custom data holds them, in metres."""
    low, high = outer_walls(pieces)
    return {
        "storeys": int(pieces.storeys),
        "floorHeight": float(pieces.floor_height),
        "groundHeight": float(pieces.ground_height),
        "bayWidth": float((high - low)[0] / (int(pieces.bay[:, 0].max()) + 1)),
        "width": float((high - low)[0]),
        "depth": float((high - low)[1]),
        "height": float(pieces.extent[1, 2]),
    }


def outer_walls(pieces: Pieces) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and highest corner of the outer walls, courses, balconies and roof things apart."""
    frame = np.isin(pieces.member, [MEMBERS.index(name) for name in ("slab", "column", "beam")])
    owner = np.repeat(np.arange(len(pieces)), np.diff(pieces.vertex_start))
    rows = frame[owner] if frame.any() else np.ones(len(owner), dtype=bool)
    points = pieces.vertices[rows] + pieces.centre[owner[rows]]
    wall = WALL_M if frame.any() else 0.0
    return points.min(axis=0) - wall, points.max(axis=0) + wall


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Pieces as they are drawn, and how they were cut; see ``broken_faces.Broken``."""

    pieces: Pieces
    cut: Pieces
    source: NDArray[np.int64]
    of_triangle: NDArray[np.int64]
    chip: NDArray[np.float32] | None = None
    opens: NDArray[np.float32] | None = None


def _drawn(pieces: Pieces, motion: Motion, step_m: float | None) -> _Drawn:
    from rushes.engines.destruction.breaks.broken_faces import roughened
    from rushes.engines.destruction.breaks.cracks import faces_of, opening, struck

    if step_m is None:
        each = np.arange(len(pieces.triangles))
        return _Drawn(pieces, pieces, each, each)
    faces = faces_of(pieces)
    broken = roughened(pieces, faces, opening(pieces, motion, faces), step_m=step_m, struck=struck(motion))
    return _Drawn(broken.pieces, pieces, broken.source, faces.of_triangle, broken.chip, broken.opens)


def _seen(drawn: _Drawn, camera: CameraPath, seen_at: int | None) -> NDArray[np.bool_]:
    """Return which triangles belong to faces that the camera sees some of at rest, shape [T]."""
    face = np.zeros(int(drawn.of_triangle.max(initial=0)) + 1, bool)
    np.logical_or.at(face, drawn.of_triangle, seen_faces(drawn.cut, camera, seen_at))
    return face[drawn.source] & (drawn.pieces.triangle_kind == 0)


def _write_pieces(
    stage: StageWriter,
    drawn: _Drawn,
    motion: Motion,
    camera: CameraPath,
    projection: NDArray[np.float64] | None,
    seen_at: int | None,
) -> None:
    pieces = drawn.pieces
    kinds, on_plate = pieces.triangle_kind, None
    if projection is not None:
        kinds = np.where(_seen(drawn, camera, seen_at), 2, kinds).astype(np.uint8)
        on_plate = plate_coordinates(pieces, projection)
    moved = _keys(motion.position, STILL_M)
    turned = _keys(motion.orientation, STILL_M / 2)
    shrunk = _keys(motion.scale[..., None], 1e-4)
    frame = motion.frame.astype(float)
    surface = surface_coordinates(pieces)
    for index, name in enumerate(piece_names(pieces)):
        material, member = MATERIALS[pieces.material[index]], MEMBERS[pieces.member[index]]
        rows = slice(pieces.triangle_start[index], pieces.triangle_start[index + 1])
        corners = slice(3 * rows.start, 3 * rows.stop)
        prim = stage.piece(
            f"{PIECES}/{name}",
            points=pieces.points(index),
            faces=pieces.faces(index),
            kind=kinds[rows],
            looks=(outer_look(material, member), inner_look(material, member)),
            rest=pieces.points(index) + pieces.centre[index].astype(np.float32),
            surface=surface[corners],
            plate=None if on_plate is None else on_plate[corners],
        )
        if drawn.chip is not None and drawn.opens is not None:
            stage.chips(prim, chip=drawn.chip[rows], opens=drawn.opens[rows])
        stage.tag(
            prim, material=material, member=member, mass=float(pieces.mass[index]), storey=int(pieces.storey[index])
        )
        stage.motion(
            prim,
            position=_sampled(frame, motion.position[:, index], moved[:, index]),
            orientation=_sampled(frame, motion.orientation[:, index], turned[:, index]),
            scale=_sampled(frame, motion.scale[:, index], shrunk[:, index]),
        )


Samples = tuple[list[float], list[Any]]


def _sampled(frame: NDArray[np.float64], values: NDArray[np.float32], keep: NDArray[np.bool_]) -> Samples:
    rows = np.flatnonzero(keep)
    if not len(rows):
        return [], [values[0].tolist()]
    return frame[rows].tolist(), values[rows].tolist()


def _keys(values: NDArray[np.float32], still: float) -> NDArray[np.bool_]:
    """Return which samples a linear reader needs: those next to a change, shape [T, n]; none for what never moves."""
    change = np.abs(np.diff(values, axis=0)).max(axis=-1) > still
    none = np.zeros_like(change[:1])
    return np.concatenate([none, change]) | np.concatenate([change, none])


def plate_coordinates(pieces: Pieces, projection: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return where each triangle's corners at rest are in the plate's picture, shape [T * 3, 2]."""
    owner = np.repeat(np.arange(len(pieces)), np.diff(pieces.triangle_start))
    corner = pieces.triangles + pieces.vertex_start[owner][:, None]
    rest = pieces.vertices[corner] + pieces.centre[owner][:, None]
    return places_in_texture(projection, rest.reshape(-1, 3))


def surface_coordinates(pieces: Pieces) -> NDArray[np.float32]:
    """Return a texture coordinate for each triangle's corners, shape [T * 3, 2].

    Panes run from 0 to 1 over their whole window, each window in a tile of its own (two apart in u), so that frames
    and curtains can be drawn; everything else is laid out in metres over the face of the building it belongs to,
    from the wall's corner, or round a round wall (see ``unrolled``).
    """
    owner = np.repeat(np.arange(len(pieces)), np.diff(pieces.triangle_start))
    corner = pieces.triangles + pieces.vertex_start[owner][:, None]
    local = pieces.vertices[corner]
    rest = local + pieces.centre[owner][:, None].astype(np.float32)
    normal = np.abs(np.cross(local[:, 1] - local[:, 0], local[:, 2] - local[:, 0]))
    axis = normal.argmax(axis=1)
    across = np.where(axis == 0, 1, 0)
    up = np.where(axis == 2, 1, 2)
    rows = np.arange(len(corner))
    u = rest[rows[:, None], np.arange(3), across[:, None]]
    v = rest[rows[:, None], np.arange(3), up[:, None]]
    u -= outer_walls(pieces)[0].astype(np.float32)[across][:, None]
    layout = np.stack([u, v], axis=-1)
    unroll(pieces, rest, owner, layout)
    panes = pieces.member[owner] == MEMBERS.index("window")
    if panes.any():
        layout[panes] = _within_window(pieces, rest, owner, panes)
    return np.asarray(layout.reshape(-1, 2), dtype=np.float32)


def _within_window(
    pieces: Pieces, rest: NDArray[np.float32], owner: NDArray[np.int64], panes: NDArray[np.bool_]
) -> NDArray[np.float32]:
    solids = pieces.solid[owner][panes]
    points = rest[panes]
    count = int(solids.max()) + 1
    low, high = np.full((count, 3), np.inf, np.float32), np.full((count, 3), -np.inf, np.float32)
    for k in range(3):
        np.minimum.at(low, solids, points[:, k])
        np.maximum.at(high, solids, points[:, k])
    size = np.maximum(high - low, 1e-6)[solids]
    share = (points - low[solids][:, None]) / size[:, None]
    wide = np.where(size[:, 0] >= size[:, 1], 0, 1)
    u = np.where((wide == 0)[:, None], share[..., 0], share[..., 1])
    return np.stack([u + 2.0 * solids[:, None], share[..., 2]], axis=-1)


@dataclass(frozen=True, eq=False)
class ScenePieces:
    """The pieces of a stage as the passes need them: one mesh, and poses by frame.

    Attributes:
        names: Of the n pieces; after them, where there are such, ``debris``, ``rebar`` and ``curtains``.
        vertices: Local [m], shape [V, 3]; vertex_start: [n + 1].
        triangles: Rows of what ``world`` returns, shape [F, 3]; owner: the name of each triangle, shape [F].
        frame: Frames that have poses, shape [T].
        position: [T, n, 3] m; orientation: [T, n, 4] wxyz; scale: [T, n].
        debris, rebar, curtains: Their corners follow those of the pieces, in this order.
    """

    names: tuple[str, ...]
    vertices: NDArray[np.float64]
    vertex_start: NDArray[np.int64]
    triangles: NDArray[np.int64]
    owner: NDArray[np.int64]
    frame: NDArray[np.int64]
    position: NDArray[np.float64]
    orientation: NDArray[np.float64]
    scale: NDArray[np.float64]
    debris: SceneDebris | None = None
    rebar: SceneRebar | None = None
    curtains: SceneCurtains | None = None

    @property
    def closed(self) -> int:
        """How many of the first triangles bound closed solids: those of the pieces."""
        return int(np.count_nonzero(self.owner < len(self.vertex_start) - 1))

    def has(self, prefix: str) -> bool:
        """Say whether there is a piece whose name begins so."""
        return any(name.startswith(prefix) for name in self.names)

    def without(self, prefix: str) -> ScenePieces:
        """Return the same without the triangles of pieces whose names begin so: they move on, and nothing is drawn of them."""
        left_out = np.array([name.startswith(prefix) for name in self.names])
        if not left_out.any():
            return self
        kept = ~left_out[self.owner]
        return replace(self, triangles=self.triangles[kept], owner=self.owner[kept])

    def world(self, time: float) -> NDArray[np.float64]:
        """Return every vertex in the world at a time [frames], shape [V + those beside, 3]; between frames poses are blended."""
        from rushes.engines.destruction.shot import pass_kernels

        at = float(np.clip(time, self.frame[0], self.frame[-1]) - self.frame[0])
        low = min(math.floor(at), max(len(self.frame) - 2, 0))
        high = min(low + 1, len(self.frame) - 1)
        share = at - low
        position = (1 - share) * self.position[low] + share * self.position[high]
        turn = (1 - share) * self.orientation[low] + share * self.orientation[high]
        turn /= np.linalg.norm(turn, axis=-1, keepdims=True)
        scale = (1 - share) * self.scale[low] + share * self.scale[high]
        placed = np.asarray(pass_kernels.place(self.vertices, self.vertex_start, position, turn, scale))
        beside = [part.world(time) for part in (self.debris, self.rebar, self.curtains) if part is not None]
        return np.concatenate([placed, *beside]) if beside else placed


def read_scene(path: Path, frames: Sequence[int]) -> ScenePieces:
    """Read the pieces of a stage and their poses at so many frames, interpolated as USD does.

    Args:
        path: ``scene.usdc``.
        frames: Consecutive frames.

    Raises:
        StepFailedError: The stage can't be read or holds no pieces.
    """
    from rushes.engines.destruction.stage.stage_read import read_pieces

    read = read_pieces(path, PIECES, frames)
    if not read.names:
        raise StepFailedError(f"{path} has no pieces under {PIECES}. Delete the folder of the step scene.")
    sizes = [len(points) for points in read.points]
    start = np.cumsum([0, *sizes])
    triangles = [faces + offset for faces, offset in zip(read.faces, start, strict=False)]
    owner = np.repeat(np.arange(len(sizes)), [len(faces) for faces in read.faces])
    debris, rebar, curtains = read_debris(path, frames), read_rebar(path, frames), read_curtains(path, frames)
    names, count = list(read.names), int(start[-1])
    for name, part, size in (
        (NAME, debris, 0 if debris is None else len(debris.local)),
        (REBAR_NAME, rebar, 0 if rebar is None else rebar.corners),
        (CURTAINS_NAME, curtains, 0 if curtains is None else curtains.points.shape[1]),
    ):
        if part is not None:
            triangles.append(part.triangles + count)
            owner = np.concatenate([owner, np.full(len(part.triangles), len(names))])
            names.append(name)
            count += size
    return ScenePieces(
        names=tuple(names),
        vertices=np.concatenate(read.points).astype(float),
        vertex_start=start,
        triangles=np.concatenate(triangles),
        owner=owner,
        frame=np.asarray(frames, dtype=np.int64),
        position=read.position,
        orientation=read.orientation,
        scale=read.scale,
        debris=debris,
        rebar=rebar,
        curtains=curtains,
    )
