"""How far each place of a face moves when its form is lifted: in millimetres of the performer's face, by the mesh.

Every slider moves some points of the mesh along the head's own up, out and forward, so that a turned head is lifted along itself, and holds others where they are;
what lies between is interpolated by a normalised Gaussian (Shepard 1968, *A two-dimensional interpolation function for irregularly-spaced data*).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage import landmarks as at
from rushes.engines.reage.regions import facing
from rushes.engines.reage.skin import times
from rushes.engines.reage.window import MM_OUTER_CORNERS, iod_px

Floats = NDArray[np.float32]

GRID: Final = 28.0
"""The field is worked out where the eyes' corners are about so far from each other [px]: it is smoother than that."""

NO_FOLD: Final = 0.3
"""A place may be pressed together to this share of its size; beyond, the field is smoothed until it is not: nothing folds over."""

NO_FOLD_IN_CELL: Final = 0.1
"""And between the places where a field is worked out to no less than this, at any corner: that is finer than its own slope says."""

REACH: Final = 2.8
"""Beyond so many widths a point's weight is under ``STILL``."""

STILL: Final = 0.02
"""Weight of the points that move, under which nothing moves: so far reaches a slider."""


@dataclass(frozen=True, slots=True)
class Lift:
    """What one slider moves.

    Attributes:
        points: Of the mesh on the person's right; those on the left are mirrored.
        out, up, forward: Along the head's own axes, for a millimetre of the slider.
        width: How far a point speaks for what is round it [distances between the outer corners of the eyes].
        down: So far below the points (in heights of the face) the moved places lie; for what the mesh has no points of.
        aside: So far outward.
        held: Points that stay.
    """

    points: tuple[int, ...]
    out: float = 0.0
    up: float = 0.0
    forward: float = 0.0
    width: float = 0.1
    down: float = 0.0
    aside: float = 0.0
    held: tuple[int, ...] = ()


LIFTS: Final[dict[str, tuple[Lift, ...]]] = {
    "jaw_mm": (
        Lift((172, 136, 150, 149), up=0.7, forward=-0.3, width=0.13, held=(152, 132, 61, 205, 18)),
        Lift((169, 170, 210, 211), up=0.35, width=0.10, held=(61, 17, 205)),
    ),
    "throat_mm": (Lift((150, 149, 176, 148), up=0.7, forward=-0.7, width=0.15, down=0.13, held=(152, 148, 176, 149)),),
    "cheeks_mm": (
        Lift((50, 101, 118, 117, 123, 187, 205), out=0.15, up=0.6, forward=0.6, width=0.13, held=(130, 23, 61, 98)),
    ),
    "lids_mm": (
        Lift((30, 29, 27, 28, 56, 247), up=0.8, width=0.05, held=(145, 153, 144, 105, 66, 63, 133)),
        Lift((160, 159, 158, 161), up=0.35, width=0.04, held=(145, 153, 144, 133, 33)),
    ),
    "brows_mm": (
        Lift((46, 53, 70, 63), up=1.0, width=0.11, held=(159, 160, 33, 168, 8)),
        Lift((52, 105, 65, 66), up=0.55, width=0.11, held=(159, 158, 8)),
    ),
    "nose_mm": (
        Lift((1, 4, 19, 94, 2), up=0.7, width=0.08, held=(197, 0, 205)),
        Lift((98, 64, 129, 48), out=-0.5, up=0.3, width=0.07, held=(197, 0, 205)),
    ),
    "ears_mm": (Lift((132,), up=1.0, width=0.12, aside=0.14, held=(132, 58, 93, 127)),),
    "lips_mm": (
        Lift((37, 39, 40, 0), up=0.7, width=0.05, held=(13, 82, 81, 61, 2, 98)),
        Lift((84, 181, 91, 17), up=-0.8, width=0.05, held=(14, 87, 178, 61, 18, 200)),
    ),
}
"""Chosen by eye on faces from the front, after what surgeons lift: the jowl up and back, the malar pad up, the lid's fold, the outer brow.
A jaw pulled in is narrower, and no younger: on the synthetic twins that had taken it further off."""


def displacement(mesh: Floats, size: tuple[int, int], form: dict[str, float]) -> Floats:
    """Return where each pixel of the lifted picture comes from, as an offset [px], shape [h, w, 2]; exactly 0 where nothing moves.

    Args:
        mesh: In the picture's pixels, shape [468, 3].
        size: Width and height of the picture [px].
        form: Millimetres by slider; below 0 lets it sink.
    """
    import cv2

    iod = iod_px(mesh)
    step = max(1.0, iod / GRID)
    across, down = (max(2, round(extent / step)) for extent in size)
    x, y = np.meshgrid(
        (np.arange(across) + 0.5) * size[0] / across - 0.5, (np.arange(down) + 0.5) * size[1] / down - 0.5
    )
    places = np.stack([x, y], axis=-1).astype(np.float32)
    field = np.zeros_like(places)
    for name, lifts in LIFTS.items():
        if form.get(name):
            field += sum(form[name] * _lifted(lift, mesh, places) for lift in lifts)
    field = _unfolded(field * (iod / MM_OUTER_CORNERS), size[0] / across, size[1] / down)
    back = _unfolded(_inverse(field, size[0] / across, size[1] / down), size[0] / across, size[1] / down)
    whole = cv2.resize(back, size, interpolation=cv2.INTER_LINEAR)
    moves = np.maximum(np.abs(whole[..., 0]), np.abs(whole[..., 1])) >= STILL
    return times(np.asarray(whole, np.float32), moves.astype(np.float32))


def axes(mesh: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the head's own left (the person's), up and forward in the picture's space, unit length, shape [3] each."""
    left = mesh[at.LEFT_OUTER] - mesh[at.RIGHT_OUTER]
    left = left / max(float(np.linalg.norm(left)), 1e-6)
    rise = mesh[at.FOREHEAD] - mesh[at.CHIN_TIP]
    rise = rise - left * float(left @ rise)
    rise = rise / max(float(np.linalg.norm(rise)), 1e-6)
    return left, rise, np.asarray(np.cross(left, rise), np.float32)


def _lifted(lift: Lift, mesh: Floats, places: Floats) -> Floats:
    """Return how far places move for a millimetre of a slider, in millimetres, shape [h, w, 2]."""
    left, rise, ahead = axes(mesh)
    tall = float(np.linalg.norm(mesh[at.FOREHEAD] - mesh[at.CHIN_TIP]))
    points, moves = [], []
    for side, seen in zip((-1.0, 1.0), facing(mesh), strict=True):
        for index in lift.points:
            paired = index in at.LEFT_OF
            if not paired and side > 0:
                continue
            own = at.LEFT_OF[index] if side > 0 else index
            points.append(mesh[own] - lift.down * tall * rise + side * lift.aside * iod_px(mesh) * left)
            out = side * lift.out if paired else 0.0
            moves.append((seen if paired else 1.0) * (out * left + lift.up * rise + lift.forward * ahead))
    held = [mesh[one] for index in lift.held for one in {index, at.LEFT_OF.get(index, index)}]
    known = np.array([*points, *held], np.float32)[:, :2]
    move = np.array([*moves, *(np.zeros(3) for _ in held)], np.float32)[:, :2]
    sigma = lift.width * iod_px(mesh)
    total = np.zeros_like(places)
    low, high = known[: len(points)].min(axis=0) - REACH * sigma, known[: len(points)].max(axis=0) + REACH * sigma
    columns = (places[0, :, 0] >= low[0]) & (places[0, :, 0] <= high[0])
    rows = (places[:, 0, 1] >= low[1]) & (places[:, 0, 1] <= high[1])
    across, down = (
        np.exp(-((course[:, None] - known[:, axis]) ** 2) / (2 * sigma**2))
        for axis, course in enumerate((places[0, columns, 0], places[rows, 0, 1]))
    )  # a Gaussian of both is the product of one along each
    nearest = (down[:, None, : len(points)] * across[None, :, : len(points)]).max(axis=-1, initial=0.0)
    fade = np.clip((nearest - STILL) / (0.35 - STILL), 0.0, 1.0)
    fade = fade * fade * (3 - 2 * fade) / (down @ across.T + 1e-6)
    total[np.ix_(rows, columns)] = np.stack([(down * move[:, axis]) @ across.T * fade for axis in (0, 1)], axis=-1)
    return total


def _unfolded(field: Floats, wide: float, tall: float) -> Floats:
    """Return a field that presses no place together beyond ``NO_FOLD``: smoothed, and where that is not enough weakened, until it doesn't."""
    import cv2

    for attempt in range(6):
        if _least(field, wide, tall) >= NO_FOLD:
            return field
        field = np.asarray(cv2.GaussianBlur(field, (0, 0), 1.0 + 0.5 * attempt), np.float32)
    while _least(field, wide, tall) < NO_FOLD:
        field = field * np.float32(0.85)
    return field


def _least(field: Floats, wide: float, tall: float) -> float:
    """Return the smallest area that a unit of area is pressed to, by the field's slope; that at a cell's corners counts by its own limit."""
    dy, dx = np.gradient(field, tall, wide, axis=(0, 1))
    return min(float(_area(dx, dy).min()), NO_FOLD / NO_FOLD_IN_CELL * _least_in_cells(field, wide, tall))


def _least_in_cells(field: Floats, wide: float, tall: float) -> float:
    """Return the smallest area at the corners of the cells, in which a field is interpolated linearly along each axis."""
    dx, dy = np.diff(field, axis=1) / wide, np.diff(field, axis=0) / tall
    return min(
        float(_area(dx[rows], dy[:, columns]).min())
        for rows in (slice(None, -1), slice(1, None))
        for columns in (slice(None, -1), slice(1, None))
    )


def _area(dx: Floats, dy: Floats) -> Floats:
    return np.asarray((1 + dx[..., 0]) * (1 + dy[..., 1]) - dx[..., 1] * dy[..., 0])


def _inverse(field: Floats, wide: float, tall: float) -> Floats:
    """Return the offsets by which a moved picture is fetched, from those by which its places move (fixed point)."""
    import cv2

    y, x = np.mgrid[0 : field.shape[0], 0 : field.shape[1]].astype(np.float32)
    back = np.zeros_like(field)
    for _ in range(6):
        there = cv2.remap(
            field, x + back[..., 0] / wide, y + back[..., 1] / tall, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        back = -there
    return np.asarray(back, np.float32)
