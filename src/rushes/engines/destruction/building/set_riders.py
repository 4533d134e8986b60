"""What goes along with a set's walls: skirtings, cornices, frames, curtains. Nothing is solved of it; each bit moves with the wall's piece behind it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.set_stage import Faces, SetStage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BIT_M = 0.35
"""What runs along a wall breaks into bits of about this length [m]."""

DRAPES = frozenset({"curtain", "curtain_track"})
"""Things that hang before a wall, and go along with it as a whole."""

LEAST_M2 = 1e-9


def riders(stage: SetStage) -> Iterator[tuple[Faces, str]]:
    """Give the meshes that go along with walls, each with its wall's name; "" where the nearest wall is meant."""
    for faces, wall in stage.trims:
        yield faces, wall
    for thing in stage.things:
        if thing.kind in DRAPES:
            for faces in thing.meshes:
                yield faces, ""


def bits_of(faces: Faces) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Cut a mesh across its longest way, and give its triangles: corners [3, 3], normals [3, 3] and map [3, 2] each."""
    low, high = faces.points.min(axis=0), faces.points.max(axis=0)
    across = int(np.argmax((high - low)[:2]))
    count = max(1, round(float(high[across] - low[across]) / BIT_M))
    stops = np.linspace(low[across], high[across], count + 1)[1:-1]
    start = 0
    for size in faces.counts.tolist():
        rows = np.arange(start, start + size)
        start += size
        points = faces.points[faces.corners[rows]]
        normals = faces.normals[rows] if len(faces.normals) else np.zeros((size, 3))
        st = faces.st[rows] if len(faces.st) else np.zeros((size, 2))
        polygon = np.concatenate([points, normals, st], axis=1)
        for part in _cut(polygon, across, stops):
            for k in range(1, len(part) - 1):
                corner = part[[0, k, k + 1]]
                if np.linalg.norm(np.cross(corner[1, :3] - corner[0, :3], corner[2, :3] - corner[0, :3])) > LEAST_M2:
                    yield corner[:, :3], corner[:, 3:6], corner[:, 6:]


def _cut(polygon: Floats, axis: int, stops: Floats) -> Iterator[Floats]:
    """Give the parts of a convex polygon between stops along an axis; what stands at its corners goes along."""
    inside = stops[(stops > polygon[:, axis].min() + 1e-6) & (stops < polygon[:, axis].max() - 1e-6)]
    rest = polygon
    for stop in inside.tolist():
        yield _side(rest, axis, stop, below=True)
        rest = _side(rest, axis, stop, below=False)
    yield rest


def _side(polygon: Floats, axis: int, stop: float, *, below: bool) -> Floats:
    kept = []
    for here, there in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        mine = (here[axis] <= stop) if below else (here[axis] >= stop)
        if mine:
            kept.append(here)
        if (here[axis] - stop) * (there[axis] - stop) < 0:
            kept.append(here + (there - here) * (stop - here[axis]) / (there[axis] - here[axis]))
    return np.array(kept)
