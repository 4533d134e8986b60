"""Is a panel one that can be cut: no edge crosses another, holes and lines lie inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.pattern.curves import Floats
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.errors import BadInputError

THIN = 1e-7  # metres; nearer than this two neighbouring points are one


def check_panel(panel: Panel, step: float = 0.01) -> None:
    """Refuse a panel that folds over itself.

    Raises:
        BadInputError: The outline crosses itself, or a hole lies outside of it.
    """
    outline = panel.outline(step)
    where = crossing(outline)
    if where is not None:
        raise BadInputError(
            f"Panel {panel.name}: its outline crosses itself at ({100 * where[0]:.1f}, {100 * where[1]:.1f}) cm. The measures don't suit this cut; take more ease, or correct the measures."
        )
    _check_darts(panel, step)
    for ring in panel.holes:
        points = np.concatenate([edge.points(step)[:-1] for edge in ring])
        if not inside(outline, points).all() or crossing(points) is not None:
            raise BadInputError(
                f"Panel {panel.name}: the dart {ring[0].name} does not lie inside it. Make the dart smaller, or move it."
            )


def _check_darts(panel: Panel, step: float) -> None:
    """A dart's legs meet at a point that lies inside the panel."""
    legs = {name for pair in panel.darts for name in pair}
    body = np.concatenate([edge.points(step)[:-1] for edge in panel.edges if edge.name not in legs])
    for near, _ in panel.darts:
        if not inside(body, np.array([panel.edge(near).end]))[0]:
            raise BadInputError(
                f"Panel {panel.name}: the dart {near} points out of it. Make the dart shorter, or correct the draft."
            )


def crossing(ring: Floats) -> Floats | None:
    """A point where a closed ring of points [n, 2] crosses itself, or None."""
    points = distinct(ring)
    found = crossed(points)
    return None if found is None else points[found[0]]


def distinct(ring: Floats) -> Floats:
    """The ring without points that lie on the one before them."""
    return ring[np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1) > THIN]


def crossed(ring: Floats) -> tuple[int, int] | None:
    """The first two pieces of a closed ring of distinct points that cross, each named by its first point; or None."""
    a, b = ring, np.roll(ring, -1, axis=0)
    n = len(a)

    def turn(p: Floats, q: Floats, r: Floats) -> Floats:
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])

    first, second = np.triu_indices(n, 2)
    apart = ~((first == 0) & (second == n - 1))
    first, second = first[apart], second[apart]
    boxes = np.ones(len(first), bool)
    for axis in (0, 1):
        low, high = np.minimum(a, b)[:, axis], np.maximum(a, b)[:, axis]
        boxes &= (low[first] <= high[second]) & (low[second] <= high[first])
    first, second = first[boxes], second[boxes]
    p, q, r, s = a[first], b[first], a[second], b[second]
    hit = (turn(p, q, r) * turn(p, q, s) < -1e-18) & (turn(r, s, p) * turn(r, s, q) < -1e-18)
    return (int(first[hit.argmax()]), int(second[hit.argmax()])) if hit.any() else None


def inside(ring: Floats, points: Floats) -> NDArray[np.bool_]:
    """Which points [m, 2] lie inside a closed ring [n, 2]: a truth value each, [m]."""
    x, y = points[:, 0][:, None], points[:, 1][:, None]
    x0, y0 = ring.T
    x1, y1 = np.roll(ring, -1, axis=0).T
    straddles = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = x < x0 + (y - y0) * (x1 - x0) / (y1 - y0)
    return (straddles & left).sum(axis=1) % 2 == 1
