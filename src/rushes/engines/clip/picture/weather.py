"""What falls before the lens: rain as streaks, snow as flakes, each with its own depth."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath

Floats = NDArray[np.float32]

COUNT: Final = {"rain": 2600, "snow": 1500}
FALLS_MS: Final = {"rain": 8.0, "snow": 1.1}
SHUTTER: Final = 0.5
"""Of a frame's time that a drop leaves its trace in."""

NEAR_M, FAR_M = 1.2, 18.0
DROP_M: Final = {"rain": 0.0022, "snow": 0.008}


def falling(
    kind: str,
    camera: CameraPath,
    frame: int,
    rate: float,
    wind: tuple[float, float],
    depth: Floats,
    light: NDArray[np.float64],
    seed: int,
) -> Floats:
    """Return what rain or snow adds to a picture, shape [height, width, 3].

    Drops fall through a box that goes with the camera; those behind what stands nearer are hidden.

    Args:
        kind: ``rain`` or ``snow``.
        camera: That looks.
        frame: Which.
        rate: Frames per second.
        wind: Along x and y [m/s].
        depth: Of the picture [m], shape [height, width].
        light: What a drop shines with, linear.
        seed: Of where they are.
    """
    import cv2

    high, wide = depth.shape
    chance = np.random.default_rng([seed, 19])
    box = chance.random((COUNT[kind], 3))
    speed = FALLS_MS[kind] * chance.uniform(0.85, 1.15, COUNT[kind])
    time = (frame - camera.frames.first) / rate
    span = np.array([2 * FAR_M, 2 * FAR_M, 12.0])
    eye = camera.position[camera.index(frame)]
    drift = np.column_stack([np.full(COUNT[kind], wind[0]), np.full(COUNT[kind], wind[1]), -speed])
    if kind == "snow":
        phase = chance.uniform(0, 6.28, COUNT[kind])
        drift[:, 0] += 0.25 * np.sin(time * 1.7 + phase)
    ends = []
    for moment in (time, time + SHUTTER / rate):
        place = (box * span + drift * moment - eye + span / 2) % span - span / 2 + eye
        ends.append(place)
    ends[1] = ends[0] + drift * (SHUTTER / rate)
    one, two = camera.project(ends[0], frame), camera.project(ends[1], frame)
    layer = np.zeros((high, wide), np.float32)
    scale = wide / camera.width
    for a, b in zip(one, two, strict=True):
        if not NEAR_M < a[2] < FAR_M or b[2] <= NEAR_M / 2:
            continue
        x0, y0, x1, y1 = a[0] * scale, a[1] * scale, b[0] * scale, b[1] * scale
        if not (-20 < x0 < wide + 20 and -60 < y0 < high + 60):
            continue
        row, column = min(max(int(y0), 0), high - 1), min(max(int(x0), 0), wide - 1)
        if depth[row, column] < a[2]:
            continue
        across = DROP_M[kind] * camera.focal_px(frame) * scale / a[2]
        length = max(math.hypot(x1 - x0, y1 - y0), 1.0)
        strength = min(across, 1.0) * (1.0 if kind == "snow" else min(4.0 / length, 1.0) * 1.2)
        cv2.line(
            layer,
            (round(x0 * 8), round(y0 * 8)),
            (round(x1 * 8), round(y1 * 8)),
            float(min(layer[row, column] + strength, 1.0)),
            max(1, round(across)),
            cv2.LINE_AA,
            3,
        )
    return np.asarray(layer[..., None] * light.astype(np.float32), np.float32)
