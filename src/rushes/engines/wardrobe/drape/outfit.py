"""An outfit: garments draped one over the other, from the skin outwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.body.shape import Body
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.covering import hidden_cloth, hidden_skin
from rushes.engines.wardrobe.drape.distance_field import DistanceField, field_of, worn_field
from rushes.engines.wardrobe.drape.draping import Draped, draped
from rushes.engines.wardrobe.drape.fabrics import Fabric
from rushes.engines.wardrobe.drape.gate import GateReport, gate
from rushes.engines.wardrobe.drape.worn_mesh import WornMesh, worn_mesh
from rushes.engines.wardrobe.pattern.garment import Garment


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
) -> Outfit:
    """Drape garments over a body and over each other, and judge each against what lies under it.

    Args:
        pieces: What is worn; it goes on by their layers, within one in the order given.
        body: The body in its stance.
        edge_m: Length of a triangle's edge [m].
        skin: The body's field, where there is one already.
        progress: Told how much is done, 0 to 1.

    Raises:
        BadInputError: A panel can't be cut into triangles, or is worn on no part of a body.
    """
    under = skin or field_of(body)
    drapes, reports = [], []
    ordered = sorted(pieces, key=lambda piece: piece.garment.layer)
    for number, piece in enumerate(ordered):
        cloth = cloth_of(piece.garment, edge_m)
        drape = draped(cloth, body, under, piece.fabric, layer=piece.garment.layer)
        drapes.append(drape)
        reports.append(gate(drape, under))
        under = worn_field(under, welded_points(drape), drape.mesh.corners, piece.fabric.thickness)
        if progress:
            progress((number + 1) / len(ordered))
    return _dressed(ordered, drapes, reports, body)


def welded_points(drape: Draped) -> NDArray[np.float64]:
    """Return where a drape's welded points are [m], shape [n, 3]."""
    points = np.zeros((len(drape.mesh.weights), 3))
    points[drape.mesh.of] = drape.points
    return points


def _dressed(ordered: Sequence[Piece], drapes: list[Draped], reports: list[GateReport], body: Body) -> Outfit:
    """Return the outfit, with what it hides."""
    points, corners = [welded_points(drape) for drape in drapes], [drape.mesh.corners for drape in drapes]
    worn = []
    for number, (drape, piece) in enumerate(zip(drapes, ordered, strict=True)):
        hidden = hidden_cloth(points[number], corners[number], *_merged(points[number + 1 :], corners[number + 1 :]))
        worn.append(worn_mesh(drape, piece.fabric, hidden, piece.colour))
    return Outfit(tuple(worn), tuple(reports), tuple(drapes), hidden_skin(body, *_merged(points, corners)))


def _merged(
    points: list[NDArray[np.float64]], corners: list[NDArray[np.int64]]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return meshes as one."""
    if not points:
        return np.zeros((0, 3)), np.zeros((0, 3), np.int64)
    first = np.cumsum([0, *(len(one) for one in points[:-1])])
    return np.concatenate(points), np.concatenate([one + at for one, at in zip(corners, first, strict=True)])
