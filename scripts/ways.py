"""Make the strips of docs/structure.md: each way of collapse on one building, four moments of it.

They are drawn from the simulation's poses with a sun and its shadow, not rendered: a strip tells how a building comes down, not
how a take looks. Simulations are kept in out/ways/; name ways to make only theirs.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.brief.direction import Stay
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec
from rushes.show import FrameRange

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out" / "ways"
DOCS = ROOT / "docs" / "structure"

BUILDING = BuildingSpec(storeys=8, bays=5, bays_deep=3, detail=0.5)
ROW = BuildingSpec(storeys=8, bays=3, bays_deep=3, row=3, gap_m=5.0, detail=0.35)
FRAMES = 78
MOMENTS = (18, 30, 44, 72)
LATER = (56, 90, 112, 167)
"""Frames after the first that a strip shows."""

SIZE = (640, 360)
CROP = slice(110, 530)
SUN = np.array([-0.45, -0.6, 0.66])
COLOURS = np.array(
    [[0.62, 0.6, 0.57], [0.62, 0.4, 0.32], [0.42, 0.46, 0.52], [0.2, 0.27, 0.33], [0.6, 0.46, 0.3], [0.8, 0.78, 0.72]]
)
"""Of concrete, brick, steel, glass, wood and plaster."""

BROKEN, GROUND, SKY = np.array([0.52, 0.47, 0.42]), np.array([0.47, 0.46, 0.44]), np.array([0.72, 0.8, 0.88])
BIAS_M = 0.15

ASKED: dict[str, dict[str, Any]] = {
    **{
        way: {"way": way}
        for way in (
            "soft_storey", "pancake", "implosion", "overturning", "zipper", "impact", "domino", "section", "instability",
        )
    },
    "stay": {"way": "soft_storey", "stay": (Stay(bay=((4, 5), (1, 99))),)},
    "row": {"way": "domino", "toward": "right", "frames": LATER[-1] + 1},
}  # fmt: skip

Array = NDArray[np.float64]


def camera(azimuth_deg: float = 24.0, distance: float = 52.0) -> CameraPath:
    """Return the camera of the strips: from the street, a little above a head's height."""
    angle = np.radians(azimuth_deg)
    place = np.array([np.sin(angle) * distance, -np.cos(angle) * distance, 5.0])
    return _looking(place, np.array([0.0, 0.0, 10.5]), 24.0, SIZE)


def _looking(place: Array, at: Array, focal_mm: float, size: tuple[int, int]) -> CameraPath:
    back = (place - at) / np.linalg.norm(place - at)
    right = np.cross([0.0, 0.0, 1.0], back)
    right /= np.linalg.norm(right)
    matrix = np.column_stack([right, np.cross(back, right), back])
    w = np.sqrt(max(1 + np.trace(matrix), 1e-9)) / 2
    turn = np.array(
        [w, matrix[2, 1] - matrix[1, 2], matrix[0, 2] - matrix[2, 0], matrix[1, 0] - matrix[0, 1]]
    ) / np.array([1.0, 4 * w, 4 * w, 4 * w])
    return CameraPath(FrameRange(1001, 1001), *size, 36.0, place[None], turn[None], np.array([focal_mm]))


def simulated(name: str, pieces: Pieces) -> dict[str, NDArray[np.float32]]:
    """Return the poses of a way, simulated if they are not there yet."""
    folder = OUT / name
    if not (folder / "motion.npz").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        spec = CollapseSpec(**{"frames": FRAMES, "rest_s": 0.5, **ASKED[name]})
        simulate_collapse(pieces, spec, folder, lambda done, total: print(f"\r{name} {done}/{total}", end=""))
        print()
    with np.load(folder / "motion.npz") as motion:
        return {key: motion[key] for key in ("position", "orientation", "scale")}


def picture(
    pieces: Pieces, motion: dict[str, NDArray[np.float32]], row: int, distance: float = 52.0
) -> NDArray[np.uint8]:
    """Draw one picture of the poses, shape [height, width, 3]."""
    from rushes.engines.destruction.shot import pass_kernels

    owner = np.repeat(np.arange(len(pieces)), np.diff(pieces.vertex_start))
    w, x, y, z = motion["orientation"][row].astype(float)[owner].T
    local = pieces.vertices.astype(float) * motion["scale"][row].astype(float)[owner, None]
    axis = np.column_stack([x, y, z])
    world = local + 2 * np.cross(axis, np.cross(axis, local) + w[:, None] * local) + motion["position"][row][owner]
    of = np.repeat(np.arange(len(pieces)), np.diff(pieces.triangle_start))
    corner = (pieces.triangles + pieces.vertex_start[of][:, None]).astype(np.int64)
    ground = np.array([[-150.0, -150, 0], [150, -150, 0], [150, 150, 0], [-150, 150, 0]])
    points = np.concatenate([world, _tiles(ground)])
    first = len(world)
    tiles = np.arange(first, len(points)).reshape(-1, 3)
    triangles = np.concatenate([corner, tiles])
    a, b, c = points[triangles].transpose(1, 0, 2)
    normal = np.cross(b - a, c - a)
    normal /= np.linalg.norm(normal, axis=1)[:, None] + 1e-12
    kind = np.where(pieces.triangle_kind[:, None] == 1, BROKEN, COLOURS[pieces.material[of]])
    colour = np.concatenate([kind, np.tile(GROUND, (len(tiles), 1))])
    sun = _looking(SUN / np.linalg.norm(SUN) * 600, np.zeros(3), 36 * 600 / 110, (1400, 1400))
    shade, _ = _raster(pass_kernels, sun, points, triangles)
    view = replace(camera(distance=distance), width=SIZE[0] * 2, height=SIZE[1] * 2)
    near, hit = _raster(pass_kernels, view, points, triangles)
    image = np.tile(SKY, (*hit.shape, 1))
    rows, columns = np.nonzero(hit >= 0)
    at = hit[rows, columns]
    place = _place(view, rows, columns, 1.0 / near[rows, columns])
    lit = _lit(sun, shade, place) * np.clip(normal[at] @ (SUN / np.linalg.norm(SUN)), 0, 1)
    sky = 0.34 + 0.22 * normal[at, 2]
    image[rows, columns] = colour[at] * (0.95 * lit + sky)[:, None] * [1.03, 1.0, 0.97]
    image = image.reshape(SIZE[1], 2, SIZE[0], 2, 3).mean(axis=(1, 3))
    return np.asarray(np.clip(image, 0, 1) ** (1 / 1.6) * 255, np.uint8)


def _tiles(corners: Array) -> Array:
    """Return a ground of small triangles, so that none has a corner behind the camera, shape [k, 3]."""
    x, y = np.meshgrid(np.linspace(corners[0, 0], corners[1, 0], 61), np.linspace(corners[0, 1], corners[2, 1], 61))
    grid = np.stack([x, y, np.zeros_like(x)], axis=-1)
    a, b, c, d = grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]
    return np.concatenate([np.stack([a, b, c], axis=2), np.stack([a, c, d], axis=2)]).reshape(-1, 3)


def _raster(
    kernels: ModuleType, view: CameraPath, points: Array, triangles: NDArray[np.int64]
) -> tuple[Array, NDArray[np.int64]]:
    shape = (view.height, view.width)
    near, hit = np.zeros(shape), np.full(shape, -1, np.int64)
    kernels.raster(view.project(points, 1001), triangles, 0.5, 0.0, 0.0, near, hit)
    return near, hit


def _place(view: CameraPath, rows: NDArray[np.int64], columns: NDArray[np.int64], depth: Array) -> Array:
    focal = view.focal_px(1001)
    local = np.column_stack(
        [(columns + 0.5 - view.width / 2) * depth / focal, -(rows + 0.5 - view.height / 2) * depth / focal, -depth]
    )
    return np.asarray(local @ view.rotation(1001).T + view.position[0])


def _lit(sun: CameraPath, shade: Array, place: Array) -> Array:
    seen = sun.project(place, 1001)
    column = np.clip(seen[:, 0].astype(int), 0, sun.width - 1)
    row = np.clip(seen[:, 1].astype(int), 0, sun.height - 1)
    nearest = 1.0 / np.maximum(shade[row, column], 1e-9)
    return np.asarray(seen[:, 2] <= nearest + BIAS_M, float)


def main() -> None:
    """Make them."""
    import cv2

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ways", nargs="*", choices=[*ASKED, []], help="the strips to make; all when left out")
    asked = parser.parse_args().ways or list(ASKED)
    OUT.mkdir(parents=True, exist_ok=True)
    DOCS.mkdir(parents=True, exist_ok=True)
    for name in asked:
        spec, moments, distance = (ROW, LATER, 88.0) if name == "row" else (BUILDING, MOMENTS, 52.0)
        kept = OUT / ("row.npz" if name == "row" else "building.npz")
        if not kept.is_file():
            break_building(spec).save(kept)
        pieces = Pieces.load(kept)
        motion = simulated(name, pieces)
        strip = np.concatenate([picture(pieces, motion, row + 1, distance)[:, CROP] for row in moments], axis=1)
        cv2.imwrite(str(DOCS / f"{name}.jpg"), strip[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 82])


if __name__ == "__main__":
    main()
