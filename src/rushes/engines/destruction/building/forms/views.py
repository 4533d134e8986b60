"""What a camera has to frame of a form, and how it stands inside a room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Camera
from rushes.engines.destruction.spec import BuildingSpec

TO_WALL_M = 0.4
"""How near to a wall a camera with its operator stands [m]."""

LOOKS_UP_DEG = 4.0
"""A camera in a room looks up a little, so that floor and ceiling are both seen."""

FALLS_OUT = {"wall": 0.6, "tower": 0.35, "chimney": 0.3, "bridge": 0.05}
"""Room to fall into that the frame holds to both sides, as a share of the height."""

OUT_OF_FRAME = 0.75
"""How much of its first and of its last span [spans] a bridge runs out of the frame: every pier is in it, and larger."""


def form_extent(building: BuildingSpec) -> NDArray[np.float64]:
    """Return the box [m] that a camera has to frame, shape [2, 3]: the form, and some of the ground that it falls on; of a bridge all but its ends."""
    out = FALLS_OUT.get(building.form, 0.0) * building.roof_m
    wide, deep = building.width_m / 2 + out, building.depth_m / 2 + min(out, 2.0)
    if building.form == "bridge":
        wide = max(wide - OUT_OF_FRAME * building.bay_width_m, 0.25 * building.width_m)
    return np.array([[-wide, -deep, 0.0], [wide, deep, building.roof_m]])


def inside(camera: Camera) -> Camera:
    """Return a room's camera: at the wall that it looks away from, whatever it frames.

    ``camera_path`` measures a distance outward from the extent, which for a room is that of its inner faces.
    """
    tilt = LOOKS_UP_DEG if camera.tilt_deg is None and camera.horizon is None else camera.tilt_deg
    return camera.model_copy(update={"distance_m": -TO_WALL_M, "tilt_deg": tilt})
