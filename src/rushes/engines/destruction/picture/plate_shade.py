"""The shade that a photographed building stands in: from which height the sun comes in, and how dark it is below.

What is photographed in shade shows it; what breaks there is lit by the scene, which does not hold the houses across the street.
So the scene's light is dimmed below the height that the plate tells, by as much as it tells: for the dust, this is done in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.air.dust_exposure import EDGE_M, light_of_plate
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.shot.projection import FACADE
from rushes.media.colour import LUMINANCE

Floats = NDArray[np.float64]

LEAST_FACING: Final = 0.3
"""A wall is taken to face the sun by this at least: pieces turn as they fall."""

DARKEST: Final = 0.08
"""Open shade has no less of the sunlit light than this; what the plate shows darker is dark stone."""


@dataclass(frozen=True, slots=True)
class PlateShade:
    """Shade below a height.

    Attributes:
        height_m: In whose middle the shade's edge lies [m]; soft_m: over how far it is soft, either way [m].
        level: Light in the shade as a share of that in the sun.
    """

    height_m: float
    soft_m: float
    level: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain numbers."""
        return {"height_m": self.height_m, "soft_m": self.soft_m, "level": self.level}


def shade_of(
    light: LightRig,
    plate: NDArray[np.float32],
    hidden: NDArray[np.float32],
    camera: CameraPath,
    extent: Floats,
    *,
    sun_given: bool,
) -> PlateShade | None:
    """Return the shade round a building's foot; None where the plate shows none, or all of it is in shade.

    Args:
        light: The rig.
        plate: The photograph in the first frame, ACEScg, shape [h, w, 3].
        hidden: Where the building stands before it, 0 to 1, shape [h, w].
        camera: Who looks.
        extent: The building's corners [m], shape [2, 3].
        sun_given: Whether the brief says where the sun stands: then it reaches the foot.
    """
    if light.sun_strength <= 0.0:
        return None
    found = light_of_plate(light, plate, hidden, camera, camera.frames.first, extent, sun_given=sun_given)
    top = float(extent[1, 2])
    sunlit = found.sunlit
    if sunlit[0] > 0.5 or len(sunlit) < 3 or float(np.interp(top, np.arange(len(sunlit)), sunlit)) < 0.5:
        return None
    height = float(np.interp(0.5, sunlit, np.arange(len(sunlit))))
    facing = max(float(np.dot(FACADE, light.sun_direction)), LEAST_FACING)
    sky, sun = float(np.asarray(found.sky) @ LUMINANCE), float(np.asarray(found.sun) @ LUMINANCE) * facing
    level = min(max(0.5 * sky / max(0.5 * sky + sun, 1e-6), DARKEST), 1.0)
    return PlateShade(round(height, 3), float(EDGE_M), round(level, 4))
