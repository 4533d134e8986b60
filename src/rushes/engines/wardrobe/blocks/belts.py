"""Belts: a closed band around the waist, over what it holds."""

from __future__ import annotations

from dataclasses import replace

from rushes.engines.wardrobe.blocks.strips import rectangle
from rushes.engines.wardrobe.pattern.panel import Panel, Placement
from rushes.engines.wardrobe.pattern.seam import Seam, sew


def belt(
    around: float, wide: float, beyond: float, *, layer: int, note: str, fused: bool = False
) -> tuple[Panel, Seam]:
    """Draft a belt and what closes it.

    Args:
        around: How long it is worn around the waist [m].
        wide: Its width [m].
        beyond: How much longer it is cut: what goes through the buckle, or into a knot [m].
        layer: What it lies over.
        note: For the cutter.
        fused: Whether it is interfaced.
    """
    made = rectangle("belt", around, wide, across=True, copies="one", repeat=2, fused=fused, note=note)
    edges = tuple(replace(edge, allowance=beyond, finish="raw") if edge.name == "left" else edge for edge in made.edges)
    place = Placement("belt", "waist", 180.0, (0.5 * around, 0.5 * wide), layer)
    return replace(made, edges=edges, placement=place), sew("belt", "belt.right", "belt.left", open=True)
