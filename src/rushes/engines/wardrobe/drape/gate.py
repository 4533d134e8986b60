"""The gate: whether a drape is true, panel by panel, or what about it isn't.

Strain is stretch: an edge that is longer than in the flat pattern. One that is shorter is a fold finer than the mesh, or ease.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.draping import Draped
from rushes.engines.wardrobe.drape.piercing import pierced_edges

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STRAIN, SHARE = 0.03, 0.95
GAP_M, DEEP_M = 0.002, 0.002
SPEED_M_S: Final = 0.05
"""Faster than this [m/s] cloth is not at rest."""


@dataclass(frozen=True)
class PanelStrain:
    """A panel's stretch.

    Attributes:
        panel: Its name.
        share: Share of its edges that are stretched by less than ``STRAIN``.
        p95: What the 95th of a hundred edges is stretched by.
        most: What the worst is.
    """

    panel: str
    share: float
    p95: float
    most: float

    @property
    def good(self) -> bool:
        """Whether the panel passes."""
        return self.share >= SHARE


@dataclass(frozen=True)
class GateReport:
    """What a drape is like.

    Attributes:
        strains: Of every panel.
        seam_gap: How far points that are sewn together are apart at most [m].
        depth: How far cloth is in the body at most [m].
        holes: Edges of seams that have no cloth on both sides.
        crossings: Edges that pierce a triangle of the same garment.
        speed: How fast cloth still is [m/s].
        through: Edges that pierce another garment of the outfit.
        outside: Points that lie outside of what is worn over them.
    """

    strains: tuple[PanelStrain, ...]
    seam_gap: float
    depth: float
    holes: int
    crossings: int
    speed: float
    through: int = 0
    outside: int = 0

    @property
    def faults(self) -> tuple[str, ...]:
        """What isn't true about it, in sentences; none when it passes."""
        out = [
            f"{one.panel}: {one.share:.1%} of the edges are under {STRAIN:.0%} of stretch, {SHARE:.0%} have to be (the worst is {one.most:.0%})."
            for one in self.strains
            if not one.good
        ]
        if self.seam_gap >= GAP_M:
            out.append(f"A seam is open by {self.seam_gap * 1000:.1f} mm.")
        if self.depth >= DEEP_M:
            out.append(f"Cloth is {self.depth * 1000:.1f} mm inside the body.")
        if self.holes:
            out.append(f"{self.holes} edges of seams have cloth on one side only.")
        if self.crossings:
            out.append(f"{self.crossings} edges pierce the garment itself.")
        if self.through:
            out.append(f"{self.through} edges pierce what is worn over or under it.")
        if self.outside:
            out.append(f"{self.outside} points lie outside of what is worn over them.")
        if self.speed >= SPEED_M_S:
            out.append(f"The cloth still moves at {self.speed * 100:.0f} cm/s.")
        return tuple(out)

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {**asdict(self), "faults": list(self.faults)}


def gate(drape: Draped, field: DistanceField) -> GateReport:
    """Measure a drape against its pattern and the body.

    Args:
        drape: The garment on the body.
        field: What it has to stay out of.
    """
    cloth, at = drape.cloth, drape.points
    pairs = cloth.pairs
    gap = float(np.linalg.norm(at[pairs[:, 0]] - at[pairs[:, 1]], axis=1).max()) if len(pairs) else 0.0
    within = np.concatenate(
        [at, *(_inside(at[cloth.corners], share) for share in ((1, 1, 1), (4, 1, 1), (1, 4, 1), (1, 1, 4)))]
    )
    return GateReport(
        _strains(drape),
        gap,
        max(0.0, -float(field.at(within).min())),
        _holes(drape),
        len(np.unique(pierced_edges(drape.mesh.corners, _welded_points(drape))[:, :2], axis=0)),
        drape.speed,
    )


def stretch(drape: Draped) -> tuple[Ints, Floats]:
    """Return every panel's edges, and how much longer they are than in the pattern, as a share."""
    cloth = drape.cloth
    sides = np.concatenate([cloth.corners[:, [0, 1]], cloth.corners[:, [1, 2]], cloth.corners[:, [2, 0]]])
    edges = np.unique(np.sort(sides, axis=1), axis=0)
    flat = np.linalg.norm(cloth.flat[edges[:, 0]] - cloth.flat[edges[:, 1]], axis=1)
    worn = np.linalg.norm(drape.points[edges[:, 0]] - drape.points[edges[:, 1]], axis=1)
    return edges, worn / flat - 1


def _strains(drape: Draped) -> tuple[PanelStrain, ...]:
    edges, longer = stretch(drape)
    owner = drape.cloth.panel[edges[:, 0]]
    out = []
    for number, name in enumerate(drape.cloth.names):
        mine = longer[owner == number]
        out.append(PanelStrain(name, float((mine < STRAIN).mean()), float(np.percentile(mine, 95)), float(mine.max())))
    return tuple(out)


def _inside(corners: Floats, share: tuple[int, int, int]) -> Floats:
    """Return a point inside each triangle [m], shape [m, 3]."""
    return np.asarray(np.einsum("mkc,k->mc", corners, np.array(share) / sum(share)))


def _holes(drape: Draped) -> int:
    """Return how many edges that are sewn on both ends along a seam have one triangle only."""
    cloth, mesh = drape.cloth, drape.mesh
    sides = np.stack([mesh.corners, np.roll(mesh.corners, -1, axis=1)], axis=-1).reshape(-1, 2)
    found, count = np.unique(np.sort(sides, axis=1), axis=0, return_counts=True)
    by_edge = {(int(a), int(b)): int(n) for (a, b), n in zip(found, count, strict=True)}
    holes = set()
    for seam in cloth.garment.seams:
        if seam.kind == "buttoned":  # it closes edges, and doesn't sew them
            continue
        for side in (*seam.a, *seam.b):
            row = mesh.of[cloth.edges[side.panel, side.edge]]
            for a, b in zip(row.tolist(), row[1:].tolist(), strict=False):
                edge = (min(a, b), max(a, b))
                if a != b and by_edge.get(edge, 0) == 1:
                    holes.add(edge)
    return len(holes)


def _welded_points(drape: Draped) -> Floats:
    out = np.zeros((len(drape.mesh.weights), 3))
    out[drape.mesh.of] = drape.points
    return out
