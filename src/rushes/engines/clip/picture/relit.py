"""A draft in the scene's own light: Workbench gives plain colours and shadows, depth gives the surfaces, the rest is arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.staged import Lamp, Sky, Sun

Floats = NDArray[np.float32]

BOUNCED: Final = 0.22
"""Share of the light inside that comes from walls and not from lamps: what nobody traces here."""

NEAREST_M: Final = 0.5


def surfaces(depth: Floats, way: Floats, eye: Floats) -> tuple[Floats, Floats]:
    """Return where each pixel's surface is [m] and which way it looks, each of shape [height, width, 3].

    A normal is the cross product of the way to the nearer neighbour on each side, so that it does not reach over an edge.

    Args:
        depth: Along the axis [m], shape [height, width].
        way: Of each pixel, as for a depth of 1, shape [height, width, 3].
        eye: The camera's place [m], shape [3].
    """
    place = eye + way * depth[..., None]
    across, up = _nearer(place, depth, 1), _nearer(place, depth, 0)
    normal = np.cross(up, across)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)
    away = np.sum(normal * way, axis=-1, keepdims=True) > 0
    return place, np.where(away, -normal, normal).astype(np.float32)


def lit(
    colour: Floats, place: Floats, normal: Floats, sun: Sun | None, sky: Sky | None, lamps: Sequence[Lamp]
) -> Floats:
    """Return plain colours under a light, shape [height, width, 3]; shadows are in the colours already.

    Args:
        colour: Of the surfaces, linear Rec.709.
        place, normal: As ``surfaces`` gives them.
        sun: None where there is none.
        sky: None inside.
        lamps: Of the place.
    """
    light = np.zeros_like(colour)
    if sky is not None:
        up = 0.5 + 0.5 * normal[..., 2:]
        above = 0.45 * np.asarray(sky.zenith) + 0.55 * np.asarray(sky.horizon)
        light += up * above.astype(np.float32) + (1 - up) * (0.45 * np.asarray(sky.ground) + 0.1 * above).astype(
            np.float32
        )
    if sun is not None:
        toward = np.clip(normal @ np.asarray(sun.direction, np.float32), 0.0, 1.0)
        light += toward[..., None] * (np.asarray(sun.colour) * sun.strength / np.pi).astype(np.float32)
    for lamp in lamps:
        way = np.asarray(lamp.at, np.float32) - place
        away = np.maximum(np.linalg.norm(way, axis=-1), NEAREST_M)
        way /= away[..., None]
        toward = np.clip(np.sum(normal * way, axis=-1), 0.0, 1.0)
        if lamp.toward is not None:
            axis = np.asarray(lamp.toward, np.float32) - np.asarray(lamp.at, np.float32)
            axis /= max(float(np.linalg.norm(axis)), 1e-6)
            toward *= np.clip(-(way @ axis), 0.0, 1.0) * 4
        shine = lamp.power / (4 * np.pi**2) * toward / away**2
        light += shine[..., None] * np.asarray(lamp.colour, np.float32)
        if sky is None:
            mean = lamp.power / (4 * np.pi**2) / 9.0
            light += BOUNCED * mean * np.asarray(lamp.colour, np.float32)
    return np.asarray(colour * light, np.float32)


def _nearer(place: Floats, depth: Floats, axis: int) -> Floats:
    """Return the step to the neighbour along an axis whose depth is closer."""
    ahead = np.zeros_like(place)
    step = np.diff(place, axis=axis)
    gap = np.abs(np.diff(depth, axis=axis))
    first = [slice(None), slice(None)]
    last = [slice(None), slice(None)]
    first[axis], last[axis] = slice(0, -1), slice(1, None)
    ahead[tuple(first)] = step
    ends = [slice(None), slice(None)]
    ends[axis] = slice(-1, None)
    beyond = [slice(None), slice(None)]
    beyond[axis] = slice(-1, None)
    ahead[tuple(ends)] = step[tuple(beyond)]
    before = np.zeros_like(place)
    before[tuple(last)] = step
    start = [slice(None), slice(None)]
    start[axis] = slice(0, 1)
    before[tuple(start)] = step[tuple(start)]
    gap_ahead, gap_before = np.full(depth.shape, np.inf, np.float32), np.full(depth.shape, np.inf, np.float32)
    gap_ahead[tuple(first)], gap_before[tuple(last)] = gap, gap
    return np.where((gap_ahead <= gap_before)[..., None], ahead, before)
