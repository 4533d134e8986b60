"""Patches: pockets, flaps, bands, epaulettes lie on the panels that they are sewn to, as the pattern says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.surface import Surface, normals_of, surface_of
from rushes.engines.wardrobe.drape.triangulation import triangulated
from rushes.engines.wardrobe.drape.turning import loose
from rushes.engines.wardrobe.pattern.panel import Laid, Panel
from rushes.engines.wardrobe.pattern.worn import worn

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LIFT_M = 0.0006
"""How far a patch lies off the cloth under it, besides both their thicknesses [m]."""

EDGE_M = 0.012
"""Length of a patch's triangles [m]."""


@dataclass(frozen=True, eq=False)
class Patch:
    """A patch on the worn garment.

    Attributes:
        panel: As drawn.
        flat: Its points in its own flat [m], shape [n, 2].
        points: As worn [m], shape [n, 3].
        corners: Triangles, shape [m, 3].
        base: Which triangle of the garment's cloth each of them lies on, shape [m].
        lift: How far it is off the cloth under it [m].
    """

    panel: Panel
    flat: Floats
    points: Floats
    corners: Ints
    base: Ints
    lift: float

    def under(self, panel: str, flat: Floats) -> bool:
        """Say whether a point of the panel that it lies on is under it."""
        if self.panel.on is None or _own(self.panel) != panel:
            return False
        low, high = self.flat.min(axis=0), self.flat.max(axis=0)
        turn = _turn(-self.panel.on.turned)
        here = turn @ (flat - np.array(self.panel.on.at))
        return bool((here > low).all() and (here < high).all())


def patched(cloth: Cloth, points: Floats, thickness: float) -> tuple[Patch, ...]:
    """Return a worn garment's patches.

    Args:
        cloth: The garment.
        points: Where its points are [m].
        thickness: Of the fabric [m].
    """
    free = loose(cloth)
    normals = normals_of(cloth, points, np.ones(len(free), np.bool_))
    arms = np.array([panel.placement.part == "arm" for panel in cloth.garment.panels])
    same = (
        arms[:, None] == arms
    )  # a flap that reaches over its panel's edge doesn't go onto the sleeve that hangs there
    found = []
    for panel in worn(cloth.drafted, plies=("patch",)).panels:
        if panel.on is None or _own(panel) not in cloth.names:
            continue
        surface = surface_of(cloth, cloth.names.index(_own(panel)), points, normals, free)
        patch = _laid(panel, panel.on, surface, thickness)
        off = ~surface.holds(patch.flat @ _turn(panel.on.turned).T + np.array(panel.on.at))
        near = ~free & same[cloth.panel, cloth.names.index(_own(panel))]
        patch.points[off] = _beside(patch.points[off], points[near], normals[near], patch.lift)
        found.append(patch)
    return tuple(found)


def _beside(laid: Floats, points: Floats, normals: Floats, lift: float) -> Floats:
    """Return points that lie beyond the edge of their panel brought onto the cloth that is nearest there, so far off it [m]."""
    from scipy.spatial import cKDTree

    if not len(laid):
        return laid
    nearest = cKDTree(points).query(laid)[1]
    over = ((laid - points[nearest]) * normals[nearest]).sum(axis=1)
    return np.asarray(laid + (lift - over)[:, None] * normals[nearest])


def _own(patch: Panel) -> str:
    """Return the name of the worn panel that a patch lies on."""
    if patch.on is None:
        return ""
    return patch.on.panel if patch.side == "both" else f"{patch.on.panel}_{patch.side}"


def _turn(degrees: float) -> Floats:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s], [s, c]])


def _laid(panel: Panel, on: Laid, surface: Surface, thickness: float) -> Patch:
    ring = np.concatenate([_spaced(edge.points(EDGE_M)) for edge in panel.edges])
    if on.seen is not None:
        ring[:, 1] = np.minimum(ring[:, 1], on.seen)
        ring = ring[np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1) > 1e-3 * EDGE_M]
    made = triangulated([ring], EDGE_M)
    there = made.points @ _turn(on.turned).T + np.array(on.at)
    lift = on.over * (thickness + LIFT_M)
    centres = there[made.corners].mean(axis=1)
    return Patch(
        panel, made.points, surface.at(there, np.full(len(there), lift)), made.corners, surface.triangles(centres), lift
    )


def _spaced(row: Floats) -> Floats:
    """Return an edge's points no farther apart than a triangle's edge, the last left out [m]."""
    pieces = [
        one
        + (two - one)
        * np.linspace(0, 1, max(1, round(float(np.linalg.norm(two - one)) / EDGE_M)), endpoint=False)[:, None]
        for one, two in zip(row, row[1:], strict=False)
    ]
    return np.concatenate(pieces)
