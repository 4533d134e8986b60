"""The front of a building with the windows of its photograph: found in the plate, and the frame laid out so that none is cut."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from rushes.brief import Brief
from rushes.engines.destruction.plate.site import PlateCamera
from rushes.engines.destruction.spec import USUAL_BAY_M, BuildingSpec
from rushes.engines.matchmove import Windows, find_windows
from rushes.media.colour import SRGB_TEXTURE, for_display
from rushes.media.plate import picture_at, to_light
from rushes.show import FrameRange

LOOKED_AT_PX: Final = 2000
"""Longest side at which windows are sought."""

BAY_LEAST_M, BAY_MOST_M = 2.4, 5.6
"""Bays that a frame is laid out with when their number is left open [m]."""

FLOOR_VARIES: Final = 0.18
"""How far a storey's height may be moved so that its floor cuts no window, as a share: the roof stays where it is."""

SLAB_M: Final = 0.3
"""How thick a floor is, with what lies on it [m]."""

ROWS_AGREE: Final = 0.2
"""By how much the rows of windows may lie otherwise apart than the storeys before it is noted."""


def windows_of_plate(brief: Brief, solved: PlateCamera) -> Windows | None:
    """Return the windows that the plate shows on its building's front; None when they are not asked for, or no building is marked.

    Raises:
        BadInputError: The plate can't be read.
    """
    if brief.plate is None or solved.corners is None or brief.site.windows != "plate" or brief.building.form != "block":
        return None
    import cv2

    picture = picture_at(brief.plate, FrameRange.of_length(brief.frames), solved.reference)
    size = min(1.0, LOOKED_AT_PX / max(picture.size))
    if size < 1.0:
        shape = (round(picture.size[0] * size), round(picture.size[1] * size))
        picture = replace(picture, pixels=cv2.resize(picture.pixels, shape, interpolation=cv2.INTER_AREA))
    shown = picture.pixels if picture.space == SRGB_TEXTURE else for_display(to_light(picture))
    return find_windows(solved.match, shown.astype(np.float32))


def with_windows(building: BuildingSpec, windows: Windows | None, *, bays_open: bool) -> BuildingSpec:
    """Return a building whose front has the plate's windows.

    Floors are moved, the roof left where it is, and bays are chosen where they are left open, so that as few windows as can be
    are cut by a floor or a line of columns; of several ways the one nearest to the usual.

    Args:
        building: As resolved without them.
        windows: As found; None or empty for none.
        bays_open: Whether the brief leaves the bays open.
    """
    if windows is None or not windows.rects or building.form != "block":
        return building
    width, roof = building.width_m, building.roof_m
    floor = _floor(building, windows, roof)
    bays = _bays(building, windows, width) if bays_open else building.bays
    return building.model_copy(
        update={
            "floor_height_m": floor,
            "ground_height_m": round(roof - (building.storeys - 1) * floor, 6),
            "bays": bays,
            "bay_width_m": round(width / bays, 6),
            "openings": windows.rects,
            "balconies": False,
        }
    )


def window_notes(building: BuildingSpec, windows: Windows) -> list[str]:
    """Return what was found, as sentences."""
    if not windows.rects:
        return [
            (
                "No grid of windows was found on the facade: windows are where the grammar puts them, and walls may break through those of "
                "the photograph."
            )
        ]
    notes = [
        (
            f"{len(windows.rects)} windows in {len(windows.rows)} rows were found on the facade, {windows.pitch_m:.2f} m from one to the "
            "next; the front's openings are theirs."
        )
    ]
    apart = windows.storey_m / building.floor_height_m if windows.storey_m else 1.0
    if abs(apart - 1.0) > ROWS_AGREE:
        notes.append(
            f"Their rows lie {windows.storey_m:.2f} m apart, but storeys are {building.floor_height_m:.2f} m high: check building.storeys "
            "and building.floor_height_m."
        )
    return notes


def _floor(building: BuildingSpec, windows: Windows, roof: float) -> float:
    """Return the height of an upper storey whose floors cut fewest rows of windows."""
    usual, upper = building.floor_height_m, building.storeys - 1
    if upper < 1:
        return usual
    best = (float("inf"), 0.0, usual)
    for height in (*usual * np.linspace(1 - FLOOR_VARIES, 1 + FLOOR_VARIES, 73), usual):
        ground = roof - upper * height
        if not (2.2 <= height <= 8.0 and 2.2 <= ground <= 12.0):
            continue
        floors = [ground + k * height for k in range(upper)]
        cut = sum(max(0.0, min(high, z) - max(low, z - SLAB_M)) for z in floors for low, high in windows.rows)
        best = min(best, (round(cut, 3), round(abs(height - usual), 4), round(float(height), 6)))
    return best[2]


def _bays(building: BuildingSpec, windows: Windows, width: float) -> int:
    """Return how many bays cut fewest windows."""
    least, most = max(1, int(np.ceil(width / BAY_MOST_M))), min(20, int(width / BAY_LEAST_M))
    best = (len(windows.rects) + 1, 0.0, building.bays)
    for count in range(least, max(most, least) + 1):
        lines = -width / 2 + width / count * np.arange(1, count)
        cut = sum(bool(((lines > left) & (lines < right)).any()) for left, right, _, _ in windows.rects)
        best = min(best, (cut, abs(width / count - USUAL_BAY_M), count))
    return best[2]
