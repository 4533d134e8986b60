"""Straight pieces: bands, facings, welts, bags."""

from __future__ import annotations

from typing import Any

from rushes.engines.wardrobe.pattern.curves import line
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.panel import Panel


def rectangle(name: str, width: float, height: float, *, across: bool = False, **how: Any) -> Panel:  # noqa: ANN401 - the fields of Panel
    """A rectangle with its low left corner at the origin; edges `low`, `right`, `high`, `left`.

    Args:
        name: The panel's name.
        width, height: Finished size [m].
        across: The grain lies along the width.
        how: The panel's other fields.
    """
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height), (0.0, 0.0))
    names = ("low", "right", "high", "left")
    edges = tuple(Edge(n, line(corners[i], corners[i + 1])) for i, n in enumerate(names))
    middle = (0.5 * width, 0.5 * height)
    reach = 0.3 * (width if across else height)
    grain = (
        ((middle[0] - reach, middle[1]), (middle[0] + reach, middle[1]))
        if across
        else ((middle[0], middle[1] - reach), (middle[0], middle[1] + reach))
    )
    return Panel(name, edges, **{"grain": grain, **how})
