"""A lens and a direction from the lines of a city: three vanishing points at right angles to one another.

Directions are those of a camera that looks along +z, x to the right and y down. Pictures are measured from their
centre, in widths, so that a focal length of 1 is 36 mm on a sensor of 36 mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HYPOTHESES: Final = 6000
"""Triples of directions that are tried. With a third of the lines on each axis a hundred would do."""

SEED: Final = 20_000
"""Where the drawing of lines starts, always: a plate has one camera."""

AGREES_DEG: Final = 2.0
"""A line belongs to a vanishing point that it misses by less than this angle [deg]: old masonry and lenses bend so much."""

BEYOND_CHANCE: Final = 4.0
"""How many standard deviations the length of an axis's lines lies beyond what lines that run anyhow would give it. In a
photograph of a brick wall, seen squarely, a dozen courses near the horizon would else be taken for lines that lead away."""

SHORTEST_FOCAL, LONGEST_FOCAL = 0.25, 8.0
"""Focal lengths that are believed, in picture widths: 9 mm to 288 mm on a full frame."""

STEEPEST_DEG, MOST_ROLL_DEG = 55.0, 20.0
"""How far a camera may look up or down, and lean to a side: beyond it, "vertical" is anybody's guess."""

LINE_NOISE_PX: Final = 0.7
"""How far the end of a detected line is off, typically, in pixels of a picture of 1600."""


@dataclass(frozen=True, eq=False)
class Lines:
    """Segments as they are reckoned with: from the centre, in widths.

    Attributes:
        middle, end: Homogeneous, shape [n, 3].
        half: Half of each one's length, shape [n].
    """

    middle: Array
    end: Array
    half: Array

    @classmethod
    def of(cls, segments: Array, width: int, height: int) -> Lines:
        """Bring segments [px], shape [n, 4], into a picture of so many pixels."""
        ends = (segments.reshape(-1, 2, 2) - [width / 2, height / 2]) / width
        ones = np.ones((len(ends), 1))
        middle = np.hstack([ends.mean(axis=1), ones])
        return cls(middle, np.hstack([ends[:, 1], ones]), np.hypot(*(ends[:, 1] - ends[:, 0]).T) / 2)

    def __len__(self) -> int:
        return len(self.half)

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Lines:
        """Return some of them."""
        return Lines(self.middle[rows], self.end[rows], self.half[rows])

    def misses(self, focal: Array, axes: Array) -> Array:
        """Return by how much the end of each line misses the line from its middle to each vanishing point, in widths.

        Args:
            focal: Shape [k].
            axes: Directions as columns, shape [k, 3, 3].

        Returns:
            Signed, shape [k, n, 3]; never more than half a line's length.
        """
        points = axes * np.stack([focal, focal, np.ones_like(focal)], axis=-1)[:, :, None]
        through = np.cross(self.middle[None, :, None, :], points.transpose(0, 2, 1)[:, None, :, :])
        size = np.hypot(through[..., 0], through[..., 1])
        off = (through * self.end[None, :, None, :]).sum(axis=-1) / np.maximum(size, 1e-12)
        return np.asarray(np.where(size < 1e-9, self.half[None, :, None], off))

    def axis_of(self, focal: float, axes: Array, agrees_deg: float = AGREES_DEG) -> NDArray[np.int64]:
        """Return the axis (0 x, 1 y, 2 z) whose vanishing point each line points to, -1 for none, shape [n].

        A line near the horizon points to both vanishing points that lie on it, and says nothing of either. An axis whose
        lines are no more than so many lines anyhow would give has none.
        """
        angle = np.abs(self.misses(np.array([focal]), axes[None])[0]) / self.half[:, None]
        limit = np.sin(np.radians(agrees_deg))
        best = np.where(angle.min(axis=1) < limit, angle.argmin(axis=1), -1)
        best = np.where((best < 2) & (angle[:, :2] < limit).all(axis=1), -1, best)
        for k in range(3):
            pool = (best == k) | (best < 0)
            chance = agrees_deg / 90.0
            expected, spread = chance * self.half[pool].sum(), np.sqrt(chance * (self.half[pool] ** 2).sum())
            if self.half[best == k].sum() < expected + BEYOND_CHANCE * spread:
                best[best == k] = -1
        return best


@dataclass(frozen=True, eq=False)
class Vanishing:
    """A lens and a direction.

    Attributes:
        focal: Focal length in picture widths.
        axes: The world's axes as the camera sees them, columns x (to the right), y (away), z (up), shape [3, 3].
        score: Length of the lines that agree over the length of all, 0 to 1.
    """

    focal: float
    axes: Array
    score: float


def find_vanishing(lines: Lines, focal: float | None = None) -> Vanishing | None:
    """Find the vertical and two horizontal vanishing points, and with them the lens and its direction.

    Draws lines as Wildenauer and Hanbury, "Robust camera self-calibration from monocular images of Manhattan worlds"
    (CVPR 2012), do: two lines that stand up and two that lie give two vanishing points; these are at right angles, which
    gives the focal length (Caprile and Torre, "Using vanishing points for camera calibration", IJCV 4, 1990). What most
    of the lines' length agrees with wins. Deterministic.

    Args:
        lines: The picture's.
        focal: The focal length in picture widths, when it is known.

    Returns:
        None when there are too few lines that stand up or lie.
    """
    slope = np.abs(lines.end - lines.middle)
    upright = slope[:, 1] > 1.4 * slope[:, 0]
    stands, lies = np.flatnonzero(upright), np.flatnonzero(~upright)
    if len(stands) < 2 or len(lies) < 3:
        return None
    chance = np.random.default_rng(SEED)
    focals, axes = _draw(lines, stands, lies, focal, chance)
    if not len(focals):
        return None
    weight = lines.half / lines.half.sum()
    limit = np.sin(np.radians(AGREES_DEG))
    best, found = 0.0, None
    for start in range(0, len(focals), 400):
        part = slice(start, start + 400)
        angle = np.abs(lines.misses(focals[part], axes[part])).min(axis=2) / lines.half
        score = (weight * np.clip(1.0 - (angle / limit) ** 2, 0.0, None)).sum(axis=1)
        top = int(score.argmax())
        if score[top] > best:
            best, found = float(score[top]), start + top
    if found is None:
        return None
    return Vanishing(float(focals[found]), _in_order(axes[found]), best)


def _draw(
    lines: Lines, stands: NDArray[np.int64], lies: NDArray[np.int64], focal: float | None, chance: np.random.Generator
) -> tuple[Array, Array]:
    """Return focal lengths, shape [k], and directions, shape [k, 3, 3] with the upright one last."""
    normal = np.cross(lines.middle, lines.end)

    def pick(rows: NDArray[np.int64]) -> NDArray[np.int64]:
        share = lines.half[rows] / lines.half[rows].sum()
        return chance.choice(rows, HYPOTHESES, p=share)

    one, two, three, four, five, six = (pick(rows) for rows in (stands, stands, lies, lies, lies, lies))
    up, across = np.cross(normal[one], normal[two]), np.cross(normal[three], normal[four])
    other = np.cross(normal[five], normal[six])
    spread = np.exp(chance.uniform(np.log(0.5), np.log(4.0), HYPOTHESES))
    if focal is not None:
        spread = np.full(HYPOTHESES, focal)
    plane = normal[three]
    drawn = [_with_line(up, plane, spread)]
    if focal is None:
        drawn += [_with_point(up, across), _with_points(across, other)]
    focals, axes = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    vertical = axes[:, :, 2]
    tilt = np.degrees(np.arcsin(np.clip(np.abs(vertical[:, 2]), 0.0, 1.0)))
    roll = np.degrees(np.arctan2(np.abs(vertical[:, 0]), np.abs(vertical[:, 1])))
    good = (
        np.isfinite(axes).all(axis=(1, 2))
        & (focals > SHORTEST_FOCAL)
        & (focals < LONGEST_FOCAL)
        & (tilt < STEEPEST_DEG)
        & (roll < MOST_ROLL_DEG)
    )
    return focals[good], axes[good]


def _with_line(up: Array, plane: Array, focal: Array) -> tuple[Array, Array]:
    """Take a focal length as it is: an upright vanishing point and one line that lies give all three axes."""
    vertical = _direction(up, focal)
    across = np.cross(vertical, _unit(plane * np.stack([focal, focal, np.ones_like(focal)], axis=-1)))
    return focal, _triad(across, vertical)


def _with_point(up: Array, across: Array) -> tuple[Array, Array]:
    """Work the focal length out of an upright and a lying vanishing point."""
    focal = _focal(up, across)
    return focal, _triad(_direction(across, focal), _direction(up, focal))


def _with_points(across: Array, other: Array) -> tuple[Array, Array]:
    """Work the focal length out of two vanishing points that lie; the upright one follows."""
    focal = _focal(across, other)
    one = _direction(across, focal)
    return focal, _triad(one, np.cross(one, _direction(other, focal)))


def _focal(one: Array, other: Array) -> Array:
    """Return the focal length under which two vanishing points are at right angles; not a number where none is."""
    with np.errstate(all="ignore"):
        square = -(one[:, 0] * other[:, 0] + one[:, 1] * other[:, 1]) / (one[:, 2] * other[:, 2])
        return np.where(square > 0, np.sqrt(np.maximum(square, 1e-12)), np.nan)


def _direction(point: Array, focal: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return _unit(point * np.stack([np.ones_like(focal), np.ones_like(focal), focal], axis=-1))


def _triad(across: Array, vertical: Array) -> Array:
    vertical = _unit(vertical)
    across = _unit(across - (across * vertical).sum(axis=1, keepdims=True) * vertical)
    return np.stack([across, np.cross(vertical, across), vertical], axis=-1)


def _unit(vectors: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def _in_order(axes: Array) -> Array:
    """Return the same directions as x to the right, y away, z up (the picture's y points down)."""
    up = axes[:, 2] if axes[1, 2] < 0 else -axes[:, 2]
    flat = (axes[:, 0], axes[:, 1])
    right = max(flat, key=lambda axis: abs(float(axis[0])))
    right = right if right[0] > 0 else -right
    return np.stack([right, np.cross(up, right), up], axis=-1)
