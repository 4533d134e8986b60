"""A picture painted over the plate that says which part of the building stays: white stays, bay by bay and storey by storey."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.brief.direction import ALL, Stay
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.shot.projection import places_in_texture, projection_of
from rushes.engines.destruction.spec import BuildingSpec
from rushes.engines.matchmove import read_mask
from rushes.errors import BadInputError
from rushes.media.plate import Fit

Flags = NDArray[np.bool_]

LOOKS = (0.2, 0.5, 0.8)
"""Where in a bay, along it and up it, the mask is looked at."""

WHITE = 0.5
"""Share of those places that has to be white for the bay to stay."""


def stay_of_mask(path: Path, building: BuildingSpec, camera: CameraPath, fit: Fit) -> tuple[Stay, ...]:
    """Return the parts that stay: those bays of the front that a mask shows white, through the whole depth.

    Args:
        path: The mask, of the plate's size.
        building: What is built; its front faces -y.
        camera: The camera that sees it.
        fit: How the plate is laid into its picture.

    Raises:
        BadInputError: The mask can't be read, is of another size, or is white nowhere on the front.
    """
    white = read_mask(path, *fit.source)
    stays = _cells(white, building, camera, fit)
    if not stays.any():
        raise BadInputError(
            f"collapse.stay_mask: {path} is white nowhere on the building's front as the camera sees it. Paint white what "
            "stays, over the plate."
        )
    found = []
    for bay in range(building.bays):
        edge = np.diff(np.concatenate([[0], stays[:, bay].astype(int), [0]]))
        starts, ends = np.flatnonzero(edge > 0).tolist(), np.flatnonzero(edge < 0).tolist()
        for start, end in zip(starts, ends, strict=True):
            found.append(Stay(storey=(start + 1, end), bay=((bay + 1, bay + 1), ALL)))
    return tuple(found)


def _cells(white: Flags, building: BuildingSpec, camera: CameraPath, fit: Fit) -> Flags:
    """Return which bays of the front are white, shape [storeys, bays]."""
    high, wide = white.shape
    stays = np.zeros((building.storeys, building.bays), bool)
    projection = projection_of(camera, fit)
    for storey in range(building.storeys):
        low, top = building.floor_m(storey), building.floor_m(storey + 1)
        for bay in range(building.bays):
            left = -building.width_m / 2 + bay * building.bay_width_m
            points = np.array(
                [
                    (left + x * building.bay_width_m, -building.depth_m / 2, low + z * (top - low))
                    for x in LOOKS
                    for z in LOOKS
                ]
            )
            u, v = places_in_texture(projection, points).T
            column, row = (u * wide).astype(int), ((1 - v) * high).astype(int)
            inside = (column >= 0) & (column < wide) & (row >= 0) & (row < high)
            seen = white[row[inside], column[inside]]
            stays[storey, bay] = len(seen) > 0 and float(seen.mean()) >= WHITE
    return stays
