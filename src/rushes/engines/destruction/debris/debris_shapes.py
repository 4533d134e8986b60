"""The few shapes that all small debris is made of: chips and gravel, bricks and halves, shards, splinters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHAPE_SEED = 41
"""Where the unevenness of the shapes starts: every shot has the same few."""

_BOX = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
_BOX_FACES = np.array(
    [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ],
    dtype=np.int64,
)  # fmt: skip
_STONE = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], dtype=float)
_STONE_FACES = np.array(
    [[0, 2, 4], [2, 1, 4], [1, 3, 4], [3, 0, 4], [2, 0, 5], [1, 2, 5], [3, 1, 5], [0, 3, 5]], dtype=np.int64
)
_SHARD = np.array([[1, -0.6, s] for s in (-1, 1)] + [[-1, -0.9, s] for s in (-1, 1)] + [[-0.3, 1, s] for s in (-1, 1)])
_SHARD_FACES = np.array(
    [[0, 2, 4], [1, 5, 3], [0, 1, 3], [0, 3, 2], [2, 3, 5], [2, 5, 4], [4, 5, 1], [4, 1, 0]], dtype=np.int64
)


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """One prototype, one unit long, around its own middle.

    Attributes:
        name: Of its prim, for example ``concrete_chip``.
        material: One of ``MATERIALS``.
        look: One of ``LOOKS``.
        vertices: Shape [v, 3], longest along x, thinnest along z, within ``half``.
        triangles: Counter-clockwise from outside, shape [t, 3].
        half: Half of the box around it, shape [3].
    """

    name: str
    material: str
    look: str
    vertices: Floats
    triangles: NDArray[np.int64]
    half: Floats


def _shape(
    name: str,
    corners: Floats,
    faces: NDArray[np.int64],
    *,
    proportion: tuple[float, float, float],
    rough: float,
    look: str = "",
) -> Shape:
    """Return a solid, squeezed into proportions and roughened by a share of its size, one unit long."""
    material = name.split("_", 1)[0]
    chance = np.random.default_rng([SHAPE_SEED, *name.encode()])
    points = corners * np.array(proportion) * (1.0 + rough * chance.uniform(-1.0, 1.0, corners.shape))
    points -= (points.max(axis=0) + points.min(axis=0)) / 2
    points /= np.ptp(points, axis=0)[0]
    return Shape(name, material, look or f"{material}_broken", points, faces, np.ptp(points, axis=0) / 2)


SHAPES: tuple[Shape, ...] = (
    _shape("concrete_chip", _STONE, _STONE_FACES, proportion=(1.0, 0.78, 0.36), rough=0.22),
    _shape("concrete_flake", _BOX, _BOX_FACES, proportion=(1.0, 0.66, 0.24), rough=0.34),
    _shape("concrete_gravel", _STONE, _STONE_FACES, proportion=(1.0, 0.84, 0.68), rough=0.16),
    _shape("concrete_lump", _BOX, _BOX_FACES, proportion=(1.0, 0.82, 0.62), rough=0.38),
    _shape("brick_whole", _BOX, _BOX_FACES, proportion=(1.0, 0.48, 0.296), rough=0.02),
    _shape("brick_half", _BOX, _BOX_FACES, proportion=(1.0, 0.92, 0.57), rough=0.16),
    _shape("brick_crumb", _STONE, _STONE_FACES, proportion=(1.0, 0.8, 0.6), rough=0.25),
    _shape("glass_shard", _SHARD, _SHARD_FACES, proportion=(1.0, 0.62, 0.035), rough=0.0, look="glass_shard"),
    _shape("glass_sliver", _SHARD, _SHARD_FACES, proportion=(1.0, 0.24, 0.035), rough=0.0, look="glass_shard"),
    _shape("wood_splinter", _BOX, _BOX_FACES, proportion=(1.0, 0.13, 0.06), rough=0.3),
    _shape("wood_lath", _BOX, _BOX_FACES, proportion=(1.0, 0.2, 0.1), rough=0.12),
    _shape("plaster_flake", _BOX, _BOX_FACES, proportion=(1.0, 0.74, 0.14), rough=0.3),
)
"""Every shape there is. A whole brick is 240 x 115 x 71 mm (DIN 105), a half of it 120 mm long."""

BRICK_M, HALF_BRICK_M = 0.24, 0.12

CHOICES: Mapping[str, Mapping[str, float]] = {
    "concrete": {"concrete_chip": 0.3, "concrete_flake": 0.25, "concrete_gravel": 0.27, "concrete_lump": 0.18},
    "brick": {"brick_crumb": 1.0},
    "glass": {"glass_shard": 0.65, "glass_sliver": 0.35},
    "wood": {"wood_splinter": 0.6, "wood_lath": 0.4},
    "plaster": {"plaster_flake": 1.0},
}
"""Which shapes a material's debris has, and what share of it each is. Whole and half bricks come by their own number;
what else brick leaves is crumbs. Steel bends, and leaves none."""


def by_name(name: str) -> int:
    """Return a shape's row in ``SHAPES``."""
    return next(index for index, shape in enumerate(SHAPES) if shape.name == name)
