"""Where in the picture there is anything to trace: the pieces, their shadow on the ground, and a margin."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.stage.scene import ScenePieces

LONGEST_SHADOW_M = 400.0
"""A shadow farther from its thrower than this is lost in the haze."""

CONTACT_M = 9.0
"""How far beyond a piece's foot the ground is still darkened by it, or lit by it, enough to see."""

MARGIN = 0.012
"""Of the picture's width, on every side: motion blur and the pixel filter."""

CELL_PX = 16
"""The edges of what is traced lie on a grid of so many pixels, counted from the picture's lower left corner. The denoiser's network
halves what it is given four times: moved by whole cells it says the same of what stands still, moved by a pixel it does not, and
that is seen as crawl."""

Region = tuple[float, float, float, float]


def region_of(pieces: ScenePieces, camera: CameraPath, light: LightRig, frame: int) -> Region | None:
    """Return left, top, right, bottom in shares of the picture (top 0), or None when nothing is in it.

    Args:
        pieces: What stands or falls.
        camera: The shot's camera.
        light: Its sun throws the shadow; its sky darkens the ground near what stands on it.
        frame: Which.
    """
    worlds = [pieces.world(time) for time in (frame - 0.5, frame, frame + 0.5)]
    # A chip darkens the ground no farther than the margin reaches: only what is large counts for shadow and contact.
    large = _boxes(worlds, pieces.vertex_start)
    spread = [
        large,
        *(one[len(pieces.vertices) :] for one in worlds),
        *(_around(large) + [dx, dy, 0.0] for dx in (-CONTACT_M, CONTACT_M) for dy in (-CONTACT_M, CONTACT_M)),
    ]
    if light.sun_strength > 0:
        spread.append(_shadow(large, np.array(light.sun_direction)))
    return _bounds(spread, camera, frame)


def share_at_rest(extent: NDArray[np.float64], camera: CameraPath, light: LightRig) -> float:
    """Return the share of the first frame that is traced while the building stands, for the time that it will take.

    Args:
        extent: Least and greatest corner of the building [m], shape [2, 3].
        camera: The shot's camera.
        light: Its sun throws the shadow.
    """
    corners = np.array([[extent[x, 0], extent[y, 1], extent[z, 2]] for x in (0, 1) for y in (0, 1) for z in (0, 1)])
    spread = [
        corners,
        *(_around(corners) + [dx, dy, 0.0] for dx in (-CONTACT_M, CONTACT_M) for dy in (-CONTACT_M, CONTACT_M)),
    ]
    if light.sun_strength > 0:
        spread.append(_shadow(corners, np.array(light.sun_direction)))
    region = _bounds(spread, camera, camera.frames.first)
    return 0.0 if region is None else (region[2] - region[0]) * (region[3] - region[1])


def _bounds(spread: list[NDArray[np.float64]], camera: CameraPath, frame: int) -> Region | None:
    """Return the part of the picture that holds some points, with its margin; None when it holds none of them."""
    places = np.concatenate([camera.project(part, frame) for part in spread])
    front = places[:, 2] > 1.0
    if not front.any():
        return None
    x, y = places[front, 0] / camera.width, places[front, 1] / camera.height
    behind = bool((~front).any())
    high = MARGIN * camera.width / camera.height
    left, right = (0.0, 1.0) if behind else (float(x.min()) - MARGIN, float(x.max()) + MARGIN)
    top, bottom = float(y.min()) - high, 1.0 if behind else float(y.max()) + high
    left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in (left, top, right, bottom))
    return _on_grid((left, top, right, bottom), camera) if right > left and bottom > top else None


def _on_grid(region: Region, camera: CameraPath) -> Region:
    """Return a region whose edges lie on the grid, no smaller."""
    left, top, right, bottom = region
    columns, rows = camera.width / CELL_PX, camera.height / CELL_PX
    return (
        math.floor(left * columns) / columns,
        1.0 - min(math.ceil((1.0 - top) * rows) / rows, 1.0),
        min(math.ceil(right * columns) / columns, 1.0),
        1.0 - math.floor((1.0 - bottom) * rows) / rows,
    )


def _boxes(worlds: list[NDArray[np.float64]], start: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the corners of the box of each piece over some moments, shape [8 n, 3]: a tenth of all corners, and no less wide."""
    low = np.minimum.reduce([np.minimum.reduceat(one[: start[-1]], start[:-1]) for one in worlds])
    high = np.maximum.reduce([np.maximum.reduceat(one[: start[-1]], start[:-1]) for one in worlds])
    sides = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=bool)
    return np.asarray(np.where(sides[:, None], high, low).reshape(-1, 3))


def _around(world: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corners of what is near the ground, on the ground."""
    low = world[world[:, 2] < CONTACT_M]
    if not len(low):
        return world[:0]
    x0, y0 = low[:, :2].min(axis=0)
    x1, y1 = low[:, :2].max(axis=0)
    return np.array([[x0, y0, 0.0], [x0, y1, 0.0], [x1, y0, 0.0], [x1, y1, 0.0]])


def _shadow(world: NDArray[np.float64], sun: NDArray[np.float64]) -> NDArray[np.float64]:
    reach = np.maximum(world[:, 2:], 0.0) / max(float(sun[2]), 1e-3)
    return np.asarray(world - np.minimum(reach, LONGEST_SHADOW_M) * sun) * [1.0, 1.0, 0.0]
