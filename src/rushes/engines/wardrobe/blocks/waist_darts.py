"""Darts let into a waist: wedges at right angles to it, as edges of the panel's ring."""

from __future__ import annotations

import math

from rushes.engines.wardrobe.pattern.curves import Point, heading, line, mix, toward
from rushes.engines.wardrobe.pattern.edge import Edge

LEAST = 0.008  # metres; less is eased in at the side
ONE = 0.028  # metres; more takes two darts


def count(total: float) -> int:
    """How many darts take up so much [m]."""
    return 0 if total < LEAST else 1 if total <= ONE else 2


def darted(
    start: Point, end: Point, total: float, depths: tuple[float, ...], spots: tuple[float, ...] = ()
) -> tuple[tuple[Edge, ...], tuple[tuple[str, str], ...]]:
    """A waist from start to end with darts on its left; edges `waist_1`, `dart_1a`, `dart_1b`, `waist_2`, ...

    Args:
        start, end: Of the waist, mouths included [m].
        total: What the darts take up together [m].
        depths: Of each dart [m]; as many as there are darts.
        spots: Where they stand, as shares of the waist; without, evenly.

    Returns:
        The edges, and the names of each dart's legs.
    """
    if not depths:
        return (Edge("waist_1", line(start, end)),), ()
    spots = spots or tuple((i + 1) / (len(depths) + 1) for i in range(len(depths)))
    share = 0.5 * total / len(depths) / math.dist(start, end)
    across, edges, at = heading(start, end), [], start
    for i, (depth, spot) in enumerate(zip(depths, spots, strict=True), 1):
        near, far = mix(start, end, spot - share), mix(start, end, spot + share)
        point = toward(mix(start, end, spot), across + 90.0, depth)
        edges += [
            Edge(f"waist_{i}", line(at, near)),
            Edge(f"dart_{i}a", line(near, point)),
            Edge(f"dart_{i}b", line(point, far)),
        ]
        at = far
    edges.append(Edge(f"waist_{len(depths) + 1}", line(at, end)))
    return tuple(edges), tuple((f"dart_{i}a", f"dart_{i}b") for i in range(1, len(depths) + 1))
