"""Solids: the convex bodies that a building is put together from, before anything breaks."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MATERIALS = ("concrete", "brick", "steel", "glass", "wood", "plaster")
MEMBERS = (
    "column",
    "beam",
    "slab",
    "wall",
    "facade",
    "window",
    "balcony",
    "partition",
    "roof",
    "furniture",
    "stair",
    "coping",
    "band",
    "clock",
    "hand",
    "abutment",
    "crosshead",
    "parapet",
    "kerb",
    "floor",
    "lining",
    "ceiling",
    "door",
    "pane",
    "lamp",
    "joinery",
    "cushion",
)

DENSITY = {
    "concrete": 2400.0,
    "brick": 1900.0,
    "steel": 1500.0,
    "glass": 2500.0,
    "wood": 600.0,
    "plaster": 900.0,
}
"""Mass [kg] per cubic metre of the solid that stands for a member. Steel sections are hollow: a rolled profile
fills about a fifth of the box around it. Plaster stands for stud walls with air between."""

Point = tuple[float, float, float]


class Face(NamedTuple):
    """A flat side of a solid.

    Attributes:
        polygon: Corners [m], counter-clockwise seen from outside.
        inner: Whether it came about by breaking.
    """

    polygon: tuple[Point, ...]
    inner: bool


@dataclass(frozen=True, slots=True)
class Solid:
    """A convex part of a member.

    Attributes:
        faces: Its sides, closed.
        member: One of ``MEMBERS``.
        material: One of ``MATERIALS``.
        storey: The storey it belongs to; ``storeys`` is the roof.
        bay: The bay along x and along y.
        pieces: How many pieces it breaks into, before the material's grain is counted.
        unit: Solids of one unit break off together (a balcony's slab and its three parapets); -1 for none.
    """

    faces: tuple[Face, ...]
    member: str
    material: str
    storey: int
    bay: tuple[int, int]
    pieces: int = 1
    unit: int = -1


def box(low: Point, high: Point) -> tuple[Face, ...]:
    """Return the six faces of a box between two corners [m]."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    return tuple(
        Face(polygon, inner=False)
        for polygon in (
            ((x0, y0, z0), (x0, y1, z0), (x1, y1, z0), (x1, y0, z0)),
            ((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)),
            ((x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)),
            ((x0, y1, z0), (x0, y1, z1), (x1, y1, z1), (x1, y1, z0)),
            ((x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0)),
            ((x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)),
        )
    )


def prism(profile: tuple[tuple[float, float], ...], start: float, end: float) -> tuple[Face, ...]:
    """Return a prism along x over a convex profile.

    Args:
        profile: Corners (y, z) [m], counter-clockwise seen from +x.
        start, end: Where it starts and ends along x [m].
    """
    front = tuple((end, y, z) for y, z in profile)
    back = tuple((start, y, z) for y, z in reversed(profile))
    sides = [
        Face(((start, *a), (start, *b), (end, *b), (end, *a)), inner=False)
        for a, b in zip(profile, (*profile[1:], profile[0]), strict=True)
    ]
    return (Face(front, inner=False), Face(back, inner=False), *sides)


def bounds(faces: tuple[Face, ...]) -> NDArray[np.float64]:
    """Return the lowest and highest corner [m], shape [2, 3]."""
    corners = np.array([point for face in faces for point in face.polygon])
    return np.array([corners.min(axis=0), corners.max(axis=0)])


def volume_and_centre(faces: tuple[Face, ...]) -> tuple[float, NDArray[np.float64]]:
    """Return the volume [m3] and the centre of mass [m] of a closed solid (divergence theorem)."""
    origin = np.array(faces[0].polygon[0])
    volume = 0.0
    moment = np.zeros(3)
    for face in faces:
        corners = np.array(face.polygon) - origin
        a = corners[0]
        for b, c in itertools.pairwise(corners):
            six = float(
                a[0] * (b[1] * c[2] - b[2] * c[1])
                - a[1] * (b[0] * c[2] - b[2] * c[0])
                + a[2] * (b[0] * c[1] - b[1] * c[0])
            )
            volume += six / 6
            moment += six / 24 * (a + b + c)
    return volume, origin + moment / volume
