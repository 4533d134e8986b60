"""An outfit: garments draped one over the other, from the skin outwards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rushes.engines.wardrobe.body.shape import Body
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.distance_field import DistanceField, field_of, worn_field
from rushes.engines.wardrobe.drape.draping import Draped, draped
from rushes.engines.wardrobe.drape.fabrics import Fabric
from rushes.engines.wardrobe.drape.gate import GateReport, gate
from rushes.engines.wardrobe.pattern.garment import Garment


def outfit(
    garments: Sequence[tuple[Garment, Fabric]], body: Body, edge_m: float = 0.015, skin: DistanceField | None = None
) -> list[tuple[Draped, GateReport]]:
    """Drape garments over a body and over each other, and judge each against what lies under it.

    Args:
        garments: Garments and what they are made of; they go on by their layers, within one in the order given.
        body: The body in its stance.
        edge_m: Length of a triangle's edge [m].
        skin: The body's field, where there is one already.

    Raises:
        BadInputError: A panel can't be cut into triangles, or is worn on no part of a body.
    """
    under = skin or field_of(body)
    out = []
    for garment, fabric in sorted(garments, key=lambda pair: pair[0].layer):
        drape = draped(cloth_of(garment, edge_m), body, under, fabric, layer=garment.layer)
        out.append((drape, gate(drape, under)))
        points = np.zeros((len(drape.mesh.weights), 3))
        points[drape.mesh.of] = drape.points
        under = worn_field(under, points, drape.mesh.corners, fabric.thickness)
    return out
