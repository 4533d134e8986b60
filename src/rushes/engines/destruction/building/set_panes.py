"""Panes of a set: what closes a window is one sheet until something hits it, and then shards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.fracture import break_solid
from rushes.engines.destruction.building.set_stage import Thing
from rushes.engines.destruction.building.solid import Face, Solid

Floats = NDArray[np.float64]

SHARDS_A_M2, MOST_SHARDS = 11.0, 36
"""How finely a pane breaks."""

SOLVED_M = 0.02
"""A shard is solved as if it were so thick [m]; it is shown as a sheet, as the pane was: edges of glass that stands would show as cracks."""

PANE_KG_M2 = 15.0
"""6 mm of float glass."""

LEAST_M2 = 2e-4


def shards_of(
    thing: Thing, number: int, lift: float, rng: np.random.Generator
) -> Iterator[tuple[Solid, tuple[Face, ...]]]:
    """Give the shards of a pane's sheets: the solid that each broke from, and the shard itself.

    A sheet is taken for the convex outline of its points; it stands ``lift`` higher than in the set [m].
    """
    for faces in thing.meshes:
        points = faces.points + [0.0, 0.0, lift]
        middle, frame = points.mean(axis=0), _frame(points)
        outline = _outline((points - middle) @ frame[:, :2])
        area = _area(outline)
        if area < LEAST_M2:
            continue
        count = int(np.clip(round(area * SHARDS_A_M2), 3, MOST_SHARDS))
        local = Solid(_prism(outline, SOLVED_M), "window", "glass", 0, (number, -1), count, number)
        whole = Solid(_turned(local.faces, frame, middle), "window", "glass", 2, (number, -1), count, number)
        for cell in break_solid(local, rng):
            yield whole, _turned(cell, frame, middle)


def facing(thing: Thing) -> Floats:
    """Return the way that a pane's sheet looks, length 1, shape [3]: glass that is seen from behind mirrors."""
    faces = thing.meshes[0]
    ring = faces.points[faces.corners[: int(faces.counts[0])]]
    normal = np.cross(ring[1:-1] - ring[0], ring[2:] - ring[0]).sum(axis=0)
    return np.asarray(normal / np.linalg.norm(normal), float)


def sheet_of(cell: tuple[Face, ...], centre: Floats, normal: Floats) -> Floats:
    """Return a shard as it is shown: the outline of its sheet through its middle, counter-clockwise about the normal that its pane has, shape [n, 3]."""
    rings = [np.array(face.polygon) for face in cell if not face.inner]
    side = max(rings, key=lambda ring: float((ring - centre).mean(axis=0) @ normal))
    return np.asarray(side - np.outer((side - centre) @ normal, normal), float)


def _frame(points: Floats) -> Floats:
    """Return a sheet's own axes as columns: two along it and one across, right-handed, shape [3, 3]."""
    _, _, axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    axes[2] = np.cross(axes[0], axes[1])
    return np.asarray(axes.T, float)


def _outline(flat: Floats) -> Floats:
    from scipy.spatial import ConvexHull

    return np.asarray(flat[ConvexHull(flat).vertices], float)  # counter-clockwise in two dimensions


def _area(outline: Floats) -> float:
    x, y = outline.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def _prism(outline: Floats, thick: float) -> tuple[Face, ...]:
    low, high = (np.column_stack([outline, np.full(len(outline), z)]) for z in (-thick / 2, thick / 2))
    sides = [
        np.array([low[k], low[(k + 1) % len(low)], high[(k + 1) % len(low)], high[k]]) for k in range(len(outline))
    ]
    return tuple(_face(ring, inner=False) for ring in (low[::-1], high, *sides))


def _face(ring: Floats, *, inner: bool) -> Face:
    return Face(tuple((float(x), float(y), float(z)) for x, y, z in ring), inner=inner)


def _turned(faces: tuple[Face, ...], frame: Floats, middle: Floats) -> tuple[Face, ...]:
    return tuple(_face(np.array(face.polygon) @ frame.T + middle, inner=face.inner) for face in faces)
