"""Fracture: a convex solid breaks into Voronoi cells, and each face remembers whether it is skin or break.

A cell is the solid cut by the bisector planes between its seed and every other seed. That is the Voronoi cell
inside the solid, exact and closed, for any convex solid; the seeds' pattern is what makes concrete break into
angular chunks, glass into shards and wood into splinters.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.solid import Face, Point, Solid, bounds

Array = NDArray[np.float64]

SMALLEST_M = 1e-7
"""Two corners nearer than this [m] are one."""

GRAIN = {"concrete": 1.0, "brick": 1.3, "steel": 0.0, "glass": 1.0, "wood": 0.9, "plaster": 0.7}
"""How many pieces a member breaks into by material, relative to concrete. Steel bends; it does not shatter."""


def break_solid(solid: Solid, rng: np.random.Generator) -> list[tuple[Face, ...]]:
    """Break a solid into convex cells whose volumes sum to its own.

    Args:
        solid: What breaks, into ``solid.pieces`` times the material's grain.
        rng: Where the seeds come from.
    """
    count = max(1, round(solid.pieces * GRAIN[solid.material]))
    if count == 1:
        return [solid.faces]
    seeds = scatter(bounds(solid.faces), solid.material, count, rng)
    seeds = seeds[np.sort(np.unique(seeds, axis=0, return_index=True)[1])]  # two in one corner are one
    cells = []
    for index, seed in enumerate(seeds):
        faces: tuple[Face, ...] = solid.faces
        order = np.argsort(((seeds - seed) ** 2).sum(axis=1))
        for other in order:
            if other != index and faces:
                middle, normal = (seed + seeds[other]) / 2, seeds[other] - seed
                faces = cut(faces, middle, normal / np.linalg.norm(normal))
        if faces:
            cells.append(faces)
    return cells


def scatter(box: Array, material: str, count: int, rng: np.random.Generator) -> Array:
    """Return seeds for cells within a box, shape [count, 3]; their pattern is the material's.

    Concrete and brick get a few crowded places, so that chips lie between large chunks; glass breaks around one
    point; wood is stretched along its longest side.
    """
    low, size = box[0], box[1] - box[0]
    if material == "glass":
        angle = rng.uniform(0, 2 * np.pi) + np.arange(count) * (2 * np.pi / count) + rng.normal(0, 0.2, count)
        flat = np.argsort(size)[1:]
        seeds = np.tile(low + size / 2, (count, 1))
        heart = low + size * rng.uniform(0.3, 0.7, 3)
        radius = rng.uniform(0.25, 0.6, count)
        seeds[:, flat[0]] = heart[flat[0]] + np.cos(angle) * radius * size[flat[0]]
        seeds[:, flat[1]] = heart[flat[1]] + np.sin(angle) * radius * size[flat[1]]
        return np.clip(seeds, low + size * 0.02, low + size * 0.98)
    share = _spread(size / size.max(), count, rng)
    if material == "wood":
        longest = int(np.argmax(size))
        across = [axis for axis in range(3) if axis != longest]
        share[:, longest] = 0.5 + (share[:, longest] - 0.5) * 0.35
        share[:, across] = rng.uniform(0.05, 0.95, (count, 2))
    return low + size * share


def _spread(aspect: Array, count: int, rng: np.random.Generator) -> Array:
    """Return shares of a box [count, 3] that keep a distance, a third of them crowded around one of them."""
    crowd = count // 3 if count > 3 else 0
    points: list[Array] = []
    for _ in range(count - crowd):
        candidates = rng.uniform(0.06, 0.94, (8, 3))
        if points:
            gap = np.min([np.linalg.norm((candidates - point) * aspect, axis=1) for point in points], axis=0)
            points.append(candidates[int(np.argmax(gap))])
        else:
            points.append(candidates[0])
    for _ in range(crowd):
        near = points[0] + rng.normal(0, 0.13, 3) / np.maximum(aspect, 0.25)
        points.append(np.clip(near, 0.04, 0.96))
    return np.array(points)


def cut(faces: tuple[Face, ...], point: Array, normal: Array) -> tuple[Face, ...]:
    """Keep the part of a convex solid that lies behind a plane; the cut becomes an inner face.

    Args:
        faces: The solid.
        point: A point of the plane [m].
        normal: The plane's unit normal; what lies on its side is cut away.

    Returns:
        The faces that remain; empty when nothing does.
    """
    nx, ny, nz = (float(value) for value in normal)
    level = nx * float(point[0]) + ny * float(point[1]) + nz * float(point[2])
    kept: list[Face] = []
    rim: list[Point] = []
    whole = True
    for face in faces:
        polygon = face.polygon
        sides = [nx * x + ny * y + nz * z - level for x, y, z in polygon]
        if max(sides) <= SMALLEST_M:
            kept.append(face)
            rim.extend(p for p, side in zip(polygon, sides, strict=True) if side > -SMALLEST_M)
            continue
        whole = False
        if min(sides) >= -SMALLEST_M:
            continue
        corners: list[Point] = []
        for index, (p, side) in enumerate(zip(polygon, sides, strict=True)):
            following = (index + 1) % len(polygon)
            if side <= SMALLEST_M:
                corners.append(p)
                if side > -SMALLEST_M:
                    rim.append(p)
            crossing = (side > SMALLEST_M and sides[following] < -SMALLEST_M) or (
                side < -SMALLEST_M and sides[following] > SMALLEST_M
            )
            if crossing:
                q = polygon[following]
                share = side / (side - sides[following])
                corner = (
                    p[0] + (q[0] - p[0]) * share,
                    p[1] + (q[1] - p[1]) * share,
                    p[2] + (q[2] - p[2]) * share,
                )
                corners.append(corner)
                rim.append(corner)
        if len(corners) > 2:
            kept.append(Face(tuple(corners), face.inner))
    if whole:
        return faces
    if not kept:
        return ()
    cap = _cap(rim, (nx, ny, nz))
    return (*kept, Face(cap, inner=True)) if cap else tuple(kept)


def _cap(rim: list[Point], normal: Point) -> tuple[Point, ...]:
    """Return the rim's corners in order around the normal, doubles left out."""
    corners: list[Point] = []
    for point in rim:
        if all(math.dist(point, other) > SMALLEST_M * 10 for other in corners):
            corners.append(point)
    if len(corners) < 3:
        return ()
    axis = np.array(normal)
    first = np.cross(axis, [1.0, 0.0, 0.0] if abs(axis[0]) < 0.7 else [0.0, 1.0, 0.0])
    second = np.cross(axis, first)
    points = np.array(corners)
    offset = points - points.mean(axis=0)
    angle = np.arctan2(offset @ second, offset @ first)
    return tuple(corners[int(index)] for index in np.argsort(angle))
