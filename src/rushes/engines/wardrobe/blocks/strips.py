"""Straight pieces: bands, facings, welts, bags."""

from __future__ import annotations

from typing import Any

from rushes.engines.wardrobe.pattern.curves import line
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.panel import Mark, Panel


def flap(name: str, wide: float, deep: float, **how: Any) -> Panel:  # noqa: ANN401 - the fields of Panel
    """A pocket's flap, its upper left corner at the origin, pointed in the middle; one button."""
    ring = ((0.0, 0.0), (0.0, -deep + 0.012), (0.5 * wide, -deep), (wide, -deep + 0.012), (wide, 0.0), (0.0, 0.0))
    names = ("left", "low_left", "low_right", "right", "high")
    edges = tuple(Edge(n, line(ring[i], ring[i + 1])) for i, n in enumerate(names))
    middle = 0.5 * wide
    marks = (Mark("button", (middle, -deep + 0.014)),)
    grain = ((0.3 * wide, -0.75 * deep), (0.3 * wide, -0.15 * deep))
    return Panel(name, edges, **{"ply": "patch", "marks": marks, "grain": grain, "note": "And once of lining", **how})


def patch_pocket(name: str, wide: float, deep: float, **how: Any) -> Panel:  # noqa: ANN401 - the fields of Panel
    """A pocket that is sewn on, its upper left corner at the origin; its top is turned in."""
    cut = 0.14 * wide
    ring = (
        (0.0, 0.0),
        (0.0, -deep + cut),
        (cut, -deep),
        (wide - cut, -deep),
        (wide, -deep + cut),
        (wide, 0.0),
        (0.0, 0.0),
    )
    names = ("left", "low_left", "low", "low_right", "right", "top")
    edges = [Edge(n, line(ring[i], ring[i + 1])) for i, n in enumerate(names)]
    edges[-1] = Edge("top", edges[-1].curve, 0.03, "hem")
    grain = ((0.5 * wide, -0.8 * deep), (0.5 * wide, -0.2 * deep))
    return Panel(name, tuple(edges), **{"ply": "patch", "grain": grain, **how})


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
