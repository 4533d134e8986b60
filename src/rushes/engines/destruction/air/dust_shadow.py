"""The shadow of the dust: what it leaves of sun and sky on the ground, the street and the building.

Toward the sun the cloud is marched from where each pixel's ray lands; toward the sky it is looked at in directions that
share a horizontal surface's light evenly, so that ground beside a dense foot is dimmed too, and the cloud stands on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.air.dust_exposure import DustLight

Floats = NDArray[np.float64]
Picture = NDArray[np.float32]

SKY_REACH_M = 24.0
"""How far dust is looked for toward the sky [m]: a cloud's foot dims the ground about as far as it is high."""

LEAST_SINE = 0.05
"""The sun's height at which it still gives light to the ground, so that a sun at the horizon has a shadow."""


@dataclass(frozen=True, eq=False, slots=True)
class Casting:
    """What casts the shadow.

    Attributes:
        thick: Extinction as a share of ``sigma``, shape [x, y, z].
        coarse: The same in cells of twice the size.
        origin, cell: The grid in the world [m].
        sigma: Extinction of 1 [1/m], for light.
    """

    thick: Picture
    coarse: Picture
    origin: Floats
    cell: float
    sigma: float


def ways(rings: tuple[tuple[float, int], ...]) -> Floats:
    """Return unit vectors upward on rings of (sine of the height, how many), each ring turned by half a gap."""
    out = []
    for number, (sine, count) in enumerate(rings):
        flat = math.sqrt(1.0 - sine * sine)
        for index in range(count):
            turn = 2.0 * math.pi * (index + 0.5 * number) / count
            out.append((flat * math.cos(turn), flat * math.sin(turn), sine))
    return np.array(out)


WAYS_TO_GROUND = ways(((0.5, 6), (0.866, 6)))
"""Two rings that halve a horizontal surface's light: each of the twelve stands for a twelfth of it."""

WAYS_IN_AIR = ways(((1.0, 1), (0.35, 5)))
"""For dust, which has no surface: every part of the sky counts the same."""


def shadow_of(casting: Casting, points: Picture, light: DustLight) -> Picture:
    """Return what is left of the light where dust shades it.

    Args:
        casting: The cloud.
        points: Where light falls on something solid [m]; NaN for the sky, shape [h, w, 3].
        light: How much of it is sun and how much sky, and of which colour.

    Returns:
        Factors of red, green and blue, 0 to 1, shape [h, w, 3].
    """
    from rushes.engines.destruction.air import dust_light_kernels as kernels

    left = kernels.cast(
        points, casting.thick, casting.coarse, casting.origin, casting.cell, 2, np.asarray(light.direction),
        WAYS_TO_GROUND, casting.sigma, SKY_REACH_M,
    )  # fmt: skip
    high = np.nan_to_num(points[..., 2], nan=0.0)
    sunlit = np.interp(high, np.arange(len(light.sunlit)), light.sunlit)[..., None]
    sun = np.asarray(light.sun) * max(LEAST_SINE, float(light.direction[2])) * sunlit
    sky = np.asarray(light.sky)
    whole = np.maximum(sun + sky, 1e-9)
    return np.asarray((sun * left[..., :1] + sky * left[..., 1:]) / whole, dtype=np.float32)
