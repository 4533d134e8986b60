"""An outfit: garments draped one over the other, from the skin outwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.drape.cloth import Cloth, cloth_of
from rushes.engines.wardrobe.drape.covering import hidden_cloth, hidden_skin
from rushes.engines.wardrobe.drape.distance_field import DistanceField, field_of
from rushes.engines.wardrobe.drape.draping import Draped, draped
from rushes.engines.wardrobe.drape.dressing import Dressing, dressing_of, sleeved
from rushes.engines.wardrobe.drape.fabrics import Fabric
from rushes.engines.wardrobe.drape.gate import GateReport, gate
from rushes.engines.wardrobe.drape.piercing import pierced_edges
from rushes.engines.wardrobe.drape.slab import come_through
from rushes.engines.wardrobe.drape.tucking import tucked, welded_points
from rushes.engines.wardrobe.drape.tying import NOTHING
from rushes.engines.wardrobe.drape.worn_mesh import WornMesh, worn_mesh
from rushes.engines.wardrobe.pattern.garment import Garment

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ROOM_M, SNUG_M = 0.002, 0.0005
"""What each garment leaves for one that is worn under it, when it is first put on, and what a waistband does [m]."""

WORN_OVER = {"arm": {"arm"}, "torso": {"torso"}, "neck": {"torso"}}
"""Parts of a body whose clothes a panel leaves room for, by its own; others are worn over what is on the trunk and the legs."""

ALONE = 0.8
"""Share of the work that is done when every garment hangs by itself."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A garment to wear.

    Attributes:
        garment: As drafted.
        fabric: What it is made of.
        colour: Linear, with the primaries of sRGB.
    """

    garment: Garment
    fabric: Fabric
    colour: tuple[float, float, float] = (0.5, 0.5, 0.5)


@dataclass(frozen=True, eq=False)
class Outfit:
    """Garments as they are worn together, from the skin outwards.

    Attributes:
        worn: The garments.
        reports: What the gate says of each.
        drapes: Each with its flat cloth.
        hidden: Which of the body's vertices cloth hides, shape [n].
    """

    worn: tuple[WornMesh, ...]
    reports: tuple[GateReport, ...]
    drapes: tuple[Draped, ...]
    hidden: NDArray[np.bool_]


def outfit(
    pieces: Sequence[Piece],
    body: Body,
    edge_m: float = 0.015,
    skin: DistanceField | None = None,
    progress: Callable[[float], None] | None = None,
    dressing: Callable[[Body, DistanceField, bool], Dressing] = dressing_of,
) -> Outfit:
    """Drape garments over a body, draw each under those that are worn over it, and judge them.

    Whoever is worn over others leaves room for them.

    Args:
        pieces: What is worn; it goes on by their layers, within one in the order given.
        body: The body in its stance.
        edge_m: Length of a triangle's edge [m].
        skin: The body's field, where there is one already.
        progress: Told how much is done, 0 to 1.
        dressing: Says how the body is dressed, with sleeves or without; whoever hangs several outfits on it remembers that.

    Raises:
        BadInputError: A panel can't be cut into triangles, or is worn on no part of a body.
    """
    bare, tell, drapes = skin or field_of(body), progress or _silent, []
    ordered = sorted(pieces, key=lambda piece: piece.garment.layer)
    way = dressing(body, bare, any(sleeved(piece.garment) for piece in pieces))
    for number, piece in enumerate(ordered):
        cloth = cloth_of(piece.garment, edge_m)
        room = room_for(cloth, ordered[:number])
        drapes.append(draped(cloth, body, bare, piece.fabric, layer=min(number, 1), room=room, dressing=way))
        tell(ALONE * (number + 1) / len(ordered))
    if len(ordered) > 1:
        drapes = tucked(drapes, bare, lambda share: tell(ALONE + (1 - ALONE) * share))
    tell(1.0)
    outside = come_through(drapes, [welded_points(drape) for drape in drapes])
    return _dressed(ordered, drapes, _judged(drapes, outside, bare), outside, body)


def room_for(cloth: Cloth, under: Sequence[Piece]) -> Floats:
    """Return how much room each of a cloth's points leaves for garments that are worn under it where it is worn [m], shape [n]."""
    parts = [{panel.placement.part for panel in piece.garment.panels if panel.ply == "outer"} for piece in under]
    rooms = [
        (SNUG_M if panel.placement.part == "waist" else ROOM_M)
        * sum(bool(one & WORN_OVER.get(panel.placement.part, {"torso", "leg", "waist"})) for one in parts)
        for panel in cloth.garment.panels
    ]
    return np.asarray(np.array(rooms)[cloth.panel])


def _judged(drapes: list[Draped], outside: list[Bools], bare: DistanceField) -> list[GateReport]:
    """Return what the gate says of each, how many of each one's edges pierce another, and how many of its points are outside of what is over them."""
    each = [(welded_points(drape), drape.mesh.corners) for drape in drapes]
    points, corners = _merged([one for one, _ in each], [one for _, one in each])
    of_point = np.repeat(np.arange(len(each)), [len(one) for one, _ in each])
    of_corner = np.repeat(np.arange(len(each)), [len(one) for _, one in each])
    pairs = pierced_edges(corners, points)
    pairs = pairs[of_point[pairs[:, 0]] != of_corner[pairs[:, 2]]]
    edges = np.unique(pairs[:, :2], axis=0)
    through = np.bincount(of_point[edges[:, 0]], minlength=len(each))
    return [
        replace(gate(drape, bare), through=int(count), outside=int(out.sum()))
        for drape, count, out in zip(drapes, through, outside, strict=True)
    ]


def _silent(share: float) -> None:
    """Tell nobody."""


def _dressed(
    ordered: Sequence[Piece], drapes: list[Draped], reports: list[GateReport], outside: list[Bools], body: Body
) -> Outfit:
    """Return the outfit, with what it hides."""
    points, corners = [welded_points(drape) for drape in drapes], [drape.mesh.corners for drape in drapes]
    worn: list[WornMesh] = []
    for number in reversed(range(len(drapes))):
        over = _merged(points[number + 1 :], corners[number + 1 :])
        hidden = hidden_cloth(points[number], corners[number], *over, outside[number])
        piece, seen = ordered[number], np.concatenate([NOTHING, *(mesh.points for mesh in worn)])
        worn.insert(0, worn_mesh(drapes[number], piece.fabric, hidden, piece.colour, seen))
    return Outfit(tuple(worn), tuple(reports), tuple(drapes), hidden_skin(body, *_merged(points, corners)))


def _merged(
    points: list[NDArray[np.float64]], corners: list[NDArray[np.int64]]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return meshes as one."""
    if not points:
        return np.zeros((0, 3)), np.zeros((0, 3), np.int64)
    first = np.cumsum([0, *(len(one) for one in points[:-1])])
    return np.concatenate(points), np.concatenate([one + at for one, at in zip(corners, first, strict=True)])
