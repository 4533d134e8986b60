# SPDX-License-Identifier: GPL-3.0-or-later
"""Meshes put together from boxes, rods and faces, each with a material slot and a texture coordinate."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

import bpy  # noqa: TID253 - this folder runs only inside Blender's own process

Point = Sequence[float]


class Solids:
    """Collects faces; ``mesh`` makes them one Blender mesh."""

    def __init__(self) -> None:
        self._points: list[tuple[float, ...]] = []
        self._faces: list[list[int]] = []
        self._slots: list[int] = []
        self._st: list[tuple[float, float]] = []

    def face(self, corners: Sequence[Point], slot: int, st: Sequence[tuple[float, float]] | None = None) -> None:
        """Add a flat face, its corners counter-clockwise from outside."""
        first = len(self._points)
        self._points.extend(tuple(corner) for corner in corners)
        self._faces.append(list(range(first, first + len(corners))))
        self._slots.append(slot)
        self._st.extend(st or [(corner[0] + corner[1], corner[2]) for corner in corners])

    def quad(self, corners: Sequence[Point], slot: int, st: Sequence[tuple[float, float]] | None = None) -> None:
        """Add a face of four corners."""
        self.face(corners, slot, st)

    def box(self, low: Point, high: Point, slot: int, *, lid: int | None = None) -> None:
        """Add a box; its top may have a slot of its own."""
        (a, b, c), (d, e, f) = low, high
        self.quad([(a, b, c), (d, b, c), (d, b, f), (a, b, f)], slot)
        self.quad([(d, b, c), (d, e, c), (d, e, f), (d, b, f)], slot)
        self.quad([(d, e, c), (a, e, c), (a, e, f), (d, e, f)], slot)
        self.quad([(a, e, c), (a, b, c), (a, b, f), (a, e, f)], slot)
        self.quad([(a, b, f), (d, b, f), (d, e, f), (a, e, f)], slot if lid is None else lid)
        self.quad([(a, e, c), (d, e, c), (d, b, c), (a, b, c)], slot)

    def rod(self, foot: Point, top: Point, radius: float, slot: int, *, sides: int = 7, capped: bool = False) -> None:
        """Add a round rod between two points."""
        axis = [t - f for f, t in zip(foot, top, strict=True)]
        length = math.sqrt(sum(part * part for part in axis)) or 1.0
        axis = [part / length for part in axis]
        guess = (0.0, 0.0, 1.0) if abs(axis[2]) < 0.9 else (1.0, 0.0, 0.0)
        one = _cross(axis, guess)
        size = math.sqrt(sum(part * part for part in one))
        one = [part / size for part in one]
        other = _cross(axis, one)
        rings = []
        for end in (foot, top):
            turns = [2.0 * math.pi * k / sides for k in range(sides)]
            rings.append(
                [
                    tuple(
                        e + radius * (math.cos(turn) * a + math.sin(turn) * b)
                        for e, a, b in zip(end, one, other, strict=True)
                    )
                    for turn in turns
                ]
            )
        for k in range(sides):
            after = (k + 1) % sides
            self.quad([rings[0][k], rings[0][after], rings[1][after], rings[1][k]], slot)
        if capped:
            self.face(rings[0][::-1], slot)
            self.face(rings[1], slot)

    def leaf(self, place: Point, size: float, dice: random.Random, slot: int) -> None:
        """Add a small square, turned anyhow."""
        one = [dice.gauss(0.0, 1.0) for _ in range(3)]
        scale = size / (math.sqrt(sum(part * part for part in one)) or 1.0)
        one = [part * scale for part in one]
        other = _cross(one, [dice.gauss(0.0, 1.0) for _ in range(3)])
        scale = size / (math.sqrt(sum(part * part for part in other)) or 1.0)
        other = [part * scale for part in other]
        corners = [
            tuple(p + i * a + j * b for p, a, b in zip(place, one, other, strict=True))
            for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        ]
        self.quad(corners, slot)

    def mesh(self, name: str, materials: Sequence[Any]) -> Any:
        """Return the mesh; slots beyond the materials use the last one."""
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata(self._points, [], self._faces)
        for material in materials:
            mesh.materials.append(material)
        last = len(materials) - 1
        mesh.polygons.foreach_set("material_index", [min(slot, last) for slot in self._slots])
        layer = mesh.uv_layers.new(name="st")
        layer.data.foreach_set("uv", [part for pair in self._st for part in pair])
        mesh.update()
        return mesh


def _cross(a: Sequence[float], b: Sequence[float]) -> list[float]:
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
