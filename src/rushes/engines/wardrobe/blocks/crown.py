"""The sleeve's head: a curve over the arm that is as long as the armhole and the ease in it.

Drawn for the left arm as seen from outside: the front at x < 0, the back at x > 0, y 0 at the underarm.
"""

from __future__ import annotations

from dataclasses import dataclass

from rushes.engines.wardrobe.blocks.matched import matched
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, heading, joined, mix, through, toward

LOWEST, HIGHEST = 0.03, 0.30  # metres; no sleeve head is flatter or higher


@dataclass(frozen=True)
class Crown:
    """A sleeve's head.

    Attributes:
        back, front: From the back's underarm to the shoulder's notch, and from there to the front's underarm.
        width: Across the sleeve at the underarm [m].
        height: From there to the top [m].
    """

    back: Curve
    front: Curve
    width: float
    height: float

    @property
    def whole(self) -> Curve:
        """Back and front together."""
        return joined(self.back, self.front)


def crown(back_length: float, front_length: float, width: float, high: float = 1.0) -> Crown:
    """Draft a sleeve's head.

    Args:
        back_length, front_length: What the head has to measure behind and before the shoulder, with its ease [m].
        width: Across the sleeve at the underarm [m].
        high: How much the head is rounded: 1 for a tailored one, less for a flat shirt's.

    Raises:
        BadInputError: The armhole is too small for so wide a sleeve.
    """
    whole = back_length + front_length
    height = matched(lambda h: curves.length(_curve(width, h, high)) - whole, LOWEST, HIGHEST, "sleeve head")
    back, front = curves.split(_curve(width, height, high), back_length)
    return Crown(back, front, width, height)


def _curve(width: float, height: float, high: float) -> Curve:
    """From the back's underarm over the top to the front's; the front is hollowed more, as the arm comes forward."""
    back, top, front = (0.5 * width, 0.0), (-0.01 * width, height), (-0.5 * width, 0.0)
    size = width * high
    points = [
        back,
        _beside(back, top, 0.24, -0.014 * size),
        _beside(back, top, 0.50, 0.018 * size),
        _beside(back, top, 0.76, 0.050 * size),
        top,
        _beside(top, front, 0.24, 0.052 * size),
        _beside(top, front, 0.52, 0.004 * size),
        _beside(top, front, 0.78, -0.034 * size),
        front,
    ]
    return through(points, leave=180.0, arrive=180.0)


def _beside(a: Point, b: Point, share: float, out: float) -> Point:
    return toward(mix(a, b, share), heading(a, b) - 90.0, out)
